"""Laws of `stylejax sound`, `sound-texture` and `sound-sweep`, in process, with a few filters."""

import contextlib
import json
import os
import signal
from pathlib import Path

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner

import stylejax
from stylejax.cli.app import app
from stylejax.jobs import Console
from stylejax.jobs.checkpoints import keeping
from stylejax.jobs.checkpoints.resuming import CheckpointFile
from stylejax.jobs.sounds import read_sounds, write_made_sound
from stylejax.media.sounds import read_sound, read_sound_record, write_sound
from stylejax.sound_settings import SoundSettings

FEW = ["--rate", "8000", "--filters", "8", "--steps", "3", "-q"]


@pytest.fixture(scope="module")
def booth(tmp_path_factory):
    """A folder with a tone, a stereo chord and a noise."""
    folder = tmp_path_factory.mktemp("booth")
    times, draw = np.arange(16000) / 8000, np.random.default_rng(0)
    tone = np.sin(2 * np.pi * 440 * times)
    write_sound(folder / "tone.wav", tone[None], rate=8000)
    write_sound(folder / "chord.flac", np.stack([tone, np.sin(2 * np.pi * 660 * times)]), rate=8000)
    write_sound(folder / "noise.ogg", draw.normal(size=(1, 14000)), rate=8000)
    return folder


@pytest.fixture(autouse=True)
def in_booth(booth, monkeypatch, private_cache):
    monkeypatch.chdir(booth)


