"""What a sweep varies: axes of settings with labels, and the grid of lanes that they span."""

import dataclasses
import itertools
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import InputError, choice_of
from ..fields import Group, option_name, option_of, told, typed
from ..looks import of_look
from ..reports.grid import Grid, Heading, short_numbers
from ..settings import TransferSettings


@dataclass(frozen=True)
class Axis:
    """Some settings and the values they take together.

    Attributes:
        name: what a person calls it who names the axis of the rows, as in `--rows seeds`.
        title: what a reader calls one value of it.
        values: fields of `TransferSettings` with their values, at least one such set; all have the same fields.
        labels: a short label for each.

    Example:
        >>> from stylejax import jobs
        >>> len(jobs.Axis("seeds", "seed", ({"seed": 0}, {"seed": 1}), ("0", "1")))
        2
    """

    name: str
    title: str
    values: tuple[Mapping[str, Any], ...]
    labels: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.values)

    @property
    def fields(self) -> frozenset[str]:
        """The fields that it sets."""
        return frozenset(self.values[0])


def numbers_axis(name: str, title: str, field: str, values: Sequence[float]) -> Axis:
    """An axis over numbers, labeled by themselves; raises InputError where one comes twice.

    Args:
        name: what a person calls it.
        title: what a reader calls one value of it.
        field: of the settings that it sets.
        values: numbers, each once.

    Returns:
        The axis.

    Example:
        >>> from stylejax import jobs
        >>> jobs.numbers_axis("strength", "strength", "strength", [0.1, 1.0]).labels
        ('0.1', '1')
    """
    return _without_repeats(Axis(name, title, tuple({field: value} for value in values), short_numbers(values)))


def layers_axis(upto: Sequence[int], layers: Sequence[str]) -> Axis:
    """An axis over the first 1, 2, ... of the style layers, as in the paper's figure 3.

    Raises InputError for counts of which there are no layers.

    Args:
        upto: counts of layers, from 1 up.
        layers: all style layers, from shallow to deep.

    Returns:
        The axis.

    Example:
        >>> from stylejax import jobs
        >>> jobs.layers_axis([1, 2], ("relu1_1", "relu2_1")).labels
        ('relu1_1', 'up to relu2_1')
    """
    for count in upto:
        if not 1 <= count <= len(layers):
            raise InputError(f"style-layers-upto: {count} is not from 1 to {len(layers)}, the number of style layers")
    subsets = [tuple(layers[:count]) for count in upto]
    labels = tuple(f"up to {subset[-1]}" if len(subset) > 1 else subset[0] for subset in subsets)
    values = tuple({"style_layers": subset} for subset in subsets)
    return _without_repeats(Axis("style-layers-upto", "style layers", values, labels))


def pictures_axis(name: str, title: str, paths: Sequence[str]) -> Axis:
    """An axis over picture files, labeled by their names, or by whole paths where names are the same.

    Args:
        name: what a person calls it.
        title: the setting that names the picture, "content" or "style".
        paths: of the files.

    Returns:
        The axis.

    Example:
        >>> from stylejax import jobs
        >>> jobs.pictures_axis("styles", "style", ["a/waves.jpg", "b/night.jpg"]).labels
        ('waves', 'night')
    """
    stems = [Path(path).stem for path in paths]
    repeated = {stem for stem, count in Counter(stems).items() if count > 1}
    labels = tuple(path if stem in repeated else stem for path, stem in zip(paths, stems, strict=True))
    return _without_repeats(Axis(name, title, tuple({title: path} for path in paths), labels))


def blend_axis(styles: Sequence[str], shares: Sequence[float]) -> Axis:
    """An axis from one painting, at share 0, to another, at share 1; a share beyond these leads away from one.

    Both are those of the settings that it varies. Raises InputError for another number of paintings.

    Args:
        styles: two files.
        shares: of the second painting.

    Returns:
        The axis.

    Example:
        >>> from stylejax import jobs
        >>> jobs.blend_axis(["waves.jpg", "night.jpg"], [0.0, 0.5, 1.0]).title
        'from waves to night'
    """
    if len(styles) != 2:
        raise InputError(f"blend: goes from one painting to another, and {len(styles)} are named; name two")
    values = tuple({"style_weights": (1 - share, share)} for share in shares)
    title = f"from {Path(styles[0]).stem} to {Path(styles[1]).stem}"
    return _without_repeats(Axis("blend", title, values, short_numbers(shares)))


