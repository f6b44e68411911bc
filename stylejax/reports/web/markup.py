"""HTML as nested calls: whatever is not markup already is escaped, so that nothing can forget to."""

import html

VOID = ("img", "line", "path")


class Html(str):
    """Text that is markup."""

    __slots__ = ()


def element(name: str, *children: str, **attributes: str | int | None) -> Html:
    """An element with its attributes and children; a trailing underscore of a name is dropped, others become hyphens.

    Attributes that are None are left out.
    """
    named = ((key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items() if value is not None)
    opening = "".join(f' {key}="{html.escape(str(value))}"' for key, value in named)
    if name in VOID:
        return Html(f"<{name}{opening}/>")
    return Html(f"<{name}{opening}>{joined(*children)}</{name}>")


def joined(*children: str) -> Html:
    """Children one after the other, those escaped that are plain text."""
    return Html("".join(child if isinstance(child, Html) else html.escape(child) for child in children))
