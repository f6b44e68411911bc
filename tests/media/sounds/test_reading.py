"""Laws of sound files that are read."""

import builtins
import io

import numpy as np
import pytest
import soundfile

from stylejax.errors import InputError
from stylejax.media.sounds import is_sound_file, read_sound, read_sound_record, write_sound


@pytest.fixture
def noise():
    return np.random.default_rng(0).uniform(-0.2, 0.2, 3000)


def test_a_file_that_is_twice_as_loud_is_the_same_sound_to_the_bit(tmp_path, noise):
    for name, factor in (("one", 1), ("two", 2)):
        soundfile.write(tmp_path / f"{name}.wav", factor * noise.astype(np.float32), 11025, subtype="FLOAT")
    one, two = (read_sound(tmp_path / f"{name}.wav", rate=8000) for name in ("one", "two"))
    assert one.samples.tobytes() == two.samples.tobytes()
    assert two.peak == 2 * one.peak


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".ogg", ".mp3", ".aiff"])
def test_all_usual_formats_are_read(tmp_path, noise, suffix):
    soundfile.write(tmp_path / f"noise{suffix}", np.stack([noise, -noise], 1), 22050)
    sound = read_sound(tmp_path / f"noise{suffix}")
    assert sound.samples.shape[0] == 2
    assert abs(sound.samples.shape[1] - 3000) < 3000
    assert np.max(np.abs(sound.samples)) == 1
    assert is_sound_file(tmp_path / f"noise{suffix}")


def test_only_the_first_seconds_are_read_where_that_is_asked_for(tmp_path, noise):
    write_sound(tmp_path / "noise.wav", noise[None], rate=1000)
    assert read_sound(tmp_path / "noise.wav", seconds=2.0).seconds == 2


def test_what_is_no_sound_is_refused_in_words(tmp_path, noise):
    buffer = io.BytesIO()
    soundfile.write(buffer, noise, 22050, format="FLAC")
    soundfile.write(tmp_path / "nan.wav", noise * np.nan, 22050, subtype="FLOAT")
    soundfile.write(tmp_path / "none.wav", noise[:0], 22050)
    files = {
        "text.wav": (b"no sound at all" * 20, "not a sound in a known format"),
        "cut.flac": (buffer.getvalue()[:60], "damaged or cut short|not a sound"),
        "music.m4a": (b"\0\0\0\x20ftypM4A " + b"0" * 200, "is M4A"),
        "empty.wav": (b"", "is empty"),
    }
    for name, (data, _) in files.items():
        (tmp_path / name).write_bytes(data)
    told = {**{name: words for name, (_, words) in files.items()}, "nan.wav": "not finite", "none.wav": "no samples"}
    for name, words in {**told, "missing.wav": "no such file"}.items():
        with pytest.raises(InputError, match=words) as error:
            read_sound(tmp_path / name)
        assert name in str(error.value)
        assert "\n" not in str(error.value)


def test_a_sound_without_a_record_is_refused_in_words(tmp_path, noise):
    for suffix in (".wav", ".flac"):
        soundfile.write(tmp_path / f"noise{suffix}", noise, 22050)
        with pytest.raises(InputError, match="holds no stylejax settings"):
            read_sound_record(tmp_path / f"noise{suffix}")


def test_without_the_library_the_extra_is_named(tmp_path, monkeypatch):
    usual = builtins.__import__

    def without(name, *rest, **more):
        if name == "soundfile":
            raise ImportError(name)
        return usual(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(InputError, match=r"pip install 'stylejax\[sound\]'"):
        read_sound(tmp_path / "noise.wav")
