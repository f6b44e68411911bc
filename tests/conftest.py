"""What the tests share: fixtures of miniature networks and pictures, and jax set to refuse silent broadcasting."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import jax
import numpy as np
import pytest

from miniatures import random_picture
from stylejax.media.writing import write_image
from stylejax.networks.architectures.graph import Architecture
from stylejax.networks.networks import Network, random_network
from stylejax.weights.hdf5 import save_network

jax.config.update("jax_numpy_rank_promotion", "raise")

# A test compiles a program once and runs it a few times: what makes programs fast costs more than it brings. Code comes
# from plainer emitters and with less care of LLVM's, in a quarter of the time. The program itself stays: a step has as
# many convolutions, products, reductions and copies, and takes as much memory. Workers and programs that tests start
# inherit this. Flags of one's own come after and prevail; programs as they are shipped are tested by
# XLA_FLAGS="--xla_backend_optimization_level=3 --xla_llvm_disable_expensive_passes=false
# --xla_cpu_use_fusion_emitters=true" scripts/test
QUICKLY = (
    "--xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true --xla_cpu_use_fusion_emitters=false"
)
if QUICKLY not in os.environ.get("XLA_FLAGS", ""):
    os.environ["XLA_FLAGS"] = f"{QUICKLY} {os.environ.get('XLA_FLAGS', '')}".strip()

# What one process of a run has compiled, the others read. The folder goes with the run, so that every run begins with
# nothing compiled.
if "JAX_COMPILATION_CACHE_DIR" not in os.environ:
    FOLDER = tempfile.mkdtemp(prefix="stylejax-tests-")
    atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
    for name, value in {
        "jax_compilation_cache_dir": FOLDER,
        "jax_persistent_cache_min_compile_time_secs": 0,
        "jax_persistent_cache_min_entry_size_bytes": -1,
    }.items():
        jax.config.update(name, value)
        os.environ[name.upper()] = str(value)


@pytest.fixture(scope="session")
def miniature() -> Network:
    return random_network("vgg19", seed=0, width=1 / 16)


@pytest.fixture(scope="session")
def shallow() -> Network:
    """The first three convolutions only: compiles in a fraction of the time."""
    return random_network(Architecture("vgg19", last="2_1"), seed=0, width=1 / 16)


@pytest.fixture(scope="session")
def content() -> jax.Array:
    return random_picture(20, 24, seed=1)


@pytest.fixture(scope="session")
def style() -> jax.Array:
    return random_picture(17, 19, seed=2)


@pytest.fixture(scope="module")
def studio(tmp_path_factory) -> Path:
    """A folder with two photos, two paintings and a miniature network."""
    folder = tmp_path_factory.mktemp("studio")
    draw = np.random.default_rng(0).random
    write_image(folder / "photo.png", draw((24, 32, 3)))
    write_image(folder / "tall.png", draw((32, 20, 3)))
    write_image(folder / "painting.jpg", draw((40, 30, 3)))
    write_image(folder / "drawing.png", draw((20, 30, 3)))
    save_network(folder / "small.h5", random_network("vgg19", seed=0, width=1 / 16))
    return folder


@pytest.fixture
def private_cache(tmp_path_factory, monkeypatch) -> None:
    monkeypatch.setenv("STYLEJAX_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))
