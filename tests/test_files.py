"""Laws of files that appear whole or not at all."""

import json
import os

import pytest

from stylejax.errors import InputError
from stylejax.files import check_apart, check_writable, is_file, json_text, whole_file, write_json, write_text


def test_what_cannot_be_put_in_place_is_told_in_one_line_and_leaves_nothing(tmp_path):
    (tmp_path / "report.json" / "in the way").mkdir(parents=True)
    with (
        pytest.raises(InputError, match=r"report\.json: cannot be written") as caught,
        whole_file(tmp_path / "report.json") as temporary,
    ):
        temporary.write_text("{}")
    assert "\n" not in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]


def test_a_full_disk_is_told_whoever_writes(tmp_path):
    (tmp_path / "table.csv").write_text("old")
    with pytest.raises(InputError, match="No space left on device"), whole_file(tmp_path / "table.csv") as temporary:
        raise OSError(28, "No space left on device", str(temporary))
    assert (tmp_path / "table.csv").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["table.csv"]


def test_names_of_one_file_are_one_file(tmp_path):
    (tmp_path / "a.png").write_text("a")
    (tmp_path / "link.png").symlink_to("a.png")
    os.link(tmp_path / "a.png", tmp_path / "twin.png")
    for other in ("a.png", "link.png", "twin.png", "../" + tmp_path.name + "/a.png"):
        with pytest.raises(InputError, match="would be overwritten"):
            check_apart([tmp_path / other], [tmp_path / "a.png"])
    check_apart([tmp_path / "b.png", tmp_path / "c.png"], [tmp_path / "a.png"])


def test_a_file_that_is_not_there_yet_is_written_once(tmp_path):
    with pytest.raises(InputError, match="written twice"):
        check_apart([tmp_path / "new.png", tmp_path / "." / "new.png"], [])


@pytest.mark.parametrize("name", ["a" * 300, "a\0b"])
def test_unfit_names_are_no_files(name):
    assert not is_file(name)


def test_what_is_not_finite_is_null_in_json(tmp_path):
    write_json(tmp_path / "a.json", {"a": [1.5, float("nan")], "b": (float("inf"), {"c": -float("inf")}), "d": None})
    stored = json.loads((tmp_path / "a.json").read_text(), parse_constant=pytest.fail)
    assert stored == {"a": [1.5, None], "b": [None, {"c": None}], "d": None}


def test_what_json_cannot_hold_is_refused_in_words():
    with pytest.raises(InputError, match=r"^record: cannot be written as JSON"):
        json_text({"a": object()})


@pytest.mark.parametrize("name", ["a" * 300, "a\0b"])
def test_unfit_names_are_refused_in_one_line_before_anything_is_written(tmp_path, name):
    with pytest.raises(InputError, match="cannot be written"):
        check_writable(tmp_path / name)


def test_names_that_are_no_text_are_escaped(tmp_path):
    write_text(tmp_path / "a.txt", "bad\udcff é")
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "bad\\udcff é"
