"""The terms of the objective: arrays in, one number out. None changes with the picture's resolution."""

import jax

from ..content import _at_least_float32, squared_distance


def gram(features: jax.Array) -> jax.Array:
    """Gram matrix of activations `[h w c]` per position: `G_ij = sum_k F_ki F_kj / (h w)`, `[c c]`.

    Gatys et al. 2015, equation 3, divided by the number of positions so that pictures of any size compare. Always in
    float32 or better, as half precision overflows here.
    """
    return products(features) / positions(features)


def products(features: jax.Array) -> jax.Array:
    """`sum_k F_ki F_kj` of activations `[h w c]`, `[c c]`: a Gram matrix before it is divided."""
    return _products(_at_least_float32(features).reshape(-1, features.shape[-1]))


def positions(features: jax.Array) -> int:
    """How many pixels an activation `[h w c]` has."""
    return features.shape[0] * features.shape[1]


def matmul(one: jax.Array, other: jax.Array) -> jax.Array:
    """Matrix product in full precision, also where the hardware would round its inputs."""
    return jax.lax.dot(one, other, precision=jax.lax.Precision.HIGHEST)


@jax.custom_jvp
def _products(flat: jax.Array) -> jax.Array:
    """`F^T F` of `[n c]`."""
    return matmul(flat.T, flat)


@_products.defjvp
def _products_derivative(flats: tuple[jax.Array], changes: tuple[jax.Array]) -> tuple[jax.Array, jax.Array]:
    """`D^T F + (D^T F)^T`: one product and not two, and one in its transpose, which was a tenth of a whole step."""
    (flat,), (change,) = flats, changes
    half = matmul(change.T, flat)
    return _products(flat), half + half.T


def style_loss(features: jax.Array, target: jax.Array) -> jax.Array:
    """`mean_ij((G_ij - A_ij)^2)` of the activations' Gram matrix and a target Gram matrix `[c c]`, each per position.

    The paper's equation 4 is a quarter of this where both pictures have as many positions; without the quarter is what
    its authors ran (NeuralImageSynthesis, LossLayers.lua:71).
    """
    return gram_loss(gram(features), target)


def gram_loss(matrix: jax.Array, target: jax.Array) -> jax.Array:
    """`mean_ij((G_ij - A_ij)^2)` of two Gram matrices `[c c]`: the style loss where the matrix is at hand."""
    return squared_distance(matrix, target) / matrix.size
