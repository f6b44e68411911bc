"""The terms of an objective as a list, and one value for each of them by name: weights, targets, terms measured."""

import math
from collections.abc import Iterator, Mapping, Sequence
from statistics import fmean
from types import MappingProxyType
from typing import Any, NamedTuple

import jax
import jax.export
import jax.numpy as jnp

from ..errors import InputError
from ..plain import packed, unpacked
from ..settings import CONTENT_LAYERS, CONTENT_WEIGHT, STYLE_LAYERS
from .content import Content
from .contours import Contours
from .protocol import Loss
from .style.gram_matrices import Gram
from .variation import TotalVariation

IMAGE = "image"  # the layer that is the picture itself
TV = "tv"
CONTOURS = "contours"
GRAM = Gram()
LARGEST = float(jnp.finfo(jnp.float32).max)  # that a weight can be
LEAST = 1e-36  # above 0, so that also its share of a layer is a number of full precision in float32


class Term(NamedTuple):
    """One summand of an objective: a loss at a layer, and the picture that it is compared with.

    Attributes:
        name: the key of its weight, its target and its value, as "style/relu3_1".
        layer: a layer of the network; "image" is the picture itself, sRGB in [0, 1], always whole.
        loss: what is compared.
        of: the picture that the target is made of, as "content" or "style"; "" where there is none.
        region: whose weights of positions count, as the targets were measured with; "" is all of the picture.

    Example:
        >>> import stylejax
        >>> stylejax.Term("style/relu3_1", "relu3_1", stylejax.Gram(), of="style").layer
        'relu3_1'
    """

    name: str
    layer: str
    loss: Loss
    of: str = ""
    region: str = ""


@jax.tree_util.register_pytree_with_keys_class
class Terms(Mapping[str, Any]):
    """One value for each term, by the term's name.

    A tree whose leaves are the values and whose structure is the list of terms. Weights, targets and the terms
    measured are trees of this kind, so that an objective is linear in its weights, and a sweep over weights is a `vmap`
    over a leading axis of theirs. `values["style/relu3_1"]` is one of them; `content`, `style` and `tv` are the usual
    ones by layer.

    Attributes:
        terms: what is compared, in the order of their names.
        values: for each of them a number or an array.

    Example:
        >>> import jax, stylejax
        >>> weights = stylejax.loss_weights(content=2, style_layers=("relu1_1",))
        >>> {name: float(weight) for name, weight in weights.items()}
        {'content/relu4_2': 2.0, 'style/relu1_1': 1.0, 'tv': 0.0}
        >>> float(jax.tree.map(lambda weight: 10 * weight, weights)["content/relu4_2"])
        20.0
    """

    def __init__(self, terms: Sequence[Term], values: Sequence[Any]) -> None:
        self.terms, self._values = tuple(terms), dict(zip((term.name for term in terms), values, strict=True))

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Terms({self._values})"

    def tree_flatten_with_keys(self) -> tuple[list[tuple[Any, Any]], tuple[Term, ...]]:
        """Values by name, and the terms as what is static."""
        return [(jax.tree_util.DictKey(name), value) for name, value in self._values.items()], self.terms

    @classmethod
    def tree_unflatten(cls, terms: tuple[Term, ...], values: Sequence[Any]) -> "Terms":
        """The tree of these terms with other values."""
        return cls(terms, values)

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers of the network that the terms look at, in their order; one with two terms stands twice."""
        return tuple(term.layer for term in self.terms if term.layer != IMAGE)

    @property
    def content(self) -> dict[str, Any]:
        """The content terms' values by layer."""
        return self.of_kind("content")

    @property
    def style(self) -> dict[str, Any]:
        """The style terms' values by layer."""
        return self.of_kind("style")

    @property
    def tv(self) -> Any:
        """The value of total variation."""
        return self[TV]

    def of_kind(self, kind: str) -> dict[str, Any]:
        """The values of terms named "kind/place", by place."""
        parts = [(*name.partition("/"), value) for name, value in self.items()]
        return {place: value for start, slash, place, value in parts if slash and start == kind}


