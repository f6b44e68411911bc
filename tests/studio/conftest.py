"""What tests of the studio share; those in a browser need an extra, and are run by scripts/test-studio alone."""

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from stylejax.settings import TransferSettings
from stylejax.studio import Engine, Folders, Studio, opened

HAS_EXTRA = importlib.util.find_spec("gradio") is not None
collect_ignore = (
    [] if HAS_EXTRA and os.environ.get("STYLEJAX_STUDIO_TESTS") else ["test_in_a_browser.py", "test_attacks.py"]
)

LAYERS = {"content_layers": ("relu2_1",), "style_layers": ("relu1_1", "relu2_1")}


@pytest.fixture
def folders(tmp_path, private_cache) -> Iterator[Folders]:
    with opened(tmp_path / "pictures") as found:
        yield found


@pytest.fixture
def open_studio(studio: Path, folders: Folders) -> Iterator[Studio]:
    """A studio that paints with a miniature network, and files that came through its page."""
    for name in ("photo.png", "painting.jpg", "drawing.png"):
        (folders.files / name).write_bytes((studio / name).read_bytes())
    network = str(studio / "small.h5")
    engine = Engine(network)
    engine.start()
    base = TransferSettings(network=network, size=32, steps=6, levels=1, **LAYERS)
    yield Studio(engine, folders, base=base)
    engine.close()
