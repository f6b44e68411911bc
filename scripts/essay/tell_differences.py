"""The numbers and pictures of docs/essay.md, from folders that `stylejax compare --html` has written.

Prints three tables: artists by the yardstick, each pair and the mean of their ranks, beside the essay's order by eye;
how far each group of settings moves the picture of `gatys`; and the least and the most that single changes do. With a
folder for pictures it draws `artists.jpg` and `changes.jpg` there, the latter of the first pair.

Example: python scripts/essay/tell_differences.py demo/essay/scene demo/essay/fog --pictures docs/essay
"""

import csv
import statistics
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

import stylejax
from small_sheets import write_small
from stylejax.artists import ARTISTS
from stylejax.artists.changes import GROUPS
from stylejax.reports import Cell, Grid, Heading, Sheet

# The order of the essay, best first: Johnson's last "matches", Anders's and Eben's "look great", Johnson's first
# follows the paper "very closely", Kai's are "not quite the same" and better with total variation, Satoshi's lacks the
# palette. Those of one rank are told apart by nothing.
ESSAY: dict[str, float] = {
    "johnson-after": 1,
    "anders": 2,
    "eben": 2,
    "johnson-before": 3,
    "kai-tv": 4,
    "kai": 5,
    "satoshi": 6,
}
SHOWN = ("gatys", "kai", "satoshi", "johnson-before", "johnson-after", "johnson", "anders", "eben")


def terms_of(folder: Path) -> dict[str, dict[str, float]]:
    """By artist, the terms of the yardstick and how the run ended, as each picture remembers them."""
    records = {name: stylejax.read_record(folder / f"{name}.png")["result"][0] for name in ARTISTS}
    return {name: {kind: record[f"{kind}_term"] for kind in ("style", "content")} for name, record in records.items()}


def ranks(values: dict[str, float]) -> dict[str, float]:
    """Places from 1, the smallest first; those that are equal share the mean of theirs."""
    ordered = sorted(values.values())
    places = {value: statistics.mean(i for i, each in enumerate(ordered, 1) if each == value) for value in ordered}
    return {name: places[value] for name, value in values.items()}


