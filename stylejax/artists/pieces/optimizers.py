"""The optimizers that the artists used, as records that make optax gradient transformations.

Each update is one evaluation, and makes the move that the original makes, also in a line search.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import jax
import jax.numpy as jnp
import optax
from jax.flatten_util import ravel_pytree

from ...optimizers.first_order import sgd
from ...optimizers.history import History, empty_history, quasi_newton_direction, remember
from ...optimizers.quasi_newton import lbfgs
from .scipy_lbfgs import scipy_lbfgs

Transformation = optax.GradientTransformationExtraArgs


class Optimizer(Protocol):
    """A recipe for moves: calling it gives the transformation, and `shown` says which picture stands in the end."""

    def __call__(self) -> Transformation: ...

    def shown(self, evaluated: jax.Array, following: jax.Array, state: optax.OptState, /) -> jax.Array:
        """Of the picture last evaluated and the one after the last update, the one to show."""
        ...


class ShownAfterUpdate:
    """Optimizers whose picture is the one after the last update, which nobody evaluated."""

    def shown(self, evaluated: jax.Array, following: jax.Array, state: optax.OptState, /) -> jax.Array:
        return following


class TorchLbfgsState(NamedTuple):
    """The last gradient and move, each `[n]`, the curvature pairs, and the number of updates."""

    gradient: jax.Array
    move: jax.Array
    history: History
    updates: jax.Array


def _curved_as_in_torch(product: jax.Array, move_squared: jax.Array, change_squared: jax.Array) -> jax.Array:
    return product > 1e-10


@dataclass(frozen=True)
class TorchLbfgs(ShownAfterUpdate):
    """L-BFGS without a line search: the first move is `min(1, 1 / |g|_1) rate` times `-g`, all others are `rate d`.

    A pair is kept when `s.y > 1e-10`; before any pair the inverse Hessian is 1, then `s.y / y.y` of the newest. The
    tests for an early end are left out: how many evaluations to spend is for the recipe to say.

    Source: torch/optim at b11ce0a, lbfgs.lua; torch.optim.LBFGS is the same.
    """

    rate: float = 1.0
    memory: int = 100

    def __call__(self) -> Transformation:
        def init(params: optax.Params) -> TorchLbfgsState:
            zeros = jnp.zeros_like(ravel_pytree(params)[0])
            return TorchLbfgsState(zeros, zeros.copy(), empty_history(self.memory, zeros), jnp.int32(0))

        def update(
            updates: optax.Updates, state: Any, params: optax.Params | None = None, **_: Any
        ) -> tuple[optax.Updates, TorchLbfgsState]:
            gradient, unravel = ravel_pytree(updates)
            first, change = state.updates == 0, gradient - state.gradient
            history, _kept = remember(state.history, state.move, change, ~first, curved=_curved_as_in_torch)
            length = self.rate * jnp.where(first, jnp.minimum(1, 1 / jnp.sum(jnp.abs(gradient))), 1)
            move = length * quasi_newton_direction(history, gradient)
            return unravel(move), TorchLbfgsState(gradient, move, history, state.updates + 1)

        return optax.GradientTransformationExtraArgs(init, update)


@dataclass(frozen=True)
class Sgd(ShownAfterUpdate):
    """Torch's gradient descent with momentum; the rate is multiplied by `decay` after every so many updates."""

    rate: float
    momentum: float = 0.9
    dampening: float = 0.0
    decay: float = 1.0
    every: int = 1

    def __call__(self) -> Transformation:
        rate = optax.exponential_decay(self.rate, self.every, self.decay, staircase=True)
        return sgd(learning_rate=rate, momentum=self.momentum, dampening=self.dampening)


# Adam's move from its moments m and v, the number of this update, from 1, and its constants beta1, beta2 and epsilon.
AdamRule = Callable[[jax.Array, jax.Array, jax.Array, float, float, float], jax.Array]


def textbook(m: jax.Array, v: jax.Array, t: jax.Array, beta1: float, beta2: float, epsilon: float) -> jax.Array:
    """`m' / (sqrt(v') + epsilon)`, `m' = m / (1 - beta1^t)`, `v' = v / (1 - beta2^t)`: Kingma and Ba, algorithm 1."""
    return m / (1 - beta1**t) / (jnp.sqrt(v / (1 - beta2**t)) + epsilon)


