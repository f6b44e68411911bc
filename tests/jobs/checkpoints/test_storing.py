"""Laws of checkpoints in files: what is written is read back, and nothing else is taken for one."""

import math

import numpy as np
import pytest
import safetensors.numpy

from stylejax.errors import InputError
from stylejax.jobs.checkpoints import storing
from stylejax.jobs.checkpoints.storing import Kept, read_kept, write_kept
from stylejax.synthesis.runs import Halfway, LevelDone

ABOUT = {"record": {"command": "transfer", "settings": {"seed": 3}}, "outputs": {"output": "ä.png"}}


@pytest.fixture
def kept(tmp_path):
    """A checkpoint with all that one may hold, and its path."""
    leaves = (np.random.default_rng(0).random((4, 5, 3), np.float32), np.int32(7), np.zeros((0, 2), np.float32))
    done = (LevelDone((3.0, math.inf, 0.1 + 0.2), 2, (1.0, 1e-300)), LevelDone((math.nan,), 0, ()))
    halfway = Halfway(done, (2.0, 1.5), np.asarray(np.float32(1.25)), tuple(map(np.asarray, leaves)))
    (tmp_path / "a.checkpoint").touch()
    write_kept(tmp_path / "a.checkpoint", Kept(ABOUT, halfway))
    return tmp_path / "a.checkpoint", halfway


def test_what_is_kept_is_read_back_to_the_bit(kept):
    path, halfway = kept
    read = read_kept(path)
    assert {name: read.about[name] for name in ABOUT} == ABOUT
    assert repr(read.halfway) == repr(halfway)
    for one, other in zip(read.halfway.leaves, halfway.leaves, strict=True):
        assert (one.dtype, one.shape, one.tobytes()) == (other.dtype, other.shape, other.tobytes())


def test_a_file_that_is_cut_anywhere_is_refused(kept):
    path, _ = kept
    whole = path.read_bytes()
    for length in [0, 1, 7, 8, 9, *range(10, len(whole), 37), len(whole) - 1]:
        path.write_bytes(whole[:length])
        with pytest.raises(InputError, match="damaged"):
            read_kept(path)


def test_a_file_of_which_a_bit_is_flipped_is_refused_or_says_the_same(kept):
    """Between names and numbers of a header there may be a space more or less: all that is read counts."""
    path, halfway = kept
    whole = path.read_bytes()
    for place in range(0, len(whole), 5):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << place % 8]) + whole[place + 1 :])
        try:
            assert repr(read_kept(path).halfway) == repr(halfway), place
        except InputError:
            continue


def test_an_error_of_the_package_is_one_of_the_system_and_leaves_the_file(kept, monkeypatch):
    path, halfway = kept

    def failing(arrays, path, metadata):
        path.write_text("half")
        raise safetensors.SafetensorError("no space left")

    monkeypatch.setattr(safetensors.numpy, "save_file", failing)
    with pytest.raises(OSError, match="no space left"):
        write_kept(path, Kept(ABOUT, halfway))
    assert repr(read_kept(path).halfway) == repr(halfway)
    assert list(path.parent.iterdir()) == [path]


def test_who_may_read_it_stays(kept):
    path, halfway = kept
    path.chmod(0o640)
    write_kept(path, Kept(ABOUT, halfway))
    assert path.stat().st_mode & 0o777 == 0o640


def test_another_format_is_told(kept, monkeypatch):
    path, _ = kept
    monkeypatch.setattr(storing, "FORMAT", 3)
    with pytest.raises(InputError, match="format 2, and this version has 3"):
        read_kept(path)


def test_what_is_too_large_or_no_checkpoint_is_refused(kept, tmp_path, monkeypatch):
    path, _ = kept
    safetensors.numpy.save_file({"a": np.zeros(3)}, tmp_path / "network.safetensors")
    for other in (tmp_path / "network.safetensors", tmp_path / "missing", tmp_path):
        with pytest.raises(InputError, match="no checkpoint"):
            read_kept(other)
    monkeypatch.setattr(storing, "MOST_BYTES", 100)
    with pytest.raises(InputError, match="no checkpoint"):
        read_kept(path)
