"""Memory that is used again instead of being given back."""

import subprocess
import sys

import pytest

PROGRAM = """
import resource, stylejax
{first}
import jax, jax.numpy as jnp
add, ones = jax.jit(lambda array: array + 1), jnp.ones((2048, 2048))
def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
def many():
    for _ in range(20):
        add(ones).block_until_ready()
many()
before = faults()
many()
print((faults() - before) * resource.getpagesize() / 20 / ones.nbytes)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only glibc gives memory back so readily")
def test_kept_memory_is_not_cleared_again_for_every_result():
    def share_cleared(first):
        done = subprocess.run([sys.executable, "-c", PROGRAM.format(first=first)], capture_output=True, text=True)
        return float(done.stdout)

    assert share_cleared("stylejax.keep_freed_memory()") < 0.1
    assert share_cleared("") > 0.5
