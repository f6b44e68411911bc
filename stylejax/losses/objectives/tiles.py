"""An objective and its gradient tile by tile: exact, with one tile's activations in memory at a time."""

from typing import Any

import jax

from ...networks.networks import DEFAULT_EXECUTION, Execution, Network, check_layers
from ...networks.parts.programs import pulled_in_tiles, sums_in_tiles
from ...networks.parts.tiles import SIDE, cut_in_tiles
from ..terms import IMAGE, Terms, Weights
from .looking import Looking, Targets, context_of, joined, leading_of, valued, whole_sums
from .objectives import weighted_sum


def value_and_gradient_in_tiles(
    image: jax.Array,
    network: Network,
    targets: Targets,
    weights: Weights,
    *,
    execution: Execution = DEFAULT_EXECUTION,
    side: int = SIDE,
) -> tuple[tuple[jax.Array, Terms], jax.Array]:
    """`jax.value_and_grad(objective, has_aux=True)` of a picture `[h w 3]`, in tiles of about `side` pixels.

    What losses need of a picture adds up over its parts. So the tiles are looked at once for the sums, of which value
    and terms are made, and once more for the gradient; each with all that its positions see around it. Equal to the
    whole up to rounding. Not a function to be jitted: a loop over programs of one tile. Raises InputError as
    `objective` does, and for a network whose layers are not known.

    Args:
        image: the picture.
        network: of a known architecture.
        targets: what is to be matched.
        weights: of the terms.
        execution: how the network is computed.
        side: about, in pixels.

    Returns:
        Value and terms, and the gradient, `[h w 3]`.

    Example:
        >>> import numpy as np, stylejax
        >>> photo, painting = np.random.default_rng(0).uniform(size=(2, 32, 32, 3)).astype("float32")
        >>> network = stylejax.random_network("vgg19", seed=0, width=1 / 64)
        >>> weights = stylejax.loss_weights(content_layers=("relu1_2",), style_layers=("relu1_1",))
        >>> targets = stylejax.measure_targets(network, photo, painting, like=weights)
        >>> tiles = stylejax.losses.objectives.value_and_gradient_in_tiles
        >>> (value, terms), gradient = tiles(photo, network, targets, weights, side=16)
        >>> gradient.shape
        (32, 32, 3)
    """
    check_layers(network, targets.layers)
    leading, context = tuple(leading_of(targets.terms)), context_of(targets)
    layers = tuple(dict.fromkeys(term.layer for term in leading if term.layer != IMAGE))
    cut = cut_in_tiles(network, image, layers, execution=execution, side=side)
    part = {"look": Looking(leading), "cut": cut, "context": context, "execution": execution}
    sums = sums_in_tiles(network, image, **part)
    found, (of_sums, of_picture) = _compared(sums, image, targets, weights)
    return found, pulled_in_tiles(network, image, of_sums=of_sums, onto=of_picture, **part)


@jax.jit
def _compared(sums: Any, image: jax.Array, targets: Targets, weights: Weights) -> Any:
    """Value and terms of the sums of tiles and of the picture itself, and the gradients for both."""

    def compare(sums: Any, image: jax.Array) -> tuple[jax.Array, Terms]:
        of_picture = whole_sums({IMAGE: image}, leading_of(targets.terms), context_of(targets))
        terms = valued(targets, joined(of_picture, sums))
        return weighted_sum(terms, weights), terms

    return jax.value_and_grad(compare, argnums=(0, 1), has_aux=True)(sums, image)
