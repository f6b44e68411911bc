"""What is minimized of a sound: terms of its spectrogram, against targets of a content and a style."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import jax
import jax.numpy as jnp

from ...losses.content import Content
from ...losses.objectives import Targets, terms_of, weighted_sum
from ...losses.protocol import Loss, kept
from ...losses.style.autocorrelation import Autocorrelation
from ...losses.style.diversity import Diversity
from ...losses.style.dual_gram import gram_for
from ...losses.terms import Term, Terms, Weights
from ...networks.networks import Network


@dataclass(frozen=True)
class SoundWeights:
    """How much each kind of term counts, and whether as a share of what silence has or literally.

    Relative weights are those of contents and styles that are divided by their value for silence: so 1 and 1 mean that
    content and style are as far from being matched, whatever sounds and network they are of. Literal ones are those of
    sums of squares of 2016: `sum (G - A)^2 + content sum (F - P)^2` with `G = F^T F / frames`.

    Attributes:
        content: of the content terms.
        style: of the style terms.
        autocorrelation: of what comes again at a beat.
        diversity: against copying the style.
        literal: whether these are weights of sums of squares.

    Example:
        >>> from stylejax.synthesis import sounds
        >>> sounds.SoundWeights(content=0.1).style
        1.0
    """

    content: float = 0.0
    style: float = 1.0
    autocorrelation: float = 0.0
    diversity: float = 0.0
    literal: bool = False


def sound_terms(
    network: Network,
    *,
    weights: SoundWeights,
    content_layer: str,
    positions: Mapping[str, int],
    lags: tuple[int, int],
    style_loss: Loss | None = None,
) -> tuple[Term, ...]:
    """The terms that have a weight: style at each layer of the network, and what else is wanted.

    `positions` are how many each layer has at most, of the sound and of its style: where that is less than half of its
    channels the Gram matrix is compared in its dual form, unless a `style_loss` is given. `lags` are those of the
    autocorrelation, in frames.

    Args:
        network: for spectrograms.
        weights: of each kind.
        content_layer: at which content is compared.
        positions: of each layer.
        lags: in frames.
        style_loss: in the place of Gram matrices.

    Returns:
        Terms.

    Example:
        >>> import jax.numpy as jnp, stylejax
        >>> from stylejax.synthesis import sounds
        >>> network = stylejax.networks.wide_network(9, seed=0, filters=4)
        >>> seen = jnp.ones((24, 1, 9))
        >>> terms = sounds.sound_terms(
        ...     network, weights=sounds.SoundWeights(), content_layer="relu11", positions={"relu11": 14}, lags=(1, 2)
        ... )
        >>> [term.layer for term in terms]
        ['relu11']
    """
    layers = network.architecture.layer_names()[1:]
    found = []
    if weights.content:
        found.append(Term(f"content/{content_layer}", content_layer, Content(), "content"))
    for layer in layers:
        channels = network.parameters[layer]["kernel"].shape[-1]
        loss = style_loss or gram_for(channels=channels, positions=positions[layer])
        found.append(Term(f"style/{layer}", layer, loss, "style"))
        if weights.autocorrelation:
            beat = Autocorrelation(*lags)
            found.append(Term(f"autocorrelation/{layer}", layer, beat, "style"))
        if weights.diversity and layer == layers[-1]:
            found.append(Term(f"diversity/{layer}", layer, Diversity(), "style"))
    return tuple(sorted(found, key=lambda term: term.name))


def layers_of_terms(terms: Sequence[Term]) -> tuple[str, ...]:
    """The layers that terms look at, each once."""
    return tuple(dict.fromkeys(term.layer for term in terms))


def sound_targets(network: Network, seen: Mapping[str, jax.Array], *, terms: Sequence[Term]) -> Targets:
    """What the terms keep of the spectrograms `[t 1 f]` of "content" and "style".

    Args:
        network: for spectrograms.
        seen: spectrograms by name.
        terms: that are wanted.

    Returns:
        A target for each term.

    Example:
        >>> import jax.numpy as jnp, stylejax
        >>> from stylejax.synthesis import sounds
        >>> network = stylejax.networks.wide_network(9, seed=0, filters=4)
        >>> seen = jnp.ones((24, 1, 9))
        >>> terms = sounds.sound_terms(
        ...     network, weights=sounds.SoundWeights(), content_layer="relu11", positions={"relu11": 14}, lags=(1, 2)
        ... )
        >>> targets = sounds.sound_targets(network, {"content": seen, "style": seen}, terms=terms)
        >>> len(targets)
        1
    """
    layers = {of: tuple(dict.fromkeys(term.layer for term in terms if term.of == of)) for of in seen}
    found = {of: activations(network, picture, layers[of]) for of, picture in seen.items() if layers[of]}
    return Targets(tuple(terms), [kept(term.loss, found[term.of][term.layer]) for term in terms])


def activations(network: Network, seen: jax.Array, layers: Sequence[str]) -> Mapping[str, jax.Array]:
    """Activations `[t' 1 filters]` of the layers, of a spectrogram `[t 1 f]`, in float32."""
    with jax.default_matmul_precision("float32"):
        return network.architecture.activations(network.parameters, seen, layers)


def measured_sound(network: Network, seen: jax.Array, targets: Targets) -> Terms:
    """All terms of a spectrogram `[t 1 f]`, unweighted.

    Args:
        network: for spectrograms.
        seen: a spectrogram.
        targets: of the terms.

    Returns:
        A number for each term.

    Example:
        >>> import jax.numpy as jnp, stylejax
        >>> from stylejax.synthesis import sounds
        >>> network = stylejax.networks.wide_network(9, seed=0, filters=4)
        >>> seen = jnp.ones((24, 1, 9))
        >>> terms = sounds.sound_terms(
        ...     network, weights=sounds.SoundWeights(), content_layer="relu11", positions={"relu11": 14}, lags=(1, 2)
        ... )
        >>> targets = sounds.sound_targets(network, {"content": seen, "style": seen}, terms=terms)
        >>> [float(value) < 1e-6 for value in sounds.measured_sound(network, seen, targets).values()]
        [True]
    """
    return terms_of(activations(network, seen, layers_of_terms(targets.terms)), targets)


def sound_objective(seen: jax.Array, network: Network, targets: Targets, weights: Weights) -> tuple[jax.Array, Terms]:
    """The weighted sum of a spectrogram's terms, and the terms.

    Args:
        seen: a spectrogram.
        network: for spectrograms.
        targets: of the terms.
        weights: of the terms.

    Returns:
        A number, and the terms.

    Example:
        >>> import jax.numpy as jnp, stylejax
        >>> from stylejax.synthesis import sounds
        >>> network = stylejax.networks.wide_network(9, seed=0, filters=4)
        >>> seen = jnp.ones((24, 1, 9))
        >>> terms = sounds.sound_terms(
        ...     network, weights=sounds.SoundWeights(), content_layer="relu11", positions={"relu11": 14}, lags=(1, 2)
        ... )
        >>> targets = sounds.sound_targets(network, {"content": seen, "style": seen}, terms=terms)
        >>> weights = stylejax.Weights(targets.terms, [1.0])
        >>> value, terms = sounds.sound_objective(seen, network, targets, weights)
        >>> value.shape
        ()
    """
    terms = measured_sound(network, seen, targets)
    return weighted_sum(terms, weights), terms


def weights_of_terms(weights: SoundWeights, network: Network, targets: Targets, *, frames: int) -> Weights:
    """The weight of each term, of a sound of so many frames."""
    if weights.literal:
        return Weights(targets.terms, [_literal(term, weights, frames, network) for term in targets.terms])
    silent = jnp.zeros((frames, 1, network.parameters[_first(network)]["kernel"].shape[1]))
    scales = measured_sound(network, silent, targets)
    return Weights(targets.terms, [_relative(term, weights, scales, targets.terms) for term in targets.terms])


def _first(network: Network) -> str:
    return network.architecture.layer_names()[1]


def _kind(term: Term) -> str:
    return term.name.partition("/")[0]


def _relative(term: Term, weights: SoundWeights, scales: Terms, terms: Sequence[Term]) -> jax.Array:
    """The weight of its kind, shared equally among the terms of that, over what silence has."""
    kind = _kind(term)
    share = getattr(weights, kind) / sum(_kind(other) == kind for other in terms)
    scale = jnp.ones(()) if kind in ("diversity", "autocorrelation") else scales[term.name]
    return share / jnp.where(scale > 0, scale, 1.0)


def _literal(term: Term, weights: SoundWeights, frames: int, network: Network) -> jax.Array:
    """What makes of a mean of squares the sum of 2016, whose Gram matrices are divided by all frames."""
    width, _, filters = network.parameters[term.layer]["kernel"].shape
    positions = frames - width + 1
    sums = {
        "style": weights.style * (filters * positions / frames) ** 2,
        "content": weights.content * positions * filters,
    }
    return jnp.float32(sums[_kind(term)])
