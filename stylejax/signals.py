"""Signals that ask for an end: heard from the first line of a program to the last, and answered at once."""

import _thread
import contextlib
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FrameType
from typing import Any

from .files import remove_temporary_files

# What asks for an end: a key, a system that shuts down, and, where there are such, a terminal that has gone.
SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
WHO = {"SIGINT": "by Ctrl-C", "SIGTERM": "by a request to end (SIGTERM)", "SIGHUP": "as the terminal has gone (SIGHUP)"}
HEARD = "stopping: what is painted so far is kept; a second signal ends at once"


def who_stopped(number: int) -> str:
    """What stopped a run, in words."""
    return WHO[signal.Signals(number).name]


@dataclass
class Interruption:
    """The signal that asked for an end, or 0; whether there is something that an end would lose, or it is at an end."""

    signal: int = 0
    begun: bool = False
    ending: bool = False
    say: Callable[[str], None] = lambda line: None

    @property
    def exit_code(self) -> int:
        """0, or as shells have it 128 plus the signal's number."""
        return 128 + self.signal if self.signal else 0


class Listener:
    """What becomes of a signal that finds a run with something to lose: the first is noted there, the second ends it.

    Every other one ends the program by `leave`.
    """

    def __init__(self, leave: Callable[[int], None], end_run: Callable[[int], None]) -> None:
        self.leave, self.end_run = leave, end_run
        self.own = 0
        self.run: Interruption | None = None

    def hear(self, number: int) -> None:
        """Take a signal."""
        run = self.run
        if self.own:
            self.own -= 1
            return
        if run is None or not run.begun or run.ending:
            self.leave(number)
            return
        if run.signal:
            run.ending = True
            self.end_run(number)
            return
        run.signal = number
        with contextlib.suppress(OSError, ValueError):  # there may be nobody left to tell
            run.say(HEARD)


_listener: Listener | None = None


@contextlib.contextmanager
def listening(leave: Callable[[int], None]) -> Iterator[Listener]:
    """Hear signals in a thread of its own until the block ends; to be entered in the main thread.

    The main thread may be deep in a compiler, where it would hear nothing for a minute.
    """
    global _listener
    before, _listener = _listener, Listener(leave, _wake_main_thread)
    reader, writer = socket.socketpair()
    writer.setblocking(False)
    threading.Thread(target=_listen, args=(reader, _listener.hear), daemon=True).start()
    with _handled_by(_written_to_the_socket):
        wakeup = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
        try:
            yield _listener
        finally:
            _listener = before
            signal.set_wakeup_fd(wakeup)
            writer.close()


def _wake_main_thread(number: int) -> None:
    """Have the handler called there; the signal that does so is heard here, too."""
    if _listener:
        _listener.own += 1
    _thread.interrupt_main(signal.Signals(number))


def _written_to_the_socket(number: int, frame: FrameType | None) -> None:
    """Python writes each signal that has a handler to the socket, whatever the main thread is doing.

    There, all that is under way is given up once the run is to end, and what is painted is written.
    """
    run = _listener.run if _listener else None
    if run and run.ending:
        raise SystemExit(run.exit_code)


def _listen(reader: socket.socket, hear: Callable[[int], None]) -> None:
    with reader:
        while heard := reader.recv(1):
            if heard[0] in SIGNALS:
                hear(heard[0])


@contextlib.contextmanager
def _handled_by(handler: Callable[[int, FrameType | None], None]) -> Iterator[Callable[[], None]]:
    """Hand signals to a handler; what is yielded gives them back. A hang-up that `nohup` has ignored stays ignored."""
    former = {number: signal.getsignal(number) for number in SIGNALS}
    former = {number: old for number, old in former.items() if not _is_nohup(number, old)}

    def restore() -> None:
        for number, old in former.items():
            signal.signal(number, old)

    for number in former:
        signal.signal(number, handler)
    try:
        yield restore
    finally:
        restore()


def _is_nohup(number: int, handler: Any) -> bool:
    return handler == signal.SIG_IGN and number == getattr(signal, "SIGHUP", None)


@contextlib.contextmanager
def interruption(say: Callable[[str], None] = lambda line: None) -> Iterator[Interruption]:
    """Note in what is yielded the signal that asks for an end, and `say` so, once `begun` is set there.

    Before, and at the second one, the program is left, or, where it is not ours that is `listening`, a signal acts as
    it would have without us. Signals come to the main thread alone; in another one nothing is noted.
    """
    noted = Interruption(say=say)
    if threading.current_thread() is not threading.main_thread():
        yield noted
    elif _listener:
        before, _listener.run = _listener.run, noted
        try:
            yield noted
        finally:
            _listener.run = before
    else:
        with _heard_in_the_main_thread(noted):
            yield noted


@contextlib.contextmanager
def _heard_in_the_main_thread(noted: Interruption) -> Iterator[None]:
    def as_without_us(number: int) -> None:
        restore()
        signal.raise_signal(number)

    listener = Listener(as_without_us, as_without_us)
    listener.run = noted
    with _handled_by(lambda number, frame: listener.hear(number)) as restore:
        yield


def leave_program(number: int) -> None:
    """End the program here and now, without a half-written file; nothing waits for what the main thread is doing."""
    remove_temporary_files()
    with contextlib.suppress(OSError, ValueError):
        show_cursor = "\x1b[?25h" if sys.stderr.isatty() else ""
        os.write(2, f"{show_cursor}stopped {who_stopped(number)}\n".encode())
    os._exit(128 + number)
