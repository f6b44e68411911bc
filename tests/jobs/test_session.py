"""Laws of what compiling costs and leaves behind."""

import subprocess
import sys

import jax
import jax.numpy as jnp

from stylejax.jobs import session


def test_jax_tells_when_it_has_compiled():
    """Or nothing would ever be given back."""
    told = []
    jax.monitoring.register_event_duration_secs_listener(lambda event, seconds, **_: told.append(event))
    jax.jit(lambda x: x + 2)(jnp.float32(1))
    assert any(event.endswith(session.COMPILED) for event in told)


PROGRAM = """
import gc
from stylejax.jobs import session
session.freeze_imported_objects()
later = [0]
later.append(later)
session.freeze_imported_objects()
del later
print(gc.get_freeze_count(), gc.collect())
"""


def test_what_is_imported_is_spared_and_what_comes_later_is_collected():
    spared, collected = map(int, subprocess.check_output([sys.executable, "-c", PROGRAM]).split())
    assert spared > 10_000
    assert collected > 0
