"""The words of a sweep: headline and lines of its sheet, file names of its pictures, its plan and its end."""

import dataclasses
import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from ..artists.records import Artist
from ..command_settings import ComparisonSettings
from ..fields import told as told_of
from ..media.writing import loses_alpha
from ..networks.networks import Network
from ..settings import CONTENT_WEIGHT, DEFAULTS, STRENGTH, TransferSettings
from ..signals import who_stopped
from ..synthesis.runs import DEAD, Progress, Result
from ..synthesis.sweeps.plans import Plan
from .grid import Grid, short_number
from .layout import Cell
from .tables import NOT_PAINTED


def headline(lanes: Sequence[TransferSettings]) -> str:
    """What was painted how: "photo in the style of painting", or numbers of them where there are several.

    Args:
        lanes: settings of each picture.

    Returns:
        Words.

    Example:
        >>> from stylejax import reports
        >>> from stylejax.settings import TransferSettings
        >>> settings = TransferSettings(content="photo.jpg", style="painting.jpg")
        >>> reports.headline([settings])
        'photo in the style of painting'
    """
    contents, styles = sorted({lane.content for lane in lanes}), {(lane.style, *lane.more_styles) for lane in lanes}
    content = Path(contents[0]).stem if len(contents) == 1 else f"{len(contents)} pictures"
    if len(styles) > 1:
        return f"{content} in {len(styles)} styles"
    return f"{content} in the style of {' and '.join(Path(path).stem for path in min(styles))}"


def shared_settings(base: TransferSettings, grid: Grid, *, network: str) -> list[str]:
    """Lines that tell the settings which no row and no column sets: those of every picture, then what is unusual.

    Args:
        base: settings of all.
        grid: what differs.
        network: its name.

    Returns:
        Lines.

    Example:
        >>> from stylejax import reports
        >>> from stylejax.settings import TransferSettings
        >>> settings = TransferSettings(content="photo.jpg", style="painting.jpg")
        >>> one = reports.Heading((), {})
        >>> reports.shared_settings(settings, reports.Grid((one,), (one,), (), ()), network="compact")[0]
        "network compact, 360 evaluations from the photo in the painting's colors, seed 0"
    """
    named = {"auto": "from the photo in the painting's colors"}
    named |= {name: f"from {name}" for name in ("noise", "content", "style")}
    start = named.get(base.init, f"from {Path(base.init).name}")
    drawn = base.init in ("auto", "noise") and not grid.varies("seed")
    seed = (" of seed" if base.init == "noise" else ", seed") + f" {base.seed}" if drawn else ""
    optimizer = "" if base.optimizer == "lbfgs" else f" of {base.optimizer}"
    precision = "" if base.precision == "float32" else f" in {base.precision}"
    weights = [f"{name} {short_number(value)}" for field, name, value in _weights(base, grid) if not grid.varies(field)]
    style_layers = "" if grid.varies("style_layers") else f", style at {' '.join(base.style_layers)}"
    told = ALWAYS_TOLD | {field for heading in (*grid.rows, *grid.columns) for field in heading.fields}
    unusual = unusual_settings(base, told=told)
    return [
        f"network {network}{precision}, {base.steps} evaluations{optimizer} {start}{seed}",
        ", ".join(weights),
        f"content at {' '.join(base.content_layers)}{style_layers}",
        *([", ".join(unusual)] if unusual else []),
    ]


def _weights(base: TransferSettings, grid: Grid) -> list[tuple[str, str, float]]:
    """Fields, names and values of the weights that pictures have: literal ones, or a strength."""
    literal = grid.varies("content_weight") or not (base.content_weight is None and base.style_weight is None)
    strength = STRENGTH if base.strength is None else base.strength
    decided = [
        ("content_weight", "content weight", CONTENT_WEIGHT if base.content_weight is None else base.content_weight),
        ("style_weight", "style weight", 1.0 if base.style_weight is None else base.style_weight),
    ]
    return [
        *(decided if literal else [("strength", "strength", strength)]),
        ("tv_weight", "total variation", base.tv_weight),
    ]


