"""One sound from coarse numbers to samples: what is optimized, the loop, and the samples that come of it."""

import dataclasses
import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from ...errors import checked_count
from ...losses.objectives import Targets
from ...losses.protocol import Loss
from ...losses.terms import Terms, Weights
from ...networks.architectures.spectrogram import in_pairs
from ...networks.networks import Network
from ...optimizers.equality import Optimizer
from ...optimizers.quasi_newton import lbfgs
from ..loops import Observer, Track, go_on, run
from ..programs import in_units, nameless
from ..runs import Callback, Halfway, heard_by
from ..starts import checked_seed
from ..steps import Lane, advance, lane_of, start_lane, summary_of
from .inputs import ChannelInputs, channel_inputs
from .objectives import sound_objective, sound_targets, sound_terms, weights_of_terms
from .phases import convergence, griffin_lim
from .recipes import Of, Recipe
from .spectrograms import Scale, Window, magnitudes, seen_by_network, stft, with_mean_spectrum


@dataclass(frozen=True)
class SoundResult:
    """A finished sound and how it came about.

    Attributes:
        samples: `[channels n]`, of any size.
        objective: at each evaluation.
        evaluations: of objective and gradient.
        terms: unweighted, the mean over channels.
        weights: of the terms, of the first channel.
        status: as a picture's `Result` has it.
        moved: whether any objective was lower than the first.
        inconsistency: how far the magnitudes of the samples are from those that were found, as a share of these.

    Example:
        >>> import numpy as np, stylejax
        >>> from stylejax.synthesis import sounds
        >>> one = stylejax.loss_weights()
        >>> result = sounds.SoundResult(np.zeros((1, 8)), (1.0,), 1, one, one, "finished", True, 0.0)
        >>> result.evaluations
        1
    """

    samples: np.ndarray
    objective: tuple[float, ...]
    evaluations: int
    terms: Terms
    weights: Weights
    status: str
    moved: bool
    inconsistency: float

    @property
    def came_to_nothing(self) -> bool:
        """Whether the run was stopped before there was anything to keep."""
        return self.status == "stopped" and not self.moved


# How far the first trial goes, as a share of the largest value: samples moved by half of that are another sound.
FIRST_MOVES = {Of.SPECTROGRAM: 0.5, Of.WAVEFORM: 0.02}

CONSISTENT = 1e-4  # share of the magnitudes below which phases are as they should be


def make_sound(
    content: np.ndarray | None,
    style: np.ndarray,
    *,
    network: Network,
    recipe: Recipe,
    steps: int,
    length: int | None = None,
    seed: int = 0,
    style_loss: Loss | None = None,
    optimizer: Optimizer | None = None,
    callback: Callback | None = None,
    observers: Sequence[Observer] = (),
    halfway: Halfway | None = None,
) -> SoundResult:
    """A sound that is like the content `[channels n]` and made like the style `[channels m]`, at one rate.

    Each channel has a style of its own where there are as many, and all together are one run of one optimizer. Without
    a content it is a texture of `length` samples. Style and content may be of unequal length; silence is fit for both.

    The spectrogram that is found has no phases: they begin as the content's, where the sound begins as that, and
    Griffin-Lim goes on from there. Raises InputError for sounds that are shorter than the network looks at.

    Args:
        content: `[channels n]`, or None.
        style: `[channels m]`.
        network: for spectrograms of the window's frequencies.
        recipe: how the sound is made.
        steps: evaluations.
        length: samples, without a content.
        seed: of what is random.
        style_loss: in the place of Gram matrices.
        optimizer: any optax transformation.
        callback: is told of each evaluation; True stops.
        observers: are shown the state.
        halfway: where an ended run goes on.

    Returns:
        The sound, and how it came about.

    Example:
        >>> import numpy as np, stylejax
        >>> from stylejax.synthesis import sounds
        >>> recipe = sounds.Recipe(window=sounds.Window(size=64, hop=16), iterations=2)
        >>> network = stylejax.networks.wide_network(33, seed=0, filters=4)
        >>> tone = np.sin(np.arange(2048.0))[None]
        >>> sounds.make_sound(tone, tone[:, ::-1], network=network, recipe=recipe, steps=2).samples.shape
        (1, 2048)
    """
    checked_count("steps", steps, "the number of evaluations")
    inputs = channel_inputs(content, style, length, recipe, checked_seed(seed))
    channels = [_channel(network, each, recipe, style_loss) for each in inputs]
    targets, weights = tuple(each[0] for each in channels), tuple(each[1] for each in channels)
    optimizer = optimizer or lbfgs(first_move=FIRST_MOVES[recipe.of])
    scaled, unit = _in_units(weights, optimizer)
    step = functools.partial(
        _program(optimizer, recipe.window, recipe.scale, recipe.of),
        network=nameless(in_pairs(network)),
        targets=targets,
        weights=scaled,
        means=jnp.stack([each.mean for each in inputs]),
    )
    start = jnp.stack([each.start for each in inputs])
    make = functools.partial(start_lane, optimizer=optimizer, like=scaled[0])
    heard = {"callback": heard_by(callback), "observers": observers, "about": {"done": ()}}
    if halfway is None:
        track = Track(unit=unit)
        lane = run(step, make(start), steps, tracks=[track], **heard)
    else:
        track = Track.of(halfway.objective, unit=unit)
        lane = lane_of(halfway.leaves, make)
        lane = go_on(step, lane, halfway.last, steps, evaluation=halfway.evaluation, tracks=[track], **heard)
    return _result(lane, track, inputs, weights[0], recipe, seed)


