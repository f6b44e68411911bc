"""Laws of the engine: what goes wrong is told of one painting, and the next one is painted."""

import pytest

from stylejax.errors import InputError
from stylejax.settings import TransferSettings
from stylejax.studio import engine as engines
from stylejax.studio.engine import FAILED, STOPPED, WAITING, Engine, Painting
from waiting import until


def painting(path, **more):
    settings = TransferSettings(content="missing.png", style="missing.png", **more)
    return Painting("nothing", settings, settings, path / "a.png")


def test_what_goes_wrong_is_told_and_the_next_one_is_painted(tmp_path, private_cache):
    engine = Engine()
    engine.start()
    first, second = painting(tmp_path), painting(tmp_path)
    engine.put(first), engine.put(second)
    until(lambda: second.state == FAILED)
    assert (first.state, first.error) == (FAILED, "missing.png: no such file; check the path")
    engine.close()


def test_what_waits_is_stopped_at_once_and_has_its_place(tmp_path):
    engine = Engine()
    first, second = painting(tmp_path), painting(tmp_path)
    engine.put(first), engine.put(second)
    assert [engine.before(first), engine.before(second)] == [0, 1]
    engine.stop(first)
    assert (first.state, second.state, engine.before(second)) == (STOPPED, WAITING, 0)
    assert engine.all_under_way == [second]


def test_no_more_wait_than_there_may_be(tmp_path, monkeypatch):
    monkeypatch.setattr(engines, "MOST_WAITING", 2)
    engine = Engine()
    engine.put(painting(tmp_path)), engine.put(painting(tmp_path))
    with pytest.raises(InputError, match="wait already"):
        engine.put(painting(tmp_path))
