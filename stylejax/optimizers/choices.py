"""The optimizers that can be asked for by name; what makes them is imported when it is asked for."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

# Change of a pixel for one unit of gradient per pixel. Ten times more diverged from noise at the default weights.
SGD_RATE = 1e-4


def _lbfgs(shape: Sequence[int]) -> Any:
    from .frequencies import low_frequencies_first
    from .quasi_newton import lbfgs

    # Of 5 to 50 pairs, ten are the fewest that more of them hardly outdo (scripts/benchmarks/measure_first.py).
    return lbfgs(memory=10, preconditioner=low_frequencies_first)


def _plain_lbfgs(shape: Sequence[int]) -> Any:
    from .quasi_newton import lbfgs

    return lbfgs()


def _adam(shape: Sequence[int]) -> Any:
    from .first_order import adam

    return adam()


def _sgd(shape: Sequence[int]) -> Any:
    """An objective that is a mean over pixels has a gradient that shrinks as their number grows."""
    from .first_order import sgd

    return sgd(learning_rate=SGD_RATE * math.prod(shape))


# By name: from the shape of what is optimized to an optimizer with settings fit for it.
OPTIMIZERS: Mapping[str, Callable[[Sequence[int]], Any]] = {
    "lbfgs": _lbfgs,
    "plain-lbfgs": _plain_lbfgs,
    "adam": _adam,
    "sgd": _sgd,
}
