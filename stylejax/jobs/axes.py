"""What a sweep varies: axes of settings with labels, and the grid of lanes that they span."""

import dataclasses
import itertools
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..reports.grid import Grid, Heading, short_numbers
from ..settings import TransferSettings


@dataclass(frozen=True)
class Axis:
    """One setting and the values it takes.

    Attributes:
        name: what a person calls it who names the axis of the rows, as in `--rows seeds`.
        title: what a reader calls one value of it.
        field: the field of `TransferSettings` that it sets.
        values: its values, at least one.
        labels: a short label for each value.
    """

    name: str
    title: str
    field: str
    values: tuple[Any, ...]
    labels: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.values)


def numbers_axis(name: str, title: str, field: str, values: Sequence[float]) -> Axis:
    """An axis over numbers, labeled by themselves; raises InputError where one comes twice."""
    axis = Axis(name, title, field, tuple(values), short_numbers(values))
    return _without_repeats(axis)


def layers_axis(upto: Sequence[int], layers: Sequence[str]) -> Axis:
    """An axis over the first 1, 2, ... of the style layers, as in the paper's figure 3.

    Raises InputError for counts of which there are no layers.
    """
    for count in upto:
        if not 1 <= count <= len(layers):
            raise InputError(f"style-layers-upto: {count} is not from 1 to {len(layers)}, the number of style layers")
    subsets = tuple(tuple(layers[:count]) for count in upto)
    labels = tuple(f"up to {subset[-1]}" if len(subset) > 1 else subset[0] for subset in subsets)
    return _without_repeats(Axis("style-layers-upto", "style layers", "style_layers", subsets, labels))


def pictures_axis(name: str, title: str, paths: Sequence[str]) -> Axis:
    """An axis over picture files, labeled by their names, or by whole paths where names are the same."""
    stems = [Path(path).stem for path in paths]
    repeated = {stem for stem, count in Counter(stems).items() if count > 1}
    labels = tuple(path if stem in repeated else stem for path, stem in zip(paths, stems, strict=True))
    return _without_repeats(Axis(name, title, title, tuple(paths), labels))


def _without_repeats(axis: Axis) -> Axis:
    repeated = [label for label, count in Counter(axis.labels).items() if count > 1]
    if repeated:
        raise InputError(f"{axis.name}: {repeated[0]} is given twice; give each value once")
    return axis


def parse_numbers(argument: str, text: str) -> list[float]:
    """The numbers of a list such as "1e-3,0.01"; raises InputError that names the argument."""
    try:
        numbers = [float(word) for word in _words(text)]
    except ValueError:
        numbers = []
    if not numbers or not all(math.isfinite(number) for number in numbers):
        raise InputError(f"{argument}: {text!r} is not a list of numbers; write them like 1e-3,0.01,0.1")
    return numbers


def parse_counts(argument: str, text: str) -> list[int]:
    """The whole numbers of a list such as "0,1,2" or "1..5"; raises InputError that names the argument."""
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
    """Settings with the values of those axes that have only one."""
    return dataclasses.replace(base, **{axis.field: axis.values[0] for axis in axes if len(axis) == 1})


def arrange(axes: Sequence[Axis], *, rows: str | None = None, columns: str | None = None) -> Grid:
    """Lay axes out as rows and columns.

    `axes` come in order of preference for rows: unless named, columns are the last axis that varies and rows the first
    of the others. Any further ones are nested into the rows. Raises InputError for names of axes that do not vary.
    """
    varying = [axis for axis in axes if len(axis) > 1]
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
            {axis.field: axis.values[index] for axis, index in zip(axes, indices, strict=True)},
        )
        for indices in itertools.product(*(range(len(axis)) for axis in axes))
    ]
