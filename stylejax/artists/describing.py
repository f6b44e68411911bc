"""Recipes in words: the list of all, and one beside the paper's."""

import dataclasses
import re
from collections.abc import Iterator
from typing import Any

from .gallery import ARTISTS
from .recipes.gatys import PAPER
from .records import Artist, ArtistTerm

# The settings of a recipe: all that decides its pictures, in the order of the record.
SETTINGS = tuple(
    field.name
    for field in dataclasses.fields(Artist)
    if field.compare and field.name not in ("name", "who", "date", "source", "about")
)

_BETWEEN_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")  # of a class name
NAMES = {"adam": "Adam", "gram": "Gram", "lbfgs": "L-BFGS", "scipy": "SciPy", "sgd": "SGD", "torch": "Torch"}

KARPATHY = "Andrej Karpathy showed pictures of an implementation of his own, but no code and no settings: no recipe."


def differences(one: Artist, other: Artist) -> tuple[str, ...]:
    """The names of the settings in which two recipes differ.

    Args:
        one: a recipe.
        other: a recipe.

    Returns:
        Names.

    Example:
        >>> import stylejax
        >>> "smoothing" in stylejax.artists.differences(*map(stylejax.load_artist, ("kai", "kai-tv")))
        True
    """
    return tuple(name for name in SETTINGS if getattr(one, name) != getattr(other, name))


def describe_setting(artist: Artist, name: str) -> str:
    """A recipe's setting in one line of words; equal settings are described alike.

    Args:
        artist: a recipe.
        name: of a setting, as "pooling".

    Returns:
        Words.

    Example:
        >>> import stylejax
        >>> stylejax.artists.describe_setting(stylejax.load_artist("johnson"), "pooling")
        'max...'
    """
    return _words(getattr(artist, name))


def optimizer_name(artist: Artist) -> str:
    """What a recipe's optimizer is called, without its numbers.

    Args:
        artist: a recipe.

    Returns:
        A name.

    Example:
        >>> import stylejax
        >>> stylejax.artists.optimizer_name(stylejax.load_artist("kai"))
        'SGD'
    """
    optimizer = artist.optimizer
    inner = getattr(optimizer, "optimizer", None)
    name = _name_of(inner or optimizer)
    return f"{name}, restarted" if inner else name


def list_artists() -> Iterator[str]:
    """A line for each recipe: its name, its date, and what sets it apart.

    Returns:
        Lines.

    Example:
        >>> import stylejax
        >>> any("johnson" in line for line in stylejax.artists.list_artists())
        True
    """
    for artist in ARTISTS.values():
        yield f"{artist.name:<15} {artist.date[:10]:<10}  {artist.about}"
    yield ""
    yield KARPATHY


def describe_artist(artist: Artist) -> Iterator[str]:
    """Every setting of a recipe and its source; where it differs from the paper's, the paper's below it.

    Args:
        artist: a recipe.

    Returns:
        Lines.

    Example:
        >>> import stylejax
        >>> len(list(stylejax.artists.describe_artist(stylejax.load_artist("johnson")))) > 10
        True
    """
    yield f"{artist.name}: {artist.who}, {artist.date}, {artist.source}"
    yield artist.about
    yield ""
    changed = differences(artist, PAPER)
    for name in SETTINGS:
        yield f"{'*' if name in changed else ' '} {name:<12} {describe_setting(artist, name)}"
        if name in changed:
            yield f"  {'':<12} paper: {describe_setting(PAPER, name)}"
        if name in artist.sources:
            yield f"  {'':<12} source: {artist.sources[name]}"
    yield ""
    if artist != PAPER:
        yield "* differs from the paper's"
    yield from artist.notes


def _words(value: Any) -> str:
    if isinstance(value, tuple) and value and isinstance(value[0], ArtistTerm):
        return _terms_in_words(value)
    if isinstance(value, tuple):
        return f"({', '.join(map(_words, value))})" if value else "none"
    if isinstance(value, float):
        return f"{value:.9g}"
    if dataclasses.is_dataclass(value):
        return _record_in_words(value)
    return getattr(value, "__name__", str(value)).replace("_", " ") if callable(value) else str(value)


def _terms_in_words(terms: tuple[ArtistTerm, ...]) -> str:
    """Terms by their loss: `loss at layer x weight, layer x weight; ...`."""
    places: dict[Any, list[str]] = {}
    for term in terms:
        entrance = f" (gradient enters at {term.enters})" if term.enters else ""
        places.setdefault(term.loss, []).append(f"{term.layer} x {term.weight:.6g}{entrance}")
    return "; ".join(f"{_words(loss)} at {', '.join(at)}" for loss, at in places.items())


def _record_in_words(record: Any) -> str:
    """A record's name and its fields, those at their defaults left out unless nothing else is there to tell."""
    fields = dataclasses.fields(record)
    told = [field for field in fields if getattr(record, field.name) != field.default] or list(fields[:1])
    inside = ", ".join(f"{field.name} {_words(getattr(record, field.name))}" for field in told)
    return f"{_name_of(record)} ({inside})" if inside else _name_of(record)


def _name_of(record: Any) -> str:
    words = _BETWEEN_WORDS.sub(" ", type(record).__name__).lower().split()
    return " ".join(NAMES.get(word, word) for word in words)