AnySettings = TransferSettings | ComparisonSettings

# What a sheet tells of every transfer: in its title, the size of its pictures, and the lines of `shared_settings`.
ALWAYS_TOLD = {
    *("content", "style", "more_styles", "network", "size", "steps", "strength", "content_weight", "style_weight"),
    *("tv_weight", "content_layers", "style_layers", "init", "optimizer", "precision", "seed"),
}


def unusual_settings(settings: AnySettings, *, told: Collection[str]) -> list[str]:
    """Every setting that differs from its default, in words, but for those that are told already.

    Args:
        settings: of a picture or a comparison.
        told: fields that are told already.

    Returns:
        Words for each.

    Example:
        >>> from stylejax import reports
        >>> from stylejax.settings import TransferSettings
        >>> settings = TransferSettings(content="photo.jpg", style="painting.jpg", strokes=1.0)
        >>> reports.unusual_settings(settings, told=reports.ALWAYS_TOLD)
        ['strokes 1']
    """
    return [
        told_of(field, _value(settings, field))
        for field in dataclasses.fields(settings)
        if field.name not in told and getattr(settings, field.name) != field.default
    ]


def _value(settings: AnySettings, field: dataclasses.Field) -> str:
    value = getattr(settings, field.name)
    each = value if isinstance(value, tuple) else (value,)
    return " ".join(short_number(one) if isinstance(one, float) else str(one) for one in each)


def tally(shapes: Sequence[tuple[int, int]], painted: int) -> str:
    """How many pictures there are, of what size, and how many of them are painted.

    Args:
        shapes: heights and widths.
        painted: how many are.

    Returns:
        Words.

    Example:
        >>> from stylejax import reports
        >>> reports.tally([(16, 20), (16, 20)], 2)
        '2 pictures of 20 x 16 pixels...'
    """
    size = f" of {shapes[0][1]} x {shapes[0][0]} pixels" if len(set(shapes)) == 1 else ""
    number = f"{len(shapes)} picture{'s' if len(shapes) > 1 else ''}{size}"
    return number if painted == len(shapes) else f"{number}, {painted} of them painted"


def file_names(grid: Grid) -> list[str]:
    """A file name for each lane: its number, then the labels of its row and column.

    Args:
        grid: rows and columns.

    Returns:
        A name for each lane.

    Example:
        >>> from stylejax import reports
        >>> one = reports.Heading(("seed 1",), {})
        >>> reports.file_names(reports.Grid((one,), (reports.Heading((), {}),), (), ()))
        ['...seed-1.png']
    """
    digits = len(str(len(grid)))
    labels = [(*row.labels, *column.labels) for row in grid.rows for column in grid.columns]
    return [f"{'-'.join([f'{lane:0{digits}}', *map(_slug, words)])}.png" for lane, words in enumerate(labels, 1)]


def _slug(label: str) -> str:
    return re.sub(r"[^\w.]+", "-", label).strip("-.")[-60:]


def plan_line(plans: Sequence[Plan]) -> str:
    """What is going to be done and what it takes: sums over all plans, lanes and memory of the largest chunk.

    Args:
        plans: of sweeps.

    Returns:
        Words.

    Example:
        >>> import stylejax
        >>> plan = stylejax.Plan(8, 4, 2, 10**9, 10**8, 60.0, 1, stylejax.Memory.PLENTY)
        >>> stylejax.reports.plan_line([plan])
        'plan: 8 lanes in 2 chunks of up to 4, 1.02 GiB of memory, about 60 s'
    """
    number, at_once = sum(plan.chunks for plan in plans), max(plan.lanes_per_chunk for plan in plans)
    lanes, devices = sum(plan.lanes for plan in plans), max(plan.devices for plan in plans)
    chunks = f"{number} chunk{'s' if number > 1 else ''} of up to {at_once}"
    memory = f"{max(plan.bytes_per_chunk + plan.bytes_beside for plan in plans) / GIBIBYTE:.2f} GiB of memory"
    memory += f" on each of {devices} devices" if devices > 1 else ""
    memory += ", large activations in strips" if any(plan.memory == "little" for plan in plans) else ""
    seconds = duration(sum(plan.seconds_estimated for plan in plans))
    return f"plan: {lanes} lane{'s' if lanes > 1 else ''} in {chunks}, {memory}, about {seconds}"


