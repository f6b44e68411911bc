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
def share_cleared():
    before = faults()
    many()
    return (faults() - before) * resource.getpagesize() / 20 / ones.nbytes
print(min(share_cleared() for _ in range(5)))
"""

FREED = """
import os
from stylejax import allocation
allocation.keep_freed_memory()
def held():
    return int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
pieces = [bytes(10_000) for _ in range(10_000)]
full = held()
del pieces
kept = held()
allocation.give_back_freed_memory()
print(full - kept, full - held())
"""

RESTARTED = """
import os, pathlib, sys
from stylejax import allocation
allocation.HUGE_PAGES = pathlib.Path({path!r})
allocation.ask_for_huge_pages()
print(os.environ.get("GLIBC_TUNABLES", ""))
print(*sys.argv[1:])
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only glibc gives memory back so readily")
def test_kept_memory_is_not_cleared_again_for_every_result():
    def share_cleared(first):
        # What glibc gives back by default follows the order in which threads free; told so, it gives back every result.
        environment = {**os.environ, "MALLOC_MMAP_THRESHOLD_": str(2**20)}
        command = [sys.executable, "-c", PROGRAM.format(first=first)]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
        return float(done.stdout)

    # The least of some rounds: the heap still grows where more results are alive at once than ever before.
    assert share_cleared("stylejax.keep_freed_memory()") < 0.1
    assert share_cleared("") > 0.5


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only glibc keeps what is freed")
def test_kept_memory_is_given_back_when_told():
    done = subprocess.run([sys.executable, "-c", FREED], capture_output=True, text=True, check=True)
    untold, told = map(int, done.stdout.split())
    assert untold < 10e6
    assert told > 90e6


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a question for Linux alone")
@pytest.mark.parametrize(
    ("policy", "asked", "found"),
    [
        ("always [madvise] never", "", "glibc.malloc.hugetlb=1"),
        ("always [madvise] never", "glibc.malloc.perturb=1", "glibc.malloc.perturb=1:glibc.malloc.hugetlb=1"),
        ("always [madvise] never", "glibc.malloc.hugetlb=0", "glibc.malloc.hugetlb=0"),
        ("[always] madvise never", "", ""),
        ("always madvise [never]", "", ""),
    ],
)
def test_a_program_starts_anew_once_and_only_where_large_pages_come_on_request(tmp_path, policy, asked, found):
    (tmp_path / "enabled").write_text(policy)
    (tmp_path / "program.py").write_text(RESTARTED.format(path=str(tmp_path / "enabled")))
    environment = {**os.environ, "GLIBC_TUNABLES": asked}
    command = [sys.executable, str(tmp_path / "program.py"), "its", "arguments"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.split("\n") == [found, "its arguments", ""]
