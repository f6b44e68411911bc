"""End runs by signals at random moments, from their start to their last file, and see that nothing is half or lost.

Those that are kept are gone on with, to the picture of one that was not ended.
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[2] / "examples"))

from demo_pictures.scene import draw_scene
from demo_pictures.strokes import draw_strokes
from stylejax.errors import InputError
from stylejax.media.images import read_picture
from stylejax.media.records import read_record

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL)
EARLIEST = 0.02  # seconds after the start
LONGEST = 30.0  # seconds from a signal to the end
WHILE_PAINTING = (0.6, 1.0)  # of a run's time, when there is something to go on with
BEFORE_ITS_FIRST_LINE = 1.0  # seconds that Python may need, on a machine that has much to do
MEANWHILE = 0.5  # seconds in which a process may have been about to end by itself
OF_A_PAGE = ("content.png", "style.png")  # what was given, beside what was painted of it
PAIR = ("photos/a.png", "painting.png")
KEPT = ("--checkpoint", "out.png.checkpoint")

RUNS = {
    "transfer": ["transfer", *PAIR, "-o", "out.png", "--size", "64", "--steps", "60", "--report", "out.json"],
    "sweep": ["sweep", *PAIR, "-o", "out.png", "--size", "64", "--steps", "30", "--strengths", "0.2,0.7"],
    "batch": ["batch", "photos", "painting.png", "-o", "out", "--size", "64", "--steps", "20"],
    "compare": [
        *("compare", *PAIR, "-o", "out.png", "--html", "out", "--size", "64", "--steps", "8"),
        *("--network", "compact", "--artists", "paper,satoshi"),
    ],
    "resume transfer": ["transfer", *PAIR, "-o", "out.png", "--size", "64", "--levels", "2", "--steps", "300", *KEPT],
    "resume sweep": [
        *("sweep", *PAIR, "-o", "out.png", "--size", "64", "--levels", "2", "--steps", "100"),
        *("--strengths", "0.2,0.5,0.7", *KEPT),
    ],
    "resume batch": ["batch", "photos", "painting.png", "-o", "out", "--size", "64", "--steps", "200", *KEPT],
}

# Of runs that are gone on with after they were killed: kept after every evaluation, as no user would have it. What says
# so is changed as it is imported, so that a signal finds the program as it always begins.
OFTEN = """
import importlib.util, sys

class Often:
    def find_spec(self, name, path=None, target=None):
        if name != "stylejax.jobs.checkpoints.keeping":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        execute = spec.loader.exec_module

        def changed(module):
            execute(module)
            module.SECONDS_BETWEEN, module.SHARE_OF_TIME = 0, 1e9

        spec.loader.exec_module = changed
        return spec

sys.meta_path.insert(0, Often())
from stylejax.__main__ import main
main()
"""
PROGRAMS = {name: ["-c", OFTEN] for name in RUNS if name.startswith("resume ")}


@dataclass
class Tally:
    """What became of the runs of one command."""

    codes: Counter[str] = field(default_factory=Counter)
    pictures: int = 0
    resumed: int = 0
    slowest: float = 0.0
    findings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Kill:
    """A run, the signal that ends it and when, where a finished one lies, if any, and what is compiled already.

    `whole` is where one lies in any case.
    """

    command: str
    number: signal.Signals
    moment: float
    finished: Path | None
    cache: Path
    whole: Path

    @property
    def name(self) -> str:
        """What is said of it."""
        return f"{self.command} {self.number.name} at {self.moment:.2f} s{' over a finished one' * bool(self.finished)}"


def main(
    kills: Annotated[int, typer.Option(min=1, help="How many of each command.")] = 15,
    seed: Annotated[int, typer.Option(help="Equal seeds give equal moments.")] = 0,
    only: Annotated[list[str] | None, typer.Option(help=f"A command, or several: {', '.join(RUNS)}.")] = None,
) -> None:
    """Kill runs by INT, TERM, HUP and KILL, print what became of them; exit 1 if anything is lost, late or half."""
    began, tallies = time.monotonic(), dict[str, Tally]()
    with tempfile.TemporaryDirectory() as name:
        for command in only or RUNS:
            tallies[command] = tally = Tally()
            for kill in _kills(Path(name), command, kills, random.Random(f"{seed} {command}")):
                _carry_out(kill, tally)
            typer.echo(_described(command, tally))
    typer.echo(f"{kills * len(tallies)} kills in {time.monotonic() - began:.0f} s")
    raise typer.Exit(any(tally.findings for tally in tallies.values()))


def _kills(folder: Path, command: str, count: int, chance: random.Random) -> Iterator[Kill]:
    """The kills of a command; every third finds nothing compiled, every second a finished run's files."""
    finished, cache = _studio(folder / command), folder / "cache"
    seconds = _whole_run(finished, command, cache)
    for number in range(count):
        empty = folder / f"{command}-cache-{number}"
        within = seconds * chance.choice((0.1, 0.5, 1.0, 1.1))
        moment = max(EARLIEST, chance.random() * within)
        yield Kill(
            command=command,
            number=SIGNALS[number % len(SIGNALS)],
            moment=seconds * chance.uniform(*WHILE_PAINTING) if command in PROGRAMS else moment,
            finished=finished if chance.random() < 0.5 else None,
            cache=empty if number % 3 == 2 else cache,
            whole=finished,
        )


def _studio(folder: Path) -> Path:
    (folder / "photos").mkdir(parents=True)
    for number, name in enumerate("abc"):
        draw_scene(80, number).save(folder / "photos" / f"{name}.png")
    draw_strokes(80, 0).save(folder / "painting.png")
    return folder


