"""Laws of sweeps: each lane is its solo run, pays for nobody else, and copies nothing that lanes share."""

import functools
import re

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from miniatures import random_picture
from stylejax.errors import InputError
from stylejax.losses.objectives import measure_targets
from stylejax.losses.strengths import strength_weights
from stylejax.losses.terms import Weights, loss_weights
from stylejax.optimizers.first_order import adam
from stylejax.synthesis import sharding
from stylejax.synthesis.loops import PATIENCE
from stylejax.synthesis.steps import start_lane, step_lane
from stylejax.synthesis.sweeps.gathering import gather_lanes
from stylejax.synthesis.sweeps.plans import plan_sweep
from stylejax.synthesis.sweeps.sizes import cut, largest_that_fits
from stylejax.synthesis.sweeps.sweeps import transfer_many
from stylejax.synthesis.transfers import DEFAULT_OPTIMIZER, transfer

LAYERS = {"content_layers": ("relu1_2",), "style_layers": ("relu1_1", "relu1_2", "relu2_1")}
CONVOLUTIONS = 3  # of the shallow network
STEPS = 15  # soon after, the last digits of a random network grow into a path of their own


def stack(trees):
    return jax.tree.map(lambda *leaves: np.stack(leaves), *trees)


def subset(content, upto):
    """Weights with zeros on the style layers beyond a number of them."""
    few = loss_weights(content=content, **{**LAYERS, "style_layers": LAYERS["style_layers"][:upto]})
    every = loss_weights(**LAYERS)
    return Weights(every.terms, [few.get(name, 0.0) for name in every])


GRID = [subset(content, upto) for upto in (1, 2, 3) for content in (1e-5, 1e-4, 1e-3, 1e-2)]


def like_a_sweep(values):
    """Four lanes that differ in their content weight."""
    return stack([loss_weights(content=value, **LAYERS) for value in values])


FOUR = like_a_sweep((1e-4, 1e-3, 1e-2, 1e-1))


@pytest.fixture
def paint(shallow, content, style):
    given = {"contents": content, "styles": style, "network": shallow, "weights": FOUR, "steps": 12, "lanes": 4}
    return functools.partial(transfer_many, **given)


@pytest.fixture
def solo(shallow, content, style):
    given = {"content": content, "style": style, "network": shallow, "weights": loss_weights(**LAYERS), "steps": 12}
    return functools.partial(transfer, **given)


@pytest.fixture
def lanes_of(shallow, content, style):
    given = {"contents": content, "styles": style, "network": shallow, "weights": FOUR}
    return functools.partial(gather_lanes, **given)


def assert_same_run(lane, alone):
    assert (lane.status, lane.evaluations) == (alone.status, alone.evaluations)
    np.testing.assert_allclose(lane.objective[:10], alone.objective[:10], rtol=1e-4)
    np.testing.assert_allclose(min(lane.objective[:STEPS]), min(alone.objective[:STEPS]), rtol=0.02)
    assert lane.image.shape == alone.image.shape
    assert jax.tree.structure(lane.terms) == jax.tree.structure(alone.terms)


def test_every_lane_of_a_grid_of_weights_and_layers_is_its_solo_run(paint, solo):
    results = dict(paint(weights=stack(GRID), steps=STEPS, lanes=6))
    assert list(results) == list(range(12))
    for lane, weights in enumerate(GRID):
        assert_same_run(results[lane], solo(weights=weights, steps=STEPS))


def test_a_weight_of_zero_leaves_the_layer_out(paint, solo):
    few = loss_weights(content=1e-3, content_layers=("relu1_2",), style_layers=("relu1_1",))
    results = dict(paint(weights=stack([subset(1e-3, 1), subset(1e-3, 2)])))
    np.testing.assert_allclose(results[0].objective[:10], solo(weights=few).objective[:10], rtol=1e-4)


