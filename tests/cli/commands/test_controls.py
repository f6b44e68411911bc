"""Laws of the painter's controls where they meet: in one picture, in a folder and on a sheet."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import stylejax
from stylejax.choices import LookName
from stylejax.cli.app import app
from stylejax.looks import LOOKS, of_look
from stylejax.settings import DEFAULTS, TransferSettings

pytestmark = pytest.mark.usefixtures("private_cache")

LAYERS = ["--content-layers", "relu2_2", "--style-layers", "relu1_1,relu2_1"]
TWO = ("painting.jpg", "drawing.png")


@pytest.fixture(scope="module")
def studio(studio: Path) -> Path:
    """With a network of two blocks."""
    network = stylejax.random_network(stylejax.Architecture("vgg19", last="2_2"), seed=0, width=1 / 16)
    stylejax.save_network(studio / "two.h5", network)
    return studio


def invoke(*arguments: str):
    return CliRunner().invoke(app, list(arguments))


def command(studio: Path, name: str, *options: str, styles=TWO, first="photo.png", output="out.png") -> list[str]:
    paths = [str(studio / path) for path in (first, *styles)]
    network = ["--network", str(studio / "two.h5"), "--size", "32", "--steps", "3", *LAYERS]
    return [name, *paths, "-o", str(studio / output), *network, *options]


def painted(studio: Path, *options: str, **named) -> np.ndarray:
    result = invoke(*command(studio, "transfer", *options, **named))
    assert result.exit_code == 0, result.output
    return stylejax.read_image(studio / named.get("output", "out.png"))


def test_all_of_the_share_is_one_painting_to_the_bit(studio):
    alone = painted(studio, styles=TWO[:1])
    np.testing.assert_array_equal(painted(studio, "--style-weights", "3,0"), alone)
    assert np.abs(painted(studio) - alone).max() > 0


def test_a_picture_remembers_all_its_paintings_and_their_shares(studio):
    painted(studio, "--style-weights", "2,-1", output="both.png")
    record = stylejax.read_record(studio / "both.png")
    assert record["settings"]["style"] == str(studio / TWO[0])
    assert record["settings"]["more_styles"] == [str(studio / TWO[1])]
    assert record["settings"]["style_weights"] == [2, -1]
    alone = [stylejax.media.read_picture(studio / name).sha256 for name in TWO]
    assert [record["pictures"][name] for name in ("style", "style 2")] == alone


def test_a_folder_is_painted_in_several_styles_and_not_again(studio):
    (studio / "photos").mkdir(exist_ok=True)
    (studio / "photos" / "one.png").write_bytes((studio / "photo.png").read_bytes())
    arguments = command(studio, "batch", "--style-weights", "1,2", first="photos", output="folder")
    assert invoke(*arguments).exit_code == 0
    again = invoke(*arguments)
    assert "1 of them painted already" in again.output
    alike = painted(studio, "--style-weights", "1,2")
    np.testing.assert_array_equal(stylejax.read_image(studio / "folder" / "one.png"), alike)


def test_a_sheet_goes_from_one_painting_to_the_other(studio):
    report = studio / "report.json"
    result = invoke(
        *command(studio, "sweep", "--blend", "0,0.5,1", "--save-each", str(studio / "each"), "--report", str(report))
    )
    assert result.exit_code == 0, result.output
    lanes = json.loads(report.read_text())["lanes"]
    assert [lane["settings"]["style_weights"] for lane in lanes] == [[1, 0], [0.5, 0.5], [0, 1]]
    first, half, last = (stylejax.read_image(path) for path in sorted((studio / "each").iterdir()))
    np.testing.assert_array_equal(first, painted(studio, styles=TWO[:1]))
    np.testing.assert_array_equal(last, painted(studio, styles=TWO[1:]))
    np.testing.assert_array_equal(half, painted(studio))


VARIED = {
    "strokes": ("-1,1", 2),
    "colors": ("style,palette,photo", 3),
    "style-loss": ("gram,moments", 2),
    "style-size": ("0.5x,1x", 2),
    "contours": ("0,1", 2),
    "levels": ("1,2", 2),
}


@pytest.mark.parametrize("name", VARIED)
def test_a_lane_of_any_setting_is_the_picture_that_has_it(studio, name):
    values, count = VARIED[name]
    each = studio / f"each-{name}"
    options = ["--vary", f"{name}={values}", "--save-each", str(each)]
    result = invoke(*command(studio, "sweep", *options, styles=TWO[:1]))
    assert result.exit_code == 0, result.output
    pictures = [stylejax.read_image(path) for path in sorted(each.iterdir())]
    assert len(pictures) == count
    for value, picture in zip(values.split(","), pictures, strict=True):
        np.testing.assert_allclose(picture, painted(studio, f"--{name}", value, styles=TWO[:1]), atol=1.01 / 255)


def test_every_control_is_remembered(studio):
    options = ["--strokes", "0.5", "--contours", "0.3", "--style-size", "0.9x", "--colors", "palette"]
    painted(studio, *options, output="all.png")
    kept = stylejax.read_record(studio / "all.png")["settings"]
    wanted = {"strokes": 0.5, "contours": 0.3, "style_size": "0.9x", "colors": "palette"}
    assert {name: kept[name] for name in wanted} == wanted
    assert kept.keys() == {field.name for field in dataclasses.fields(TransferSettings)}


def test_a_look_sets_what_nobody_named(studio):
    painted(studio, "--look", "portrait", output="look.png")
    kept = stylejax.read_record(studio / "look.png")["settings"]
    assert (kept["named_look"], kept["contours"]) == ("portrait", LOOKS["portrait"]["contours"])
    painted(studio, "--look", "portrait", "--contours", "0", output="own.png")
    assert stylejax.read_record(studio / "own.png")["settings"]["contours"] == 0


def test_looks_are_an_axis(studio):
    options = ["--vary", "look=portrait,calm", "--report", str(studio / "looks.json")]
    result = invoke(*command(studio, "sweep", *options, styles=TWO[:1]))
    assert result.exit_code == 0, result.output
    lanes = [lane["settings"] for lane in json.loads((studio / "looks.json").read_text())["lanes"]]
    assert [(lane["named_look"], lane["contours"], lane["style_loss"]) for lane in lanes] == [
        ("portrait", LOOKS["portrait"]["contours"], "gram"),
        ("calm", 0, LOOKS["calm"]["style_loss"]),
    ]


@pytest.mark.parametrize("name", LookName)
def test_every_look_is_made_of_settings_that_differ_from_the_usual(name):
    assert all(getattr(DEFAULTS, field) != value for field, value in LOOKS[name].items())
    assert TransferSettings(**of_look(name)) == dataclasses.replace(DEFAULTS, **LOOKS[name])


MISUSE = {
    "three shares for two paintings": ("transfer", ["--style-weights", "1,2,3"], "--style-weights: 3 for 2 paintings"),
    "a share that is no number": ("transfer", ["--style-weights", "1,b"], "--style-weights: '1,b' is not a list"),
    "shares that add up to nothing": (
        "transfer",
        ["--style-weights", "1,-1"],
        "--style-weights: 1,-1 add up to no share",
    ),
    "colors that are none": ("transfer", ["--colors", "phot"], "did you mean photo?"),
    "a style size of nothing": ("transfer", ["--style-size", "0"], "--style-size: '0' is neither"),
    "a layer that the network lacks": ("transfer", ["--abstraction", "0.5"], "relu5_1"),
    "contours below nothing": ("transfer", ["--contours", "-1"], "--contours: -1.0 is not a number from 0"),
    "contours without end": ("transfer", ["--contours", "inf"], "--contours: inf is not a number from 0"),
    "too coarse strokes": ("transfer", ["--strokes", "3"], "--strokes: 3.0 is not from -2"),
    "a blend of one": ("sweep", ["--blend", "0..1", "--contents", "2"], "--blend: goes from one painting to another"),
    "a setting that is none": ("sweep", ["--vary", "stroke=1,2"], "strokes"),
    "a look that is none": ("sweep", ["--vary", "colors=photo,gold"], "colors: 'gold' is unknown"),
}


@pytest.mark.parametrize("case", MISUSE)
def test_misuse_is_answered_in_one_line(studio, case):
    name, options, said = MISUSE[case]
    result = invoke(*command(studio, name, *options, output="never.png"))
    assert (result.exit_code, result.output.count("\n")) == (2, 1), result.output
    assert said in result.output
    assert not (studio / "never.png").exists()