def correlation(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Spearman's: of the ranks of what both name."""
    first, second = (ranks({name: values[name] for name in one}) for values in (one, other))
    return statistics.correlation(list(first.values()), list(second.values()))


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows as Markdown."""
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))


def of_artists(folders: Sequence[Path]) -> Iterator[str]:
    """Artists by the yardstick, and the essay's order beside it."""
    pairs = [terms_of(folder) for folder in folders]
    means = {
        kind: {name: statistics.mean(each[name] for each in places) for name in ARTISTS}
        for kind in ("style", "content")
        for places in [[ranks({name: terms[name][kind] for name in ARTISTS}) for terms in pairs]]
    }
    rows = [
        [name, str(ESSAY.get(name, "")), f"{means['style'][name]:.1f}", f"{means['content'][name]:.1f}",
         *(f"{terms[name]['style']:.3g}, {terms[name]['content']:.3g}" for terms in pairs)]
        for name in sorted(ARTISTS, key=means["style"].__getitem__)
    ]  # fmt: skip
    yield table(("recipe", "essay", "style rank", "content rank", *(folder.name for folder in folders)), rows)
    for kind, of in means.items():
        yield f"\nSpearman's correlation of the essay's order with that by {kind}: {correlation(ESSAY, of):.2f}"


def changes_of(folder: Path) -> list[dict[str, str]]:
    """The table of changes of a pair."""
    with (folder / "changes" / "changes.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def moved(rows: Sequence[dict[str, str]], group: str) -> list[float]:
    """How far the pictures of a group are from that of `gatys`, those that diverged left out."""
    return [float(row["from_gatys"]) for row in rows if row["group"] == group and row["status"] == "finished"]


def of_changes(folders: Sequence[Path]) -> Iterator[str]:
    """How far each group of settings moves the picture."""
    each = {folder.name: changes_of(folder) for folder in folders}
    rows = []
    for group in (*GROUPS, "all"):
        found = [moved(of, group) for of in each.values()]
        every = [value for of in found for value in of]
        numbers = (statistics.mean(every), min(every), max(every), *map(statistics.mean, found))
        rows.append((numbers[0], [group, *(f"{number:.3f}" for number in numbers), str(len(every))]))
    rows.sort(key=lambda row: -row[0])
    yield "\n" + table(("changed", "mean", "least", "most", *each, "pictures"), [row for _, row in rows])
    dead = [f"{row['author']} {row['group']} ({name})" for name, of in each.items() for row in of
            if row["status"] in ("diverged", "stalled")]  # fmt: skip
    yield f"\nleft out, as they diverged: {', '.join(dead) or 'none'}"


def of_ways(folders: Sequence[Path]) -> Iterator[str]:
    """For each author, which single change brings the picture nearest to his."""
    rows: dict[str, list[list[dict[str, str]]]] = {}
    for folder in folders:
        of = changes_of(folder)
        for author in dict.fromkeys(row["author"] for row in of):
            rows.setdefault(author, []).append([row for row in of if row["author"] == author])
    told = [[author, *(_ways(of) for of in pairs)] for author, pairs in rows.items()]
    yield "\n" + table(("author", *(folder.name for folder in folders)), told)


def _ways(rows: Sequence[dict[str, str]]) -> str:
    """The share of the way from `gatys` to an author that the best two single changes go."""
    [end] = [row for row in rows if row["group"] == "all"]
    if end["status"] != "finished":
        return end["status"]
    whole = float(end["from_gatys"])
    shares = {row["group"]: 1 - float(row["from_author"]) / whole for row in rows
              if row["group"] != "all" and row["status"] == "finished"}  # fmt: skip
    best = sorted(shares, key=shares.__getitem__, reverse=True)[:2]
    return ", ".join(f"{group} {shares[group]:.0%}" for group in best)


def picture(path: Path) -> Cell:
    """A picture's place on a sheet, a hole where there is none."""
    image = stylejax.read_image(path, size=200) if path.exists() else None
    return Cell(image.shape[:2] if image is not None else (150, 200), image, "" if image is not None else "as gatys")


def headings(names: Sequence[str]) -> tuple[Heading, ...]:
    """Labels of rows or columns."""
    return tuple(Heading((name,), {}) for name in names)


def draw(path: Path, title: str, rows: Sequence[str], columns: Sequence[str], cells: Sequence[Cell]) -> None:
    """A sheet, as large as a page of text is wide."""
    write_small(path, Sheet(Grid(headings(rows), headings(columns), (), ()), cells, title, [], [], {}))


def draw_pictures(folders: Sequence[Path], into: Path) -> None:
    """The pictures of the essay."""
    into.mkdir(parents=True, exist_ok=True)
    names = ("content", "style", *SHOWN)
    cells = [picture(folder / f"{name}.png") for folder in folders for name in names]
    draw(into / "artists.jpg", "Three pairs, eight recipes", [folder.name for folder in folders], names, cells)
    changes, authors = folders[0] / "changes", list(dict.fromkeys(row["author"] for row in changes_of(folders[0])))
    named = [[f"{author}-{group}" for group in GROUPS] for author in authors]
    files = [name for author, groups in zip(authors, named, strict=True) for name in ("gatys", *groups, author)]
    cells = [picture(changes / f"{name}.png") for name in files]
    draw(into / "changes.jpg", "One change at a time", authors, ("gatys", *GROUPS, "all"), cells)


def main(
    folders: Annotated[list[Path], typer.Argument(help="Folders that `stylejax compare --html` has written.")],
    pictures: Annotated[Path | None, typer.Option(help="Also draw the pictures, into this folder.")] = None,
) -> None:
    """Print the tables of the essay, and draw its pictures."""
    for tell in (of_artists, of_changes, of_ways):
        print("\n".join(tell(folders)))
    if pictures:
        draw_pictures(folders, pictures)


if __name__ == "__main__":
    typer.run(main)
