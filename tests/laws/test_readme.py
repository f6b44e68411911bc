"""The README's Python runs as it stands, but for the size of its pictures."""

import re
from pathlib import Path

import numpy as np
import pytest

import stylejax

README = Path(__file__).parents[2] / "README.md"
BLOCKS = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_readme_runs(block, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("photo.jpg", "painting.jpg"):
        stylejax.write_image(name, np.random.default_rng(0).random((32, 32, 3)))
    small = re.sub(r"steps=\d+", "steps=2", re.sub(r"size=\d+", "size=32", block))
    exec(compile(small, str(README), "exec"), {})


def test_readme_has_both_blocks():
    assert len(BLOCKS) == 2
