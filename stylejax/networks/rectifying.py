"""ReLU, of which the gradient keeps one bit for each value and not the value itself."""

import jax
import jax.numpy as jnp
import numpy as np

from .ordering import after
from .residuals import packed, unpacked

EIGHT, AXES = (2 ** np.arange(8, dtype=np.uint8))[None, None, :, None], (2,)


@jax.custom_jvp
def relu(image: jax.Array) -> jax.Array:
    """`max(x, 0)` of `[h w c]`, with derivative 0 at 0.

    Signs are all that its gradient needs. Packed eight to a byte as soon as they are known, they take a 32nd of what
    the values take, which the compiler would keep otherwise.
    """
    return jnp.maximum(image, 0)


@relu.defjvp
def _relu_derivative(images: tuple[jax.Array], changes: tuple[jax.Array]) -> tuple[jax.Array, jax.Array]:
    (image,), (change,), (height, width, channels) = images, changes, images[0].shape
    result = relu(image)
    eights = jax.lax.pad(result > 0, False, [(0, 0, 0), (0, -width % 8, 0), (0, 0, 0)]).reshape(height, -1, 8, channels)
    signs = packed(eights, EIGHT, AXES)
    positive = unpacked(signs, EIGHT, AXES).reshape(height, -1, channels)[:, :width]
    return after(result, signs), jax.lax.select(positive, change, jnp.zeros_like(change))
