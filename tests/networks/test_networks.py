"""Networks against an independent VGG in flax.linen, and the laws of `features`."""

import functools

import flax.linen
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miniatures import convolutions_in, random_picture
from stylejax.errors import InputError
from stylejax.networks.architectures.graph import Architecture, layers_of
from stylejax.networks.networks import Network, Pixels, features, normalize, random_network, with_pooling

BLOCKS = {"vgg16": (2, 2, 3, 3, 3), "vgg19": (2, 2, 4, 4, 4)}


def padded(image, padding):
    """The border by index arithmetic, in place of jnp.pad."""
    if padding == "zero":
        height, width, channels = image.shape
        return jnp.zeros((height + 2, width + 2, channels)).at[1:-1, 1:-1].set(image)
    for axis in (0, 1):
        last = image.shape[axis] - 1
        before, after = (min(1, last), max(last - 1, 0)) if padding == "reflect" else (0, last)
        image = jnp.take(image, jnp.array([before, *range(last + 1), after]), axis=axis)
    return image


class IndependentVgg(flax.linen.Module):
    """Batched, with its own padding, its own pooling and heads written out."""

    architecture: Architecture
    channels: tuple[int, ...]

    @flax.linen.compact
    def __call__(self, image):
        found, blocks = {}, BLOCKS[self.architecture.name]
        pool = flax.linen.avg_pool if self.architecture.pooling == "average" else flax.linen.max_pool
        x = (image - 0.5) / 0.25
        for block, (count, channels) in enumerate(zip(blocks, self.channels, strict=True), 1):
            for index in range(1, count + 1):
                place = f"{block}_{index}"
                head = place in self.architecture.heads
                name = f"narrow_conv{place}" if head else f"conv{place}"
                x = padded(x, self.architecture.padding)
                x = flax.linen.Conv(channels, (3, 3), padding="VALID", name=name)(x[None])[0]
                found[name] = x
                x = flax.linen.relu(x)
                found[name.replace("conv", "relu")] = x
                if head:
                    full = flax.linen.Conv((64, 128, 256, 512, 512)[block - 1], (1, 1), name=f"conv{place}")(x[None])[0]
                    found |= {f"conv{place}": full, f"relu{place}": flax.linen.relu(full)}
                if place == self.architecture.last:
                    return found
            x = found[f"pool{block}"] = pool(x[None], (2, 2), (2, 2))[0]
        return found


@pytest.mark.parametrize(
    "architecture",
    [
        Architecture("vgg19"),
        Architecture("vgg16", padding="reflect", pooling="max"),
        Architecture("vgg19", padding="replicate", heads=("1_1", "2_1"), last="3_2"),
        Architecture("vgg19", padding="reflect", pooling="max", heads=("1_1",), last="2_1"),
    ],
    ids=lambda architecture: f"{architecture.name}-{architecture.padding}-{architecture.pooling}",
)
def test_features_are_those_of_an_independent_vgg(architecture):
    network = random_network(architecture, seed=3, width=1 / 16)
    network = with_biases(network)
    reference = IndependentVgg(architecture, (4, 8, 16, 32, 32))
    image = random_picture(35, 33)
    expected = jax.jit(lambda x: reference.apply({"params": network.parameters}, x))(image)
    assert {layer.name for layer in layers_of(architecture)} == set(expected)
    found = jax.jit(lambda x: features(network, x, tuple(expected)))(image)
    for name, values in expected.items():
        np.testing.assert_allclose(found[name], values, rtol=1e-3, atol=1e-4, err_msg=name)


def with_biases(network: Network) -> Network:
    numbers = np.random.default_rng(4)
    parameters = {
        name: {**layer, "bias": jnp.asarray(0.1 * numbers.normal(size=layer["bias"].shape), jnp.float32)}
        for name, layer in network.parameters.items()
    }
    return Network(parameters, network.architecture, network.pixels, network.card)


@pytest.mark.parametrize(
    ("layers", "convolutions"),
    [(("relu1_1",), 1), (("conv2_1", "relu1_1"), 3), (("relu5_1",), 13), (("relu4_2", "relu1_2"), 10), ((), 0)],
)
def test_features_are_computed_no_further_than_asked(miniature, layers, convolutions):
    program = jax.make_jaxpr(lambda x: features(miniature, x, layers))(jnp.ones((16, 16, 3)))
    assert str(program).count("conv_general_dilated[") == convolutions


def test_a_head_is_computed_only_for_its_own_layers():
    network = random_network(Architecture("vgg19", heads=("1_1",), last="1_2"), seed=0, width=1 / 16)
    for layer, convolutions in (("relu1_1", 2), ("narrow_relu1_1", 1), ("relu1_2", 2)):
        program = jax.make_jaxpr(lambda x, layer=layer: features(network, x, (layer,)))(jnp.ones((16, 16, 3)))
        assert convolutions_in(program) == convolutions


