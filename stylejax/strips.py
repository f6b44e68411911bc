"""What a picture's activations add up to, strip by strip, with little of it in memory at a time.

A network is cut into stages where a single array is all that the rest of it reads, and a stage into strips of rows,
each with as many rows beyond its borders as its convolutions look at. Sums over positions are sums over strips, so the
result is the same; what a strip computes is not kept for the gradient but computed again.
"""

import functools
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from .architectures import needed_layers
from .layers import Concatenate, Convolution, Layer, LocalResponseNormalization, Relu
from .networks import Network, applied, entering, features
from .pooling import AveragePool, MaxPool

# Values of a stage's largest activation that a strip holds. Half as many took 14 % less memory for VGG-19 at 1024 px,
# where it is four strips and two of the first two stages, and 1.4 times as long to compile.
STRIP_VALUES = 2**24

# What is looked at: `look(layer, values, rows, context)` to a tree of sums, of some rows of a layer's activation.
Look = Callable[[str, jax.Array, slice, Any], Any]


# Memory of an evaluation in plenty of it, to what its activations take, at 1024 px: 1.5 for VGG-19 and for `compact` as
# XLA orders them by itself; 1.2 and 1.35 as `compiler_options` has them ordered on CPU.
WORKSPACE = 1.5


class Stage(NamedTuple):
    """Layers that read one array, `source`, and of which the last is all that the layers after them read."""

    source: str
    layers: tuple[Layer, ...]


class Strip(NamedTuple):
    """Rows `first` up to `end` of a stage's activations, from rows `start` up to `stop` of what it reads."""

    first: int
    end: int
    start: int
    stop: int


def sums_in_strips(network: Network, image: jax.Array, look: Look, layers: Sequence[str], context: Any) -> Any:
    """`{layer: look(layer, values, rows, context)}`, added up over all rows, of a picture `[h w 3]` in [0, 1].

    `context` is a tree of arrays, of which no derivatives are taken, nor of the network's parameters. Raises InputError
    as `features` does.
    """
    jax.eval_shape(functools.partial(features, layers=layers), network, image)
    parameters, value = entering(network, image)
    sums: dict[str, Any] = {}
    for stage in stages(needed_layers(network.architecture, layers)):
        constants = {layer.name: parameters[layer.name] for layer in stage.layers if layer.name in parameters}
        run = functools.partial(_strip, stage, layers, look, network.precision)
        value, found = _in_strips(run, _cut(stage, constants, value), (constants, context), after(value, sums))
        sums |= found
    return sums


def bytes_in_plenty(network: Network, shape: tuple[int, ...], layers: Sequence[str]) -> float:
    """About how much memory an evaluation of a picture of that shape takes where it is not cut into strips."""
    needed = needed_layers(network.architecture, layers)
    kept = [layer.name for layer in needed if not isinstance(layer.operation, Convolution)]
    values = jax.eval_shape(functools.partial(features, layers=kept), network, jax.ShapeDtypeStruct(shape, jnp.float32))
    return WORKSPACE * sum(value.size * value.dtype.itemsize for value in values.values())


def stages(layers: Sequence[Layer]) -> Iterator[Stage]:
    """The layers, cut after each pooling layer that is all that later ones read."""
    source, first = "image", 0
    for index, layer in enumerate(layers, 1):
        later = {name for other in layers[index:] for name in other.sources} - {other.name for other in layers[index:]}
        if index == len(layers) or (later == {layer.name} and layer.name.startswith("pool")):
            yield Stage(source, tuple(layers[first:index]))
            source, first = layer.name, index


def _reach(layer: Layer) -> int | None:
    """How many rows beyond its own a layer looks at, None where its rows are not those of what it reads."""
    operation = layer.operation
    if isinstance(operation, Convolution) and (operation.stride, operation.size) == (1, 2 * operation.margin + 1):
        return operation.margin
    return 0 if isinstance(operation, Relu | Concatenate | LocalResponseNormalization) else None


