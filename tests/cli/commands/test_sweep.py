"""Laws of `stylejax sweep`, in process; signals through the installed program."""

import csv
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import psutil
import pytest
from typer.testing import CliRunner

import stylejax
from stylejax.cli.app import app
from stylejax.jobs.series import read_many, stacked_weights
from stylejax.settings import TransferSettings

ON_CPU = {**os.environ, "JAX_PLATFORMS": "cpu"}

LAYERS = ["--content-layers", "relu2_2", "--style-layers", "relu1_1,relu2_1,relu3_1"]

pytestmark = pytest.mark.usefixtures("private_cache")


def command(studio: Path, *options: str, pictures=("photo.png", "painting.jpg"), steps: int = 3) -> list[str]:
    paths = [str(studio / picture) for picture in pictures]
    network = ["--network", str(studio / "three.h5"), "--size", "32", "--steps", str(steps), *LAYERS]
    return ["sweep", *paths, "-o", str(studio / "sheet.png"), *network, *options]


def invoke(*arguments: str):
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture(scope="module")
def studio(studio: Path) -> Path:
    """With a network that ends where the style layers end: what is swept matters here, not how deep."""
    network = stylejax.random_network(stylejax.Architecture("vgg19", last="3_1"), seed=0, width=1 / 16)
    stylejax.save_network(studio / "three.h5", network)
    return studio


