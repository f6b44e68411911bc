"""Checkpoints that are whole or absent, whenever the process is killed."""

from pathlib import Path
from typing import Any

import jax
import numpy as np

from stylejax.files import whole_file


def save_checkpoint(path: Path, state: Any, *, step: int) -> None:
    """Write the arrays of `state`, in the order of its tree, and the number of steps taken."""
    leaves: dict[str, Any] = {f"leaf{index}": np.asarray(leaf) for index, leaf in enumerate(jax.tree.leaves(state))}
    with whole_file(path) as temporary:
        np.savez(temporary, step=step, **leaves)


def load_checkpoint(path: Path, template: Any) -> tuple[Any, int]:
    """The state, arranged as `template` is, and the number of steps taken."""
    structure = jax.tree.structure(template)
    with np.load(path) as arrays:
        leaves = [jax.numpy.asarray(arrays[f"leaf{index}"]) for index in range(structure.num_leaves)]
        return jax.tree.unflatten(structure, leaves), int(arrays["step"])
