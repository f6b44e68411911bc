"""Laws of watching: films and pictures on the way are whole or absent, and change nothing of what is painted."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

import stylejax
from stylejax.cli.app import app
from stylejax.jobs.watching import films as films_of_jobs
from stylejax.media.writing import write_image

pytestmark = pytest.mark.usefixtures("private_cache")

LAYERS = ["--content-layers", "relu2_1", "--style-layers", "relu1_1,relu2_1"]
STEPS = 12


@pytest.fixture(scope="module")
def studio(studio: Path) -> Path:
    """With a network of three convolutions, and pictures that have two levels."""
    network = stylejax.random_network(stylejax.Architecture("vgg19", last="2_1"), seed=0, width=1 / 16)
    stylejax.save_network(studio / "three.h5", network)
    across, down = np.meshgrid(np.linspace(0, 1, 64), np.linspace(0, 1, 48))
    write_image(studio / "photo.png", np.stack([across, down, 1 - across], -1))
    write_image(studio / "painting.png", np.stack([down, across, across * down], -1))
    return studio


@pytest.fixture(autouse=True)
def desk(studio, tmp_path, monkeypatch) -> Path:
    """A folder of its own with the studio's files, to work in."""
    for path in studio.iterdir():
        if not path.is_dir():
            shutil.copy(path, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def transfer(*options: str, output: str = "a.png", steps: int = STEPS) -> list[str]:
    network = ["--network", "three.h5", "--steps", str(steps), "--levels", "2", *LAYERS]
    return ["transfer", "photo.png", "painting.png", "-o", output, *network, *options]


def run(words: list[str], code: int = 0) -> str:
    result = CliRunner().invoke(app, words)
    assert result.exit_code == code, result.output
    return result.output


def pixels(path: str | Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"), float)


def last_frame(path: str | Path) -> tuple[int, np.ndarray]:
    with Image.open(path) as film:
        film.seek(film.n_frames - 1)
        return film.n_frames, np.asarray(film.convert("RGB"), float)


def test_a_watched_picture_is_the_same_to_the_bit():
    run(transfer())
    run(transfer("--film", "b.webp", "--save-every", "5", output="b.png"))
    assert (pixels("a.png") == pixels("b.png")).all()


def test_a_film_has_a_frame_of_full_size_for_each_evaluation_and_ends_with_the_picture():
    run(transfer("--film", "a.webp"))
    frames, last = last_frame("a.webp")
    assert frames == STEPS
    assert last.shape == (48, 64, 3)
    assert np.abs(last - pixels("a.png")).mean() < 8
    assert not list(Path().glob(".stylejax-*"))


def test_a_film_has_no_more_frames_than_it_may(monkeypatch):
    monkeypatch.setattr(films_of_jobs, "MOST_FRAMES", 5)
    run(transfer("--film", "a.webp"))
    assert last_frame("a.webp")[0] == 5


def test_a_film_has_the_colors_of_the_picture():
    run(transfer("--film", "a.webp", "--colors", "photo"))
    assert np.abs(last_frame("a.webp")[1] - pixels("a.png")).mean() < 8


def test_pictures_on_the_way_are_whole_and_have_their_record():
    run(transfer("--save-every", "5"))
    assert sorted(path.name for path in Path().glob("a-*.png")) == ["a-0005.png", "a-0010.png"]
    record = stylejax.read_record("a-0005.png")
    assert record["command"] == "transfer"
    assert record["result"]["evaluations"] == 5
    assert record["result"]["status"] == "stopped"
    assert pixels("a-0005.png").shape == (48, 64, 3)


def test_a_dream_is_filmed_on_its_way_and_frame_by_frame():
    words = ["dream", "photo.png", "--network", "three.h5", "--layer", "relu2_1", "--octaves", "2", "--steps", "3"]
    run([*words, "-o", "dream.png", "--film", "way.webp"])
    frames, last = last_frame("way.webp")
    assert frames == 6
    assert np.abs(last - pixels("dream.png")).mean() < 12
    run([*words, "-o", "frames", "--frames", "3", "--film", "film.webp"])
    assert last_frame("film.webp")[0] == 3


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--film", "a.gif"], "neither .webp nor .mp4"),
        (["--film", "nowhere/a.webp"], "nowhere/a.webp"),
        (["--save-every", "0"], "save-every"),
    ],
)
def test_what_cannot_be_watched_is_refused_before_the_run(options, said):
    output = run(transfer(*options), code=2)
    assert said in output.replace("\n", " ")
    assert not os.path.exists("a.png")


def test_pictures_on_the_way_do_not_replace_an_input():
    shutil.copy("photo.png", "a-0005.png")
    words = transfer("--save-every", "5")
    words[1] = "a-0005.png"
    assert "a-0005.png" in run(words, code=2)


def test_a_film_that_cannot_be_encoded_is_told_once_and_the_picture_painted(monkeypatch):
    def failing(*given, **more):
        raise OSError("no room")

    monkeypatch.setattr(films_of_jobs, "write_film", failing)
    assert run(transfer("--film", "a.webp")).count("no room") == 1
    assert os.path.exists("a.png")
    assert not os.path.exists("a.webp")


def test_a_run_that_is_stopped_leaves_the_film_so_far():
    words = [sys.executable, "-m", "stylejax", *transfer("--film", "a.webp", steps=100000)]
    with subprocess.Popen(words, stderr=subprocess.PIPE) as process:
        while b"step" not in process.stderr.readline():
            pass
        process.send_signal(signal.SIGINT)
        process.stderr.read()
        assert process.wait(60) == 130
    assert last_frame("a.webp")[0] >= 1