def test_lanes_may_differ_in_content_style_and_start(paint, solo):
    contents = [random_picture(20, 24, seed=seed) for seed in (3, 4, 5)]
    styles = [random_picture(17 + seed, 19, seed=seed) for seed in (6, 7, 6)]
    inits = [random_picture(20, 24, seed=seed) for seed in (9, 10, 11)]
    weights = loss_weights(**LAYERS)
    results = dict(paint(contents=np.stack(contents), styles=styles, inits=np.stack(inits), weights=weights, lanes=2))
    for lane, (content, style, init) in enumerate(zip(contents, styles, inits, strict=True)):
        assert_same_run(results[lane], solo(content=content, style=style, init=init, weights=weights))


def test_a_lane_is_the_best_point_it_saw(paint):
    for lane, result in paint():
        weights = jax.tree.map(lambda leaf, lane=lane: leaf[lane], FOUR)
        total = sum(np.float64(w) * t for w, t in zip(*map(jax.tree.leaves, (weights, result.terms)), strict=True))
        np.testing.assert_allclose(total, min(result.objective), rtol=1e-5)
        assert 6 <= result.accepted_steps < result.evaluations == 12


LANES_OF_A_RESULT = re.compile(r"stablehlo\.convolution\(.*-> tensor<(\d+)x")


def convolutions_in(program):
    return len(re.findall(r"stablehlo\.convolution\(", program.as_text()))


def test_the_step_has_one_forward_and_one_backward_pass_for_all_its_lanes(lanes_of, shallow, content, style):
    weights = loss_weights(**LAYERS)
    targets = jax.jit(measure_targets)(shallow, content, style, like=weights)
    lane = start_lane(content, DEFAULT_OPTIMIZER, like=weights)
    alone = jax.jit(functools.partial(step_lane, optimizer=DEFAULT_OPTIMIZER)).lower(lane, shallow, targets, weights)
    for number in (1, 4):
        together = cut(lanes_of(), DEFAULT_OPTIMIZER, number).lowered()
        assert convolutions_in(together) == convolutions_in(alone) == 2 * CONVOLUTIONS
        assert "stablehlo.while" not in together.as_text()
        assert set(LANES_OF_A_RESULT.findall(together.as_text())) == {str(number)}


def test_no_convolution_of_the_compiled_step_is_inside_a_loop(lanes_of):
    text = cut(lanes_of(), DEFAULT_OPTIMIZER, 4).lowered().compile().as_text()
    bodies = {
        match[1]: block for block in re.split(r"\n{2,}", text) if (match := re.match(r"(?:ENTRY )?%?([\w.-]+) ", block))
    }
    inside, waiting = set(), re.findall(r"(?:body|condition)=%?([\w.-]+)", text)
    while waiting:
        name = waiting.pop()
        if name not in inside:
            inside.add(name)
            waiting += re.findall(r"(?:calls|to_apply|body|condition)=%?([\w.-]+)", bodies[name])
    assert sum(" convolution(" in line for line in text.splitlines()) >= 2 * CONVOLUTIONS
    assert not [name for name in inside if " convolution(" in bodies[name]]


def test_what_lanes_share_is_not_copied(lanes_of, shallow):
    (_, network, targets, weights), _ = cut(lanes_of(), DEFAULT_OPTIMIZER, 4).lowered().in_avals
    assert targets.content["relu1_2"].shape == (20, 24, 4)
    assert targets.style["relu2_1"].shape == (8, 8)
    assert weights.content["relu1_2"].shape == (4,)
    assert [leaf.shape for leaf in jax.tree.leaves(network)] == [leaf.shape for leaf in jax.tree.leaves(shallow)]


def test_what_lanes_do_not_share_has_a_leading_axis(lanes_of, style):
    inputs = lanes_of(styles=[style] * 4, weights=loss_weights(**LAYERS))
    (lane, _, targets, weights), _ = cut(inputs, DEFAULT_OPTIMIZER, 4).lowered().in_avals
    assert lane.image.shape == (4, 20, 24, 3)
    assert targets.content["relu1_2"].shape == (20, 24, 4)
    assert targets.style["relu2_1"].shape == (4, 8, 8)
    assert {leaf.shape for leaf in jax.tree.leaves(weights)} == {()}


