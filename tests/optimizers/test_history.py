"""Laws of the history: its direction is a plain two-loop recursion's, and what is refused or forgotten has no part."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from stylejax.errors import InputError
from stylejax.optimizers.history import empty_history, forget, quasi_newton_direction, remember
from stylejax.optimizers.quasi_newton import lbfgs

REMEMBER, DIRECTION = jax.jit(remember), jax.jit(quasi_newton_direction)


def two_loops(pairs, gradient, start):
    """Nocedal and Wright, algorithm 7.4, in float64, from a diagonal inverse Hessian."""
    q, shares = gradient.astype(np.float64), []
    for move, change in reversed(pairs):
        shares.append(move @ q / (move @ change))
        q = q - shares[-1] * change
    r = start * q
    for (move, change), share in zip(pairs, reversed(shares), strict=True):
        r = r + move * (share - change @ r / (move @ change))
    return -r


def random_pairs(count, size, *, seed=0):
    """Moves and gradient changes of a quadratic; every third pair has its change turned around."""
    generator = np.random.default_rng(seed)
    curvatures = np.linspace(1, 30, size)
    for index in range(count):
        move = generator.normal(size=size)
        change = curvatures * move
        yield move.astype(np.float32), (-change if index % 3 == 2 else change).astype(np.float32)


@pytest.mark.parametrize("preconditioner", [np.ones(12, np.float32), np.geomspace(0.1, 5, 12, dtype=np.float32)])
@pytest.mark.parametrize("count", [0, 1, 3, 7, 8, 9, 20])
def test_the_direction_is_the_two_loop_recursions(count, preconditioner):
    memory, size = 5, 12
    history, kept, scale = empty_history(memory, jnp.zeros(size)), [], 1.0
    for move, change in random_pairs(count, size):
        pair = (jnp.asarray(move), jnp.asarray(change), jnp.bool_(True))
        history, taken = REMEMBER(history, *pair, preconditioned=jnp.asarray(preconditioner * change))
        assert bool(taken) == (move @ change > 0)
        if taken:
            kept, scale = [*kept, (move.astype(np.float64), change.astype(np.float64))][-memory:], None
    if scale is None:
        scale = kept[-1][0] @ kept[-1][1] / (kept[-1][1] @ (preconditioner * kept[-1][1]))
    gradient = np.random.default_rng(9).normal(size=size).astype(np.float32)
    expected = two_loops(kept, gradient, scale * preconditioner)
    direction = DIRECTION(history, jnp.asarray(gradient), preconditioned=jnp.asarray(preconditioner * gradient))
    np.testing.assert_allclose(direction, expected, rtol=1e-3, atol=1e-4 * np.abs(expected).max())


@pytest.mark.parametrize("count", [0, 1, 4, 7])
def test_what_is_forgotten_has_no_part_in_what_comes_later(count):
    gradient = jnp.asarray(np.random.default_rng(9).normal(size=12), jnp.float32)
    before, fresh = empty_history(5, jnp.zeros(12)), empty_history(5, jnp.zeros(12))
    for move, change in random_pairs(8, 12, seed=1):
        before, _ = REMEMBER(before, jnp.asarray(move), jnp.asarray(change), jnp.bool_(True))
    before, fresh = forget(before, jnp.bool_(True)), fresh._replace(scale=before.scale)
    for move, change in random_pairs(count, 12):
        before, fresh = (
            REMEMBER(each, jnp.asarray(move), jnp.asarray(change), jnp.bool_(True))[0] for each in (before, fresh)
        )
    np.testing.assert_allclose(DIRECTION(before, gradient), DIRECTION(fresh, gradient), rtol=1e-5, atol=1e-6)


def test_a_pair_of_a_refused_point_leaves_the_history_as_it_was():
    history, _ = REMEMBER(empty_history(5, jnp.zeros(12)), jnp.ones(12), 2 * jnp.ones(12), jnp.bool_(True))
    after, taken = REMEMBER(history, jnp.arange(12.0), jnp.full(12, jnp.nan), jnp.bool_(False))
    assert not taken
    for old, new in zip(history, after, strict=True):
        np.testing.assert_array_equal(new, old)


def test_a_change_too_small_to_divide_by_is_refused():
    history, taken = REMEMBER(empty_history(5, jnp.zeros(12)), jnp.ones(12), jnp.full(12, 1e-30), jnp.bool_(True))
    assert not taken
    assert np.isfinite(DIRECTION(history, jnp.ones(12))).all()


def random_history(*, kept_as=None, size=2000):
    history = empty_history(5, jnp.zeros(size), kept_as=kept_as)
    for move, change in random_pairs(7, size):
        history, _ = REMEMBER(history, jnp.asarray(move), jnp.asarray(change), jnp.bool_(True))
    return history


def test_in_half_the_memory_the_direction_is_the_same_within_the_rounding_of_its_vectors():
    gradient = jnp.asarray(np.random.default_rng(9).normal(size=2000), jnp.float32)
    whole, half = (random_history(kept_as=kept_as) for kept_as in (None, jnp.bfloat16))
    expected, direction = (DIRECTION(history, gradient) for history in (whole, half))
    assert half.moves.nbytes == whole.moves.nbytes // 2
    assert np.linalg.norm(direction - expected) < 0.01 * np.linalg.norm(expected)
    assert direction @ gradient < 0


def test_in_half_the_memory_no_pair_is_widened_but_one_at_a_time():
    history = jax.eval_shape(lambda: random_history(kept_as=jnp.bfloat16, size=2**16))
    program = jax.jit(quasi_newton_direction).lower(history, jax.ShapeDtypeStruct((2**16,), jnp.float32)).compile()
    assert program.memory_analysis().temp_size_in_bytes < 3 * 4 * 2**16


def test_what_rounds_to_no_bfloat16_is_refused_in_words():
    with pytest.raises(InputError, match=r"kept_as: float16 .* give jnp.bfloat16, or None"):
        lbfgs(kept_as=jnp.float16).init(jnp.zeros(3))