def region_axes(regions: Sequence[str]) -> list[Axis]:
    """An axis for each region that names several paintings, as "sky.png=a.jpg,b.jpg".

    Args:
        regions: each MASK=STYLE, or MASK=STYLE,STYLE.

    Returns:
        An axis for each of those with several.

    Example:
        >>> from stylejax import jobs
        >>> [axis.labels for axis in jobs.region_axes(["sky.png=a.jpg,b.jpg", "sea.png=c.jpg"])]
        [('a', 'b')]
    """
    return [
        _region_axis(regions, number, text) for number, text in enumerate(regions) if "," in text.rpartition("=")[2]
    ]


def _region_axis(regions: Sequence[str], number: int, text: str) -> Axis:
    mask, _, paths = text.rpartition("=")
    styles, name = paths.split(","), Path(mask).stem
    values = ({"region": (*regions[:number], f"{mask}={style}", *regions[number + 1 :])} for style in styles)
    return _without_repeats(Axis(name, name, tuple(values), tuple(Path(style).stem for style in styles)))


def setting_axis(text: str) -> Axis:
    """An axis over a setting of how a picture looks, of a text like "strokes=-1,0,1".

    Raises InputError for another setting, one that has an option of its own, and values that it does not take.

    Args:
        text: the setting's name, =, and values with commas between them.

    Returns:
        The axis.

    Example:
        >>> from stylejax import jobs
        >>> jobs.setting_axis("strokes=-1,0,1").labels
        ('-1', '0', '1')
    """
    name, _, values = text.partition("=")
    offered = {option_name(field): field for field in dataclasses.fields(TransferSettings) if _varies(field)}
    if name not in offered:
        raise InputError(f"vary: {name!r} is no setting that can be varied so; {choice_of(name, offered)}")
    field, words = offered[name], _words(values)
    if not words:
        raise InputError(f"vary: {text!r} names no values; write it like strokes=-1,0,1")
    read = [typed(field, word) for word in words]
    numbers = all(isinstance(value, int | float) for value in read)
    said = [told(field, word if value is None else value) for word, value in zip(words, read, strict=True)]
    labels = short_numbers(read) if numbers else tuple(said)
    return _without_repeats(Axis(name, name.replace("-", " "), tuple(_set(field, value) for value in read), labels))


def _set(field: dataclasses.Field, value: Any) -> dict[str, Any]:
    """The fields that are set by a value: by a look all that any look sets."""
    return {field.name: value} | (of_look(value) if field.name == "named_look" else {})


def _varies(field: dataclasses.Field) -> bool:
    said = option_of(field)
    return bool(said and said.group is Group.LOOK) and field.name not in WITH_AN_OPTION_OF_ITS_OWN


WITH_AN_OPTION_OF_ITS_OWN = ("strength", "style_weights", "network", "seed")


def _without_repeats(axis: Axis) -> Axis:
    repeated = [label for label, count in Counter(axis.labels).items() if count > 1]
    if repeated:
        raise InputError(f"{axis.name}: {repeated[0]} is given twice; give each value once")
    return axis


def parse_shares(text: str) -> list[float]:
    """Shares of a list such as "0,0.5,1", or five from one to the other, as "0..1". Raises InputError.

    Args:
        text: as it is typed.

    Returns:
        The shares.

    Example:
        >>> from stylejax import jobs
        >>> jobs.parse_shares("0..1")
        [0.0, 0.25, 0.5, 0.75, 1.0]
    """
    first, dots, last = text.partition("..")
    if not dots:
        return parse_numbers("blend", text)
    start, end = parse_numbers("blend", f"{first},{last}") if first and last else parse_numbers("blend", "")
    return [start + (end - start) * step / (BLENDS - 1) for step in range(BLENDS)]


BLENDS = 5  # pictures of a range of shares


def parse_numbers(argument: str, text: str) -> list[float]:
    """The numbers of a list such as "1e-3,0.01"; raises InputError that names the argument.

    Args:
        argument: what the error names.
        text: as it is typed.

    Returns:
        The numbers.

    Example:
        >>> from stylejax import jobs
        >>> jobs.parse_numbers("strengths", "0.1, 1")
        [0.1, 1.0]
    """
    try:
        numbers = [float(word) for word in _words(text)]
    except ValueError:
        numbers = []
    if not numbers or not all(math.isfinite(number) for number in numbers):
        raise InputError(f"{argument}: {text!r} is not a list of numbers; write them like 1e-3,0.01,0.1")
    return numbers


