"""What a picture's activations add up to, strip by strip, with little of it in memory at a time.

A network is cut into stages where a single array is all that the rest of it reads, and a stage into strips of rows,
each with as many rows beyond its borders as its convolutions look at. Sums over positions are sums over strips, so the
result is the same; what a strip computes is not kept for the gradient but computed again.
"""

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from ..architectures.graph import Architecture, apply_layers, needed_layers
from ..arrays import instantiated, is_changed, without_gradient
from ..layers import Concatenate, Convolution, Layer, LocalResponseNormalization, Relu
from ..networks import DEFAULT_EXECUTION, Execution, Memory, Network, architecture_of, features, network_inputs
from ..pooling import AveragePool, MaxPool
from ..residuals import depend_on, linear

# Values of a stage's largest activation that a strip holds. VGG-19 at 1024 px has eight strips of the first stage, four
# of the second and two of the third; with more of them, the compiled program takes more memory than they save.
STRIP_VALUES = 2**23

# What is looked at: `look(layer, values, row, shape, context)` to sums of rows from `row` on of a layer of that shape.
Look = Callable[[str, jax.Array, int, tuple[int, ...], Any], Any]

# What a stage gives, of a strip: `run(strip, constants, rows of what it reads)` to rows of its last layer, and sums.
Run = Callable[[Any, Any, jax.Array], tuple[jax.Array, Any]]

# Memory of an evaluation in plenty of it, to what its activations would take: 0.85 for `compact` at 128 to 2048 px, up
# to 1.0 for VGG-19. In strips the compiled program takes 1.5 to 1.75 times what a strip and its borders would.
WORKSPACE, STRIPS_WORKSPACE = 1.0, 1.7


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


def is_cut(network: Network, execution: Execution) -> bool:
    """Whether the network's large activations are computed in strips: in little memory, where its layers are known.

    Args:
        network: that is looked at.
        execution: how it is computed.

    Returns:
        True or False.

    Example:
        >>> import stylejax
        >>> network = stylejax.random_network("vgg19", seed=0, width=1 / 64)
        >>> stylejax.networks.is_cut(network, stylejax.Execution(memory=stylejax.Memory.LITTLE))
        True
    """
    return execution.memory is Memory.LITTLE and isinstance(network.architecture, Architecture)


def sums_in_strips(
    network: Network, image: jax.Array, look: Look, layers: Sequence[str], context: Any, execution: Execution
) -> dict[str, Any]:
    """`{layer: look(layer, values, row, shape, context)}`, added up over all rows, of a picture `[h w 3]` in [0, 1].

    No derivatives are taken for parameters, and those for `context`, a tree of arrays, keep what all strips compute.
    Raises InputError as `features` does.
    """
    whole = jax.eval_shape(functools.partial(features, layers=layers, execution=execution), network, image)
    shapes = {layer: values.shape for layer, values in whole.items()}
    parameters, value = network_inputs(network, image, execution)
    sums: dict[str, Any] = {}
    for stage in stages(needed_layers(architecture_of(network), layers)):
        constants = {layer.name: parameters[layer.name] for layer in stage.layers if layer.name in parameters}
        run = functools.partial(_strip, stage, shapes, look, execution.precision.value)
        value, found = _in_strips(run, _cut(stage, constants, value), (constants, context), depend_on(value, sums))
        sums |= found
    return sums


def _once_for_shapes(count: Callable[..., float]) -> Callable[..., float]:
    """The function of a network, a shape and layers, carried out once for networks of the same shapes."""

    @functools.lru_cache(maxsize=256)
    def counted(structure: Any, leaves: Any, shape: Any, layers: Any, execution: Execution) -> float:
        shapes = [jax.ShapeDtypeStruct(*leaf) for leaf in leaves]
        return count(jax.tree.unflatten(structure, shapes), shape, layers, execution=execution)

    @functools.wraps(count)
    def called(network: Network, shape: Any, layers: Any, *, execution: Execution = DEFAULT_EXECUTION) -> float:
        leaves, structure = jax.tree.flatten(network)
        known = tuple((leaf.shape, leaf.dtype) for leaf in leaves)
        return counted(structure, known, tuple(shape), tuple(layers), execution)

    return called


