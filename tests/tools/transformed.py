"""One small network in five kinds, four functions of it, and what JAX's transformations make of them."""

import dataclasses
import functools

import jax
import jax.export
import jax.numpy as jnp
import numpy as np
from flax import nnx

import stylejax as sj
from miniatures import random_picture

LAYERS = ("relu1_1", "relu1_2")
WEIGHTS = sj.loss_weights(content=0.5, content_layers=("relu1_2",), style_layers=LAYERS, tv=0.1)
IMAGE, CONTENT, STYLE, ALONG = (random_picture(12, 11, seed=seed) for seed in range(4))
LOADED, OTHER = (sj.random_network(sj.Architecture("vgg19", last="1_2"), seed=seed, width=0.5) for seed in (0, 1))


def convolved(parameters, pixels):
    """The first two convolutions of a VGG as a plain function."""
    found, values = {}, pixels[None]
    for name in ("1_1", "1_2"):
        kernel, bias = parameters[f"conv{name}"]["kernel"], parameters[f"conv{name}"]["bias"]
        numbers = ("NHWC", "HWIO", "NHWC")
        summed = jax.lax.conv_general_dilated(values, kernel, (1, 1), "SAME", dimension_numbers=numbers)
        values = jax.nn.relu(summed + bias[None, None, None])
        found[f"relu{name}"] = values[0]
    return found


class Module(nnx.Module):
    """And as flax has them."""

    def __init__(self):
        self.first, self.second = (nnx.Conv(*pair, (3, 3), rngs=nnx.Rngs(0)) for pair in ((3, 32), (32, 32)))

    def __call__(self, pictures):
        first = nnx.relu(self.first(pictures))
        return {"relu1_1": first, "relu1_2": nnx.relu(self.second(first))}


def as_module(network):
    module = Module()
    nnx.update(module, sj.networks.to_flax_state(network, names={"conv1_1": "first", "conv1_2": "second"}))
    return sj.networks.from_flax(module, layers=LAYERS, pixels=network.pixels)


def as_function(network):
    return sj.from_function(convolved, network.parameters, layers=LAYERS, pixels=network.pixels)


# Each kind of network, made of one as it is loaded, and how it is computed.
PLENTY, LITTLE = (sj.Execution(memory=memory) for memory in (sj.Memory.PLENTY, sj.Memory.LITTLE))
KINDS = {
    "as loaded": (lambda network: network, PLENTY),
    "prepared": (sj.prepared, PLENTY),
    "in little memory": (lambda network: network, LITTLE),
    "prepared, in little memory": (sj.prepared, LITTLE),
    "`from_function`": (as_function, PLENTY),
    "`from_flax`": (as_module, PLENTY),
}


def features(image, network, targets, weights, execution):
    found = sj.features(network, image, LAYERS, execution=execution)
    return sum(jnp.mean(jnp.sin(each.astype(jnp.promote_types(each.dtype, jnp.float32)))) for each in found.values())


def measure_targets(image, network, targets, weights, execution):
    found = sj.measure_targets(network, image, image[:9], like=weights, execution=execution)
    return sum(jnp.mean(jnp.sin(leaf)) for leaf in jax.tree.leaves(found))


def objective(image, network, targets, weights, execution):
    return sj.objective(image, network, targets, weights, execution=execution)[0]


def step_lane(image, network, targets, weights, execution):
    """A step of gradient descent: the objective, and where it leads."""
    optimizer = sj.sgd(learning_rate=0.1)
    lane = sj.start_lane(image, optimizer, like=weights)
    lane, value = sj.step_lane(lane, network, targets, weights, optimizer=optimizer, execution=execution)
    return jnp.mean(jnp.sin(lane.image)) + value


FUNCTIONS = {each.__name__: each for each in (features, measure_targets, objective, step_lane)}


def arguments_of(kind):
    """Picture, network, targets and weights."""
    network = KINDS[kind][0](LOADED)
    return IMAGE, network, sj.measure_targets(network, CONTENT, STYLE, like=WEIGHTS), WEIGHTS


