"""Hostile `.pth` files are refused in one line; nothing is executed, written, or made room for."""

import pickle
import zipfile
from pathlib import Path

import pytest

from converter_files import TUPLE_BOMB
from refusals import WITHOUT_TORCH, Command, refusal, refused


@WITHOUT_TORCH
@pytest.mark.parametrize("zipped", [True, False])
def test_a_pth_with_a_command_is_refused(zipped: bool, tmp_path: Path) -> None:
    import torch

    torch.save({"a": Command(tmp_path / "written")}, tmp_path / "net.pth", _use_new_zipfile_serialization=zipped)
    assert "torch.load(weights_only=True)" in refusal("torchvision-vgg16", tmp_path / "net.pth")


@WITHOUT_TORCH
def test_a_bare_pickle_is_no_pth(tmp_path: Path) -> None:
    refused("torchvision-vgg16", tmp_path, pickle.dumps(Command(tmp_path / "written")))
    refused("torchvision-vgg16", tmp_path, TUPLE_BOMB)
    refused("torchvision-vgg16", tmp_path, b"")


@WITHOUT_TORCH
@pytest.mark.parametrize("change", ["huge view", "sparse", "integers", "no tensor", "no names"])
def test_a_pth_of_other_things_than_arrays_is_refused(change: str, tmp_path: Path) -> None:
    import torch

    values = {
        "huge view": torch.ones(1).expand(2**40),
        "sparse": torch.eye(3).to_sparse(),
        "integers": torch.ones(3, dtype=torch.int64),
        "no tensor": 3.0,
    }
    torch.save({"features.0.bias": values[change]} if change in values else [1.0], tmp_path / "net.pth")
    refusal("torchvision-vgg16", tmp_path / "net.pth")


@WITHOUT_TORCH
def test_a_pth_bomb_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "net.pth", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("net/data.pkl", b"}.")
        archive.writestr("net/data/0", bytes(2**25))
    assert "unpacks to more" in refusal("torchvision-vgg16", tmp_path / "net.pth")
