"""Sounds as their runs read them: a channel each, with its spectrograms and what it begins as."""

from collections.abc import Mapping
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np

from ...errors import InputError
from .phases import griffin_lim, random_phases
from .recipes import Begin, Of, Recipe
from .spectrograms import magnitudes, mean_power, seen_by_network, stft


@dataclass(frozen=True)
class ChannelInputs:
    """What is known of a channel before anything is evaluated.

    Attributes:
        seen: spectrograms `[t 1 f]` of "style" and, unless it is a texture, "content".
        mean: the mean power, of which its relative scale is.
        start: what is optimized, to begin with: `[t f]`, or samples `[n 1]`.
        phases: `[t f]`, to begin Griffin-Lim with.
        length: of the samples.
    """

    seen: Mapping[str, jax.Array]
    mean: jax.Array
    start: jax.Array
    phases: jax.Array
    length: int


def channel_inputs(
    content: np.ndarray | None, style: np.ndarray, length: int | None, recipe: Recipe, seed: int
) -> list[ChannelInputs]:
    """The inputs of each channel: a style of its own where there are as many. Raises InputError without a length."""
    count = 1 if content is None else len(content)
    if content is None and len(style) > 1:
        count = len(style)
    styles = style if len(style) == count else np.repeat(style.mean(0, keepdims=True), count, axis=0)
    contents = [None] * count if content is None else list(content)
    size = length or (0 if content is None else content.shape[-1])
    if not size:
        raise InputError("length: a texture needs one; give its number of samples")
    return [
        _of_channel(*pair, size, recipe, seed + number)
        for number, pair in enumerate(zip(contents, styles, strict=True))
    ]


def _of_channel(content: np.ndarray | None, style: np.ndarray, length: int, recipe: Recipe, seed: int) -> ChannelInputs:
    window, scale = recipe.window, recipe.scale
    seen, shape = {}, (window.frames(length), window.bins)
    style_spectra = stft(jnp.asarray(style), window=window)
    style_mean = mean_power(jnp.asarray(style), window=window)
    seen["style"] = seen_by_network(style_spectra, scale=scale, mean=style_mean)
    mean, phases = style_mean, random_phases(shape, seed=seed)
    if content is not None:
        spectra = stft(jnp.asarray(content), window=window)
        mean = mean_power(jnp.asarray(content), window=window)
        seen["content"] = seen_by_network(spectra, scale=scale, mean=mean)
        phases = jnp.angle(spectra) if recipe.begin is Begin.CONTENT else phases
    start = _start(seen, shape, recipe, seed)
    if recipe.of is Of.WAVEFORM:
        found = magnitudes(start, scale=scale, mean=mean)
        given = content is not None and recipe.begin is Begin.CONTENT
        start = (
            jnp.asarray(content) if given else griffin_lim(found, phases, window=window, length=length, iterations=1)
        )
        start = start[:, None]
    else:
        start = start[:, 0]
    return ChannelInputs(seen, mean, start, phases, length)


SPREAD = 0.5  # of the noise that a texture begins as, in natural logarithms of a magnitude
FAINT = 1e-3  # of that of 2016


def _start(seen: Mapping[str, jax.Array], shape: tuple[int, int], recipe: Recipe, seed: int) -> jax.Array:
    """The spectrogram to begin with, `[t 1 f]`."""
    if recipe.begin is Begin.CONTENT:
        if "content" not in seen:
            raise InputError("begin: a texture has no content to begin as; begin with noise")
        return seen["content"]
    noise = jax.random.normal(jax.random.key(seed), (shape[0], 1, shape[1]), jnp.float32)
    if recipe.begin is Begin.FAINT:
        return FAINT * noise
    return jnp.maximum(jnp.mean(seen["style"], 0, keepdims=True) * (1 + SPREAD * noise), 0)
