"""Laws of going on: a run that was killed paints what it would have painted, or the command says why not."""

import os
import shutil
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
from stylejax.jobs.checkpoints import keeping
from stylejax.jobs.checkpoints.locks import locked, released
from stylejax.jobs.checkpoints.resuming import place_named
from stylejax.jobs.checkpoints.storing import Kept, read_kept, write_kept
from stylejax.media.writing import write_image

pytestmark = pytest.mark.usefixtures("private_cache")

# A run that is kept after every evaluation, as no user would have it.
OFTEN = "import stylejax.jobs.checkpoints.keeping as k; k.SECONDS_BETWEEN = 0; k.SHARE_OF_TIME = 1e9; "
PROGRAM = OFTEN + "from stylejax.__main__ import main; main()"
LAYERS = ["--content-layers", "relu2_1", "--style-layers", "relu1_1,relu2_1"]


@pytest.fixture(scope="module")
def studio(studio: Path) -> Path:
    """With a network of three convolutions, and pictures that have two levels."""
    network = stylejax.random_network(stylejax.Architecture("vgg19", last="2_1"), seed=0, width=1 / 16)
    stylejax.save_network(studio / "three.h5", network)
    draw = np.random.default_rng(1).random
    for name in ("photo.png", "painting.png"):
        write_image(studio / name, draw((48, 64, 3)))
    return studio


