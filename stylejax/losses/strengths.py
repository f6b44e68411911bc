"""One dial for every photo and painting: content weights in units of what the pictures themselves are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import jax
import jax.export
import numpy as np
from jax.typing import ArrayLike

from ..errors import InputError
from ..networks.networks import DEFAULT_EXECUTION, Execution, Network
from ..plain import packed, unpacked
from ..settings import CONTENT_LAYERS, STRENGTH, STYLE_LAYERS
from .blends import KEEP
from .objectives import InRegion, Targets, measure_targets, measure_terms
from .protocol import Loss
from .terms import CONTOURS, GRAM, Term, Terms, Weights, loss_weights

# What the content weighs in the units below at strength 0, where the photo is hardly touched, and at strength 1, where
# only the masses of the motif are left. Chosen by eye (docs/first-picture.md).
MOST_CONTENT, LEAST_CONTENT = 4.0, 1 / 2000


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class RelativeWeights:
    """Weights whose terms of the photo are in units of `D / V`, which are measured on a photo and a painting.

    `D` is the weighted sum of the style terms of the photo itself: what is to be won by painting it. `V` is the content
    term of the photo's mean activations, the variance of its content layer: what is lost where nothing of the photo is
    left; for contours it is their term where there are none. So one weight means the same for every pair.

    Attributes:
        weights: weights, those of content and contours in units of `D / V`.

    Example:
        >>> import stylejax
        >>> isinstance(stylejax.strength_weights(0.5), stylejax.RelativeWeights)
        True
    """

    weights: Weights

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers of the network that the terms look at."""
        return self.weights.layers


jax.export.register_pytree_node_serialization(
    RelativeWeights, serialized_name="stylejax.RelativeWeights", serialize_auxdata=packed, deserialize_auxdata=unpacked
)


def content_share(strength: float) -> float:
    """The content weight of a strength from 0 to 1, in units of `D / V`: `4 * 8000^-strength`.

    Raises InputError for another strength.
    """
    if not 0 <= strength <= 1:
        raise InputError(f"strength: {strength} is not from 0, the photo, to 1, paint; 0.5 is between them")
    return MOST_CONTENT ** (1 - strength) * LEAST_CONTENT**strength


def strength_weights(
    strength: float = STRENGTH,
    *,
    tv: float = 0.0,
    content_layers: Sequence[str] = CONTENT_LAYERS,
    style_layers: Sequence[str] = STYLE_LAYERS,
    style_loss: Loss = GRAM,
    strokes: float = 0.0,
    abstraction: float = 0.0,
    contours: float = 0.0,
    extra: Mapping[Term, float] = MappingProxyType({}),
) -> RelativeWeights:
    """Weights of a strength from 0, the photo hardly touched, to 1, masses of the motif in paint.

    They mean the same for every photo and painting, and become literal weights once the pictures are known: see
    `measured_weights`. `contours` are in such units too: 1 is as much as the style is to win, for outlines that are all
    lost. All else is as in `loss_weights`. Raises InputError as that does, and for another strength.

    Args:
        strength: from 0, the photo, to 1, paint.
        tv: the weight of total variation.
        content_layers: where the picture is compared with the photo.
        style_layers: where it is compared with the painting.
        style_loss: what style terms compare.
        strokes: from -2 to 2, larger strokes.
        abstraction: from 0 to 1, of the content.
        contours: the weight of the photo's outlines.
        extra: further terms and their weights.

    Returns:
        Weights in units that `measured_weights` measures.

    Example:
        >>> from stylejax import strength_weights
        >>> round(float(strength_weights(0.5).weights["content/relu4_2"]), 4)
        0.0447
    """
    layers = {"content_layers": content_layers, "style_layers": style_layers}
    look = {"style_loss": style_loss, "strokes": strokes, "abstraction": abstraction, "contours": contours}
    return RelativeWeights(loss_weights(content=content_share(strength), tv=tv, **layers, **look, extra=extra))


def measured_weights(
    weights: RelativeWeights,
    network: Network,
    content: ArrayLike,
    style: ArrayLike,
    *,
    execution: Execution = DEFAULT_EXECUTION,
) -> Weights:
    """The literal weights for a photo and a painting, each `[h w 3]`: the content's are multiplied by `D / V`.

    Args:
        weights: as `strength_weights` makes them.
        network: on which the pictures are compared.
        content: the photo, `[h w 3]`, sRGB in [0, 1].
        style: the painting, likewise, of its own size.
        execution: how the network is computed.

    Returns:
        Weights as those of `loss_weights`.

    Example:
        >>> import numpy as np, stylejax
        >>> network = stylejax.random_network("vgg19", seed=0, width=1 / 64)
        >>> photo, painting = np.random.default_rng(0).uniform(size=(2, 32, 32, 3)).astype("float32")
        >>> weights = stylejax.measured_weights(stylejax.strength_weights(0.5), network, photo, painting)
        >>> sorted(weights.content)
        ['relu4_2']
    """
    targets = measure_targets(network, content, style, like=weights.weights, execution=execution)
    return literal_weights(weights, measure_scales(network, content, targets, execution=execution))