@_once_for_shapes
def bytes_in_plenty(
    network: Network, shape: tuple[int, ...], layers: Sequence[str], *, execution: Execution = DEFAULT_EXECUTION
) -> float:
    """About how much memory an evaluation of a picture of that shape takes where it is not cut into strips.

    Of a network whose layers are not known, what is asked for is all that is counted.

    Args:
        network: that is looked at.
        shape: `[h w 3]`.
        layers: that are looked at.
        execution: how it is computed.

    Returns:
        Bytes.

    Example:
        >>> import stylejax
        >>> network = stylejax.random_network("vgg19", seed=0, width=1 / 64)
        >>> stylejax.networks.bytes_in_plenty(network, (512, 512, 3), ("relu1_1",)) > 512 * 512 * 3
        True
    """
    kept = tuple(layers)
    if isinstance(network.architecture, Architecture):
        needed = needed_layers(network.architecture, layers)
        kept = tuple(layer.name for layer in needed if not isinstance(layer.operation, Convolution))
    seen = functools.partial(features, layers=kept, execution=execution)
    values = jax.eval_shape(seen, network, jax.ShapeDtypeStruct(shape, jnp.float32))
    return WORKSPACE * sum(map(_bytes, values.values()))


@_once_for_shapes
def bytes_in_little(
    network: Network, shape: tuple[int, ...], layers: Sequence[str], *, execution: Execution = DEFAULT_EXECUTION
) -> float:
    """About how much memory an evaluation takes in strips: `bytes_in_plenty` of the largest one, and what lies between.

    Between stages there are what the next reads and its gradient.
    """
    if not isinstance(network.architecture, Architecture):
        return bytes_in_plenty(network, shape, layers, execution=execution)
    picture = jax.ShapeDtypeStruct(shape, jnp.float32)
    read = functools.partial(network_inputs, execution=execution)
    parameters, value = jax.eval_shape(read, network, picture)
    largest, between = 0.0, _bytes(value)
    for stage in stages(needed_layers(network.architecture, layers)):
        constants = {layer.name: parameters[layer.name] for layer in stage.layers if layer.name in parameters}
        values = jax.eval_shape(functools.partial(apply_layers, stage.layers), constants, {stage.source: value})
        kept = sum(_bytes(values[layer.name]) for layer in stage.layers if not isinstance(layer.operation, Convolution))
        share = max(strip.stop - strip.start for strip in _cut(stage, constants, value)) / value.shape[0]
        largest, value = max(largest, share * kept), values[stage.layers[-1].name]
        between += _bytes(value)
    return STRIPS_WORKSPACE * (largest + 2 * between)


