"""Print what films and pictures on the way cost: seconds with each beside seconds without, in turn."""

import contextlib
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from stylejax import jobs
from stylejax.settings import TransferSettings

WAYS = ("nothing", "film.webp", "film.mp4", "save")


def main(
    content: Annotated[Path, typer.Argument(help="The photo.")],
    style: Annotated[Path, typer.Argument(help="The painting.")],
    *,
    sizes: Annotated[str, typer.Option(help="Longest sides in pixels.")] = "256,512",
    steps: Annotated[int, typer.Option(help="Evaluations of a run.")] = 100,
    rounds: Annotated[int, typer.Option(help="Runs of each kind, in turn.")] = 3,
) -> None:
    """Medians of the wall's and the processor's seconds of whole runs; a first run of each size compiles."""
    heads = ("size", "watched by", "wall, s an evaluation", "ratio", "processor, s an evaluation", "ratio")
    print(f"| {' | '.join(heads)} |\n{'|---' * len(heads)}|")
    with tempfile.TemporaryDirectory() as name:
        for size in map(int, sizes.split(",")):
            run = _runner(Path(name), {"content": str(content), "style": str(style)}, size, steps)
            run("nothing")
            spent = [{way: run(way) for way in WAYS} for _ in range(rounds)]
            _print(size, {way: [each[way] for each in spent] for way in WAYS}, steps)


def _runner(folder: Path, files: dict[str, str], size: int, steps: int) -> Callable[[str], tuple[float, float]]:
    settings = TransferSettings(content=files["content"], style=files["style"], size=size, steps=steps)
    inputs = jobs.read_inputs(settings)

    def run(way: str) -> tuple[float, float]:
        film = folder / way if way.startswith("film") else None
        watch = jobs.Watch(film, 25 if way == "save" else None)
        began = time.perf_counter(), _processor()
        places = {"output": folder / "picture.png", "report": None, "watch": watch}
        jobs.paint_picture(settings, inputs, command="transfer", console=_silent(), **places)
        return time.perf_counter() - began[0], _processor() - began[1]

    return run


def _silent() -> jobs.Console:
    return jobs.Console(lambda line: None, lambda evaluations: contextlib.nullcontext(lambda progress: None))


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _print(size: int, spent: dict[str, list[tuple[float, float]]], steps: int) -> None:
    wall, processor = (
        {way: statistics.median(each[kind] for each in runs) / steps for way, runs in spent.items()} for kind in (0, 1)
    )
    for way in WAYS:
        of = [f"{kind[way]:.4f} | {kind[way] / kind['nothing']:.3f}" for kind in (wall, processor)]
        print(f"| {size} | {way} | {of[0]} | {of[1]} |")
    sys.stdout.flush()


if __name__ == "__main__":
    typer.run(main)
