"""The first picture: pairs painted with no option, and as it was done before, on one sheet and in one table."""

import dataclasses
import json
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from PIL import Image

from benchmarking.grain import as_large, grain_of
from stylejax.jobs import paint_one, read_inputs, set_up_compiling
from stylejax.settings import TransferSettings
from stylejax.synthesis import Progress, Result

GAP = 8  # white pixels between pictures
# What the command painted with no option before it painted from coarse to fine.
BEFORE = {"init": "noise", "content_weight": 1.0, "levels": 1, "steps": 150}


@dataclasses.dataclass
class Clock:
    """When a run was told of each evaluation, and at which level it was."""

    began: float = dataclasses.field(default_factory=time.perf_counter)
    times: list[float] = dataclasses.field(default_factory=list)
    levels: list[int] = dataclasses.field(default_factory=list)

    def __call__(self, progress: Progress) -> None:
        self.times.append(time.perf_counter() - self.began)
        self.levels.append(progress.level.number if progress.level else 1)

    @property
    def without_compiling(self) -> float:
        """Seconds, the first evaluation of each level counted as the level's others are."""
        steps, seconds = np.diff([0.0, *self.times]), 0.0
        for level in sorted(set(self.levels)):
            mine = [step for step, at in zip(steps, self.levels, strict=True) if at == level]
            seconds += sum(mine[1:]) + statistics.median(mine[1:] or mine)
        return seconds


def paint(settings: TransferSettings) -> tuple[Result, Clock, tuple[np.ndarray, np.ndarray]]:
    """The picture of some settings as `stylejax transfer` paints it, its clock, and photo and painting."""
    inputs, clock = read_inputs(settings), Clock()
    result = paint_one(settings, inputs, clock)
    return result, clock, (inputs.content.image, inputs.style.image)


def row_of(settings: TransferSettings, before: TransferSettings | None) -> tuple[dict[str, Any], list[np.ndarray]]:
    """A line of the table, and the pictures of a line of the sheet."""
    result, clock, pictures = paint(settings)
    image = np.asarray(result.image)
    painting = grain_of(as_large(pictures[1], max(image.shape[:2])))
    mine = grain_of(as_written(image))
    smaller = max(Image.open(settings.style).size) < max(image.shape[:2])
    line = {
        "pair": f"{Path(settings.content).stem} x {Path(settings.style).stem}",
        "color_over_brightness": mine.color_over_brightness,
        "limit": max(0.2, 1.2 * painting.color_over_brightness),
        "brightness_over_painting": (mine.brightness / painting.brightness).tolist(),
        "painting_is_smaller": smaller,
        "evaluations": result.evaluations,
        "objective": result.lowest,
        "seconds": clock.times[-1],
        "seconds_without_compiling": clock.without_compiling,
    }
    shown = [*pictures, image]
    if before:
        old, old_clock, _ = paint(before)
        old_image = np.asarray(old.image)
        shown.append(old_image)
        line["before"] = {
            "color_over_brightness": grain_of(as_written(old_image)).color_over_brightness,
            "seconds": old_clock.times[-1],
            "seconds_without_compiling": old_clock.without_compiling,
        }
    return line, shown


def as_written(image: np.ndarray) -> np.ndarray:
    """The picture rounded as a file of 8 bits has it."""
    return np.asarray(np.rint(255 * image) / 255)


def table(lines: Sequence[dict[str, Any]]) -> str:
    """The lines as Markdown."""
    heads = ("pair", "finest color / brightness (limit)", "brightness / painting's, finest first", "evaluations")
    heads += ("objective", "seconds, compiling left out", "share of before")
    rows = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for line in lines:
        before = line.get("before")
        share = f"{line['seconds_without_compiling'] / before['seconds_without_compiling']:.2f}" if before else "-"
        octaves = ", ".join(f"{ratio:.2f}" for ratio in line["brightness_over_painting"])
        note = " (smaller painting)" if line["painting_is_smaller"] else ""
        color = f"{line['color_over_brightness']:.2f} ({line['limit']:.2f})"
        seconds = f"{line['seconds']:.0f}, {line['seconds_without_compiling']:.0f}"
        cells = [line["pair"], color, octaves + note, line["evaluations"], f"{line['objective']:.4g}", seconds, share]
        rows.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(rows)


def sheet(rows: Sequence[Sequence[np.ndarray]]) -> Image.Image:
    """Rows of pictures, each in a cell as large as the largest."""
    side = max(max(image.shape[:2]) for row in rows for image in row) + GAP
    heights = [max(image.shape[0] for image in row) + GAP for row in rows]
    page = Image.new("RGB", (side * max(map(len, rows)), sum(heights)), "white")
    for row, top in zip(rows, np.cumsum([0, *heights]), strict=False):
        for column, image in enumerate(row):
            page.paste(Image.fromarray(np.uint8(np.clip(image, 0, 1) * 255 + 0.5)), (column * side, int(top)))
    return page


def main(
    pictures: Annotated[list[Path], typer.Argument(help="Photo and painting, photo and painting, ...")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The sheet to write.")] = Path("pairs.jpg"),
    size: Annotated[int | None, typer.Option(help="Longest side in pixels.", show_default="the command's own")] = None,
    numbers: Annotated[Path | None, typer.Option(help="Write all numbers as JSON, too.")] = None,
    alone: Annotated[bool, typer.Option("--alone", help="Leave out what was painted before.")] = False,
) -> None:
    """Paint pairs of pictures with no option and print their grain and time; the sheet shows them side by side."""
    set_up_compiling()
    lines, rows = [], []
    for photo, painting in zip(pictures[::2], pictures[1::2], strict=True):
        settings = TransferSettings(content=str(photo), style=str(painting), size=size)
        before = None if alone else dataclasses.replace(settings, size=size or 512, **BEFORE)
        line, shown = row_of(settings, before)
        lines.append(line)
        rows.append(shown)
        print(table([line]).splitlines()[-1], flush=True)
        sheet(rows).save(output, quality=92)
        if numbers:
            numbers.write_text(json.dumps(lines, indent=2))
    print(f"\n{table(lines)}")
    if not alone:
        shares = [line["seconds_without_compiling"] / line["before"]["seconds_without_compiling"] for line in lines]
        print(f"\nmedian share of the time before: {statistics.median(shares):.2f}")


if __name__ == "__main__":
    typer.run(main)
