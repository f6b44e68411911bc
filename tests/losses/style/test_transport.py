"""Laws of quantiles and of the losses made of them, held against NumPy and the formulas."""

import functools
from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from miniatures import activations, random_picture
from stylejax.losses import loss_weights, measure_targets, objective, protocol
from stylejax.losses.protocol import Place
from stylejax.losses.style.histogram import Histogram
from stylejax.losses.style.sliced import Sliced, directions
from stylejax.losses.style.transport import Projections, block_side, quantiles, running_sums
from stylejax.networks.architectures.graph import Architecture
from stylejax.networks.networks import Execution, Memory, random_network

LOSSES = {"sliced": Sliced(quantiles=16), "histogram": Histogram(quantiles=16)}
kept, compared = (jax.jit(function, static_argnums=0) for function in (protocol.kept, protocol.compared))
each_loss = pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)


def quantiles_of(values, weights, number):
    """Means of the quantile function over equal shares, by overlaps of steps with shares, in double precision."""
    order = np.argsort(values, kind="stable")
    sorted_values, shares = values[order].astype(np.float64), weights[order] / weights.sum()
    ends = np.cumsum(shares)
    found = []
    for index in range(number):
        first, end = index / number, (index + 1) / number
        overlap = np.clip(np.minimum(ends, end) - np.maximum(ends - shares, first), 0, None)
        found.append(number * np.sum(overlap * sorted_values))
    return np.array(found)


def quantiles_along(features, along, weight, number):
    flat = features.reshape(-1, features.shape[-1]) @ along
    return np.stack([quantiles_of(column, weight.reshape(-1), number) for column in flat.T])


def along_of(loss, channels):
    return directions(channels, seed=loss.seed) if isinstance(loss, Sliced) else np.eye(channels)


@each_loss
@pytest.mark.parametrize("shape", [(5, 7), (16, 16), (1, 1)])
def test_quantiles_are_those_of_numpy_whatever_the_number_of_positions(loss, shape):
    features = activations(*shape)
    expected = quantiles_along(features, along_of(loss, 4), np.ones(shape), 16)
    np.testing.assert_allclose(kept(loss, jnp.asarray(features)), expected, atol=1e-5)


@each_loss
def test_quantiles_of_weighted_positions_are_those_of_numpy(loss):
    features, weight = activations(9, 11), np.random.default_rng(3).random((9, 11)).astype(np.float32)
    weight[:3] = 0
    expected = quantiles_along(features, along_of(loss, 4), weight, 16)
    place = Place((9, 11), weight=jnp.asarray(weight))
    found = jax.jit(lambda values: loss.target(loss.sums(values, None, place)))(jnp.asarray(features))
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)


@each_loss
def test_the_loss_of_pictures_of_two_sizes_is_the_mean_squared_difference_of_quantiles(loss):
    one, other = activations(5, 7), activations(8, 6, seed=1)
    along = along_of(loss, 4)
    each = [quantiles_along(features, along, np.ones(features.shape[:2]), 16) for features in (one, other)]
    found = compared(loss, jnp.asarray(one), kept(loss, jnp.asarray(other)))
    np.testing.assert_allclose(found, np.mean((each[0] - each[1]) ** 2), rtol=1e-4)