def duration(seconds: float) -> str:
    """A time as people say it.

    Args:
        seconds: any number.

    Returns:
        Words.

    Example:
        >>> from stylejax import reports
        >>> reports.duration(42)
        '42 s'
    """
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def level_words(progress: Progress) -> str:
    """The level and its size, where there are several.

    Args:
        progress: of a run.

    Returns:
        A few words, or "" where there is one level.

    Example:
        >>> import stylejax
        >>> from stylejax import reports
        >>> level = stylejax.Level(2, 3, (256, 192), 2, 100, 50)
        >>> reports.level_words(stylejax.Progress(1, 200, 0.5, level=level))
        'level 2 of 3 (192 x 256)'
    """
    level = progress.level
    if not level or level.count == 1:
        return ""
    return f"level {level.number} of {level.count} ({level.shape[1]} x {level.shape[0]})"


def is_picture(result: Result) -> bool:
    """Whether all of a result's picture can be shown.

    Args:
        result: of a transfer.

    Returns:
        True or False.

    Example:
        >>> import numpy as np, stylejax
        >>> photo, painting = np.random.default_rng(0).uniform(size=(2, 24, 32, 3))
        >>> network = stylejax.random_network("vgg19", seed=0, width=1 / 64)
        >>> result = stylejax.transfer(photo, painting, network=network, steps=2)
        >>> stylejax.reports.is_picture(result)
        True
    """
    return bool(np.all(np.isfinite(result.image)))


def cell_of(shape: tuple[int, ...], result: Result | None, steps: int) -> Cell:
    """A result's place on a sheet, of the shape `[h w]`, noted where it did not go to its end; a hole for None.

    Args:
        shape: height and width.
        result: of a transfer, or None.
        steps: that it was to take.

    Returns:
        A cell.

    Example:
        >>> from stylejax import reports
        >>> reports.cell_of((16, 20), None, 10).image is None
        True
    """
    height, width = shape
    if result is None:
        return Cell((height, width), None, NOT_PAINTED)
    if not is_picture(result):
        return Cell((height, width), None, result.status)
    stopped = f"stopped after {result.evaluations} of {steps}" if result.status == "stopped" else ""
    return Cell((height, width), np.asarray(result.image), result.status if result.status in DEAD else stopped)


def sheet_conclusion(sheet: Path, results: Collection[Result], *, of: int, spent: str) -> str:
    """What has become of a sheet of so many pictures.

    Args:
        sheet: where it is.
        results: of transfers.
        of: how many there were to be.
        spent: on all, in words.

    Returns:
        A line.

    Example:
        >>> from pathlib import Path
        >>> from stylejax import reports
        >>> reports.sheet_conclusion(Path("sheet.png"), [], of=2, spent="")
        'sheet.png...holes are marked...'
    """
    whole = sum(result.status != "stopped" for result in results)
    holes = "" if whole == of else "; the holes are marked"
    return f"{sheet}: {whole} of {of} pictures{spent}{holes}{dead_words(result.status for result in results)}"


def dead_words(statuses: Iterable[str]) -> str:
    """How many of some runs have painted nothing, in words; "" where all have painted.

    Args:
        statuses: of runs.

    Returns:
        Words, or "".

    Example:
        >>> from stylejax import reports
        >>> reports.dead_words(["finished", "stalled"])
        '; 1 stalled'
    """
    dead = Counter(status for status in statuses if status in DEAD)
    return "".join(f"; {count} {status}" for status, count in dead.items())


