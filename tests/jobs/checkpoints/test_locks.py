"""Laws of locks: one has a file at a time, until it lets go."""

import os

import pytest

from stylejax.errors import InputError
from stylejax.jobs.checkpoints.locks import is_locked_by, locked, released


def test_a_file_is_had_by_one_at_a_time(tmp_path):
    path = tmp_path / "a"
    path.write_text("a")
    lock = locked(path)
    with pytest.raises(InputError, match="another run has it"):
        locked(path)
    assert is_locked_by(lock, path)
    released(lock)
    released(locked(path))


def test_a_file_that_has_taken_its_place_is_another_one(tmp_path):
    path, other = tmp_path / "a", tmp_path / "b"
    path.write_text("a")
    other.write_text("b")
    lock = locked(path)
    os.replace(other, path)
    assert not is_locked_by(lock, path)
    assert not is_locked_by(None, path)
    released(lock)
    path.unlink()
    with pytest.raises(InputError, match="cannot be read"):
        locked(path)
