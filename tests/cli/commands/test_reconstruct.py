"""Laws of `stylejax reconstruct`, `stylejax texture` and `stylejax dream`, in process."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import stylejax
from stylejax.cli.app import app

LAYERS = ["--layers", "relu1_1,relu2_1"]


@pytest.fixture(scope="module")
def studio(tmp_path_factory) -> Path:
    """A folder with a photo, a painting and a miniature network that ends early."""
    folder = tmp_path_factory.mktemp("studio")
    draw = np.random.default_rng(0).random
    stylejax.write_image(folder / "photo.png", draw((24, 32, 3)))
    stylejax.write_image(folder / "painting.png", draw((32, 28, 3)))
    network = stylejax.random_network(stylejax.Architecture("vgg19", last="2_1"), seed=0, width=1 / 16)
    stylejax.save_network(folder / "small.h5", network)
    return folder


@pytest.fixture(autouse=True)
def private_cache(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("STYLEJAX_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))


def invoke(studio: Path, *words: str):
    network = ["--network", str(studio / "small.h5")]
    named = [str(studio / word) if word.endswith(".png") else word for word in words]
    return CliRunner().invoke(app, [*named, *network])


def painted(studio: Path, *words: str) -> np.ndarray:
    result = invoke(studio, *words, "-o", "out.png", "-q")
    assert (result.exit_code, result.output) == (0, "")
    return stylejax.read_image(studio / "out.png")


def test_content_of_the_first_layer_is_the_picture_again(studio):
    first = stylejax.random_network(stylejax.Architecture("vgg19", last="1_1"), seed=0)
    stylejax.save_network(studio / "first.h5", first)
    words = ["reconstruct", "content", str(studio / "photo.png"), "--layer", "relu1_1", "--network"]
    options = [str(studio / "first.h5"), "--size", "24", "--steps", "60", "-o", str(studio / "again.png"), "-q"]
    assert CliRunner().invoke(app, [*words, *options]).exit_code == 0
    photo, again = stylejax.read_image(studio / "photo.png", size=24), stylejax.read_image(studio / "again.png")
    np.testing.assert_allclose(again, photo, atol=0.02)


def test_style_is_matched_and_nothing_else_is_read(studio):
    report = studio / "report.json"
    words = ["reconstruct", "style", "painting.png", "--size", "24", "--steps", "20", *LAYERS, "--report", str(report)]
    assert painted(studio, *words).shape == (24, 21, 3)
    told = json.loads(report.read_text())
    assert told["terms"]["content"] == {}
    assert set(told["terms"]["style"]) == {"relu1_1", "relu2_1"}
    assert min(told["objective"]) < 0.5 * told["objective"][0]
    assert told["pictures"]["content"] == ""
    assert stylejax.read_record(studio / "out.png")["command"] == "reconstruct style"


def test_a_texture_has_the_size_asked_whatever_its_model_has(studio):
    image = painted(studio, "texture", "painting.png", "--size", "40x17", "--image-size", "24", "--steps", "2", *LAYERS)
    assert image.shape == (17, 40, 3)
    record = stylejax.read_record(studio / "out.png")
    assert (record["settings"]["width"], record["settings"]["height"]) == (40, 17)
    assert len(record["pictures"]["style"]) == 64


def test_a_figure_holds_what_the_commands_paint_one_by_one(studio):
    small = ["--size", "24", "--steps", "2", "--tv-weight", "0"]
    layer = ["--layers", "relu2_1"]
    words = ["reconstruct", "figure", "photo.png", "painting.png", *layer, *small, "--save-each", str(studio / "each")]
    painted(studio, *words)
    names = ["content-relu2_1.png", "style-up-to-relu2_1.png"]
    assert sorted(path.name for path in (studio / "each").iterdir()) == names
    record = stylejax.read_record(studio / "out.png")
    assert record["result"]["status"] == ["finished"] * 2
    assert {len(checksum) for checksum in record["pictures"].values()} == {64}
    content = painted(studio, "reconstruct", "content", "photo.png", "--layer", "relu2_1", *small)
    np.testing.assert_array_equal(stylejax.read_image(studio / "each" / names[0]), content)
    style = painted(studio, "reconstruct", "style", "painting.png", *layer, *small)
    np.testing.assert_array_equal(stylejax.read_image(studio / "each" / names[1]), style)


def test_a_dream_keeps_the_size_and_remembers_its_settings(studio):
    image = painted(
        studio, "dream", "photo.png", "--size", "32", "--octaves", "2", "--steps", "1", "--layer", "relu2_1"
    )
    assert image.shape == (24, 32, 3)
    record = stylejax.read_record(studio / "out.png")
    assert (record["command"], record["settings"]["layer"]) == ("dream", "relu2_1")


def test_frames_begin_with_the_dream_itself(studio):
    words = ["dream", "photo.png", "--size", "32", "--octaves", "1", "--steps", "2", "--layer", "relu2_1"]
    alone = painted(studio, *words, "--guide", "painting.png")
    result = invoke(studio, *words, "--guide", "painting.png", "--frames", "3", "-o", str(studio / "film"))
    assert result.exit_code == 0, result.output
    frames = sorted((studio / "film").iterdir())
    assert [frame.name for frame in frames] == ["0001.png", "0002.png", "0003.png"]
    np.testing.assert_array_equal(stylejax.read_image(frames[0]), alone)
    assert not np.array_equal(stylejax.read_image(frames[1]), alone)


INTERRUPTED = {
    "figure": ["reconstruct", "figure", "photo.png", "painting.png", *LAYERS, "--size", "24", "--steps", "1000000"],
    "dream": ["dream", "photo.png", "--size", "32", "--octaves", "1", "--steps", "1000000", "--layer", "relu2_1"],
}


@pytest.mark.parametrize("words", INTERRUPTED.values(), ids=list(INTERRUPTED))
def test_a_signal_keeps_what_there_is(studio, words):
    named = [str(studio / word) if word.endswith(".png") else word for word in words]
    options = ["--network", str(studio / "small.h5"), "-o", str(studio / "kept.png")]
    with subprocess.Popen([sys.executable, "-m", "stylejax", *named, *options], stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        assert any(line.startswith(b"step ") for line in process.stderr)  # so it is painting
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        process.stderr.read()
        assert process.wait(timeout=120) == 130
    status = stylejax.read_record(studio / "kept.png")["result"]["status"]
    assert status == "stopped" or (status.count("stopped") <= 1 and status[-1] == "not painted")


REFUSED = {
    "unknown layer": (["reconstruct", "content", "photo.png", "--layer", "relu9_9"], "relu9_9"),
    "no layer": (["reconstruct", "style", "photo.png", "--layers", ","], "style layers"),
    "no figure": (["reconstruct", "figure", "photo.png", "painting.png", "--layers", ","], "--layers"),
    "missing picture": (["reconstruct", "content", "missing.png"], "missing.png"),
    "no steps": (["reconstruct", "figure", "photo.png", "painting.png", *LAYERS, "--steps", "0"], "--steps"),
    "texture of no size": (["texture", "photo.png", *LAYERS, "--size", "large"], "--size"),
    "texture too small": (["texture", "photo.png", *LAYERS, "--size", "8x32"], "--size"),
    "texture too large": (["texture", "photo.png", *LAYERS, "--size", "1000000x1000000"], "--size"),
    "no octaves": (["dream", "photo.png", "--layer", "relu2_1", "--octaves", "0"], "octaves"),
    "octaves too small": (["dream", "photo.png", "--layer", "relu2_1", "--size", "32", "--octaves", "9"], "octaves"),
    "no frames": (["dream", "photo.png", "--layer", "relu2_1", "--frames", "0"], "--frames"),
    "missing guide": (["dream", "photo.png", "--layer", "relu2_1", "--guide", "missing.png"], "missing.png"),
    "layer to dream at": (["dream", "photo.png"], "relu5_1"),
}


@pytest.mark.parametrize(("words", "named"), REFUSED.values(), ids=list(REFUSED))
def test_bad_options_get_one_line_exit_code_2_and_no_file(studio, words, named):
    before = set(studio.iterdir())
    result = invoke(studio, *words, "-o", str(studio / "never.png"))
    assert result.exit_code == 2, result.output
    assert result.output.startswith("error: ")
    assert result.output.count("\n") == 1
    assert named in result.output
    assert set(studio.iterdir()) == before
