"""Write docs/performance.md from the results beside this program: one table a question.

A result is a JSON file in `measured`, with the command that measures it. Programs with `--save` write their numbers
there (`benchmarking/results.py`).
"""

import collections
import json
from pathlib import Path
from typing import Annotated, Any

import typer

ROOT = Path(__file__).parents[2]
RESULTS, PAGE = Path(__file__).parent / "measured", ROOT / "docs" / "performance.md"
HEAD = """# Performance

{machine}, unless a section says otherwise. Ratios within one run hold on other machines; seconds do not.
`python scripts/benchmarks/write_performance.py` makes this page of the results in `scripts/benchmarks/measured`.
How it works is in [explanations](explanations/README.md), what else was measured in [notebook.md](notebook.md).
"""


def page_of(results: list[dict[str, Any]]) -> str:
    """The text of the page; a section names its machine where that is not the one of most results."""
    ordered = sorted(results, key=lambda result: result["order"])
    [(machine, _)] = collections.Counter(result["machine"] for result in ordered).most_common(1)
    return "\n".join([HEAD.format(machine=machine), *(section(result, machine) for result in ordered)])


def section(result: dict[str, Any], machine: str) -> str:
    """A question, its answer in a sentence, its table, and what to know of it."""
    where = "" if result["machine"] == machine else f" on {result['machine']}"
    lines = [f"## {result['question']}", "", result["answer"], "", *table(result["columns"], result["rows"]), ""]
    lines += [f"- {note}" for note in result["notes"]]
    return "\n".join([*lines, f"- Measured on {result['date']}{where} by `{result['command']}`.", ""])


def table(columns: list[str], rows: list[list[str]]) -> list[str]:
    """A table of Markdown."""
    return [f"| {' | '.join(cells)} |" for cells in (columns, ["---"] * len(columns), *rows)]


def read_results() -> list[dict[str, Any]]:
    """All results that there are."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(RESULTS.glob("*.json"))]


def main(page: Annotated[Path, typer.Argument(help="The page to write anew.")] = PAGE) -> None:
    """Write the page of performance anew from the results."""
    page.write_text(page_of(read_results()), encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