def _cut(stage: Stage, constants: Any, value: jax.Array) -> list[Strip]:
    """A stage's strips: equally high, of an even number of rows; one where its layers cannot be cut."""
    reaches, height = [_reach(layer) for layer in _parts(stage)[0]], value.shape[0]
    if None in reaches:
        return [Strip(0, height, 0, height)]
    shapes = jax.eval_shape(functools.partial(applied, stage.layers), constants, {stage.source: value})
    count = -(-max(shape.size for shape in shapes.values()) // STRIP_VALUES)
    rows, reach = 2 * -(-height // (2 * count)), sum(filter(None, reaches))
    firsts = range(0, max(1, height - 1), rows)  # no strip of a single row, of which a pooling layer makes nothing
    borders = zip(firsts, [*firsts[1:], height], strict=True)
    return [Strip(first, end, max(0, first - reach), min(height, end + reach)) for first, end in borders]


def _in_strips(run: Callable[..., Any], strips: Sequence[Strip], constants: Any, value: jax.Array) -> tuple[Any, Any]:
    """What a stage gives, of all its strips, one after the other, and their sums."""
    results: list[jax.Array] = []
    total: Any = None
    for strip in strips:
        part = after(value[strip.start : strip.stop], (results[-1:], total))
        result, sums = recomputed(functools.partial(run, strip))(constants, part)
        results.append(result)
        total = sums if total is None else jax.tree.map(jnp.add, total, sums)
    return jnp.concatenate(results), total


def _strip(
    stage: Stage, wanted: Sequence[str], look: Look, precision: str, strip: Strip, constants: Any, part: jax.Array
) -> tuple[jax.Array, dict[str, Any]]:
    """A strip's rows of what the stage gives, and its sums."""
    parameters, context = constants
    inner, end = _parts(stage)
    own = slice(strip.first - strip.start, strip.end - strip.start)
    with jax.default_matmul_precision(precision):
        values = applied(inner, parameters, {stage.source: part})
        values = applied(end, parameters, {name: value[own] for name, value in values.items()})
    sums = {}
    for layer in stage.layers:
        if layer.name in wanted:
            first = strip.first // 2 if layer in end else strip.first
            rows = slice(first, first + len(values[layer.name]))
            sums[layer.name] = look(layer.name, values[layer.name], rows, context)
    return values[stage.layers[-1].name], sums


def _parts(stage: Stage) -> tuple[Sequence[Layer], Sequence[Layer]]:
    """The layers that keep the number of rows, and the one at the end that halves it, where it is one."""
    count = len(stage.layers) - isinstance(stage.layers[-1].operation, AveragePool | MaxPool)
    return stage.layers[:count], stage.layers[count:]


def recomputed(function: Callable[[Any, jax.Array], Any]) -> Callable[[Any, jax.Array], Any]:
    """The same function of constants and a value, of which nothing is kept for the gradient but computed again.

    As `jax.checkpoint`, which XLA undoes on CPU: it merges equal expressions, also those on both sides of a barrier.
    Here what is computed again differs by zero times the gradient.
    """

    def forward(constants: Any, value: jax.Array) -> tuple[Any, Any]:
        return function(constants, value), (constants, value)

    def backward(kept: tuple[Any, jax.Array], gradient: Any) -> tuple[None, jax.Array]:
        constants, value = kept
        pulled = jax.vjp(functools.partial(function, constants), after(value, gradient))[1]
        return None, *pulled(gradient)

    wrapped = jax.custom_vjp(function)
    wrapped.defvjp(forward, backward)
    return wrapped


def after(value: jax.Array, others: Any) -> jax.Array:
    """The same value, but not before the others are computed."""
    for other in jax.tree.leaves(others):
        value = value + 0 * other.reshape(-1)[0].astype(value.dtype)
    return value
