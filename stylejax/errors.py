"""The one error that stylejax raises on purpose, and what it says of an unknown name."""

import difflib
import operator
from collections.abc import Iterable
from typing import Any


class InputError(ValueError):
    """Bad input, said in one line: which argument or file, what is wrong, what to do.

    It is a ValueError. The library names arguments as it calls them; the command line makes options of them.

    Example:
        >>> import stylejax
        >>> stylejax.load_artist("monet")
        Traceback (most recent call last):
        stylejax.errors.InputError: artist: 'monet' is unknown; choose one of ...
    """


def choice_of(word: str, known: Iterable[str], *, told: Iterable[str] | None = None) -> str:
    """What to choose in place of an unknown word: the nearest known one first, then those that are `told`, or all.

    Example:
        >>> choice_of("relu4-2", ["conv4_2", "relu4_2", "relu5_1"], told=["relu4_2", "relu5_1"])
        'choose one of relu4_2, relu5_1'
    """
    names = list(known)
    near = nearest(word, names)
    others = [name for name in told or names if name != near]
    return f"choose one of {', '.join([near, *others] if near else others)}"


def nearest(word: str, known: Iterable[str]) -> str:
    """The known name that is most like a word, whatever the case of its letters; "" where none is."""
    names = {name.lower(): name for name in known}
    [*found] = difflib.get_close_matches(word.lower(), names, n=1)
    return names[found[0]] if found else ""


def checked_count(name: str, value: Any, what: str) -> int:
    """A whole number from 1 up; raises InputError for anything else, which asks to give `what`."""
    try:
        number = operator.index(value)
    except TypeError:
        raise InputError(f"{name}: {value!r} is not a whole number; give {what}") from None
    if number < 1:
        raise InputError(f"{name}: {value} is below 1; give {what}")
    return number
