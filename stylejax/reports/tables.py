"""Results of a sweep as a table: one row a picture, in CSV."""

import csv
import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..files import TEXT, whole_file
from ..losses.terms import content_term, style_term
from ..settings import TransferSettings
from ..synthesis.runs import Result

NOT_PAINTED = "not painted"


def table_rows(
    lanes: Sequence[TransferSettings], results: Mapping[int, Result], *, files: Sequence[str]
) -> list[dict[str, Any]]:
    """One row for each lane: settings, status, evaluations, objective, terms unweighted, and the picture's file.

    A lane without a result has the status "not painted" and nothing else to tell.

    Args:
        lanes: settings of each.
        results: by lane.
        files: of pictures, or none.

    Returns:
        Cells by column, for each lane.

    Example:
        >>> from stylejax import reports
        >>> from stylejax.settings import TransferSettings
        >>> settings = TransferSettings(content="photo.jpg", style="painting.jpg")
        >>> reports.table_rows([settings], {}, files=())[0]["status"]
        'not painted'
    """
    return [
        {"lane": lane + 1, **_plain(settings), **_outcome(results.get(lane)), "file": files[lane] if files else ""}
        for lane, settings in enumerate(lanes)
    ]


def _plain(settings: TransferSettings) -> dict[str, Any]:
    values = dataclasses.asdict(settings)
    return {name: " ".join(map(str, value)) if isinstance(value, tuple) else value for name, value in values.items()}


def _outcome(result: Result | None) -> dict[str, Any]:
    if result is None:
        return {"status": NOT_PAINTED}
    return {
        "status": result.status,
        "evaluations": result.evaluations,
        "accepted_steps": result.accepted_steps,
        "objective": result.lowest,
        "content_term": content_term(result.terms),
        "style_term": style_term(result.terms),
        "tv_term": float(result.terms.tv),
        **{f"content_{layer}": float(term) for layer, term in result.terms.content.items()},
        **{f"style_{layer}": float(term) for layer, term in result.terms.style.items()},
    }


def write_table(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows as CSV (RFC 4180), columns in order of first appearance; the file appears whole or not at all.

    Args:
        path: where the table goes.
        rows: cells by column.

    Example:
        >>> from pathlib import Path
        >>> from stylejax import reports
        >>> reports.write_table(Path("sheet.csv"), [{"seed": 1}])
        >>> Path("sheet.csv").read_text().split()
        ['seed', '1']
    """
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with whole_file(path) as temporary, temporary.open("w", newline="", **TEXT) as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