jax.export.register_pytree_node_serialization(
    Terms, serialized_name="stylejax.Terms", serialize_auxdata=packed, deserialize_auxdata=unpacked
)
Weights = Terms


def content_terms(layers: Sequence[str] = CONTENT_LAYERS) -> tuple[Term, ...]:
    """A content term for each layer.

    Args:
        layers: names of layers.

    Returns:
        The terms, in that order.

    Example:
        >>> import stylejax
        >>> [term.name for term in stylejax.losses.content_terms(("relu1_1",))]
        ['content/relu1_1']
    """
    return tuple(Term(f"content/{layer}", layer, Content(), "content") for layer in layers)


def style_terms(layers: Sequence[str] = STYLE_LAYERS, *, loss: Loss = GRAM) -> tuple[Term, ...]:
    """A style term for each layer.

    Args:
        layers: names of layers.
        loss: what is compared.

    Returns:
        The terms, in that order.

    Example:
        >>> import stylejax
        >>> [term.name for term in stylejax.losses.style_terms(("relu1_1", "relu2_1"))]
        ['style/relu1_1', 'style/relu2_1']
    """
    return tuple(Term(f"style/{layer}", layer, loss, "style") for layer in layers)


def loss_weights(
    *,
    content: float = CONTENT_WEIGHT,
    style: float = 1.0,
    tv: float = 0.0,
    content_layers: Sequence[str] = CONTENT_LAYERS,
    style_layers: Sequence[str] = STYLE_LAYERS,
    style_loss: Loss = GRAM,
    strokes: float = 0.0,
    abstraction: float = 0.0,
    contours: float = 0.0,
    extra: Mapping[Term, float] = MappingProxyType({}),
) -> Weights:
    """Weights that share `content` and `style` equally among their layers; they name the terms of the objective.

    The default layers are the paper's, the default content weight is our own choice for pictures in which the motif can
    be told; the paper names 1e-3 and 1e-4. `style_loss` is what style terms compare, `extra` has further terms and
    their weights. With `strokes`, from -2 to 2, each style layer weighs `e^strokes` times what the one before it does,
    at the same sum: more makes larger strokes (as `--style-layer-weight-exp` of anishathalye/neural-style, its
    logarithm). `abstraction`, from 0 to 1, is the share of the content that is compared at relu5_1, where forms are
    known and outlines are not (as `--content-weight-blend` there). `contours` weighs the outlines of the photo itself:
    see `Contours`.

    Raises InputError for a weight that is negative or not finite, for a layer named twice, for a weight above 0 without
    a layer to put it on, and for an extra term of a name that there is already.

    Args:
        content: the weight of the content terms together. At 1 content and style terms have the same factor: one unit
            of mean squared difference of activations (`Content`) counts as much as one of Gram matrices (`Gram`).
        style: the weight of the style terms together.
        tv: the weight of total variation.
        content_layers: layers at which the picture is compared with the photo.
        style_layers: layers at which it is compared with the painting.
        style_loss: what style terms compare.
        strokes: from -2 to 2; more makes larger strokes.
        abstraction: from 0 to 1; more keeps forms and lets outlines go.
        contours: the weight of the photo's outlines.
        extra: further terms and their weights.

    Returns:
        A weight for each term, by its name, as "style/relu3_1".

    Example:
        >>> import stylejax
        >>> weights = stylejax.loss_weights(content=1e-3, style_layers=("relu1_1", "relu2_1"))
        >>> {name: round(float(weight), 4) for name, weight in weights.items()}
        {'content/relu4_2': 0.001, 'style/relu1_1': 0.5, 'style/relu2_1': 0.5, 'tv': 0.0}
    """
    for name, value in (("content weight", content), ("style weight", style), ("tv weight", tv), (CONTOURS, contours)):
        if not 0 <= value <= LARGEST:
            raise InputError(f"{name}: {value} is not a number from 0 to {LARGEST:.1e}; give 0 to leave the term out")
        if 0 < value < LEAST:
            raise InputError(f"{name}: {value} is below {LEAST}, and nothing in float32; only ratios of weights count")
    shared = {
        **_blended(content, content_layers, abstraction),
        **_shared("style", style, style_terms(style_layers, loss=style_loss), steepness=_checked_strokes(strokes)),
        **({Term(CONTOURS, IMAGE, Contours(), "content"): contours} if contours else {}),
        Term(TV, IMAGE, TotalVariation()): tv,
    }
    for term, value in extra.items():
        if not abs(value) <= LARGEST:
            raise InputError(f"extra: the weight of {term.name} is {value}, which is no finite number in float32")
        if term.name in [other.name for other in shared]:
            raise InputError(f"extra: there is a term {term.name} already; give it another name")
    weights = {**shared, **extra}
    return Weights(tuple(weights), [jnp.float32(weight) for weight in weights.values()])


