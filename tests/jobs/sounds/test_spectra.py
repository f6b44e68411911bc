"""Laws of spectrograms as pictures."""

import numpy as np

from stylejax.jobs.sounds import log_spectrogram


def test_octaves_are_evenly_apart_and_time_runs_to_the_right():
    times = np.arange(22050) / 22050
    low, high = (np.sin(2 * np.pi * pitch * times) for pitch in (440, 880))
    rows = [int(log_spectrogram(tone, rate=22050)[:, 180].sum(1).argmax()) for tone in (low, high)]
    octave = 180 / np.log2(22050 / 2 / 60)
    assert abs((rows[0] - rows[1]) - octave) < 3
    late = log_spectrogram(np.concatenate([0 * low, low]), rate=22050).sum((0, 2))
    assert late[100] < 0.2 * late[300]


def test_silence_is_black():
    assert log_spectrogram(np.zeros(9000), rate=22050).max() < 0.1