def invoke(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def done(*words):
    result = invoke(*words)
    assert (result.exit_code, result.output) == (0, ""), result.output
    return result


@pytest.mark.parametrize("preset", ["default", "ulyanov", "texture"])
def test_each_preset_makes_a_sound_of_the_contents_length_that_is_shown_and_made_again(booth, preset):
    done("sound", "tone.wav", "noise.ogg", "-o", "out.flac", "--preset", preset, *FEW)
    sound, record = read_sound(booth / "out.flac"), read_sound_record(booth / "out.flac")
    assert (sound.rate, sound.samples.shape) == (8000, (1, 16000))
    assert 0.985 < sound.peak < 0.995
    assert record["command"] == "sound"
    assert record["settings"]["seed"] == 0
    assert json.loads(invoke("show", "out.flac").output) == record
    done("replay", "out.flac", "-q")
    np.testing.assert_array_equal(read_sound(booth / "out-again.flac").samples, sound.samples)


def test_stereo_stays_stereo_unless_mono_is_asked_for(booth):
    done("sound", "chord.flac", "tone.wav", "-o", "both.wav", *FEW)
    done("sound", "chord.flac", "tone.wav", "-o", "one.wav", "--channels", "mono", *FEW)
    assert [len(read_sound(booth / name).samples) for name in ("both.wav", "one.wav")] == [2, 1]


def test_a_doubled_file_gives_the_same_samples_to_the_bit(booth):
    noise = 0.2 * np.random.default_rng(1).uniform(-1, 1, 14000).astype(np.float32)
    for name, factor in (("quiet", 1), ("loud", 2)):
        soundfile.write(booth / f"{name}.wav", factor * noise, 11025, subtype="FLOAT")
        done("sound", f"{name}.wav", "tone.wav", "-o", f"of-{name}.wav", *FEW)
        done("sound", "tone.wav", f"{name}.wav", "-o", f"as-{name}.wav", "--preset", "ulyanov", *FEW)
    for start in ("of", "as"):
        one, two = (read_sound(booth / f"{start}-{name}.wav").samples for name in ("quiet", "loud"))
        assert one.tobytes() == two.tobytes()


def test_a_texture_lasts_as_long_as_is_asked_for_and_tells_its_gain(booth):
    result = invoke("sound-texture", "noise.ogg", "--seconds", "1.5", "-o", "more.ogg", "--report", "r.json", *FEW[:-1])
    assert result.exit_code == 0
    assert "peak-normalized by" in result.output
    assert read_sound(booth / "more.ogg").samples.shape == (1, 12000)
    assert len(json.loads((booth / "r.json").read_text())["objective"]) == 3
    line = invoke("replay", "more.ogg", "--command").output.split()
    assert line[:5] == ["stylejax", "sound-texture", "noise.ogg", "-o", "more-again.ogg"]
    assert "--seconds" in line


def test_a_sweep_writes_sounds_a_sheet_and_a_page_that_plays_them(booth):
    done("sound-sweep", "tone.wav", "noise.ogg", "--content-weights", "0.01,1", "--seeds", "0,1", "-o", "all", *FEW)
    sounds = sorted(path.name for path in (booth / "all").glob("*.flac"))
    assert sounds == [f"content-{weight}-seed-{seed}.flac" for weight in ("0.01", "1") for seed in (0, 1)]
    page = (booth / "all" / "index.html").read_text()
    assert all(f'<audio src="{name}"' in page for name in sounds)
    assert page.count("<audio") == 6
    assert read_sound_record(booth / "all" / sounds[0])["settings"]["content_weight"] == 0.01
    assert json.loads(invoke("show", "all/sheet.png").output)["command"] == "sound-sweep"
    done("replay", f"all/{sounds[0]}", "-o", "again.flac", "-q")
    again = read_sound(booth / "again.flac")
    np.testing.assert_array_equal(again.samples, read_sound(booth / "all" / sounds[0]).samples)


def ended_at(evaluation, said):
    """A console at which somebody presses Ctrl-C after so many evaluations."""

    def report(progress):
        if progress.evaluation == evaluation:
            os.kill(os.getpid(), signal.SIGINT)

    return Console(said.append, lambda steps: contextlib.nullcontext(report))


def run(output, console, checkpoint=None):
    settings = SoundSettings("tone.wav", "noise.ogg", rate=8000, filters=8, steps=12)
    places = {"output": Path(output), "report": None, "checkpoint": checkpoint}
    return write_made_sound(settings, read_sounds(settings), command="sound", console=console, **places)


def test_a_run_that_is_ended_keeps_the_best_so_far(booth):
    said = []
    assert run("ended.flac", ended_at(6, said)) == 130
    assert read_sound_record(booth / "ended.flac")["result"]["status"] == "stopped"
    assert "stopped by Ctrl-C" in said[-1]


def test_a_run_goes_on_from_its_checkpoint_to_the_same_sound(booth, monkeypatch):
    monkeypatch.setattr(keeping, "SECONDS_BETWEEN", 0.0)
    monkeypatch.setattr(keeping, "SHARE_OF_TIME", 1e9)
    said, kept = [], CheckpointFile(booth / "run.checkpoint", 0.0)
    assert run("halfway.wav", ended_at(6, said), kept) == 130
    assert kept.path.exists()
    assert run("halfway.wav", ended_at(0, said), kept) == 0
    assert any("going on after" in line for line in said)
    assert not kept.path.exists()
    assert run("at-once.wav", ended_at(0, said)) == 0
    one, other = (read_sound(booth / name) for name in ("halfway.wav", "at-once.wav"))
    assert one.samples.tobytes() == other.samples.tobytes()


BAD = {
    "a file that is not there": (["sound", "none.wav", "tone.wav"], "none.wav: no such file"),
    "a picture": (["sound", "tone.wav", "picture.png"], "not a sound in a known format"),
    "a suffix": (["sound", "tone.wav", "noise.ogg", "-o", "out.mp3"], "unknown suffix '.mp3'"),
    "a weight": (["sound", "tone.wav", "noise.ogg", "--content-weight", "-1"], "--content-weight: -1.0 is no number"),
    "a rate": (["sound", "tone.wav", "noise.ogg", "--rate", "10"], "--rate: 10 is not from 4000"),
    "too short": (["sound", "tone.wav", "noise.ogg", "--seconds", "0.1"], "lasts 0.10 s; give"),
    "no steps": (["sound", "tone.wav", "noise.ogg", "--steps", "0"], "--steps: 0 is below 1"),
    "its own input": (["sound", "tone.wav", "noise.ogg", "-o", "tone.wav"], "would be overwritten"),
    "a format": (["sound-sweep", "tone.wav", "noise.ogg", "--format", "mp3"], "format: 'mp3' is unknown"),
    "rhythm in 2016": (
        ["sound", "tone.wav", "noise.ogg", "--preset", "ulyanov", "--rhythm", "1"], "--rhythm: the recipe of 2016",
    ),
    "no record": (["replay", "noise.ogg"], "holds no stylejax settings"),
}  # fmt: skip


@pytest.mark.parametrize(("words", "told"), BAD.values(), ids=BAD)
def test_bad_input_is_answered_in_one_line_and_nothing_is_written(booth, words, told):
    stylejax.write_image(booth / "picture.png", np.zeros((20, 20, 3)))
    before = sorted(booth.iterdir())
    result = invoke(*words)
    assert result.exit_code == 2
    assert told in result.output
    assert result.output.count("\n") == 1
    assert sorted(booth.iterdir()) == before
