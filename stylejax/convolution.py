"""The convolution of one picture, with its border filled in."""

import jax
import jax.numpy as jnp

PADDINGS = {"zero": "constant", "reflect": "reflect", "replicate": "edge"}


def pad(image: jax.Array, margin: int, *, padding: str) -> jax.Array:
    """Picture `[h w c]` with `margin` pixels more on each side, filled by the rule named in `PADDINGS`."""
    return jnp.pad(image, ((margin, margin), (margin, margin), (0, 0)), mode=PADDINGS[padding]) if margin else image


def convolve(image: jax.Array, kernel: jax.Array, *, padding: str, margin: int, stride: int = 1) -> jax.Array:
    """Cross-correlation of `[h w c]` with a kernel `[k k c d]`: the networks' convolution.

    To `[h' w' d]`, `h' = floor((h + 2 margin - k) / stride) + 1`, or nothing where the kernel does not fit in.
    """
    padded = pad(image, margin, padding=padding)
    strides, names = (stride, stride), ("NHWC", "HWIO", "NHWC")
    return jax.lax.conv_general_dilated(padded[None], kernel, strides, "VALID", dimension_numbers=names)[0]
