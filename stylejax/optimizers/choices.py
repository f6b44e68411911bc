"""The optimizers that can be asked for by name; what makes them is imported when it is asked for."""

from collections.abc import Callable, Mapping
from typing import Any

# Change of a pixel for one unit of gradient per pixel. Ten times more diverged from noise at content weight 1.
SGD_RATE = 1e-4

# Of 5 to 50 pairs, ten are the fewest that more of them hardly outdo (scripts/benchmarks/measure_first.py).
PAIRS = 10


def _lbfgs() -> Any:
    from .frequencies import large_and_bright_first
    from .quasi_newton import lbfgs

    return lbfgs(memory=PAIRS, preconditioner=large_and_bright_first)


def _lbfgs_of_color_noise() -> Any:
    from .frequencies import low_frequencies_first
    from .quasi_newton import lbfgs

    return lbfgs(memory=PAIRS, preconditioner=low_frequencies_first)


def _plain_lbfgs() -> Any:
    from .quasi_newton import lbfgs

    return lbfgs()


def _adam() -> Any:
    from .first_order import adam

    return adam()


def _sgd() -> Any:
    from .first_order import sgd_of_means

    return sgd_of_means(learning_rate=SGD_RATE)


# By name: what makes an optimizer with settings fit for pictures of every size.
OPTIMIZERS: Mapping[str, Callable[[], Any]] = {
    "lbfgs": _lbfgs,
    "plain-lbfgs": _plain_lbfgs,
    "adam": _adam,
    "sgd": _sgd,
}

# The same from a start of color noise, which has fine color to be taken away: all colors move alike.
FROM_COLOR_NOISE: Mapping[str, Callable[[], Any]] = {**OPTIMIZERS, "lbfgs": _lbfgs_of_color_noise}