def test_a_lane_that_is_not_finite_poisons_nobody_and_leaves_early(paint, solo, content):
    inits = np.stack([np.asarray(content), np.full(content.shape, 1e30, np.float32), np.asarray(content)])
    results = dict(paint(inits=inits, weights=loss_weights(**LAYERS), steps=PATIENCE + 5, lanes=3))
    assert results[1].status == "diverged"
    assert results[1].evaluations <= PATIENCE + 2
    for lane in (0, 2):
        assert_same_run(results[lane], solo(init=content, steps=PATIENCE + 5))


def test_a_stalled_lane_leaves_as_it_would_alone_and_the_others_go_on(paint, solo):
    nothing = loss_weights(content=0, style=0, **LAYERS)
    both = [nothing, loss_weights(**LAYERS)]
    results = dict(paint(weights=stack(both), steps=PATIENCE + 5, lanes=2))
    for lane, weights in enumerate(both):
        assert_same_run(results[lane], solo(weights=weights, steps=PATIENCE + 5))
    assert results[0].status == "stalled"
    assert (results[0].evaluations, results[1].evaluations) == (PATIENCE + 2, PATIENCE + 5)


def test_a_chunk_ends_when_none_of_its_lanes_has_anything_left_to_do(paint):
    nothing = loss_weights(content=0, style=0, **LAYERS)
    told = []
    results = dict(paint(weights=stack([nothing] * 4), steps=1000, lanes=2, callback=told.append))
    assert {result.status for result in results.values()} == {"stalled"}
    assert len(told) == 2 * (PATIENCE + 2)


def test_results_come_chunk_by_chunk_and_in_order(paint):
    told = []
    coming = paint(lanes=2, callback=told.append)
    assert told == []
    assert [next(coming)[0], next(coming)[0]] == [0, 1]
    assert [progress.evaluation for progress in told] == list(range(2, 25, 2))
    assert [lane for lane, _ in coming] == [2, 3]
    assert {progress.steps for progress in told} == {4 * 12}
    assert told[-1].evaluation == 4 * 12


def test_the_callback_hears_the_lowest_objective_among_its_lanes(paint):
    told = []
    results = dict(paint(callback=told.append))
    lowest = np.min([result.objective for result in results.values()], axis=0)
    np.testing.assert_array_equal([progress.objective for progress in told], lowest)


def test_a_callback_can_stop_the_sweep_and_what_is_painted_is_kept(paint):
    results = dict(paint(lanes=2, steps=500, callback=lambda progress: progress.evaluation >= 8))
    assert list(results) == [0, 1]
    assert {(result.status, result.evaluations) for result in results.values()} == {("stopped", 5)}


def test_the_number_of_lanes_at_once_does_not_change_the_pictures(paint):
    together, three, alone = (dict(paint(lanes=lanes)) for lanes in (4, 3, 1))
    for lane in range(4):
        np.testing.assert_allclose(three[lane].objective[:10], together[lane].objective[:10], rtol=1e-4)
        np.testing.assert_allclose(alone[lane].objective[:10], together[lane].objective[:10], rtol=1e-4)


def test_one_program_serves_all_chunks_and_the_next_sweep(paint, caplog):
    list(paint(lanes=2))
    with jax.log_compiles(), caplog.at_level("WARNING"):
        list(paint(lanes=2, weights=like_a_sweep((0.1, 0.2, 0.3, 0.4))))
    assert not [record for record in caplog.records if "step_lane" in record.getMessage()]


def test_a_sweep_of_nothing_but_shared_inputs_is_one_lane(paint, solo):
    ((lane, result),) = paint(weights=loss_weights(**LAYERS))
    assert lane == 0
    assert_same_run(result, solo())


