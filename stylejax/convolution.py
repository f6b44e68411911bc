"""The convolution of one picture, with its border filled in."""

import jax
import jax.numpy as jnp

PADDINGS = {"zero": "constant", "reflect": "reflect", "replicate": "edge"}


def pad(image: jax.Array, margin: int, *, padding: str) -> jax.Array:
    """Picture `[h w c]` with `margin` pixels more on each side, filled by the rule named in `PADDINGS`."""
    return jnp.pad(image, ((margin, margin), (margin, margin), (0, 0)), mode=PADDINGS[padding]) if margin else image


def convolve(image: jax.Array, kernel: jax.Array, *, padding: str) -> jax.Array:
    """Cross-correlation of `[h w c]` with a kernel `[k k c d]` of odd size, to `[h w d]`: the networks' convolution."""
    padded = pad(image, kernel.shape[0] // 2, padding=padding)
    dimensions = ("NHWC", "HWIO", "NHWC")
    return jax.lax.conv_general_dilated(padded[None], kernel, (1, 1), "VALID", dimension_numbers=dimensions)[0]
