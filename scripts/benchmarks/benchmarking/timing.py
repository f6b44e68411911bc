"""Fair timing: everything takes turns in one process."""

import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

Key = TypeVar("Key")


def seconds(run: Callable[[], Any]) -> float:
    """Seconds that one call takes."""
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def in_turn(runs: Mapping[Key, Callable[[], Any]], rounds: int) -> dict[Key, list[float]]:
    """Seconds of every call; in each round, everything is called twice, and the second call timed.

    The first pays for what the one before it has left behind: torch's made the next evaluation 1.4 times as slow.
    """
    times: dict[Key, list[float]] = {key: [] for key in runs}
    for _ in range(rounds):
        for key, run in runs.items():
            run()
            times[key].append(seconds(run))
    return times
