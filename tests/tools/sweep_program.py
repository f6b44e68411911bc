"""A sweep and a picture sharded by rows, for other processes: python sweep_program.py WHAT,... FOLDER [PROCESSES]."""

import sys
from pathlib import Path

import jax
import numpy as np

from miniatures import random_picture
from stylejax.losses.terms import loss_weights
from stylejax.networks.architectures.graph import Architecture
from stylejax.networks.networks import Execution, Memory, random_network
from stylejax.networks.parts import tiles
from stylejax.optimizers.quasi_newton import lbfgs
from stylejax.synthesis.sharding import is_first_process, shard_rows, spread_tiles, start_processes
from stylejax.synthesis.sweeps.gathering import gather_lanes
from stylejax.synthesis.sweeps.sizes import cut
from stylejax.synthesis.sweeps.sweeps import transfer_many
from stylejax.synthesis.transfers import transfer

LAYERS = {"content_layers": ("relu1_2",), "style_layers": ("relu1_1", "relu2_1")}
STEPS = 12


def inputs():
    """Five lanes, no multiple of any number of devices, that differ in everything but the content."""
    weights = [loss_weights(content=number, **LAYERS) for number in (1e-4, 1e-3, 1e-2, 1e-1, 1.0)]
    return {
        "contents": random_picture(20, 24, seed=1),
        "styles": [random_picture(17 + lane, 19, seed=2 + lane) for lane in range(5)],
        "inits": np.stack([random_picture(20, 24, seed=10 + lane) for lane in range(5)]),
        "weights": jax.tree.map(lambda *leaves: np.stack(leaves), *weights),
        "network": random_network(Architecture("vgg19", last="2_1"), seed=0, width=1 / 16),
    }


def sweep():
    results = dict(transfer_many(**inputs(), steps=STEPS, lanes=5))
    objectives = [results[lane].objective for lane in range(5)]
    return {"objectives": objectives, "images": [results[lane].image for lane in range(5)]}


def collectives():
    """How the step on several devices communicates: the operations by name, and what is gathered."""
    program = cut(gather_lanes(**inputs()), lbfgs(), 5).lowered().compile().as_text()
    lines = [line for line in program.splitlines() if "= " in line]
    names = ("all-gather(", "all-reduce(", "all-to-all(", "collective-permute(")
    return {name.strip("("): [line.strip() for line in lines if name in line] for name in names}


def huge(content):
    """A run on the content picture, wherever it lies."""
    network = random_network(Architecture("vgg19", last="2_1"), seed=0, width=1 / 16)
    result = transfer(content, random_picture(17, 19, seed=2), network=network, weights=loss_weights(**LAYERS), steps=6)
    return {"objective": result.objective, "image": result.image}


def rows():
    content = random_picture(32, 24, seed=1)
    whole, parts = huge(content), huge(shard_rows(content))
    return {"whole": whole["image"], "parts": parts["image"], "objectives": [whole["objective"], parts["objective"]]}


def in_tiles():
    """One picture, tiles of 32 pixels shared out among the devices, and the same on one."""
    tiles.SIDE = 32
    content, style = random_picture(64, 96, seed=1), random_picture(50, 40, seed=2)
    network = random_network(Architecture("vgg19", last="2_1"), seed=0, width=1 / 16)
    options = {"network": network, "weights": loss_weights(**LAYERS), "steps": 4, "levels": 1}
    options["execution"] = Execution(memory=Memory.LEAST)
    spread, whole = (transfer(picture, style, **options) for picture in (spread_tiles(content), content))
    return {"spread": spread.image, "whole": whole.image, "objectives": [spread.objective, whole.objective]}


if __name__ == "__main__":
    wanted, folder, *processes = sys.argv[1:]
    if processes:
        start_processes(coordinator=processes[0], processes=int(processes[1]), process=int(processes[2]))
    for what in wanted.split(","):
        made = {"sweep": sweep, "collectives": collectives, "rows": rows, "tiles": in_tiles}[what]()
        if is_first_process():
            arrays = {name: np.asarray(value) for name, value in made.items()}
            np.savez(Path(folder, f"{what}.npz"), devices=jax.device_count(), **arrays)