@pytest.mark.parametrize(("name", "convolutions"), [("vgg16", 13), ("vgg19", 16)])
def test_layers_bear_the_papers_names(name, convolutions):
    names = [layer.name for layer in layers_of(Architecture(name))]
    places = [f"{block}_{index}" for block, count in enumerate(BLOCKS[name], 1) for index in range(1, count + 1)]
    assert len(places) == convolutions
    assert [layer for layer in names if layer.startswith("conv")] == [f"conv{place}" for place in places]
    assert [layer for layer in names if layer.startswith("relu")] == [f"relu{place}" for place in places]
    assert [layer for layer in names if layer.startswith("pool")] == [f"pool{block}" for block in range(1, 6)]


def test_a_layer_the_network_lacks_is_refused_in_one_line(miniature):
    with pytest.raises(InputError, match=r"^layer: 'relu9_9' is unknown; choose one of relu5_4, relu1_1, .*$") as error:
        features(miniature, jnp.ones((16, 16, 3)), ("relu9_9",))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("wrong", [{"name": "vgg11"}, {"pooling": "min"}, {"padding": "odd"}, {"heads": ("9_1",)}])
def test_an_unknown_architecture_is_refused(wrong):
    with pytest.raises(InputError, match="is unknown; choose one of"):
        Architecture(**{"name": "vgg19", **wrong})


def test_a_picture_of_which_nothing_is_left_is_refused(miniature):
    shapes = functools.partial(jax.eval_shape, lambda x: features(miniature, x, ("pool5",)))
    with pytest.raises(InputError, match=r"^image: shape \(40, 31, 3\) leaves nothing at layer pool5; "):
        shapes(jnp.ones((40, 31, 3)))
    assert shapes(jnp.ones((40, 32, 3)))["pool5"].shape == (1, 1, 32)


@settings(max_examples=25, deadline=None)
@given(
    st.integers(16, 120),
    st.integers(16, 120),
    st.sampled_from([("zero", "average"), ("reflect", "max"), ("replicate", "average")]),
)
def test_each_block_halves_the_picture_rounding_down(miniature, height, width, borders):
    padding, pooling = borders
    architecture = Architecture("vgg19", padding=padding, pooling=pooling)
    network = Network(miniature.parameters, architecture, miniature.pixels)
    layers = [f"relu{block}_1" for block in range(1, 6)]
    shapes = jax.eval_shape(lambda x: features(network, x, layers), jnp.ones((height, width, 3)))
    for halvings, (layer, channels) in enumerate(zip(layers, (4, 8, 16, 32, 32), strict=True)):
        assert shapes[layer].shape == (height >> halvings, width >> halvings, channels)


@pytest.mark.parametrize("padding", ["zero", "reflect", "replicate"])
def test_the_smallest_picture_still_has_features_at_the_deepest_style_layer(padding):
    network = random_network(Architecture("vgg19", padding=padding), seed=0, width=1 / 32)
    deepest = jax.jit(lambda x: features(network, x, ("relu5_1",)))(random_picture(16, 16))["relu5_1"]
    assert deepest.shape == (1, 1, 16)
    assert np.isfinite(deepest).all()


def test_a_network_is_the_same_for_the_same_seed_only():
    one, same, other = (random_network("vgg16", seed=seed, width=1 / 32) for seed in (1, 1, 2))
    kernels = [network.parameters["conv3_1"]["kernel"] for network in (one, same, other)]
    np.testing.assert_array_equal(kernels[0], kernels[1])
    assert not np.array_equal(kernels[0], kernels[2])


def test_pixels_are_ordered_scaled_and_centered():
    pixels = Pixels("BGR", 255.0, (103.939, 116.779, 123.68), (2.0, 4.0, 8.0))
    red, green, blue = 0.2, 0.4, 0.6
    expected = [(blue * 255 - 103.939) / 2, (green * 255 - 116.779) / 4, (red * 255 - 123.68) / 8]
    np.testing.assert_allclose(normalize(pixels, jnp.array([[[red, green, blue]]]))[0, 0], expected, rtol=1e-5)


def test_other_pooling_changes_only_what_lies_behind_it(shallow):
    image, layers = random_picture(16, 16), ("relu1_2", "relu2_1")
    run = jax.jit(lambda network: features(network, image, layers))
    average, most = run(shallow), run(with_pooling(shallow, "max"))
    np.testing.assert_array_equal(average["relu1_2"], most["relu1_2"])
    assert not np.allclose(average["relu2_1"], most["relu2_1"])


def test_max_pooling_is_at_least_average_pooling(shallow):
    image = random_picture(17, 16)
    layer = layers_of(shallow.architecture)[4]
    most = layers_of(with_pooling(shallow, "max").architecture)[4]
    assert layer.name == most.name == "pool1"
    assert (most.operation({}, image) >= layer.operation({}, image)).all()
