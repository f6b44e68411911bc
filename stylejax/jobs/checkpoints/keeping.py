"""An observer that keeps a run in a file, as often as that costs next to nothing."""

import contextlib
import dataclasses
import shutil
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jax

from ...errors import InputError
from ...files import is_file, whole_file
from ...synthesis.loops import Moment, halfway_of
from ...synthesis.runs import Callback, Progress
from .locks import is_locked_by, locked, released
from .packing import bytes_of
from .storing import Kept, write_kept

SECONDS_BETWEEN = 30.0
SHARE_OF_TIME = 0.02
ROOM = 1.1  # times its bytes that a disk must have free


@dataclasses.dataclass
class Keeper:
    """Keeps where a run stands: at most once in 30 s, and in at most 2 % of the time; and where it is stopped.

    Attributes:
        path: the file.
        about: what is kept beside the state, see `Kept`.
        say: to whoever waits, why it is not kept.
        least: seconds that the whole run must take, by what is known of it, to be worth keeping.
        halfway: where the run goes on; None where it begins.
        lock: what has the file locked.
        stands: what is kept of what an observer is shown.
        stays: whether it is kept at the end too, for those who want more of it.

    Example:
        >>> from pathlib import Path
        >>> from stylejax import jobs
        >>> keeper = jobs.checkpoints.Keeper(Path("out.png.checkpoint"), {}, print, least=300.0)
        >>> keeper.wants(1)
        False
    """

    path: Path
    about: Mapping[str, Any]
    say: Callable[[str], None]
    least: float
    halfway: Any = None
    lock: int | None = None
    stands: Callable[[Moment], Any] = halfway_of
    stays: bool = False
    began: float = dataclasses.field(default_factory=lambda: time.monotonic())
    _share: float = 0.0
    _pause: float = 0.0
    _last: float = dataclasses.field(default_factory=lambda: time.monotonic())
    _given_up: bool = False
    _stopped: bool = False
    _at_end: bool = False

    def hearing(self, callback: Callback) -> Callback:
        """The callback; the keeper hears how far the run is."""

        def told(progress: Progress) -> bool:
            self._share, self._at_end = progress.done, progress.evaluation + 1 >= progress.steps
            self._stopped = bool(callback(progress))
            return self._stopped

        return told

    def wants(self, evaluation: int, /) -> bool:
        """Whether it is time."""
        now = time.monotonic()
        whole = (now - self.began) / self._share if self._share else 0.0
        due = self._stopped or (self.stays and self._at_end) or now - self._last >= max(SECONDS_BETWEEN, self._pause)
        return not self._given_up and due and whole >= self.least

    def see(self, moment: Moment, /) -> None:
        """Keep the state; where that cannot be done, say so once, and let the run go on."""
        jax.block_until_ready(moment.state)
        began = time.monotonic()
        try:
            self._keep(Kept(self.about, self.stands(moment)))
        except (InputError, MemoryError) as error:
            self._given_up = True
            self.say(f"the run cannot be gone on with if it is ended: {str(error) or 'memory ran out'}")
        self._last = time.monotonic()
        self._pause = (self._last - began) / SHARE_OF_TIME

    def _keep(self, kept: Kept) -> None:
        if is_file(self.path) and not is_locked_by(self.lock, self.path):
            raise InputError(f"{self.path}: has come to be another run's")
        _check_room(self.path, bytes_of(kept.halfway))
        with whole_file(self.path) as temporary:
            write_kept(temporary, kept)
            lock = locked(temporary)  # before it has its name, so that nobody else takes it
        released(self.lock)
        self.lock = lock

    def remove(self) -> None:
        """Remove the file, unless it stays, as what is painted is written."""
        if not self.stays and is_locked_by(self.lock, self.path):
            with contextlib.suppress(OSError):
                self.path.unlink()

    def release(self) -> None:
        """Leave the file to others; of a run that was stopped, say how it goes on."""
        if self._stopped and is_locked_by(self.lock, self.path):
            self.say(f"{self.path}: the same command goes on from there")
        released(self.lock)
        self.lock = None


def _check_room(path: Path, needed: int) -> None:
    try:
        free = shutil.disk_usage(path.parent).free
    except OSError:
        return
    if free < ROOM * needed:
        raise InputError(f"{path}: needs {needed / 1e6:.0f} MB, and the disk has {free / 1e6:.0f} MB; make room")
