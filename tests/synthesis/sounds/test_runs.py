"""Laws of sounds that are made: of textures, of content and style, of silence, of seeds and levels."""

import dataclasses
import itertools

import numpy as np
import pytest

from stylejax.losses import Gram
from stylejax.networks import ensemble_network, wide_network, with_octaves
from stylejax.synthesis.sounds import Begin, Of, Recipe, Scale, SoundWeights, Window, make_sound

WINDOW = Window(128, 32)
BOTH = Recipe(WINDOW, weights=SoundWeights(0.01, 1.0), content_layer="relu4")
TEXTURE = Recipe(WINDOW, of=Of.WAVEFORM, begin=Begin.NOISE, weights=SoundWeights(0.0, 1.0), lags=(2, 20))
LITERAL = Recipe(
    WINDOW, Scale.MAGNITUDE, begin=Begin.FAINT, weights=SoundWeights(0.01, 1.0, literal=True), content_layer="relu4"
)
RECIPES = {"of content": BOTH, "the waveform": dataclasses.replace(BOTH, of=Of.WAVEFORM), "of 2016": LITERAL}


def tones(length=2000, seed=0, channels=1):
    draw = np.random.default_rng(seed)
    times = np.arange(length) / 8000
    found = [np.sin(2 * np.pi * draw.uniform(200, 2000) * times) * (1 + np.sin(20 * times)) for _ in range(channels)]
    return np.stack(found).astype(np.float32) / 2


def network(filters=32):
    return wide_network(WINDOW.bins, seed=0, filters=filters, width=4)


def made(content, style, recipe=BOTH, steps=6, **more):
    return make_sound(content, style, **{"network": network(), "recipe": recipe, "steps": steps, **more})


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_sounds_of_unequal_length_make_one_of_the_contents(recipe):
    result = made(tones(), tones(3100, 1), recipe)
    assert result.samples.shape == (1, 2000)
    assert min(result.objective) < result.objective[0]
    assert result.evaluations == 6


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
@pytest.mark.parametrize("silent", ["content", "style", "both"])
def test_silence_makes_no_number_that_is_not_finite(recipe, silent):
    content, style = (
        0 * tones(seed=seed) if silent in (name, "both") else tones(seed=seed)
        for seed, name in enumerate(("content", "style"))
    )
    result = made(content, style, recipe)
    assert np.isfinite(result.samples).all()
    assert np.isfinite(result.objective).all()


def test_one_seed_is_one_sound_and_another_is_another():
    one, again, other = (made(None, tones(), TEXTURE, length=2000, seed=seed).samples for seed in (0, 0, 1))
    assert one.tobytes() == again.tobytes()
    assert one.tobytes() != other.tobytes()


@pytest.mark.parametrize("scale", [BOTH, TEXTURE])
def test_a_style_that_is_twice_as_loud_is_the_same_style_to_the_bit(scale):
    content = None if scale is TEXTURE else tones()
    one, two = (made(content, size * tones(seed=1), scale, length=2000).objective for size in (1, 2))
    assert one == two or scale is TEXTURE
    np.testing.assert_allclose(one, two, rtol=1e-5)


def test_without_style_the_sound_comes_back_as_its_phase_is_kept():
    recipe = dataclasses.replace(BOTH, weights=SoundWeights(1.0, 0.0))
    result = made(tones(), tones(seed=1), recipe, steps=1)
    np.testing.assert_allclose(result.samples, tones(), atol=1e-5)


def test_the_style_term_is_0_at_the_style_itself_and_next_to_it_for_a_shift_that_goes_round():
    style = tones(6000)
    recipe = dataclasses.replace(BOTH, weights=SoundWeights(0.0, 1.0))
    silent, itself, shifted = (
        made(each, style, recipe, steps=1).objective[0] for each in (0 * style, style, np.roll(style, 1000, axis=1))
    )
    assert abs(itself) < 1e-6
    assert shifted < 0.02 * silent


def test_each_channel_has_its_own_style_where_there_are_as_many():
    content, style = tones(channels=2), tones(3000, 1, channels=2)
    both, first = made(content, style, steps=1), made(content[:1], style[:1], steps=1)
    second = made(content[1:], style[1:], steps=1)
    assert both.samples.shape == (2, 2000)
    np.testing.assert_allclose(both.objective[0], (first.objective[0] + second.objective[0]) / 2, rtol=1e-4)


def test_the_dual_form_makes_the_same_sound():
    wide = network(filters=256)
    dual, gram = (
        made(tones(), tones(seed=1), network=wide, style_loss=loss, steps=4).objective for loss in (None, Gram())
    )
    np.testing.assert_allclose(dual, gram, rtol=1e-3)


def test_a_beat_and_diversity_are_terms_of_a_texture():
    recipe = dataclasses.replace(TEXTURE, weights=SoundWeights(0.0, 1.0, autocorrelation=1.0, diversity=0.01))
    ensemble = with_octaves(ensemble_network(WINDOW.bins, seed=0, filters=8, widths=(2, 4)))
    result = make_sound(None, tones(), network=ensemble, recipe=recipe, steps=5, length=1800)
    assert sorted(result.terms) == [
        "autocorrelation/relu2", "autocorrelation/relu4", "diversity/relu4", "style/relu2", "style/relu4",
    ]  # fmt: skip
    assert min(result.objective) < result.objective[0]


def test_the_texture_of_white_noise_is_white():
    noise = np.random.default_rng(0).normal(size=(1, 24000)).astype(np.float32)
    recipe = dataclasses.replace(TEXTURE, window=Window(256, 64))
    wide = wide_network(129, seed=0, filters=128, width=4)
    found = make_sound(None, noise, network=wide, recipe=recipe, steps=40, length=24000).samples[0]
    power, places = np.abs(np.fft.rfft(found)) ** 2, np.fft.rfftfreq(len(found))
    edges = 0.5 / 2 ** (np.arange(10) / 3)  # nine third octaves below half of the rate
    bands = [power[(places > low) & (places <= high)].mean() for high, low in itertools.pairwise(edges)]
    levels = 10 * np.log10(bands)
    assert np.abs(levels - np.median(levels)).max() < 1, levels
