"""The settings that are stored in a sound file: in its comment, or, in WAV, in a chunk that programs keep."""

import html
import json
import re
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ...errors import InputError
from ..opening import named
from .opening import opened

# libsndfile reads comments of WAV up to 2 kB only. iXML (Gallery Software 2004) is the chunk that recorders and editors
# keep text in, and pass on where they do not know it.
CHUNK = b"iXML"
_PACKET = '<?xml version="1.0" encoding="UTF-8"?><BWFXML><USER><STYLEJAX>{}</STYLEJAX></USER></BWFXML>'
_RECORD = re.compile(r"<STYLEJAX>(.*?)</STYLEJAX>", re.DOTALL)
MARK = "stylejax "  # before the record in a comment


def with_chunk(wav: bytes, text: str) -> bytes:
    """The bytes of a WAV file with the record, given as JSON, in a chunk at its end."""
    packet = _PACKET.format(html.escape(text, quote=False)).encode()
    chunk = CHUNK + struct.pack("<I", len(packet)) + packet + b"\0" * (len(packet) % 2)
    body = wav[8:] + chunk
    return wav[:4] + struct.pack("<I", len(body)) + body


def read_sound_record(path: str | Path) -> dict[str, Any]:
    """The settings that `write_sound` stored in a file; raises InputError where there are none.

    Args:
        path: a file that was written with a record.

    Returns:
        The record.

    Example:
        >>> import numpy as np
        >>> from stylejax.media import sounds
        >>> written = sounds.write_sound("tone.wav", np.sin(np.arange(8000))[None], rate=8000, record={"seed": 3})
        >>> sounds.read_sound_record("tone.wav")
        {'seed': 3}
    """
    with opened(path) as (file, data):
        text = _chunk_text(data) if data[:4] == b"RIFF" else file.comment
    record = _parsed(text.removeprefix(MARK) if text.startswith(MARK) or data[:4] == b"RIFF" else "")
    if record is None:
        raise InputError(f"{named(path)}: holds no stylejax settings; give a sound that stylejax wrote")
    return record


def _chunk_text(data: bytes) -> str:
    packets = (body.decode("utf-8", "replace") for name, body in _chunks(data) if name == CHUNK)
    found = (_RECORD.search(packet) for packet in packets)
    return next((html.unescape(each[1]) for each in found if each), "")


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a RIFF file: name and bytes."""
    place = 12
    while place + 8 <= len(data):
        name, (size,) = data[place : place + 4], struct.unpack_from("<I", data, place + 4)
        yield name, data[place + 8 : place + 8 + size]
        place += 8 + size + size % 2


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
