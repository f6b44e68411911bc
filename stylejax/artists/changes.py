"""One change at a time: a recipe with one group of another's settings, its losses weighed so that they pull alike."""

import dataclasses
import math
from collections.abc import Mapping
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax.typing import ArrayLike

from ..errors import InputError
from ..media.resizing import resized
from ..networks.networks import Network, normalize
from ..networks.preparation import prepared
from .adapting import network_for
from .engine import ArtistTargets, artist_objective, artist_targets
from .records import Artist, ArtistTerm

# What is changed together. How large artists painted, and for how long, is the same for all.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "network": ("network", "scale", "pooling", "kernels", "pixels", "finish"),
    "losses": ("content", "style"),
    "weights": (),
    "optimizer": ("optimizer", "box", "octaves", "jitter"),
    "start": ("init",),
    "smoothing": ("smoothing",),
}

# Chosen for gradients as large as those of the losses that its author had.
_TIED_TO_SIZE = ("optimizer", "smoothing")

DIGITS = 4  # of a weight that was measured


class Pull(NamedTuple):
    """How hard losses pull at a picture: root mean squares of the gradients of content and of style, weighted."""

    content: float
    style: float

    @property
    def size(self) -> float:
        """That of both together, as if they stood at right angles."""
        return math.hypot(self.content, self.style)

    def of_size(self, size: float) -> "Pull":
        """The same balance of content and style, of another size. Raises InputError where nothing pulls."""
        if not self.size:
            raise InputError("content: is the style picture, so that nothing pulls at it; give two different pictures")
        return Pull(*(each * size / self.size for each in self))


def groups_between(a: Artist, b: Artist) -> tuple[str, ...]:
    """The groups of settings in which two recipes differ, by the names that `GROUPS` has."""
    return tuple(group for group, names in GROUPS.items() if _differ(a, b, names or GROUPS["losses"]))


def _differ(a: Artist, b: Artist, names: tuple[str, ...]) -> bool:
    return any(getattr(a, name) != getattr(b, name) for name in names)


def changed(a: Artist, b: Artist, group: str) -> Artist:
    """The first recipe with one group of settings of the second, not weighed yet."""
    return dataclasses.replace(a, **{name: getattr(b, name) for name in GROUPS[group]})


def alike(artist: Artist, other: Artist) -> Artist:
    """The recipe, painted as large and as long as the other is."""
    return dataclasses.replace(artist, fit=other.fit, evaluations=other.evaluations)


def pull_of(artist: Artist, content: ArrayLike, style: ArrayLike, *, network: Network) -> Pull:
    """How hard the recipe's losses pull at a picture that is half the photo and half the painting.

    There neither is matched, and both are as large as they are in a picture that is being painted. The gradients are
    those of `x`, which is in the artist's units. `network` is the one that he paints on, before it is made his.
    """
    photo, painting = artist.fit(*(np.asarray(picture, np.float32) for picture in (content, style)))
    half = (photo + resized(painting, None, *photo.shape[:2])[0]) / 2
    x, content_x, style_x = (normalize(artist.pixels, jnp.asarray(each)) for each in (half, photo, painting))
    ready = prepared(network_for(artist, network))
    gradients = _gradients(x, artist, ready, artist_targets(artist, ready, content_x, style_x))
    return Pull(*(float(jnp.sqrt(jnp.mean(jnp.square(each)))) for each in gradients))


def _gradients(x: jax.Array, artist: Artist, network: Network, targets: ArtistTargets) -> tuple[jax.Array, jax.Array]:
    """Of the content's and of the style's weighted sum."""

    def sums(x: jax.Array) -> tuple[jax.Array, jax.Array]:
        _, terms = artist_objective(x, artist, network, targets)
        content, style = (
            sum((value for name, value in terms.items() if name.startswith(f"{kind}/")), jnp.zeros(()))
            for kind in ("content", "style")
        )
        return content, style

    _, back = jax.vjp(sums, x)
    one, none = jnp.ones(()), jnp.zeros(())
    return back((one, none))[0], back((none, one))[0]


def wanted_pull(a: Pull, b: Pull, group: str) -> Pull:
    """How hard the first recipe's losses shall pull once a group is the second's.

    As hard as before, so that another network or other losses are not other weights in disguise. With the second's
    weights the balance is the second's; with its optimizer or smoothing, which were chosen for gradients of a size, the
    size is.
    """
    if group == "weights":
        return b.of_size(a.size)
    return a.of_size(b.size) if group in _TIED_TO_SIZE else a


def weighed(artist: Artist, pull: Pull, wanted: Pull) -> Artist:
    """The recipe that pulls as hard as is wanted: `pull` is what it does, and gradients grow with weights."""
    content, style = (each / max(own, math.ulp(0.0)) for each, own in zip(wanted, pull, strict=True))
    return dataclasses.replace(artist, content=_times(artist.content, content), style=_times(artist.style, style))


def _times(terms: tuple[ArtistTerm, ...], factor: float) -> tuple[ArtistTerm, ...]:
    weights = (float(f"{term.weight * factor:.{DIGITS}g}") for term in terms)
    return tuple(dataclasses.replace(term, weight=weight) for term, weight in zip(terms, weights, strict=True))
