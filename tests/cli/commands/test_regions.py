"""Laws of regions where they meet the command line: masks and maps, what is kept, and a sheet that shows them."""

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import stylejax
from stylejax.cli.app import app
from stylejax.settings import TransferSettings

pytestmark = pytest.mark.usefixtures("private_cache")

LAYERS = ["--content-layers", "relu2_2", "--style-layers", "relu1_1,relu2_1"]
LEFT = np.zeros((24, 32, 3), np.float32)
LEFT[:, :16] = 1
RED, BLUE = np.float32([1, 0, 0]), np.float32([0, 0, 1])


@pytest.fixture(scope="module")
def studio(studio: Path) -> Path:
    """With a network of two blocks, and masks."""
    network = stylejax.random_network(stylejax.Architecture("vgg19", last="2_2"), seed=0, width=1 / 16)
    stylejax.save_network(studio / "two.h5", network)
    files = {"left": LEFT, "all": np.ones_like(LEFT), "black": 0 * LEFT, "red": LEFT * RED, "wide": LEFT[:16]}
    files |= {"photo-map": LEFT * RED + (1 - LEFT) * BLUE, "painting-map": np.tile(BLUE, (40, 30, 1))}
    files |= {"blue-map": files["painting-map"].copy()}
    files["painting-map"][:10] = RED
    for name, picture in files.items():
        stylejax.write_image(studio / f"{name}.png", picture)
    return studio


def invoke(*arguments: str):
    return CliRunner().invoke(app, list(arguments))


def command(studio: Path, *options: str, name="transfer", first="photo.png", output="out.png") -> list[str]:
    paths = [str(studio / first), str(studio / "painting.jpg")]
    network = ["--network", str(studio / "two.h5"), "--size", "32", "--steps", "4", *LAYERS]
    return [name, *paths, "-o", str(studio / output), *network, *options]


def painted(studio: Path, *options: str, output="out.png") -> np.ndarray:
    result = invoke(*command(studio, *options, output=output))
    assert result.exit_code == 0, result.output
    return stylejax.read_image(studio / output)


def region(studio: Path, mask="left.png", style="drawing.png") -> list[str]:
    return ["--region", f"{studio / mask}={studio / style}"]


def test_a_region_is_painted_by_another_painting(studio):
    alone, both = painted(studio), painted(studio, *region(studio), output="both.png")
    assert np.abs(alone - both).max() > 0.01
    record = stylejax.read_record(studio / "both.png")
    assert record["settings"]["region"] == [f"{studio / 'left.png'}={studio / 'drawing.png'}"]
    names = ("style", "style 2", "mask left")
    files = ("painting.jpg", "drawing.png", "left.png")
    assert [record["pictures"][name] for name in names] == [
        stylejax.media.read_picture(studio / file).sha256 for file in files
    ]


def test_a_mask_of_all_is_the_painting_itself(studio):
    whole = painted(studio, *region(studio, "all.png"))
    result = invoke("transfer", str(studio / "photo.png"), str(studio / "drawing.png"), *command(studio)[3:])
    assert result.exit_code == 0, result.output
    np.testing.assert_array_equal(stylejax.read_image(studio / "out.png"), whole)


def test_maps_of_equal_colors_correspond(studio):
    both = painted(studio, "--regions", str(studio / "photo-map.png"), str(studio / "painting-map.png"))
    assert np.abs(both - painted(studio)).max() > 0


def test_what_is_kept_is_the_photo(studio):
    photo = stylejax.read_image(studio / "photo.png", size=32)
    image = painted(studio, "--keep", str(studio / "left.png"))
    np.testing.assert_allclose(image[:, :14], photo[:, :14], atol=0.51 / 255)
    assert np.abs(image[:, 20:] - photo[:, 20:]).mean() > 0.02


def test_the_photos_colors_come_before_what_is_kept_of_it(studio):
    """The order of what is done to pixels: the painting's palette first, then painting, colors, and what is kept."""
    photo = stylejax.read_image(studio / "photo.png", size=32)
    image = painted(studio, "--keep", str(studio / "left.png"), "--colors", "photo")
    np.testing.assert_allclose(image[:, :14], photo[:, :14], atol=0.51 / 255)
    alike = stylejax.media.with_colors_of(image, photo)
    np.testing.assert_allclose(image[:, 20:], alike[:, 20:], atol=3 / 255)


