"""Laws of networks as flax modules: the same features, and weights that train."""

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from flax import nnx

from stylejax import (
    Architecture,
    InputError,
    features,
    from_function,
    loss_weights,
    measure_targets,
    objective,
    prepared,
    random_network,
    transfer,
)
from stylejax.networks import from_flax, to_flax

LAYERS = ("relu1_1", "relu2_1")
WEIGHTS = loss_weights(content_layers=("relu1_2",), style_layers=LAYERS)


def test_the_module_gives_the_networks_features_to_the_bit(miniature, content):
    module = to_flax(miniature, layers=LAYERS)
    jax.tree.map(np.testing.assert_array_equal, module(content), features(miniature, content, LAYERS))
    assert to_flax(miniature).layers == miniature.architecture.layer_names()


def test_its_network_is_the_network(miniature):
    back = to_flax(miniature).network
    assert (back.architecture, back.pixels, back.card) == (miniature.architecture, miniature.pixels, miniature.card)
    jax.tree.map(np.testing.assert_array_equal, back.parameters, miniature.parameters)


def trained(module, value, *, rate=1e-2, steps=10):
    """Values before each of ten steps of Adam."""
    optimizer = nnx.Optimizer(module, optax.adam(rate), wrt=nnx.Param)

    @nnx.jit
    def step(module, optimizer):
        found, gradient = nnx.value_and_grad(value)(module)
        optimizer.update(module, gradient)
        return found

    return [float(step(module, optimizer)) for _ in range(steps)]


def test_a_network_trained_ten_steps_on_the_style_objective_finds_the_picture_more_alike(shallow, content, style):
    """Its weights learn to see a photo as painted; the network that comes of it paints."""
    targets = measure_targets(shallow, content, style, like=WEIGHTS)
    module = to_flax(shallow)
    values = trained(module, lambda module: objective(content, module.network, targets, WEIGHTS)[0])
    assert values[-1] < values[0] / 2
    assert transfer(content, style, network=module.network, weights=WEIGHTS, steps=2).moved


class Painter(nnx.Module):
    """A small network that makes of a picture another one, both `[h w 3]`."""

    def __init__(self, rngs):
        self.first, self.last = (nnx.Conv(*channels, (3, 3), rngs=rngs) for channels in ((3, 8), (8, 3)))

    def __call__(self, image):
        return nnx.sigmoid(self.last(nnx.relu(self.first(image))))


def test_a_network_of_ones_own_trained_ten_steps_against_the_style_objective_paints_better(shallow, content, style):
    targets = measure_targets(shallow, content, style, like=WEIGHTS)
    painter = Painter(nnx.Rngs(0))
    values = trained(painter, lambda painter: objective(painter(content), shallow, targets, WEIGHTS)[0])
    assert values[-1] < 0.8 * values[0]
    assert from_flax(painter, layers=()).architecture.layer_names() == ()


def test_any_network_becomes_a_module_a_plain_function_too(content):
    network = from_function(lambda gain, pixels: {"scaled": gain * pixels}, jnp.float32(2), layers=("scaled",))
    module = to_flax(network)
    np.testing.assert_array_equal(module(content)["scaled"], 2 * content)
    assert len(jax.tree.leaves(nnx.state(module, nnx.Param))) == 1


def test_modules_are_batched_and_differentiated_as_nnx_does(shallow, content):
    module = to_flax(shallow, layers=("relu1_1",))
    pictures = jnp.stack([content, content[::-1]])
    each = nnx.vmap(lambda module, image: module(image)["relu1_1"], in_axes=(None, 0))(module, pictures)
    np.testing.assert_allclose(each[1], module(pictures[1])["relu1_1"], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda network: to_flax(network, layers=("relu9_9",)), "layer: 'relu9_9' is unknown"),
        (lambda network: to_flax(prepared(wide())), "network: vgg19-random has transformed kernels"),
        (lambda network: to_flax(from_flax(Painter(nnx.Rngs(0)), layers=())), "network: Painter is a flax module"),
        (lambda network: to_flax("vgg19"), "network: is a str; give a Network"),
    ],
)
def test_what_cannot_be_trained_is_refused_in_words(shallow, make, message):
    with pytest.raises(InputError, match=f"^{message}"):
        make(shallow)


def wide():
    return random_network(Architecture("vgg19", last="1_2"), seed=0, width=0.5)