def test_other_optimizers_sweep_too(paint):
    results = dict(paint(optimizer=adam()))
    assert {result.accepted_steps for result in results.values()} == {12}
    assert all(min(result.objective) < result.objective[0] for result in results.values())


def test_the_plan_tells_what_will_be_done(paint):
    options = {name: value for name, value in paint.keywords.items() if name != "lanes"}
    plan = plan_sweep(**options, lanes=3)
    assert (plan.lanes, plan.lanes_per_chunk, plan.chunks, plan.devices) == (4, 2, 2, 1)
    assert 0 < plan.seconds_estimated < 60
    history = 2 * 10 * 20 * 24 * 3 * 4  # ten pairs of pictures [20 24 3]
    assert plan.lanes_per_chunk * history < plan.bytes_per_chunk < 100 * plan.lanes_per_chunk * history


def test_memory_grows_with_the_lanes_at_once(lanes_of):
    one, two, four = (cut(lanes_of(), DEFAULT_OPTIMIZER, lanes).bytes_per_device() for lanes in (1, 2, 4))
    assert one < two < four < 2.2 * two


@pytest.mark.parametrize(
    ("share", "of_lanes", "chosen"), [(10, 4, 4), (1.01, 4, 4), (0.99, 4, 2), (0.99, 2, 1), (0.1, 1, 1)]
)
def test_the_largest_power_of_two_that_fits_is_chosen(lanes_of, monkeypatch, share, of_lanes, chosen):
    of = functools.partial(cut, lanes_of(), DEFAULT_OPTIMIZER)
    memory = share * of(of_lanes).bytes_per_device() / sharding.SHARE_OF_MEMORY
    monkeypatch.setattr(sharding, "memory_of_a_device", lambda: memory)
    assert largest_that_fits(of).size == chosen


@pytest.mark.skipif(jax.default_backend() != "cpu", reason="elsewhere lanes are painted together")
def test_without_a_number_a_cpu_paints_lane_by_lane_what_transfer_paints_to_the_bit(paint, solo):
    results = dict(paint(weights=stack(GRID), steps=2 * STEPS, lanes=None))
    for lane, weights in enumerate(GRID):
        alone = solo(weights=weights, steps=2 * STEPS)
        assert results[lane].objective == alone.objective
        np.testing.assert_array_equal(results[lane].image, alone.image)


def of_strengths(values):
    """Weights of lanes that differ in their strength."""
    return stack([strength_weights(value, **LAYERS) for value in values])


@pytest.mark.skipif(jax.default_backend() != "cpu", reason="elsewhere lanes are painted together")
def test_from_coarse_to_fine_a_lane_is_what_transfer_paints_to_the_bit(paint, solo):
    contents = [random_picture(40, 36, seed=seed) for seed in (3, 4)]
    styles = [random_picture(34 + seed, 38, seed=seed) for seed in (6, 7)]
    options = {"steps": 14, "levels": 2}
    given = {"contents": contents, "styles": styles, "weights": of_strengths((0.3, 0.7))}
    results = dict(paint(**given, **options, lanes=None))
    for lane, (content, style) in enumerate(zip(contents, styles, strict=True)):
        weights = strength_weights((0.3, 0.7)[lane], **LAYERS)
        alone = solo(content=content, style=style, weights=weights, **options)
        assert results[lane].objective == alone.objective
        assert [level.shape for level in results[lane].levels] == [(20, 18), (40, 36)]
        assert results[lane].levels[1].weights == alone.levels[1].weights
        np.testing.assert_array_equal(results[lane].image, alone.image)


def test_lanes_together_at_every_level_are_their_solo_runs(paint, solo):
    photo, options = random_picture(40, 36, seed=3), {"steps": 12, "levels": 2}
    results = dict(paint(contents=photo, weights=of_strengths((0.2, 0.5, 0.8)), **options, lanes=3))
    for lane, strength in enumerate((0.2, 0.5, 0.8)):
        assert_same_run(results[lane], solo(content=photo, weights=strength_weights(strength, **LAYERS), **options))


