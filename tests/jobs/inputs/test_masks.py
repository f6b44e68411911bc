"""Laws of masks and maps from files: white is inside, edges are shared, what is no mask is named."""

import numpy as np
import pytest

from stylejax.errors import InputError
from stylejax.jobs.inputs.masks import read_maps, read_mask
from stylejax.jobs.inputs.palettes import memberships, palette_of
from stylejax.media.images import Picture

HALF = np.zeros((32, 48, 3), np.float32)
HALF[:, :24] = 1
RED, GREEN = np.float32([1, 0, 0]), np.float32([0, 1, 0])


def reading(**files):
    """Reads pictures from memory, by name."""
    return lambda path: files[path] if isinstance(files[path], Picture) else Picture(files[path], None, "0" * 64)


def mask_of(image, shape=(32, 48), alpha=None):
    return read_mask("m", shape, of="photo", read=reading(m=Picture(image, alpha, "")))


def test_white_is_inside():
    mask = mask_of(HALF)
    np.testing.assert_array_equal(mask.values, HALF[..., 0])
    assert mask.notes == ()


def test_what_jpeg_leaves_of_black_and_white_is_mended():
    noise = np.random.default_rng(0).uniform(-0.02, 0.02, (32, 48, 1)).astype(np.float32)
    mask = mask_of(np.clip(HALF + noise, 0, 1) * np.ones(3, np.float32))
    np.testing.assert_array_equal(mask.values, HALF[..., 0])


def test_what_is_transparent_is_outside():
    mask = mask_of(np.ones_like(HALF), alpha=HALF[..., 0])
    np.testing.assert_array_equal(mask.values, HALF[..., 0])
    assert "transparent" in mask.notes[0]


def test_a_mask_of_another_size_is_resized_and_stays_within_its_range():
    mask = mask_of(np.kron(HALF, np.ones((3, 3, 1), np.float32)))
    assert mask.values.shape == (32, 48)
    np.testing.assert_allclose(mask.values[:, [0, 22, 25, 47]], [[1, 1, 0, 0]] * 32, atol=1e-5)


def test_a_soft_mask_is_linear_and_told():
    ramp = np.broadcast_to(np.linspace(0, 1, 48, dtype=np.float32)[:, None], (32, 48, 3))
    mask = mask_of(ramp)
    assert "soft mask" in mask.notes[0]
    np.testing.assert_allclose(mask.values[0, 24], 24 / 47, atol=0.02)


@pytest.mark.parametrize(
    ("image", "said"),
    [
        (np.zeros_like(HALF), "m: is black everywhere"),
        (HALF * RED, "m: is in color"),
        (HALF[:, :30], "m: is 30 x 32 pixels, of another shape than the photo, 48 x 32"),
    ],
)
def test_what_is_no_mask_is_named(image, said):
    with pytest.raises(InputError, match=said):
        mask_of(image)


def drawn(*columns):
    """A map `[32 48 3]` of vertical stripes of colors."""
    image = np.empty((32, 48, 3), np.float32)
    for place, color in enumerate(columns):
        image[:, place * 48 // len(columns) :] = color
    return image


def test_equal_colors_of_two_maps_correspond():
    files = reading(a=drawn(RED, GREEN), b=drawn(GREEN, RED, RED))
    photo, painting = read_maps(["a", "b"], [(32, 48), (32, 48)], read=files)
    assert photo.keys() == painting.keys() == {"#ff0000", "#00ff00"}
    np.testing.assert_array_equal(photo["#ff0000"].values[:, :24], 1)
    np.testing.assert_array_equal(painting["#ff0000"].values[:, :16], 0)


def test_smooth_edges_are_shared_and_nothing_is_lost():
    image = drawn(RED, GREEN)
    image[:, 23], image[:, 24] = 0.75 * RED + 0.25 * GREEN, 0.25 * RED + 0.75 * GREEN
    shares = memberships(image, np.stack([RED, GREEN]))
    np.testing.assert_allclose(shares.sum(0), 1, rtol=1e-6)
    np.testing.assert_allclose(shares[0, 0, [0, 23, 24, 47]], [1, 0.75, 0.25, 0], atol=1e-6)


def test_a_color_of_one_map_only_is_named():
    with pytest.raises(InputError, match="b: has no #00ff00, which a has"):
        read_maps(["a", "b"], [(32, 48), (32, 48)], read=reading(a=drawn(RED, GREEN), b=drawn(RED)))


def test_a_photo_is_no_map():
    noise = np.random.default_rng(0).uniform(size=(32, 48, 3)).astype(np.float32)
    with pytest.raises(InputError, match="a: is no map of up to 16 flat colors"):
        palette_of("a", noise)
