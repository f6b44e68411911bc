"""The folder of changes: every picture, a sheet of them, a table, and the section of the page that shows them."""

from collections.abc import Sequence
from pathlib import Path

from ...artists.changes import GROUPS
from ...artists.measuring import JobResult
from ...files import make_folder
from ...media.writing import write_image
from ...reports.grid import Grid, Heading
from ...reports.layout import Cell, Sheet
from ...reports.sheets import draw_sheet
from ...reports.tables import write_table
from ...reports.web.changes import ChangeCell, PageChanges
from ...synthesis.runs import DEAD
from ..pictures import keep_picture, place_of_sheet
from .changes import (
    ALL,
    BEGINNING,
    Change,
    ChangePlan,
    ChangeResult,
    jobs_of_changes,
    means_of_changes,
    results_of_changes,
    table_of_changes,
    words_of_beginning,
)
from .inputs import ComparisonInputs
from .pages import image_of
from .telling import comparison_record, headline

COLUMNS = (*GROUPS, ALL)
SHEET, TABLE = "changes.png", "changes.csv"
TITLE = "One change at a time"


def files_of_changes(folder: Path, plan: ChangePlan) -> list[Path]:
    """What may be written into the folder.

    Args:
        folder: that they lie in.
        plan: of the changes.

    Returns:
        Paths of pictures, of the sheet and of the table.

    Example:
        >>> from pathlib import Path
        >>> import numpy as np, stylejax
        >>> from stylejax import command_settings, jobs
        >>> stylejax.write_image("photo.png", np.zeros((64, 64, 3)))
        >>> settings = command_settings.ComparisonSettings("photo.png", "photo.png", artists=("kai",), size=64, steps=5)
        >>> plan = jobs.plan_changes(settings, jobs.read_comparison(settings))
        >>> [path.name for path in jobs.files_of_changes(Path("changes"), plan)][-3:]
        ['kai.png', 'changes.png', 'changes.csv']
    """
    names = [f"{author.name}-{group}.png" for author in plan.authors for group in GROUPS]
    wholes = [f"{job}.png" for job in (BEGINNING, *(author.name for author in plan.authors))]
    return [folder / name for name in (*names, *wholes, SHEET, TABLE)]


def write_changes(
    folder: Path,
    plan: ChangePlan,
    changes: Sequence[Change],
    inputs: ComparisonInputs,
    done: Sequence[JobResult],
) -> Path:
    """Write pictures, sheet and table, and say into which folder: what was ended early replaces nothing whole.

    Args:
        folder: that they go to.
        plan: of the changes.
        changes: that were weighed.
        inputs: of the comparison.
        done: what was painted.

    Returns:
        The folder that they lie in.

    Example:
        >>> from pathlib import Path
        >>> import numpy as np, stylejax
        >>> from stylejax import command_settings, jobs
        >>> from stylejax.jobs.comparison import changes
        >>> stylejax.write_image("photo.png", np.zeros((64, 64, 3)))
        >>> settings = command_settings.ComparisonSettings("photo.png", "photo.png", artists=("kai",), size=64, steps=5)
        >>> inputs = jobs.read_comparison(settings)
        >>> plan = jobs.plan_changes(settings, inputs)
        >>> alike = [changes.Change("kai", group, "as gatys", None) for group in (*changes.GROUPS, changes.ALL)]
        >>> place = jobs.write_changes(Path("changes"), plan, alike, inputs, [])
        >>> sorted(path.name for path in place.iterdir())
        ['changes.csv', 'changes.png']
    """
    statuses, of = [painted.painting.status for painted in done], len(jobs_of_changes(plan, changes))
    if place_of_sheet(folder / SHEET, statuses, of=of) != folder / SHEET:
        folder = folder.with_name(f"{folder.name}.stopped")
    make_folder(folder)
    for painted in done:
        record = comparison_record("changes", plan.settings, inputs, [painted])
        write_image(folder / f"{painted.job.label}.png", painted.image, record=record)
    results = results_of_changes(changes, done)
    record = comparison_record("changes", plan.settings, inputs, [each.painted for each in results])
    keep_picture(folder / SHEET, draw_sheet(sheet_of_changes(plan, results, inputs, done)), record=record)
    write_table(folder / TABLE, table_of_changes(results))
    return folder


