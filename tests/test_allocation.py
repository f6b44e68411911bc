"""Memory that is used again instead of being given back."""

import os
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
        # What glibc gives back by default follows the order in which threads free; told so, it gives back every result.
        environment = {**os.environ, "MALLOC_MMAP_THRESHOLD_": str(2**20)}
        command = [sys.executable, "-c", PROGRAM.format(first=first)]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
        return float(done.stdout)

    assert share_cleared("stylejax.keep_freed_memory()") < 0.1
    assert share_cleared("") > 0.5
