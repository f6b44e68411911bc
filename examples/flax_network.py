"""A network of flax paints: filters of random weights at two scales, whose activations it gives by name."""

import jax
from flax import nnx

import stylejax
from stylejax.networks import from_flax


class Filters(nnx.Module):
    """Two layers, the second of which sees a picture of a quarter of the sides."""

    def __init__(self, rngs: nnx.Rngs):
        self.fine, self.coarse = (nnx.Conv(channels, 64, (7, 7), rngs=rngs) for channels in (3, 64))

    def __call__(self, pictures: jax.Array) -> dict[str, jax.Array]:
        fine = nnx.relu(self.fine(pictures))
        return {"fine": fine, "coarse": nnx.relu(self.coarse(nnx.avg_pool(fine, (4, 4), (4, 4))))}


photo, painting = (stylejax.read_image(name, size=256) for name in ("photo.jpg", "painting.jpg"))
gray = stylejax.Pixels(mean=(0.5, 0.5, 0.5), std=(0.25, 0.25, 0.25))
network = from_flax(Filters(nnx.Rngs(0)), layers=("fine", "coarse"), pixels=gray)
weights = stylejax.strength_weights(0.5, content_layers=("coarse",), style_layers=("fine", "coarse"))
result = stylejax.transfer(photo, painting, network=network, weights=weights, steps=100)
stylejax.write_image("flax_network.png", result.image)
print(f"flax_network.png: objective {result.objective[0]:.3g} to {result.lowest:.3g}")
