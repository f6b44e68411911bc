"""Where pictures start, and what a picture must be."""

from collections.abc import Callable
from dataclasses import dataclass

import jax
import jax.numpy as jnp
from jax.typing import ArrayLike

from ..errors import InputError


@dataclass(frozen=True)
class Medium:
    """What kind of array is looked at: channels, the range of its values, and the fewest positions along a side."""

    channels: int = 3
    low: float = 0.0
    high: float = 1.0
    smallest_side: int = 16

    def clipped(self, picture: jax.Array) -> jax.Array:
        """The picture with values below and above the range set to its ends."""
        return jnp.clip(picture, self.low, self.high)


COLOR = Medium()  # pictures `[h w 3]`, sRGB in [0, 1]

# From what is optimized to the picture that the objective looks at.
PictureOf = Callable[[jax.Array], jax.Array]


def itself(picture: jax.Array) -> jax.Array:
    """The picture: what is optimized is what is looked at."""
    return picture


def noise_image(shape: tuple[int, ...], *, seed: int = 0) -> jax.Array:
    """Gray noise to start from: `clip(0.5 + 0.1 N(0, 1), 0, 1)` of the given shape `[h w 3]`.

    The paper starts from white noise without giving its spread; this is neuralart's (main.lua at f353d51).
    """
    noise = jax.random.normal(jax.random.key(seed), shape, jnp.float32)
    return jnp.clip(0.5 + 0.1 * noise, 0, 1)


def checked_picture(name: str, picture: ArrayLike, *, medium: Medium = COLOR) -> jax.Array:
    """The picture as float32 `[h w c]`; raises InputError, which says `name`, for another shape."""
    image, channels, side = jnp.asarray(picture, jnp.float32), medium.channels, medium.smallest_side
    if image.ndim != 3 or image.shape[2] != channels or min(image.shape[:2]) < side:
        raise InputError(f"{name}: shape {image.shape} is not [h w {channels}] with sides of {side} pixels or more")
    return image


def checked_colors(name: str, picture: ArrayLike, *, medium: Medium = COLOR) -> jax.Array:
    """The picture as float32 `[h w c]`; raises InputError for another shape and for values outside its range."""
    image = checked_picture(name, picture, medium=medium)
    if not jnp.all((image >= medium.low) & (image <= medium.high)):
        bounds = f"[{medium.low:g}, {medium.high:g}]"
        raise InputError(f"{name}: some values are not in {bounds}; scale the picture (8-bit files: divide by 255)")
    return image
