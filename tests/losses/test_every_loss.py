"""The laws that every loss obeys, ours and one's own: on activations of a small random network, in parts and whole."""

import functools
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from miniatures import random_picture
from stylejax.artists.pieces.losses import OfGram, Squares, positions
from stylejax.losses.content import Content
from stylejax.losses.contours import Contours
from stylejax.losses.gradients import Differentiated, OverGradient, Whole
from stylejax.losses.protocol import Place, compared, kept
from stylejax.losses.style.autocorrelation import Autocorrelation
from stylejax.losses.style.dual_gram import DualGram
from stylejax.losses.style.gram_matrices import Gram
from stylejax.losses.style.histogram import Histogram
from stylejax.losses.style.moments import Moments
from stylejax.losses.style.normalized import NormalizedGram
from stylejax.losses.style.sliced import Sliced
from stylejax.losses.variation import TotalVariation
from stylejax.networks.architectures.graph import Architecture
from stylejax.networks.networks import features, random_network

LAYER = "relu2_1"


@dataclass(frozen=True)
class Sorting:
    """Mean squared difference of activations sorted along a few random directions: no sum over positions."""

    directions: int = 3
    reads_target: ClassVar[bool] = False
    squared: ClassVar[bool] = False

    def sums(self, values: jax.Array, target: Any, place: Place, /) -> jax.Array:
        along = jax.random.normal(jax.random.key(0), (values.shape[-1], self.directions), values.dtype)
        return place.embed(jnp.matmul(values, along))

    def target(self, sums: jax.Array, /) -> jax.Array:
        return jnp.sort(sums.reshape(-1, self.directions), axis=0)

    def value(self, sums: jax.Array, target: jax.Array, /) -> jax.Array:
        return jnp.mean(jnp.square(self.target(sums) - target))


def distance(values: jax.Array, target: jax.Array) -> jax.Array:
    return jnp.mean((values - target) ** 4)


LOSSES = {
    "content": Content(),
    "contours": Contours(),
    "gram": Gram(),
    "dual gram": DualGram(),
    "autocorrelation": Autocorrelation(1, 6),
    "moments": Moments(),
    "normalized gram": NormalizedGram(),
    "histogram": Histogram(),
    "sliced": Sliced(),
    "sliced where each position has a share of the directions": Sliced(budget=2**9),
    "total variation": TotalVariation(),
    "one that sorts": Sorting(),
    "any function": Whole(Differentiated(distance)),
    "an artist's": Whole(OfGram(Squares(jnp.mean), own=positions)),
}
WITH_OWN_GRADIENT = {
    "with a gradient of its own": Whole(OverGradient(OfGram(Squares(jnp.sum), own=positions), jnp.sum))
}
COMPARING = {**LOSSES, **WITH_OWN_GRADIENT}
del COMPARING["total variation"]  # it is compared with nothing

every_loss = pytest.mark.parametrize(
    "loss", [*LOSSES.values(), *WITH_OWN_GRADIENT.values()], ids=[*LOSSES, *WITH_OWN_GRADIENT]
)
comparing_loss = pytest.mark.parametrize("loss", COMPARING.values(), ids=COMPARING)


@functools.cache
def activations(seed: int) -> np.ndarray:
    network = random_network(Architecture("vgg19", last="2_1"), seed=0, width=1 / 16)
    return np.asarray(jax.jit(features, static_argnums=2)(network, random_picture(20, 24, seed=seed), (LAYER,))[LAYER])


def tiles(values: jax.Array) -> list[tuple[tuple[int, int], jax.Array]]:
    """Six tiles of one shape that make up the whole, with the corner of each."""
    height, width = values.shape[0] // 2, values.shape[1] // 3
    corners = [(row, column) for row in (0, height) for column in (0, width, 2 * width)]
    return [((row, column), values[row : row + height, column : column + width]) for row, column in corners]


@comparing_loss
def test_a_loss_is_zero_at_its_own_target(loss):
    values = jnp.asarray(activations(0))
    assert compared(loss, values, kept(loss, values)) == 0
    assert compared(loss, jnp.asarray(activations(1)), kept(loss, values)) > 0


@every_loss
def test_a_loss_is_finite_on_a_flat_picture_with_its_gradient(loss):
    flat = jnp.zeros((10, 12, 8))
    for target in (kept(loss, flat), kept(loss, jnp.ones_like(flat))):
        value, gradient = jax.value_and_grad(functools.partial(compared, loss))(flat, target)
        assert bool(jnp.isfinite(value)) & bool(jnp.isfinite(gradient).all())


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
def test_the_gradient_is_that_of_differences_in_double_precision(loss):
    with jax.enable_x64(True):
        values, other = (jnp.asarray(activations(seed), jnp.float64) for seed in (0, 1))
        way, apart = jnp.asarray(np.random.default_rng(2).normal(size=(2, *values.shape)))
        values = values + apart  # where equal values part, those that sort have a kink
        at = jax.jit(lambda step: compared(loss, values + step * way, kept(loss, other)))
        assert at(0.0).dtype == jnp.float64
        np.testing.assert_allclose(jax.grad(at)(0.0), (at(1e-6) - at(-1e-6)) / 2e-6, rtol=1e-6, atol=1e-9)


