"""Laws of `stylejax compare` and `stylejax explain`, in process; a signal through the installed program."""

import csv
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import stylejax
from stylejax.artists import ARTISTS, load_artist, paint_as
from stylejax.cli.app import app
from stylejax.cli.commands.compare import every_artist

pytestmark = pytest.mark.usefixtures("private_cache")

CHOSEN = ("satoshi", "anders")


def command(studio: Path, word: str, *options: str, steps: int = 2, network: str = "small.h5") -> list[str]:
    pictures = [str(studio / "photo.png"), str(studio / "painting.jpg")]
    made_with = ["--network", str(studio / network), "--size", "24", "--steps", str(steps)]
    return [*word.split(), *pictures, "-o", str(studio / f"{word.split()[0]}.png"), *made_with, *options]


def invoke(*arguments: str):
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture(scope="module")
def compared(studio, tmp_path_factory) -> Path:
    """The folder after a comparison of three artists, with its page."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STYLEJAX_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))
        options = ["--artists", ",".join(CHOSEN), "--html", str(studio / "page"), "--seed", "3"]
        options += ["--no-changes"]
        result = invoke(*command(studio, "compare", *options))
    assert result.exit_code == 0, result.output
    return studio


def test_the_sheet_remembers_how_it_was_made(compared):
    record = stylejax.read_record(compared / "compare.png")
    assert record["command"] == "compare"
    assert record["settings"]["artists"] == list(CHOSEN)
    assert (record["settings"]["steps"], record["settings"]["size"], record["settings"]["seed"]) == (2, 24, 3)
    assert [each["artist"] for each in record["result"]] == list(CHOSEN)
    assert [each["evaluations"] for each in record["result"]] == [2, 2]
    assert {len(checksum) for checksum in record["pictures"].values()} == {64}
    assert record["yardstick"]["sha256"] == record["result"][0]["network"]["sha256"]


def test_each_picture_of_the_page_is_what_its_artist_paints(compared):
    content, style = (stylejax.read_image(compared / name) for name in ("photo.png", "painting.jpg"))
    network = stylejax.load_network(compared / "small.h5")
    for name in CHOSEN[:1]:
        alone = paint_as(load_artist(name), content, style, network=network, size=24, steps=2, seed=3)
        np.testing.assert_allclose(
            stylejax.read_image(compared / "page" / f"{name}.png"), alone.image, atol=0.51 / 255, err_msg=name
        )


def test_the_page_has_every_picture_beside_it_and_its_settings_in_it(compared):
    page = compared / "page"
    expected = {f"{name}.png" for name in ("content", "style", *CHOSEN)} | {"index.html"}
    assert {path.name for path in page.iterdir()} == expected
    text = (page / "index.html").read_text()
    assert all(f'src="{name}"' in text for name in expected - {"index.html"})
    assert all(f"nearest to the {picture}" in text for picture in ("painting", "photo"))
    assert text.count('class="differs"') > 10
    assert ", not vgg19-matconvnet" in text
    assert stylejax.read_record(page / "anders.png")["result"][0]["artist"] == "anders"


@pytest.fixture(scope="module")
def changed(studio, tmp_path_factory) -> Path:
    """The folder after a comparison with one author to whom changes lead."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STYLEJAX_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))
        options = ["--artists", "johnson", "--html", str(studio / "changed"), "-o", str(studio / "changed.png")]
        result = invoke(*command(studio, "compare", *options, steps=1))
    assert result.exit_code == 0, result.output
    assert "one change at a time, of johnson" in result.output
    return studio / "changed" / "changes"


def test_changes_lie_in_a_folder_of_their_own_beside_the_page(changed):
    differing = ("network", "losses", "weights", "start", "smoothing")  # both took Torch's L-BFGS
    expected = {f"johnson-{group}.png" for group in differing} | {"gatys.png", "johnson.png"}
    assert {path.name for path in changed.iterdir()} == expected | {"changes.png", "changes.csv"}
    page = (changed.parent / "index.html").read_text()
    assert all(f'src="changes/{name}"' in page for name in expected - {"gatys.png"})


def test_the_table_of_changes_says_how_far_each_has_moved_the_picture(changed):
    with (changed / "changes.csv").open(newline="") as file:
        rows = {row["group"]: row for row in csv.DictReader(file)}
    assert list(rows) == ["network", "losses", "weights", "optimizer", "start", "smoothing", "all"]
    assert rows["optimizer"]["status"] == "as gatys"
    assert float(rows["all"]["from_author"]) == 0
    pictures = [stylejax.read_image(changed / f"{name}.png") for name in ("gatys", "johnson-start")]
    apart = float(np.sqrt(np.mean(np.square(pictures[0] - pictures[1]))))
    assert float(rows["start"]["from_gatys"]) == pytest.approx(apart, abs=0.01)


def test_no_changes_without_an_author_to_whom_they_lead(studio):
    result = invoke(*command(studio, "compare", "--artists", "texture", steps=1))
    assert result.exit_code == 0, result.output
    assert not (studio / "changes").exists()


def test_by_default_all_compare():
    assert every_artist() == tuple(ARTISTS)


