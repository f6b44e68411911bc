"""Laws of large prints: a plan paints nothing, paper says size or density, told before anything is done."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stylejax import jobs
from stylejax.cli.app import app
from stylejax.media.images import read_picture
from stylejax.synthesis.sweeps import needs

pytestmark = pytest.mark.usefixtures("private_cache")

LAYERS = ["--content-layers", "relu2_1", "--style-layers", "relu1_1,relu2_1"]


@pytest.fixture(autouse=True)
def desk(studio, tmp_path, monkeypatch) -> Path:
    """A folder of its own with the studio's files, to work in."""
    for name in ("photo.png", "painting.jpg", "small.h5"):
        shutil.copy(studio / name, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*options: str, code: int = 0) -> str:
    words = ["transfer", "photo.png", "painting.jpg", "--network", "small.h5", "--steps", "6", *LAYERS, *options]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == code, result.output
    return result.output


def test_a_plan_tells_each_level_and_writes_nothing(desk):
    before = sorted(desk.iterdir())
    told = run("--size", "128", "--levels", "2", "--plan").splitlines()
    assert told[0].startswith("plan: 128 x 96 pixels, 6 evaluations, about ")
    assert [line.split(":")[0] for line in told[1:]] == ["  level 1 of 2, 64 x 48", "  level 2 of 2, 128 x 96"]
    assert sorted(desk.iterdir()) == before


def test_paper_alone_says_the_density_of_what_is_painted():
    told = run("--size", "64", "--print", "8x4in", "-o", "a.png", "--bits", "16")
    assert read_picture("a.png").tags.dpi == pytest.approx(12, abs=0.01)
    assert "in print: 13.5 x 10.2 cm at 12 pixels an inch, which is coarse" in " ".join(told.split())


@pytest.mark.parametrize("suffix", [".png", ".tif", ".jpg"])
def test_paper_and_density_say_the_size(suffix):
    run("--print", "10x20cm", "--dpi", "20", "-o", f"a{suffix}")
    picture = read_picture(f"a{suffix}")
    assert max(picture.image.shape) == round(20 * 10 * 4 / 3 / 2.54)
    assert picture.tags.dpi == pytest.approx(20, abs=0.1)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--print", "big"], "--print: 'big' is no paper; give its sides, like 60x40cm or 24x16in, or A0 to A6"),
        (["--print", "A4", "--dpi", "100", "--size", "64"], "--size: 64 is given, and paper with pixels an inch says"),
    ],
)
def test_what_contradicts_itself_is_refused_in_a_line(desk, options, words):
    assert words in " ".join(run(*options, code=2).split())
    assert not (desk / "stylejax.png").exists()


def test_large_pictures_tell_their_plan_first(monkeypatch):
    monkeypatch.setattr(jobs.plans, "LARGE", 48)
    told = run("--size", "64", "--checkpoint", "off", "-o", "a.png")
    assert "plan: 64 x 48 pixels, 6 evaluations" in told
    assert "plan:" not in run("--size", "48", "-o", "b.png")


def test_what_does_not_fit_is_refused_before_anything_is_planned(monkeypatch):
    monkeypatch.setattr(needs, "own_memory_limit", lambda: 0.7e9)
    told = " ".join(run("--size", "6000", "--plan", code=2).split())
    assert "--size: 6000 takes about" in told
    assert "the largest that fits is" in told
