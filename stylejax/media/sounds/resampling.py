"""Sounds at another rate."""

import math

import numpy as np

HIGHEST_TERM = 50_000  # of the ratio of two rates: beyond it the filter takes more memory than the sound


def resampled(samples: np.ndarray, *, rate: int, to: int) -> np.ndarray:
    """Samples `[channels n]` at `rate` a second as samples at `to` a second, `[channels ceil(n to / rate)]`.

    By SciPy's polyphase filter (a Kaiser window of beta 5). A ratio of terms above 50 000 is approximated
    by the nearest one of smaller terms.

    Args:
        samples: `[channels n]`.
        rate: that they have.
        to: that they are to have.

    Returns:
        `[channels m]`.

    Example:
        >>> import numpy as np
        >>> from stylejax.media import sounds
        >>> sounds.resampled(np.zeros((1, 8000)), rate=8000, to=4000).shape
        (1, 4000)
    """
    if rate == to:
        return samples
    import scipy.signal

    up, down = to // math.gcd(rate, to), rate // math.gcd(rate, to)
    if max(up, down) > HIGHEST_TERM:
        up, down = _nearest_ratio(to / rate)
    made = scipy.signal.resample_poly(samples, up, down, axis=-1)
    return np.asarray(made, samples.dtype)


def _nearest_ratio(ratio: float) -> tuple[int, int]:
    """The fraction of terms up to `HIGHEST_TERM` that is nearest."""
    from fractions import Fraction

    near = Fraction(ratio).limit_denominator(HIGHEST_TERM if ratio <= 1 else max(1, int(HIGHEST_TERM / ratio)))
    return near.numerator, near.denominator
