"""Peak memory of a few evaluations or steps, each contender in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import json, os, resource, sys
sys.path.insert(0, sys.argv[1])
import jax, stylejax
from stylejax.jobs.session import trim_memory_after_compiling
from benchmarking.contenders import MEMORIES, contender
name, network, size, what = sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5]

def peak():
    if jax.default_backend() == "cpu":
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    if name in MEMORIES:
        return jax.local_devices()[0].memory_stats()["peak_bytes_in_use"]
    import torch
    return torch.cuda.max_memory_allocated()

def held():
    if jax.default_backend() != "cpu":
        return 0
    return int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

if name in MEMORIES:
    stylejax.keep_freed_memory()
    trim_memory_after_compiling()
else:
    import torch
loaded = held()
run = contender(name, network, size)[what]
for _ in range(3):
    run()
print(json.dumps([loaded, peak()]))
"""


def peak_megabytes(contender: str, network: str, size: int, what: str) -> float:
    """Megabytes of three evaluations or steps, network and targets; Python and its libraries are not counted."""
    command = [sys.executable, "-c", PROGRAM, str(Path(__file__).parent.parent), contender, network, str(size), what]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        return float("nan")
    loaded, peak = json.loads(done.stdout.splitlines()[-1])
    return (peak - loaded) / 1e6