@pytest.fixture(autouse=True)
def desk(studio, tmp_path, monkeypatch) -> Path:
    """A folder of its own with the studio's files, to work in, where every evaluation is kept."""
    for path in studio.iterdir():
        if not path.is_dir():
            shutil.copy(path, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(keeping, "SECONDS_BETWEEN", 0)
    monkeypatch.setattr(keeping, "SHARE_OF_TIME", 1e9)
    return tmp_path


def transfer(*options: str, output: str = "a.png", steps: int = 60) -> list[str]:
    network = ["--network", "three.h5", "--steps", str(steps), "--levels", "2", *LAYERS]
    return ["transfer", "photo.png", "painting.png", "-o", output, *network, *options]


def run(*words: str) -> str:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 0, result.output
    return result.output


def refused(*words: str) -> str:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 2, result.output
    assert result.output.count("\n") == 1
    return result.output


class EndedError(Exception):
    """The end of a run in the middle."""


@pytest.fixture
def ended(monkeypatch):
    """What runs a command until so many evaluations are kept, as if its process had been killed then."""

    def end(words: list[str], *, after: int) -> None:
        counted = []

        def counting(path, kept):
            if len(counted) == after:
                raise EndedError
            counted.append(path)
            write_kept(path, kept)

        with monkeypatch.context() as patch:
            patch.setattr(keeping, "write_kept", counting)
            result = CliRunner().invoke(app, words)
        assert isinstance(result.exception, EndedError), result.output

    return end


KEPT = ["--checkpoint", "run.checkpoint"]


@pytest.mark.parametrize("after", [1, 36, 59])
def test_the_same_command_and_resume_go_on_to_the_same_picture(desk, ended, after):
    run(*transfer(output="whole.png"))
    for again in (transfer(*KEPT), ["resume", "run.checkpoint"]):
        ended(transfer(*KEPT), after=after)
        assert not (desk / "a.png").exists()
        said = run(*again)
        assert f"going on after {after} evaluations" in said
        assert (desk / "a.png").read_bytes() == (desk / "whole.png").read_bytes()
        for name in ("a.png", "run.checkpoint"):
            (desk / name).unlink()


def test_what_is_kept_beside_the_picture_goes_when_that_is_written_and_what_was_named_stays(desk, ended):
    beside = ["--checkpoint", "a.png.checkpoint"]
    ended(transfer(*beside), after=3)
    run("resume", "a.png")
    assert not (desk / "a.png.checkpoint").exists()
    run(*transfer(*KEPT))
    first = (desk / "a.png").read_bytes()
    assert "going on after 60 evaluations" in run("resume", "run.checkpoint")
    assert (desk / "a.png").read_bytes() == first


def test_more_of_a_picture_is_what_a_longer_run_would_have_painted(desk):
    run(*transfer("--more", "9", output="whole.png"))
    run(*transfer(*KEPT))
    for again in (transfer(*KEPT, "--more", "9"), ["resume", "run.checkpoint", "--more", "9"]):
        kept = (desk / "run.checkpoint").read_bytes()
        assert "going on after 60 evaluations" in run(*again)
        assert (desk / "a.png").read_bytes() == (desk / "whole.png").read_bytes()
        (desk / "run.checkpoint").write_bytes(kept)
    told = stylejax.read_record("a.png")
    assert (told["settings"]["more"], told["result"]["evaluations"]) == (9, 69)
    run("replay", "a.png", "-o", "again.png")
    np.testing.assert_array_equal(stylejax.read_image("again.png"), stylejax.read_image("whole.png"))


def test_more_of_a_picture_without_a_checkpoint_begins_with_the_picture(desk):
    run(*transfer())
    assert "from the picture itself" in run("resume", "a.png", "--more", "9")
    first, then = (stylejax.read_record(name)["result"] for name in ("a.png", "a-more.png"))
    assert (then["evaluations"], then["shape"], len(then["levels"])) == (9, first["shape"], 1)
    assert then["objective"] < 1.5 * first["objective"]


def test_of_a_sheet_there_is_no_more():
    words = ["sweep", "photo.png", "painting.png", "--network", "three.h5", "--steps", "8", *LAYERS]
    run(*words, "-o", "sheet.png")
    assert "only a single picture" in refused("resume", "sheet.png", "--more", "9")


def test_reconstructions_and_textures_go_on_too(desk, ended):
    for words in (
        ["reconstruct", "content", "photo.png", "--layer", "relu2_1", "--network", "three.h5", "--steps", "9"],
        ["texture", "painting.png", "--size", "40x32", "--layers", "relu2_1", "--network", "three.h5", "--steps", "9"],
    ):
        run(*words, "-o", "whole.png")
        ended([*words, "-o", "a.png", *KEPT], after=4)
        run("resume", "run.checkpoint", "-q")
        assert (desk / "a.png").read_bytes() == (desk / "whole.png").read_bytes()
        (desk / "run.checkpoint").unlink()


SHEETS = {
    "sweep": ["sweep", "photo.png", "painting.png", "--strengths", "0.2,0.6", "--levels", "2", "--report", "r.json"],
    "lanes together": [
        "sweep",
        "photo.png",
        "painting.png",
        "--strengths",
        "0.2,0.6,0.9",
        "--lanes",
        "2",
        "--levels",
        "2",
    ],
    "groups": ["sweep", "photo.png", "painting.png", "--vary", "levels=1,2"],
    "each": ["sweep", "photo.png", "painting.png", "--seeds", "0,1", "--save-each", "each"],
}


@pytest.mark.parametrize("after", [1, 9, 13])
@pytest.mark.parametrize("words", SHEETS.values(), ids=list(SHEETS))
def test_sweeps_go_on_inside_a_lane(desk, ended, words, after):
    words = [*words, "--network", "three.h5", "--steps", "8", *LAYERS]
    run(*words, "-o", "whole.png")
    told = [*words, "-o", "a.png", *KEPT]
    for again in (told, ["resume", "run.checkpoint"]):
        ended(told, after=after)
        assert "going on after" in run(*again)
        assert (desk / "a.png").read_bytes() == (desk / "whole.png").read_bytes()
        assert not (desk / "run.checkpoint").exists()
        (desk / "a.png").unlink()


def test_a_sweep_of_other_axes_is_another_run(ended):
    words = ["sweep", "photo.png", "painting.png", "--network", "three.h5", "--steps", "8", *LAYERS, *KEPT]
    ended([*words, "--strengths", "0.2,0.6"], after=3)
    assert "columns was" in refused(*words, "--strengths", "0.2,0.7")


@pytest.mark.parametrize("lanes", ["1", "2"])
def test_a_folder_goes_on_inside_a_picture(desk, ended, lanes):
    (desk / "photos").mkdir()
    for name in "abc":
        write_image(desk / "photos" / f"{name}.png", np.random.default_rng(ord(name)).random((48, 64, 3)))
    words = ["batch", "photos", "painting.png", "--network", "three.h5", "--levels", "2", "--steps", "8", *LAYERS]
    words = [*words, "--lanes", lanes]
    run(*words, "-o", "whole")
    for again in ([*words, "-o", "painted", *KEPT], ["resume", "run.checkpoint"]):
        ended([*words, "-o", "painted", *KEPT], after=13)
        assert len(list((desk / "painted").iterdir())) == int(lanes)
        assert "going on after" in run(*again)
        for name in "abc":
            assert (desk / "painted" / f"{name}.png").read_bytes() == (desk / "whole" / f"{name}.png").read_bytes()
        assert not (desk / "run.checkpoint").exists()
        shutil.rmtree(desk / "painted")


@pytest.mark.parametrize("after", [1, 7, 11, 17])
@pytest.mark.parametrize("frames", ["1", "2"])
def test_dreams_go_on_inside_a_step(desk, ended, frames, after):
    words = ["dream", "photo.png", "--layer", "relu2_1", "--network", "three.h5", "--octaves", "2", "--steps", "5"]
    words = [*words, "--frames", frames]
    run(*words, "-o", "whole.png")
    last = 10 * int(frames) - 1
    for again in ([*words, "-o", "a.png", *KEPT], ["resume", "run.checkpoint"]):
        ended([*words, "-o", "a.png", *KEPT], after=min(after, last))
        assert f"{frames} of {frames} pictures" in run(*again)
        names = [""] if frames == "1" else ["0001.png", "0002.png"]
        for name in names:
            assert (desk / "a.png" / name).read_bytes() == (desk / "whole.png" / name).read_bytes()
        shutil.rmtree("a.png") if frames == "2" else (desk / "a.png").unlink()


@pytest.mark.parametrize("after", [1, 7, 12, 22])
def test_comparisons_go_on_inside_a_painting(desk, ended, after):
    words = ["compare", "photo.png", "painting.png", "--artists", "johnson,paper,satoshi", "--size", "32"]
    words = [*words, "--steps", "8", "--network", "compact", "--no-changes"]
    run(*words, "-o", "whole.png")
    for again in ([*words, "-o", "a.png", *KEPT], ["resume", "run.checkpoint"]):
        ended([*words, "-o", "a.png", *KEPT], after=after)
        assert f"going on after {after} evaluations" in run(*again)
        told = [stylejax.read_record(name)["result"] for name in ("a.png", "whole.png")]
        for one, other in zip(*told, strict=True):
            assert {**one, "seconds": 0} == {**other, "seconds": 0}
        assert not (desk / "run.checkpoint").exists()


def test_sounds_go_on_too(desk, ended):
    for name in ("tone.wav", "noise.wav"):
        samples = np.random.default_rng(len(name)).uniform(-0.5, 0.5, (1, 8000)).astype(np.float32)
        stylejax.media.sounds.write_sound(desk / name, samples, rate=8000, record={})
    words = ["sound", "tone.wav", "noise.wav", "--rate", "8000", "--filters", "8", "--steps", "12"]
    run(*words, "-o", "whole.flac")
    ended([*words, "-o", "a.flac", *KEPT], after=5)
    assert "going on after 5 evaluations" in run("resume", "run.checkpoint")
    one, other = (stylejax.media.sounds.read_sound(desk / name).samples for name in ("a.flac", "whole.flac"))
    np.testing.assert_array_equal(one, other)


def test_a_line_that_is_gone_on_with_is_carried_out_where_it_was_typed(desk, ended, monkeypatch):
    words = ["sweep", "photo.png", "painting.png", "--network", "three.h5", "--steps", "8", *LAYERS, "-o", "a.png"]
    ended([*words, *KEPT], after=3)
    (desk / "elsewhere").mkdir()
    monkeypatch.chdir(desk / "elsewhere")
    run("resume", os.path.join("..", "run.checkpoint"))
    assert (desk / "a.png").exists()


def test_a_run_that_was_killed_is_found_by_its_picture_from_another_folder(desk, monkeypatch):
    run(*transfer(output="whole.png", steps=400))
    words = [
        sys.executable,
        "-c",
        PROGRAM,
        *transfer("--checkpoint", "a.png.checkpoint", "--report", "r.json", steps=400),
    ]
    with subprocess.Popen(words, stderr=subprocess.DEVNULL) as process:
        while not (desk / "a.png.checkpoint").exists():
            assert process.poll() is None
            time.sleep(0.02)
        time.sleep(0.2)
        process.send_signal(signal.SIGKILL)
    assert not (desk / "a.png").exists()
    (desk / "elsewhere").mkdir()
    monkeypatch.chdir(desk / "elsewhere")
    assert "going on after" in run("resume", os.path.join("..", "a.png"))
    one, other = (desk / name for name in ("a.png", "whole.png"))
    np.testing.assert_array_equal(stylejax.read_image(one), stylejax.read_image(other))
    assert stylejax.read_record(one)["result"] == stylejax.read_record(other)["result"]
    assert (desk / "r.json").exists()


def test_a_run_that_was_stopped_keeps_its_picture_and_goes_on(desk):
    run(*transfer(output="whole.png", steps=1000))
    words = [sys.executable, "-c", PROGRAM, *transfer(*KEPT, steps=1000)]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as process:
        while not (desk / "run.checkpoint").exists():
            assert process.poll() is None
            time.sleep(0.02)
        time.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate()
    assert process.returncode == 128 + signal.SIGTERM
    assert "run.checkpoint: the same command goes on from there" in said
    assert stylejax.read_record("a.png")["result"]["status"] == "stopped"
    run(*transfer(*KEPT, steps=1000))
    assert (desk / "a.png").read_bytes() == (desk / "whole.png").read_bytes()


DIFFERENT = {
    "a setting": (["--seed", "1"], "seed was 0 and is 1"),
    "a strength": (["--strength", "0.7"], "strength was None and is 0.7"),
    "a report is none": (["--report", "r.json"], ""),
}


@pytest.mark.parametrize(("options", "words"), DIFFERENT.values(), ids=list(DIFFERENT))
def test_other_settings_are_told_and_not_mixed(ended, options, words):
    ended(transfer(*KEPT), after=3)
    if words:
        assert words in refused(*transfer(*KEPT, *options))
    run(*transfer(*KEPT))


def test_other_inputs_and_versions_are_told_and_not_mixed(desk, ended):
    ended(transfer(*KEPT), after=3)
    path, photo = desk / "run.checkpoint", (desk / "photo.png").read_bytes()
    shutil.copy("painting.png", "photo.png")
    assert "content was another file" in refused(*transfer(*KEPT))
    assert "content was another file" in refused("resume", "run.checkpoint")
    (desk / "photo.png").write_bytes(photo)
    kept = read_kept(path)
    record = {**kept.about["record"], "versions": {**kept.about["record"]["versions"], "jax": "0.1"}}
    write_kept(path, Kept({**kept.about, "record": record}, kept.halfway))
    assert "jax was 0.1 and is" in refused("resume", "run.checkpoint")
    path.write_bytes(path.read_bytes()[:-1])
    assert "damaged" in refused(*transfer(*KEPT))
    (desk / "photo.png").unlink()
    write_kept(path, kept)
    assert "is not there" in refused("resume", "run.checkpoint")


def test_a_checkpoint_is_one_runs_at_a_time(desk, ended):
    ended(transfer(*KEPT), after=3)
    lock = locked(desk / "run.checkpoint")
    assert "another run has it" in refused("resume", "run.checkpoint")
    released(lock)
    run("resume", "run.checkpoint")
    assert "nothing is left to do" in refused("resume", "a.png")


def test_a_run_that_is_not_kept_leaves_nothing(desk):
    before = set(desk.iterdir())
    for where in ("off", "auto"):
        run(*transfer("--checkpoint", where, steps=6), "-q")
        assert set(desk.iterdir()) - before == {desk / "a.png"}


def test_auto_is_beside_the_picture_and_nowhere_for_a_pipe(tmp_path):
    assert place_named("off", Path("a.png")) is None
    assert place_named("auto", Path("b/a.png")).path == Path("b/a.png.checkpoint")
    assert place_named("c", Path("a.png")) == (Path("c"), 0.0)
    assert place_named("auto", Path(os.devnull)) is None
