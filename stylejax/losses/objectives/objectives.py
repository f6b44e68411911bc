"""What is minimized: terms measured against targets, added up by weights of the same shape."""

from collections.abc import Mapping
from functools import reduce

import jax
import jax.numpy as jnp
from jax.typing import ArrayLike

from ...errors import InputError
from ...networks.arrays import picture
from ...networks.networks import DEFAULT_EXECUTION, Execution, Network, check_layers
from ..terms import Terms, Weights
from .looking import Targets, context_of, leading_of, sums_of_picture, valued, whole_sums


def measure_terms(
    network: Network,
    image: ArrayLike,
    targets: Targets,
    *,
    execution: Execution = DEFAULT_EXECUTION,
) -> Terms:
    """All terms of a picture `[h w 3]`, unweighted.

    Raises InputError for an array that is no picture, and for targets of another size than the picture's.

    Args:
        network: whose layers are looked at.
        image: the picture, `[h w 3]`, sRGB in [0, 1].
        targets: what it is compared with, as `measure_targets` makes them.
        execution: how the network is computed.

    Returns:
        A number for each term.

    Example:
        >>> import numpy as np, stylejax
        >>> photo, painting = np.random.default_rng(0).uniform(size=(2, 16, 16, 3)).astype("float32")
        >>> network = stylejax.random_network("vgg19", seed=0, width=1 / 64)
        >>> like = stylejax.loss_weights(content_layers=("relu1_2",), style_layers=("relu1_1",))
        >>> targets = stylejax.measure_targets(network, photo, painting, like=like)
        >>> float(stylejax.measure_terms(network, photo, targets)["content/relu1_2"])
        0.0
    """
    check_layers(network, targets.layers)
    return valued(
        targets, sums_of_picture(network, picture("image", image), targets.terms, context_of(targets), execution)
    )


def terms_of(activations: Mapping[str, jax.Array], targets: Targets) -> Terms:
    """All terms of whole activations `[h w c]` by layer, "image" among them where a term looks at it, unweighted.

    Args:
        activations: what a network gives, as `features` has it.
        targets: what they are compared with.

    Returns:
        A number for each term.

    Example:
        >>> import jax.numpy as jnp, stylejax
        >>> term = stylejax.Term("content/a", "a", stylejax.Content(), of="content")
        >>> targets = stylejax.Targets([term], [jnp.zeros((2, 2, 1))])
        >>> float(stylejax.losses.terms_of({"a": jnp.ones((2, 2, 1))}, targets)["content/a"])
        1.0
    """
    return valued(targets, whole_sums(activations, leading_of(targets.terms), context_of(targets)))


def objective(
    image: ArrayLike, network: Network, targets: Targets, weights: Weights, *, execution: Execution = DEFAULT_EXECUTION
) -> tuple[jax.Array, Terms]:
    """The weighted sum of a picture's terms, in their order, and the terms themselves.

    Raises InputError as `measure_terms`, and for weights of other terms than the targets'. All of it is asked while the
    function is traced.

    Args:
        image: the picture, `[h w 3]`, sRGB in [0, 1].
        network: whose layers are looked at.
        targets: what the picture is compared with.
        weights: a number for each of the same terms.
        execution: how the network is computed.

    Returns:
        The sum, a number to be made small, and the unweighted terms.

    Example:
        >>> import jax, numpy as np, stylejax
        >>> photo, painting = np.random.default_rng(0).uniform(size=(2, 16, 16, 3)).astype("float32")
        >>> network = stylejax.random_network("vgg19", seed=0, width=1 / 64)
        >>> weights = stylejax.loss_weights(content_layers=("relu1_2",), style_layers=("relu1_1",))
        >>> targets = stylejax.measure_targets(network, photo, painting, like=weights)
        >>> gradient, terms = jax.grad(stylejax.objective, has_aux=True)(photo, network, targets, weights)
        >>> gradient.shape
        (16, 16, 3)
    """
    terms = measure_terms(network, image, targets, execution=execution)
    return weighted_sum(terms, weights), terms


def weighted_sum(terms: Terms, weights: Weights) -> jax.Array:
    """The sum of all terms times their weights, in the order of the terms. InputError where the terms differ.

    Args:
        terms: numbers by name.
        weights: numbers by the same names.

    Returns:
        A number.

    Example:
        >>> import stylejax
        >>> weights = stylejax.loss_weights(content=3, style_layers=("relu1_1",))
        >>> float(stylejax.losses.weighted_sum(weights, weights))
        10.0
    """
    if weights.terms != terms.terms:
        raise InputError("weights: are of other terms than the targets; measure targets with `like=weights`")
    return reduce(jnp.add, jax.tree.leaves(jax.tree.map(jnp.multiply, weights, terms)))
