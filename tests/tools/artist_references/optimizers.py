"""The artists' own optimizers in float64: `[x1, x2, ...]`, the points at which each evaluates after x0."""

from collections.abc import Callable, Generator, Iterator, Mapping
from itertools import islice

import numpy as np
from scipy.optimize import Bounds, minimize

from .gradients import reference
from .networks import Parameters

Evaluate = Callable[[np.ndarray], tuple[float, np.ndarray]]
Walk = Callable[[Evaluate, np.ndarray], Iterator[np.ndarray]]
First = Callable[[Evaluate, np.ndarray, np.ndarray], Generator[np.ndarray, None, np.ndarray]]

DREAM_MEAN = np.array([104.0, 116.0, 122.0])


def unbounded(x: np.ndarray) -> np.ndarray:
    return x


def torch_sgd(rate: float, momentum: float, dampening: float) -> Walk:
    """sgd.lua: the first velocity is the gradient itself, whatever the dampening."""

    def walk(evaluate: Evaluate, x: np.ndarray) -> Iterator[np.ndarray]:
        velocity = evaluate(x)[1]
        while True:
            yield (x := x - rate * velocity)
            velocity = momentum * velocity + (1 - dampening) * evaluate(x)[1]

    return walk


def descent(rate: float, box: Callable[[np.ndarray], np.ndarray] = unbounded) -> Walk:
    def walk(evaluate: Evaluate, x: np.ndarray) -> Iterator[np.ndarray]:
        while True:
            yield (x := box(x - rate * evaluate(x)[1]))

    return walk


def ascent(rate: float, box: Callable[[np.ndarray], np.ndarray]) -> Walk:
    """DeepDream: uphill by the gradient over its mean magnitude."""

    def walk(evaluate: Evaluate, x: np.ndarray) -> Iterator[np.ndarray]:
        while True:
            gradient = evaluate(x)[1]
            yield (x := box(x + rate / np.abs(gradient).mean() * gradient))

    return walk


def corrected_adam(rate: float, *, frozen: bool = False) -> Walk:
    """Adam as Kingma and Ba write it first, epsilon after the correction; satoshi's t stays 1."""

    def walk(evaluate: Evaluate, x: np.ndarray) -> Iterator[np.ndarray]:
        mean, square, t = np.zeros_like(x), np.zeros_like(x), 1
        while True:
            gradient = evaluate(x)[1]
            mean, square = 0.9 * mean + 0.1 * gradient, 0.999 * square + 0.001 * gradient**2
            step = mean / (1 - 0.9**t) / (np.sqrt(square / (1 - 0.999**t)) + 1e-8)
            yield (x := x - rate * step)
            t = 1 if frozen else t + 1

    return walk


def chainer_adam(rate: float, box: Callable[[np.ndarray], np.ndarray] = unbounded, decay: float = 1.0) -> Walk:
    """Adam with the correction in the rate, epsilon before it; DeepPy's first beta decays by `decay` a step."""

    def walk(evaluate: Evaluate, x: np.ndarray) -> Iterator[np.ndarray]:
        mean, square, t = np.zeros_like(x), np.zeros_like(x), 1
        while True:
            gradient, first = evaluate(x)[1], 0.9 * decay ** (t - 1)
            mean, square = first * mean + (1 - first) * gradient, 0.999 * square + 0.001 * gradient**2
            scale = rate * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
            yield (x := box(x - scale * mean / (np.sqrt(square) + 1e-8)))
            t += 1

    return walk


def unsearched_lbfgs(first: First, memory: int) -> Walk:
    """L-BFGS that takes each quasi-Newton step as it comes; pairs with y.s <= 1e-10 are left out (lbfgs.lua)."""

    def walk(evaluate: Evaluate, x: np.ndarray) -> Iterator[np.ndarray]:
        gradient = evaluate(x)[1]
        here = yield from first(evaluate, x, gradient)
        pairs: list[tuple[np.ndarray, np.ndarray]] = []
        while True:
            before, gradient = gradient, evaluate(here)[1]
            step, change = (here - x).ravel(), (gradient - before).ravel()
            if step @ change > 1e-10:
                pairs = [*pairs, (step, change)][-memory:]
            x, here = here, here - inverse_hessian_times(pairs, gradient.ravel()).reshape(x.shape)
            yield here

    return walk


def inverse_hessian_times(
    pairs: list[tuple[np.ndarray, np.ndarray]], gradient: np.ndarray, scale: float = 1.0
) -> np.ndarray:
    """Nocedal and Wright, algorithm 7.4, starting from y.s / y.y of the newest pair, without pairs from `scale`."""
    direction, shares = gradient.copy(), []
    for step, change in reversed(pairs):
        shares.append(step @ direction / (step @ change))
        direction -= shares[-1] * change
    if pairs:
        step, change = pairs[-1]
        scale = step @ change / (change @ change)
    direction *= scale
    for (step, change), share in zip(pairs, reversed(shares), strict=True):
        direction += step * (share - change @ direction / (step @ change))
    return direction


def torch_lbfgs() -> Walk:
    """lbfgs.lua without line search, rate 1; where it might stop early is left out."""

    def first(evaluate: Evaluate, x: np.ndarray, gradient: np.ndarray) -> Generator[np.ndarray, None, np.ndarray]:
        x = x - gradient * min(1, 1 / np.abs(gradient).sum())
        yield x
        return x

    return unsearched_lbfgs(first, 100)


def plain_first(evaluate: Evaluate, x: np.ndarray, gradient: np.ndarray) -> Generator[np.ndarray, None, np.ndarray]:
    """The first trial of L-BFGS-B without bounds: one unit downhill."""
    x = x - gradient / np.linalg.norm(gradient)
    yield x
    return x


