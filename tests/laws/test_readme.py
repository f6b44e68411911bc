"""Python in the README and in the page of controls runs as it stands, but for the size of its pictures."""

import re
from pathlib import Path

import numpy as np
import pytest

import stylejax

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", ROOT / "docs" / "controls.md", ROOT / "docs" / "own-loss.md")
BLOCKS = [
    block for page in PAGES for block in re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
]
PICTURES = ("photo.jpg", "painting.jpg", "one.jpg", "other.jpg", "sky.png")


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_readme_runs(block, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in PICTURES:
        stylejax.write_image(name, np.random.default_rng(0).random((32, 32, 3)))
    small = re.sub(r"steps=\d+", "steps=2", re.sub(r"size=\d+", "size=32", block))
    exec(compile(small, "example", "exec"), {})


def test_readme_has_both_blocks():
    assert len(BLOCKS) == 4
