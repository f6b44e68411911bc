"""Presets: a network, what is optimized, weights and steps that go well together."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import NamedTuple

from ...errors import checked_count
from ...networks.architectures.spectrogram import ensemble_network, wide_network, with_octaves
from ...networks.networks import Network
from ...sound_settings import PresetName, SoundSettings, SoundTextureSettings
from ...synthesis.sounds.objectives import SoundWeights
from ...synthesis.sounds.recipes import Begin, Of, Recipe
from ...synthesis.sounds.spectrograms import Scale, Window

RATE = 22050  # samples a second that windows of presets are told for


class Preset(NamedTuple):
    """How sounds are made.

    Attributes:
        recipe: all but the network, at a rate of 22050.
        network: makes one of `bins`, and of `seed` and `filters` by name.
        filters: of the network.
        steps: evaluations.
        widest: frames that the network looks at at once.
    """

    recipe: Recipe
    network: Callable[..., Network]
    filters: int
    steps: int
    widest: int


WIDTHS = (2, 8, 32)  # frames of the texture's networks: 46 ms to 0.4 s


def _ensemble(bins: int, *, seed: int, filters: int) -> Network:
    return with_octaves(ensemble_network(bins, seed=seed, filters=filters, widths=WIDTHS))


def _wide_by_octaves(bins: int, *, seed: int, filters: int) -> Network:
    return with_octaves(wide_network(bins, seed=seed, filters=filters))


WIDE = Window(2048, 512)
FINE = Window(1024, 256)

PRESETS: Mapping[PresetName, Preset] = {
    PresetName.DEFAULT: Preset(
        Recipe(WIDE, Scale.RELATIVE, Of.SPECTROGRAM, Begin.CONTENT, SoundWeights(0.01, 1.0)),
        _wide_by_octaves,
        filters=1024,
        steps=150,
        widest=11,
    ),
    # neural-style-audio-tf at 8bfc315; its sounds are not normalized, and its content and style are of one length.
    PresetName.ULYANOV: Preset(
        Recipe(
            WIDE,
            Scale.MAGNITUDE,
            Of.SPECTROGRAM,
            Begin.FAINT,
            SoundWeights(0.01, 1.0, literal=True),
            content_layer="relu11",
        ),
        wide_network,
        filters=4096,
        steps=300,
        widest=11,
    ),
    # Antognini et al. 2019: widths side by side, autocorrelation from 0.2 to 2 s, diversity.
    PresetName.TEXTURE: Preset(
        Recipe(
            FINE,
            Scale.RELATIVE,
            Of.WAVEFORM,
            Begin.NOISE,
            SoundWeights(0.01, 1.0, autocorrelation=10.0, diversity=0.01),
            lags=(17, 172),
        ),
        _ensemble,
        filters=256,
        steps=150,
        widest=WIDTHS[-1],
    ),
}


def preset_of(settings: SoundSettings) -> Preset:
    """The preset that settings name, with what they say in place of its own, at their rate."""
    preset = PRESETS[settings.preset]
    recipe, named = preset.recipe, settings
    weights = dataclasses.replace(
        recipe.weights,
        content=_or(named.content_weight, recipe.weights.content),
        autocorrelation=_or(named.rhythm, recipe.weights.autocorrelation),
        diversity=_or(named.diversity, recipe.weights.diversity),
    )
    recipe = dataclasses.replace(
        recipe,
        window=window_at(recipe.window, settings.rate),
        of=Of(str(settings.optimized)) if settings.optimized else recipe.of,
        begin=_begin(settings, recipe.begin),
        weights=weights,
    )
    steps = (
        preset.steps if settings.steps is None else checked_count("steps", settings.steps, "the number of evaluations")
    )
    return preset._replace(recipe=recipe, filters=settings.filters or preset.filters, steps=steps)


def _begin(settings: SoundSettings, begin: Begin) -> Begin:
    """What a sound begins as: noise where it has no content, and where it has one that, but for the recipe of 2016."""
    if isinstance(settings, SoundTextureSettings):
        return begin if begin is Begin.FAINT else Begin.NOISE
    return begin if begin is Begin.FAINT else Begin.CONTENT


def _or(value: float | None, other: float) -> float:
    return other if value is None else value


def window_at(window: Window, rate: int) -> Window:
    """The window that lasts as long at another rate as this one at 22050."""
    hop = max(1, round(window.hop * rate / RATE))
    return Window(hop * (window.size // window.hop), hop)
