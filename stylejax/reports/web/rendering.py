"""Pages from templates, by Jinja2: whatever is put into one is escaped, so that nothing can forget to."""

import functools
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Path(__file__).parent / "templates"


@functools.cache
def _environment() -> Environment:
    """All templates of this folder; a name that a template wants and is not given is an error, and no empty text."""
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)


def render(template: str, **values: Any) -> str:
    """The text of a template with these values in it, each escaped.

    Args:
        template: the name of a file in `reports/web/templates`.
        **values: what the template's head says it wants.

    Returns:
        HTML.

    Example:
        >>> from stylejax import reports
        >>> reports.web.render("changes.html", changes=reports.PageChanges("<a>", [], {}, [], []))[:70]
        '<section aria-labelledby="changes"><h2 id="changes">&lt;a&gt;</h2><dl '
    """
    return _environment().get_template(template).render(**values)
