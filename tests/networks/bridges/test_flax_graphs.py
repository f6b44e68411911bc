"""Laws of flax modules as networks: theirs are their own activations, and all that paints paints with them."""

import flax.linen
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx

from flax_vgg import NAMES, LinenVgg, NnxVgg
from miniatures import random_picture
from stylejax import (
    Architecture,
    Execution,
    InputError,
    Memory,
    Pixels,
    Precision,
    features,
    loss_weights,
    measure_targets,
    objective,
    random_network,
    transfer,
    transfer_many,
)
from stylejax.networks import from_flax, to_flax_state

WEIGHTS = loss_weights(content_layers=("late",), style_layers=("block/early",))
LAYERS = WEIGHTS.layers
VGG_LAYERS = ("relu1_1", "relu3_2", "relu5_1")


class Block(nnx.Module):
    def __init__(self, rngs):
        self.conv, self.norm = nnx.Conv(3, 6, (3, 3), rngs=rngs), nnx.BatchNorm(6, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, pictures):
        values = nnx.relu(self.norm(self.conv(pictures)))
        self.sow(nnx.Intermediate, "early", values)
        return self.dropout(values)


class Small(nnx.Module):
    """Returns one activation and sows another; has all that may change from call to call."""

    def __init__(self, rngs):
        self.block, self.last = Block(rngs), nnx.Conv(6, 4, (3, 3), strides=2, rngs=rngs)

    def __call__(self, pictures):
        return {"late": self.last(self.block(pictures))}


class SmallLinen(flax.linen.Module):
    @flax.linen.compact
    def __call__(self, pictures):
        values = flax.linen.relu(flax.linen.Conv(6, (3, 3))(pictures))
        return {"block": {"early": values}, "late": flax.linen.Conv(4, (3, 3), strides=2)(values)}


def linen_variables(seed):
    return SmallLinen().init(jax.random.key(seed), jnp.zeros((1, 8, 8, 3)))


def small(kind, *, seed=0):
    if kind == "nnx":
        return from_flax(Small(nnx.Rngs(seed)), layers=LAYERS)
    return from_flax(SmallLinen(), variables=linen_variables(seed), layers=LAYERS)


KINDS = pytest.mark.parametrize("kind", ["nnx", "linen"])


@KINDS
def test_a_module_paints_alone_in_a_sweep_in_little_memory_and_in_bfloat16(kind, content, style):
    how = {"network": small(kind), "weights": WEIGHTS, "steps": 4, "levels": 1}
    alone = transfer(content, style, **how)
    assert alone.lowest < alone.objective[0]
    lanes = jax.tree.map(lambda weight: jnp.stack([weight, weight]), WEIGHTS)
    for _, lane in transfer_many(content, style, **{**how, "weights": lanes}):
        np.testing.assert_allclose(lane.objective, alone.objective, rtol=1e-4)
    for execution in (Execution(memory=Memory.LITTLE), Execution(precision=Precision.BFLOAT16)):
        again = transfer(content, style, **how, execution=execution)
        np.testing.assert_allclose(again.objective[:2], alone.objective[:2], rtol=0.05)


@KINDS
def test_weights_of_a_module_can_be_differentiated(kind, content, style):
    network = small(kind)
    targets = measure_targets(network, content, style, like=WEIGHTS)
    gradient = jax.grad(lambda network: objective(content, network, targets, WEIGHTS)[0])(network)
    assert jax.tree.structure(gradient) == jax.tree.structure(network)
    assert max(float(jnp.max(jnp.abs(leaf))) for leaf in jax.tree.leaves(gradient.parameters)) > 0


@KINDS
def test_equal_modules_of_other_weights_share_a_compiled_program(kind, content):
    look = jax.jit(lambda network, image: features(network, image, LAYERS))
    one, other = (look(small(kind, seed=seed), content) for seed in (0, 1))
    assert look._cache_size() == 1
    assert not np.allclose(one["late"], other["late"])


