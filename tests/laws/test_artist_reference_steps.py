"""The artists' optimizers tested by themselves, and how far scipy is from what is said of it."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from artist_references import reference, reference_steps, scipy_like, trial_parameters, trial_pictures
from artist_references.networks import Parameters
from artist_references.optimizers import (
    Evaluate,
    Walk,
    chainer_adam,
    corrected_adam,
    inverse_hessian_times,
    torch_lbfgs,
    torch_sgd,
    walk_of,
)


@pytest.fixture(scope="module")
def vgg19() -> Parameters:
    return trial_parameters("vgg19")


def pictures(seed: int = 1) -> list[np.ndarray]:
    return trial_pictures("vgg19", seed=seed)


def points(walk: Walk, evaluate: Evaluate, x: np.ndarray, count: int) -> list[np.ndarray]:
    walking = walk(evaluate, x)
    return [next(walking) for _ in range(count)]


def constant(gradient: np.ndarray) -> Evaluate:
    return lambda x: (0.0, gradient)


@pytest.mark.parametrize(
    "name", ["gatys", "kai-vgg", "texture", "satoshi", "johnson-before", "johnson", "anders", "eben"]
)
def test_an_artist_takes_five_steps(name: str, vgg19: Parameters) -> None:
    x, content, style = pictures()
    found = reference_steps(name, vgg19, x, content, style)
    assert [point.shape for point in found] == [x.shape] * 5
    assert all(np.isfinite(point).all() for point in found)
    assert not np.array_equal(found[4], found[3])


@pytest.mark.parametrize("name", ["paper", "gatys-2016"])
def test_a_source_that_names_no_optimizer_has_no_steps(name: str, vgg19: Parameters) -> None:
    with pytest.raises(KeyError):
        reference_steps(name, vgg19, *pictures())


def test_torchs_first_velocity_is_undampened() -> None:
    gradient = np.array([1.0, -2.0])
    dampened, plain = (points(torch_sgd(1.0, 0.9, each), constant(gradient), np.zeros(2), 3) for each in (0.9, 0.0))
    for found in dampened[0], plain[0], dampened[1] - dampened[0]:
        assert_allclose(found, -gradient, rtol=1e-12)
    assert_allclose(plain[1] - plain[0], -1.9 * gradient, rtol=1e-12)


def test_satoshis_step_goes_from_1_to_a_third() -> None:
    found = points(walk_of("satoshi", None), constant(np.array([1e-4, -3.0])), np.zeros(2), 4000)
    assert_allclose(found[0], [-1, 1], rtol=1e-3)
    assert_allclose(found[-1] - found[-2], [-0.3162, 0.3162], rtol=0.02)


def test_the_adams_differ_only_in_epsilon() -> None:
    def evaluate(x: np.ndarray) -> tuple[float, np.ndarray]:
        return 0.0, np.sin(x) + 2 * x

    start = np.array([1.0, -3.0, 0.5])
    found = [points(walk, evaluate, start, 5) for walk in (corrected_adam(0.1), chainer_adam(0.1))]
    assert_allclose(found[0], found[1], rtol=1e-6, atol=1e-6)
    assert np.abs(found[0][4] - found[1][4]).max() > 0


def test_the_quasi_newton_direction_is_that_of_dense_bfgs() -> None:
    generator = np.random.default_rng(2)
    shape = generator.normal(size=(6, 6))
    hessian = shape @ shape.T + np.eye(6)
    steps = generator.normal(size=(4, 6))
    pairs = [(step, hessian @ step) for step in steps]
    inverse = np.eye(6) * (steps[-1] @ pairs[-1][1]) / (pairs[-1][1] @ pairs[-1][1])
    for step, change in pairs:
        left = np.eye(6) - np.outer(step, change) / (step @ change)
        inverse = left @ inverse @ left.T + np.outer(step, step) / (step @ change)
    gradient = generator.normal(size=6)
    assert_allclose(inverse_hessian_times(pairs, gradient), inverse @ gradient, rtol=1e-10)


def test_torchs_lbfgs_starts_with_one_over_the_sum_of_magnitudes_and_keeps_no_flat_pair() -> None:
    gradient = np.array([3.0, -5.0])
    found = points(torch_lbfgs(), constant(gradient), np.zeros(2), 3)
    assert_allclose(found[0], -gradient / 8, rtol=1e-12)
    assert_allclose(found[2] - found[1], -gradient, rtol=1e-12)
    assert_allclose(points(torch_lbfgs(), constant(gradient / 100), np.zeros(2), 1)[0], -gradient / 100, rtol=1e-12)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_scipy_searches_along_the_first_gradient_and_then_takes_whole_steps(seed: int, vgg19: Parameters) -> None:
    pair = pictures(seed)
    found = reference_steps("eben", vgg19, *pair, count=6)
    expected = reference_steps("eben", vgg19, *pair, count=6, walk=scipy_like(10))
    moved = [np.linalg.norm(point - pair[0]) for point in found]
    assert_allclose(moved[:2], [1, 5], rtol=1e-9)
    for ours, theirs in zip(found, expected, strict=True):
        assert_allclose(ours, theirs, atol=1e-8)


def test_scipys_first_trial_within_bounds_is_the_whole_gradient_cut_off(vgg19: Parameters) -> None:
    x, _, style = pictures()
    low, high = style.min(), style.max()
    x = np.clip(x, low, high)
    found = reference_steps("texture", vgg19, x, None, style)
    assert_allclose(found[0], np.clip(x - reference("texture", vgg19, x, None, style)[1], low, high), atol=1e-9)
    assert all(low <= point.min() and point.max() <= high for point in found)


def test_deepdream_climbs_by_one_and_a_half_on_average() -> None:
    gradient = np.random.default_rng(3).normal(size=(4, 5, 3))
    walk = walk_of("deepdream", None)
    assert np.abs(points(walk, constant(gradient), np.zeros((4, 5, 3)), 1)[0]).mean() == pytest.approx(1.5)
    far = points(walk, constant(gradient * 0 + 1.0), np.zeros((4, 5, 3)), 120)[-1]
    assert_array_equal(far[0, 0], [151, 139, 133])


@pytest.mark.parametrize(("name", "low", "high"), [("mattya-nin", -100, 100), ("mattya-vgg", -120, 136)])
def test_mattya_cuts_off_after_each_step(name: str, low: float, high: float) -> None:
    for sign, limit in ((-1.0, high), (1.0, low)):
        assert points(walk_of(name, None), constant(np.full(1, sign * 400)), np.zeros(1), 50)[-1] == limit