def _bytes(array: Any) -> int:
    return array.size * array.dtype.itemsize


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
    shapes = jax.eval_shape(functools.partial(apply_layers, stage.layers), constants, {stage.source: value})
    count = -(-max(shape.size for shape in shapes.values()) // STRIP_VALUES)
    rows, reach = 2 * -(-height // (2 * count)), sum(filter(None, reaches))
    firsts = range(0, max(1, height - 1), rows)  # no strip of a single row, of which a pooling layer makes nothing
    borders = zip(firsts, [*firsts[1:], height], strict=True)
    return [Strip(first, end, max(0, first - reach), min(height, end + reach)) for first, end in borders]


def _in_strips(run: Run, strips: Sequence[Strip], constants: Any, value: jax.Array) -> tuple[jax.Array, Any]:
    """What a stage gives, of all its strips, one after the other, and their sums.

    Nothing is kept for the gradient of several but computed again, as by `jax.checkpoint`. XLA undoes that on CPU: it
    merges equal expressions. Here what is computed again comes after the gradient, each strip after the one before.
    """
    if len(strips) == 1:
        return run(strips[0], constants, value)
    summed = jax.custom_jvp(functools.partial(_one_by_one, run, strips))

    def derivative(arrays: Any, changes: Any) -> Any:
        (parameters, context), value = arrays
        without_gradient("in little memory", changes[0][0])
        result, (there, back) = summed(*arrays), (functools.partial(way, run, strips) for way in (_moved, _pulled))
        moved = linear(there, back, arrays, instantiated(changes[1]), like=result)
        if is_changed(changes[0][1]):
            of = (instantiated(changes[0][1]),)
            also = jax.jvp(lambda context: _one_by_one(run, strips, (parameters, context), value), (context,), of)[1]
            moved = jax.tree.map(jnp.add, moved, also)
        return result, moved

    summed.defjvp(derivative, symbolic_zeros=True)
    return summed(constants, value)


def _one_by_one(run: Run, strips: Sequence[Strip], constants: Any, value: jax.Array) -> tuple[jax.Array, Any]:
    joined: Any = None
    total: Any = None
    for strip in strips:
        part = value[strip.start : strip.stop]
        result, sums = run(strip, constants, depend_on(part, (joined, total)))
        every = (strip.end - strip.first) // len(result)
        if joined is None:
            joined = jnp.zeros((strips[-1].end // every, *result.shape[1:]), result.dtype)
        joined = jax.lax.dynamic_update_slice_in_dim(joined, result, strip.first // every, 0)
        total = sums if total is None else jax.tree.map(jnp.add, total, sums)
    return joined, total


def _moved(run: Run, strips: Sequence[Strip], kept: tuple[Any, jax.Array], change: jax.Array) -> Any:
    """How what a stage gives and its sums change when its value changes so."""
    return jax.jvp(functools.partial(_one_by_one, run, strips, kept[0]), kept[1:], (change,))[1]


def _pulled(run: Run, strips: Sequence[Strip], kept: tuple[Any, jax.Array], gradient: tuple[jax.Array, Any]) -> Any:
    """The gradient for a stage's value, of that for what it gives and for its sums."""
    (constants, value), (above, of_sums), total = kept, gradient, jnp.zeros_like(kept[1])
    every = strips[-1].end // len(above)
    for strip in strips:
        part = depend_on(value[strip.start : strip.stop], (gradient, total))
        rows = above[strip.first // every : strip.end // every]
        (change,) = jax.vjp(functools.partial(run, strip, constants), part)[1]((rows, of_sums))
        changed = total[strip.start : strip.stop] + change
        total = jax.lax.dynamic_update_slice_in_dim(total, changed, strip.start, 0)
    return total


def _strip(
    stage: Stage, wanted: Mapping[str, Any], look: Look, precision: str, strip: Strip, constants: Any, part: jax.Array
) -> tuple[jax.Array, dict[str, Any]]:
    """A strip's rows of what the stage gives, and its sums; `wanted` are the shapes of the layers looked at."""
    parameters, context = constants
    inner, end = _parts(stage)
    own = slice(strip.first - strip.start, strip.end - strip.start)
    with jax.default_matmul_precision(precision):
        values = apply_layers(inner, parameters, {stage.source: part})
        values = apply_layers(end, parameters, {name: value[own] for name, value in values.items()})
    sums = {}
    for layer in stage.layers:
        if layer.name in wanted:
            row = strip.first // 2 if layer in end else strip.first
            sums[layer.name] = look(layer.name, values[layer.name], row, wanted[layer.name], context)
    return values[stage.layers[-1].name], sums


def _parts(stage: Stage) -> tuple[Sequence[Layer], Sequence[Layer]]:
    """The layers that keep the number of rows, and the one at the end that halves it, where it is one."""
    count = len(stage.layers) - isinstance(stage.layers[-1].operation, AveragePool | MaxPool)
    return stage.layers[:count], stage.layers[count:]
