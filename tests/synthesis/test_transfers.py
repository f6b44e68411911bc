"""Laws of the loop: what it pays, what it returns, and when it ends."""

import dataclasses
import functools

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from stylejax.errors import InputError
from stylejax.losses.objectives import measure_targets, objective
from stylejax.losses.terms import loss_weights
from stylejax.networks.bridges.functions import from_function
from stylejax.networks.networks import Card, Execution, Memory, Precision
from stylejax.optimizers.first_order import adam, sgd
from stylejax.optimizers.quasi_newton import lbfgs
from stylejax.synthesis.loops import PATIENCE
from stylejax.synthesis.programs import PROGRAMS, compiled_step, step_program
from stylejax.synthesis.starts import Medium, noise_image, painted_start
from stylejax.synthesis.steps import start_lane, step_lane
from stylejax.synthesis.transfers import transfer

LAYERS = {"content_layers": ("relu1_2",), "style_layers": ("relu1_1", "relu2_1")}


@pytest.fixture
def paint(shallow, content, style):
    return functools.partial(transfer, content, style, network=shallow, weights=loss_weights(**LAYERS), steps=12)


def test_the_objective_falls(paint):
    values = paint(steps=40).objective
    assert min(values) < 0.05 * values[0]


def test_the_result_tells_what_was_paid_and_what_came_of_it(paint, content):
    result = paint()
    assert result.evaluations == len(result.objective) == 12
    assert 6 <= result.accepted_steps < 12
    assert result.status == "finished"
    assert result.image.shape == content.shape
    assert 0 <= result.image.min() <= result.image.max() <= 1
    assert set(result.terms.style) == {"relu1_1", "relu2_1"}
    assert all(isinstance(term, float) for term in jax.tree.leaves(result.terms))


def test_what_is_returned_is_the_best_point_seen(paint, shallow, content, style):
    weights = loss_weights(**LAYERS)
    result = paint(optimizer=sgd(learning_rate=1.0), init=content, steps=10)
    targets = jax.jit(measure_targets)(shallow, content, style, like=weights)
    total = sum(np.float64(w) * t for w, t in zip(jax.tree.leaves(weights), jax.tree.leaves(result.terms), strict=True))
    np.testing.assert_allclose(total, min(result.objective), rtol=1e-5)
    value, _ = jax.jit(objective)(result.image, shallow, targets, weights)
    np.testing.assert_allclose(value, min(result.objective), rtol=0.2)


def test_the_worst_of_all_optimizers_still_returns_its_best_point(paint, shallow, content, style):
    result = paint(optimizer=sgd(learning_rate=-0.01), init=content, steps=5)
    assert result.objective[0] == min(result.objective)
    np.testing.assert_array_equal(result.image, content)


def test_the_same_start_gives_the_same_picture(paint, content):
    one, same = paint(), paint()
    assert one.objective == same.objective
    np.testing.assert_array_equal(one.image, same.image)
    assert paint(init=noise_image(content.shape, seed=1)).objective != one.objective


def test_one_step_returns_the_start(paint, content, style):
    result = paint(steps=1)
    assert (result.evaluations, result.accepted_steps, len(result.objective)) == (1, 0, 1)
    np.testing.assert_array_equal(result.image, painted_start(content, style))


def test_a_run_without_anything_to_gain_ends_early_and_says_so(paint, content, style):
    result = paint(steps=500, weights=loss_weights(content=0, style=0, **LAYERS))
    assert result.status == "stalled"
    assert PATIENCE < result.evaluations <= PATIENCE + 2
    np.testing.assert_array_equal(result.image, painted_start(content, style))


def test_a_run_that_is_not_finite_ends_early_and_says_so(paint, content):
    result = paint(steps=500, init=jnp.full(content.shape, 1e30))
    assert result.status == "diverged"
    assert result.evaluations <= PATIENCE + 2


def test_a_callback_is_told_of_each_evaluation(paint):
    told = []
    result = paint(callback=told.append)
    assert [progress.evaluation for progress in told] == list(range(1, 13))
    assert {progress.steps for progress in told} == {12}
    assert tuple(progress.objective for progress in told) == result.objective


