"""Laws of the network that is shipped."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import stylejax
from stylejax.weights.library import shipped_folder

# The normalized VGG-19's channels, but for relu4_2, where the teacher has 128.
CHANNELS = {"relu1_1": 64, "relu2_1": 128, "relu3_1": 256, "relu4_1": 512, "relu4_2": 128, "relu5_1": 512}


@pytest.fixture(scope="module")
def compact() -> stylejax.Network:
    return stylejax.load_network()


def test_compact_is_what_load_network_gives_unasked(compact):
    assert compact.card.name == "compact"
    assert "MIT" in compact.card.license


def test_compact_file_is_small():
    assert (shipped_folder() / "compact.h5").stat().st_size <= 4_000_000


def test_layers_have_the_channels_of_vgg19(compact):
    image = jnp.zeros((32, 32, 3))
    shapes = jax.eval_shape(lambda image: stylejax.features(compact, image, tuple(CHANNELS)), image)
    assert {layer: shape.shape[2] for layer, shape in shapes.items()} == CHANNELS


def test_mean_activations_are_near_one_as_on_the_normalized_vgg19(compact):
    grid = np.indices((64, 64)).sum(0)[..., None] / 126
    image = jnp.asarray(0.5 + 0.4 * np.sin(grid * np.array([9.0, 23.0, 51.0])), jnp.float32)
    activations = jax.jit(stylejax.features, static_argnames="layers")(compact, image, layers=tuple(CHANNELS))
    means = {layer: float(np.mean(values)) for layer, values in activations.items()}
    assert all(0.1 < mean < 10 for mean in means.values()), means


def test_a_picture_painted_with_compact_takes_on_the_palette_of_the_style(compact):
    rows = np.linspace(0, 1, 32)[:, None, None]
    content = np.broadcast_to(0.5 + 0.3 * np.sin(20 * rows), (32, 32, 3)).astype(np.float32)
    style = np.tile(np.array([0.9, 0.5, 0.1], np.float32), (32, 32, 1)) * (0.6 + 0.4 * np.cos(30 * rows))
    result = stylejax.transfer(content, style, network=compact, steps=40)
    red, _, blue = np.asarray(result.image).mean((0, 1))
    assert red > blue + 0.1
    assert min(result.objective) < 0.2 * result.objective[0]


# At these the losses of public logs come out on the same pictures: scripts/training/scale_compact.py.
PLAIN = {"relu1_1": 30, "relu2_1": 117, "relu3_1": 130, "relu4_1": 495, "relu4_2": 705, "relu5_1": 46}


def test_the_plain_scale_has_evidence_and_bounds_and_says_where_it_is_a_guess(compact):
    scales = {scale.layer.replace("conv", "relu"): scale for scale in compact.card.plain}
    assert {layer: scales[layer].factor for layer in PLAIN} == PLAIN
    assert {layer for layer, scale in scales.items() if "guess" in scale.evidence} == scales.keys() - PLAIN
    assert all(scale.low <= scale.factor <= scale.high for scale in scales.values())


def test_features_of_the_plain_scale_are_constants_times_the_networks_own(compact):
    image = jnp.asarray(np.random.default_rng(0).random((48, 40, 3)), jnp.float32)
    plain = stylejax.load_network("compact", scale="plain")
    constants = {scale.layer.replace("conv", "relu"): scale.factor for scale in compact.card.plain}
    observe = jax.jit(stylejax.features, static_argnames="layers")
    own, larger = (observe(network, image, layers=tuple(constants)) for network in (compact, plain))
    for layer, constant in constants.items():
        expected = constant * np.asarray(own[layer], np.float64)
        assert np.linalg.norm(larger[layer] - expected) <= 1e-6 * np.linalg.norm(expected), layer