def test_a_palette_is_given_to_the_painting_as_it_was_read(studio):
    """Before it is shrunk for any level, so that it is one painting at all of them."""
    settings = TransferSettings(str(studio / "photo.png"), str(studio / "painting.jpg"), size=32, colors="palette")
    inputs = stylejax.jobs.read_inputs(settings)
    wanted = np.clip(stylejax.media.recolored(inputs.style.image, inputs.content.image), 0, 1)
    np.testing.assert_array_equal(inputs.paintings[0].image, wanted)


def test_a_part_of_a_painting_counts_alone(studio):
    mask = studio / "upper.png"
    stylejax.write_image(mask, np.concatenate([np.ones((20, 30, 3)), np.zeros((20, 30, 3))]))
    style = studio / "painting.jpg"
    assert np.abs(painted(studio, "--style-region", f"{style}={mask}") - painted(studio)).max() > 0


def test_a_folder_of_masks_has_one_for_each_photo(studio):
    for folder in ("masked", "masks"):
        (studio / folder).mkdir(exist_ok=True)
    (studio / "masked" / "one.png").write_bytes((studio / "photo.png").read_bytes())
    (studio / "masks" / "one.png").write_bytes((studio / "left.png").read_bytes())
    options = region(studio, "masks")
    result = invoke(*command(studio, *options, name="batch", first="masked", output="parts"))
    assert result.exit_code == 0, result.output
    alike = painted(studio, *region(studio))
    np.testing.assert_allclose(stylejax.read_image(studio / "parts" / "one.png"), alike, atol=1.01 / 255)


def test_a_sheet_varies_the_painting_of_a_region(studio):
    paths = f"{studio / 'drawing.png'},{studio / 'painting.jpg'}"
    files = ["--report", str(studio / "report.json")]
    result = invoke(*command(studio, "--region", f"{studio / 'left.png'}={paths}", *files, name="sweep"))
    assert result.exit_code == 0, result.output
    lanes = json.loads((studio / "report.json").read_text())["lanes"]
    assert [Path(lane["settings"]["region"][0]).name for lane in lanes] == ["drawing.png", "painting.jpg"]


def test_regions_are_shown_before_anything_is_painted(studio):
    result = invoke(*command(studio, *region(studio), name="regions", output="shown.png"))
    assert result.exit_code == 0, result.output
    assert "rest 50 %, left 50 %" in result.output
    assert "shown.png: 2 parts" in result.output
    assert min(stylejax.read_image(studio / "shown.png").shape[:2]) > 200


MISUSE = {
    "no mask": (["--region", "painting.jpg"], "--region: 'painting.jpg' is no MASK=STYLE"),
    "no style": (["--region", "left.png="], "--region: 'left.png=' is no MASK=STYLE"),
    "a mask that is black": (["--region", "{black}={drawing}"], "black.png: is black everywhere"),
    "a mask in color": (["--region", "{red}={drawing}"], "red.png: is in color"),
    "a mask of another shape": (["--region", "{wide}={drawing}"], "wide.png: is 32 x 16 pixels, of another shape"),
    "a mask that is not there": (["--region", "{none}={drawing}"], "none.png: no such file"),
    "a photo for a map": (["--regions", "{photo}", "{painting-map}"], "photo.png: is no map"),
    "a color of one map": (["--regions", "{photo-map}", "{blue-map}"], "blue-map.png: has no #ff0000"),
    "regions and maps": (["--regions", "{photo-map}", "{all}", "--region", "{left}={drawing}"], "give one STYLE"),
    "nothing is kept": (["--keep", "{black}"], "black.png: is black everywhere"),
}


@pytest.mark.parametrize("case", MISUSE)
@pytest.mark.parametrize("name", ["transfer", "regions"])
def test_misuse_is_answered_in_one_line(studio, case, name):
    words, said = MISUSE[case]
    names = ("black", "drawing", "red", "wide", "none", "photo", "painting-map", "photo-map", "blue-map", "all", "left")
    options = [word.format(**{name: studio / f"{name}.png" for name in names}) for word in words]
    result = invoke(*command(studio, *options, name=name, output="never.png"))
    assert (result.exit_code, result.output.count("\n")) == (2, 1), result.output
    assert said in result.output
    assert not (studio / "never.png").exists()