def sheet_of_changes(
    plan: ChangePlan, results: Sequence[ChangeResult], inputs: ComparisonInputs, done: Sequence[JobResult]
) -> Sheet:
    """A row for each author, a column for each group of settings, and the author's own picture last."""
    first = next((painted.image for painted in done if painted.job.label == BEGINNING), None)
    shape = first.shape[:2] if first is not None else (plan.settings.size, plan.settings.size)
    rows = tuple(Heading((author.name,), {}) for author in plan.authors)
    columns = tuple(Heading((column,), {}) for column in COLUMNS)
    cells = [_cell(result, shape) for result in results]
    own = [(BEGINNING, first)] if first is not None else []
    margin = [("content", inputs.content.image), ("style", inputs.style.image), *own]
    lines = [
        *answer_line(results),
        *change_lines(plan),
        *(f"{name}: {words}" for name, (_, words) in _shares(results).items()),
    ]
    title = f"{TITLE}: {headline(plan.settings)}"
    return Sheet(Grid(rows, columns, (), ()), cells, title, lines, margin, {})


def _cell(result: ChangeResult, shape: tuple[int, ...]) -> Cell:
    height, width = shape
    if not result.painted:
        return Cell((height, width), None, result.status)
    note = "" if result.status == "finished" else result.status
    return Cell((height, width), result.painted.image, note, (_number(result), result.change.words))


def _number(result: ChangeResult) -> str:
    if result.moved is None:
        return result.status
    return f"moved {result.moved:.2f}" if result.status == "finished" else f"moved {result.moved:.2f}, {result.status}"


def change_lines(plan: ChangePlan) -> list[str]:
    """What the changes are, for who has not seen them before."""
    size, steps = plan.settings.size, plan.settings.steps
    return [
        f"{BEGINNING}, what the paper's authors ran, with one group of another's settings; last, all of his settings. "
        f"{size} pixels, {steps} evaluations, all cut as {BEGINNING} cuts.",
        f"{BEGINNING} itself: {words_of_beginning(plan)}",
        f"moved: how far the picture is from {BEGINNING}'s, root mean square of colors from 0 to 1. About 0.1 is what "
        "a change does that cannot be seen.",
        "Losses are weighed so that content and style pull as hard as before the change; weights alone change their "
        "balance to the author's, optimizer and smoothing the size to his.",
    ]


def answer_line(results: Sequence[ChangeResult]) -> list[str]:
    """Which group moves the picture most, and which least, in a sentence; none where there is too little to say so."""
    groups = list(means_of_changes(results))
    if len(groups) < 3:
        return []
    first, second, *_, last = groups
    return [f"By itself {_named(first)} moves the picture most, then {_named(second)}; {_named(last)} least."]


def _named(group: str) -> str:
    """A group as a sentence names it, in the singular."""
    return {"losses": "another set of losses", "weights": "another balance of weights"}.get(group, f"another {group}")


def _shares(results: Sequence[ChangeResult]) -> dict[str, tuple[float, str]]:
    means = means_of_changes(results)
    longest = max((mean for mean, _ in means.values()), default=1.0)
    return {group: (mean / longest, f"moves it by {mean:.2f}, mean of {_authors(number)}{_dead(results, group)}")
            for group, (mean, number) in means.items()}  # fmt: skip


def _authors(number: int) -> str:
    return f"{number} authors" if number > 1 else "one author"


def _dead(results: Sequence[ChangeResult], group: str) -> str:
    dead = [each.change.author for each in results if each.change.group == group and each.status in DEAD]
    return f"; without {' and '.join(dead)}, which came to nothing" if dead else ""


def changes_of_page(folder: str, plan: ChangePlan, results: Sequence[ChangeResult]) -> PageChanges:
    """The section of the page, whose pictures lie in that folder beside it.

    Args:
        folder: beside the page.
        plan: of the changes.
        results: of `results_of_changes`.

    Returns:
        The section.

    Example:
        >>> import numpy as np, stylejax
        >>> from stylejax import command_settings, jobs
        >>> stylejax.write_image("photo.png", np.zeros((64, 64, 3)))
        >>> settings = command_settings.ComparisonSettings("photo.png", "photo.png", artists=("kai",), size=64, steps=5)
        >>> plan = jobs.plan_changes(settings, jobs.read_comparison(settings))
        >>> jobs.changes_of_page("changes", plan, []).title
        'One change at a time'
    """
    per_row = [results[start : start + len(COLUMNS)] for start in range(0, len(results), len(COLUMNS))]
    rows = [(row[0].change.author, [_page_cell(folder, each) for each in row]) for row in per_row]
    return PageChanges(TITLE, [*answer_line(results), *change_lines(plan)], _shares(results), COLUMNS, rows)


def _page_cell(folder: str, result: ChangeResult) -> ChangeCell:
    change, painted = result.change, result.painted
    if not painted:
        return ChangeCell(None, "", result.status)
    whose = "all settings" if change.group == ALL else f"the {change.group}"
    alt = f"{BEGINNING} with {whose} of {change.author}"
    return ChangeCell(image_of(f"{folder}/{change.label}.png", alt, painted.image), _number(result), change.words)
