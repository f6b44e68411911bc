"""Laws of sound files that are written: whole, never clipped, with their record."""

import numpy as np
import pytest

from stylejax.errors import InputError
from stylejax.media.sounds import read_sound, read_sound_record, write_sound

SUFFIXES = (".wav", ".flac", ".ogg")
DRAW = np.random.default_rng(0)


def tone(channels=1, length=4000, size=0.3):
    times = np.arange(length) / 8000
    return np.stack([size * np.sin(2 * np.pi * 440 * (1 + each) * times) for each in range(channels)])


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("channels", [1, 2])
def test_what_is_written_is_read_again(tmp_path, suffix, channels):
    written = write_sound(tmp_path / f"tone{suffix}", tone(channels), rate=8000)
    sound = read_sound(tmp_path / f"tone{suffix}")
    assert (sound.rate, sound.samples.shape) == (8000, (channels, 4000))
    near = {".wav": 1e-6, ".flac": 1e-6, ".ogg": 0.1}[suffix]
    np.testing.assert_allclose(sound.samples, tone(channels) / 0.3, atol=near)
    np.testing.assert_allclose(written.gain, 20 * np.log10(0.99 / 0.3), atol=1 if suffix == ".ogg" else 0.01)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_nothing_is_ever_clipped_and_silence_stays(tmp_path, suffix):
    write_sound(tmp_path / f"loud{suffix}", 100 * DRAW.normal(size=(1, 3000)), rate=22050)
    assert read_sound(tmp_path / f"loud{suffix}").peak < 1
    write_sound(tmp_path / f"silence{suffix}", np.zeros((1, 3000)), rate=22050)
    assert read_sound(tmp_path / f"silence{suffix}").peak < 1e-4


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_record_of_any_length_comes_back_whole(tmp_path, suffix):
    record = {"command": "sound", "settings": {"content": "häuser & <töne>.wav", "long": "x" * 50_000, "odd": "y" * 7}}
    write_sound(tmp_path / f"tone{suffix}", tone(), rate=8000, record=record)
    assert read_sound_record(tmp_path / f"tone{suffix}") == record
    assert read_sound(tmp_path / f"tone{suffix}").samples.shape == (1, 4000)


def test_what_cannot_be_written_is_refused_in_words_and_leaves_nothing(tmp_path):
    for samples, told in (
        (np.ones(5), "give floats"),
        (np.ones((1, 3), int), "give floats"),
        (tone() * np.nan, "not finite"),
    ):
        with pytest.raises(InputError, match=told):
            write_sound(tmp_path / "tone.wav", samples, rate=8000)
    with pytest.raises(InputError, match=r"unknown suffix '.mp3'; use one of .wav, .flac, .ogg"):
        write_sound(tmp_path / "tone.mp3", tone(), rate=8000)
    with pytest.raises(InputError, match="does not exist; make it first"):
        write_sound(tmp_path / "no" / "tone.wav", tone(), rate=8000)
    assert list(tmp_path.iterdir()) == []
