"""Laws of what compiling leaves behind."""

import jax
import jax.numpy as jnp

from stylejax import compiling


def test_jax_tells_when_it_has_compiled():
    """Or nothing would ever be given back."""
    told = []
    jax.monitoring.register_event_duration_secs_listener(lambda event, seconds, **_: told.append(event))
    jax.jit(lambda x: x + 2)(jnp.float32(1))
    assert any(event.endswith(compiling.COMPILED) for event in told)