def function_of(name, kind):
    return functools.partial(FUNCTIONS[name], execution=KINDS[kind][1])


# What each transformation makes of a function of picture, network, targets and weights.


def value(function, *arguments):
    return function(*arguments)


def gradient(place):
    return lambda function, *arguments: jax.tree.leaves(jax.grad(function, argnums=place)(*arguments))


def over_pictures(function, image, *rest):
    return jax.vmap(lambda image: jax.value_and_grad(function)(image, *rest))(jnp.stack([image, CONTENT]))


def over_weights(function, image, network, targets, weights):
    several = jax.tree.map(lambda weight: jnp.stack([weight, 3 * weight]), weights)
    return jax.vmap(jax.value_and_grad(function), (None, None, None, 0))(image, network, targets, several)


def both_networks(network):
    """A network's parameters twice, once in another order of the output channels."""
    both = jax.tree.map(lambda array: jnp.stack([array, array[..., ::-1]]), network.parameters)
    return dataclasses.replace(network, parameters=both)


def over_networks(function, image, network, *rest):
    return jax.vmap(jax.value_and_grad(function), (None, 0, None, None))(image, both_networks(network), *rest)


def forward(function, image, *rest):
    return jax.jvp(lambda image: function(image, *rest), (image,), (ALONG,))


def forward_over_reverse(function, image, *rest):
    return jax.jvp(jax.grad(lambda image: function(image, *rest)), (image,), (ALONG,))[1]


def reverse_over_forward(function, image, *rest):
    return jax.grad(lambda image: forward(function, image, *rest)[1])(image)


def checkpointed(function, *arguments):
    return jax.value_and_grad(jax.checkpoint(function))(*arguments)


def scanned(function, image, *rest):
    """Gradients along a path."""
    return jax.lax.scan(lambda at, _: (at + 0.1 * ALONG, jax.grad(function)(at, *rest)), image, length=2)


TRANSFORMATIONS = {
    "`jit`": value,
    "`grad` for the picture": gradient(0),
    "`grad` for weights": gradient(3),
    "`grad` for targets": gradient(2),
    "`grad` for parameters": gradient(1),
    "`vmap` over pictures": over_pictures,
    "`vmap` over weights": over_weights,
    "`vmap` over networks": over_networks,
    "`jvp`": forward,
    "Hessian times picture, `jvp` of `grad`": forward_over_reverse,
    "Hessian times picture, `grad` of `jvp`": reverse_over_forward,
    "`checkpoint`": checkpointed,
    "`scan`": scanned,
}


def double(tree):
    return jax.tree.map(lambda array: jnp.asarray(array, jnp.float64), tree)


def slopes(function, arguments, place, *, seed=7, step=1e-6):
    """How the function changes along random changes of an argument: by its gradient, and by central differences.

    Both in double precision.
    """
    with jax.enable_x64(True):
        arguments = list(double(arguments))
        leaves, structure = jax.tree.flatten(arguments[place])
        random = np.random.default_rng(seed)
        way = structure.unflatten([jnp.asarray(random.normal(size=leaf.shape) / leaf.size**0.5) for leaf in leaves])

        def at(size):
            moved = jax.tree.map(lambda leaf, change: leaf + size * change, arguments[place], way)
            return function(*arguments[:place], moved, *arguments[place + 1 :])

        found = jax.jit(lambda: (jax.grad(at)(0.0), (at(step) - at(-step)) / (2 * step)))()
        assert {number.dtype for number in found} == {jnp.dtype("float64")}
        return tuple(map(float, found))


def exported(function, image, network, *rest):
    """The gradient as a program for three kinds of devices, as bytes and back, called here.

    Where the network's graph is a function, which is no plain value, it is closed over.
    """
    is_plain = isinstance(network.architecture, sj.Architecture)
    parts = (image, network, *rest) if is_plain else (image, *rest)
    program = jax.jit(jax.grad(function if is_plain else lambda image, *rest: function(image, network, *rest)))
    told = jax.export.export(program, platforms=("cpu", "cuda", "tpu"))(*parts).serialize()
    return jax.export.deserialize(told).call(*parts)
