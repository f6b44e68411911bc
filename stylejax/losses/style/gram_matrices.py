"""The terms of the objective: arrays in, one number out. None changes with the picture's resolution."""

import jax
import jax.numpy as jnp
import numpy as np


def _at_least_float32(array: jax.Array) -> jax.Array:
    """Sums over a picture are beyond half precision; a caller's float64 stays float64."""
    return array.astype(jnp.promote_types(array.dtype, jnp.float32))


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


def _matmul(one: jax.Array, other: jax.Array) -> jax.Array:
    return jax.lax.dot(one, other, precision=jax.lax.Precision.HIGHEST)


@jax.custom_jvp
def _products(flat: jax.Array) -> jax.Array:
    """`F^T F` of `[n c]`."""
    return _matmul(flat.T, flat)


@_products.defjvp
def _products_derivative(flats: tuple[jax.Array], changes: tuple[jax.Array]) -> tuple[jax.Array, jax.Array]:
    """`D^T F + (D^T F)^T`: one product and not two, and one in its transpose, which was a tenth of a whole step."""
    (flat,), (change,) = flats, changes
    half = _matmul(change.T, flat)
    return _products(flat), half + half.T


def content_loss(features: jax.Array, target: jax.Array) -> jax.Array:
    """`mean((F - P)^2)` of two activations `[h w c]`.

    The paper's equation 1 is half the sum; the mean is what its authors ran (NeuralImageSynthesis, LossLayers.lua:12).
    """
    return squared_distance(features, target) / features.size


def squared_distance(features: jax.Array, target: jax.Array) -> jax.Array:
    """`sum((F - P)^2)` of two activations `[h w c]`, or of two Gram matrices."""
    return jnp.sum(jax.lax.square(_at_least_float32(features) - target))


def style_loss(features: jax.Array, target: jax.Array) -> jax.Array:
    """`mean_ij((G_ij - A_ij)^2)` of the activations' Gram matrix and a target Gram matrix `[c c]`, each per position.

    The paper's equation 4 is a quarter of this where both pictures have as many positions; without the quarter is what
    its authors ran (NeuralImageSynthesis, LossLayers.lua:71).
    """
    return gram_loss(gram(features), target)


def gram_loss(matrix: jax.Array, target: jax.Array) -> jax.Array:
    """`mean_ij((G_ij - A_ij)^2)` of two Gram matrices `[c c]`: the style loss where the matrix is at hand."""
    return squared_distance(matrix, target) / matrix.size


def total_variation(image: jax.Array) -> jax.Array:
    """Mean squared difference of neighbors, down plus across, of a picture `[h w c]`; not in the paper.

    A side of one pixel has no neighbors and adds nothing.
    """
    return _variation(_at_least_float32(image))


@jax.custom_jvp
def _variation(image: jax.Array) -> jax.Array:
    down, across = jnp.square(jnp.diff(image, axis=0)), jnp.square(jnp.diff(image, axis=1))
    return jnp.sum(down) / max(down.size, 1) + jnp.sum(across) / max(across.size, 1)


@_variation.defjvp
def _variation_derivative(images: tuple[jax.Array], changes: tuple[jax.Array]) -> tuple[jax.Array, jax.Array]:
    """From differences the other way round: the compiler would keep those of the value, of two pictures' size."""
    (image,), (change,) = images, changes
    slopes = (_slope(image[:-1] - image[1:], 0), _slope(image[:, :-1] - image[:, 1:], 1))
    return _variation(image), jnp.sum((slopes[0] + slopes[1]) * change)


def _slope(differences: jax.Array, axis: int) -> jax.Array:
    """The gradient of the differences' mean square for the pixels that they are of, along an axis."""
    margins = np.zeros((2, 3, 2), int)
    margins[0, axis, 1] = margins[1, axis, 0] = 1
    first, second = (jnp.pad(differences, margin) for margin in margins)
    return (first - second) * (2 / max(differences.size, 1))
