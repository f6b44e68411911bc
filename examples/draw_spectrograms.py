"""Spectrograms of sound files on one sheet: python examples/draw_spectrograms.py sheet.png one.flac two.ogg ..."""

import sys
from pathlib import Path

from stylejax.jobs.sounds import log_spectrogram
from stylejax.media import write_image
from stylejax.media.sounds import read_sound
from stylejax.reports import Cell, Grid, Heading, Sheet, draw_sheet

ACROSS = 4


def main(sheet: Path, sounds: list[Path]) -> None:
    """Write the sheet, four sounds a row."""
    cells = []
    for path in sounds:
        sound = read_sound(path)
        picture = log_spectrogram(sound.mono[0], rate=sound.rate, width=280, height=150)
        cells.append(Cell(picture.shape[:2], picture, "", (path.stem, f"{sound.seconds:.0f} s")))
    nameless = Heading(("",), {})
    rows = -(-len(cells) // ACROSS)
    grid = Grid((nameless,) * rows, (nameless,) * min(ACROSS, len(cells)), (), ())
    lines = ["60 Hz to half of the rate upward in octaves, 70 dB from black to white"]
    write_image(sheet, draw_sheet(Sheet(grid, cells, "Sounds", lines, [], {})))


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(word) for word in sys.argv[2:]])