def epsilon_uncorrected(
    m: jax.Array, v: jax.Array, t: jax.Array, beta1: float, beta2: float, epsilon: float
) -> jax.Array:
    """`sqrt(1 - beta2^t) / (1 - beta1^t) m / (sqrt(v) + epsilon)`: the end of Kingma and Ba's section 2."""
    return jnp.sqrt(1 - beta2**t) / (1 - beta1**t) * m / (jnp.sqrt(v) + epsilon)


def uncounted(m: jax.Array, v: jax.Array, t: jax.Array, beta1: float, beta2: float, epsilon: float) -> jax.Array:
    """The textbook's, as if each update were the first: `10 m / (sqrt(1000 v) + epsilon)` with the usual constants."""
    return textbook(m, v, jnp.ones_like(t), beta1, beta2, epsilon)


class MomentsState(NamedTuple):
    """Adam's moments, of the parameters' shape, and the number of updates."""

    m: jax.Array
    v: jax.Array
    updates: jax.Array


@dataclass(frozen=True)
class Adam(ShownAfterUpdate):
    """Adam: `x = x - rate rule(m, v, t)`, with running means m and v of the gradient and its square, and t from 1.

    `m = b m + (1 - b) g` with `b = beta1 decay^(t - 1)`, and `v = beta2 v + (1 - beta2) g^2`. Kingma and Ba 2014, whose
    first version has `decay` as lambda.
    """

    rate: float
    rule: AdamRule = textbook
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    decay: float = 1.0

    def __call__(self) -> Transformation:
        def init(params: Any) -> MomentsState:
            zeros = jnp.zeros_like(params)
            return MomentsState(zeros, zeros.copy(), jnp.int32(0))

        def update(
            updates: Any, state: Any, params: optax.Params | None = None, **_: Any
        ) -> tuple[optax.Updates, MomentsState]:
            count = state.updates + 1
            t = count.astype(updates.dtype)
            beta = self.beta1 * self.decay ** (t - 1)
            m = beta * state.m + (1 - beta) * updates
            v = self.beta2 * state.v + (1 - self.beta2) * jnp.square(updates)
            move = -self.rate * self.rule(m, v, t, self.beta1, self.beta2, self.epsilon)
            return move, MomentsState(m, v, count)

        return optax.GradientTransformationExtraArgs(init, update)


@dataclass(frozen=True)
class MeanStep(ShownAfterUpdate):
    """Descent by `rate` times the gradient over its mean magnitude."""

    rate: float

    def __call__(self) -> Transformation:
        def update(updates: Any, params: optax.Params | None = None) -> optax.Updates:
            return -self.rate * updates / jnp.mean(jnp.abs(updates))

        return optax.with_extra_args_support(optax.stateless(update))


class ShownBest:
    """Optimizers whose picture is the best they accepted."""

    def shown(self, evaluated: jax.Array, following: jax.Array, state: Any, /) -> jax.Array:
        return state.base.reshape(evaluated.shape)


@dataclass(frozen=True)
class Lbfgs(ShownBest):
    """stylejax's own L-BFGS, where the source says "L-BFGS", or nothing, or scipy's cannot be imitated."""

    memory: int = 20

    def __call__(self) -> Transformation:
        return lbfgs(memory=self.memory)


@dataclass(frozen=True)
class ScipyLbfgs(ShownBest):
    """L-BFGS with a line search like that of scipy's L-BFGS-B, without bounds."""

    memory: int = 10

    def __call__(self) -> Transformation:
        return scipy_lbfgs(memory=self.memory)


class RestartState(NamedTuple):
    """The state of the optimizer that is restarted, and the number of evaluations since."""

    inner: optax.OptState
    evaluations: jax.Array


@dataclass(frozen=True)
class Restarted:
    """An optimizer that forgets all after every so many evaluations and goes on from the last evaluated picture.

    The picture it is restarted from counts for both rounds, but is evaluated once.
    """

    optimizer: Optimizer
    every: int

    def __call__(self) -> Transformation:
        inner = self.optimizer()

        def init(params: optax.Params) -> RestartState:
            return RestartState(inner.init(params), jnp.int32(0))

        def update(
            updates: optax.Updates, state: Any, params: Any = None, **extra: Any
        ) -> tuple[optax.Updates, RestartState]:
            over = state.evaluations == self.every - 1
            kept = jax.tree.map(lambda new, old: jnp.where(over, new, old), inner.init(params), state.inner)
            moves, kept = inner.update(updates, kept, params, **extra)
            return moves, RestartState(kept, jnp.where(over, 1, state.evaluations + 1))

        return optax.GradientTransformationExtraArgs(init, update)

    def shown(self, evaluated: jax.Array, following: jax.Array, state: optax.OptState, /) -> jax.Array:
        return evaluated