def ratio(artist: Artist) -> str:
    """An artist's weights of content and style as people write them, "1 : 5e9"; each recipe's losses are its own.

    Args:
        artist: a recipe.

    Returns:
        Words.

    Example:
        >>> import stylejax
        >>> stylejax.reports.ratio(stylejax.load_artist("gatys"))
        '1 : ...'
    """
    content, style = (math.fsum(term.weight for term in terms) for terms in (artist.content, artist.style))
    if not (content and style):
        return "content only" if content else "style only"
    return f"1 : {short_number(float(f'{style / content:.2g}'))}"


def transparency_lost(output: Path, alpha: ArrayLike | None) -> list[str]:
    """A line that says so, where a format has no place for the transparency that there is.

    Args:
        output: where a picture goes.
        alpha: `[h w]`, or None.

    Returns:
        A line, or none.

    Example:
        >>> from pathlib import Path
        >>> from stylejax import reports
        >>> reports.transparency_lost(Path("picture.jpg"), None)
        []
    """
    if not loses_alpha(output, alpha):
        return []
    return [f"{output}: JPEG holds no transparency, that of the photo is dropped; to keep it, write a .png"]


def conclusion(output: Path, result: Result, settings: TransferSettings, *, seconds: float, signal_number: int) -> str:
    """What came of a picture: what was spent, its size, why it ended if it was not done, and what to try next.

    Args:
        output: where the picture is.
        result: of a transfer.
        settings: of the picture.
        seconds: that it took.
        signal_number: that ended it, or 0.

    Returns:
        A line.

    Example:
        >>> from pathlib import Path
        >>> import numpy as np, stylejax
        >>> photo, painting = np.random.default_rng(0).uniform(size=(2, 24, 32, 3))
        >>> network = stylejax.random_network("vgg19", seed=0, width=1 / 64)
        >>> result = stylejax.transfer(photo, painting, network=network, steps=2)
        >>> from stylejax.settings import TransferSettings
        >>> settings = TransferSettings(content="photo.jpg", style="painting.jpg")
        >>> stylejax.reports.conclusion(Path("a.png"), result, settings, seconds=3, signal_number=0)
        'a.png...2 evaluations in 3 s...'
    """
    height, width, _ = result.image.shape
    spent = f"{result.evaluations} evaluations in {duration(seconds)}"
    found = f"{spent}, {width} x {height} pixels, objective {result.lowest:.4g} (lower is closer)"
    ends = {
        "finished": _next_step(settings),
        "converged": "ended early, as no lower objective was found for a while",
        "stalled": "it is no better than what it began with: try other weights, or another optimizer",
        "diverged": _why_diverged(result, settings),
        "stopped": f"stopped {who_stopped(signal_number)}" if signal_number else "",
    }
    end = ends[result.status]
    return f"{output}: {found}" + (f"; {end}" if end else "")


def _why_diverged(result: Result, settings: TransferSettings) -> str:
    if math.isfinite(result.lowest):
        return "the objective was no longer finite: try a smaller weight, or another optimizer"
    return f"the objective was never finite: is network {settings.network} sound? See `stylejax weights show`"


def _next_step(settings: TransferSettings) -> str:
    """What to turn where a strength decides."""
    if settings.strength is None and not (settings.content_weight is None and settings.style_weight is None):
        return ""
    return "less strength keeps more of the photo, more leaves more paint"


GIBIBYTE = 2**30


def introduction(network: Network) -> str:
    """Which network paints, and how to get a better one.

    Args:
        network: that paints.

    Returns:
        A line.

    Example:
        >>> import stylejax
        >>> stylejax.reports.introduction(stylejax.random_network("vgg19", seed=0, width=1 / 64))
        'painting with network ...: random kernels, which give speckle'
    """
    if not network.card.sha256:
        return f"painting with network {network.card.name}: random kernels, which give speckle"
    if network.card.name == DEFAULTS.network:
        return "painting with network compact, shipped with stylejax; for VGG-19 run: stylejax weights fetch vgg19"
    return f"painting with network {network.card.name}"
