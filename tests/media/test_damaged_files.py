"""Damaged pictures of every layout and records of every kind are read, or refused in one line, in silence.

`tests/tools/fuzz_pictures.py` and `tests/tools/fuzz_records.py` have more.
"""

import pytest

from damaged_pictures import records, trial
from damaged_pictures.layouts import LAYOUTS

FILES = 8  # of each layout


@pytest.mark.parametrize(
    ("program", "layout"), [*((trial, name) for name in LAYOUTS), *((records, name) for name in records.PLACES)]
)
def test_damaged_files_are_read_or_refused(program, layout, tmp_path):
    if layout == "heic":
        pytest.importorskip("pillow_heif")
    path = tmp_path / "file"
    path.write_bytes(program.sound_file(layout))
    assert program.outcome(path) == "read"
    for index in range(FILES):
        path.write_bytes(program.damaged_file(layout, 0, index))
        assert program.outcome(path) in ("read", "refused")
