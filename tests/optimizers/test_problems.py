"""Optimizers on problems without pictures, of parameters that are trees: ours come as near as SciPy's does."""

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

import stylejax
from benchmarking.problems import Problem, gram_matching, logistic_regression, rosenbrock, small_net
from measure_optimizers import CONTENDERS, near, until_near, with_least


@pytest.fixture(autouse=True)
def double_precision():
    with jax.enable_x64(True):
        yield


PROBLEMS = {
    "Rosenbrock": lambda: rosenbrock(2),
    "Gram matrix": lambda: gram_matching(64, 8),
    "logistic regression": lambda: logistic_regression(60, 6),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_our_lbfgs_comes_within_a_millionth_in_about_the_evaluations_of_scipys(name):
    problem = with_least(PROBLEMS[name]())
    ours, scipys = (until_near(problem, CONTENDERS[each](problem))[0] for each in ("ours", "SciPy L-BFGS-B"))
    assert ours is not None
    assert scipys is not None
    assert ours <= 1.3 * scipys + 2


def test_every_contender_is_measured_until_it_is_near():
    problem = Problem(lambda x: jnp.sum((x - 1) ** 2 * jnp.array([1.0, 10.0])), jnp.zeros(2), 0.0)
    for make in CONTENDERS.values():
        count, seconds = until_near(problem, make(problem))
        assert count is not None
        assert count < 30
        assert seconds > 0


OPTIMIZERS = {
    "lbfgs": (stylejax.lbfgs(), 60),
    "adam": (stylejax.adam(learning_rate=0.03), 400),
    "sgd": (stylejax.sgd(learning_rate=0.05), 2000),
    "sgd of a schedule": (stylejax.sgd(learning_rate=optax.linear_schedule(0.05, 0.01, 2000)), 2000),
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_each_of_ours_trains_a_small_net_whose_parameters_are_a_tree(name):
    (optimizer, steps), problem = OPTIMIZERS[name], small_net(24, 32)

    def step(carry, _):
        at, state = carry
        value, gradient = jax.value_and_grad(problem.value)(at)
        moves, state = optax.with_extra_args_support(optimizer).update(gradient, state, at, value=value)
        return (optax.apply_updates(at, moves), state), value

    (at, _), values = jax.lax.scan(step, (problem.start, optimizer.init(problem.start)), length=steps)
    assert jax.tree.structure(at) == jax.tree.structure(problem.start)
    assert values[-1] < 0.05 * values[0]


def test_in_a_chain_lbfgs_is_a_transformation_like_any():
    problem = rosenbrock(2)
    chain = optax.chain(optax.scale(1.0), stylejax.lbfgs(memory=10))

    @jax.jit
    def step(at, state):
        value, gradient = jax.value_and_grad(problem.value)(at)
        moves, state = chain.update(gradient, state, at, value=value)
        return optax.apply_updates(at, moves), state, value

    at, state, values = problem.start, chain.init(problem.start), []
    for _ in range(80):
        at, state, value = step(at, state)
        values.append(float(value))
    assert np.min(values) <= near(problem)
