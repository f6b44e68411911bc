"""What surrounds a run: an end that is asked for, a console to speak on, the compiler's files and memory."""

import contextlib
import functools
import gc
import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, NamedTuple

import jax
import numpy as np

from ..allocation import give_back_freed_memory
from ..errors import InputError
from ..files import cache_folder, make_folder
from ..signals import Interruption, interruption
from ..synthesis.runs import Callback, Progress

# How the name of the event ends that JAX records when the compiler is done.
COMPILED = "backend_compile_duration"


@functools.cache
def trim_memory_after_compiling() -> None:
    """From now on, give memory back to the system whenever something large was compiled.

    VGG-19's step leaves 0.15 GB behind, which `keep_freed_memory` would keep. To be called once or more.
    """
    jax.monitoring.register_event_duration_secs_listener(_give_back)


@functools.cache
def freeze_imported_objects() -> None:
    """From now on, do not look for garbage in what there is already: the modules, nearly all of a new process.

    Tracing a step makes so many objects that Python goes through all there are several times, a sixth of its time. To
    be called once or more; only the first call counts, as what comes after it may well become garbage.
    """
    gc.freeze()


def _give_back(event: str, duration_secs: float, **_: Any) -> None:
    if event.endswith(COMPILED) and duration_secs > 1:
        give_back_freed_memory()


Reporter = Callable[[Progress], None]


def nobody() -> bool:
    """Nobody asks for an end."""
    return False


class Console(NamedTuple):
    """How a job speaks to whoever waits for it, and hears of them.

    Attributes:
        say: a line, at once.
        watch: how far a run of so many evaluations is.
        ended: whether somebody asks for its end otherwise than by a signal, as on a page.
        show: the picture on its way as codes `[h w 3]`, now and then, from another thread; None where nobody looks.

    Example:
        >>> import contextlib
        >>> from stylejax import jobs
        >>> console = jobs.Console(print, lambda evaluations: contextlib.nullcontext(lambda progress: None))
        >>> console.say("half an hour left")
        half an hour left
        >>> console.ended()
        False
    """

    say: Callable[[str], None]
    watch: Callable[[int], AbstractContextManager[Reporter]]
    ended: Callable[[], bool] = nobody
    show: Callable[[np.ndarray], None] | None = None


class Clock:
    """When a run was first heard of, and so when it will be done; what comes before the first report compiles.

    Attributes:
        started: seconds of a clock that never goes back.
        last: when it was last asked.
        first: the first report, and the share of the work that was done then; None before it.

    Example:
        >>> import stylejax
        >>> from stylejax import jobs
        >>> jobs.Clock().seconds_left(stylejax.Progress(1, 100, 0.5)) is None
        True
    """

    def __init__(self) -> None:
        self.started = self.last = time.monotonic()
        self.first: tuple[float, float] | None = None

    def seconds_left(self, progress: Progress) -> float | None:
        """For what is left of the work, at the rate so far; None where there is none to go by."""
        self.last = time.monotonic()
        self.first = self.first or (self.last, progress.done)
        seconds, share = self.last - self.first[0], progress.done - self.first[1]
        return (1 - progress.done) * seconds / share if share > 0 else None


@dataclass(frozen=True)
class Watching:
    """A callback that shows how far a run is, and asks for its end once a signal has come, or somebody asks for it.

    Attributes:
        show: is told how far the run is.
        interruption: what signal has come.
        ended: whether somebody asks for the end.

    Example:
        >>> import stylejax
        >>> from stylejax import jobs
        >>> from stylejax.signals import Interruption
        >>> watching = jobs.Watching(lambda progress: print(progress.evaluation), Interruption())
        >>> watching(stylejax.Progress(1, 100, 0.5))
        1
        False
    """

    show: Reporter
    interruption: Interruption
    ended: Callable[[], bool] = nobody

    @property
    def stopped(self) -> bool:
        """Whether a signal has come."""
        return self.interruption.signal > 0

    def __call__(self, progress: Progress) -> bool:
        self.interruption.begun = True
        self.show(progress)
        if self.ended() and not self.interruption.signal:
            self.interruption.signal = signal.SIGINT
        return self.stopped


@contextlib.contextmanager
def progress_until_stopped(console: Console, evaluations: int) -> Iterator[Watching]:
    """A callback that shows how far a run of so many evaluations is, and ends it when a signal comes."""
    with interruption(console.say) as interrupted, console.watch(evaluations) as show:
        yield Watching(show, interrupted, console.ended)


def noting_times(callback: Callback, clock: list[float]) -> Callback:
    """The callback, and when it was told of each evaluation, at the end of the clock."""

    def told(progress: Progress) -> bool | None:
        clock.append(time.perf_counter())
        return callback(progress)

    return told


def set_up_compiling(say: Callable[[str], None] = lambda line: None) -> None:
    """Keep compiled programs in the cache folder, unless the user has chosen another; `say` so where that fails.

    And have the garbage collector spare what is imported, and give back what compiling took.

    Args:
        say: hears why they are not kept.

    Example:
        >>> import jax
        >>> from stylejax import jobs
        >>> jobs.set_up_compiling(print)
        >>> bool(jax.config.jax_compilation_cache_dir)
        True
    """
    freeze_imported_objects()
    trim_memory_after_compiling()
    if "JAX_COMPILATION_CACHE_DIR" not in os.environ:
        jax.config.update("jax_compilation_cache_dir", _folder_for_programs(say))


def _folder_for_programs(say: Callable[[str], None]) -> str | None:
    """Where compiled programs are kept, None where nothing can be written there."""
    folder = cache_folder() / "compiled"
    try:
        make_folder(folder)
    except InputError as error:
        say(f"compiled programs are not kept, so the next start is as slow: {error}")
        return None
    return str(folder)


def in_words(error: Exception) -> InputError | None:
    """What is said where memory ran out, or another of several processes has gone; None of any other error."""
    return _out_of_memory(error) or _lost(error)


# How the runtime says that memory has run out, on CPU and elsewhere.
OUT_OF_MEMORY = ("RESOURCE_EXHAUSTED", "Out of memory", "out of memory", "failed to allocate")


def _out_of_memory(error: Exception) -> InputError | None:
    """What people can do where memory ran out; None of any other error."""
    if not isinstance(error, MemoryError) and not any(word in str(error) for word in OUT_OF_MEMORY):
        return None
    asked = re.search(r"allocat\w* (?:of )?(\d+)( bytes)?", str(error))
    amount = f" (the runtime asked for {int(asked[1]) / 2**30:.1f} GiB more)" if asked else ""
    return InputError(f"size: memory ran out{amount}; give a smaller size, or `memory` little")


# How collective operations say that another process is no longer there.
LOST = ("Gloo", "NCCL", "closed by peer", "reset by peer", "unhealthy", "UNAVAILABLE")


def _lost(error: Exception) -> InputError | None:
    """What is said where another of several processes has gone; None of any other error."""
    if jax.process_count() == 1 or not any(word in str(error) for word in LOST):
        return None
    return InputError("processes: another one has gone; what was painted until then is written")