def test_a_callback_can_stop_the_run(paint):
    result = paint(steps=500, callback=lambda progress: progress.evaluation >= 4)
    assert result.status == "stopped"
    assert result.evaluations == 5  # the one under way is paid for and counted


def test_an_interrupted_callback_is_passed_on(paint):
    def interrupted(progress):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        paint(callback=interrupted)


def test_the_start_is_left_as_it_was(paint, content):
    start = content + 0
    paint(init=start, steps=3)
    np.testing.assert_array_equal(start, content)


def test_numpy_pictures_will_do(paint, shallow, content, style):
    result = transfer(
        np.asarray(content, np.float64),
        np.asarray(style, np.float16),
        network=shallow,
        weights=loss_weights(**LAYERS),
        steps=2,
    )
    assert result.image.dtype == jnp.float32


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"steps": 0}, "steps: 0 is below 1; "),
        ({"init": jnp.ones((20, 25, 3))}, r"init: shape \(20, 25, 3\) differs from the content's \(20, 24, 3\); "),
        ({"init": jnp.ones((20, 24))}, r"init: shape \(20, 24\) is not "),
        ({"weights": loss_weights(content_layers=("relu9_1",))}, "layer: 'relu9_1' is unknown; choose one of "),
    ],
)
def test_bad_arguments_are_refused_by_name(paint, wrong, message):
    with pytest.raises(InputError, match=f"^{message}"):
        paint(**wrong)


@pytest.mark.parametrize("shape", [(20, 24), (20, 24, 4), (1, 20, 24, 3), (15, 24, 3), (20, 1, 3)])
def test_pictures_of_unfit_shape_are_refused_by_name(shallow, content, style, shape):
    unfit = jnp.ones(shape)
    with pytest.raises(InputError, match=r"^content: shape"):
        transfer(unfit, style, network=shallow)
    with pytest.raises(InputError, match=r"^style: shape"):
        transfer(content, unfit, network=shallow)


@pytest.mark.parametrize("value", [np.nan, np.inf, 255.0, -1.0])
def test_pictures_beyond_their_range_are_refused_by_name(shallow, content, style, value):
    with pytest.raises(InputError, match=r"^content: .*\[0, 1\]"):
        transfer(content.at[3, 4, 1].set(value), style, network=shallow)
    with pytest.raises(InputError, match=r"^style: .*\[0, 1\]"):
        transfer(content, style.at[3, 4, 1].set(value), network=shallow)


def test_many_steps_and_a_second_run_compile_once(paint, caplog):
    paint(steps=2)
    with jax.log_compiles(), caplog.at_level("WARNING"):
        paint(steps=9, weights=loss_weights(content=0.5, tv=0.1, **LAYERS))
    assert not [record for record in caplog.records if "step_lane" in record.getMessage()]


@pytest.mark.parametrize("optimizer", [adam(), sgd(learning_rate=1.0)], ids=["adam", "sgd"])
def test_other_optimizers_run_through_the_same_loop(paint, optimizer):
    result = paint(optimizer=optimizer, steps=10)
    assert min(result.objective) < result.objective[0]
    assert result.accepted_steps == result.evaluations == 10


def test_lanes_of_a_sweep_are_the_solo_runs(shallow, content, style):
    both = [loss_weights(content=number, **LAYERS) for number in (1e-3, 1.0)]
    optimizer, targets = lbfgs(), jax.jit(measure_targets)(shallow, content, style, like=both[0])
    step = functools.partial(step_lane, optimizer=optimizer)
    start = start_lane(noise_image(content.shape), optimizer, like=both[0])
    solo, sweep = jax.jit(step), jax.jit(jax.vmap(step, (0, None, None, 0)))
    stack = functools.partial(jax.tree.map, lambda *leaves: jnp.stack(leaves))
    lanes, alone = stack(start, start), [start, start]
    for _ in range(8):
        lanes, values = sweep(lanes, shallow, targets, stack(*both))
        pairs = [solo(lane, shallow, targets, weights) for lane, weights in zip(alone, both, strict=True)]
        alone = [lane for lane, _ in pairs]
        np.testing.assert_allclose(values, [value for _, value in pairs], rtol=1e-3)
    np.testing.assert_allclose(lanes.best_objective, [lane.best_objective for lane in alone], rtol=1e-3)
    np.testing.assert_allclose(lanes.best_image, [lane.best_image for lane in alone], atol=5e-3)


