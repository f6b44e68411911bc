"""Laws of painting in little memory: strips add up to the whole, and the gradient does not keep them."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from miniatures import random_picture
from stylejax.errors import InputError
from stylejax.jobs.inputs.memory import execution_that_fits
from stylejax.losses.objectives import measure_targets, objective
from stylejax.losses.terms import loss_weights
from stylejax.networks.architectures.graph import Architecture, layers_of
from stylejax.networks.networks import Execution, Memory, random_network, with_memory
from stylejax.networks.parts import strips
from stylejax.networks.preparation import prepared
from stylejax.optimizers.quasi_newton import lbfgs
from stylejax.synthesis import sharding
from stylejax.synthesis.steps import start_lane, step_lane
from stylejax.synthesis.transfers import transfer

DEEP = {"content_layers": ("relu1_2", "relu3_1"), "style_layers": ("relu1_1", "relu2_1", "pool2", "relu3_2")}
HEADS = Architecture("vgg19", "max", "reflect", heads=("1_1", "2_1", "3_1"), last="3_2")
TARGETS = jax.jit(measure_targets, static_argnames="execution")
LITTLE = Execution(memory=Memory.LITTLE)


@functools.partial(jax.jit, static_argnames="execution")
def measured(image, network, targets, weights, *, execution):
    evaluate = jax.value_and_grad(functools.partial(objective, execution=execution), has_aux=True)
    return evaluate(image, network, targets, weights)


@pytest.fixture
def small_strips(monkeypatch):
    monkeypatch.setattr(strips, "STRIP_VALUES", 2**11)


def little_and_plenty(network, weights, height, width):
    content, style, image = (random_picture(height, width, seed=seed) for seed in range(3))
    for execution in (Execution(), LITTLE):
        targets = TARGETS(network, content, style, like=weights, execution=execution)
        yield targets, measured(image, network, targets, weights, execution=execution)


@pytest.mark.parametrize(
    ("architecture", "values"),
    [(Architecture("vgg19", last="3_2"), 2**11), (HEADS, 2**15)],
    ids=["plain", "with heads"],
)
def test_strips_add_up_to_the_whole(monkeypatch, architecture, values):
    monkeypatch.setattr(strips, "STRIP_VALUES", values)
    network = random_network(architecture, seed=0, width=1 / 16)
    whole, cut = little_and_plenty(network, loss_weights(**DEEP, tv=0.1), 51, 33)
    for expected, found in zip(jax.tree.leaves(whole), jax.tree.leaves(cut), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-4 * np.abs(expected).max())


@pytest.mark.usefixtures("small_strips")
def test_strips_of_a_prepared_network_add_up_to_the_whole():
    network = prepared(random_network(Architecture("vgg19", last="1_2"), seed=0, width=1 / 2))
    weights = loss_weights(content_layers=("relu1_2",), style_layers=("relu1_1",))
    whole, cut = little_and_plenty(network, weights, 32, 24)
    for expected, found in zip(jax.tree.leaves(whole), jax.tree.leaves(cut), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-4 * np.abs(expected).max())


@pytest.mark.usefixtures("small_strips")
def test_stages_that_cannot_be_cut_are_taken_whole():
    network = random_network(Architecture("googlenet", last="inception_3a"), seed=0, width=1 / 8)
    weights = loss_weights(content_layers=("inception_3a/output",), style_layers=("conv2/3x3_reduce",))
    whole, cut = little_and_plenty(network, weights, 64, 48)
    for expected, found in zip(jax.tree.leaves(whole), jax.tree.leaves(cut), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-4 * np.abs(expected).max())


def test_stages_end_where_one_array_is_all_that_is_read():
    found = list(strips.stages(layers_of(Architecture("vgg19", heads=("1_1", "2_1"), last="3_1"))))
    assert [stage.source for stage in found] == ["image", "pool1", "pool2"]
    assert [stage.layers[-1].name for stage in found] == ["pool1", "pool2", "relu3_1"]


def test_the_gradient_takes_less_than_half_of_the_memory(monkeypatch):
    monkeypatch.setattr(strips, "STRIP_VALUES", 2**17)
    network, weights = random_network(Architecture("vgg19", last="3_2"), seed=0, width=1 / 4), loss_weights(**DEEP)
    image = random_picture(256, 256)
    targets = TARGETS(network, image, image, like=weights)

    def needed(execution):
        gradient = jax.grad(functools.partial(objective, execution=execution), has_aux=True)
        program = jax.jit(gradient).lower(image, network, targets, weights)
        return program.compile().memory_analysis().temp_size_in_bytes

    assert needed(LITTLE) < 0.5 * needed(Execution())


def test_lanes_in_little_memory_are_the_solo_runs(shallow, monkeypatch):
    monkeypatch.setattr(strips, "STRIP_VALUES", 2**10)
    weights = loss_weights(**{**DEEP, "content_layers": ("relu1_2",), "style_layers": ("relu2_1",)})
    optimizer = lbfgs()
    images = jnp.stack([random_picture(32, 24, seed=seed) for seed in (3, 4)])
    targets = TARGETS(shallow, random_picture(32, 24), random_picture(20, 20), like=weights, execution=LITTLE)
    options = {"optimizer": optimizer, "execution": LITTLE}
    step = functools.partial(step_lane, network=shallow, targets=targets, weights=weights, **options)
    start = functools.partial(start_lane, optimizer=optimizer, like=weights)
    together = jax.jit(jax.vmap(lambda image: step(start(image))[1]))(images)
    alone = list(map(jax.jit(lambda image: step(start(image))[1]), images))
    np.testing.assert_allclose(together, alone, rtol=1e-5)


def test_a_run_in_little_memory_is_that_in_plenty(shallow, content, style, monkeypatch):
    monkeypatch.setattr(strips, "STRIP_VALUES", 2**10)
    options = {"weights": loss_weights(content_layers=("relu1_2",), style_layers=("relu2_1",)), "steps": 8}
    plenty, little = (
        transfer(content, style, network=shallow, execution=execution, **options).objective
        for execution in (Execution(), LITTLE)
    )
    np.testing.assert_allclose(little, plenty, rtol=1e-3)


@pytest.mark.parametrize("chosen", ["plenty", "little", "least"])
def test_auto_is_the_first_that_fits(monkeypatch, small_strips, chosen):
    network, shape, layers = random_network("vgg19", seed=0, width=1 / 16), (2048, 2048, 3), ("relu4_2",)
    plenty = strips.bytes_in_plenty(network, shape, layers)
    little = strips.bytes_in_little(network, shape, layers, execution=LITTLE)
    assert little < plenty
    limit = {"plenty": 1.01 * plenty, "little": 1.01 * little, "least": 0.9 * little}[chosen]
    monkeypatch.setattr(sharding, "memory_of_a_device", lambda: limit / sharding.SHARE_OF_MEMORY)
    fitting = functools.partial(execution_that_fits, network, precision="float32", shape=shape, layers=layers)
    assert fitting(memory="auto").memory == chosen
    assert fitting(memory="little").memory == "little"


def test_a_picture_too_small_for_a_layer_is_refused_in_words(miniature):
    with pytest.raises(InputError, match="leaves nothing at layer pool4; take a larger picture"):
        TARGETS(miniature, random_picture(8, 8), random_picture(8, 8), like=loss_weights(), execution=LITTLE)


def test_another_word_is_refused(shallow):
    with pytest.raises(InputError, match="memory: 'some' is unknown; choose one of plenty, little"):
        with_memory(Execution(), "some")