ABSTRACT = "relu5_1"


def _blended(content: float, layers: Sequence[str], abstraction: float) -> dict[Term, float]:
    """The content's weight at its layers, and a share of it at the one that is most abstract."""
    if not 0 <= abstraction <= 1:
        raise InputError(f"abstraction: {abstraction} is not from 0, outlines kept, to 1, forms alone")
    near = _shared("content", content * (1 - abstraction) if abstraction else content, content_terms(layers))
    [deep] = content_terms((ABSTRACT,))
    blended = near | ({deep: near.get(deep, 0.0) + content * abstraction} if abstraction else {})
    return {term: blended[term] for term in sorted(blended)}


MOST_STROKES = 2.0


def _checked_strokes(strokes: float) -> float:
    if not abs(strokes) <= MOST_STROKES:
        raise InputError(f"strokes: {strokes} is not from -2, the finest, to 2, the coarsest; 0 is between them")
    return strokes


def _shared(kind: str, total: float, terms: Sequence[Term], *, steepness: float = 0.0) -> dict[Term, float]:
    """The total divided among the terms: each gets `e^steepness` times what the one before it gets."""
    layers = [term.layer for term in terms]
    if len(set(layers)) != len(layers):
        raise InputError(f"{kind} layers: {','.join(layers)} names a layer twice; name each once")
    if total and not layers:
        raise InputError(f"{kind} layers: none is named; name at least one, or set the weight to 0")
    parts = {term: math.exp(steepness * place) for place, term in enumerate(terms)}
    return {term: total / (sum(parts.values()) / parts[term]) for term in sorted(terms)}


def content_term(terms: Terms) -> float:
    """The unweighted content term: the mean over all content layers.

    Args:
        terms: numbers by name.

    Returns:
        A number.

    Example:
        >>> import stylejax
        >>> stylejax.losses.content_term(stylejax.loss_weights(content=3))
        3.0
    """
    return fmean(map(float, terms.content.values()))


def style_term(terms: Terms) -> float:
    """The unweighted style term: the mean over all style layers, also those that a lane of a sweep leaves out.

    So it is the same measure for every picture, whichever layers it was painted with.

    Args:
        terms: numbers by name.

    Returns:
        A number.

    Example:
        >>> import stylejax
        >>> round(stylejax.losses.style_term(stylejax.loss_weights(style=5)), 3)
        1.0
    """
    return fmean(map(float, terms.style.values()))


def by_kind(terms: Terms) -> dict[str, Any]:
    """The terms as records keep them: content and style by layer, and every other by its name.

    Args:
        terms: numbers by name.

    Returns:
        Numbers by kind and layer.

    Example:
        >>> import stylejax
        >>> sorted(stylejax.losses.by_kind(stylejax.loss_weights()))
        ['content', 'style', 'tv']
    """
    others = {term.name: terms[term.name] for term in terms.terms if "/" not in term.name}
    kinds = dict.fromkeys(["content", "style", *(name.partition("/")[0] for name in terms if "/" in name)])
    return {**{kind: terms.of_kind(kind) for kind in kinds}, **others}
