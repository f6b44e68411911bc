"""Reads damaged pictures, each whole, small and at most so large: see `fuzzing.trial`.

python -m damaged_pictures.trial LAYOUT SEED FIRST COUNT
"""

import functools
import random
import struct
import sys
import zlib
from pathlib import Path

import numpy as np

from damaged_pictures.layouts import LAYOUTS
from fuzzing.mutations import mutated
from fuzzing.trial import outcome_of, silent, try_all
from stylejax.media.images import Picture, read_picture

SIZE = 64
sound_file = functools.cache(lambda layout: LAYOUTS[layout]())


def damaged_file(layout: str, seed: int, index: int) -> bytes:
    """The damaged file of this number: the same for the same arguments.

    One of ten begins as a file of another layout of its format does. Half of the PNGs are put right outside, so that
    damage is found inside.
    """
    chance = random.Random(f"{seed} {layout} {index}")
    content = sound_file(layout)
    if chance.random() < 0.1:
        content = _with_head_of(chance, layout, content)
        content = content if chance.random() < 0.5 else mutated(chance, content)
    else:
        content = mutated(chance, content)
    return _sums_put_right(content) if layout.split("-")[0].endswith("png") and chance.random() < 0.5 else content


def _with_head_of(chance: random.Random, layout: str, content: bytes) -> bytes:
    family = layout.split("-")[0]
    others = [name for name in LAYOUTS if name.split("-")[0] == family and name != layout]
    head = sound_file(chance.choice(others or ["png"]))
    place = min(chance.choice((8, 26, 33, 64, 200, 600, chance.randrange(1, len(head)))), len(head))
    return head[:place] + content[place:]


def _sums_put_right(content: bytes) -> bytes:
    """A PNG with the checksum that each chunk should have."""
    parts, place = [content[:8]], 8
    while place + 12 <= len(content):
        (length,) = struct.unpack_from(">I", content, place)
        body = content[place + 4 : place + 8 + length]
        parts.append(content[place : place + 4] + body + struct.pack(">I", zlib.crc32(body)))
        place += 12 + length
    return b"".join([*parts, content[place:]])


def outcome(path: Path) -> str:
    """What becomes of reading a file in three sizes: "read" if any is, else "refused", or a finding."""
    sizes = ({}, {"size": SIZE}, {"at_most": SIZE})
    outcomes = {silent(lambda size=size: outcome_of(lambda: _checked(path, **size), path)) for size in sizes}
    return next((each for each in sorted(outcomes) if each != "refused"), "refused")


def _checked(path: Path, **size: int) -> None:
    """Read, and assert that what is read is a picture."""
    read = read_picture(path, **size)
    assert _is_whole(read), f"no picture: {read.image.shape} {read.image.dtype}"
    longest = max(read.image.shape[:2])
    assert longest == size.get("size", longest), f"longest side {longest}"
    assert longest <= size.get("at_most", longest), f"longest side {longest}"


def _is_whole(read: Picture) -> bool:
    layers = [read.image] if read.alpha is None else [read.image, read.alpha]
    fine = all(np.isfinite(each).all() and each.min() >= 0 and each.max() <= 1 for each in layers)
    shapes = {layer.shape[:2] for layer in layers}
    return fine and len(shapes) == 1 and read.image.shape[2:] == (3,) and read.image.dtype == np.float32


def main(layout: str, seed: int, first: int, count: int) -> None:
    """Read that many damaged files of a layout."""
    try_all(
        outcome,
        functools.partial(damaged_file, layout, seed),
        name="file",
        sound=sound_file(layout),
        first=first,
        count=count,
    )


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:5]))
