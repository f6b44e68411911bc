"""The list of situations: each has a name, what happened once, and a check that tells what happens now."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass

from faults.studio import Studio

Check = Callable[[Studio], str]


class LaterWorkError(Exception):
    """Raised by a check of something that is not there yet, and is answered in words."""


@dataclass(frozen=True)
class Fault:
    """A situation; its check asserts what is right, and returns what happens now in a few words."""

    name: str
    before: str
    check: Check


FAULTS: list[Fault] = []


def fault(name: str, before: str) -> Callable[[Check], Check]:
    """Put a check, whose documentation says what the situation is, on the list."""

    def listed(check: Check) -> Check:
        FAULTS.append(Fault(name, before, check))
        return check

    return listed


MODULES = ("pictures", "commands", "paths", "interruptions", "weight_files", "research", "papers")


def all_faults() -> list[Fault]:
    """All situations, in order."""
    for name in MODULES:
        importlib.import_module(f"faults.{name}")
    return FAULTS
