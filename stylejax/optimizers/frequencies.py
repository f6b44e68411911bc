"""Which frequencies and colors of a picture an optimizer moves first."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

EXPONENT = 0.5

# How much less colors are moved than brightness. Of 1, 0.2 and what paintings themselves suggest, 0.2 leaves the least
# color grain on eight pairs, at the same objective (docs/first-picture.md).
COLOR_SHARE = 0.2


def low_frequencies_first(picture: Any, *, exponent: float = EXPONENT) -> Any:
    """A picture `[h w c]`, or a tree of such, with its cosine spectrum multiplied by `(f + f0)^-exponent`.

    `f = hypot(i / h, j / w)` is 1 at the finest frequency along a side, `f0 = 1 / min(h, w)`. As a preconditioner of
    `lbfgs` it makes light, dark and large strokes come sooner and grain later: along low frequencies of brightness the
    objective bends little, so that the gradient alone moves them slowest (docs/explanations/preconditioner.md). The
    picture is continued by its mirror image: nothing wraps around.

    Args:
        picture: a gradient, `[h w c]`, or a tree of such.
        exponent: how much low frequencies are preferred; 0 leaves all as they are.

    Returns:
        The same, of the same shapes.

    Example:
        >>> import jax.numpy as jnp, stylejax
        >>> stylejax.low_frequencies_first(jnp.ones((4, 4, 3)))[0, 0].tolist()
        [2.0, 2.0, 2.0]
    """
    return jax.tree.map(lambda values: _weighted(values, exponent), picture)


def brightness_first(picture: Any, *, share: float = COLOR_SHARE) -> Any:
    """A picture `[h w c]`, or a tree of such, whose differences between channels count less: `m + share (x - m)`.

    `m` is the mean of a position's channels. One channel alone stays as it is.

    Args:
        picture: a gradient, `[h w c]`, or a tree of such.
        share: how much of a difference between channels is left.

    Returns:
        The same, of the same shapes.

    Example:
        >>> import jax.numpy as jnp, stylejax
        >>> stylejax.brightness_first(jnp.array([[[3.0, 0.0, 0.0]]])).round(1).tolist()
        [[[1.399999976158142, 0.800000011920929, 0.800000011920929]]]
    """

    def of_one(values: jax.Array) -> jax.Array:
        brightness = jnp.mean(values, -1, keepdims=True)
        return brightness + share * (values - brightness)

    return jax.tree.map(of_one, picture)


def large_and_bright_first(picture: Any) -> Any:
    """`low_frequencies_first`, and of what is left `brightness_first`: the preconditioner of a picture.

    The painter's brush varies in brightness where it is finest, so that fine color, which nothing in an objective of
    Gram matrices takes away again, is best not put there. After a start that has fine color, such as color noise, it
    keeps that longer: then `low_frequencies_first` alone is better.

    Args:
        picture: a gradient, `[h w c]`, or a tree of such.

    Returns:
        The same, of the same shapes.

    Example:
        >>> import jax.numpy as jnp, stylejax
        >>> stylejax.large_and_bright_first(jnp.ones((4, 6, 3))).shape
        (4, 6, 3)
    """
    return brightness_first(low_frequencies_first(picture))


def _weighted(values: jax.Array, exponent: float) -> jax.Array:
    """Channel by channel, so that the spectra of one are in memory at a time."""
    planes = [_weighted_plane(values[..., channel], exponent=exponent) for channel in range(values.shape[2])]
    return jnp.stack(planes, -1)


def _weighted_plane(values: jax.Array, *, exponent: float) -> jax.Array:
    """A channel `[h w]`, its cosine spectrum weighted."""
    height, width = values.shape
    spectrum = _cosines(_cosines(values).T)
    across, down = (jnp.asarray(np.linspace(0, 1, side + 1) ** 2, spectrum.dtype) for side in (width, height))
    frequencies = jnp.sqrt(across[:, None] + down[None])
    weights = jnp.exp(-exponent * jnp.log(frequencies + 1 / min(height, width)))
    return _from_cosines(_from_cosines(spectrum * weights).T).astype(values.dtype)


def _cosines(lines: jax.Array) -> jax.Array:
    """The cosine spectra `[l n+1]` of lines `[l n]`: Fourier spectra of them and their mirror images.

    `2 sum_k x_k cos(pi (k + 1/2) i / n)`; the last is zero.
    """
    spectra = jnp.fft.rfft(jnp.concatenate([lines, lines[..., ::-1]], -1))
    return (spectra * _half_a_pixel(lines.shape[-1]).astype(spectra.dtype)).real


def _from_cosines(spectra: jax.Array) -> jax.Array:
    """The lines `[l n]` that have these cosine spectra `[l n+1]`."""
    length = spectra.shape[-1] - 1
    back = _half_a_pixel(length).conj().astype(jnp.result_type(spectra, jnp.complex64))
    return jnp.fft.irfft(spectra * back)[..., :length]


def _half_a_pixel(length: int) -> np.ndarray:
    """How far a line `[n]` is from the middle between it and its mirror image, as a phase of each wave `[1 n+1]`."""
    return np.exp(-0.5j * np.pi * np.arange(length + 1) / length)[None]
