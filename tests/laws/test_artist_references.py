"""The artists' references tested by themselves: true gradients by central differences, the others by their laws."""

import dataclasses

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from artist_references import (
    RECIPES,
    SIZES,
    losses,
    network_of,
    reference,
    reference_terms,
    trial_parameters,
    trial_pictures,
)
from artist_references.networks import GOOGLENET, NIN, VGG16, VGG19, Parameters, bring_down, run
from artist_references.operations import POOLS
from artist_references.recipes import Tap
from caffe_reference import POOLS as CAFFE_POOLS
from caffe_reference import googlenet_activations, nin_activations

NETWORKS = {"googlenet": GOOGLENET, "nin": NIN, "vgg16": VGG16, "vgg19": VGG19}


@pytest.fixture(scope="module")
def networks() -> dict[str, Parameters]:
    return {name: trial_parameters(name) for name in NETWORKS}


def slope(function, x: np.ndarray, direction: np.ndarray, step: float = 1e-4) -> float:
    """Derivative along a direction by central differences."""
    return (function(x + step * direction) - function(x - step * direction)) / (2 * step)


@pytest.mark.parametrize("pooling", POOLS)
@pytest.mark.parametrize("name", NETWORKS)
def test_gradients_come_down_as_central_differences_say(
    name: str, pooling: str, networks: dict[str, Parameters]
) -> None:
    (x,), generator = trial_pictures(name, 1), np.random.default_rng(2)
    layers = [node.name for node in NETWORKS[name] if not node.name.startswith(("inception_5", "pool5"))][::3]
    pool = POOLS[pooling]
    ran = run(NETWORKS[name], networks[name], x, layers, pool)
    injected = {layer: generator.normal(size=ran.values[layer].shape) for layer in layers}

    def total(x: np.ndarray) -> float:
        values = run(NETWORKS[name], networks[name], x, layers, pool).values
        return sum((injected[layer] * values[layer]).sum() for layer in layers)

    direction = generator.normal(size=x.shape)
    assert slope(total, x, direction) == pytest.approx((bring_down(ran, injected) * direction).sum(), rel=1e-5)


@pytest.mark.parametrize(("size", "stride", "margin"), [(2, 2, 0), (3, 2, 1), (3, 2, 0), (3, 1, 1)])
@pytest.mark.parametrize("pooling", POOLS)
def test_poolings_are_their_windows_means_and_maxima(pooling: str, size: int, stride: int, margin: int) -> None:
    image = np.random.default_rng(3).normal(size=(9, 12, 2))
    found, backward = POOLS[pooling](image, size, stride, margin)
    expected = {"max-ceil": "max", "average-ceil": "average", "average-floor": "average-floor"}.get(pooling)
    if expected:
        assert_allclose(found, CAFFE_POOLS[expected](image, size, stride, margin), rtol=1e-12)
    if pooling == "average-inside":
        assert_allclose(POOLS[pooling](np.ones_like(image), size, stride, margin)[0], 1, rtol=1e-12)
    ones = backward(np.ones_like(found))[0].sum()
    assert margin or ones == pytest.approx(found.size)


@pytest.mark.parametrize("pooling", ["max", "average", "average-floor"])
def test_the_networks_are_those_of_the_other_reference(pooling: str, networks: dict[str, Parameters]) -> None:
    pools = {"max": "max-ceil", "average": "average-ceil", "average-floor": "average-floor"}
    for name, activations in (("googlenet", googlenet_activations), ("nin", nin_activations)):
        x = trial_pictures(name, 1)[0]
        expected = activations(networks[name], x, CAFFE_POOLS[pooling])
        found = run(NETWORKS[name], networks[name], x, tuple(expected), POOLS[pools[pooling]]).values
        for layer, values in expected.items():
            assert_allclose(found[layer], values, rtol=1e-9, atol=1e-12 * abs(values).max(), err_msg=layer)


SURROGATES = {
    **{name: {"content", "style", "smoothing"} for name in ("kai", "kai-tv", "anders", "anders-article")},
    "kai-vgg": {"style"},
    "mattya-nin": {"style"},
    "johnson-before": {"style conv3_3"},
    "johnson-after": {"style conv3_3"},
    "johnson": {"smoothing"},
}


