"""Waiting for what other threads do."""

import time
from collections.abc import Callable


def until(is_so: Callable[[], object], *, seconds: float = 120.0) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it has not come about"
        time.sleep(0.02)
