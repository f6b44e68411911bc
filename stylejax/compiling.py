"""How the compiler is asked to compile a step."""

import functools

import jax

FRUGAL = {"xla_cpu_scheduler_type": "CPU_SCHEDULER_TYPE_MEMORY_OPTIMIZED"}


def compiler_options() -> dict[str, str]:
    """Options for `jax.jit` with which an evaluation takes less memory on a CPU, and about as much time.

    By default XLA orders operations so that many can run at once. A step has few that could, and each runs on all cores
    anyway: ordered for memory, VGG-19's intermediate results at 1024 px take 1.65 GB instead of 2.04
    (docs/performance.md). Empty on other backends, and where the compiler does not know the option.
    """
    return dict(FRUGAL) if jax.default_backend() == "cpu" and _known(*FRUGAL.items()) else {}


@functools.cache
def _known(*options: tuple[str, str]) -> bool:
    """Whether the compiler takes these options: it refuses a program with one that it does not know."""
    try:
        jax.jit(lambda: 0, compiler_options=dict(options)).lower().compile()
    except jax.errors.JaxRuntimeError:
        return False
    return True