@pytest.mark.parametrize("name", RECIPES)
def test_a_gradient_is_that_of_its_loss_where_the_artist_made_no_other(
    name: str, networks: dict[str, Parameters]
) -> None:
    parameters = networks[network_of(name)]
    x, content, style = trial_pictures(network_of(name))
    direction = np.random.default_rng(4).normal(size=x.shape)
    found = reference_terms(name, parameters, x, content, style)
    sides = [reference_terms(name, parameters, x + 1e-4 * s * direction, content, style) for s in (1, -1)]
    for term, (_, gradient) in found.items():
        expected = (sides[0][term][0] - sides[1][term][0]) / 2e-4
        if not {term, term.split()[0]} & SURROGATES.get(name, set()):
            assert (gradient * direction).sum() == pytest.approx(expected, rel=1e-4, abs=1e-300), term
        elif expected:
            assert (gradient * direction).sum() != pytest.approx(expected, rel=1e-3), term


@pytest.mark.parametrize("name", RECIPES)
def test_the_terms_add_up(name: str, networks: dict[str, Parameters]) -> None:
    parameters = networks[network_of(name)]
    value, gradient = reference(name, parameters, *trial_pictures(network_of(name)))
    assert np.isfinite(value)
    assert gradient.shape == (*SIZES[network_of(name)], 3)
    assert np.abs(gradient).max() > 0


def activations(seed: int = 5, positions: int = 30) -> np.ndarray:
    return np.maximum(np.random.default_rng(seed).normal(size=(positions, 6)), 0)


def test_kais_content_gradient_has_mean_magnitude_1() -> None:
    ours, theirs = activations(1), activations(2)
    assert np.abs(losses.kai_content(1.0)(ours, theirs, ours)[1]).mean() == pytest.approx(1)


def test_kais_content_says_nothing_where_there_is_no_difference() -> None:
    ours = activations()
    assert losses.kai_content(1.0)(ours, ours, ours)[0] == 0
    assert_array_equal(losses.kai_content(1.0)(ours, ours, ours)[1], 0)


@pytest.mark.parametrize("loss", [losses.kai_style(1.0), losses.kai_vgg_style(1.0)])
def test_kais_style_gradient_is_half_the_true_one(loss: losses.Loss) -> None:
    """His normalizer taken as a constant: the value is c times sum d^2."""
    ours, theirs, direction = activations(1), activations(2, 20), activations(3)
    value, gradient = loss(ours, theirs, ours)

    def squares(ours: np.ndarray) -> float:
        return ((ours.T @ ours - theirs.T @ theirs) ** 2).sum()

    expected = value / squares(ours) * slope(squares, ours, direction)
    assert 2 * (gradient * direction).sum() == pytest.approx(expected, rel=1e-6)


def test_kais_first_layers_move_units_that_the_relu_holds_at_zero(networks: dict[str, Parameters]) -> None:
    x, content, style = trial_pictures("googlenet")
    recipe = RECIPES["kai"]
    masked = dataclasses.replace(recipe, style=(Tap("conv1/relu_7x7", recipe.style[0].loss), *recipe.style[1:]))
    ours, theirs = (
        reference_terms(each, networks["googlenet"], x, content, style)["style conv1/relu_7x7"]
        for each in (recipe, masked)
    )
    assert ours[0] == theirs[0]
    assert np.abs(ours[1] - theirs[1]).max() > 0.1 * np.abs(theirs[1]).max()


def test_anders_gradients_have_magnitudes_that_add_up_to_their_weights() -> None:
    ours, content, style = activations(1), activations(2), activations(3, 20)
    assert np.abs(losses.anders_content(0.02)(ours, content, ours)[1]).sum() == pytest.approx(0.02)
    assert np.abs(losses.anders_style(0.2)(ours, style, ours)[1]).sum() == pytest.approx(0.2)


def test_anders_style_does_not_ask_how_large_the_style_is() -> None:
    ours, style = activations(1), activations(2)
    twice = np.concatenate([style, style])
    for found, expected in zip(
        losses.anders_style(1.0)(ours, twice, ours), losses.anders_style(1.0)(ours, style, ours), strict=True
    ):
        assert_allclose(found, expected, rtol=1e-12)


def test_mattyas_style_gradient_is_that_of_his_quarter_square_times_positions() -> None:
    ours, theirs, direction = activations(1), activations(2), activations(3)
    loss = losses.mattya_style(1.0)
    expected = len(ours) * slope(lambda ours: loss(ours, theirs, ours)[0], ours, direction)
    assert (loss(ours, theirs, ours)[1] * direction).sum() == pytest.approx(expected, rel=1e-6)


