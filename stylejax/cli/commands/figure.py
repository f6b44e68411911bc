"""`stylejax reconstruct figure`: what each layer holds of a content and of a style, on one sheet."""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from ... import cli, jobs, media, networks, reports, synthesis
from ...errors import InputError
from ...fields import Group
from ...files import check_apart, make_folder
from ...settings import STYLE_LAYERS, FigureSettings, TransferSettings, variation_for
from .. import options


@options.command(without=["tv_weight"])
def figure(
    content: Annotated[Path, typer.Argument(help="The photo.")],
    style: Annotated[Path, typer.Argument(help="The painting.")],
    output: Annotated[
        Path, options.told(Group.PICTURE, "--output", "-o", help="The sheet: .png, .jpg, .tif or .webp.")
    ] = Path("figure.png"),
    layers: Annotated[str, options.told(Group.PICTURE, metavar="LAYERS", help="Layers of the columns.")] = ",".join(
        STYLE_LAYERS
    ),
    save_each: options.SaveEach = None,
    *,
    settings: FigureSettings,
    tv_weight: options.ContentVariation = None,
    quiet: options.Quiet = False,
) -> None:
    """Draw the paper's figure 1 on one sheet.

    Above, the STYLE picture from the first 1, 2, ... of the layers; below, the CONTENT picture from each alone.
    Ctrl-C keeps what is painted and marks the holes.

    Example: stylejax reconstruct figure photo.jpg painting.jpg -o figure.png --size 256
    """
    names = options.layers(layers)
    if not names:
        raise InputError("layers: none is named; name at least one, like relu1_1")
    variation = variation_for if tv_weight is None else lambda layers: tv_weight
    named = dataclasses.replace(settings, content=str(content), style=str(style), tv_weight=tv_weight or 0.0)
    raise typer.Exit(paint_figure(named, names, variation, output=output, each=save_each, quiet=quiet))


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
    inputs: Sequence[jobs.Inputs]


def read_figure(base: TransferSettings, layers: tuple[str, ...], variation: Variation) -> Figure:
    """The figure of the settings' content and style, everything read and checked; see `paint_figure` for the rest."""
    styles = [jobs.style_only(base, base.style, layers[: count + 1]) for count in range(len(layers))]
    contents = [
        jobs.content_only(dataclasses.replace(base, tv_weight=variation((layer,))), base.content, (layer,))
        for layer in layers
    ]
    read, load = functools.cache(media.read_visible), functools.cache(jobs.network_named)
    lanes = [*styles, *contents]
    return Figure(base, layers, lanes, [jobs.read_one_sided(lane, read=read, load=load) for lane in lanes])


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
    console = cli.console_for(quiet)
    jobs.check_outputs(output, inputs=jobs.files_of(base))
    figure = read_figure(base, layers, variation)
    if each:
        check_apart(
            [output, *(each / _file_name(figure, lane) for lane in range(len(figure.lanes)))], jobs.files_of(base)
        )
    reports.check_sheet(output, _sheet(figure, []))
    if each:
        make_folder(each)
    console.say(reports.introduction(figure.inputs[0].network))
    tasks = [
        jobs.Task(
            settings.steps,
            functools.partial(jobs.paint_one, settings, inputs),
            f"picture {number} of {len(figure.lanes)}",
        )
        for number, (settings, inputs) in enumerate(zip(figure.lanes, figure.inputs, strict=True), 1)
    ]
    outcome = jobs.paint_series(
        functools.partial(jobs.one_after_another, tasks),
        evaluations=jobs.evaluations_of(tasks),
        console=console,
        each=functools.partial(_save, figure, each),
        keep=functools.partial(_write, figure, output),
    )
    results, spent = list(outcome.results.values()), f" in {reports.duration(outcome.seconds)}"
    console.say(reports.sheet_conclusion(outcome.written or output, results, of=len(tasks), spent=spent))
    return outcome.exit_code_for([result.status for result in results])


def _save(figure: Figure, folder: Path | None, lane: int, result: synthesis.Result) -> synthesis.Result | None:
    """Write one picture to the folder, where there is one; None of what is no better than its start."""
    if result.came_to_nothing:
        return None
    if folder:
        settings = figure.lanes[lane]
        command = f"reconstruct {'content' if settings.content else 'style'}"
        record = jobs.transfer_record(command, settings, figure.inputs[lane], result=jobs.transfer_result(result))
        place = jobs.place_of(folder / _file_name(figure, lane), [result.status])
        jobs.keep_picture(place, result.image, record=record)
    return result


def _file_name(figure: Figure, lane: int) -> str:
    layer = figure.layers[lane % len(figure.layers)].replace("/", "-")
    return f"content-{layer}.png" if figure.lanes[lane].content else f"style-up-to-{layer}.png"


def _write(figure: Figure, output: Path, results: dict[int, synthesis.Result], seconds: float) -> Path:
    painted = list(results.values())
    place = jobs.place_of_sheet(output, [result.status for result in painted], of=len(figure.lanes))
    jobs.keep_picture(place, reports.draw_sheet(_sheet(figure, painted)), record=_record(figure, painted))
    return place


def _sheet(figure: Figure, results: Sequence[synthesis.Result]) -> reports.Sheet:
    base, inputs = figure.base, figure.inputs
    columns = tuple(reports.Heading((f"{PANELS[i : i + 1]} {layer}",), {}) for i, layer in enumerate(figure.layers))
    rows = (
        reports.Heading((f"style of {Path(base.style).stem}", "up to this layer"), {"style": base.style}),
        reports.Heading((f"content of {Path(base.content).stem}", "at this layer"), {"content": base.content}),
    )
    cells = [
        reports.cell_of(given.content.image.shape[:2], result, base.steps)
        for given, result in itertools.zip_longest(inputs, results)
    ]
    thumbnails = {base.style: inputs[0].style.image, base.content: inputs[-1].content.image}
    title = "What the layers hold of style and of content"
    return reports.Sheet(reports.Grid(rows, columns, (), ()), cells, title, _lines(figure), [], thumbnails)


def _lines(figure: Figure) -> list[str]:
    """What holds for all pictures of the figure."""
    base, network = figure.base, figure.inputs[0].network
    weights = [reports.short_number(lane.tv_weight) for lane in figure.lanes[len(figure.layers) :]]
    unusual = reports.unusual_settings(base, told=(reports.ALWAYS_TOLD | {"pool"}) - {"precision"})
    variation = f"total variation of the content: {', '.join(weights)}" if set(weights) != {"0"} else ""
    variation += f"; of the style: {reports.short_number(base.tv_weight)}" if base.tv_weight else ""
    start = f"{base.steps} evaluations from noise of seed {base.seed}"
    return [
        f"network {network.card.name}, {networks.architecture_of(network).pooling} pooling, {start}",
        variation,
        *([", ".join(unusual)] if unusual else []),
    ]


def _record(figure: Figure, results: Sequence[synthesis.Result]) -> dict[str, Any]:
    """What the sheet remembers of how it was made."""
    style, content = figure.inputs[0], figure.inputs[-1]
    status = [result.status for result in results] + [reports.NOT_PAINTED] * (len(figure.lanes) - len(results))
    return jobs.record(
        "reconstruct figure",
        figure.base,
        networks={"network": content.network},
        pictures={"content": content.content.sha256, "style": style.style.sha256},
        layers=list(figure.layers),
        tv_weights=[lane.tv_weight for lane in figure.lanes],
        result={"lanes": len(figure.lanes), "status": status},
    )
