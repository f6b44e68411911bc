"""An artist's loss and gradient for a picture in the artist's own units."""

import dataclasses
from collections.abc import Mapping

import numpy as np

from .networks import Parameters, Run, bring_down, rotated, run
from .operations import POOLS
from .recipes import RECIPES, Recipe, Tap

Term = tuple[float, np.ndarray]


def reference(
    name: str | Recipe, parameters: Parameters, x: np.ndarray, content: np.ndarray | None, style: np.ndarray | None
) -> Term:
    """Loss as the artist reports it, and the gradient `[h w 3]` that the artist's code makes.

    `texture` looks at no content, `deepdream` at neither; its loss is to be climbed, and so is its gradient.
    """
    terms = reference_terms(name, parameters, x, content, style)
    return sum(value for value, _ in terms.values()), sum(gradient for _, gradient in terms.values())


def reference_terms(
    name: str | Recipe, parameters: Parameters, x: np.ndarray, content: np.ndarray | None, style: np.ndarray | None
) -> Mapping[str, Term]:
    """The same, each term by itself: "content relu4_2", "style relu1_1", ..., "smoothing"."""
    recipe = RECIPES[name] if isinstance(name, str) else name
    ours = _run(recipe, parameters, x, recipe.content + recipe.style)
    theirs = [_run(recipe, parameters, *pair) for pair in ((content, recipe.content), (style, recipe.style))]
    found = {f"content {tap.read}": _term(tap, ours, theirs[0]) for tap in recipe.content}
    found |= {f"style {tap.read}": _term(tap, ours, theirs[1]) for tap in recipe.style}
    return {**found, "smoothing": recipe.smoothing(np.asarray(x, np.float64))}


def with_pooling(name: str, pooling: str) -> Recipe:
    """The recipe with one of POOLS in place of its own pooling."""
    return dataclasses.replace(RECIPES[name], pooling=pooling)


def _run(recipe: Recipe, parameters: Parameters, picture: np.ndarray | None, taps: tuple[Tap, ...]) -> Run | None:
    if picture is None:
        return None
    wanted = {layer for tap in taps for layer in (tap.read, tap.inject, tap.carrier) if layer}
    return run(
        recipe.network, rotated(parameters) if recipe.rotated else parameters, picture, wanted, POOLS[recipe.pooling]
    )


def _term(tap: Tap, ours: Run, theirs: Run | None) -> Term:
    values = ours.values[tap.read]
    target = np.zeros_like(values) if theirs is None else theirs.values[tap.read]
    carrier = ours.values[tap.carrier or tap.read]
    matrices = (array.reshape(-1, array.shape[2]) for array in (values, target, carrier))
    value, gradient = tap.loss(*matrices)
    return value, bring_down(ours, {tap.inject or tap.read: gradient.reshape(values.shape)})
