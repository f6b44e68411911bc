"""The operations a network is made of: frozen records, called with their parameters and their inputs [h w c]."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np

from .convolution import convolve, convolve_transformed, tiling_for
from .residuals import depend_on, packed, unpacked

LayerParameters = Mapping[str, jax.Array]


# What a layer does: `operation(parameters, *inputs)`, each input and the result `[h w c]`.
Operation = Callable[..., jax.Array]


@dataclass(frozen=True)
class Layer:
    """One named layer: an operation and the names of the layers (or "image") it reads.

    Example:
        >>> import stylejax
        >>> stylejax.layers_of(stylejax.Architecture("vgg19"))[1].sources
        ('conv1_1',)
    """

    name: str
    operation: Operation
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Convolution:
    """Cross-correlation with kernels `[size size c d]`, plus a bias `[d]`.

    `margin` pixels are added on each side, filled as `padding` says, and kernels are set down every `stride` pixels.
    `channels` is d in the network at full width. "transformed" kernels, where they are at hand, come first.

    Example:
        >>> import jax.numpy as jnp
        >>> from stylejax.networks import Convolution
        >>> parameters = {"kernel": jnp.ones((3, 3, 3, 4)), "bias": jnp.zeros(4)}
        >>> Convolution(3, 4, "zero", 1)(parameters, jnp.zeros((8, 9, 3))).shape
        (8, 9, 4)
    """

    size: int
    channels: int
    padding: str
    margin: int
    stride: int = 1

    def __call__(self, parameters: LayerParameters, /, image: jax.Array) -> jax.Array:
        return self._summed(parameters, image) + parameters["bias"][None, None, :]

    def tiling(self, kernel: jax.Array) -> int | None:
        """The size of Winograd's tiles for these kernels, None where the direct form is the only one or the fastest."""
        return tiling_for(kernel.shape[2:]) if (self.size, self.stride) == (3, 1) else None

    def _summed(self, parameters: LayerParameters, image: jax.Array) -> jax.Array:
        if "transformed" in parameters:
            return convolve_transformed(image, parameters["transformed"], padding=self.padding, margin=self.margin)
        return convolve(image, parameters["kernel"], padding=self.padding, margin=self.margin, stride=self.stride)


@dataclass(frozen=True)
class Relu:
    """`max(x, 0)`, with derivative 0 at 0.

    Example:
        >>> import jax.numpy as jnp
        >>> from stylejax.networks import Relu
        >>> Relu()(None, jnp.array([[[-1.0, 2.0]]])).tolist()
        [[[0.0, 2.0]]]
    """

    def __call__(self, parameters: LayerParameters, /, image: jax.Array) -> jax.Array:
        return relu(image)


@dataclass(frozen=True)
class LocalResponseNormalization:
    """Each value over a power of the squares of its neighbors among channels, `x_c / (k + alpha/n sum_i x_i^2)^beta`.

    The sum is over the `n = size` channels around c; those that do not exist count as 0, and n stays. As Caffe and
    Torch have it; Krizhevsky et al. 2012 (section 3.3) do not divide alpha by n. `size` is odd.

    Example:
        >>> import jax.numpy as jnp
        >>> from stylejax.networks import LocalResponseNormalization
        >>> LocalResponseNormalization()(None, jnp.ones((2, 2, 8))).shape
        (2, 2, 8)
    """

    size: int = 5
    alpha: float = 1e-4
    beta: float = 0.75
    k: float = 1.0

    def __call__(self, parameters: LayerParameters, /, image: jax.Array) -> jax.Array:
        reach, channels = self.size // 2, image.shape[-1]
        squares = jnp.pad(image**2, ((0, 0), (0, 0), (reach, reach)))
        total = sum(squares[..., first : first + channels] for first in range(self.size))
        return image * (self.k + self.alpha / self.size * total) ** -self.beta


@dataclass(frozen=True)
class Concatenate:
    """The channels of all inputs, one after the other.

    Example:
        >>> import jax.numpy as jnp
        >>> from stylejax.networks import Concatenate
        >>> Concatenate()(None, jnp.zeros((2, 2, 3)), jnp.zeros((2, 2, 5))).shape
        (2, 2, 8)
    """

    def __call__(self, parameters: LayerParameters, /, *images: jax.Array) -> jax.Array:
        return jnp.concatenate(images, axis=-1)


def convolution_and_relu(name: str, relu: str, operation: Convolution, source: str) -> Iterator[Layer]:
    """A convolution and the ReLU on it, as two layers: Caffe works in place, and has one value for both."""
    yield Layer(name, operation, (source,))
    yield Layer(relu, Relu(), (name,))


def channels_read(layer: Layer, channels: Mapping[str, int]) -> int:
    """How many channels a layer reads, of all its sources together; `channels` has those of each source."""
    return sum(channels[source] for source in layer.sources)


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
    return depend_on(result, signs), jax.lax.select(positive, change, jnp.zeros_like(change))