def _started(folder: Path, command: str, cache: Path) -> subprocess.Popen[bytes]:
    (folder / "tmp").mkdir(exist_ok=True)
    paths = os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "STYLEJAX_CACHE": str(cache), "TMPDIR": str(folder / "tmp"), "PYTHONPATH": paths}
    words = [sys.executable, *PROGRAMS.get(command, ["-m", "stylejax"]), *RUNS[command]]
    return subprocess.Popen(
        words, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )


def _whole_run(folder: Path, command: str, cache: Path) -> float:
    """Run a command to its end, and once more with all compiled; seconds of the second."""
    for _ in range(2):
        for path in [*_outputs(folder, ".png")]:
            path.unlink()
        began = time.monotonic()
        process = _started(folder, command, cache)
        _, said = process.communicate()
        if process.returncode:
            raise SystemExit(f"error: {command} ends with {process.returncode}: {said.decode()}")
    return time.monotonic() - began


def _carry_out(kill: Kill, tally: Tally) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = _studio(Path(name, "studio"))
        before = _copied(kill.finished, folder) if kill.finished else {}
        process = _started(folder, kill.command, kill.cache)
        time.sleep(kill.moment)
        running = process.poll() is None
        process.send_signal(kill.number)
        heard = time.monotonic()
        late = _wait(process)
        seconds = time.monotonic() - heard
        code = process.returncode
        tally.codes[f"{kill.number.name[3:]}:{code}"] += 1
        tally.slowest = max(tally.slowest, seconds)
        found = ["still runs after 30 s"] if late else []
        found += [] if not running or _is_right(kill, code, seconds) else [f"exit code {code} after {seconds:.1f} s"]
        found += list(_what_is_wrong(folder, before, kill, code))
        if kill.command in PROGRAMS:
            tally.resumed += (folder / KEPT[1]).exists()
            found += list(_what_is_wrong_afterwards(folder, kill))
        tally.pictures += sum(1 for _ in _outputs(folder, ".png"))
        tally.findings += [f"{kill.name}: {what}" for what in found]


def _what_is_wrong_afterwards(folder: Path, kill: Kill) -> Iterator[str]:
    """Go on with the run that was killed; its pictures are those of one that was not, and nothing else is left."""
    process = _started(folder, kill.command, kill.cache)
    _, said = process.communicate()
    if process.returncode:
        yield f"going on ends with {process.returncode}: {said.decode().splitlines()[-1:]}"
        return
    for path in _outputs(kill.whole, ".png"):
        painted = folder / path.relative_to(kill.whole)
        same = np.array_equal(read_picture(painted).image, read_picture(path).image)
        if not same or read_record(painted) != read_record(path):
            yield f"{path.name}: going on paints another picture"
    if (folder / KEPT[1]).exists():
        yield "the checkpoint is left behind"


def _wait(process: subprocess.Popen[bytes]) -> bool:
    """Wait for the end; whether it had to be forced."""
    try:
        process.communicate(timeout=LONGEST)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return True
    return False


def _copied(finished: Path, folder: Path) -> dict[Path, bytes]:
    """Put the files of a finished run where this one's go; what they hold. Of a batch one picture is left out."""
    held = {}
    for path in [*_outputs(finished, ".png"), *_outputs(finished, ".json"), *_outputs(finished, ".html")]:
        target = folder / path.relative_to(finished)
        if path.name != "c.png":
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(path.read_bytes())
            held[target] = path.read_bytes()
    return held


def _outputs(folder: Path, suffix: str) -> Iterator[Path]:
    found = [path for path in folder.rglob(f"*{suffix}") if path.name[0] != "."]
    return (path for path in found if path.relative_to(folder).parts[0].startswith("out"))


def _is_right(kill: Kill, code: int, seconds: float) -> bool:
    if code == -kill.number and (kill.number == signal.SIGKILL or kill.moment < BEFORE_ITS_FIRST_LINE):
        return True
    return code == 128 + kill.number or (code == 0 and seconds < MEANWHILE)


def _what_is_wrong(folder: Path, before: dict[Path, bytes], kill: Kill, code: int) -> Iterator[str]:
    left = [path.name for path in folder.rglob("*") if path.name.startswith((".stylejax-", "stylejax-"))]
    if left and kill.number != signal.SIGKILL:
        yield f"left behind: {', '.join(left)}"
    for path, content in before.items():
        if not path.exists() or (path.read_bytes() != content and path.suffix == ".png" and _is_stopped(path)):
            yield f"{path.name}: a finished file is replaced by less"
    for path in [*_outputs(folder, ".png"), *_outputs(folder, ".json")]:
        yield from _what_is_unreadable(path)


def _is_stopped(path: Path) -> bool:
    return '"stopped"' in json.dumps(read_record(path))


def _what_is_unreadable(path: Path) -> Iterator[str]:
    try:
        if path.suffix == ".json":
            json.loads(path.read_text())
        else:
            read_picture(path)
            if path.name not in OF_A_PAGE:
                read_record(path)
    except (InputError, ValueError) as error:
        yield str(error)


def _described(command: str, tally: Tally) -> str:
    codes = ", ".join(f"{count} {code}" for code, count in sorted(tally.codes.items()))
    pictures = f"{tally.pictures} pictures, {tally.resumed} gone on with"
    line = f"{command:10} {codes}; {pictures}, slowest end {tally.slowest:.1f} s"
    return "\n".join([line, *(f"  {finding}" for finding in tally.findings)])


if __name__ == "__main__":
    typer.run(main)