def parse_counts(argument: str, text: str) -> list[int]:
    """The whole numbers of a list such as "0,1,2" or "1..5"; raises InputError that names the argument.

    Args:
        argument: what the error names.
        text: as it is typed.

    Returns:
        The numbers, from 0 up.

    Example:
        >>> from stylejax import jobs
        >>> jobs.parse_counts("seeds", "0,3..5")
        [0, 3, 4, 5]
    """
    try:
        counts = [count for word in _words(text) for count in _range(word)]
    except ValueError:
        counts = []
    if not counts:
        told = f"is not a list of up to {LONGEST_RANGE} whole numbers; write them like 0,1,2 or 1..5"
        raise InputError(f"{argument}: {text!r} {told}")
    return counts


def _words(text: str) -> list[str]:
    return [word for word in text.replace(" ", "").split(",") if word]


LONGEST_RANGE = 10_000


def _range(word: str) -> range:
    first, dots, last = word.partition("..")
    start, end = int(first), int(last if dots else first)
    if not 0 <= start <= end < start + LONGEST_RANGE:
        raise ValueError(word)
    return range(start, end + 1)


def settle(base: TransferSettings, axes: Sequence[Axis]) -> TransferSettings:
    """Settings with the values of those axes that have only one.

    Args:
        base: settings of all lanes.
        axes: of the sweep.

    Returns:
        Settings that the lanes share.

    Example:
        >>> from stylejax import jobs
        >>> from stylejax.settings import TransferSettings
        >>> jobs.settle(TransferSettings(), [jobs.numbers_axis("seeds", "seed", "seed", [7])]).seed
        7
    """
    alone = {field: value for axis in axes if len(axis) == 1 for field, value in axis.values[0].items()}
    return dataclasses.replace(base, **alone)


def arrange(axes: Sequence[Axis], *, rows: str | None = None, columns: str | None = None) -> Grid:
    """Lay axes out as rows and columns.

    `axes` come in order of preference for rows: unless named, columns are the last axis that varies and rows the first
    of the others. Any further ones are nested into the rows. Raises InputError for names of axes that do not vary.

    Args:
        axes: of the sweep.
        rows: the name of the axis that the rows run over.
        columns: likewise of the columns.

    Returns:
        Rows and columns, each with its labels and settings.

    Example:
        >>> from stylejax import jobs
        >>> seeds = jobs.numbers_axis("seeds", "seed", "seed", [0, 1])
        >>> strengths = jobs.numbers_axis("strengths", "strength", "strength", [0.2, 0.5, 0.8])
        >>> grid = jobs.arrange([seeds, strengths])
        >>> len(grid.rows), len(grid.columns)
        (2, 3)
    """
    varying = [axis for axis in axes if len(axis) > 1]
    _check_apart(varying)
    across, down = _named("columns", columns, varying), _named("rows", rows, varying)
    if across and across == down:
        raise InputError(f"rows: {rows} is the axis of the columns already; name two different ones")
    rest = [axis for axis in varying if axis not in (across, down)]
    across = across or (rest.pop() if rest else None)
    nested = [axis for axis in (*rest, down) if axis]
    return Grid(
        rows=tuple(_headings(nested)),
        columns=tuple(_headings([across] if across else [])),
        row_titles=tuple(axis.title for axis in nested),
        column_titles=(across.title,) if across else (),
    )


def _check_apart(axes: Sequence[Axis]) -> None:
    for one, other in itertools.combinations(axes, 2):
        if one.fields & other.fields:
            both = ", ".join(sorted(one.fields & other.fields))
            raise InputError(f"{one.name}: sets {both}, and so does {other.name}; vary one of them")


def _named(argument: str, name: str | None, varying: Sequence[Axis]) -> Axis | None:
    if name is None:
        return None
    by_name = {axis.name: axis for axis in varying}
    if name not in by_name:
        known = ", ".join(by_name) or "none"
        raise InputError(f"{argument}: {name} takes only one value here; axes that take more: {known}")
    return by_name[name]


def _label(axis: Axis, index: int, *, among: int) -> str:
    """The label of a value; a bare number among other labels is told with its title."""
    label = axis.labels[index]
    return f"{axis.title} {label}" if among > 1 and label[0].isdecimal() else label


def _headings(axes: Sequence[Axis]) -> list[Heading]:
    """Every combination of the axes' values, the last axis fastest; one empty heading where there is no axis."""
    return [
        Heading(
            tuple(_label(axis, index, among=len(axes)) for axis, index in zip(axes, indices, strict=True)),
            {k: v for axis, index in zip(axes, indices, strict=True) for k, v in axis.values[index].items()},
        )
        for indices in itertools.product(*(range(len(axis)) for axis in axes))
    ]
