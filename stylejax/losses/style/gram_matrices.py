"""The Gram matrix of a layer's activations, and the style loss that compares it."""

from dataclasses import dataclass
from typing import Any, ClassVar

import jax
import jax.numpy as jnp
from jax.typing import ArrayLike

from ..content import squared_distance
from ..protocol import Place, at_least_float32, check_alike, compared, divided, kept


@dataclass(frozen=True)
class Gram:
    """`mean_ij((G_ij - A_ij)^2)` of Gram matrices per position: the style loss.

    Gatys et al. 2015, equation 3, divided by the number of positions so that pictures of any size compare; positions
    with weights `w_k` give `sum_k w_k F_ki F_kj / sum_k w_k`. Equation 4 is a quarter of the value where both pictures
    have as many positions; without the quarter is what its authors ran (NeuralImageSynthesis, LossLayers.lua:71).
    Always in float32 or better, as half precision overflows here.

    Example:
        >>> import stylejax
        >>> weights = stylejax.loss_weights(style_layers=("relu1_1",), style_loss=stylejax.Gram())
        >>> weights.terms[1].loss
        Gram()
    """

    reads_target: ClassVar[bool] = False
    squared: ClassVar[bool] = True

    def sums(self, features: jax.Array, target: Any, place: Place, /) -> Any:
        root = place if place.weight is None else place.with_weight(jnp.sqrt(place.weight))
        flat = root.weigh(at_least_float32(features)).reshape(-1, features.shape[-1])
        return {"products": products(flat), "positions": place.count(features)}

    def target(self, sums: Any, /) -> jax.Array:
        return divided(sums["products"], sums["positions"])

    def value(self, sums: Any, target: jax.Array, /) -> jax.Array:
        matrix = self.target(sums)
        check_alike("style", matrix.shape, target.shape)
        return squared_distance(matrix, target) / matrix.size


def gram(features: ArrayLike) -> jax.Array:
    """Gram matrix of activations `[h w c]` per position: `G_ij = sum_k F_ki F_kj / (h w)`, `[c c]`; see `Gram`.

    Args:
        features: activations, `[h w c]`.

    Returns:
        `[c c]`, symmetric, which does not change when positions change places.

    Raises:
        InputError: for an array that is no activations.

    Example:
        >>> import numpy as np, stylejax
        >>> stylejax.gram(np.ones((2, 3, 2))).tolist()
        [[1.0, 1.0], [1.0, 1.0]]
    """
    return kept(Gram(), jnp.asarray(features))


def style_loss(features: ArrayLike, target: ArrayLike) -> jax.Array:
    """`mean_ij((G_ij - A_ij)^2)` of activations `[h w c]` and a target Gram matrix `[c c]`: the value of `Gram`.

    Args:
        features: activations of the picture, `[h w c]`.
        target: the painting's Gram matrix, `[c c]`, as `gram` makes it.

    Returns:
        A number, 0 where the matrices are the same.

    Raises:
        InputError: for an array that is no activations, and for another number of channels.

    Example:
        >>> import numpy as np, stylejax
        >>> float(stylejax.style_loss(np.ones((2, 3, 2)), np.zeros((2, 2))))
        1.0
    """
    return compared(Gram(), jnp.asarray(features), jnp.asarray(target))


def matmul(one: jax.Array, other: jax.Array) -> jax.Array:
    """Matrix product in full precision, also where the hardware would round its inputs."""
    return jax.lax.dot(one, other, precision=jax.lax.Precision.HIGHEST)


@jax.custom_jvp
def products(flat: jax.Array) -> jax.Array:
    """`F^T F` of `[n c]`, a product that is symmetric and knows it: see its derivative."""
    return matmul(flat.T, flat)


@products.defjvp
def _products_derivative(flats: tuple[jax.Array], changes: tuple[jax.Array]) -> tuple[jax.Array, jax.Array]:
    """`D^T F + (D^T F)^T`: one product and not two, and one in its transpose, which was a tenth of a whole step."""
    (flat,), (change,) = flats, changes
    half = matmul(change.T, flat)
    return products(flat), half + half.T
