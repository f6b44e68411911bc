"""The optimizers that can be asked for by name; what makes them is imported when it is asked for."""

from collections.abc import Callable, Mapping
from typing import Any

# Change of a pixel for one unit of gradient per pixel. Ten times more diverged from noise at content weight 1.
SGD_RATE = 1e-4

# Of 5 to 50 pairs, ten are the fewest that more of them hardly outdo (scripts/benchmarks/measure_first.py).
PAIRS = 10


# In the least memory: five pairs in half of it, a quarter of what ten take (scripts/benchmarks/measure_history.py).
FEWEST_PAIRS = 5


def _lbfgs(**options: Any) -> Any:
    from .frequencies import large_and_bright_first
    from .quasi_newton import lbfgs

    return lbfgs(**{"memory": PAIRS, "preconditioner": large_and_bright_first, **options})


def _plain_lbfgs(**_: Any) -> Any:
    from .quasi_newton import lbfgs

    return lbfgs()


def _adam(**_: Any) -> Any:
    from .first_order import adam

    return adam()


def _sgd(**_: Any) -> Any:
    from .first_order import sgd_of_means

    return sgd_of_means(learning_rate=SGD_RATE)


# By name: what makes an optimizer with settings fit for pictures of every size. It may be told options, such as those
# below; only that of "lbfgs" has a use for them.
OPTIMIZERS: Mapping[str, Callable[..., Any]] = {
    "lbfgs": _lbfgs,
    "plain-lbfgs": _plain_lbfgs,
    "adam": _adam,
    "sgd": _sgd,
}


def from_color_noise() -> dict[str, Any]:
    """Options for a start of color noise, which has fine color to be taken away: all colors move alike.

    Returns:
        Options of `lbfgs`.

    Example:
        >>> from stylejax.optimizers import OPTIMIZERS, from_color_noise
        >>> optimizer = OPTIMIZERS["lbfgs"](**from_color_noise())
    """
    from .frequencies import low_frequencies_first

    return {"preconditioner": low_frequencies_first}


def in_least_memory() -> dict[str, Any]:
    """Options for pictures so large that the optimizer's memory is what counts.

    Returns:
        Options of `lbfgs`.

    Example:
        >>> from stylejax.optimizers import in_least_memory
        >>> in_least_memory()["memory"]
        5
    """
    import jax.numpy as jnp

    return {"memory": FEWEST_PAIRS, "kept_as": jnp.bfloat16}
