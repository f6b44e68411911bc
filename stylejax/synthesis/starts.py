"""Where pictures start, and what a picture must be."""

import jax
import jax.numpy as jnp
from jax.typing import ArrayLike

from ..errors import InputError


def noise_image(shape: tuple[int, ...], *, seed: int = 0) -> jax.Array:
    """Gray noise to start from: `clip(0.5 + 0.1 N(0, 1), 0, 1)` of the given shape `[h w 3]`.

    The paper starts from white noise without giving its spread; this is neuralart's (main.lua at f353d51).
    """
    noise = jax.random.normal(jax.random.key(seed), shape, jnp.float32)
    return jnp.clip(0.5 + 0.1 * noise, 0, 1)


def checked_picture(name: str, picture: ArrayLike) -> jax.Array:
    """The picture as float32 `[h w 3]`; raises InputError, which says `name`, for another shape."""
    image = jnp.asarray(picture, jnp.float32)
    if image.ndim != 3 or image.shape[2] != 3 or min(image.shape[:2]) < 16:
        raise InputError(f"{name}: shape {image.shape} is not [h w 3] with sides of 16 pixels or more")
    return image


def checked_colors(name: str, picture: ArrayLike) -> jax.Array:
    """The picture as float32 `[h w 3]`; raises InputError for another shape and for values outside [0, 1]."""
    image = checked_picture(name, picture)
    if not jnp.all((image >= 0) & (image <= 1)):
        raise InputError(f"{name}: some values are not in [0, 1]; scale the picture (8-bit files: divide by 255)")
    return image
