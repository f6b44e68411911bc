"""The line that was typed: told to what is to be gone on with, and carried out again."""

import contextvars
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ..errors import InputError

_WORDS: contextvars.ContextVar[tuple[str, ...]] = contextvars.ContextVar("words", default=())


def note_typed(words: Sequence[str]) -> None:
    """Note what was typed after the program's name."""
    _WORDS.set(tuple(words))


def typed() -> tuple[str, ...]:
    """What was typed after the program's name; nothing where a function was called instead.

    Returns:
        Words, one after the other.

    Example:
        >>> from stylejax import cli
        >>> isinstance(cli.typed(), tuple)
        True
    """
    return _WORDS.get()


def run_again(
    program: Callable[[Sequence[str]], Any], words: Sequence[str], folder: Path, *, options: Sequence[str]
) -> None:
    """Have the program carry out a line again, in the folder where it was typed, with these options too.

    Raises InputError where that folder is gone. The program leaves with the exit code of the command.

    Args:
        program: carries out a line.
        words: that were typed.
        folder: where they were typed.
        options: what else is typed now, before a "--".

    Example:
        >>> from pathlib import Path
        >>> from stylejax import cli
        >>> cli.run_again(print, ["sweep", "--", "photo.jpg"], Path(), options=["--checkpoint", "kept"])
        ['sweep', '--checkpoint', 'kept', '--', 'photo.jpg']
    """
    try:
        os.chdir(folder)
    except OSError as error:
        raise InputError(f"{folder}: the run was begun there, and it cannot be entered ({error.strerror})") from None
    before, after = _around_dashes(words)
    program([*before, *options, *after])


def _around_dashes(words: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    at = words.index("--") if "--" in words else len(words)
    return words[:at], words[at:]
