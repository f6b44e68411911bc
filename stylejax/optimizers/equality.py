"""Optimizers that are equal when their settings are equal."""

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np
import optax

from ..errors import InputError

Optimizer = optax.GradientTransformationExtraArgs


@dataclass(frozen=True)
class Half:
    """`init` or `update` of the transformation that a maker makes of settings; equal where maker and settings are."""

    name: str
    make: Callable[..., Optimizer]
    settings: tuple[tuple[str, Any], ...]

    def __call__(self, *arguments: Any, **extra: Any) -> Any:
        return getattr(self.make(**dict(self.settings)), self.name)(*arguments, **extra)


def check_optimizer(optimizer: Any) -> None:
    """Raise InputError for what is no optax transformation."""
    if not callable(getattr(optimizer, "init", None)) or not callable(getattr(optimizer, "update", None)):
        raise InputError(f"optimizer: {optimizer!r} is no optax transformation; give one, like stylejax.lbfgs()")


_SCALE_FREE = set[Callable[..., Optimizer]]()


def scale_free(make: Callable[..., Optimizer]) -> Callable[..., Optimizer]:
    """A maker whose optimizers go the same way whatever an objective is multiplied by. Below `equal_by_settings`."""
    _SCALE_FREE.add(make)
    return make


def is_scale_free(optimizer: Optimizer) -> bool:
    """Whether it is known of an optimizer that it goes the same way whatever an objective is multiplied by."""
    return isinstance(optimizer.update, Half) and optimizer.update.make in _SCALE_FREE


def equal_by_settings(make: Callable[..., Optimizer]) -> Callable[..., Optimizer]:
    """A maker of optimizers whose results are equal, and hash alike, where their settings are.

    What it returns is an `optax.GradientTransformationExtraArgs` as before. optax's own are made of closures: each
    would be compiled anew, however often it was made before. Settings have to be hashable: numbers, text, functions.

    Args:
        make: a maker, with settings as keywords.

    Returns:
        A maker of the same settings.

    Example:
        >>> import optax
        >>> from stylejax.optimizers import equal_by_settings
        >>> rmsprop = equal_by_settings(lambda *, rate: optax.with_extra_args_support(optax.rmsprop(rate)))
        >>> rmsprop(rate=0.1) == rmsprop(rate=0.1)
        True
    """

    @functools.wraps(make)
    def made(**settings: Any) -> Optimizer:
        bound = signature.bind(**settings)
        bound.apply_defaults()
        chosen = tuple((name, _plain(value)) for name, value in bound.arguments.items())
        return Optimizer(Half("init", make, chosen), Half("update", make, chosen))

    signature = inspect.signature(make)
    return made


def _plain(value: Any) -> Any:
    """A number on a device or of numpy as Python's own, which hashes; all else as it is."""
    return value.item() if isinstance(value, np.generic | np.ndarray | jax.Array) and _is_known_number(value) else value


def _is_known_number(value: Any) -> bool:
    return np.ndim(value) == 0 and not isinstance(value, jax.core.Tracer)
