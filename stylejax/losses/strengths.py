"""One dial for every photo and painting: content weights in units of what the pictures themselves are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import jax
import jax.export
import jax.numpy as jnp
import numpy as np

from ..errors import InputError
from ..networks.networks import DEFAULT_EXECUTION, Execution, Network
from ..plain import packed, unpacked
from ..settings import CONTENT_LAYERS, STRENGTH, STYLE_LAYERS
from .objectives import InRegion, Targets, measure_targets, measure_terms
from .protocol import Loss
from .terms import GRAM, Term, Terms, Weights, loss_weights

# What the content weighs in the units below at strength 0, where the photo is hardly touched, and at strength 1, where
# only the masses of the motif are left. Chosen by eye (docs/first-picture.md).
MOST_CONTENT, LEAST_CONTENT = 4.0, 1 / 2000


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class RelativeWeights:
    """Weights whose content terms are in units of `D / V`, which are measured on a photo and a painting.

    `D` is the weighted sum of the style terms of the photo itself: what is to be won by painting it. `V` is the content
    term of the photo's mean activations, the variance of its content layer: what is lost where nothing of the photo is
    left. So one content weight means the same for every pair.

    Attributes:
        weights: weights, those of the content in units of `D / V`.
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
    extra: Mapping[Term, float] = MappingProxyType({}),
) -> RelativeWeights:
    """Weights of a strength from 0, the photo hardly touched, to 1, masses of the motif in paint.

    They mean the same for every photo and painting, and become literal weights once the pictures are known: see
    `measured_weights`. All else is as in `loss_weights`. Raises InputError as that does, and for another strength.

    Example:
        >>> from stylejax import strength_weights
        >>> round(float(strength_weights(0.5).weights["content/relu4_2"]), 4)
        0.0447
    """
    layers = {"content_layers": content_layers, "style_layers": style_layers}
    look = {"style_loss": style_loss, "strokes": strokes, "abstraction": abstraction}
    return RelativeWeights(loss_weights(content=content_share(strength), tv=tv, **layers, **look, extra=extra))


def measured_weights(
    weights: RelativeWeights,
    network: Network,
    content: jax.Array,
    style: jax.Array,
    *,
    execution: Execution = DEFAULT_EXECUTION,
) -> Weights:
    """The literal weights for a photo and a painting, each `[h w 3]`: the content's are multiplied by `D / V`.

    Example:
        >>> import numpy as np, stylejax
        >>> network = stylejax.load_network("compact")
        >>> photo, painting = np.random.default_rng(0).uniform(size=(2, 32, 32, 3)).astype("float32")
        >>> weights = stylejax.measured_weights(stylejax.strength_weights(0.5), network, photo, painting)
        >>> sorted(weights.content)
        ['relu4_2']
    """
    targets = measure_targets(network, content, style, like=weights.weights, execution=execution)
    return literal_weights(weights, measure_scales(network, content, targets, execution=execution))


def measure_scales(
    network: Network, content: jax.Array, targets: Targets, *, execution: Execution = DEFAULT_EXECUTION
) -> Terms:
    """What `D` and `V` are made of: the terms of the photo itself `[h w 3]`, its content terms those of its mean.

    `targets` are those measured on it and on a painting.
    """
    own = measure_terms(network, content, targets, execution=execution)
    spreads = {name: _spread(term, targets[name]) for name, term in zip(targets, targets.terms, strict=True)}
    values = [own[name] if spread is None else spread for name, spread in spreads.items()]
    return Terms(targets.terms, values)


def _spread(term: Term, target: InRegion | jax.Array) -> jax.Array | None:
    """The content term of the target's mean over all positions; None of a term of another kind."""
    if not is_content(term):
        return None
    if not isinstance(target, InRegion):
        return jnp.mean((target - target.mean((0, 1), keepdims=True)) ** 2)
    share = (target.weight / target.weight.sum())[..., None]
    mean = jnp.sum(share * target.kept, (0, 1), keepdims=True)
    return jnp.sum(share * (target.kept - mean) ** 2) / target.kept.shape[-1]


def literal_weights(weights: RelativeWeights, scales: Terms, *, at_most: Weights | None = None) -> Weights:
    """The weights with the content's multiplied by `D / V`; `scales` are those of `measure_scales`.

    Leaves of both are numbers or have an axis `[lanes]`. A photo without anything on it, whose `V` is 0, has no content
    to keep: its weight is 0. Those of the content are `at_most` as large as these: from one size to the next `D` may
    grow twentyfold, where a painting is made of fine joints, and would take the joints back out of the picture.
    """
    own, scale = weights.weights, {name: np.asarray(value) for name, value in scales.items()}
    content = {term.name for term in own.terms if is_content(term)}
    painted = [name for name in own if name.startswith("style")]
    total = sum(np.asarray(own[name]) for name in content)
    gain = sum(np.asarray(own[name]) * scale[name] for name in painted)
    loss = sum(np.asarray(own[name]) * scale[name] for name in content)
    unit = gain * np.divide(total, loss, out=np.zeros_like(loss), where=np.asarray(loss) > 0)
    measured = {name: np.asarray(own[name]) * unit for name in content}
    bounded = {name: np.minimum(value, at_most[name]) if at_most else value for name, value in measured.items()}
    return Weights(own.terms, [bounded.get(name, own[name]) for name in own])


def is_content(term: Term) -> bool:
    """Whether it is a term of the content, whose weight a strength decides."""
    return term.name.startswith("content/")
