"""What a derivative needs: truth values as bits instead of an activation, and linear maps with their transpose."""

import functools
from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.extend.core
import jax.numpy as jnp
import numpy as np
from jax.interpreters import ad, batching, mlir

# `function(constants, value)`, linear in an array or a tree of them.
Linear = Callable[[Any, Any], Any]


def packed(truths: jax.Array, bits: np.ndarray, axes: Sequence[int]) -> jax.Array:
    """Truth values along these axes, at most eight, as one byte; `bits` are their powers of two, and broadcast."""
    return jnp.sum(truths * bits, axis=tuple(axes), dtype=jnp.uint8)


def unpacked(packs: jax.Array, bits: np.ndarray, axes: Sequence[int]) -> jax.Array:
    """The truth values of `packed` again."""
    return (jnp.expand_dims(packs, tuple(axes)) & bits) > 0


def depend_on(value: jax.Array, *others: Any) -> jax.Array:
    """The same value, but not before the others are computed.

    Their first numbers are added to it, times zero: XLA drops `optimization_barrier` on CPU before it orders things.
    """
    for other in jax.tree.leaves(others):
        first = jax.lax.slice(other, [0] * other.ndim, [1] * other.ndim)
        value = value + 0 * first.reshape(()).astype(value.dtype)
    return value


def linear(function: Linear, transpose: Linear, constants: Any, value: jax.Array, *, like: Any) -> Any:
    """`function(constants, value)`, linear in the array `value`, with a way back of one's own.

    `transpose(constants, gradient)` is what a gradient of the result, a tree like `like`, is pulled back to. So a
    derivative has both modes, where `jax.custom_vjp` has but one, and `jax.vmap`; those for constants are of the
    functions as they are written. Neither may read arrays but its arguments.
    """
    leaves, structure = jax.tree.flatten(constants)
    results, of_results = jax.tree.flatten(like)

    def there(*arrays: jax.Array) -> list[jax.Array]:
        return jax.tree.leaves(function(structure.unflatten(arrays[:-1]), arrays[-1]))

    def back(*arrays: jax.Array) -> list[jax.Array]:
        known, gradient = arrays[: len(leaves)], arrays[len(leaves) :]
        return [transpose(structure.unflatten(known), of_results.unflatten(gradient))]

    value = _varying_as(value, results)
    shapes = (jax.typeof(value),), tuple(map(jax.typeof, results))
    found = LINEAR.bind(*leaves, value, there=there, back=back, count=len(leaves), shapes=shapes)
    return of_results.unflatten(found)


LINEAR = jax.extend.core.Primitive("linear")
LINEAR.multiple_results = True


def _varying_as(value: jax.Array, results: Sequence[jax.Array]) -> jax.Array:
    """The value, as varying over devices under `jax.shard_map` as the results: an empty part of each is put beside it.

    Else it counted as the same on all devices where constants alone differ, and its gradient would be that of one.
    """
    other = [each for each in results if _manual(each) != _manual(value)]
    if not other:
        return value
    nothing = [each.reshape(-1)[:0].astype(value.dtype) for each in other]
    return jnp.concatenate([value.reshape(-1), *nothing]).reshape(value.shape)


def _manual(array: jax.Array) -> Any:
    return getattr(jax.typeof(array), "manual_axis_type", None)


@LINEAR.def_impl
def _apply(*arrays: Any, there: Callable[..., list[jax.Array]], **_: Any) -> list[jax.Array]:
    return there(*arrays)


LINEAR.def_abstract_eval(lambda *_, shapes, **__: list(shapes[1]))
mlir.register_lowering(LINEAR, mlir.lower_fun(_apply, multiple_results=True))


def _derivative(arrays: Any, changes: Any, *, there: Any, count: int, shapes: Any, **kept: Any) -> Any:
    """Of what is linear the same; of constants, where they change, that of the function as it is written."""
    bind = functools.partial(LINEAR.bind, there=there, count=count, shapes=shapes, **kept)
    moving = [place for place in range(count) if type(changes[place]) is not ad.Zero]
    total = bind(*arrays[:count], *map(ad.instantiate_zeros, changes[count:]))
    if moving:

        def of_moving(*moved: jax.Array) -> list[jax.Array]:
            given = dict(zip(moving, moved, strict=True))
            return there(*(given.get(place, array) for place, array in enumerate(arrays)))

        at, along = zip(*((arrays[place], changes[place]) for place in moving), strict=True)
        total = list(map(jnp.add, total, jax.jvp(of_moving, at, along)[1]))
    return bind(*arrays), total


def _transposed(gradients: Any, *arrays: Any, there: Any, back: Any, count: int, shapes: Any) -> list[Any]:
    given = map(ad.instantiate_zeros, gradients)
    pulled = LINEAR.bind(*arrays[:count], *given, there=back, back=there, count=count, shapes=shapes[::-1])
    return [*[None] * count, *pulled]


def _batched(arrays: Any, axes: Any, *, there: Any, back: Any, count: int, shapes: Any) -> tuple[Any, Any]:
    """The same of each member of a batch; what is linear has the batch's axis in front, constants where they do."""
    [size] = {array.shape[axis] for array, axis in zip(arrays, axes, strict=True) if axis is not None}
    fronts = [batching.bdim_at_front(array, axis, size) for array, axis in zip(arrays, axes, strict=True)][count:]
    shapes = [tuple(jax.extend.core.unmapped_aval(size, 0, each) for each in some) for some in shapes]
    both = (jax.vmap(way, (*axes[:count], *[0] * len(some))) for way, some in zip((there, back), shapes, strict=True))
    there, back = both
    found = LINEAR.bind(*arrays[:count], *fronts, there=there, back=back, count=count, shapes=tuple(shapes))
    return found, [0] * len(found)


ad.primitive_jvps[LINEAR] = _derivative
ad.primitive_transposes[LINEAR] = _transposed
batching.primitive_batchers[LINEAR] = _batched
