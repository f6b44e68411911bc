"""Laws of keeping: seldom, cheap, and never a reason for a run to end."""

from types import SimpleNamespace

import jax.numpy as jnp
import pytest

from stylejax.jobs.checkpoints import keeping
from stylejax.jobs.checkpoints.keeping import Keeper
from stylejax.jobs.checkpoints.locks import locked, released
from stylejax.jobs.checkpoints.storing import read_kept
from stylejax.synthesis.loops import Moment
from stylejax.synthesis.runs import Progress


@pytest.fixture
def clock(monkeypatch):
    """The time, which stands still unless it is set."""
    now = SimpleNamespace(time=1000.0)
    monkeypatch.setattr(keeping.time, "monotonic", lambda: now.time)
    return now


def moment(value=1.0):
    return Moment(3, 9, {"image": jnp.full((2, 2), value)}, jnp.float32(2.0), [[4.0, 3.0]], {"done": ()})


def keeper_of(path, *, least=0.0):
    said = []
    return Keeper(path, {}, said.append, least), said


def test_it_is_time_every_thirty_seconds_and_for_a_fiftieth_of_the_time(clock, tmp_path, monkeypatch):
    keeper, _ = keeper_of(tmp_path / "a")
    asked = [keeper.wants(1) for clock.time in (1029.0, 1030.0)]
    assert asked == [False, True]

    def slow(path, kept):
        clock.time += 2.0
        path.write_text("")

    monkeypatch.setattr(keeping, "write_kept", slow)
    keeper.see(moment())
    asked = [keeper.wants(1) for clock.time in (1032.0 + 99.0, 1032.0 + 100.0)]
    assert asked == [False, True]


def test_a_run_that_will_be_short_is_not_kept(clock, tmp_path):
    keeper, _ = keeper_of(tmp_path / "a", least=300.0)
    heard = keeper.hearing(lambda progress: progress.evaluation == 7)
    clock.time += 40
    assert not keeper.wants(1)
    assert heard(Progress(7, 50, 1.0)) is True
    assert not keeper.wants(1)
    heard(Progress(6, 50, 1.0))
    assert keeper.wants(1)


def test_what_is_kept_last_is_there_and_locked_until_it_is_removed(tmp_path):
    keeper, said = keeper_of(tmp_path / "a")
    for value in (1.0, 2.0):
        keeper.see(moment(value))
        assert read_kept(tmp_path / "a").halfway.leaves[0].max() == value
        with pytest.raises(ValueError, match="another run has it"):
            locked(tmp_path / "a")
    assert ([path.name for path in tmp_path.iterdir()], said) == (["a"], [])
    keeper.remove()
    keeper.release()
    assert list(tmp_path.iterdir()) == []


def test_where_it_cannot_be_kept_that_is_said_once(clock, tmp_path, monkeypatch):
    monkeypatch.setattr(keeping.shutil, "disk_usage", lambda folder: SimpleNamespace(free=3))
    keeper, said = keeper_of(tmp_path / "a")
    keeper.see(moment())
    clock.time += 1e6
    assert not keeper.wants(1)
    assert len(said) == 1
    assert "the disk has" in said[0]
    keeper.remove()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("error", [MemoryError(), OSError(28, "No space left on device")])
def test_what_goes_wrong_while_it_is_written_ends_no_run(tmp_path, monkeypatch, error):
    keeper, said = keeper_of(tmp_path / "a")
    keeper.see(moment(1.0))

    def failing(path, kept):
        path.write_text("half")
        raise error

    monkeypatch.setattr(keeping, "write_kept", failing)
    keeper.see(moment(2.0))
    assert len(said) == 1
    assert "memory" in said[0] or "No space" in said[0]
    assert read_kept(tmp_path / "a").halfway.leaves[0].max() == 1.0
    keeper.release()


def test_the_file_of_another_run_is_left_alone(tmp_path):
    (tmp_path / "a").write_text("theirs")
    keeper, said = keeper_of(tmp_path / "a")
    keeper.see(moment())
    keeper.remove()
    assert ((tmp_path / "a").read_text(), len(said)) == ("theirs", 1)
    released(locked(tmp_path / "a"))
