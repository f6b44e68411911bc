"""Laws of a strength: one number that means the same for every photo and painting."""

import itertools

import jax
import numpy as np
import pytest

from miniatures import random_picture
from stylejax.errors import InputError
from stylejax.losses.objectives import measure_targets, measure_terms
from stylejax.losses.strengths import content_share, literal_weights, measure_scales, measured_weights, strength_weights
from stylejax.losses.terms import Weights, loss_weights
from stylejax.networks.networks import Execution, Memory, features

LAYERS = {"content_layers": ("relu1_2",), "style_layers": ("relu1_1", "relu2_1")}


@pytest.fixture
def measured(shallow, content, style):
    return lambda strength, **options: measured_weights(
        strength_weights(strength, **{**LAYERS, **options}), shallow, content, style
    )


def test_content_weighs_ever_less_the_stronger_the_paint():
    shares = [content_share(strength) for strength in np.linspace(0, 1, 9)]
    assert (shares[0], shares[-1]) == (pytest.approx(4), pytest.approx(1 / 2000))
    assert shares == sorted(shares, reverse=True)


@pytest.mark.parametrize("strength", [-0.01, 1.01, float("nan"), float("inf")])
def test_a_strength_beyond_its_range_is_refused(strength):
    with pytest.raises(InputError, match=r"^strength: "):
        strength_weights(strength)


def test_the_content_weight_is_the_share_of_what_is_won_over_what_is_lost(measured, shallow, content, style):
    weights = measured(0.5)
    targets = measure_targets(shallow, content, style, like=weights)
    won = np.mean([float(term) for term in measure_terms(shallow, content, targets).style.values()])
    activation = features(shallow, content, ("relu1_2",))["relu1_2"]
    lost = float(((activation - activation.mean((0, 1), keepdims=True)) ** 2).mean())
    np.testing.assert_allclose(weights.content["relu1_2"], content_share(0.5) * won / lost, rtol=1e-5)
    assert [float(weight) for weight in weights.style.values()] == [0.5, 0.5]


def test_literal_weights_stay_as_they_are(measured):
    weights = measured(0.3, tv=0.25)
    assert float(weights.tv) == 0.25


def test_a_strength_means_the_same_whatever_the_scale_of_the_activations(shallow, content, style):
    """Twice as strong activations have four times the content term and sixteen times the style term."""
    first = dict(shallow.parameters["conv1_1"])
    louder = {name: 2 * array for name, array in first.items()}
    twice = shallow.__class__(
        {**shallow.parameters, "conv1_1": louder}, shallow.architecture, shallow.pixels, shallow.card
    )
    only = {"content_layers": ("relu1_1",), "style_layers": ("relu1_1",)}
    one, other = (
        measured_weights(strength_weights(0.5, **only), network, content, style) for network in (shallow, twice)
    )
    np.testing.assert_allclose(other.content["relu1_1"], 4 * one.content["relu1_1"], rtol=1e-4)


def test_several_content_layers_share_the_weight_by_what_they_lose_together(measured):
    weights = measured(0.5, content_layers=("relu1_1", "relu1_2"))
    assert float(weights.content["relu1_1"]) == float(weights.content["relu1_2"])


def test_a_photo_without_anything_on_it_has_no_content_to_keep(shallow, style):
    flat = jax.numpy.full((20, 24, 3), 0.5)
    weights = measured_weights(strength_weights(0.5, **LAYERS), shallow, flat, style)
    assert np.isfinite(float(weights.content["relu1_2"]))


def test_lanes_are_measured_as_each_by_itself(shallow, content, style):
    alone = [strength_weights(strength, **LAYERS) for strength in (0.2, 0.8)]
    targets = measure_targets(shallow, content, style, like=alone[0].weights)
    scales = measure_scales(shallow, content, targets)
    stacked = jax.tree.map(lambda *leaves: np.stack(leaves), *alone)
    together = literal_weights(stacked, scales)
    for lane, weights in enumerate(alone):
        one = literal_weights(weights, scales)
        assert together.content["relu1_2"][lane] == one.content["relu1_2"]


