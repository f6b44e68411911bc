"""Laws of where pictures start."""

import numpy as np

from stylejax.synthesis.starts import noise_image


def test_noise_is_reproducible_gray_and_within_the_picture_range():
    noise = noise_image((64, 64, 3), seed=5)
    np.testing.assert_array_equal(noise, noise_image((64, 64, 3), seed=5))
    assert not np.array_equal(noise, noise_image((64, 64, 3), seed=6))
    assert 0 <= noise.min() <= noise.max() <= 1
    np.testing.assert_allclose([noise.mean(), noise.std()], [0.5, 0.1], atol=0.005)
