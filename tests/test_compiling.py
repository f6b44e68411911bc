"""Laws of the options that steps are compiled with."""

import jax
import jax.numpy as jnp
import pytest

from stylejax import compiling


def test_options_are_known_to_the_compiler_at_hand_or_left_out():
    add = jax.jit(lambda x: x + 1, compiler_options=compiling.compiler_options())
    assert add(jnp.float32(1)) == 2


def test_on_a_cpu_memory_comes_first():
    assert compiling.compiler_options() == compiling.FRUGAL


@pytest.mark.parametrize("options", [{"xla_no_such_option": "1"}, {"xla_cpu_scheduler_type": "NO_SUCH_TYPE"}])
def test_what_a_compiler_does_not_know_is_left_out(monkeypatch, options):
    monkeypatch.setattr(compiling, "FRUGAL", options)
    assert compiling.compiler_options() == {}


def test_other_backends_are_asked_nothing(monkeypatch):
    monkeypatch.setattr(jax, "default_backend", lambda: "gpu")
    assert compiling.compiler_options() == {}