def _channel(
    network: Network, inputs: ChannelInputs, recipe: Recipe, style_loss: Loss | None
) -> tuple[Targets, Weights]:
    """Targets of a channel and the weights of its terms."""
    frames = recipe.window.frames(inputs.length)
    longest = max(frames, inputs.seen["style"].shape[0])
    layers = network.architecture.layer_names()[1:]
    positions = {layer: longest - network.parameters[layer]["kernel"].shape[0] + 1 for layer in layers}
    named = {"content_layer": recipe.content_layer, "lags": recipe.lags, "style_loss": style_loss}
    weights = recipe.weights if "content" in inputs.seen else dataclasses.replace(recipe.weights, content=0.0)
    terms = sound_terms(network, weights=weights, positions=positions, **named)
    targets = sound_targets(network, inputs.seen, terms=terms)
    return targets, weights_of_terms(weights, network, targets, frames=frames)


def _in_units(weights: tuple[Weights, ...], optimizer: Optimizer) -> tuple[tuple[Weights, ...], float]:
    """The weights in the unit of the first channel's."""
    _, unit = in_units(weights[0], optimizer=optimizer)
    return tuple(jax.tree.map(lambda weight: jnp.asarray(weight / unit, jnp.float32), each) for each in weights), unit


@functools.lru_cache(maxsize=8)
def _program(optimizer: Optimizer, window: Window, scale: Scale, of: Of) -> Any:
    """One evaluation and update of all channels, compiled once for each shape; the lane it is given is used up."""

    def step(
        lane: Lane, network: Network, targets: tuple[Targets, ...], weights: tuple[Weights, ...], means: jax.Array
    ) -> tuple[Lane, jax.Array]:
        def terms_at(state: jax.Array) -> tuple[jax.Array, Terms]:
            seen = [_seen(channel, mean, window, scale, of) for channel, mean in zip(state, means, strict=True)]
            each = [sound_objective(one, network, *pair) for one, *pair in zip(seen, targets, weights, strict=True)]
            terms = jax.tree.map(lambda *values: jnp.mean(jnp.stack(values)), *(found for _, found in each))
            return jnp.mean(jnp.stack([value for value, _ in each])), terms

        return advance(lane, terms_at, optimizer=optimizer)

    return jax.jit(step, donate_argnums=0)


def _seen(state: jax.Array, mean: jax.Array, window: Window, scale: Scale, of: Of) -> jax.Array:
    """What the network looks at, `[t 1 f]`, of what is optimized of a channel: `[t f]`, or samples `[n 1]`."""
    if of is Of.SPECTROGRAM:
        return state[:, None]
    return seen_by_network(stft(state[:, 0], window=window), scale=scale, mean=mean)


def _result(
    lane: Lane, track: Track, inputs: Sequence[ChannelInputs], weights: Weights, recipe: Recipe, seed: int
) -> SoundResult:
    summary = summary_of(lane)
    made = [_samples(state, each, recipe) for state, each in zip(summary.image, inputs, strict=True)]
    return SoundResult(
        samples=np.stack([np.asarray(samples) for samples, _ in made]),
        objective=tuple(track.values),
        evaluations=len(track.values),
        terms=jax.tree.map(float, summary.terms),
        weights=jax.tree.map(float, weights),
        status=track.status,
        moved=track.moved,
        inconsistency=max(float(apart) for _, apart in made),
    )


def _samples(state: jax.Array, inputs: ChannelInputs, recipe: Recipe) -> tuple[jax.Array, jax.Array | float]:
    """The samples of what was optimized of a channel, and how far their magnitudes are from those found."""
    if recipe.of is Of.WAVEFORM:
        return _as_loud_as_style(state[:, 0], inputs, recipe), 0.0
    wanted = magnitudes(state[:, None], scale=recipe.scale, mean=inputs.mean)
    how = {"window": recipe.window, "length": inputs.length}
    samples = griffin_lim(wanted, inputs.phases, iterations=0, **how)
    if (apart := float(convergence(samples, wanted, window=recipe.window))) < CONSISTENT:
        return samples, apart
    samples = griffin_lim(wanted, inputs.phases, iterations=recipe.iterations, **how)
    return samples, convergence(samples, wanted, window=recipe.window)


def _as_loud_as_style(samples: jax.Array, inputs: ChannelInputs, recipe: Recipe) -> jax.Array:
    """A texture with the mean spectrum of its style, which terms that look at logarithms leave some decibels off."""
    if "content" in inputs.seen:
        return samples
    of_style = magnitudes(inputs.seen["style"], scale=recipe.scale, mean=inputs.mean)
    return with_mean_spectrum(samples, jnp.mean(of_style**2, axis=0), window=recipe.window)