def test_explain_paints_a_b_and_a_with_each_setting_of_b(studio):
    table = studio / "explained.csv"
    result = invoke(*command(studio, "explain kai kai-tv", "--table", str(table)))
    assert result.exit_code == 0, result.output
    with table.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["picture"] for row in rows[:2]] == ["A: kai", "B: kai-tv"]
    assert {row["setting"] for row in rows[2:]} == {"smoothing", "optimizer"}
    assert all(row["of_a"] != row["of_b"] for row in rows[2:])
    assert float(rows[0]["distance_from_a"]) == float(rows[1]["distance_from_b"]) == 0
    assert rows[0]["distance_from_b"] == rows[1]["distance_from_a"]
    assert all(row["picture"] in result.output for row in rows)
    record = stylejax.read_record(studio / "explain.png")
    assert [each["label"] for each in record["result"]][:2] == ["A", "B"]
    assert float(rows[2]["style_term"]) == pytest.approx(record["result"][2]["style_term"])


def test_list_tells_the_differences_and_paints_nothing(studio):
    before = set(studio.iterdir())
    result = invoke("explain", "satoshi", "satoshi-fixed", "--list")
    assert result.exit_code == 0, result.output
    named = [line for line in result.output.splitlines() if not line.startswith(" ")]
    assert {"pixels", "style", "optimizer", "finish"} <= set(named)
    assert "content" not in named
    assert set(studio.iterdir()) == before


REFUSED = {
    "unknown artist": ("compare", ["--artists", "paper,picasso"], "picasso"),
    "an artist twice": ("compare", ["--artists", "paper,paper"], "--artists"),
    "no artist": ("compare", ["--artists", ","], "--artists"),
    "network not at hand": ("compare", ["--network", "vgg18"], "vgg18"),
    "size of zero": ("compare", ["--size", "0"], "--size"),
    "size that leaves too little": ("compare", ["--size", "12"], "12"),
    "negative steps": ("compare", ["--steps", "-1"], "--steps"),
    "sheet of unknown suffix": ("compare", ["-o", "sheet.xyz"], "sheet.xyz"),
    "page where a file is": ("compare", ["--html", "small.h5"], "small.h5"),
    "a network without the layers": ("compare", ["--artists", "paper", "--network", "googlenet-random"], "googlenet"),
    "nothing differs": ("explain paper gatys-2016", [], "nothing differs"),
    "unknown second": ("explain paper picasso", [], "picasso"),
    "table in no folder": ("explain kai kai-tv", ["--table", "no/such/table.csv"], "table.csv"),
}


@pytest.mark.parametrize(("word", "options", "named"), REFUSED.values(), ids=list(REFUSED))
def test_bad_options_get_one_line_exit_code_2_and_no_file(studio, monkeypatch, word, options, named):
    monkeypatch.chdir(studio)
    before = set(studio.iterdir())
    result = invoke(*command(studio, word, *options))
    assert_refused(result, named)
    assert set(studio.iterdir()) == before


def assert_refused(result, *named: str) -> None:
    assert result.exit_code == 2, result.output
    assert result.output.startswith("error: ")
    assert result.output.count("\n") == 1
    assert all(word in result.output for word in named), result.output


def test_an_artist_whose_network_is_not_at_hand_paints_on_the_shipped_one_at_its_scale(studio, tmp_path):
    pictures = [str(studio / "photo.png"), str(studio / "painting.jpg")]
    options = ["--artists", "gatys,johnson,mattya-nin", "--size", "32", "--steps", "1", "--no-changes"]
    result = invoke("compare", *pictures, *options, "-o", str(tmp_path / "all.png"), "--html", str(tmp_path / "page"))
    assert result.exit_code == 0, result.output
    painted = stylejax.read_record(tmp_path / "all.png")["result"]
    names = {each["artist"]: each["network"]["name"] for each in painted}
    assert names == {"gatys": "compact", "johnson": "compact-plain", "mattya-nin": "compact-plain"}
    page = (tmp_path / "page" / "index.html").read_text()
    assert "compact-plain, not vgg19" in page
    assert "compact, not vgg19-normalized" in page
    assert "not their own network: johnson, mattya-nin" in page
    assert "<li>stands still</li>" in page  # the first step of Gatys's optimizer is far below a level of 255


def test_explaining_on_the_shipped_network_changes_no_network_into_itself(studio, tmp_path):
    pictures = [str(studio / "photo.png"), str(studio / "painting.jpg")]
    options = ["--size", "24", "--steps", "1", "--table", str(tmp_path / "table.csv"), "-o", str(tmp_path / "why.png")]
    result = invoke("explain", "paper", "gatys-2016", *pictures, *options)
    assert result.exit_code == 0, result.output
    with (tmp_path / "table.csv").open(newline="") as file:
        assert [row["setting"] for row in csv.DictReader(file)] == ["", "", "scale"]


def test_explain_without_pictures_says_what_to_do():
    assert_refused(invoke("explain", "paper", "johnson"), "CONTENT and STYLE", "--list")


def test_ctrl_c_keeps_what_is_painted_and_marks_the_holes(studio):
    arguments = command(studio, "compare", "--artists", "satoshi,anders,kai", steps=1_000_000)
    arguments[arguments.index("-o") + 1] = str(studio / "kept.png")
    with subprocess.Popen(
        [sys.executable, "-m", "stylejax", *arguments], stderr=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        assert process.stderr is not None
        assert any("s left" in line for line in process.stderr)  # so it is painting
        process.send_signal(signal.SIGINT)
        process.stderr.read()
        assert process.wait(timeout=120) == 130
    status = [each["status"] for each in stylejax.read_record(studio / "kept.png")["result"]]
    assert status == ["stopped", "not painted", "not painted"]
