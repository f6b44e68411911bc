"""Work beside a run: a thread that takes what comes, in its order, and gives way to whoever paints."""

import contextlib
import os
import queue
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from ...errors import InputError

WAITING = 64  # things that may wait; a run that is faster than that waits for them
ROOM = 2**28  # bytes of them, about
GIVING_WAY = 19  # of a thread's niceness: it runs where nobody else would
END = object()


class Background:
    """A thread that does `work` on an iterator of what is `put`; the first error is said once, and ends the work.

    A thing is of about so many bytes (`size`). The thread has that niceness, by which others come first.

    Attributes:
        failed: whether an error has ended it.
        silent: whether errors are of no interest any more.
        seconds: that the work has taken so far.
    """

    def __init__(
        self,
        work: Callable[[Iterator[Any]], None],
        *,
        say: Callable[[str], None],
        what: str,
        size: int,
        niceness: int = GIVING_WAY,
    ) -> None:
        self.failed = self.silent = False
        self.seconds = 0.0
        self._unexpected: Exception | None = None
        self._work, self._say, self._what, self._niceness = work, say, what, niceness
        self._queue = queue.Queue[Any](max(2, min(WAITING, ROOM // size)))
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def put(self, thing: Any) -> None:
        """Hand over something; nothing becomes of it once there was an error."""
        while not self.failed:
            with contextlib.suppress(queue.Full):
                self._queue.put(thing, timeout=0.1)
                return

    def close(self) -> None:
        """Wait until all is done that was handed over. Raises what `work` raised that no run is to expect."""
        self.put(END)
        self._thread.join()
        if self._unexpected:
            raise self._unexpected

    def _things(self) -> Iterator[Any]:
        while (thing := self._queue.get()) is not END:
            began = time.perf_counter()
            yield thing
            self.seconds += time.perf_counter() - began

    def _run(self) -> None:
        with contextlib.suppress(AttributeError, OSError):  # where threads have no niceness of their own
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), self._niceness)
        try:
            self._work(self._things())
        except Exception as error:
            self.failed = True
            if not isinstance(error, InputError | OSError | MemoryError | ValueError):
                self._unexpected = error
            elif not self.silent:
                self._say(f"{self._what} ({str(error) or 'memory ran out'}); the run goes on without it")