@pytest.fixture(scope="module")
def swept(studio, tmp_path_factory) -> Path:
    """The folder after a sweep of two layer subsets and two content weights, with everything that can be asked for."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STYLEJAX_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))
        options = ["--content-weights", "0.01,1", "--style-layers-upto", "1,3", "--save-each", str(studio / "each")]
        files = {"--table": "table.csv", "--report": "report.json", "--pareto": "front.svg"}
        names = [word for option, name in files.items() for word in (option, str(studio / name))]
        result = invoke(*command(studio, *options, *names))
    assert result.exit_code == 0, result.output
    return studio


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_sheet_remembers_settings_rows_and_columns(swept):
    record = stylejax.read_record(swept / "sheet.png")
    assert [column["content_weight"] for column in record["columns"]] == [0.01, 1]
    assert [len(row["style_layers"]) for row in record["rows"]] == [1, 3]
    assert record["settings"]["steps"] == 3
    assert record["result"]["status"] == ["finished"] * 4
    assert {len(checksum) for checksum in record["pictures"].values()} == {64}


def test_each_picture_is_saved_and_is_what_transfer_paints(swept):
    names = sorted(path.name for path in (swept / "each").iterdir())
    assert names == ["1-relu1_1-0.01.png", "2-relu1_1-1.png", "3-up-to-relu3_1-0.01.png", "4-up-to-relu3_1-1.png"]
    settings = stylejax.read_record(swept / "each" / names[3])["settings"]
    again = ["--content-weight", str(settings["content_weight"]), "--style-layers", ",".join(settings["style_layers"])]
    arguments = [*command(swept, *again), "--quiet"]
    arguments[0], arguments[4] = "transfer", str(swept / "again.png")
    assert invoke(*arguments).exit_code == 0
    swept_one, solo = (stylejax.read_image(path) for path in (swept / "each" / names[3], swept / "again.png"))
    np.testing.assert_allclose(swept_one, solo, atol=3 / 255)


def test_the_sheet_shows_the_pictures_saved(swept):
    page = stylejax.read_image(swept / "sheet.png")
    picture = stylejax.read_image(swept / "each" / "1-relu1_1-0.01.png")
    enlarged = np.kron(picture, np.ones((7, 7, 1), np.float32))  # 32 pixels, enlarged to at least 200
    corners = np.argwhere(np.all(np.abs(page - enlarged[0, 0]) < 1e-6, axis=-1))
    height, width = enlarged.shape[:2]
    windows = (page[top : top + height, left : left + width] for top, left in corners)
    assert any(window.shape == enlarged.shape and np.allclose(window, enlarged, atol=1e-6) for window in windows)


def test_table_has_one_row_a_picture_with_unweighted_terms(swept):
    rows, report = rows_of(swept / "table.csv"), json.loads((swept / "report.json").read_text())
    assert [row["content_weight"] for row in rows] == ["0.01", "1.0", "0.01", "1.0"]
    assert [row["status"] for row in rows] == ["finished"] * 4
    for row, lane in zip(rows, report["lanes"], strict=True):
        assert int(row["evaluations"]) == len(lane["objective"]) == 3
        assert float(row["style_term"]) == pytest.approx(np.mean(list(lane["terms"]["style"].values())))
        weighted = lane["settings"]["style_layers"]
        total = sum(lane["terms"]["style"][layer] for layer in weighted) / len(weighted)
        total += float(row["content_weight"]) * float(row["content_term"])
        assert total == pytest.approx(float(row["objective"]), rel=1e-4)
        assert (swept / "each" / row["file"]).exists()


def test_front_is_drawn(swept):
    assert (swept / "front.svg").read_text().count("<title>") >= 4


def test_contents_of_two_sizes_and_styles_make_a_sheet_of_both(studio):
    pictures = ("photo.png", "tall.png", "painting.jpg", "drawing.png")
    result = invoke(*command(studio, "--contents", "2", "-q", "--report", str(studio / "r.json"), pictures=pictures))
    assert (result.exit_code, result.output) == (0, "")
    lanes = json.loads((studio / "r.json").read_text())["lanes"]
    made = [(Path(lane["settings"]["content"]).name, Path(lane["settings"]["style"]).name) for lane in lanes]
    assert made == [(content, style) for content in pictures[:2] for style in pictures[2:]]


def test_plan_paints_nothing(studio):
    (studio / "sheet.png").unlink(missing_ok=True)
    result = invoke(*command(studio, "--seeds", "0..3", "--plan"))
    assert result.exit_code == 0, result.output
    assert result.output.startswith("plan: 4 lanes in ")
    assert not (studio / "sheet.png").exists()


def test_what_lanes_share_is_not_copied(studio):
    base = {"content": str(studio / "photo.png"), "style": str(studio / "painting.jpg"), "size": 32}
    network = str(studio / "three.h5")
    layers = {"content_layers": ("relu2_2",), "style_layers": ("relu1_1", "relu2_1", "relu3_1")}
    first, second = read_many([TransferSettings(**base, **layers, network=network, content_weight=w) for w in (0.1, 1)])
    assert first.content is second.content
    assert first.style is second.style
    assert first.network is second.network


def test_layers_left_out_weigh_nothing():
    few, all_layers = (stylejax.loss_weights(style_layers=stylejax.STYLE_LAYERS[:count]) for count in (1, 5))
    stacked = stacked_weights([few, all_layers])
    assert stacked.style["relu1_1"].tolist() == pytest.approx([1, 0.2])
    assert stacked.style["relu5_1"].tolist() == pytest.approx([0, 0.2])
    assert stacked.content["relu4_2"].shape == stacked.tv.shape == ()


BAD_OPTIONS = {
    "weights in words": (["--content-weights", "much"], "--content-weights"),
    "no seeds": (["--seeds", ","], "--seeds"),
    "a seed twice": (["--seeds", "1,1"], "--seeds"),
    "more layers than there are": (["--style-layers-upto", "1..6"], "--style-layers-upto"),
    "negative weight": (["--content-weights", "1,-1"], "content weight"),
    "rows of what does not vary": (["--rows", "seeds"], "--rows"),
    "no painting": (["--contents", "2"], "--contents"),
    "lanes in words": (["--lanes", "some"], "--lanes"),
    "no lanes": (["--lanes", "0"], "--lanes"),
    "sheet of unknown suffix": (["-o", "sheet.xyz"], "sheet.xyz"),
    "figure of unknown suffix": (["--pareto", "front.pdf"], "front.pdf"),
    "table in no folder": (["--table", "no/such/table.csv"], "table.csv"),
    "report in no folder": (["--report", "no/such/report.json"], "report.json"),
    "folder under a file": (["--save-each", "small.h5/each"], "small.h5"),
    "unknown network": (["--network", "vgg18"], "vgg18"),
    "unknown layer": (["--style-layers", "relu9_9"], "relu9_9"),
    "sheet too large for its format": (["-o", "sheet.webp", "--seeds", "0..99"], "write a .png"),
    "coordinator without a number": (["--coordinator", "localhost:1"], "processes"),
}


@pytest.mark.parametrize(("options", "named"), BAD_OPTIONS.values(), ids=list(BAD_OPTIONS))
def test_bad_options_get_one_line_exit_code_2_and_no_file(studio, monkeypatch, options, named):
    monkeypatch.chdir(studio)
    before = set(studio.iterdir())
    result = invoke(*command(studio, *options))
    assert result.exit_code == 2, result.output
    *_, last = result.output.splitlines()
    assert last.startswith("error: ")
    assert named in last
    assert "Traceback" not in result.output
    assert set(studio.iterdir()) == before


def test_ctrl_c_keeps_what_is_painted_and_marks_the_holes(studio):
    files = {"--save-each": studio / "kept", "--table": studio / "k.csv", "-o": studio / "ended.png"}
    options = ["--seeds", "0..29", "--lanes", "1", *(str(word) for pair in files.items() for word in pair)]
    arguments = command(studio, *options, steps=2000)
    with subprocess.Popen([sys.executable, "-m", "stylejax", *arguments], stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        deadline = time.monotonic() + 120
        while not list((studio / "kept").glob("01-*.png")) and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        process.stderr.read()
        assert process.wait(timeout=120) == 130
    status = [row["status"] for row in rows_of(studio / "k.csv")]
    assert status[0] in ("finished", "converged")
    assert status[-1] == "not painted"
    assert stylejax.read_record(studio / "ended.png")["result"]["status"] == status


@pytest.fixture
def address():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


def started(studio, address, *options, steps=20):
    """Two processes of a sweep, each with options of its own."""
    together = ["--coordinator", address, "--processes", "2", "--process"]
    shared = [sys.executable, "-m", "stylejax", *command(studio, steps=steps)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return [
        subprocess.Popen([*shared, *own, *together, str(number)], env=ON_CPU, **pipes)
        for number, own in enumerate(options)
    ]


DIFFERENCES = {
    "an axis": (
        ["--content-weights", "0.1,1"],
        ["--content-weights", "0.5,5"],
        "content weight is '0.5, 5' in process 1",
    ),
    "lanes": (["--seeds", "0,1"], ["--seeds", "0,1,2"], "is '0, 1, 2' in process 1 and '0, 1' in process 0"),
    "steps": ([], ["--steps", "21"], "steps is '21' in process 1 and '20' in process 0"),
}


@pytest.mark.skipif(sys.platform == "win32", reason="processes are looked after on POSIX systems")
@pytest.mark.parametrize(("first", "second", "told"), DIFFERENCES.values(), ids=list(DIFFERENCES))
def test_processes_that_differ_say_so_in_a_line_each_before_the_first_step(studio, address, first, second, told):
    before = set(studio.iterdir())
    processes = started(studio, address, first, second)
    said = [process.communicate(timeout=120) for process in processes]
    assert [process.returncode for process in processes] == [2, 2]
    assert told in said[0][1]
    for out, error in said:
        assert out == ""
        assert error.startswith("error: --processes: ")
        assert error.count("\n") == 1
    assert set(studio.iterdir()) == before


@pytest.mark.skipif(sys.platform == "win32", reason="processes are looked after on POSIX systems")
def test_where_a_process_is_killed_the_other_says_so_and_what_is_painted_is_written(studio, address):
    sheet = studio / "left.png"
    options = ["--seeds", "0..19", "--lanes", "2", "-o", str(sheet)]
    first, second = started(studio, address, options, options, steps=300)
    with first, second:
        deadline = time.monotonic() + 120
        while not sheet.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        [worker] = psutil.Process(second.pid).children()
        worker.kill()
        began = time.monotonic()
        error = first.communicate(timeout=120)[1]
        assert time.monotonic() - began < 30
        second.communicate(timeout=120)
    assert first.returncode in (2, 3)
    assert "has gone" in error.splitlines()[-1]
    assert "Traceback" not in error
    assert "finished" in stylejax.read_record(sheet)["result"]["status"]


def test_two_processes_paint_one_sheet_that_the_first_writes(swept, studio, address):
    sheet, each = studio / "two.png", studio / "each of two"
    options = ["--content-weights", "0.01,1", "--style-layers-upto", "1,3", "-o", str(sheet), "--save-each", str(each)]
    together = ["--coordinator", address, "--processes", "2", "-q"]
    shared = [sys.executable, "-m", "stylejax", *command(studio, *options, *together)]
    started = [subprocess.Popen([*shared, "--process", str(number)], env=ON_CPU) for number in (0, 1)]
    assert [process.wait(timeout=300) for process in started] == [0, 0]
    assert not sheet.with_name("two.stopped.png").exists()
    assert stylejax.read_record(sheet)["result"]["status"] == ["finished"] * 4
    for path in sorted((swept / "each").iterdir()):
        np.testing.assert_allclose(
            stylejax.read_image(each / path.name), stylejax.read_image(path), atol=3 / 255, err_msg=path.name
        )
