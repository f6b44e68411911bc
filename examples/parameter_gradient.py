"""The gradient of the objective for a network's parameters: which convolutions the difference of two pictures is in."""

import jax
import jax.numpy as jnp

import stylejax

photo, painting = (stylejax.read_image(name, size=256) for name in ("photo.jpg", "painting.jpg"))
network, weights = stylejax.load_network(), stylejax.loss_weights()
targets = stylejax.measure_targets(network, photo, painting, like=weights)
gradient = jax.jit(jax.grad(lambda network: stylejax.objective(photo, network, targets, weights)[0]))(network)
for name, layer in gradient.parameters.items():
    share = jnp.linalg.norm(layer["kernel"]) * jnp.linalg.norm(network.parameters[name]["kernel"])
    print(f"{name:16} {share:.3g}")
