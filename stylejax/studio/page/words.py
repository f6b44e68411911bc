"""What the page says, as HTML: the picture on its way, what waits, a sheet, a gallery, what is wrong."""

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2  # pyrefly: ignore

from ...files import is_file
from ...reports.words import duration
from ..engine import FAILED, FINISHED, PAINTING, STOPPED, WAITING, Engine, Painting
from ..uploads import Upload, data_address

TEMPLATES = Path(__file__).parent / "templates"
PICTURES, THUMBNAILS = "/pictures/", "/thumbnails/"
EMPTY = "Drop a photo and a painting, then press Paint. The picture is seen here while it is painted."
MOST_TITLES = 6


@functools.cache
def _parts() -> Any:
    loader = jinja2.FileSystemLoader(TEMPLATES)
    return jinja2.Environment(loader=loader, autoescape=True).get_template("parts.html").module


def live_html(painting: Painting | None, engine: Engine) -> str:
    """The picture of a painting as it is, with words."""
    return str(_parts().live(_seen(painting, engine)) if painting else _parts().empty(EMPTY))


def _seen(painting: Painting, engine: Engine) -> dict[str, Any]:
    view, file = painting.screen.view, ""
    picture = data_address(view.picture) if view.picture else ""
    if painting.state in (FINISHED, STOPPED) and is_file(painting.output):
        file = painting.output.name
        picture = f"{PICTURES}{quote(file)}?{painting.number}-{view.number}"
    is_painted = painting.state == PAINTING
    return {
        "picture": picture,
        "alt": f"{painting.title}, {painting.state}",
        "state": state_words(painting, engine),
        "left": view.words if is_painted else "",
        "done": f"{view.done:.3f}",
        "lines": [*([view.detail] if is_painted and view.detail else []), *_notes(painting)],
        "file": file,
        "address": f"{PICTURES}{quote(file)}",
    }


def _notes(painting: Painting) -> list[str]:
    """What whoever waits should know, as of small paintings and mended masks; not where files lie."""
    passed_over = (".checkpoint", "painting with network", f"{painting.output.stem}.")
    lines = [line for line in painting.screen.view.lines if not any(word in line for word in passed_over)]
    return [line.rpartition("/")[2] for line in dict.fromkeys(lines)]


def state_words(painting: Painting, engine: Engine) -> str:
    """How a painting stands, in words."""
    if painting.state == WAITING:
        before = engine.before(painting)
        return f"Waiting: {before} picture{'s' if before != 1 else ''} before this one." if before else "Getting ready."
    spent = duration(max(1.0, painting.seconds))
    return {
        PAINTING: "Painting:",
        STOPPED: "Stopped. What is painted so far is kept; Go on goes on from here.",
        FINISHED: f"Finished in {spent}.",
        FAILED: "Not painted.",
    }[painting.state]


def queue_html(engine: Engine, own: Painting | None) -> str:
    """What is painted and what waits, for all who look."""
    others = [f"{painting.title}: {painting.state}" for painting in engine.all_under_way if painting is not own]
    return str(_parts().queue(others[:MOST_TITLES], len(others) - MOST_TITLES))


def previews_html(uploads: Sequence[Upload], what: str) -> str:
    """Small pictures of what was dropped."""
    return str(
        _parts().previews(
            [
                {
                    "address": data_address(each.preview),
                    "alt": f"{what}: {each.name}",
                    "words": f"{each.name}, {each.side} pixels",
                }
                for each in uploads
            ]
        )
    )


def wrong_html(message: str) -> str:
    """What is wrong, beside what caused it."""
    return str(_parts().wrong(message))


def sheet_html(cells: Sequence[Painting], columns: int, chosen: int) -> str:
    """The pictures of a sheet, each to be chosen by a click or a key."""
    shown = [_cell(number, cell) | {"pressed": _pressed(number == chosen)} for number, cell in enumerate(cells)]
    return str(_parts().choices(shown, max(columns, 1)))


def _cell(number: int, cell: Painting) -> dict[str, Any]:
    hole = cell.error or {WAITING: "waits", STOPPED: "not painted"}.get(cell.state, "getting ready")
    picture = cell.screen.view.picture
    return {"pick": number, "words": cell.title, "hole": hole, "picture": data_address(picture) if picture else ""}


def gallery_html(pictures: Sequence[Path], chosen: str) -> str:
    """The pictures that were painted, each to be chosen by a click or a key."""
    shown = [
        {
            "pick": path.name,
            "words": path.stem,
            "picture": f"{THUMBNAILS}{quote(path.name)}?{path.stat().st_mtime_ns}",
            "pressed": _pressed(path.name == chosen),
        }
        for path in pictures
    ]
    return str(_parts().choices(shown, 4) if shown else _parts().empty("Nothing is painted yet."))


def _pressed(chosen: object) -> str:
    return "true" if chosen else "false"


def left_html(left: Sequence[tuple[str, str]]) -> str:
    """Paintings that an earlier studio has left, by folder and title, each to be gone on with or thrown away."""
    return str(_parts().left([{"folder": folder, "title": title} for folder, title in left]))
