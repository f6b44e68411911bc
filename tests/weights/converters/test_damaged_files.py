"""Damaged weight files of every layout are read, or refused in one line; `tests/tools/fuzz_weights.py` has more."""

import subprocess
import sys
from pathlib import Path

import pytest

from refusals import WITHOUT_TORCH
from weight_files.layouts import LAYOUTS, small_network
from weight_files.trial import damaged_file, outcome

SCRIPT = Path(__file__).parents[2] / "tools" / "fuzz_weights.py"
FILES = 30  # of each layout


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=WITHOUT_TORCH if x.suffix == ".pth" else ()) for n, x in LAYOUTS.items()]
)
def test_damaged_files_are_read_or_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"file{LAYOUTS[name].suffix}"
    LAYOUTS[name].write(path, small_network())
    content = path.read_bytes()
    outcomes = set()
    for index in range(FILES):
        path.write_bytes(damaged_file(name, content, 0, index))
        outcomes.add(outcome(name, path))
    assert outcomes <= {"read", "refused"}
    assert "refused" in outcomes


@pytest.mark.skipif(sys.platform != "linux", reason="measures memory as Linux reports it")
def test_the_program_counts_and_measures() -> None:
    command = [sys.executable, SCRIPT, "--files", "12", "--only", "safetensors"]
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    name, counts = done.stdout.split(maxsplit=1)
    assert name == "safetensors"
    assert sum(int(word) for word in counts.split(";")[0].split() if word.isdigit()) == 12
    assert "MiB" in counts