def searched_first(evaluate: Evaluate, x: np.ndarray, gradient: np.ndarray) -> Generator[np.ndarray, None, np.ndarray]:
    """Its whole first line search where one unit is short: 1, 5, 21, 85, ... units until a tenth of the slope is gone.

    More and Thuente 1994 as in MINPACK-2's dcsrch: an extrapolation is at most four times the last stretch.
    """
    downhill, before, length = -gradient / np.linalg.norm(gradient), 0.0, 1.0
    while True:
        here = x + length * downhill
        yield here
        if (evaluate(here)[1] * downhill).sum() >= 0.9 * (gradient * downhill).sum():
            return here
        before, length = length, length + 4 * (length - before)


def scipy_like(memory: int) -> Walk:
    """What L-BFGS-B does without bounds as long as it takes every first trial after its first line search."""
    return unsearched_lbfgs(searched_first, memory)


def scipy_lbfgs(memory: int, evaluations: int, bounds: Bounds | None = None) -> Walk:
    """scipy itself: the points it evaluates until an iteration ends after so many (eben begins anew after 40)."""

    def walk(evaluate: Evaluate, x: np.ndarray) -> Iterator[np.ndarray]:
        points: list[np.ndarray] = []

        def value_and_gradient(flat: np.ndarray) -> tuple[float, np.ndarray]:
            points.append(flat.reshape(x.shape).copy())
            value, gradient = evaluate(points[-1])
            return value, gradient.ravel()

        options = {"maxcor": memory, "maxfun": evaluations, "ftol": 0, "gtol": 0}
        minimize(value_and_gradient, x.ravel(), method="L-BFGS-B", jac=True, bounds=bounds, options=options)
        yield from points[1:]

    return walk


def stylejax_lbfgs(memory: int, box: Callable[[np.ndarray], np.ndarray] = unbounded) -> Walk:
    """L-BFGS of one evaluation a step, which stylejax runs where a source says "L-BFGS" and no more.

    Armijo's test at 1e-4; a refused trial is followed by the minimum of the parabola, within [0.1, 0.5] of its step; a
    move without curvature, s.y <= 1e-6 |s| |y|, by a step twice as long. The first trial changes the picture by half of
    its largest value. With a box, every trial is clipped, and the clipped move is what is judged and remembered.
    """

    def walk(evaluate: Evaluate, x: np.ndarray) -> Iterator[np.ndarray]:
        value, gradient = evaluate(x)
        scale, step = np.abs(x).max() / np.abs(gradient).max() / 2, 1.0
        pairs: list[tuple[np.ndarray, np.ndarray]] = []
        while True:
            trial = box(x - step * inverse_hessian_times(pairs, gradient.ravel(), scale).reshape(x.shape))
            yield trial
            trial_value, trial_gradient = evaluate(trial)
            move, change = (trial - x).ravel(), (trial_gradient - gradient).ravel()
            slope = gradient.ravel() @ move
            if trial_value > value + 1e-4 * slope:
                step *= np.clip(slope / 2 / (value + slope - trial_value), 0.1, 0.5)
                continue
            curved = move @ change > 1e-6 * np.linalg.norm(move) * np.linalg.norm(change)
            pairs, step = ([*pairs, (move, change)][-memory:], 1.0) if curved else (pairs, 2 * step)
            x, value, gradient = trial, trial_value, trial_gradient

    return walk


def within(low: float | np.ndarray, high: float | np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    return lambda x: np.clip(x, low, high)


WALKS: Mapping[str, Walk] = {
    "gatys": torch_lbfgs(),
    "gatys-pytorch": torch_lbfgs(),
    "gatys-pytorch-numbers": torch_lbfgs(),
    "kai": torch_sgd(0.1, 0.9, 0.0),
    "kai-tv": torch_sgd(0.1, 0.9, 0.0),
    "kai-vgg": torch_lbfgs(),
    "satoshi": corrected_adam(1.0, frozen=True),
    "satoshi-fixed": corrected_adam(1.0),
    "satoshi-by-layer": corrected_adam(1.0, frozen=True),
    "satoshi-fixed-by-layer": corrected_adam(1.0),
    "mattya-nin": descent(0.25, within(-100, 100)),
    "mattya-vgg": chainer_adam(4.0, within(-120, 136)),
    "johnson-before": torch_sgd(5.0, 0.9, 0.9),
    "johnson-after": torch_lbfgs(),
    "johnson": torch_lbfgs(),
    "anders": chainer_adam(2.0, decay=1 - 1e-8),
    "anders-article": chainer_adam(5.0, decay=1 - 1e-8),
    "deepdream": ascent(1.5, within(-DREAM_MEAN, 255 - DREAM_MEAN)),
}


def walk_of(name: str, style: np.ndarray | None, count: int = 5) -> Walk:
    """The artist's optimizer; that of `texture` keeps within the source's extreme values, all channels together."""
    if name == "texture":
        return scipy_lbfgs(20, count + 1, Bounds(np.min(style), np.max(style)))
    return scipy_lbfgs(10, min(count + 1, 40)) if name == "eben" else WALKS[name]


def reference_steps(
    name: str,
    parameters: Parameters,
    x0: np.ndarray,
    content: np.ndarray | None,
    style: np.ndarray | None,
    count: int = 5,
    walk: Walk | None = None,
) -> list[np.ndarray]:
    """The first points after x0; fewer if scipy ends before. KeyError for `paper` and `gatys-2016`: none is known."""

    def evaluate(x: np.ndarray) -> tuple[float, np.ndarray]:
        return reference(name, parameters, x, content, style)

    return list(islice((walk or walk_of(name, style, count))(evaluate, np.asarray(x0, np.float64)), count))