def test_a_step_is_compiled_once_for_each_picture_size(shallow, content, style):
    optimizer = lbfgs(memory=3)
    options = {"network": shallow, "weights": loss_weights(**LAYERS), "optimizer": optimizer}
    for picture, steps in ((content, 4), (content[::-1], 3), (content[:18], 2)):
        transfer(picture, style, steps=steps, **options)
    assert compiled_step(optimizer)._cache_size() == 2


def test_five_calls_with_fresh_optimizers_python_weights_and_other_cards_compile_once(shallow, content, style):
    step_program.cache_clear()
    for call in range(5):
        weights = loss_weights(**LAYERS)
        plain = jax.tree.map(float, weights) if call % 2 else weights
        network = dataclasses.replace(shallow, card=Card(f"call {call}"))
        transfer(content, style, network=network, weights=plain, steps=2, optimizer=lbfgs(memory=4))
    assert step_program.cache_info().currsize == 1
    assert compiled_step(lbfgs(memory=4))._cache_size() == 1


def test_programs_that_are_kept_are_bounded():
    step_program.cache_clear()
    for memory in range(1, PROGRAMS + 9):
        compiled_step(lbfgs(memory=memory))
    assert step_program.cache_info().currsize == PROGRAMS


def test_a_plain_function_is_a_network_and_paints(content, style):
    def apply(parameters, pixels):
        wide = jax.lax.conv_general_dilated(
            pixels[None], parameters, (1, 1), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC")
        )[0]
        seen = jax.nn.relu(wide)
        return {"seen": seen, "coarse": seen[::2, ::2]}

    kernels = jax.random.normal(jax.random.key(0), (3, 3, 3, 8)) / 5
    network = from_function(apply, kernels, layers=("seen", "coarse"))
    weights = loss_weights(content_layers=("coarse",), style_layers=("seen",))
    result = transfer(content, style, network=network, weights=weights, steps=20)
    assert min(result.objective) < result.objective[0] / 10
    for execution in (Execution(memory=Memory.LITTLE), Execution(precision=Precision.BFLOAT16)):
        again = transfer(content, style, network=network, weights=weights, steps=2, execution=execution)
        np.testing.assert_allclose(again.objective, result.objective[:2], rtol=0.05)
    with pytest.raises(InputError, match="layer: 'relu1_2' is unknown; choose one of seen, coarse"):
        transfer(content, style, network=network, weights=loss_weights(**LAYERS), steps=2)


def test_what_is_optimized_need_not_be_the_picture(shallow, content, style):
    """Gray levels `[h w 1]` are, and the picture repeats them."""
    start = noise_image((*content.shape[:2], 1))
    options = {"network": shallow, "weights": loss_weights(**LAYERS), "steps": 12}
    result = transfer(content, style, init=start, picture_of=repeated, medium=Medium(channels=1), **options)
    assert result.image.shape == content.shape
    assert bool((result.image == result.image[..., :1]).all())
    assert min(result.objective) < result.objective[0]


def repeated(gray):
    return jnp.repeat(gray, 3, axis=-1)


def test_observers_are_shown_the_lane_at_the_evaluations_they_name(shallow, content, style):
    seen = {}

    class Third:
        def wants(self, evaluation, /):
            return evaluation == 3

        def see(self, moment, /):
            seen[moment.evaluation] = np.asarray(moment.state.best_image)

    options = {"network": shallow, "weights": loss_weights(**LAYERS)}
    transfer(content, style, steps=6, observers=(Third(),), **options)
    short = transfer(content, style, steps=3, **options)
    np.testing.assert_array_equal(np.clip(seen[3], 0, 1), short.image)
