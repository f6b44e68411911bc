"""Laws of passwords: none is needed here, one is where others come, and guessing takes forever."""

import pytest

from stylejax.errors import InputError
from stylejax.studio.access import Doorkeeper, password_for
from stylejax.studio.access.passwords import WAIT, WRONG_ONES


def test_none_is_needed_on_this_machine_and_one_is_where_others_come(tmp_path):
    file = tmp_path / "password"
    file.write_text("from a file\n")
    assert password_for("127.0.0.1", None, environment={}) is None
    assert password_for("0.0.0.0", file, environment={}) == "from a file"
    assert password_for("0.0.0.0", None, environment={"STYLEJAX_PASSWORD": "from outside"}) == "from outside"
    assert password_for("127.0.0.1", file, environment={"STYLEJAX_PASSWORD": "from outside"}) == "from a file"


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.0.7", "::", "studio.example"])
def test_without_one_nobody_else_comes(host):
    with pytest.raises(InputError, match=r"host: .* can be reached by others"):
        password_for(host, None, environment={})


def test_a_file_must_hold_one_that_is_long_enough(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        password_for("127.0.0.1", tmp_path / "missing", environment={})
    (tmp_path / "short").write_text("abc")
    with pytest.raises(InputError, match="fewer than 8 letters"):
        password_for("127.0.0.1", tmp_path / "short", environment={})
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(InputError, match="no text"):
        password_for("127.0.0.1", tmp_path / "bytes", environment={})


def test_who_guesses_waits_and_others_do_not():
    now = [0.0]
    keeper = Doorkeeper("the password", clock=lambda: now[0])
    for number in range(WRONG_ONES):
        assert not keeper.knows(f"wrong {number}", "there")
    assert keeper.must_wait("there")
    assert not keeper.knows("the password", "there")
    assert not keeper.must_wait("here")
    assert keeper.knows("the password", "here")
    key = keeper.new_key()
    assert [keeper.has_key(each) for each in (key, key[:-1], "")] == [True, False, False]
    now[0] = WAIT + 1
    assert keeper.knows("the password", "there")