@every_loss
def test_parts_in_two_axes_add_up_to_the_whole_in_one_program(loss):
    values = jnp.asarray(activations(0))
    target, programs = kept(loss, jnp.asarray(activations(1))), 0

    @jax.jit
    def sums_of(part, start):
        nonlocal programs
        programs += 1
        return loss.sums(part, target, Place(values.shape[:2], start))

    summed = [sums_of(part, corner) for corner, part in tiles(values)]
    total = functools.reduce(lambda one, other: jax.tree.map(jnp.add, one, other), summed)
    np.testing.assert_allclose(loss.value(total, target), compared(loss, values, target), rtol=1e-4)
    assert programs == 1


@every_loss
def test_a_target_of_parts_is_the_target_of_the_whole(loss):
    values = jnp.asarray(activations(0))
    summed = [loss.sums(part, None, Place(values.shape[:2], corner)) for corner, part in tiles(values)]
    total = functools.reduce(lambda one, other: jax.tree.map(jnp.add, one, other), summed)
    for one, other in zip(jax.tree.leaves(loss.target(total)), jax.tree.leaves(kept(loss, values)), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-6)


@every_loss
def test_gradients_pulled_back_through_parts_are_those_of_the_whole(loss):
    values = jnp.asarray(activations(0))
    target = kept(loss, jnp.asarray(activations(1)))
    whole = jax.grad(functools.partial(compared, loss))(values, target)
    summed = [loss.sums(part, target, Place(values.shape[:2], corner)) for corner, part in tiles(values)]
    total = functools.reduce(lambda one, other: jax.tree.map(jnp.add, one, other), summed)
    slopes = jax.grad(loss.value)(total, target)
    for (row, column), part in tiles(values):
        place = Place(values.shape[:2], (row, column))
        (pulled,) = jax.vjp(lambda part, place=place: loss.sums(part, target, place), part)[1](slopes)
        expected = whole[row : row + part.shape[0], column : column + part.shape[1]]
        np.testing.assert_allclose(pulled, expected, rtol=1e-3, atol=1e-4 * float(jnp.abs(whole).max()))


@every_loss
def test_a_lane_is_the_run_of_one_alone(loss):
    pictures = jnp.stack([jnp.asarray(activations(seed)) for seed in (0, 1)])
    target = kept(loss, jnp.asarray(activations(2)))
    lanes = jax.vmap(functools.partial(compared, loss), (0, None))(pictures, target)
    np.testing.assert_allclose(lanes, [compared(loss, picture, target) for picture in pictures], rtol=1e-5)


@every_loss
def test_losses_are_equal_and_hash_alike_when_their_settings_are(loss):
    twin = replace(loss)
    assert (twin, hash(twin)) == (loss, hash(loss))


@pytest.mark.parametrize("loss", [Content(), Gram(), Histogram(), Sliced()], ids=lambda loss: type(loss).__name__)
def test_positions_that_weigh_nothing_do_not_count(loss):
    values, other = jnp.asarray(activations(0)), jnp.asarray(activations(1))
    weight = jnp.zeros(values.shape[:2]).at[:4].set(0.5)  # the first four rows, and half as much of each
    masked = Place(values.shape[:2], weight=weight)
    target = other if isinstance(loss, Content) else loss.target(loss.sums(other, None, masked))
    value = loss.value(loss.sums(values, target, masked), target)
    rows = compared(loss, values[:4], kept(loss, other[:4]))
    np.testing.assert_allclose(value, rows, rtol=1e-4)
    gradient = jax.grad(lambda values: loss.value(loss.sums(values, target, masked), target))(values)
    assert bool(jnp.isfinite(gradient).all())
    assert not bool(jnp.any(gradient[4:]))


def test_a_region_without_weight_adds_nothing():
    values = jnp.asarray(activations(0))
    nowhere = Place(values.shape[:2], weight=jnp.zeros(values.shape[:2]))
    assert float(Gram().value(Gram().sums(values, None, nowhere), jnp.zeros((8, 8)))) == 0


def test_moments_are_those_of_numpy():
    values, other = activations(3), activations(4)
    means = [(each.mean((0, 1)), np.sqrt(each.var((0, 1)) + 1e-6)) for each in (values, other)]
    expected = sum(np.mean((one - another) ** 2) for one, another in zip(*means, strict=True))
    found = compared(Moments(), jnp.asarray(values), kept(Moments(), jnp.asarray(other)))
    np.testing.assert_allclose(found, expected, rtol=1e-4)


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e3])
def test_a_normalized_term_lies_between_0_and_1_whatever_the_painting(scale):
    values, other = jnp.asarray(activations(3)), scale * jnp.asarray(activations(4))
    value = compared(NormalizedGram(), values, kept(NormalizedGram(), other))
    assert 0 < value <= 1
    same = compared(NormalizedGram(), scale * values, kept(NormalizedGram(), scale * jnp.asarray(activations(4))))
    np.testing.assert_allclose(
        same, compared(NormalizedGram(), values, kept(NormalizedGram(), other / scale)), rtol=1e-4
    )


STYLES = [Gram(), Moments(), NormalizedGram(), Histogram(), Sliced()]


@pytest.mark.parametrize("loss", STYLES)
def test_a_style_loss_does_not_ask_where_things_are(loss):
    values = activations(3)
    shuffled = np.random.default_rng(0).permutation(values.reshape(-1, values.shape[-1])).reshape(values.shape)
    target = kept(loss, jnp.asarray(activations(4)))
    one, other = (compared(loss, jnp.asarray(each), target) for each in (values, shuffled))
    np.testing.assert_allclose(one, other, rtol=1e-5)
