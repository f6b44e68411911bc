"""Damage to a file: what transmission, careless tools and malice do to it."""

import io
import random
import zipfile
from collections.abc import Callable

# Numbers at which sizes overflow, turn negative or become terabytes.
EXTREMES = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 2**40, 2**63 - 1, 2**64 - 1)
Mutation = Callable[[random.Random, bytearray], None]


def _place(chance: random.Random, content: bytearray) -> int:
    """A byte of the file, more often one of its first or last, where most of its structure is."""
    reach = chance.choice((64, 512, 4096, len(content)))
    place = min(chance.randrange(reach), len(content) - 1)
    return len(content) - 1 - place if chance.random() < 0.3 else place


def _flip(chance: random.Random, content: bytearray) -> None:
    content[_place(chance, content)] ^= 1 << chance.randrange(8)


def _replace(chance: random.Random, content: bytearray) -> None:
    content[_place(chance, content)] = chance.randrange(256)


def _extreme(chance: random.Random, content: bytearray) -> None:
    size, place = chance.choice((1, 2, 4, 8)), _place(chance, content)
    number = chance.choice(EXTREMES) % 256**size
    content[place : place + size] = number.to_bytes(size, chance.choice(("little", "big")))


def _cut(chance: random.Random, content: bytearray) -> None:
    del content[_place(chance, content) :]


def _remove(chance: random.Random, content: bytearray) -> None:
    place = _place(chance, content)
    del content[place : place + chance.randint(1, 16)]


def _insert(chance: random.Random, content: bytearray) -> None:
    place = _place(chance, content)
    content[place:place] = chance.randbytes(chance.randint(1, 16))


def _repeat(chance: random.Random, content: bytearray) -> None:
    source, place = _place(chance, content), _place(chance, content)
    content[place:place] = content[source : source + chance.randint(1, 256)] * chance.choice((1, 2, 50))


def _digit(chance: random.Random, content: bytearray) -> None:
    """Another digit for one of those near a place: sizes in text headers."""
    start = _place(chance, content)
    digits = [place for place in range(start, min(start + 200, len(content))) if 48 <= content[place] <= 57]
    if digits:
        content[chance.choice(digits)] = chance.choice(b"0123456789-e")


MUTATIONS: tuple[Mutation, ...] = (_flip, _replace, _extreme, _extreme, _cut, _remove, _insert, _repeat, _digit)


def mutated(chance: random.Random, content: bytes) -> bytes:
    """The file with one to four damages; half of all archives are damaged inside and put together again."""
    if content[:2] == b"PK" and chance.random() < 0.5:
        return _mutated_archive(chance, content)
    damaged = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        chance.choice(MUTATIONS)(chance, damaged)
        if not damaged:
            break
    return bytes(damaged)


def _mutated_archive(chance: random.Random, content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(stream, "w") as target:
        members = source.infolist()
        small = [member.filename for member in members if member.filename.endswith(".pkl")]
        chosen = small[0] if small and chance.random() < 0.7 else chance.choice(members).filename
        for member in members:
            held = bytearray(source.read(member))
            if member.filename == chosen and held:
                chance.choice(MUTATIONS)(chance, held)
            target.writestr(member.filename, bytes(held), chance.choice((zipfile.ZIP_STORED, member.compress_type)))
    return stream.getvalue()
