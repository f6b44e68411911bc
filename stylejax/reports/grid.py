"""The rows and columns of a contact sheet, each with its labels and the settings that it sets."""

import dataclasses
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Heading:
    """One row or column of a sheet: its lines of label, and the fields of the settings that it sets.

    Attributes:
        labels: lines of its label.
        fields: settings by name.

    Example:
        >>> from stylejax import reports
        >>> reports.Heading(("seed 1",), {"seed": 1}).labels
        ('seed 1',)
    """

    labels: tuple[str, ...]
    fields: dict[str, Any]


@dataclass(frozen=True)
class Grid:
    """The lanes of a sweep as rows and columns of headings; lane `row * len(columns) + column` lies where they cross.

    Attributes:
        row_titles: the titles of the axes that the rows run over; may be empty.
        column_titles: likewise of the columns.

    Example:
        >>> from stylejax import reports
        >>> one = reports.Heading(("a",), {})
        >>> len(reports.Grid((one, one), (one,), (), ()))
        2
    """

    rows: tuple[Heading, ...]
    columns: tuple[Heading, ...]
    row_titles: tuple[str, ...]
    column_titles: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.rows) * len(self.columns)

    def lanes(self, base: Any) -> list[Any]:
        """The settings of every lane, row by row, of a record of settings."""
        crossings = itertools.product(self.rows, self.columns)
        return [dataclasses.replace(base, **row.fields, **column.fields) for row, column in crossings]

    def varies(self, field: str) -> bool:
        """Whether this field of the settings belongs to a row or a column."""
        return any(field in heading.fields for heading in (*self.rows, *self.columns))


MOST_ACROSS = 7  # pictures beside one another on a sheet that has no columns of its own


def pictures_across(number: int) -> int:
    """How many of so many pictures lie beside one another, in rows that are as even as may be."""
    return -(-number // max(1, -(-number // MOST_ACROSS)))


def short_number(value: float) -> str:
    """A number as people write it: 3, 0.05, 1e-5.

    Args:
        value: any finite number.

    Returns:
        A few letters.

    Example:
        >>> from stylejax import reports
        >>> reports.short_number(1e-05)
        '1e-5'
    """
    mantissa, _, exponent = f"{value:g}".partition("e")
    return f"{mantissa}e{int(exponent)}" if exponent else mantissa


def short_numbers(values: Sequence[float]) -> tuple[str, ...]:
    """Numbers as people write them, all with an exponent where one of them needs it.

    Args:
        values: finite numbers.

    Returns:
        A few letters for each.

    Example:
        >>> from stylejax import reports
        >>> reports.short_numbers([0.1, 1.0])
        ('0.1', '1')
    """
    labels = tuple(short_number(value) for value in values)
    if not any("e" in label for label in labels):
        return labels
    return tuple(_with_exponent(value) if value else "0" for value in values)


def _with_exponent(value: float) -> str:
    mantissa, _, exponent = f"{value:.5e}".partition("e")
    return f"{float(mantissa):g}e{int(exponent)}"
