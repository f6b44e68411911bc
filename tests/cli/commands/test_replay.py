"""Laws of `stylejax replay`: the same picture again, to the bit, or a refusal in words."""

import json
import shlex
import shutil
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import stylejax
from stylejax.cli.app import app
from stylejax.media.writing import write_image

pytestmark = pytest.mark.usefixtures("private_cache")

LAYERS = ["--content-layers", "relu2_2", "--style-layers", "relu1_1,relu2_1"]
SMALL = ["--size", "32", "--steps", "3"]


@pytest.fixture(scope="module")
def studio(studio: Path) -> Path:
    """With a network of two blocks."""
    network = stylejax.random_network(stylejax.Architecture("vgg19", last="2_2"), seed=0, width=1 / 16)
    stylejax.save_network(studio / "two.h5", network)
    return studio


@pytest.fixture(autouse=True)
def desk(studio, tmp_path, monkeypatch) -> Path:
    """A folder of its own with the studio's files, to work in."""
    for path in studio.iterdir():
        if not path.is_dir():
            shutil.copy(path, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> str:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 0, result.output
    return result.output


def refused(*words: str) -> str:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 2, result.output
    assert result.output.count("\n") == 1
    return result.output


def transfer(*options: str, output: str = "a.png") -> None:
    network = ["--network", "two.h5", *SMALL, *LAYERS]
    run("transfer", "photo.png", "painting.jpg", "-o", output, "-q", *network, *options)


def same(one: str, other: str) -> bool:
    return np.array_equal(stylejax.read_image(one), stylejax.read_image(other))


THREE_AWAY = ["--seed", "3", "--strokes", "-0.7", "--style-loss", "moments", "--contours", "0.1234567891234567"]


def test_a_picture_settings_away_from_the_defaults_comes_out_the_same(desk):
    transfer(*THREE_AWAY)
    assert run("replay", "a.png", "-o", "b.png", "-q") == ""
    assert same("a.png", "b.png")
    assert stylejax.read_record("a.png") == stylejax.read_record("b.png")


def test_dreams_and_frames_of_films_come_out_the_same(desk):
    words = [
        "dream",
        "photo.png",
        "--layer",
        "relu2_1",
        "--network",
        "two.h5",
        "--octaves",
        "1",
        "--steps",
        "3",
        "--size",
        "32",
        "-q",
    ]
    run(*words, "-o", "a.png", "--guide", "painting.jpg")
    run("replay", "a.png", "-o", "b.png", "-q")
    assert same("a.png", "b.png")
    assert stylejax.read_record("a.png") == stylejax.read_record("b.png")
    run(*words, "-o", "film", "--frames", "3", "--zoom", "0.1")
    run("replay", "film/0002.png", "-o", "c.png", "-q")
    assert same("film/0002.png", "c.png")
    assert "no setting of what dream paints" in refused("replay", "a.png", "-o", "d.png", "--strength", "0.4")
    line = shlex.split(run("replay", "a.png", "-o", "e.png", "--command"))
    run(*line[1:], "-q")
    assert same("a.png", "e.png")
    shutil.move("photo.png", "moved.png")
    run("replay", "a.png", "-o", "f.png", "-q", "--content", "moved.png")
    assert same("a.png", "f.png")


def test_the_line_that_is_printed_paints_the_same(desk):
    write_image("mask.png", np.tril(np.ones((24, 32)))[..., None].repeat(3, -1))
    transfer(*THREE_AWAY, "--look", "portrait", "--style-weights", "2", "--keep", "mask.png", "--steps", "9")
    line = shlex.split(run("replay", "a.png", "-o", "b.png", "--command"))
    assert (line[0], Path("b.png").exists()) == ("stylejax", False)
    run(*line[1:], "-q")
    assert stylejax.read_record("a.png") == stylejax.read_record("b.png")


def test_any_option_changes_what_the_picture_says(desk):
    transfer("--content-weight", "0.1")
    transfer("--strength", "0.7", "--seed", "5", output="c.png")
    run("replay", "a.png", "-o", "b.png", "--strength", "0.7", "--seed", "5", "-q")
    assert same("b.png", "c.png")


def test_a_finished_picture_is_painted_further(desk):
    transfer()
    said = run("replay", "a.png", "--init", "a.png", "--levels", "1", "--steps", "6", "-o", "b.png")
    assert "init: another picture" in said
    one, other = (stylejax.read_record(path)["result"]["objective"] for path in ("a.png", "b.png"))
    assert other < one


def test_inputs_are_found_beside_the_picture_and_where_they_are_said_to_be(desk):
    transfer()
    (desk / "kept").mkdir()
    for name in ("a.png", "photo.png"):
        (desk / name).rename(desk / "kept" / name)
    (desk / "painting.jpg").rename(desk / "kept" / "moved.jpg")
    missing = refused("replay", "kept/a.png")
    assert "--style: painting.jpg" in missing
    assert "where it lies now" in missing
    run("replay", "kept/a.png", "--style", "kept/moved.jpg", "-o", "b.png", "-q")
    assert same("kept/a.png", "b.png")


def test_another_picture_is_painted_only_where_it_is_named(desk):
    transfer()
    shutil.copy("tall.png", "photo.png")
    assert refused("replay", "a.png").startswith("error: --content: the file is not the one")
    assert "content: another picture" in run("replay", "a.png", "--content", "photo.png", "-o", "b.png")
    assert not same("a.png", "b.png")


def test_another_network_and_other_versions_are_told(desk):
    transfer()
    record = stylejax.read_record("a.png")
    record["versions"]["jax"] = "0.9.9"
    record["settings"]["later"] = 1
    write_image("a.png", stylejax.read_image("a.png"), record=record)
    network = stylejax.random_network(stylejax.Architecture("vgg19", last="2_2"), seed=1, width=1 / 16)
    stylejax.save_network(desk / "two.h5", network)
    said = run("replay", "a.png", "-o", "b.png")
    assert "another version; the picture will be another one" in said
    assert "jax 0.9.9, now " in said
    assert "left out: later" in said


ONE_SIDED = {
    "reconstruct content": ["photo.png", "--layer", "relu2_1", *SMALL],
    "reconstruct style": ["painting.jpg", "--layers", "relu1_1,relu2_1", *SMALL],
    "texture": ["painting.jpg", "--size", "40x17", "--image-size", "24", "--steps", "2", "--layers", "relu2_1"],
}


@pytest.mark.parametrize("command", ONE_SIDED)
def test_textures_and_reconstructions_come_out_the_same(desk, command):
    run(*command.split(), *ONE_SIDED[command], "-o", "a.png", "-q", "--network", "two.h5", "--seed", "2")
    run("replay", "a.png", "-o", "b.png", "-q")
    assert stylejax.read_record("a.png") == stylejax.read_record("b.png")
    assert same("a.png", "b.png")
    line = shlex.split(run("replay", "a.png", "-o", "c.png", "--command"))
    run(*line[1:], "-q")
    assert stylejax.read_record("a.png") == stylejax.read_record("c.png")


def test_a_lane_of_a_sheet_comes_out_as_it_lies_on_it(desk):
    axes = ["--strengths", "0.2,0.7", "--seeds", "0,4", "--save-each", "each", "-o", "sheet.png", "-q"]
    run("sweep", "photo.png", "painting.jpg", "--network", "two.h5", *SMALL, *LAYERS, *axes)
    run("replay", "sheet.png", "--lane", "2,1", "-o", "b.png", "-q")
    [lane] = [path for path in (desk / "each").iterdir() if _crossing(path) == (0.2, 4)]
    assert same(str(lane), "b.png")
    assert "2 rows and 2 columns" in refused("replay", "sheet.png")
    assert "none of the sheet's" in refused("replay", "sheet.png", "--lane", "3,1")
    assert "like 3,2" in refused("replay", "sheet.png", "--lane", "first")


def _crossing(path: Path) -> tuple[float, int]:
    settings = stylejax.read_record(path)["settings"]
    return settings["strength"], settings["seed"]


def test_a_picture_of_an_artist_comes_out_the_same(desk):
    words = ["--artists", "paper,satoshi", "--size", "32", "--steps", "2", "--seed", "1", "--network", "small.h5"]
    run("compare", "photo.png", "painting.jpg", *words, "-o", "sheet.png", "--html", "page", "-q")
    run("replay", "page/satoshi.png", "-o", "b.png", "-q")
    run("replay", "sheet.png", "--lane", "2", "-o", "c.png", "-q")
    assert same("page/satoshi.png", "b.png")
    assert same("page/satoshi.png", "c.png")
    assert "2 pictures" in refused("replay", "sheet.png")
    assert "no setting of what compare paints" in refused("replay", "page/satoshi.png", "--strokes", "1")
    assert "leave it out" in refused("replay", "page/satoshi.png", "--report", "r.json")
    line = shlex.split(run("replay", "page/satoshi.png", "-o", "other", "--command"))
    run(*line[1:], "-q")
    assert same("page/satoshi.png", "other/satoshi.png")


NO_REPLAY = {
    "no picture of ours": (["photo.png"], "stylejax settings"),
    "no sheet": (["a.png", "--lane", "1,1"], "--lane"),
    "another command": (["recolored.png"], "recolor"),
    "damaged": (["damaged.png"], "steps is 'many'"),
    "empty": (["empty.png"], "no settings"),
}


@pytest.mark.parametrize(("words", "named"), NO_REPLAY.values(), ids=list(NO_REPLAY))
def test_what_cannot_be_painted_again_is_refused_in_one_line(desk, words, named):
    whole = {"content": "photo.png", "style": "painting.jpg"}
    for name, record in {
        "a": {"command": "transfer", "settings": whole, "pictures": {}},
        "recolored": {"command": "recolor", "settings": {}, "pictures": {}},
        "damaged": {"command": "transfer", "settings": {**whole, "steps": "many"}, "pictures": {}},
        "empty": {"command": "transfer"},
    }.items():
        write_image(f"{name}.png", np.zeros((16, 16, 3)), record=json.loads(json.dumps(record)))
    assert named in refused("replay", *words)
