"""A picture under optax's Adam, with a schedule and clipped gradients; any transformation of optax will do."""

import optax

import stylejax

photo, painting = (stylejax.read_image(name, size=256) for name in ("photo.jpg", "painting.jpg"))
steps = 200
schedule = optax.cosine_decay_schedule(0.05, steps)
optimizer = optax.chain(optax.clip_by_global_norm(1.0), optax.adam(schedule))
network = stylejax.load_network()
result = stylejax.transfer(photo, painting, network=network, steps=steps, levels=1, optimizer=optimizer)
stylejax.write_image("optax_adam.png", result.image)
print(f"optax_adam.png: objective {result.objective[0]:.3g} to {result.lowest:.3g}")
