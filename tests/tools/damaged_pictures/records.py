"""Pictures with a record that is damaged or hostile, in every place where a record may be: see `fuzzing.trial`.

python -m damaged_pictures.records PLACE SEED FIRST COUNT
"""

import contextlib
import functools
import io
import json
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image, PngImagePlugin

from fuzzing.mutations import mutated
from fuzzing.trial import outcome_of, silent, try_all
from stylejax.cli.commands.show import show
from stylejax.media.images import read_picture
from stylejax.media.records import packet_of, read_record

MOST_SHOWN = 2**20  # letters that `show` may print of a file of some kilobytes
SOUND: dict[str, Any] = {"settings": {"content": "photo.jpg", "steps": 360}, "result": {"objective": 0.1}}


def _saved(kind: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (20, 20)).save(stream, kind, **options)
    return stream.getvalue()


def _png(add: str, **options: Any) -> Callable[[str], bytes]:
    def write(text: str) -> bytes:
        info = PngImagePlugin.PngInfo()
        getattr(info, add)("stylejax", text, **options)
        return _saved("PNG", pnginfo=info)

    return write


def _xmp(kind: str) -> Callable[[str], bytes]:
    return lambda text: _saved(kind, xmp=packet_of(text))


def _description(kind: str) -> Callable[[str], bytes]:
    def write(text: str) -> bytes:
        exif = Image.Exif()
        exif[270] = json.dumps({"stylejax": "RECORD"}).replace('"RECORD"', text).encode(errors="replace")
        exif[315], exif[33432], exif[282] = text[:9], text[-9:], 300.0
        return _saved(kind, exif=exif)

    return write


def _tiff(text: str) -> bytes:
    return _saved("TIFF", tiffinfo={700: packet_of(text)})


PLACES: dict[str, Callable[[str], bytes]] = {
    "png-itxt": _png("add_itxt"),
    "png-itxt-packed": _png("add_itxt", zip=True),
    "png-text": _png("add_text"),
    "png-ztxt": _png("add_text", zip=True),
    "jpeg-xmp": _xmp("JPEG"),
    "jpeg-description": _description("JPEG"),
    "webp-xmp": _xmp("WEBP"),
    "webp-description": _description("WEBP"),
    "tiff-xmp": _tiff,
}

HOSTILE = (
    lambda chance: "[" * chance.choice((9, 900, 60_000)),
    lambda chance: '{"a":' * (depth := chance.choice((9, 300, 900, 6000))) + "1" + "}" * depth,
    lambda chance: '{"a": ' + "9" * chance.choice((20, 400, 5000, 60_000)) + "}",
    lambda chance: '{"a": ' + chance.choice(("NaN", "-Infinity", "1e999", "-0", "1E400", "0x1", "True")) + "}",
    lambda chance: '{"a": "\\ud800", "\\udfff": 1}',
    lambda chance: '{"a": "\\u001b[2J\\u009b31m\\u202e\\u0007\\u2028"}',
    lambda chance: '{"' + "a" * 50_000 + '": "' + "b" * chance.choice((10, 60_000)) + '"}',
    lambda chance: chance.choice(("", "null", "[]", "3", '"text"', "{}", " ", "\ufeff{}", "{'a': 1}")),
    lambda chance: '{"a": 1, "a": {"a": [' + "1," * 9000 + "2]}}",
    lambda chance: json.dumps({"settings": {str(number): number for number in range(4000)}}),
    lambda chance: json.dumps({"settings": {"content": "&amp;]]><x>" * 9, "b": "</stylejax:record>" * 9}}),
)
sound_file = functools.cache(lambda place: PLACES[place](json.dumps(SOUND)))


def damaged_file(place: str, seed: int, index: int) -> bytes:
    """A picture with a hostile record, or one with a sound one that is damaged."""
    chance = random.Random(f"{seed} {place} {index}")
    if chance.random() < 0.4:
        return mutated(chance, sound_file(place))
    text = chance.choice(HOSTILE)(chance) if chance.random() < 0.5 else _damaged_text(chance)
    try:
        return PLACES[place](text)
    except Exception:  # there are places where not every text can be put
        return mutated(chance, sound_file(place))


def _damaged_text(chance: random.Random) -> str:
    return mutated(chance, json.dumps(SOUND).encode()).decode("latin-1")


def outcome(path: Path) -> str:
    """What becomes of asking a picture for its record, for its tags, and of showing it; or a finding."""
    outcomes = {silent(lambda call=call: outcome_of(lambda: call(path), path)) for call in (_read, _tags, _shown)}
    return next((each for each in sorted(outcomes) if each not in ("read", "refused")), _first(outcomes))


def _first(outcomes: set[str]) -> str:
    return "refused" if "refused" in outcomes else "read"


def _read(path: Path) -> None:
    assert isinstance(read_record(path), dict)


def _tags(path: Path) -> None:
    assert all(isinstance(each, str) for each in read_picture(path).tags[:2])


def _shown(path: Path) -> None:
    """Show as the program does, and assert that what is shown is JSON, bounded, and nothing that moves a cursor."""
    printed = io.TextIOWrapper(io.BytesIO(), "utf-8", errors="backslashreplace")
    with contextlib.redirect_stdout(printed):
        show(path)
    printed.flush()
    text = printed.buffer.getvalue().decode()  # pyrefly: ignore
    assert len(text) < MOST_SHOWN, f"{len(text)} letters shown"
    assert all(letter.isprintable() or letter in "\n " for letter in text), "a terminal is given commands"


def main(place: str, seed: int, first: int, count: int) -> None:
    """Read that many damaged records in a place."""
    try_all(
        outcome,
        functools.partial(damaged_file, place, seed),
        name="file",
        sound=sound_file(place),
        first=first,
        count=count,
    )


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:5]))
