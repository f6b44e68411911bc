"""A sweep that two processes share, on two machines or in two terminals: two_processes.py 0, and two_processes.py 1."""

import sys

import jax
import jax.numpy as jnp

import stylejax

stylejax.start_processes(coordinator="localhost:9876", processes=2, process=int(sys.argv[1]))
photo, painting = (stylejax.read_image(name, size=256) for name in ("photo.jpg", "painting.jpg"))
factors = jnp.array([0.1, 0.3, 1.0, 3.0])
lanes = jax.tree.map(lambda weight: weight * factors, stylejax.loss_weights(content=0.1))
lanes = stylejax.Weights(lanes.terms, [value if "content" in name else value[2] for name, value in lanes.items()])
network = stylejax.load_network()
for lane, result in stylejax.transfer_many(photo, painting, network=network, weights=lanes, steps=100):
    if stylejax.is_first_process():
        stylejax.write_image(f"content_{lane}.png", result.image)
        print(f"content_{lane}.png: content weight {0.1 * factors[lane]:.2g}, objective {result.lowest:.3g}")
