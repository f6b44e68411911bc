"""Reads damaged weight files: see `fuzzing.trial`.

python -m weight_files.trial LAYOUT SAMPLE SEED FIRST COUNT
"""

import random
import sys
from pathlib import Path

from converter_files import converter
from fuzzing.mutations import mutated
from fuzzing.trial import outcome_of, try_all
from stylejax.weights.hdf5 import read_network
from weight_files.layouts import LAYOUTS


def damaged_file(layout: str, sample: bytes, seed: int, index: int) -> bytes:
    """The damaged file of this number: the same for the same arguments."""
    return mutated(random.Random(f"{seed} {layout} {index}"), sample)


def outcome(layout: str, path: Path) -> str:
    """What becomes of reading a file: "read", "refused", or a finding."""
    kind = LAYOUTS[layout].kind
    return outcome_of(lambda: (converter(kind) if kind else read_network)(path), path)


def main(layout: str, sample: Path, seed: int, first: int, count: int) -> None:
    """Read that many damaged files of a layout."""
    content = sample.read_bytes()
    try_all(
        lambda path: outcome(layout, path),
        lambda index: damaged_file(layout, content, seed, index),
        name=f"file{LAYOUTS[layout].suffix}",
        sound=content,
        first=first,
        count=count,
    )


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *map(int, sys.argv[3:6]))