def test_a_module_stays_as_it_is_and_its_weights_are_those_it_has_when_it_becomes_a_network(content):
    module = Small(nnx.Rngs(0))
    before = _numbers(module)
    network = from_flax(module, layers=LAYERS)
    one, other = (features(network, content, LAYERS) for _ in range(2))
    jax.tree.map(np.testing.assert_array_equal, one, other)
    assert not module.block.dropout.deterministic
    jax.tree.map(np.testing.assert_array_equal, _numbers(module), before)
    silent = from_flax(module, variables=jax.tree.map(jnp.zeros_like, network.parameters), layers=LAYERS)
    assert not np.any(features(silent, content, LAYERS)["late"])


def _numbers(module):
    return [leaf for leaf in jax.tree.leaves(nnx.state(module)) if not jnp.issubdtype(leaf.dtype, jax.dtypes.prng_key)]


def test_a_linen_module_brings_the_variables_it_is_bound_to(content):
    variables = linen_variables(0)
    bound, given = from_flax(SmallLinen().bind(variables), layers=LAYERS), small("linen")
    assert bound.architecture == given.architecture
    jax.tree.map(np.testing.assert_array_equal, bound.parameters, given.parameters)


@KINDS
def test_a_vgg_19_of_flax_is_ours(kind):
    """Same weights, same activations, same objective; and it paints."""
    ours = random_network(Architecture("vgg19", last="5_1"), seed=0, width=1 / 16)
    if kind == "linen":
        module, variables = LinenVgg(4), {"params": to_flax_state(ours)}
    else:
        module, variables = NnxVgg(4, rngs=nnx.Rngs(0)), None
        nnx.update(module, to_flax_state(ours, names=NAMES))
    theirs = from_flax(module, variables=variables, layers=VGG_LAYERS, pixels=ours.pixels)
    image, painting = random_picture(40, 36), random_picture(33, 37, seed=1)
    found = features(theirs, image, VGG_LAYERS)
    for layer, expected in features(ours, image, VGG_LAYERS).items():
        np.testing.assert_allclose(found[layer], expected, atol=1e-5 * float(jnp.max(expected)))
    weights = loss_weights(content_layers=("relu3_2",), style_layers=("relu1_1", "relu5_1"))
    painted = transfer(image, painting, network=theirs, weights=weights, init=painting_like(image), steps=3, levels=1)
    targets = measure_targets(ours, image, painting, like=weights)
    value, _ = objective(painting_like(image), ours, targets, weights)
    np.testing.assert_allclose(painted.objective[0], value, rtol=1e-4)
    assert painted.lowest < painted.objective[0]


def painting_like(image):
    return random_picture(*image.shape[:2], seed=2)


def test_pixels_are_as_the_module_wants_them(content):
    module, caffe = Small(nnx.Rngs(0)), Pixels("BGR", 255.0, (104.0, 117.0, 124.0))
    found = features(from_flax(module, layers=LAYERS, pixels=caffe), content, ("late",))["late"]
    shifted = content[..., ::-1] * 255 - jnp.array([[[104.0, 117.0, 124.0]]])
    expected = features(from_flax(module, layers=LAYERS), shifted, ("late",))["late"]
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-4)


class Flat(nnx.Module):
    def __call__(self, pictures):
        return {"flat": pictures.mean((1, 2))}


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: from_flax(3, layers=()), "module: is a int; give one of flax.nnx or flax.linen"),
        (lambda: from_flax(SmallLinen(), layers=()), "variables: a linen module holds none"),
        (
            lambda: look(Small(nnx.Rngs(0)), "relu9"),
            "layer: the module gives no 'relu9'; .*choose one of late, block/e",
        ),
        (lambda: look(Flat(), "flat"), r"layer: flat is \(1, 3\) and not \[1 h w c\]"),
    ],
)
def test_what_cannot_be_is_refused_in_words(make, message):
    with pytest.raises(InputError, match=f"^{message}"):
        make()


def look(module, layer):
    return features(from_flax(module, layers=(layer,)), random_picture(8, 8), (layer,))