@each_loss
@pytest.mark.parametrize("number", [8, 9], ids=["directions in equal groups", "in groups of which some lack one"])
def test_of_a_large_layer_each_direction_has_one_position_of_every_block(loss, number):
    thin = replace(loss, budget=200)
    height, width = 9, 11  # 30 blocks of four, some of them beyond the borders
    assert block_side((height, width), number, budget=200) == 2
    features = activations(height, width, number)
    seen = thin.sums(jnp.asarray(features), None, Place((height, width)))
    each = -(-number // 4)
    assert seen.values.shape == (height, width, each)
    projected, found = features @ along_of(loss, number), np.asarray(thin.target(seen))
    of_rows = np.asarray(seen.values)
    for group in range(-(-number // each)):
        own = projected[..., each * group : each * group + each]
        mine = np.isclose(own, of_rows[..., : own.shape[-1]], rtol=1e-4, atol=1e-5).all(-1)
        blocks = np.pad(mine, ((0, 1), (0, 1))).reshape(5, 2, 6, 2).sum((1, 3))
        assert blocks[:4, :5].tolist() == np.ones((4, 5)).tolist()
        for column in range(own.shape[-1]):
            expected = quantiles_of(own[mine][:, column], np.ones(mine.sum()), 16)
            np.testing.assert_allclose(found[each * group + column], expected, atol=1e-5)


@each_loss
def test_thinned_or_not_a_loss_is_zero_at_its_own_target_and_close_on_a_large_layer(loss):
    features, other = (jnp.asarray(activations(64, 64, 16, seed=seed) + seed / 4) for seed in (0, 1))
    thin = replace(loss, budget=2**14)
    assert thin.sums(features, None, Place((64, 64))).side == 2
    assert compared(thin, features, kept(thin, features)) == 0
    full = compared(loss, features, kept(loss, other))
    np.testing.assert_allclose(compared(thin, features, kept(thin, other)), full, rtol=0.1)
    np.testing.assert_allclose(compared(thin, features, kept(loss, other)), full, rtol=0.1)


@each_loss
@pytest.mark.parametrize("weighted", [False, True], ids=["alike", "weighted"])
def test_the_gradient_of_a_thinned_loss_is_that_of_differences(loss, weighted):
    with jax.enable_x64(True):
        random = np.random.default_rng(0)
        thin, features = replace(loss, budget=200), jnp.asarray(random.normal(size=(9, 11, 8)))
        weight = jnp.asarray(random.random((9, 11))) if weighted else None
        target = kept(loss, jnp.asarray(random.normal(size=(7, 8, 8))))
        way = jnp.asarray(random.normal(size=features.shape))

        @jax.jit
        def at(step):
            moved = features + step * way
            return thin.value(thin.sums(moved, None, Place((9, 11), weight=weight)), target)

        slope = (at(1e-6) - at(-1e-6)) / 2e-6
        np.testing.assert_allclose(jax.grad(at)(0.0), slope, rtol=1e-6)
        np.testing.assert_allclose(jax.jvp(at, (0.0,), (1.0,))[1], slope, rtol=1e-6)


@each_loss
@pytest.mark.parametrize("weighted", [False, True], ids=["alike", "weighted"])
def test_parts_of_a_thinned_layer_add_up_whatever_block_they_begin_in(loss, weighted):
    thin, features = replace(loss, budget=200), jnp.asarray(activations(9, 11, 8))
    weight = jnp.asarray(np.random.default_rng(3).random((9, 11)), jnp.float32) if weighted else None
    whole = Place((9, 11), weight=weight)

    @jax.jit
    def sums_of(part, start, weight):
        return thin.sums(part, None, Place((9, 11), start, weight))

    corners = [(row, column) for row in (0, 3, 6) for column in (0, 5, 6)]
    total = None
    for row, column in corners:
        own = np.s_[row : row + 3, column : column + (1 if column == 5 else 5)]
        sums = sums_of(features[own], (row, column), None if weight is None else weight[own])
        total = sums if total is None else jax.tree.map(jnp.add, total, sums)
    target = jax.jit(thin.target)
    np.testing.assert_allclose(target(total), target(thin.sums(features, None, whole)), atol=1e-5)


@each_loss
def test_lanes_of_a_thinned_layer_are_runs_of_one_alone(loss):
    thin = replace(loss, budget=200)
    pictures = jnp.stack([jnp.asarray(activations(9, 11, 8, seed=seed)) for seed in (0, 1)])
    slopes = jax.jit(jax.grad(functools.partial(compared, thin)))
    target = kept(loss, jnp.asarray(activations(8, 8, 8, seed=2)))
    lanes = jax.jit(jax.vmap(slopes, (0, None)))(pictures, target)
    for lane, picture in zip(lanes, pictures, strict=True):
        np.testing.assert_allclose(lane, slopes(picture, target), rtol=1e-4, atol=1e-7)


@each_loss
def test_in_strips_value_and_gradient_are_those_of_plenty(loss, monkeypatch):
    monkeypatch.setattr("stylejax.networks.parts.strips.STRIP_VALUES", 2**11)
    network = random_network(Architecture("vgg19", last="1_2"), seed=0, width=1 / 8)
    layers = ("relu1_1",)
    weights = loss_weights(content_layers=layers, style_layers=layers, style_loss=replace(loss, budget=2**11))
    picture, other = random_picture(44, 36), random_picture(40, 48, seed=1)
    targets = jax.jit(functools.partial(measure_targets, like=weights))(network, picture[::-1], other)
    found = []
    for memory in (Memory.PLENTY, Memory.LITTLE):
        evaluate = functools.partial(objective, execution=Execution(memory=memory))
        found.append(jax.jit(jax.value_and_grad(evaluate, has_aux=True))(picture, network, targets, weights))
    ((value, _), slope), ((other_value, _), other_slope) = found
    np.testing.assert_allclose(other_value, value, rtol=1e-5)
    np.testing.assert_allclose(other_slope, slope, rtol=1e-3, atol=1e-4 * float(jnp.abs(slope).max()))


@each_loss
@pytest.mark.parametrize("dtype", [jnp.bfloat16, jnp.float16])
def test_of_half_precision_quantiles_are_float32(loss, dtype):
    found = kept(loss, jnp.full((64, 64, 3), 300, dtype))
    assert found.dtype == jnp.float32
    np.testing.assert_allclose(jnp.square(found).sum(0), 3 * 300**2, rtol=1e-2)


@each_loss
def test_positions_without_any_weight_have_a_finite_gradient(loss):
    features, nowhere = jnp.asarray(activations()), Place((5, 7), weight=jnp.zeros((5, 7)))
    target = kept(loss, features)
    slope = jax.jit(jax.grad(lambda values: loss.value(loss.sums(values, None, nowhere), target)))(features)
    assert bool(jnp.isfinite(slope).all())


def test_rows_too_long_for_a_key_are_sorted_all_the_same():
    values = np.random.default_rng(0).normal(size=(1024, 1025, 1)).astype(np.float32)
    seen = Projections(jnp.asarray(values), None, directions=1, side=1)
    found = jax.jit(functools.partial(quantiles, number=8))(seen)
    np.testing.assert_allclose(found[0], quantiles_of(values.ravel(), np.ones(values.size), 8), rtol=1e-4)


def test_running_sums_are_those_of_numpy():
    values = np.random.default_rng(0).normal(size=(3, 150)).astype(np.float32)
    found = running_sums(jnp.asarray(values))
    np.testing.assert_allclose(found[:, 1:], np.cumsum(values, axis=-1, dtype=np.float64), atol=1e-5)
    assert not found[:, 0].any()


def test_directions_are_unit_vectors_at_right_angles_and_the_same_for_ever():
    along = directions(5)
    np.testing.assert_allclose(along.T @ along, np.eye(5), atol=1e-12)
    np.testing.assert_allclose(along[:, 0], [0.538864, -0.298528, 0.044001, 0.101927, -0.77986], atol=1e-6)


def test_the_mean_of_quantiles_of_two_paintings_is_the_target_of_least_distance_to_both():
    loss, pictures = Histogram(), [jnp.asarray(activations(6, 6, seed=seed)) for seed in (0, 1, 2)]
    one, other = kept(loss, pictures[0]), kept(loss, pictures[1])
    both = compared(loss, pictures[2], one) + compared(loss, pictures[2], other)
    between = 2 * compared(loss, pictures[2], (one + other) / 2) + jnp.mean(jnp.square(one - other)) / 2
    np.testing.assert_allclose(both, between, rtol=1e-5)


def test_a_position_of_a_huge_layer_is_seen_along_two_directions_at_least():
    assert block_side((4096, 4096), 64, budget=1) == 4
    assert block_side((4096, 4096), 3, budget=1) == 1
