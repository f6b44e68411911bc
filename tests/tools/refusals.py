"""What the tests of hostile weight files share."""

import importlib.util
import os
import tracemalloc
from pathlib import Path

import pytest

from converter_files import converter
from stylejax.errors import InputError

WITHOUT_TORCH = pytest.mark.skipif(
    importlib.util.find_spec("torch") is None, reason="PyTorch is absent: pip install stylejax[torch]"
)
MOST_BYTES = 2**26


def refusal(kind: str, path: Path) -> str:
    """The one line; the folder is as before, and no more memory was taken than a small file may need."""
    before = sorted(os.listdir(path.parent))
    tracemalloc.start()
    with pytest.raises(InputError) as caught:
        converter(kind)(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < MOST_BYTES
    assert sorted(os.listdir(path.parent)) == before
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    return message


def refused(kind: str, folder: Path, content: bytes) -> str:
    (folder / "file").write_bytes(content)
    return refusal(kind, folder / "file")


class Command:
    """An object that writes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return os.system, (f"touch {self.path}",)
