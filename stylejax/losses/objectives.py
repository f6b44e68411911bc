"""What is minimized: terms measured against targets, added up by weights of the same shape."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from statistics import fmean
from typing import Any

import jax
import jax.numpy as jnp

from ..errors import InputError
from ..networks.networks import Network, features
from ..networks.residuals import depend_on
from ..networks.strips import Look, sums_in_strips
from ..settings import CONTENT_LAYERS, CONTENT_WEIGHT, STYLE_LAYERS
from .content import squared_distance
from .style.gram_matrices import gram_loss, positions, products
from .variation import total_variation


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Terms:
    """One number for each term: content and style by layer, and total variation.

    The weights of an objective are a tree of the same kind, so that the objective is linear in them and a sweep is a
    `vmap` over a leading axis.
    """

    content: Mapping[str, jax.Array]
    style: Mapping[str, jax.Array]
    tv: jax.Array

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers with a term, those of the content first; one with both stands twice."""
        return (*self.content, *self.style)


Weights = Terms


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Targets:
    """What the picture is to match: content activations `[h w c]` and style Gram matrices `[c c]`, by layer."""

    content: Mapping[str, jax.Array]
    style: Mapping[str, jax.Array]


def loss_weights(
    *,
    content: float = CONTENT_WEIGHT,
    style: float = 1.0,
    tv: float = 0.0,
    content_layers: Sequence[str] = CONTENT_LAYERS,
    style_layers: Sequence[str] = STYLE_LAYERS,
) -> Weights:
    """Weights that share `content` and `style` equally among their layers.

    The default layers are the paper's, the default content weight is our own choice for pictures in which the motif can
    be told; the paper names 1e-3 and 1e-4.

    Raises InputError for a weight that is negative or not finite, for a layer named twice, and for a weight above 0
    without a layer to put it on.
    """
    for name, value in (("content weight", content), ("style weight", style), ("tv weight", tv)):
        if not 0 <= value < float("inf"):
            raise InputError(f"{name}: {value} is not a number from 0 up; give 0 to leave the term out")
    content_each = _shared("content layers", content, content_layers)
    style_each = _shared("style layers", style, style_layers)
    return Weights(content_each, style_each, jnp.float32(tv))


def _shared(what: str, total: float, layers: Sequence[str]) -> dict[str, jax.Array]:
    if len(set(layers)) != len(layers):
        raise InputError(f"{what}: {','.join(layers)} names a layer twice; name each once")
    if total and not layers:
        raise InputError(f"{what}: none is named; name at least one, or set the weight to 0")
    return {layer: jnp.float32(total / len(layers)) for layer in layers}


def measure_targets(network: Network, content: jax.Array, style: jax.Array, *, like: Weights) -> Targets:
    """Targets of a content and a style picture, each `[h w 3]` of its own size, at the layers that `like` weighs."""
    layers = tuple(like.content)
    shapes = jax.eval_shape(partial(features, layers=layers), network, content)
    contents = _seen(network, content, partial(_whole, shapes), layers, ())
    styles = _seen(network, depend_on(style, contents), _products, tuple(like.style), ())
    return Targets(contents, {layer: _gram(seen) for layer, seen in styles.items()})


def measure_terms(network: Network, image: jax.Array, targets: Targets) -> Terms:
    """All terms of a picture `[h w 3]`, unweighted."""
    seen = _seen(network, image, _differences, tuple(dict.fromkeys((*targets.content, *targets.style))), targets)
    content = {layer: seen[layer]["squares"] / target.size for layer, target in targets.content.items()}
    style = {layer: gram_loss(_gram(seen[layer]), target) for layer, target in targets.style.items()}
    return Terms(content, style, total_variation(image))


def _seen(network: Network, image: jax.Array, look: Look, layers: Sequence[str], context: Any) -> dict[str, Any]:
    """What `look` makes of each layer's activation, whole or in strips as the network's memory is."""
    if network.memory == "little":
        return sums_in_strips(network, image, look, layers, context)
    values = features(network, image, layers)
    return {layer: look(layer, value, slice(0, len(value)), context) for layer, value in values.items()}


def _whole(shapes: Mapping[str, Any], layer: str, values: jax.Array, rows: slice, _: Any) -> jax.Array:
    """The activation itself: zeros but for these rows, so that strips add up to it."""
    return jnp.pad(values, ((rows.start, shapes[layer].shape[0] - rows.stop), (0, 0), (0, 0)))


def _products(layer: str, values: jax.Array, rows: slice, _: Any) -> dict[str, jax.Array]:
    """What a Gram matrix is made of."""
    return {"products": products(values), "positions": jnp.float32(positions(values))}


def _gram(seen: Mapping[str, jax.Array]) -> jax.Array:
    return seen["products"] / seen["positions"]


def _differences(layer: str, values: jax.Array, rows: slice, targets: Targets) -> dict[str, jax.Array]:
    """What a layer's terms are made of."""
    seen = _products(layer, values, rows, ()) if layer in targets.style else {}
    if layer in targets.content:
        seen["squares"] = squared_distance(values, targets.content[layer][rows])
    return seen


def content_term(terms: Terms) -> float:
    """The unweighted content term: the mean over all content layers."""
    return fmean(map(float, terms.content.values()))


def style_term(terms: Terms) -> float:
    """The unweighted style term: the mean over all style layers, also those that a lane of a sweep leaves out.

    So it is the same measure for every picture, whichever layers it was painted with.
    """
    return fmean(map(float, terms.style.values()))


def objective(image: jax.Array, network: Network, targets: Targets, weights: Weights) -> tuple[jax.Array, Terms]:
    """The weighted sum of a picture's terms, `sum_l content_l + sum_l style_l + tv`, and the terms themselves."""
    terms = measure_terms(network, image, targets)
    weighted = jax.tree.leaves(jax.tree.map(jnp.multiply, weights, terms))
    return reduce(jnp.add, weighted), terms
