"""A style loss and a term of one's own: channel means and deviations in place of Gram matrices, and no loud colors."""

from dataclasses import dataclass
from typing import Any, ClassVar

import jax
import jax.numpy as jnp

import stylejax


@dataclass(frozen=True)
class Moments:
    """Mean squared difference of the channels' means and standard deviations."""

    reads_target: ClassVar[bool] = False
    squared: ClassVar[bool] = False

    def sums(self, features: jax.Array, target: Any, place: stylejax.Place, /) -> Any:
        powers = jnp.stack([features, features**2])
        return {"powers": jax.vmap(place.weigh)(powers).sum((1, 2)), "positions": place.count(features)}

    def target(self, sums: Any, /) -> jax.Array:
        mean, square = sums["powers"] / sums["positions"]
        return jnp.stack([mean, jnp.sqrt(jnp.maximum(square - mean**2, 0) + 1e-6)])

    def value(self, sums: Any, target: jax.Array, /) -> jax.Array:
        return jnp.mean((self.target(sums) - target) ** 2)


def colorfulness(image: jax.Array, target: Any) -> jax.Array:
    """Mean squared distance of colors from their gray."""
    return jnp.mean((image - image.mean(-1, keepdims=True)) ** 2)


def draw(size: int, waves: float) -> jax.Array:
    """A picture to play with: a disk on colored waves."""
    y, x = jnp.mgrid[0:size, 0:size] / size
    colors = [0.5 + 0.3 * jnp.sin(waves * (x * (1 + c) + y * (2 - c)) + c) for c in range(3)]
    return jnp.where(
        ((x - 0.5) ** 2 + (y - 0.5) ** 2 < 0.08)[..., None], 0.9 - jnp.stack(colors, -1) / 2, jnp.stack(colors, -1)
    )


network = stylejax.load_network()
photo, painting = draw(96, waves=4), draw(96, waves=40)
quiet = stylejax.Term("quiet", "image", stylejax.Whole(stylejax.Differentiated(colorfulness)))
weights = stylejax.loss_weights(style_loss=Moments(), extra={quiet: 0.5})

result = stylejax.transfer(photo, painting, network=network, weights=weights, init=photo, steps=40)
stylejax.write_image("own_loss.png", result.image)
print(f"own_loss.png: objective {result.objective[0]:.3g} to {result.lowest:.3g}")

louder = jnp.array([0.0, 0.5, 5.0])
lanes = stylejax.Weights(weights.terms, [louder if name == "quiet" else weights[name] for name in weights])
for lane, swept in stylejax.transfer_many(photo, painting, network=network, weights=lanes, inits=photo, steps=40):
    print(f"quiet {louder[lane]:g}: objective {swept.lowest:.3g}, colorfulness {swept.terms['quiet']:.3g}")
