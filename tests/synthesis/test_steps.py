"""Laws of a step: any optax optimizer takes it, numbers keep their type, and it can be exported."""

import subprocess
import sys

import jax
import jax.export
import jax.numpy as jnp
import numpy as np
import optax
import pytest

import stylejax
from stylejax import adam, lbfgs, loss_weights, measure_targets, random_network, start_lane, step_lane, transfer

WEIGHTS = loss_weights(content_layers=("relu1_2",), style_layers=("relu1_1", "relu2_1"))
PICTURES = np.random.default_rng(0).uniform(size=(2, 32, 24, 3)).astype(np.float32)

OPTIMIZERS = {
    "lbfgs with its line search": optax.lbfgs(),
    "lbfgs without one": optax.lbfgs(0.05, linesearch=None),
    "adam": optax.adam(0.02),
    "adam of a schedule": optax.adam(optax.cosine_decay_schedule(0.02, 6)),
    "a chain": optax.chain(optax.clip_by_global_norm(1.0), optax.sgd(0.1)),
}


@pytest.fixture(scope="module")
def network():
    return random_network("vgg19", seed=0, width=0.25)


@pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=list(OPTIMIZERS))
def test_any_optax_optimizer_drives_a_picture(network, optimizer):
    result = transfer(*PICTURES, network=network, weights=WEIGHTS, steps=6, levels=1, optimizer=optimizer)
    assert result.moved
    assert result.evaluations == 6


@pytest.mark.parametrize("optimizer", [lbfgs(memory=5), adam()], ids=["lbfgs", "adam"])
@pytest.mark.parametrize("unit", [2.0**-90, 2.0**80])
def test_only_the_ratio_of_weights_counts(network, optimizer, unit):
    def painted(unit):
        weights = jax.tree.map(lambda weight: np.float32(weight * unit), WEIGHTS)
        return transfer(*PICTURES, network=network, weights=weights, steps=8, levels=1, optimizer=optimizer)

    scaled, usual = painted(unit), painted(1.0)
    np.testing.assert_array_equal(scaled.image, usual.image)
    assert scaled.objective == tuple(value * unit for value in usual.objective)


def test_a_run_that_never_moved_has_stalled_however_short(network):
    still = optax.sgd(0.0)
    result = transfer(*PICTURES, network=network, weights=WEIGHTS, steps=3, levels=1, optimizer=still)
    assert (result.status, result.moved) == ("stalled", False)


def test_a_step_without_value_or_parameters_is_refused_in_words():
    optimizer = lbfgs()
    state = optimizer.init(jnp.zeros(3))
    for given in ({"value": jnp.zeros(())}, {"params": jnp.zeros(3)}):
        with pytest.raises(stylejax.InputError, match=r"^lbfgs: needs `params` and `value`"):
            optimizer.update(jnp.zeros(3), state, **given)


def test_a_step_exported_for_all_devices_is_the_step(network):
    optimizer, targets = lbfgs(memory=5), measure_targets(network, *PICTURES, like=WEIGHTS)
    arguments = start_lane(jnp.asarray(PICTURES[0]), optimizer, like=WEIGHTS), network, targets, WEIGHTS
    step = jax.jit(lambda *given: step_lane(*given, optimizer=optimizer))
    told = jax.export.export(step, platforms=("cpu", "cuda", "tpu"))(*arguments).serialize()
    back = jax.export.deserialize(told)
    for one, other in zip(*map(jax.tree.leaves, (back.call(*arguments), step(*arguments))), strict=True):
        np.testing.assert_array_equal(one, other)


IN_DOUBLE_PRECISION = """
import jax, jax.numpy as jnp, numpy as np, stylejax as sj
weights = sj.loss_weights(content_layers=("relu1_2",), style_layers=("relu1_1", "relu2_1"))
pictures = np.random.default_rng(0).uniform(size=(2, 32, 24, 3))
single = sj.random_network("vgg19", seed=0, width=0.25)
double = jax.tree.map(lambda array: array.astype(jnp.float64), single)
for network in (single, double):
    result = sj.transfer(*pictures, network=network, weights=weights, steps=3)
    assert result.image.dtype == np.float64, result.image.dtype
    targets = sj.measure_targets(network, *pictures, like=weights)
    optimizer = sj.lbfgs()
    lane = sj.start_lane(jnp.asarray(pictures[0]), optimizer, like=weights)
    step = lambda lane, _: sj.step_lane(lane, network, targets, weights, optimizer=optimizer)
    lane, values = jax.lax.scan(step, lane, length=3)
    assert values.dtype == lane.best_objective.dtype == np.float64
    [(_, swept)] = sj.transfer_many(*pictures, network=network, weights=weights, steps=3)
    np.testing.assert_allclose(swept.image, result.image, rtol=1e-9)
"""


def test_where_it_is_enabled_all_runs_in_double_precision():
    subprocess.run([sys.executable, "-c", IN_DOUBLE_PRECISION], check=True, env={"JAX_ENABLE_X64": "1", "PATH": ""})
