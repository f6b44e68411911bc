"""Laws of TIFF files: large ones are in tiles, and read as they were written."""

import numpy as np
import pytest
import tifffile

from stylejax.media.images import read_image
from stylejax.media.writers.tiff_files import TILED_FROM
from stylejax.media.writing import write_image


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize(("longest", "tiled"), [(TILED_FROM, True), (TILED_FROM - 1, False)])
def test_a_large_one_is_in_tiles_and_reads_as_it_was_written(tmp_path, bits, longest, tiled):
    image = np.random.default_rng(0).random((24, longest, 3), np.float32)
    write_image(tmp_path / "large.tif", image, bits=bits)
    with tifffile.TiffFile(tmp_path / "large.tif") as file:
        assert file.pages[0].is_tiled == tiled
    np.testing.assert_allclose(read_image(tmp_path / "large.tif"), image, atol=0.51 / (2**bits - 1))
