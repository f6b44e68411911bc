"""Optimizers that know the gradient alone: Adam and gradient descent with momentum."""

from typing import Any, NamedTuple

import jax
import jax.export
import jax.numpy as jnp
import optax

from .equality import Optimizer, equal_by_settings, scale_free


@equal_by_settings
@scale_free
def adam(*, learning_rate: float = 0.02) -> Optimizer:
    """Adam (Kingma and Ba 2015) with moments 0.9 and 0.999; the learning rate is in pixel values, [0, 1].

    Args:
        learning_rate: about how far a pixel moves in a step.

    Returns:
        An optax transformation.

    Example:
        >>> import stylejax
        >>> stylejax.adam(learning_rate=0.01) == stylejax.adam(learning_rate=0.01)
        True
    """
    return optax.with_extra_args_support(optax.adam(learning_rate))


class VelocityState(NamedTuple):
    """The velocity of gradient descent with momentum, of the parameters' shape, and whether it is still to begin."""

    velocity: optax.Updates
    first: jax.Array


jax.export.register_namedtuple_serialization(VelocityState, serialized_name="stylejax.VelocityState")


@equal_by_settings
def sgd(*, learning_rate: optax.ScalarOrSchedule, momentum: float = 0.9, dampening: float = 0.0) -> Optimizer:
    """Gradient descent with momentum: `v = momentum v + (1 - dampening) g`, `x = x - learning_rate v`; first, `v = g`.

    So did Torch (torch/optim, sgd.lua:58). `learning_rate` may be a function of the number of updates so far.

    Args:
        learning_rate: a number, or a function of the number of updates.
        momentum: how much of the last move is kept.
        dampening: how much of a gradient is not added.

    Returns:
        An optax transformation.

    Example:
        >>> import jax.numpy as jnp, stylejax
        >>> optimizer = stylejax.sgd(learning_rate=0.5)
        >>> float(optimizer.update(jnp.ones(()), optimizer.init(jnp.zeros(())), jnp.zeros(()))[0])
        -0.5
    """

    def init(params: optax.Params) -> VelocityState:
        return VelocityState(jax.tree.map(jnp.zeros_like, params), jnp.array(True))

    def update(
        updates: optax.Updates, state: Any, params: optax.Params | None = None
    ) -> tuple[optax.Updates, VelocityState]:
        def one(velocity: jax.Array, gradient: jax.Array) -> jax.Array:
            return jnp.where(state.first, gradient, momentum * velocity + (1 - dampening) * gradient)

        velocity = jax.tree.map(one, state.velocity, updates)
        return velocity, VelocityState(velocity, jnp.array(False))

    accelerated = optax.GradientTransformation(init, update)
    return optax.with_extra_args_support(optax.chain(accelerated, optax.scale_by_learning_rate(learning_rate)))


@equal_by_settings
def sgd_of_means(*, learning_rate: float, momentum: float = 0.9) -> Optimizer:
    """`sgd` for objectives that are means over the parameters: their number multiplies the gradient.

    So a learning rate, the change of a pixel for one unit of gradient per pixel, suits pictures of every size.

    Args:
        learning_rate: the change of a pixel for one unit of gradient.
        momentum: how much of the last move is kept.

    Returns:
        An optax transformation.

    Example:
        >>> import jax.numpy as jnp
        >>> from stylejax.optimizers import sgd_of_means
        >>> optimizer, x = sgd_of_means(learning_rate=0.5), jnp.zeros(4)
        >>> optimizer.update(jnp.ones(4) / 4, optimizer.init(x), x)[0].tolist()
        [-0.5, -0.5, -0.5, -0.5]
    """

    def times_size(updates: optax.Updates, params: optax.Params | None = None) -> optax.Updates:
        return jax.tree.map(lambda gradient: gradient * gradient.size, updates)

    return optax.with_extra_args_support(
        optax.chain(optax.stateless(times_size), sgd(learning_rate=learning_rate, momentum=momentum))
    )
