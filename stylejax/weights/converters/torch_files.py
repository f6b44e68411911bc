"""PyTorch's `.pth` files that nobody need trust -> arrays. The only door to PyTorch, which is an optional extra."""

import importlib
import io
import re
import warnings
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import InputError
from .archives import checked_members
from .pickles import ForbiddenError, check_steps

TORCH_STEPS = frozenset(["BINPERSID"])  # names a storage: the numbers themselves lie outside the pickle
LEGACY_PICKLES = 5  # magic number, version, machine, state dict, names of the storages: torch/serialization.py
MAGIC_NUMBER = 2**80


def read_torch_arrays(path: str | Path, *, left_out: re.Pattern[str]) -> dict[str, np.ndarray]:
    """The arrays of a state dict, as float32, but for those left out.

    Raises InputError for a broken file, for one that holds anything but dense numbers, and where PyTorch is absent.
    """
    torch = _torch(path)
    try:
        _check(path)
        with warnings.catch_warnings(action="ignore"):
            held = torch.load(path, map_location="cpu", weights_only=True)
        named = {str(name): value for name, value in held.items() if not left_out.fullmatch(str(name))}
        return {name: _array(path, torch, name, value) for name, value in named.items()}
    except InputError:
        raise
    except ForbiddenError as error:
        raise InputError(f"{path}: a pickle with {error}, not of arrays alone; do not trust it") from error
    except Exception as error:  # PyTorch promises no particular ones
        raise InputError(f"{path}: not a file that torch.load(weights_only=True) reads; fetch it again") from error


def _torch(path: str | Path) -> Any:
    try:
        return importlib.import_module("torch")
    except ImportError as error:
        raise InputError(f"{path}: a .pth file is read by PyTorch, which is absent; install stylejax[torch]") from error


def _check(path: str | Path) -> None:
    """Look at a file's pickles and sizes before PyTorch does: its own reader looks as it goes."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for member in checked_members(path, archive):
                if member.filename.endswith(".pkl"):
                    content = archive.read(member)
                    check_steps(io.BytesIO(content), Path(path).stat().st_size, more=TORCH_STEPS)
        return
    content = Path(path).read_bytes()
    stream = io.BytesIO(content)
    for number in range(LEGACY_PICKLES):
        check_steps(stream, len(content) if number else MAGIC_NUMBER, more=TORCH_STEPS)


def _array(path: str | Path, torch: Any, name: str, tensor: Any) -> np.ndarray:
    dense = isinstance(tensor, torch.Tensor) and tensor.layout == torch.strided and tensor.is_floating_point()
    # A forged stride of 0 makes a huge tensor of one number.
    if not dense or tensor.numel() * tensor.element_size() > Path(path).stat().st_size:
        raise InputError(f"{path}: {name[:100]!r} is not a plain array of floating-point numbers; name a weight file")
    return tensor.detach().to(torch.float32).numpy()
