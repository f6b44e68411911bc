"""Every recipe's loss, gradient and first steps are those of its reference, which was written from the facts alone."""

import dataclasses
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

from artist_references import (
    RECIPES,
    network_of,
    reference,
    reference_steps,
    scipy_like,
    stylejax_lbfgs,
    trial_parameters,
    trial_pictures,
    within,
)
from artist_references.networks import NIN
from artist_references.optimizers import WALKS
from artist_references.recipes import Tap
from stylejax.artists import ARTISTS, Artist, artist_targets, network_for, start_artist, step_artist
from stylejax.networks.architectures.graph import Architecture
from stylejax.networks.networks import Network, Pixels

# References under another name than the recipe's: with the numbers of the code, or with those of a narrow network.
NAMES = {
    "gatys-pytorch": "gatys-pytorch-numbers",
    "satoshi": "satoshi-by-layer",
    "satoshi-fixed": "satoshi-fixed-by-layer",
}

# Its reference of that name is of the first version; the recipe is of the last, which has one loss for all networks.
CONTENT, STYLE = (taps[0].loss for taps in (RECIPES["mattya-vgg"].content, RECIPES["mattya-vgg"].style))
LATER_MATTYA_NIN = dataclasses.replace(
    RECIPES["mattya-vgg"],
    network=NIN,
    content=tuple(Tap(layer, CONTENT) for layer in ("relu7", "relu10")),
    style=tuple(Tap(layer, STYLE) for layer in ("relu0", "relu3", "relu7", "relu10")),
)

# What the network is fed with is what it was trained to be fed with: nothing is converted on the way.
CAFFE = Pixels("BGR", 255.0, (103.939, 116.779, 123.68))

# Where the walk of that name will not do: scipy's own leaves what is imitated where a trial is refused.
OTHER_WALKS = {"mattya-nin": WALKS["mattya-vgg"], "eben": scipy_like(10)}
COUNT = 5

# Kernels as random as these make momentum explode on pictures around 100, unless the first layer is quieter.
FIRST = dict.fromkeys(("kai", "kai-tv", "johnson-before"), 0.01)


@dataclasses.dataclass
class Trial:
    """A recipe, the parameters of its network, and three pictures: x, content and style."""

    artist: Artist
    family: str
    parameters: Any
    pictures: list[np.ndarray]


def trial(name: str) -> Trial:
    family = network_of(NAMES.get(name, name))
    # a picture shifted by chance has no reference
    artist = dataclasses.replace(ARTISTS[name], jitter=0)
    return Trial(artist, family, trial_parameters(family, first=FIRST.get(name, 1)), trial_pictures(family, 3))


def reference_of(name: str) -> Any:
    return LATER_MATTYA_NIN if name == "mattya-nin" else NAMES.get(name, name)


def other_walk(name: str, style: np.ndarray) -> Any:
    """The reference's walk, or None for the one that it has by this name.

    The papers of two recipes say "L-BFGS" or nothing, and what scipy's does at the bounds of a third is not imitated:
    they run stylejax's own.
    """
    if name in ("paper", "gatys-2016"):
        return stylejax_lbfgs(20)
    return stylejax_lbfgs(20, within(style.min(), style.max())) if name == "texture" else OTHER_WALKS.get(name)


@dataclasses.dataclass(frozen=True)
class Remembering:
    """An artist's optimizer that keeps the gradient it was last given, beside what it remembers itself."""

    optimizer: Any

    def __call__(self) -> optax.GradientTransformationExtraArgs:
        plain = self.optimizer()

        def update(gradient, state, *others, **named):
            updates, remembered = plain.update(gradient, state[0], *others, **named)
            return updates, (remembered, gradient)

        return optax.GradientTransformationExtraArgs(lambda x: (plain.init(x), jnp.zeros_like(x)), update)


def loss_gradient_and_steps(trial: Trial) -> tuple[list[float], np.ndarray, list[np.ndarray]]:
    """The losses of the first pictures, the first gradient, and the pictures after each step."""
    arrays = jax.tree.map(jnp.asarray, trial.parameters)
    network = network_for(trial.artist, Network(arrays, Architecture(trial.family), CAFFE))
    x, content, style = map(jnp.asarray, trial.pictures)

    artist = dataclasses.replace(trial.artist, optimizer=Remembering(trial.artist.optimizer))
    targets = jax.jit(artist_targets, static_argnames="artist")(artist, network, content, style)
    step = jax.jit(lambda state, targets: step_artist(state, artist, network, targets))
    state, losses, gradients, points = start_artist(artist, x, jax.random.key(0)), [], [], []
    for _ in range(COUNT):
        state, value = step(state, targets)
        losses.append(float(value))
        gradients.append(np.asarray(state.optimizer_state[1]))
        points.append(np.asarray(state.x))
    return losses, gradients[0], points


@pytest.mark.parametrize("name", ARTISTS)
def test_loss_gradient_and_first_steps_are_the_artists_own(name: str) -> None:
    tried = trial(name)
    # in single precision the change of gradient along Torch's first step, 1/|g|_1, is mostly rounding: theirs, too
    with jax.enable_x64():
        losses, gradient, points = loss_gradient_and_steps(tried)
    start, content, style = tried.pictures
    value, slope = reference(reference_of(name), tried.parameters, *tried.pictures)
    sign = -1 if name == "deepdream" else 1  # the reference's is to be climbed
    assert losses[0] == pytest.approx(sign * value, rel=1e-6)
    assert np.linalg.norm(gradient - sign * slope) < 1e-6 * np.linalg.norm(slope)
    walk = other_walk(name, style)
    expected = reference_steps(reference_of(name), tried.parameters, start, content, style, count=COUNT, walk=walk)
    for ours, theirs in zip(points, expected, strict=True):
        assert np.linalg.norm(ours - theirs) < 1e-4 * np.linalg.norm(theirs - start)
