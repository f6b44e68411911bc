"""How far the memory that is told from shapes is from the peak of a run: `python scripts/benchmarks/measure_needs.py`.

Each run is a process of its own, as a command is. Sizes are 4:3; eight evaluations, from coarse to fine.
"""

import resource
import subprocess
import sys

import numpy as np

import stylejax
from stylejax.allocation import keep_freed_memory
from stylejax.jobs import set_up_compiling
from stylejax.optimizers.choices import OPTIMIZERS
from stylejax.synthesis.sweeps.needs import GIBIBYTE, bytes_beside, bytes_of_a_picture

RUNS = [(memory, size) for size in (256, 512, 1024) for memory in ("plenty", "little")]


def run(memory: str, size: int) -> None:
    """Paint once, and print the estimate and the peak in GiB."""
    keep_freed_memory()
    set_up_compiling()
    network, weights = stylejax.load_network("compact"), stylejax.loss_weights()
    content, style = np.random.default_rng(0).uniform(size=(2, size * 3 // 4, size, 3)).astype(np.float32)
    execution, optimizer = stylejax.with_memory(stylejax.Execution(), memory), OPTIMIZERS["lbfgs"]()
    told = bytes_of_a_picture(network, content.shape, like=weights, optimizer=optimizer, execution=execution)
    stylejax.transfer(content, style, network=network, weights=weights, steps=8, execution=execution)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    estimate = told + bytes_beside(network)
    print(f"{size:5} {memory:7} {estimate / GIBIBYTE:9.2f} {peak / GIBIBYTE:6.2f} {estimate / peak:6.2f}", flush=True)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        run(sys.argv[1], int(sys.argv[2]))
    else:
        print(" size memory   estimate   peak  ratio", flush=True)
        for memory, size in RUNS:
            subprocess.run([sys.executable, __file__, memory, str(size)], check=True)
