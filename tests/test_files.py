"""Laws of files that appear whole or not at all."""

import pytest

from stylejax.errors import InputError
from stylejax.files import whole_file


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
