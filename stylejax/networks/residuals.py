"""What a derivative needs: truth values as bits instead of an activation, and linear maps with their transpose."""

import functools
from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.extend
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

    shapes = tuple(map(_shape, (value,))), tuple(map(_shape, results))
    found = LINEAR.bind(*leaves, value, there=there, back=back, count=len(leaves), shapes=shapes)
    return of_results.unflatten(found)


LINEAR = jax.extend.core.Primitive("linear")
LINEAR.multiple_results = True


def _shape(array: Any) -> Any:
    return jax.core.ShapedArray(array.shape, array.dtype)


@LINEAR.def_impl
def _apply(*arrays: Any, there: Callable[..., list[jax.Array]], **_: Any) -> list[jax.Array]:
    return there(*arrays)


LINEAR.def_abstract_eval(lambda *_, shapes, **__: list(shapes[1]))
mlir.register_lowering(LINEAR, mlir.lower_fun(_apply, multiple_results=True))


def _derivative(arrays: Any, changes: Any, *, there: Any, count: int, shapes: Any, **kept: Any) -> Any:
    """Of what is linear the same; of constants, where they change, that of the function as it is written."""
    bind = functools.partial(LINEAR.bind, there=there, count=count, shapes=shapes, **kept)
    moving = [place for place in range(count) if type(changes[place]) is not ad.Zero]
    total = [jnp.zeros(shape.shape, shape.dtype) for shape in shapes[1]]
    if any(type(change) is not ad.Zero for change in changes[count:]):
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
    shapes = [tuple(jax.core.ShapedArray((size, *each.shape), each.dtype) for each in some) for some in shapes]
    both = (jax.vmap(way, (*axes[:count], *[0] * len(some))) for way, some in zip((there, back), shapes, strict=True))
    there, back = both
    found = LINEAR.bind(*arrays[:count], *fronts, there=there, back=back, count=count, shapes=tuple(shapes))
    return found, [0] * len(found)


ad.primitive_jvps[LINEAR] = _derivative
ad.primitive_transposes[LINEAR] = _transposed
batching.primitive_batchers[LINEAR] = _batched
