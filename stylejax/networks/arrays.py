"""Arrays at the door: asked for their shape and type in words, as early as while a function is traced."""

import functools
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.custom_derivatives import SymbolicZero
from jax.typing import DTypeLike

from ..errors import InputError


def floats(name: str, array: Any) -> jax.Array:
    """The array in float32, or in float64 where that is enabled and it has it.

    Coarser floats, bfloat16 and float16, become float32. Raises InputError, which says `name`, for text, None, a path
    and whatever else is no array, and for an array of complex or whole numbers: of 8 bits, 255 would be white.
    """
    given = array if isinstance(array, jax.Array) else _numbers(name, array)
    if not jnp.issubdtype(given.dtype, jnp.floating):
        raise InputError(f"{name}: holds {given.dtype} and no floats; scale it to [0, 1] (8-bit files: divide by 255)")
    return jnp.asarray(given, jax.dtypes.canonicalize_dtype(jnp.promote_types(given.dtype, jnp.float32)))


def _numbers(name: str, array: Any) -> np.ndarray:
    try:
        given = np.asarray(array)
    except (TypeError, ValueError):
        given = np.array(None)
    if given.dtype.kind in "OSUV" and given.dtype.names is None and not jnp.issubdtype(given.dtype, jnp.floating):
        raise InputError(f"{name}: is a {type(array).__name__} and no array; read a file with stylejax.read_image")
    if given.dtype == np.float64 and not isinstance(array, np.ndarray):
        return given.astype(np.float32)  # of Python's numbers
    return given


def picture(name: str, array: Any, *, channels: int = 3) -> jax.Array:
    """The picture `[h w channels]` as `floats`; raises InputError as that does, and for another shape."""
    image = floats(name, array)
    if image.ndim == 4:
        raise InputError(f"{name}: shape {image.shape} is a batch; give one picture [h w {channels}], or use jax.vmap")
    if image.ndim != 3 or image.shape[-1] != channels:
        raise InputError(f"{name}: shape {image.shape} is not that of a picture [h w {channels}]")
    return image


def in_finest_type(tree: Any, array: jax.Array) -> jax.Array:
    """The array in the finest float type of itself and a tree of parameters."""
    kinds = [leaf.dtype for leaf in jax.tree.leaves(tree) if jnp.issubdtype(leaf.dtype, jnp.floating)]
    return array.astype(functools.reduce(jnp.promote_types, kinds, array.dtype))


def alike(tree: Any, array: jax.Array) -> tuple[Any, jax.Array]:
    """A tree of parameters and an array, in the finest float type of both."""
    finest = in_finest_type(tree, array)
    return floats_as(finest.dtype, tree), finest


def floats_as(kind: DTypeLike, tree: Any) -> Any:
    """The tree with its floats in another type; whole numbers and truth values stay as they are."""

    def cast(leaf: jax.Array) -> jax.Array:
        return leaf.astype(kind) if jnp.issubdtype(leaf.dtype, jnp.floating) else leaf

    return jax.tree.map(cast, tree)


def is_changed(changes: Any) -> bool:
    """Whether a derivative for any of some arrays is asked for: `jax.custom_jvp` tells a rule with `symbolic_zeros`."""
    return not all(_is_zero(change) for change in jax.tree.leaves(changes, is_leaf=_is_zero))


def without_gradient(where: str, changes: Any) -> None:
    """Raise InputError where a derivative for any of these parameters is asked for, which there is none of."""
    if is_changed(changes):
        raise InputError(
            f"network: there are no gradients for its parameters {where}; use it as it was loaded, in plenty of memory"
        )


def instantiated(changes: Any) -> Any:
    """The arrays of what `jax.custom_jvp` hands to a rule with `symbolic_zeros`."""

    def array(change: Any) -> jax.Array:
        return jnp.zeros(change.shape, change.dtype) if isinstance(change, SymbolicZero) else change  # pyrefly: ignore

    return jax.tree.map(array, changes, is_leaf=_is_zero)


def _is_zero(leaf: Any) -> bool:
    return isinstance(leaf, SymbolicZero)