def test_from_one_size_to_the_next_the_content_weighs_no_more(shallow, content, style):
    relative = strength_weights(0.5, **LAYERS)
    scales = measure_scales(shallow, content, measure_targets(shallow, content, style, like=relative.weights))
    free = literal_weights(relative, scales)
    for bound, wanted in ((0.5, 0.5), (2.0, 1.0)):
        before = Weights(free.terms, [bound * float(value) for value in free.values()])
        found = literal_weights(relative, scales, at_most=before)
        np.testing.assert_allclose(found.content["relu1_2"], wanted * free.content["relu1_2"], rtol=1e-6)
        assert found.style == free.style


def test_in_strips_the_weights_are_the_same(shallow, style):
    photo, little = random_picture(40, 24, seed=5), Execution(memory=Memory.LITTLE)
    relative = strength_weights(0.5, **LAYERS)
    whole, strips = (
        measured_weights(relative, shallow, photo, style, execution=execution) for execution in (Execution(), little)
    )
    np.testing.assert_allclose(strips.content["relu1_2"], whole.content["relu1_2"], rtol=1e-5)


def test_a_weight_of_zero_leaves_its_style_out_of_what_is_won(shallow, content, style):
    every = loss_weights(content=content_share(0.5), **LAYERS)
    few = Weights(every.terms, [0.0 if name == "style/relu2_1" else every[name] for name in every])
    targets = measure_targets(shallow, content, style, like=every)
    scales = measure_scales(shallow, content, targets)
    relative = strength_weights(0.5, **LAYERS).__class__(few)
    won = 0.5 * float(scales["style/relu1_1"]) / float(scales["content/relu1_2"])
    found = literal_weights(relative, scales).content["relu1_2"]
    np.testing.assert_allclose(found, content_share(0.5) * won, rtol=1e-5)


@pytest.mark.parametrize("strokes", [-2.0, -0.5, 0.0, 1.0, 2.0])
def test_strokes_weigh_each_layer_by_a_constant_more_than_the_one_before_at_the_same_sum(strokes):
    layers = ("relu1_1", "relu2_1", "relu3_1")
    weights = loss_weights(style_layers=layers, strokes=strokes).style
    np.testing.assert_allclose(sum(weights.values()), 1, rtol=1e-6)
    for finer, coarser in itertools.pairwise(layers):
        np.testing.assert_allclose(weights[coarser] / weights[finer], np.exp(strokes), rtol=1e-5)


def test_without_strokes_layers_share_to_the_bit():
    for one, other in zip(loss_weights(strokes=0.0).values(), loss_weights().values(), strict=True):
        assert float(one) == float(other)
    assert float(loss_weights().style["relu3_1"]) == float(np.float32(1.0 / 5))


@pytest.mark.parametrize("strokes", [-2.1, 3.0, float("nan")])
def test_strokes_beyond_their_range_are_refused(strokes):
    with pytest.raises(InputError, match=r"^strokes: .* is not from -2"):
        loss_weights(strokes=strokes)


@pytest.mark.parametrize("abstraction", [0.0, 0.3, 1.0])
def test_abstraction_moves_a_share_of_the_content_to_the_deepest_layer(abstraction):
    weights = loss_weights(content=2.0, abstraction=abstraction).content
    expected = {"relu4_2": 2 * (1 - abstraction)} | ({"relu5_1": 2 * abstraction} if abstraction else {})
    assert weights.keys() == expected.keys()
    for layer, weight in expected.items():
        np.testing.assert_allclose(weights[layer], weight, atol=1e-6)


def test_terms_stay_in_order_with_abstraction():
    names = list(loss_weights(abstraction=0.5))
    assert names == sorted(names)


@pytest.mark.parametrize("abstraction", [-0.1, 1.1, float("nan")])
def test_abstraction_beyond_its_range_is_refused(abstraction):
    with pytest.raises(InputError, match=r"^abstraction: .* is not from 0"):
        loss_weights(abstraction=abstraction)
