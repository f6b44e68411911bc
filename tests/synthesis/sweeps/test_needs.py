"""Laws of memory that is asked for before it is needed: told from shapes, and refused in words where it is missing."""

import functools

import jax
import numpy as np
import pytest

from stylejax import Execution, InputError, lbfgs, loss_weights, plan_sweep, random_network, with_memory
from stylejax.synthesis import sharding
from stylejax.synthesis.sweeps.needs import (
    bytes_beside,
    bytes_of_a_picture,
    bytes_of_an_evaluation,
    check_fits,
    largest_size,
    slowness,
)

LAYERS = {"content_layers": ("relu2_2",), "style_layers": ("relu1_1", "relu2_1", "relu3_1")}
WEIGHTS = loss_weights(**LAYERS)
NETWORK = random_network("vgg19", seed=0, width=0.25)
PICTURES = np.random.default_rng(0).uniform(size=(2, 48, 64, 3)).astype(np.float32)


def needed(shape, memory="plenty", pairs=10):
    execution = with_memory(Execution(), memory)
    return bytes_of_a_picture(NETWORK, shape, like=WEIGHTS, optimizer=lbfgs(memory=pairs), execution=execution)


def test_a_picture_of_twice_the_sides_takes_four_times_the_memory():
    assert needed((512, 512, 3)) == pytest.approx(4 * needed((256, 256, 3)), rel=0.02)


def test_little_memory_takes_less_where_pictures_are_large():
    network, layers = random_network("vgg19", seed=0), loss_weights().layers
    little, plenty = (
        bytes_of_an_evaluation(network, (2048, 2048), layers, execution=with_memory(Execution(), memory))
        for memory in ("little", "plenty")
    )
    assert little < 0.7 * plenty


def test_the_optimizer_is_counted():
    pairs = needed((512, 512, 3), pairs=20) - needed((512, 512, 3), pairs=10)
    assert pairs >= 2 * 10 * 512 * 512 * 3 * 4


def test_what_does_not_fit_is_refused_with_the_largest_size_that_does(monkeypatch):
    monkeypatch.setattr(sharding, "memory_of_a_device", lambda: 1e8 / sharding.SHARE_OF_MEMORY)
    with pytest.raises(
        InputError, match=r"^size: 4096 takes about .* GiB, and 0.1 GiB may be used; .* fits is \d+$"
    ) as told:
        check_fits((4096, 4096, 3), needed)
    largest = int(str(told.value).split()[-1])
    check_fits((largest, largest, 3), needed)
    with pytest.raises(InputError):
        check_fits((largest + 16, largest + 16, 3), needed)


def test_where_nothing_fits_it_is_said(monkeypatch):
    monkeypatch.setattr(sharding, "memory_of_a_device", lambda: 1.0)
    assert largest_size((64, 64, 3), needed, 1.0) == 0
    with pytest.raises(InputError, match="none fits"):
        check_fits((64, 64, 3), needed)


@pytest.mark.skipif(jax.default_backend() != "cpu", reason="the process is not in a device's memory")
def test_on_a_cpu_the_process_is_counted():
    assert bytes_beside(NETWORK) > 2**29


def test_a_plan_of_a_large_size_compiles_small_programs_only(caplog):
    large = np.random.default_rng(0).uniform(size=(1024, 1024, 3)).astype(np.float32)
    plan = functools.partial(plan_sweep, network=NETWORK, weights=WEIGHTS, steps=40)
    with jax.log_compiles(), caplog.at_level("WARNING"):
        found = plan(large, PICTURES[1])
    compiled = [record.getMessage() for record in caplog.records if "Compiling" in record.getMessage()]
    assert not [message for message in compiled if "step_lane" in message and "[1024,1024,3]" in message]
    assert found.seconds_estimated > plan(PICTURES[0], PICTURES[1]).seconds_estimated


def test_lanes_that_do_not_fit_together_are_refused(monkeypatch):
    monkeypatch.setattr(sharding, "memory_of_a_device", lambda: 2.0**30)
    stacked = jax.tree.map(lambda leaf: np.full(64, leaf, np.float32), WEIGHTS)
    large = np.zeros((256, 256, 3), np.float32)
    with pytest.raises(InputError, match=r"^lanes: 64 at once take about .* give a smaller number, or auto"):
        plan_sweep(large, PICTURES[1], network=NETWORK, weights=stacked, lanes=64)


def test_in_tiles_memory_grows_only_by_the_pictures_own_arrays():
    pairs, picture = 5, 4 * 3 * (4096**2 - 2048**2)
    small, large = (needed((side, side, 3), "least", pairs=pairs) for side in (2048, 4096))
    assert 0 < large - small < (2 * pairs + 7 + 12) * picture


@pytest.mark.parametrize(("memory", "times"), [("plenty", (1, 1)), ("little", (1, 1.5)), ("least", (1.9, 3))])
def test_less_memory_takes_as_much_longer_as_is_computed_again(memory, times):
    network, layers = random_network("vgg19", seed=0, width=1 / 16), loss_weights().layers
    least, most = times
    assert least <= slowness(network, (2048, 2048), layers, with_memory(Execution(), memory)) <= most
