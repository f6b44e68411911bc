"""PyTorch's names and safetensors files become the networks they were, or are refused in one line."""

import sys
from pathlib import Path

import jax.numpy as jnp
import numpy as np
import pytest
import safetensors.numpy
from numpy.testing import assert_allclose

from converter_files import converter, hdf5_bytes
from refusals import WITHOUT_TORCH, refused
from stylejax.errors import InputError
from stylejax.networks.networks import Pixels
from stylejax.weights.converters import Facts, read_torch
from weight_files.layouts import oihw, small_network, state_dict


def safetensors_file(header: bytes, numbers: bytes = bytes(16)) -> bytes:
    return len(header).to_bytes(8, "little") + header + numbers


def entry(name: str, first: int, last: int, shape: str = "[2]") -> str:
    return f'"{name}": {{"dtype": "F32", "shape": {shape}, "data_offsets": [{first}, {last}]}}'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"text",
        (2**63).to_bytes(8, "little"),
        safetensors_file(b"{}"),
        safetensors_file(b"[" * 1000),
        safetensors_file(f"{{{entry('a', 0, 8)}, {entry('b', 4, 12)}}}".encode()),
        safetensors_file(f"{{{entry('a', 0, 8)}, {entry('b', 0, 8)}}}".encode()),
        safetensors_file(f"{{{entry('a', 8, 16)}}}".encode()),
        safetensors_file(f"{{{entry('a', 0, 2**40, '[274877906944]')}}}".encode()),
        safetensors_file(f"{{{entry('a', 0, 16, '[4294967296, 4294967296]')}}}".encode()),
        safetensors.numpy.save({"features.0.bias": np.ones(2, int)}),
        safetensors.numpy.save({f"features.{n}.bias": np.ones(1, np.float32) for n in range(600)}),
        safetensors.numpy.save({"features.0.running_mean": np.ones(2, np.float32)}),
    ],
    ids=[
        *("empty", "text", "length", "nothing", "deep", "overlap", "twice", "hole", "terabyte", "overflow"),
        *("integers", "many", "normalization"),
    ],
)
def test_a_forged_safetensors_file_is_refused(content: bytes, tmp_path: Path) -> None:
    refused("safetensors-vgg16", tmp_path, content)


def test_a_safetensors_file_that_lacks_an_array_is_refused(tmp_path: Path) -> None:
    arrays = state_dict(small_network(), blue_first=False)
    del arrays["features.28.bias"]
    assert "conv5_3/bias" in refused("safetensors-vgg16", tmp_path, safetensors.numpy.save(arrays))


@WITHOUT_TORCH
def test_gatyss_names_are_read_as_well_as_torchvisions(tmp_path: Path) -> None:
    import torch

    pairs = oihw(small_network(), blue_first=True).items()
    named = {
        f"{layer}.{name}": torch.tensor(x) for layer, p in pairs for name, x in zip(("weight", "bias"), p, strict=True)
    }
    torch.save(named, tmp_path / "vgg_conv.pth")
    read = converter("jcjohnson-vgg16")(tmp_path / "vgg_conv.pth")
    assert hdf5_bytes(tmp_path, read) == hdf5_bytes(tmp_path, small_network())


@WITHOUT_TORCH
@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float64"])
def test_other_precisions_of_pytorch_become_float32(dtype: str, tmp_path: Path) -> None:
    import torch

    arrays = state_dict(small_network(), blue_first=False).items()
    torch.save({name: torch.tensor(array).to(getattr(torch, dtype)) for name, array in arrays}, tmp_path / "net.pth")
    kernel = converter("torchvision-vgg16")(tmp_path / "net.pth").parameters["conv1_1"]["kernel"]
    assert kernel.dtype == jnp.float32
    assert_allclose(kernel, small_network().parameters["conv1_1"]["kernel"], rtol=1e-2)


def test_without_pytorch_one_line_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    (tmp_path / "net.pth").write_bytes(b"any")
    with pytest.raises(InputError, match=r"install stylejax\[torch\]$"):
        read_torch(tmp_path / "net.pth", Facts("vgg16", Pixels()))
