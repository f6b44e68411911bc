"""Laws of sounds at another rate."""

import numpy as np
import pytest

from stylejax.media.sounds import resampled


@pytest.mark.parametrize(("rate", "to"), [(44100, 22050), (8000, 22050), (48000, 44100), (44101, 22050)])
def test_a_tone_keeps_its_pitch_its_size_and_its_seconds(rate, to):
    tone = np.sin(2 * np.pi * 440 * np.arange(rate) / rate)[None]
    made = resampled(tone, rate=rate, to=to)
    assert abs(made.shape[1] - to) <= to * 1e-4
    inside = slice(to // 10, to - to // 10)
    wanted = np.sin(2 * np.pi * 440 * np.arange(made.shape[1]) / to)
    np.testing.assert_allclose(made[0, inside], wanted[inside], atol=0.02)


def test_a_sound_at_its_own_rate_is_itself():
    noise = np.random.default_rng(0).normal(size=(2, 100))
    assert resampled(noise, rate=8000, to=8000) is noise
