"""The convolution of one picture, with its border filled in, in the form that is fastest for its shape."""

from collections.abc import Sequence

import jax
import jax.numpy as jnp

from .winograd import convolve_tiles

PADDINGS = {"zero": "constant", "reflect": "reflect", "replicate": "edge"}


# Results on a side of the Winograd tiles that are the fastest on a CPU, by the fewest channels that a layer reads or
# gives; with fewer the direct form is. Measured by scripts/benchmarks/choose_convolutions.py, which prints this table.
# Size does not matter: of an 8 x 8 activation the direct form is faster, by a hundredth of an evaluation at 128 px.
TILINGS = {32: 4}


def tiling_for(channels: Sequence[int]) -> int | None:
    """The tile size for a 3x3 convolution from and to so many channels, None where the direct form is faster."""
    fitting = [least for least in TILINGS if least <= min(channels)]
    return TILINGS[max(fitting)] if fitting else None


def pad(image: jax.Array, margin: int, *, padding: str) -> jax.Array:
    """Picture `[h w c]` with `margin` pixels more on each side, filled by the rule named in `PADDINGS`."""
    return jnp.pad(image, ((margin, margin), (margin, margin), (0, 0)), mode=PADDINGS[padding]) if margin else image


def convolve(image: jax.Array, kernel: jax.Array, *, padding: str, margin: int, stride: int = 1) -> jax.Array:
    """Cross-correlation of `[h w c]` with a kernel `[k k c d]`: the networks' convolution.

    To `[h' w' d]`, `h' = floor((h + 2 margin - k) / stride) + 1`, or nothing where the kernel does not fit in.
    """
    padded = pad(image, margin, padding=padding)
    if (*kernel.shape[:2], stride) == (1, 1, 1):  # a matrix product, which takes half as long on CPU
        return jnp.matmul(padded, kernel[0, 0])
    strides, names = (stride, stride), ("NHWC", "HWIO", "NHWC")
    return jax.lax.conv_general_dilated(padded[None], kernel, strides, "VALID", dimension_numbers=names)[0]


def convolve_transformed(image: jax.Array, transformed: jax.Array, *, padding: str, margin: int) -> jax.Array:
    """The same in steps of one pixel with kernels `[3 3 c d]`, given as their `transformed_kernel`."""
    if padding == "zero":
        return convolve_tiles(image, transformed, margin)
    return convolve_tiles(pad(image, margin, padding=padding), transformed, 0)
