"""Where a situation is made: a folder with pictures, and the program, run in processes of its own."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from demo_pictures.scene import draw_scene
from demo_pictures.strokes import draw_strokes
from stylejax.media.images import read_image

CHECKOUT = Path(__file__).parents[3]
LONGEST = 120.0  # seconds for one run
SMALL = ("--size", "64", "--steps", "12")
PAIR = ("c.png", "s.png")


@dataclass(frozen=True)
class Done:
    """How a run ended."""

    code: int
    out: str
    error: str
    seconds: float

    @property
    def line(self) -> str:
        """What it answered bad input: one line, exit 2, nothing else."""
        assert self.code == 2, f"exit {self.code}: {self.error[-200:]}"
        lines = self.error.strip().splitlines()
        answers = [line for line in lines if line.startswith("error: ")]
        assert len(answers) == 1, self.error[-300:]
        assert "Traceback" not in self.error, self.error[-300:]
        return answers[0]

    @property
    def said(self) -> str:
        """All it said, where it ended well."""
        assert self.code == 0, f"exit {self.code}: {self.error[-300:]}"
        return self.out + self.error


class Studio:
    """A folder with a content and a style picture of 96 pixels, and one cache for what all compile."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self.folder, self.cache = folder, cache
        folder.mkdir()
        (folder / "tmp").mkdir()
        draw_scene(96, 0).convert("RGB").save(folder / "c.png")
        draw_strokes(96, 0).convert("RGB").save(folder / "s.png")

    def __truediv__(self, name: str) -> Path:
        return self.folder / name

    def run(self, *words: Any, shell: str = "", environment: Mapping[str, str | None] | None = None) -> Done:
        """Run the program to its end; `shell` are commands before it, in the same shell."""
        began = time.monotonic()
        process = self.started(*words, shell=shell, environment=environment)
        try:
            out, error = process.communicate(timeout=LONGEST)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise AssertionError(f"no end within {LONGEST:.0f} s") from None
        return Done(process.returncode, out, error, time.monotonic() - began)

    def started(
        self, *words: Any, shell: str = "", environment: Mapping[str, str | None] | None = None
    ) -> subprocess.Popen[str]:
        """Begin to run the program."""
        command = [sys.executable, "-m", "stylejax", *map(str, words)]
        if shell:
            command = ["bash", "-c", f'{shell}\nexec "$@"', "bash", *command]
        return subprocess.Popen(
            command,
            cwd=self.folder,
            env=self._environment(environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
        )

    def _environment(self, changes: Mapping[str, str | None]) -> dict[str, str]:
        ours = {
            **os.environ,
            "PYTHONPATH": f"{CHECKOUT}{os.pathsep}{os.environ.get('PYTHONPATH', '')}",
            "STYLEJAX_CACHE": str(self.cache),
            "TMPDIR": str(self.folder / "tmp"),
            "COLUMNS": "80",
        }
        return {name: value for name, value in {**ours, **changes}.items() if value is not None}

    def paint(self, *words: Any, **more: Any) -> Done:
        """A small transfer of the two pictures."""
        return self.run("transfer", *PAIR, *SMALL, *words, **more)

    def python(self, program: str, **environment: str) -> str:
        """What a program in Python prints that imports stylejax; it must end well and say nothing else."""
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=self.folder,
            env=self._environment(environment),
            capture_output=True,
            text=True,
            timeout=2 * LONGEST,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-300:]
        return done.stdout.strip()

    def mean(self, name: str) -> np.ndarray:
        """The mean color of a picture."""
        return read_image(self / name).mean((0, 1))


def signaled(process: subprocess.Popen[str], number: signal.Signals, *, after: str = "", seconds: float = 0.0) -> Done:
    """Send a signal some seconds after the process has printed a line of that pattern, and wait for its end."""
    assert process.stderr is not None
    heard = ""
    while after and not re.search(after, heard):
        line = process.stderr.readline()
        assert line, f"it ended before it said {after!r}: {heard[-200:]}"
        heard += line
    time.sleep(seconds)
    process.send_signal(number)
    began = time.monotonic()
    out, error = process.communicate(timeout=LONGEST)
    return Done(process.returncode, out, heard + error, time.monotonic() - began)


def refused(call: Callable[[], object]) -> str:
    """The one line of an InputError."""
    from stylejax import InputError

    try:
        call()
    except InputError as error:
        message = str(error)
    else:
        raise AssertionError("accepted")
    assert "\n" not in message, message
    return message
