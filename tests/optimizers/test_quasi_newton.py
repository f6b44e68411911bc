"""Laws of L-BFGS: it is held against scipy's, and against changes of units."""

import functools
import itertools

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from scipy.optimize import minimize

from stylejax.optimizers.quasi_newton import lbfgs

VALLEY = np.array([-1.2, 1.0] * 5, np.float32)


def rosenbrock(x):
    return jnp.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


def ill_conditioned(x):
    return 0.5 * jnp.sum(jnp.logspace(0, 4, x.size) * x * x)


UPDATE = jax.jit(lbfgs().update)


def run(function, start, evaluations, *, optimizer=None):
    """The trial points, their values and the states after each."""
    init, update = (optimizer.init, jax.jit(optimizer.update)) if optimizer else (lbfgs().init, UPDATE)
    evaluate, point = jax.jit(jax.value_and_grad(function)), jax.tree.map(jnp.asarray, start)
    points, values, states = [], [], [init(point)]
    for _ in range(evaluations):
        value, gradient = evaluate(point)
        updates, state = update(gradient, states[-1], point, value=value)
        points.append(point)
        values.append(float(value))
        states.append(state)
        point = optax.apply_updates(point, updates)
    return points, np.array(values), states[1:]


def step(point, state):
    value, gradient = jax.value_and_grad(rosenbrock)(point)
    updates, state = lbfgs().update(gradient, state, point, value=value)
    return optax.apply_updates(point, updates), state, value


def scipy_values(function, start, evaluations):
    """Values of scipy's L-BFGS-B, evaluated in float32 as ours are."""
    evaluate, values = jax.jit(jax.value_and_grad(function)), []

    def recorded(x):
        value, gradient = evaluate(jnp.asarray(x, jnp.float32))
        values.append(float(value))
        return values[-1], np.asarray(gradient, np.float64)

    options = {"maxcor": 20, "maxfun": evaluations, "ftol": 0, "gtol": 0}
    minimize(recorded, start.astype(np.float64), jac=True, method="L-BFGS-B", options=options)
    return np.array(values)


# --- against scipy ---


@pytest.mark.parametrize(
    ("function", "start", "evaluations"),
    [(rosenbrock, VALLEY, 80), (ill_conditioned, np.ones(100, np.float32), 150)],
)
def test_it_falls_as_far_as_scipys_in_as_many_evaluations(function, start, evaluations):
    ours = run(function, start, evaluations)[1].min()
    theirs = scipy_values(function, start, evaluations)[:evaluations].min()
    assert ours < max(10 * theirs, 1e-6 * float(function(jnp.asarray(start))))


def test_an_accepted_step_costs_little_more_than_one_evaluation():
    _, values, states = run(rosenbrock, VALLEY, 120)
    done = int(np.argmax(values < 1e-6))
    assert values[done] < 1e-6
    assert done < 1.5 * int(states[done].accepted_steps)


# --- units ---


