"""Write docs/performance.md from the results beside this program: one table a question.

A result is a JSON file in `measured`, with the command that measures it. What stands between the two marks of the page
is written by hand, and stays.
"""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

ROOT = Path(__file__).parents[2]
RESULTS, PAGE = Path(__file__).parent / "measured", ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- by hand: tiles -->", "<!-- end -->"
PLACE = 5  # of what is written by hand, among the questions
HEAD = """# Performance

{machine}. Ratios within one run hold on other machines; seconds do not.
`python scripts/benchmarks/write_performance.py` makes this page of the results in `scripts/benchmarks/measured`.
How it works is in [explanations](explanations/README.md), what else was measured in [notebook.md](notebook.md).
"""


def page_of(results: list[dict[str, Any]], by_hand: str) -> str:
    """The text of the page."""
    ordered = sorted(results, key=lambda result: result["order"])
    before, after = ([r for r in ordered if (r["order"] < PLACE) == early] for early in (True, False))
    [machine] = {result["machine"] for result in results}
    hand = f"{BEGIN}{by_hand}{END}\n"
    return "\n".join([HEAD.format(machine=machine), *map(section, before), hand, *map(section, after)])


def section(result: dict[str, Any]) -> str:
    """A question, its answer in a sentence, its table, and what to know of it."""
    lines = [f"## {result['question']}", "", result["answer"], "", *table(result["columns"], result["rows"]), ""]
    lines += [f"- {note}" for note in result["notes"]]
    return "\n".join([*lines, f"- Measured on {result['date']} by `{result['command']}`.", ""])


def table(columns: list[str], rows: list[list[str]]) -> list[str]:
    """A table of Markdown."""
    return [f"| {' | '.join(cells)} |" for cells in (columns, ["---"] * len(columns), *rows)]


def read_results() -> list[dict[str, Any]]:
    """All results that there are."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(RESULTS.glob("*.json"))]


def by_hand_in(text: str) -> str:
    """What stands between the marks of a page."""
    return text.partition(BEGIN)[2].partition(END)[0]


def main(page: Annotated[Path, typer.Argument(help="The page to write anew.")] = PAGE) -> None:
    """Write the page of performance anew from the results."""
    page.write_text(page_of(read_results(), by_hand_in(page.read_text(encoding="utf-8"))), encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
