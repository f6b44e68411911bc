"""Laws of settings: plain values, equal to the words that are stored."""

import dataclasses
import json

import pytest

from stylejax.choices import read_style_size
from stylejax.command_settings import ComparisonSettings, DreamSettings
from stylejax.errors import InputError
from stylejax.fields import option_of
from stylejax.settings import (
    DEFAULTS,
    STYLE_LAYERS,
    MemoryName,
    PoolName,
    Precision,
    ReconstructionSettings,
    TextureSettings,
    TransferSettings,
    read_levels,
    read_size,
    variation_for,
)

NAMES = (PoolName, Precision, MemoryName)
RECORDS = (TransferSettings, ReconstructionSettings, TextureSettings, DreamSettings, ComparisonSettings)


@pytest.mark.parametrize("names", NAMES)
def test_a_name_is_the_word_that_is_stored(names):
    for name in names:
        assert json.loads(json.dumps(name)) == str(name) == f"{name}" == name
        assert {str(name): True}[name]


@pytest.mark.parametrize("settings", RECORDS)
def test_settings_are_stored_as_plain_values_and_read_back_the_same(settings):
    stored = json.loads(json.dumps(dataclasses.asdict(settings())))
    read = {name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()}
    assert settings(**read) == settings()


@pytest.mark.parametrize("settings", RECORDS)
def test_every_option_says_what_it_does(settings):
    for field in dataclasses.fields(settings):
        told = option_of(field)
        assert told is None or told.help.endswith(".")


def test_a_reconstruction_is_stored_as_a_transfer_is():
    fields = [[field.name for field in dataclasses.fields(settings)] for settings in RECORDS[:2]]
    assert fields[0] == fields[1]
    own = {"size": None, "steps": DEFAULTS.steps, "levels": None, "content_weight": None, "style_weight": None}
    alike = {**dataclasses.asdict(ReconstructionSettings()), **own, "init": DEFAULTS.init}
    assert alike == dataclasses.asdict(DEFAULTS)


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (read_size, None, None),
        (read_size, "own", "own"),
        (read_size, "640", 640),
        (read_levels, "auto", None),
        (read_levels, None, None),
        (read_levels, "3", 3),
    ],
)
def test_sizes_and_levels_are_words_or_numbers(read, text, value):
    assert read(text) == value


@pytest.mark.parametrize(("read", "name"), [(read_size, "size"), (read_levels, "levels")])
@pytest.mark.parametrize("text", ["", "0", "-1", "2.5", "many"])
def test_other_words_are_refused_by_name(read, name, text):
    with pytest.raises(InputError, match=f"^{name}: "):
        read(text)


def test_the_deeper_the_layer_the_smoother_its_reconstruction():
    weights = [variation_for((layer,)) for layer in STYLE_LAYERS]
    assert weights == sorted(weights)
    assert variation_for(STYLE_LAYERS) == weights[-1]
    assert variation_for(("inception_4c/output",)) == 0


@pytest.mark.parametrize(("text", "size"), [(None, None), ("300", 300), ("1.5x", "1.5x"), ("0.25x", "0.25x")])
def test_the_size_of_a_painting_is_pixels_or_a_share(text, size):
    assert read_style_size(text) == size


@pytest.mark.parametrize("text", ["0", "-3", "x", "0x", "1.5", "nanx", "1e9x", "big"])
def test_any_other_size_of_a_painting_is_refused(text):
    with pytest.raises(InputError, match=r"^style size: .* 1.5x"):
        read_style_size(text)