@pytest.mark.parametrize("objective_unit", [1e-6, 1e-3, 1e6])
def test_the_path_does_not_depend_on_the_objectives_unit(objective_unit):
    path = run(rosenbrock, VALLEY, 25)[0]
    scaled = run(lambda x: objective_unit * rosenbrock(x), VALLEY, 25)[0]
    np.testing.assert_allclose(scaled, path, rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("parameter_unit", [255.0, 1 / 255])
def test_the_path_does_not_depend_on_the_parameters_unit(parameter_unit):
    path = np.array(run(rosenbrock, VALLEY, 25)[0])
    scaled = np.array(run(lambda x: rosenbrock(x / parameter_unit), VALLEY * np.float32(parameter_unit), 25)[0])
    np.testing.assert_allclose(scaled / parameter_unit, path, rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("objective_unit", [1e-12, 1e12])
def test_powers_beyond_reason_still_end_at_the_bottom(objective_unit):
    values = run(lambda x: objective_unit * rosenbrock(x), VALLEY, 120)[1]
    assert np.nanmin(values) < 1e-5 * values[0]


# --- the preconditioner ---

CURVATURES = jnp.logspace(0, 4, VALLEY.size)


def test_a_preconditioner_of_the_true_curvatures_makes_a_long_valley_a_bowl():
    optimizer = lbfgs(preconditioner=lambda gradient: gradient / CURVATURES)
    plain, helped = (run(ill_conditioned, VALLEY, 6, optimizer=each)[1] for each in (None, optimizer))
    assert helped.min() < 1e-9 * helped[0]
    assert plain.min() > 1e-2 * plain[0]


def test_the_path_is_that_of_the_plain_one_in_coordinates_of_equal_curvature():
    root = jnp.geomspace(0.5, 2, VALLEY.size)
    preconditioned = lbfgs(preconditioner=lambda gradient: root**2 * gradient, first_move=1e-3)
    path = np.array(run(rosenbrock, VALLEY, 12, optimizer=preconditioned)[0])
    # the same first move in the other coordinates
    gradient, start = jax.grad(rosenbrock)(jnp.asarray(VALLEY)), VALLEY / root
    largest = [jnp.abs(each).max() for each in (VALLEY, root**2 * gradient, start, root * gradient)]
    move = float(1e-3 * largest[0] / largest[1] * largest[3] / largest[2])
    other = np.array(run(lambda z: rosenbrock(root * z), start, 12, optimizer=lbfgs(first_move=move))[0])
    np.testing.assert_allclose(other * root[None], path, rtol=1e-3, atol=1e-3)


def test_a_preconditioned_first_move_is_the_same_share_of_the_largest_parameter():
    optimizer = lbfgs(preconditioner=lambda gradient: CURVATURES * gradient, first_move=0.25)
    points = run(rosenbrock, VALLEY, 2, optimizer=optimizer)[0]
    np.testing.assert_allclose(jnp.abs(points[1] - points[0]).max(), 0.25 * np.abs(VALLEY).max(), rtol=1e-5)


# --- the line search ---


@pytest.mark.parametrize("function", [rosenbrock, ill_conditioned])
def test_the_accepted_objective_never_rises(function):
    states = run(function, VALLEY, 60)[2]
    values = [float(state.value) for state in states]
    assert all(later <= earlier for earlier, later in itertools.pairwise(values))


def test_the_base_is_the_best_point_seen():
    points, values, states = run(rosenbrock, VALLEY, 60)
    np.testing.assert_array_equal(states[-1].base, points[int(values.argmin())])


def barrier(x):
    """Lowest at 0.9, and so flat before it that steps overshoot 1, where it ends."""
    return jnp.sum(-jnp.log(jnp.maximum(1 - x, 1e-6)) - 10 * x)


def walled(x, value):
    return jnp.where(jnp.max(x) >= 1, value, barrier(x))


@jax.custom_jvp
def poisoned(x):
    """Low in value from 1 on, but its gradient is not finite there."""
    return walled(x, -1e3)


@poisoned.defjvp
def _(primals, tangents):
    (x,) = primals
    gradient = jnp.where(jnp.max(x) >= 1, jnp.nan, 1 / (1 - x) - 10)
    return poisoned(x), jnp.sum(gradient * tangents[0])


@pytest.mark.parametrize(
    "function",
    [*(functools.partial(walled, value=value) for value in (np.nan, np.inf, -np.inf)), poisoned],
    ids=["nan", "inf", "minus inf", "nan gradient"],
)
def test_a_trial_that_is_not_finite_is_answered_by_a_shorter_step(function):
    points, _, states = run(function, np.linspace(-1, -0.5, 10, dtype=np.float32), 40)
    beyond = [index for index, point in enumerate(points) if np.max(point) >= 1]
    assert beyond
    for index in beyond:
        base = np.asarray(states[index].base)
        assert np.max(base) < 1
        assert np.linalg.norm(points[index + 1] - base) <= 0.51 * np.linalg.norm(points[index] - base)
    np.testing.assert_allclose(states[-1].base, 0.9, atol=1e-3)


def test_nan_at_the_start_leaves_the_point_unmoved():
    points = run(lambda x: jnp.nan * jnp.sum(x), VALLEY, 20)[0]
    np.testing.assert_array_equal(points, [VALLEY] * 20)


def test_a_move_uphill_made_by_others_is_not_accepted():
    point, optimizer = jnp.asarray(VALLEY), lbfgs()
    value, gradient = jax.value_and_grad(rosenbrock)(point)
    _, state = UPDATE(gradient, optimizer.init(point), point, value=value)
    _, state = UPDATE(gradient, state, point + 1e-3 * gradient, value=value * (1 + 1e-6))
    assert int(state.accepted_steps) == 0
    assert float(state.value) == float(value)


def test_a_stationary_point_is_never_left():
    points, _, states = run(lambda x: 0 * jnp.sum(x), VALLEY, 300)
    np.testing.assert_array_equal(points, [VALLEY] * 300)
    assert int(states[-1].accepted_steps) == 0


def test_zeros_are_a_place_to_start_from():
    values = run(lambda x: jnp.sum((x - 3) ** 2), np.zeros(10, np.float32), 10)[1]
    assert values[-1] < 1e-6


def test_negative_curvature_is_refused_and_the_next_step_grows():
    _, _, states = run(lambda x: jnp.sum(jnp.cos(x)), np.full(10, 0.1, np.float32), 6)
    steps = [float(state.step) for state in states]
    assert [int(state.history.kept) for state in states[:4]] == [0, 0, 0, 0]
    assert steps[:4] == [1, 2, 4, 8]


def test_a_first_move_is_a_share_of_the_largest_parameter():
    points = run(rosenbrock, VALLEY, 2, optimizer=lbfgs(first_move=0.25))[0]
    np.testing.assert_allclose(jnp.max(jnp.abs(points[1] - points[0])), 0.25 * 1.2, rtol=1e-5)


# --- as an optax transformation ---


def test_a_lane_under_vmap_walks_as_it_would_alone():
    starts = jnp.stack([VALLEY, 3 * VALLEY, VALLEY[::-1], jnp.full(10, 0.3)])
    points, state = starts, jax.vmap(lbfgs().init)(starts)
    lanes, rejections = jax.jit(jax.vmap(step)), []
    for _ in range(16):
        last = points
        points, state, _ = lanes(points, state)
        rejections.append(state.rejections)
    assert len({tuple(lane) for lane in (np.array(rejections) > 0).T}) > 1
    for lane, start in enumerate(starts):
        alone, _, states = run(rosenbrock, start, 16)
        np.testing.assert_allclose(last[lane], alone[-1], rtol=1e-3, atol=1e-3)
        assert state.accepted_steps[lane] == states[-1].accepted_steps


def test_one_update_evaluates_nothing_itself_and_has_no_loop_and_no_branch():
    point = jnp.asarray(VALLEY)
    program = UPDATE.lower(point, lbfgs().init(point), point, value=jnp.float32(0)).compile().as_text()
    assert not [word for word in (" while(", " conditional(") if word in program]


def test_parameters_may_be_any_tree():
    def function(tree):
        return rosenbrock(jnp.concatenate([tree["a"].ravel(), tree["b"][0]]))

    tree = {"a": VALLEY[:6].reshape(2, 3), "b": (VALLEY[6:],)}
    points = run(function, tree, 20)[0]
    flat = run(rosenbrock, VALLEY, 20)[0]
    joined = np.concatenate([points[-1]["a"].ravel(), points[-1]["b"][0]])
    np.testing.assert_allclose(joined, flat[-1], rtol=1e-3, atol=1e-3)


def test_it_chains_with_other_transformations():
    values = run(rosenbrock, VALLEY, 60, optimizer=optax.chain(lbfgs(), optax.identity()))[1]
    np.testing.assert_allclose(values[:20], run(rosenbrock, VALLEY, 20)[1], rtol=1e-3)


def test_a_gradient_transformation_before_it_is_obeyed():
    chain = optax.chain(optax.masked(optax.set_to_zero(), {"still": True, "free": False}), lbfgs())
    tree = {"still": VALLEY[:5], "free": VALLEY[5:]}
    points = run(lambda t: jnp.sum(t["still"] ** 2) + jnp.sum((t["free"] - 1) ** 2), tree, 10, optimizer=chain)[0]
    np.testing.assert_array_equal(points[-1]["still"], VALLEY[:5])
    np.testing.assert_allclose(points[-1]["free"], 1, atol=1e-4)


def test_its_buffers_can_be_donated():
    donating, point = jax.jit(step, donate_argnums=(0, 1)), jnp.asarray(VALLEY)
    state = lbfgs().init(point)
    expected = run(rosenbrock, VALLEY, 6)[0]
    for index in range(5):
        before = point
        point, state, _ = donating(point, state)
        assert before.is_deleted()
        np.testing.assert_allclose(point, expected[index + 1], rtol=1e-4, atol=1e-4)


def test_a_plain_number_will_do_as_the_value():
    point = jnp.ones(10)
    updates, _ = UPDATE(2 * point, lbfgs().init(point), point, value=3.0)
    np.testing.assert_allclose(updates, -0.5)


def test_double_precision_parameters_stay_double():
    with jax.enable_x64(True):
        points, values, _ = run(rosenbrock, VALLEY.astype(np.float64), 100)
        assert points[-1].dtype == jnp.float64
        assert values.min() < 1e-15


@pytest.mark.parametrize("function", [rosenbrock, ill_conditioned])
def test_pairs_in_half_the_memory_lead_down_as_well(function):
    start = VALLEY if function is rosenbrock else np.ones(40, np.float32)
    whole, half = (
        run(function, start, 120, optimizer=lbfgs(memory=10, kept_as=kept_as))[1].min()
        for kept_as in (None, jnp.bfloat16)
    )
    assert half < max(2 * whole, 1e-3 * float(function(start)))
