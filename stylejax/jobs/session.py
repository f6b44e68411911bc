"""Ctrl-C and SIGTERM as a wish to stop soon, not as an accident."""

import contextlib
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from types import FrameType


@dataclass
class Interruption:
    """The signal that asked for an end, or 0."""

    signal: int = 0

    @property
    def exit_code(self) -> int:
        """0, or as shells have it 128 plus the signal's number."""
        return 128 + self.signal if self.signal else 0


@contextlib.contextmanager
def interruption() -> Iterator[Interruption]:
    """Note SIGINT and SIGTERM instead of acting on them; the second one acts as it would have without us."""
    noted = Interruption()
    former = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def restore() -> None:
        for number, handler in former.items():
            signal.signal(number, handler)

    def note(number: int, frame: FrameType | None) -> None:
        noted.signal = number
        restore()

    for number in former:
        signal.signal(number, note)
    try:
        yield noted
    finally:
        restore()
