"""Lasagne's files become the networks they were."""

import pickle
from pathlib import Path

import numpy as np

from converter_files import converter, hdf5_bytes
from stylejax.networks.architectures.graph import Architecture
from stylejax.networks.networks import random_network
from weight_files.layouts import oihw, small_network


def test_lasagnes_normalized_network_is_pooled_by_averages_and_rounds_its_mean(tmp_path: Path) -> None:
    network = random_network("vgg19", seed=0, width=1 / 64)
    arrays = [array for pair in oihw(network, blue_first=True).values() for array in pair]
    (tmp_path / "list.pkl").write_bytes(pickle.dumps({"param values": arrays}, protocol=2))
    read = converter("lasagne-vgg19-normalized")(tmp_path / "list.pkl")
    assert read.architecture == Architecture("vgg19", "average")
    assert (read.pixels.channel_order, read.pixels.mean) == ("RGB", (123.0, 117.0, 104.0))


def test_a_whole_lasagne_file_is_read_without_its_classifier(tmp_path: Path) -> None:
    arrays = [array for pair in oihw(small_network(), blue_first=True).values() for array in pair]
    classifier = [np.ones((2, 2), np.float32), np.ones(2, np.float32)] * 3
    np.savez(tmp_path / "all.npz", *arrays, *classifier)
    read = converter("lasagne-vgg16")(tmp_path / "all.npz")
    assert hdf5_bytes(tmp_path, read) == hdf5_bytes(tmp_path, small_network())
