"""Sheets as small as a page of text can carry them."""

from pathlib import Path

import numpy as np
from PIL import Image

from stylejax.reports import Sheet, draw_sheet

ACROSS, QUALITIES, MOST = 1100, (80, 70, 60, 50, 40), 150_000  # pixels; of JPEG; bytes


def write_small(path: Path, sheet: Sheet) -> None:
    """Write the sheet, at most `ACROSS` pixels wide; as JPEG of the best quality of a few that keeps below `MOST`."""
    image = Image.fromarray(np.uint8(draw_sheet(sheet) * 255 + 0.5))
    across = min(ACROSS, image.width)
    small = image.resize((across, round(image.height * across / image.width)), Image.Resampling.LANCZOS)
    for quality in QUALITIES:
        small.save(path, quality=quality)
        if path.stat().st_size < MOST:
            return
