"""Observers for tests."""

from collections.abc import Callable
from typing import Any


class Every:
    """Keeps what `stands` tells of a run after each evaluation."""

    def __init__(self, stands: Callable[[Any], Any]) -> None:
        self.stands = stands
        self.kept: list[Any] = []

    def wants(self, evaluation, /):
        return True

    def see(self, moment, /):
        self.kept.append(self.stands(moment))
