"""One engine for all who look: paintings wait for a device, and are painted as the commands paint them."""

import contextlib
import dataclasses
import functools
import itertools
import logging
import os
import shutil
import threading
import time
from pathlib import Path
from typing import Any

import jax

from ..errors import InputError
from ..files import is_file, json_text
from ..jobs.checkpoints.resuming import CheckpointFile, beside
from ..jobs.inputs.named import network_named
from ..jobs.inputs.reading import read_inputs
from ..jobs.pictures import paint_picture
from ..jobs.session import set_up_compiling
from ..settings import DEFAULTS, TransferSettings
from .folders import write_text
from .screens import Screen

WAITING, PAINTING, STOPPED, FINISHED, FAILED = "waiting", "painting", "stopped", "finished", "failed"
MOST_WAITING = 40
SIGNALS = 128  # exit codes from here on are of runs that were stopped

log = logging.getLogger(__name__)


@dataclasses.dataclass
class Painting:
    """A picture that is to be painted, is being painted, or was.

    Attributes:
        title: what it is of, in words.
        settings: all of them, with files that are there until it is finished.
        asked: the same, with files where whoever asked for it has them.
        output: where it goes.
        folder: of its own, with what it needs until it is finished; None where that is kept elsewhere.
        screen: what is seen of it.
        state: one of the words above.
        error: what was wrong, in words.
        seconds: that it took.
        number: by which it is known.
    """

    title: str
    settings: TransferSettings
    asked: TransferSettings
    output: Path
    folder: Path | None = None
    screen: Screen = dataclasses.field(default_factory=Screen)
    state: str = WAITING
    error: str = ""
    seconds: float = 0.0
    ending: bool = False
    number: int = dataclasses.field(default_factory=functools.partial(next, itertools.count(1)))

    @property
    def is_under_way(self) -> bool:
        """Whether it waits or is being painted."""
        return self.state in (WAITING, PAINTING)

    @property
    def checkpoint(self) -> CheckpointFile | None:
        """Where it is kept while it is painted."""
        return CheckpointFile(beside(self.folder / self.output.name), 0.0) if self.folder else None


class Engine:
    """Paints what waits, one picture at a time on each device.

    Example:
        >>> from stylejax import studio
        >>> engine = studio.Engine("compact")
        >>> engine.all_under_way
        []
    """

    def __init__(self, network: str = DEFAULTS.network) -> None:
        self._network = network
        self._change = threading.Condition()
        self._waiting: list[Painting] = []
        self._under_way: list[Painting] = []
        self._closed = False
        self._load = functools.cache(network_named)
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin to paint, with a thread for each device, and get ready what every picture needs."""
        self._threads = [threading.Thread(target=self._work, args=(device,), daemon=True) for device in _devices()]
        for thread in self._threads:
            thread.start()

    def put(self, painting: Painting) -> None:
        """Have a painting wait its turn. Raises InputError where too many wait."""
        with self._change:
            if len(self._waiting) >= MOST_WAITING:
                raise InputError(f"queue: {MOST_WAITING} pictures wait already; wait for some of them")
            painting.state, painting.ending, painting.error = WAITING, False, ""
            if painting.folder:
                note(painting)
            self._waiting.append(painting)
            self._change.notify()

    def stop(self, painting: Painting) -> None:
        """End a painting: one that waits at once, one that is being painted after the evaluation under way."""
        with self._change:
            painting.ending = True
            if painting in self._waiting:
                self._waiting.remove(painting)
                painting.state = STOPPED

    def before(self, painting: Painting) -> int:
        """How many pictures are painted before one that waits."""
        with self._change:
            waiting = self._waiting.index(painting) if painting in self._waiting else 0
            return waiting + len(self._under_way) if painting in self._waiting else 0

    @property
    def all_under_way(self) -> list[Painting]:
        """What is being painted, and then what waits, in its order."""
        with self._change:
            return [*self._under_way, *self._waiting]

    def close(self) -> None:
        """Stop what is being painted, which is kept, and wait until it is."""
        with self._change:
            self._closed = True
            self._waiting.clear()
            for painting in self._under_way:
                painting.ending = True
            self._change.notify_all()
        for thread in self._threads:
            thread.join()

    def _work(self, device: jax.Device) -> None:
        with jax.default_device(device), contextlib.suppress(InputError):
            self._load(self._network, None)
        while painting := self._next():
            with jax.default_device(device):
                self._paint(painting)
            with self._change:
                self._under_way.remove(painting)

    def _next(self) -> Painting | None:
        with self._change:
            self._change.wait_for(lambda: self._waiting or self._closed)
            if self._closed:
                return None
            painting = self._waiting.pop(0)
            painting.state = PAINTING
            self._under_way.append(painting)
            return painting

    def _paint(self, painting: Painting) -> None:
        began = time.monotonic()
        state, painting.error = self._ended(painting)
        painting.seconds += time.monotonic() - began
        _put_in_place(painting.output)
        kept = painting.checkpoint
        if painting.folder and (state == FINISHED or (state == FAILED and kept and not is_file(kept.path))):
            shutil.rmtree(painting.folder, ignore_errors=True)
        painting.state = state

    def _ended(self, painting: Painting) -> tuple[str, str]:
        """How a painting ended, and what was wrong; the next one is painted whatever it was."""
        try:
            console = painting.screen.console(ended=lambda: painting.ending)
            inputs = read_inputs(painting.settings, load=self._load)
            places = {"output": painting.output, "report": None, "checkpoint": painting.checkpoint}
            code = paint_picture(painting.settings, inputs, command="transfer", console=console, **places)
            return (STOPPED if code >= SIGNALS else FINISHED), ""
        except InputError as error:
            return FAILED, str(error)
        except Exception:
            log.exception("a painting failed")
            return FAILED, "something went wrong; the terminal of the studio says what"


def _put_in_place(output: Path) -> None:
    """Have a picture that was stopped again take the place of what it was when it was stopped before."""
    with contextlib.suppress(FileNotFoundError):
        os.replace(output.with_name(f"{output.stem}.stopped{output.suffix}"), output)


def note(painting: Painting) -> None:
    """Write down what a painting is, so that it can be gone on with after whatever ends the studio."""
    assert painting.folder
    told: dict[str, Any] = {
        "title": painting.title,
        "output": painting.output.name,
        "settings": dataclasses.asdict(painting.settings),
    }
    write_text(painting.folder / "run.json", json_text(told))


def _devices() -> list[jax.Device]:
    set_up_compiling()
    return jax.local_devices()
