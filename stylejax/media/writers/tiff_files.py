"""TIFF files of 8 or 16 bits a sample, large ones in tiles."""

from pathlib import Path
from typing import Any

import tifffile

from ..icc_profiles import srgb_profile
from ..records import packet_of
from .contents import FileContents

TILED_FROM = 2048  # pixels of the longest side: programs open a part of a file in tiles without reading all of it
TILE = (512, 512)


def write_tiff(content: FileContents, path: Path) -> None:
    """Writes a TIFF file.

    Args:
        content: of the file, of 8 or 16 bits.
        path: where it goes.

    Example:
        >>> from pathlib import Path
        >>> import numpy as np
        >>> from stylejax.media.tags import Tags
        >>> from stylejax.media.writers import FileContents, write_tiff
        >>> write_tiff(FileContents(np.zeros((16, 16, 3), np.uint16), None, Tags()), Path("out.tif"))
    """
    tags, packet = content.tags, b"" if content.text is None else packet_of(content.text)
    told = [(700, "B", len(packet), packet, True)] if packet else []
    told += [(tag, "s", 0, text.encode(), True) for tag, text in ((315, tags.artist), (33432, tags.copyright)) if text]
    more: dict[str, Any] = {"resolution": (tags.dpi, tags.dpi), "resolutionunit": "INCH"} if tags.dpi else {}
    if max(content.codes.shape[:2]) >= TILED_FROM:
        more["tile"] = TILE
    tifffile.imwrite(
        path,
        content.codes,
        photometric="rgb",
        extrasamples=["UNASSALPHA"] if content.codes.shape[-1] == 4 else None,
        compression="zlib",
        predictor=True,
        iccprofile=srgb_profile(),
        extratags=told,
        metadata=None,
        software="stylejax",
        maxworkers=1,
        **more,
    )