def test_at_every_level_evaluations_are_counted_over_all_lanes_and_levels(paint):
    told = []
    photo = random_picture(40, 36, seed=3)
    list(
        paint(contents=photo, weights=of_strengths((0.2, 0.5, 0.8)), steps=10, levels=2, lanes=2, callback=told.append)
    )
    assert [progress.evaluation for progress in told] == [*range(2, 21, 2), *range(21, 31)]
    assert {progress.steps for progress in told} == {30}
    assert told[-1].done == pytest.approx(1)
    assert [progress.done for progress in told] == sorted(progress.done for progress in told)


def test_a_sweep_stopped_at_a_coarse_level_keeps_pictures_of_full_size(paint):
    photo = random_picture(40, 36, seed=3)
    options = {"weights": of_strengths((0.2, 0.5)), "steps": 40, "levels": 2, "lanes": 2}
    results = dict(paint(contents=photo, callback=lambda progress: progress.evaluation >= 8, **options))
    assert {(result.status, result.image.shape) for result in results.values()} == {("stopped", (40, 36, 3))}


def test_gray_and_colored_starts_are_not_mixed(paint, content):
    inits = [content, content[..., :1], content, content]
    with pytest.raises(InputError, match=r"^inits: some make gray pictures and some colored ones"):
        list(paint(inits=inits))


def test_a_run_after_its_plan_compiles_nothing(paint, caplog):
    options = {name: value for name, value in paint.keywords.items() if name != "lanes"}
    weights = stack(GRID[:3])  # a number of lanes of its own, so that no other test has compiled it
    plan = plan_sweep(**{**options, "weights": weights}, lanes=3)
    with jax.log_compiles(), caplog.at_level("WARNING"):
        dict(paint(weights=weights, lanes=plan.lanes_per_chunk))
    compiled = [record.message for record in caplog.records if "Finished XLA compilation" in record.message]
    assert not [message for message in compiled if "step" in message or "start" in message]


def test_chunks_are_filled_equally_and_leave_nobody_out(lanes_of):
    inputs = lanes_of(weights=like_a_sweep(np.linspace(0.1, 1, 10)))
    for number in range(1, 13):
        chunks = cut(inputs, DEFAULT_OPTIMIZER, number)
        assert [lane for chunk in chunks.all for lane in chunk] == list(range(10))
        assert max(map(len, chunks.all)) <= number
        assert max(map(len, chunks.all)) == chunks.size == -(-10 // len(chunks.all))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"lanes": 0}, "lanes: 0 is below 1; "),
        ({"steps": 0}, "steps: 0 is below 1; "),
        ({"styles": [jnp.ones((20, 24, 3))] * 3}, "styles: there are 3, but 4 lanes; "),
        ({"styles": []}, "pictures: the sequence is empty; "),
        ({"styles": [jnp.ones((20, 24))] * 4}, r"styles: shape \(20, 24\) is not "),
        ({"contents": np.full((4, 20, 24, 3), 2.0)}, r"contents: some values are not in \[0, 1\]"),
        ({"contents": [jnp.ones((20, 24, 3)), jnp.ones((24, 20, 3))] * 2}, "contents: shapes .* differ; "),
        ({"inits": jnp.ones((5, 20, 24, 3))}, "contents|inits|styles|weights: there are "),
        ({"inits": jnp.ones((16, 24, 3))}, r"init: shape \(16, 24, 3\) differs from the content's "),
        ({"weights": stack([FOUR] * 2)}, "weights: a leaf has more than one axis; "),
        ({"weights": loss_weights(content_layers=("relu9_1",))}, "layer: 'relu9_1' is unknown; choose one of "),
    ],
)
def test_bad_arguments_are_refused_by_name_before_anything_runs(paint, wrong, message):
    with pytest.raises(InputError, match=f"^({message})"):
        paint(**wrong)
