"""The settings that are stored in a picture: where a file keeps them, and how they are read again."""

import html
import json
import re
from pathlib import Path
from typing import Any

from PIL import ImageFile, PngImagePlugin

from ..errors import InputError
from .opening import errors_name, file_bytes, open_image

RECORD_KEY = "stylejax"

_IMAGE_DESCRIPTION = 270  # EXIF 2.3, table 4: where records were until programs turned out to show it as a caption
_XMP = 700  # TIFF tag of an XMP packet (XMP specification, part 3)

# An XMP packet with one property in a namespace of our own, which programs keep and do not show.
_PACKET = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    'xmlns:stylejax="urn:stylejax"><stylejax:record>{}</stylejax:record></rdf:Description></rdf:RDF></x:xmpmeta>'
    '<?xpacket end="w"?>'
)
_RECORD = re.compile(r"<stylejax:record>(.*?)</stylejax:record>", re.DOTALL)


def packet_of(text: str) -> bytes:
    """The XMP packet that holds a record, given as JSON."""
    return _PACKET.format(html.escape(text, quote=False)).encode()


def read_record(path: str | Path) -> dict[str, Any]:
    """The settings that `write_image` stored in a picture; raises InputError where there are none.

    Args:
        path: a picture that was written with a record.

    Returns:
        The record, as it was given.

    Example:
        >>> import numpy as np, stylejax
        >>> stylejax.write_image("picture.png", np.zeros((16, 16, 3)), record={"seed": 3})
        >>> stylejax.read_record("picture.png")
        {'seed': 3}
    """
    data = file_bytes(path)
    with errors_name(path):
        record = _record_in(open_image(data))
        if not isinstance(record, dict):
            raise InputError("holds no stylejax settings; give a picture that stylejax wrote")
    return record


def _record_in(image: ImageFile.ImageFile) -> Any:
    if isinstance(image, PngImagePlugin.PngImageFile):
        return _parsed(image.text.get(RECORD_KEY))
    exif = image.getexif()
    packet = image.info.get("xmp") or exif.get(_XMP) or b""
    found = _RECORD.search(packet.decode("utf-8", "replace") if isinstance(packet, bytes) else str(packet))
    if found:
        return _parsed(html.unescape(found[1]))
    return (_parsed(exif.get(_IMAGE_DESCRIPTION)) or {}).get(RECORD_KEY)


def _parsed(text: Any) -> dict[str, Any] | None:
    try:
        value = json.loads(text)
    except (TypeError, ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