def test_texture_s_mask_changes_nothing_that_the_relus_would_not(networks: dict[str, Parameters]) -> None:
    x, _, style = trial_pictures("vgg19")
    recipe = RECIPES["texture"]
    unmasked = dataclasses.replace(
        recipe, style=tuple(Tap(tap.read, losses.mean_style(1e9 / 4)) for tap in recipe.style)
    )
    found, expected = (reference(each, networks["vgg19"], x, None, style) for each in (recipe, unmasked))
    assert found[0] == pytest.approx(expected[0])
    assert_allclose(found[1], expected[1], rtol=1e-9, atol=1e-12 * np.abs(expected[1]).max())


def test_johnsons_quirk_is_in_what_stands_for_the_features(networks: dict[str, Parameters]) -> None:
    """With the values before the ReLU in both places the gradient is the loss's."""
    x, content, style = trial_pictures("vgg19")
    term, direction = "style conv3_3", np.random.default_rng(6).normal(size=x.shape)
    recipe = RECIPES["johnson-after"]
    plain = dataclasses.replace(recipe, style=tuple(dataclasses.replace(tap, carrier="") for tap in recipe.style))

    def value(x: np.ndarray) -> float:
        return reference_terms(plain, networks["vgg19"], x, content, style)[term][0]

    exact = reference_terms(plain, networks["vgg19"], x, content, style)[term]
    quirk = reference_terms(recipe, networks["vgg19"], x, content, style)[term]
    assert slope(value, x, direction) == pytest.approx((exact[1] * direction).sum(), rel=1e-4)
    assert quirk[0] == exact[0]
    assert np.abs(quirk[1] - exact[1]).max() > 0.01 * np.abs(exact[1]).max()


def test_satoshis_second_layer_is_exactly_nothing_in_single_precision(networks: dict[str, Parameters]) -> None:
    value, gradient = reference_terms("satoshi", networks["vgg19"], *trial_pictures("vgg19"))["style relu2_1"]
    assert 0 < value < 1e-270
    assert np.float32(value) == 0
    assert_array_equal(gradient.astype(np.float32), 0)
    fixed = reference_terms("satoshi-fixed", networks["vgg19"], *trial_pictures("vgg19"))["style relu2_1"]
    assert fixed[0] / value == pytest.approx(128.0**126)


def test_numbers_in_the_code_are_the_layers_sizes_where_these_are_full() -> None:
    ours, theirs = activations(1), activations(2)
    for numbers, by_layer in (
        (losses.satoshi_style(4.0 * 4 * 6**2 * 30**2), losses.satoshi_style_by_layer(1.0)),
        (losses.mean_style(1e3 / 6**2), losses.mean_style(1e3, over_squared_channels=True)),
    ):
        for found, expected in zip(numbers(ours, theirs, ours), by_layer(ours, theirs, ours), strict=True):
            assert_allclose(found, expected, rtol=1e-12)


def test_a_rotated_network_sees_pictures_upside_down(networks: dict[str, Parameters]) -> None:
    """But for where the pooling's windows begin; before the first pooling exactly."""
    pair = tuple(trial_pictures("vgg19", 2))
    recipe = dataclasses.replace(RECIPES["anders"], content=(), style=RECIPES["anders"].style[:1])
    turned = dataclasses.replace(recipe, rotated=False)
    value, gradient = reference(recipe, networks["vgg19"], pair[0], None, pair[1])
    upside, down = reference(turned, networks["vgg19"], pair[0][::-1, ::-1], None, pair[1][::-1, ::-1])
    assert value == pytest.approx(upside)
    assert_allclose(gradient, down[::-1, ::-1], rtol=1e-9, atol=1e-14)


def test_smoothings_are_those_of_their_formulas() -> None:
    x, direction = np.random.default_rng(7).normal(size=(2, 7, 9, 3))

    def squares(x: np.ndarray) -> float:
        right, lower = x[:-1, :-1] - x[:-1, 1:], x[:-1, :-1] - x[1:, :-1]
        return (right**2 + lower**2).sum() / 2

    found = losses.smoothing_gradient(3.0)(x)
    assert found[0] == 0
    assert (found[1] * direction).sum() == pytest.approx(3 * slope(squares, x, direction), rel=1e-7)
    inside = losses.laplacian_smoothing(8.0)(x)[1][2:-2, 2:-2]
    assert_allclose(inside, losses.smoothing_gradient(1.0)(x)[1][2:-2, 2:-2], rtol=1e-9, atol=1e-12)
    assert_array_equal(losses.laplacian_smoothing(1.0)(np.ones((5, 5, 3)))[1][1:-1, 1:-1], 0)
