"""Law of sights: a position sees the pixels that it says, and no others."""

import dataclasses

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from stylejax.networks.architectures.graph import Architecture, layers_of
from stylejax.networks.networks import features, random_network
from stylejax.networks.parts.sights import sights_of

CASES = [
    (Architecture("vgg19", last="4_1"), "relu4_1", 12),
    (Architecture("vgg16", "max", last="3_3"), "pool2", 20),
    (Architecture("googlenet", last="inception_3a"), "inception_3a/output", 14),
    (Architecture("nin", "average-floor", last="cccp4"), "cccp4", 8),
]


@pytest.mark.parametrize(("architecture", "layer", "position"), CASES, ids=[case[1] for case in CASES])
def test_a_position_sees_what_it_says(architecture, layer, position):
    network = random_network(architecture, seed=0, width=1 / 32)
    picture = jnp.asarray(np.random.default_rng(0).random((224, 224, 3)), jnp.float32)
    sight = sights_of(layers_of(architecture))[layer]

    def seen(picture):
        return jnp.sum(jnp.abs(features(network, picture, (layer,))[layer][position, position]))

    rows = np.flatnonzero(np.abs(jax.grad(seen)(picture)).sum((1, 2)))
    first, last = position * sight.stride - sight.before, position * sight.stride + sight.after
    assert first <= rows.min() <= first + 2 * sight.stride
    assert last - 2 * sight.stride <= rows.max() <= last


def test_of_an_operation_that_is_not_ours_nothing_is_said():
    layer = layers_of(Architecture("vgg19"))[0]
    assert sights_of([dataclasses.replace(layer, operation=print)]) is None