def measure_scales(
    network: Network, content: ArrayLike, targets: Targets, *, execution: Execution = DEFAULT_EXECUTION
) -> Terms:
    """What `D` and `V` are made of: the terms of the photo itself `[h w 3]`, and what is lost of those that keep it.

    `targets` are those measured on it and on a painting.

    Args:
        network: on which the pictures are compared.
        content: the photo.
        targets: measured on the photo and a painting.
        execution: how the network is computed.

    Returns:
        A number for each term.

    Example:
        >>> import numpy as np, stylejax
        >>> photo, painting = np.random.default_rng(0).uniform(size=(2, 16, 16, 3)).astype("float32")
        >>> network = stylejax.random_network("vgg19", seed=0, width=1 / 64)
        >>> like = stylejax.strength_weights(0.5, content_layers=("relu1_2",), style_layers=("relu1_1",))
        >>> targets = stylejax.measure_targets(network, photo, painting, like=like.weights)
        >>> float(stylejax.losses.measure_scales(network, photo, targets)["style/relu1_1"]) > 0
        True
    """
    own = measure_terms(network, content, targets, execution=execution)
    spreads = {name: _spread(term, targets[name]) for name, term in zip(targets, targets.terms, strict=True)}
    values = [own[name] if spread is None else spread for name, spread in spreads.items()]
    return Terms(targets.terms, values)


def _spread(term: Term, target: InRegion | jax.Array) -> jax.Array | None:
    """The value of a term that keeps the photo where nothing of it is left; None of another one."""
    if not kind_of(term):
        return None
    kept, weight = target if isinstance(target, InRegion) else (target, None)
    return term.loss.spread(kept, weight)  # pyrefly: ignore


def literal_weights(weights: RelativeWeights, scales: Terms, *, at_most: Weights | None = None) -> Weights:
    """The weights with those of content and contours multiplied by `D / V`; `scales` are those of `measure_scales`.

    Leaves of both are numbers or have an axis `[lanes]`. A photo without anything on it, whose `V` is 0, has nothing to
    keep: its weights are 0. They are `at_most` as large as these: from one size to the next `D` may grow twentyfold,
    where a painting is made of fine joints, and would take the joints back out of the picture.

    Args:
        weights: of a strength.
        scales: as `measure_scales` measures them.
        at_most: literal weights that are not exceeded.

    Returns:
        Literal weights.

    Example:
        >>> import stylejax
        >>> relative = stylejax.strength_weights(0.5)
        >>> scales = relative.weights
        >>> isinstance(stylejax.losses.literal_weights(relative, scales), stylejax.Weights)
        True
    """
    own, scale = weights.weights, {name: np.asarray(value) for name, value in scales.items()}
    gain = sum(np.asarray(own[name]) * scale[name] for name in own if name.startswith("style"))
    measured = dict[str, Any]()
    for kind in dict.fromkeys(filter(None, map(kind_of, own.terms))):
        keeping = [term.name for term in own.terms if kind_of(term) == kind]
        unit = gain * _over_loss([np.asarray(own[name]) for name in keeping], [scale[name] for name in keeping])
        measured |= {name: np.asarray(own[name]) * unit for name in keeping}
    bounded = {name: np.minimum(value, at_most[name]) if at_most else value for name, value in measured.items()}
    return Weights(own.terms, [bounded.get(name, own[name]) for name in own])


def _over_loss(weights: Sequence[np.ndarray], scales: Sequence[np.ndarray]) -> np.ndarray:
    """The sum of the weights over that of what they lose; 0 where there is nothing to lose."""
    loss = np.asarray(sum(weight * scale for weight, scale in zip(weights, scales, strict=True)))
    total = np.asarray(sum(weights))
    return np.divide(total, loss, out=np.zeros_like(loss), where=loss > 0)


def kind_of(term: Term) -> str:
    """The kind of term that keeps the photo, whose weights a strength decides; "" of another one."""
    kind = term.name.partition("/")[0]
    return kind if kind in KEEPING else ""


KEEPING = ("content", CONTOURS, KEEP)
