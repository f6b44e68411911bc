"""The one error that stylejax raises on purpose."""

import operator
from typing import Any


class InputError(ValueError):
    """Bad input, said in one line: which argument or file, what is wrong, what to do."""


def checked_count(name: str, value: Any, what: str) -> int:
    """A whole number from 1 up; raises InputError for anything else, which asks to give `what`."""
    try:
        number = operator.index(value)
    except TypeError:
        raise InputError(f"{name}: {value!r} is not a whole number; give {what}") from None
    if number < 1:
        raise InputError(f"{name}: {value} is below 1; give {what}")
    return number
