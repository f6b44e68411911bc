"""How the network of a run is computed, in the memory that there is."""

import functools
import math
from collections.abc import Callable, Sequence

from ...networks.architectures.graph import Architecture
from ...networks.networks import Execution, Memory, Network, with_memory, with_precision
from ...networks.parts.strips import bytes_in_plenty
from ...settings import TransferSettings
from ...synthesis.programs import likeness
from ...synthesis.sharding import memory_limit, own_memory_limit
from ...synthesis.sweeps.needs import bytes_beside, bytes_of_a_picture, bytes_of_an_evaluation, check_fits
from .named import optimizer_of
from .parts import Inputs


def execution_that_fits(
    network: Network,
    *,
    precision: str,
    memory: str,
    shape: tuple[int, ...],
    layers: Sequence[str],
    beside: float = 0.0,
    limit: Callable[[], float] = memory_limit,
) -> Execution:
    """How to compute: in that precision, and in plenty, little or the least memory, for "auto" the first that fits.

    To be called for each program, with all layers that any of its lanes weighs; `beside` are bytes that are needed for
    other things, and the `limit` is that of all processes. Raises InputError for another word.
    """
    execution = with_precision(Execution(), precision)
    if memory != "auto":
        return with_memory(execution, memory)
    for memory_in in (Memory.PLENTY, Memory.LITTLE):
        tried = with_memory(execution, memory_in)
        if bytes_of_an_evaluation(network, shape, layers, execution=tried) + beside <= limit():
            return tried
    known = isinstance(network.architecture, Architecture)
    return with_memory(execution, Memory.LEAST if known else Memory.LITTLE)


def execution_of(
    settings: TransferSettings,
    inputs: Inputs,
    layers: Sequence[str],
    *,
    shape: Sequence[int],
    limit: Callable[[], float] = memory_limit,
) -> Execution:
    """How the settings' network is computed for a picture of that shape, by a program with terms at these layers."""
    words = {"precision": settings.precision, "memory": settings.memory}
    evaluation = bytes_in_plenty(inputs.network, shape, layers)
    beside = bytes_beside(inputs.network) + _of_a_picture(settings, inputs, shape, Execution()) - evaluation
    return execution_that_fits(inputs.network, **words, shape=tuple(shape), layers=layers, beside=beside, limit=limit)


def check_inputs_fit(settings: TransferSettings, inputs: Inputs) -> None:
    """Raise InputError for a picture that takes more memory than there is."""
    check_fits(inputs.content.image.shape, functools.partial(bytes_needed, settings, inputs))


def check_dream_fits(network: Network, shape: Sequence[int], layer: str, *, execution: Execution) -> None:
    """Raise InputError for a picture that takes more memory than there is to dream of a layer."""

    def needed(shape: Sequence[int]) -> float:
        evaluation = bytes_of_an_evaluation(network, shape, (layer,), execution=execution)
        return bytes_beside(network) + evaluation + 8 * 4 * math.prod(shape)

    check_fits(shape, needed)


def bytes_needed(settings: TransferSettings, inputs: Inputs, shape: Sequence[int]) -> float:
    """Bytes that painting takes at that height and width, in the memory that would be chosen."""
    execution = execution_of(settings, inputs, inputs.weights.layers, shape=shape, limit=own_memory_limit)
    return bytes_beside(inputs.network) + _of_a_picture(settings, inputs, shape, execution)


def _of_a_picture(settings: TransferSettings, inputs: Inputs, shape: Sequence[int], execution: Execution) -> float:
    like, optimizer = likeness(inputs.weights), optimizer_of(settings, execution=execution)
    optimized = (*shape[:2], inputs.channels)
    return bytes_of_a_picture(inputs.network, optimized, like=like, optimizer=optimizer, execution=execution)
