"""The rim of the paper's figure 1: what each layer holds of a content and of a style, on one sheet."""

import dataclasses
import functools
import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from ...files import make_folder
from ...jobs.inputs import Inputs, network_named
from ...jobs.records import making_of, record_of
from ...jobs.series import paint_one
from ...jobs.session import progress_until_stopped, set_up_compiling
from ...media.images import check_output, read_picture, write_image
from ...networks.networks import architecture_of
from ...reports.grid import Grid, Heading, short_number
from ...reports.layout import Sheet
from ...reports.sheets import check_sheet, draw_sheet
from ...reports.tables import NOT_PAINTED
from ...reports.words import cell_of, duration, introduction
from ...settings import TransferSettings
from ...synthesis.runs import Callback, Result, continued
from ..progress import console_for
from .reconstruct import content_only, read_one_sided, style_only

Variation = Callable[[tuple[str, ...]], float]  # from the layers of a content to its weight of total variation

PANELS = "abcdefghijklmnopqrstuvwxyz"  # what the paper calls the columns


@dataclasses.dataclass(frozen=True)
class Figure:
    """What a figure is made of: shared settings, the layers of its columns, each picture's settings and inputs.

    Pictures come row by row: first the style at the first 1, 2, ... of the layers, then the content at each alone
    (Gatys et al. 2015, figure 1).
    """

    base: TransferSettings
    layers: tuple[str, ...]
    lanes: Sequence[TransferSettings]
    inputs: Sequence[Inputs]


def read_figure(base: TransferSettings, layers: tuple[str, ...], variation: Variation) -> Figure:
    """The figure of the settings' content and style, everything read and checked; see `paint_figure` for the rest."""
    styles = [style_only(base, base.style, layers[: count + 1]) for count in range(len(layers))]
    contents = [
        content_only(dataclasses.replace(base, tv_weight=variation((layer,))), base.content, (layer,))
        for layer in layers
    ]
    read, load = functools.cache(read_picture), functools.cache(network_named)
    lanes = [*styles, *contents]
    return Figure(base, layers, lanes, [read_one_sided(lane, read=read, load=load) for lane in lanes])


def paint_figure(
    base: TransferSettings,
    layers: tuple[str, ...],
    variation: Variation,
    *,
    output: Path,
    each: Path | None,
    quiet: bool,
) -> int:
    """Paint all pictures of the figure one after the other, draw them on one sheet, and return the exit code.

    `variation` gives the weight of total variation for a content; that for styles is the settings'. Whatever can be
    wrong is found before the first evaluation. When a signal ends the run early, the picture under way is kept as it
    is, the rest are holes, and the code is 128 plus the signal's number. Raises InputError.
    """
    say, watch = console_for(quiet)
    check_output(output)
    figure = read_figure(base, layers, variation)
    check_sheet(output, _sheet(figure, []))
    if each:
        make_folder(each)
    set_up_compiling()
    say(introduction(figure.inputs[0].network))
    results, started = list[Result](), time.perf_counter()
    with progress_until_stopped(watch, len(figure.lanes) * base.steps) as (interrupted, callback):
        try:
            for result in _paint_all(figure, callback):
                results.append(result)
                if each:
                    _save(figure, len(results) - 1, result, each)
        finally:  # whatever ends the run, what is painted is kept
            if results:
                write_image(output, draw_sheet(_sheet(figure, results)), record=_record(figure, results))
    say(_conclusion(output, figure, results, time.perf_counter() - started))
    return interrupted.exit_code


def _paint_all(figure: Figure, callback: Callback) -> Iterator[Result]:
    """Paint picture by picture until all are painted or the callback, told of evaluations in all, says so."""
    steps = figure.base.steps
    for lane, (settings, inputs) in enumerate(zip(figure.lanes, figure.inputs, strict=True)):
        told = continued(callback, before=lane * steps, total=steps * len(figure.lanes))
        result = paint_one(settings, inputs, told)
        yield result
        if result.status == "stopped":
            return


def _save(figure: Figure, lane: int, result: Result, folder: Path) -> None:
    """Write one picture to the folder, named after its row and column."""
    settings, layer = figure.lanes[lane], figure.layers[lane % len(figure.layers)]
    kind, up_to = ("content", "") if settings.content else ("style", "up-to-")
    record = {**record_of(settings, figure.inputs[lane], result), "command": f"reconstruct {kind}"}
    write_image(folder / f"{kind}-{up_to}{layer.replace('/', '-')}.png", result.image, record=record)


def _sheet(figure: Figure, results: Sequence[Result]) -> Sheet:
    base, inputs = figure.base, figure.inputs
    columns = tuple(Heading((f"{PANELS[i : i + 1]} {layer}",), {}) for i, layer in enumerate(figure.layers))
    rows = (
        Heading((f"style of {Path(base.style).stem}", "up to this layer"), {"style": base.style}),
        Heading((f"content of {Path(base.content).stem}", "at this layer"), {"content": base.content}),
    )
    cells = [
        cell_of(given.content.image.shape[:2], result, base.steps)
        for given, result in itertools.zip_longest(inputs, results)
    ]
    thumbnails = {base.style: inputs[0].style.image, base.content: inputs[-1].content.image}
    title = "What the layers hold of style and of content"
    return Sheet(Grid(rows, columns, (), ()), cells, title, _lines(figure), [], thumbnails)


def _lines(figure: Figure) -> list[str]:
    """What holds for all pictures of the figure."""
    base, network = figure.base, figure.inputs[0].network
    weights = [short_number(lane.tv_weight) for lane in figure.lanes[len(figure.layers) :]]
    variation = f"total variation of the content: {', '.join(weights)}" if set(weights) != {"0"} else ""
    variation += f"; of the style: {short_number(base.tv_weight)}" if base.tv_weight else ""
    start = f"{base.steps} evaluations from noise of seed {base.seed}"
    return [f"network {network.card.name}, {architecture_of(network).pooling} pooling, {start}", variation]


def _record(figure: Figure, results: Sequence[Result]) -> dict[str, Any]:
    """What the sheet remembers of how it was made."""
    style, content = (making_of(figure.base, inputs) for inputs in (figure.inputs[0], figure.inputs[-1]))
    pictures = {"content": content["pictures"]["content"], "style": style["pictures"]["style"]}
    status = [result.status for result in results] + [NOT_PAINTED] * (len(figure.lanes) - len(results))
    variation = [lane.tv_weight for lane in figure.lanes]
    made = {
        "command": "reconstruct figure",
        "layers": list(figure.layers),
        "pictures": pictures,
        "tv_weights": variation,
    }
    return {**content, **made, "result": {"lanes": len(figure.lanes), "status": status}}


def _conclusion(output: Path, figure: Figure, results: Sequence[Result], seconds: float) -> str:
    whole = sum(result.status != "stopped" for result in results)
    early = "" if whole == len(figure.lanes) else "; the holes are marked"
    return f"{output}: {whole} of {len(figure.lanes)} pictures in {duration(seconds)}{early}"
