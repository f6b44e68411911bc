"""The page of a studio beside the command: `python scripts/benchmarks/measure_studio.py photo.jpg painting.jpg`.

Measures, with Chromium and the extra `studio`: seconds until the page is open; seconds from Paint to the first picture,
with nothing compiled before and with all of it; the time from Paint to the file beside that of the command's own
evaluations, in turns; and the addresses other than this machine's that page or server spoke to.
"""

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psutil

sys.path.insert(0, str(Path(__file__).parents[2] / "tests" / "tools"))
import chromium  # pyrefly: ignore

PORT = 7895
ADDRESS = f"http://127.0.0.1:{PORT}/"


class Opened(NamedTuple):
    """An open page: seconds until it was there, those of the server on the processor, and where else they spoke to."""

    seconds: float
    processor: float
    tab: chromium.Tab
    elsewhere: set[str]


@contextlib.contextmanager
def opened(folder: Path, cache: Path) -> Iterator[Opened]:
    """A studio and its page, with a cache of compiled programs of its own."""
    command = [sys.executable, "-m", "stylejax", "studio", "-o", str(folder), "--port", str(PORT)]
    environment = {**os.environ, "STYLEJAX_CACHE": str(cache)}
    with chromium.tab() as tab:
        began, elsewhere = time.perf_counter(), set[str]()
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
            watching = threading.Thread(target=_watch, args=(process.pid, elsewhere), daemon=True)
            watching.start()
            try:
                assert process.stdout
                process.stdout.readline()
                tab.go(ADDRESS, width=1280, height=900)
                tab.until("!!document.querySelector('#live .empty')")
                spent = psutil.Process(process.pid).cpu_times()
                yield Opened(time.perf_counter() - began, spent.user + spent.system, tab, elsewhere)
                elsewhere |= {
                    address for address in tab.requests() if not address.startswith((ADDRESS, "data:", "blob:"))
                }
            finally:
                process.terminate()
                process.wait(60)


def _watch(process: int, elsewhere: set[str]) -> None:
    """Note where a process speaks to, until it ends."""
    with contextlib.suppress(psutil.Error):
        while True:
            for connection in psutil.Process(process).net_connections("inet"):
                if connection.raddr and connection.raddr.ip not in ("127.0.0.1", "::1"):
                    elsewhere.add(connection.raddr.ip)
            time.sleep(0.05)


def drop(tab: chromium.Tab, photo: Path, painting: Path) -> None:
    """Drop both pictures."""
    for name, path in (("photo", photo), ("paintings", painting)):
        tab.until(f"!!document.querySelector('#{name} input[type=file]')")
        tab.drop(f"#{name} input[type=file]", path.resolve())
        tab.until(f"!!document.querySelector('#{name}-seen img')")


def press(tab: chromium.Tab) -> tuple[float, float]:
    """Press Paint; seconds until the first picture, and when it was pressed."""
    pressed, when = time.perf_counter(), time.time()
    tab.click("#paint")
    tab.until("!!document.querySelector('#live img')")
    return time.perf_counter() - pressed, when


def painted(tab: chromium.Tab, folder: Path, pressed: float) -> float:
    """Seconds from Paint to the file."""
    tab.until("(document.querySelector('#live')?.innerText ?? '').includes('Finished')")
    return max(path.stat().st_mtime for path in folder.glob("*.png")) - pressed


def command_seconds(photo: Path, painting: Path, folder: Path, cache: Path) -> float:
    """Seconds of the evaluations of the command, what comes before and after them left out."""
    report = folder / "report.json"
    words = [str(photo), str(painting), "-o", str(folder / "command.png"), "--report", str(report), "-q"]
    environment = {**os.environ, "STYLEJAX_CACHE": str(cache)}
    subprocess.run([sys.executable, "-m", "stylejax", "transfer", *words], check=True, env=environment)
    return json.loads(report.read_text())["seconds"]


def listed(seconds: list[float]) -> str:
    """Seconds, one after the other."""
    return ", ".join(f"{each:.1f}" for each in seconds)


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photo", type=Path)
    parser.add_argument("painting", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    told = parser.parse_args()
    chromium.PATIENCE = 900.0
    with tempfile.TemporaryDirectory() as temporary:
        measure(told.photo, told.painting, Path(temporary), told.rounds)


def measure(photo: Path, painting: Path, folder: Path, rounds: int) -> None:
    """Measure in a folder, and print."""
    cache, elsewhere = folder / "cache", set[str]()
    opens, pages, commands = list[float](), list[float](), list[float]()
    firsts, processors = list[float](), list[float]()
    for number in range(rounds + 1):
        pictures = folder / f"pictures-{number}"
        with opened(pictures, cache) as studio:
            opens.append(studio.seconds)
            processors.append(studio.processor)
            drop(studio.tab, photo, painting)
            first, pressed = press(studio.tab)
            firsts.append(first)
            seconds = painted(studio.tab, pictures, pressed)
        elsewhere |= studio.elsewhere
        if number:
            pages.append(seconds)
            commands.append(command_seconds(photo, painting, folder, cache))
        print(
            f"round {number}: open {opens[-1]:.1f} s, first picture {first:.1f} s, painted in {seconds:.1f} s",
            flush=True,
        )
    ratios = [page / command for page, command in zip(pages, commands, strict=True)]
    print(f"page open after the command: {listed(opens)} s; of the processor for the server {listed(processors)} s")
    print(f"first picture: {firsts[0]:.1f} s with nothing compiled, then {listed(firsts[1:])} s")
    print(f"page {listed(pages)} s; command {listed(commands)} s")
    print(f"page / command: median {statistics.median(ratios):.3f} of {', '.join(f'{each:.3f}' for each in ratios)}")
    print(f"addresses elsewhere: {len(elsewhere)} {sorted(elsewhere) or ''}")


if __name__ == "__main__":
    main()
