"""Laws of tiles: value, terms and gradient are those of the whole picture, for every network and every loss."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import stylejax
from miniatures import random_picture
from stylejax.losses.blends import Blend
from stylejax.losses.content import Content
from stylejax.losses.contours import Contours
from stylejax.losses.objectives import measure_targets, objective, value_and_gradient_in_tiles
from stylejax.losses.style.gram_matrices import Gram
from stylejax.losses.style.histogram import Histogram
from stylejax.losses.style.moments import Moments
from stylejax.losses.style.normalized import NormalizedGram
from stylejax.losses.style.sliced import Sliced
from stylejax.losses.terms import IMAGE, Term, loss_weights
from stylejax.networks.architectures.graph import Architecture
from stylejax.networks.networks import Execution, Memory, random_network
from stylejax.networks.preparation import prepared

DEEP = {"content_layers": ("relu4_2",), "style_layers": ("relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1")}
LEAST = Execution(memory=Memory.LEAST)


@functools.partial(jax.jit, static_argnames="execution")
def whole(image, network, targets, weights, *, execution):
    return jax.value_and_grad(functools.partial(objective, execution=execution), has_aux=True)(
        image, network, targets, weights
    )


def apart(one, other):
    """The largest difference of two arrays, as a share of the largest number in them."""
    return float(np.abs(np.asarray(one) - np.asarray(other)).max() / np.abs(np.asarray(other)).max())


def assert_same(network, weights, *, shape, side, bound, of=np.float32, style=None):
    """Tiles and whole are the same for a random picture of that shape, targets included."""
    content, painting, image = (random_picture(*shape, seed=seed).astype(of) for seed in range(3))
    style = painting[: shape[0] // 2 + 16] if style is None else style
    both = [measure_targets(network, content, style, like=weights, execution=how) for how in (Execution(), LEAST)]
    for one, other in zip(*map(jax.tree.leaves, both), strict=True):
        assert one.size == 0 or apart(other, one) <= bound
    (value, terms), gradient = whole(image, network, both[0], weights, execution=Execution())
    (found, found_terms), found_gradient = value_and_gradient_in_tiles(
        jnp.asarray(image), network, both[0], weights, execution=LEAST, side=side
    )
    assert apart(found_gradient, gradient) <= bound
    if of is np.float64:  # in float32 small differences of large sums leave few digits of a term
        assert apart(found, value) <= bound
        assert all(apart(found_terms[name], terms[name]) <= bound for name in terms)


def in_double(network):
    return jax.tree.map(lambda leaf: jnp.asarray(leaf, jnp.float64), network)


NETWORKS = {
    "VGG-19": (Architecture("vgg19"), DEEP),
    "VGG-16, max, reflected": (Architecture("vgg16", "max", "reflect"), DEEP),
    "GoogLeNet": (
        Architecture("googlenet", last="inception_3b"),
        {
            "content_layers": ("inception_3a/output",),
            "style_layers": ("conv1/7x7_s2", "inception_3b/output"),
        },
    ),
    "NIN": (
        Architecture("nin", "average-floor", last="cccp6"),
        {"content_layers": ("relu5",), "style_layers": ("relu0", "relu3")},
    ),
}


@pytest.mark.parametrize(("architecture", "layers"), NETWORKS.values(), ids=list(NETWORKS))
def test_tiles_add_up_to_the_whole(architecture, layers):
    with jax.enable_x64(True):
        network = in_double(random_network(architecture, seed=0, width=1 / 32))
        assert_same(network, loss_weights(**layers, tv=0.1), shape=(323, 240), side=112, bound=1e-12, of=np.float64)


def test_vgg_19_sees_the_same_in_tiles():
    network = prepared(random_network(Architecture("vgg19"), seed=0, width=1 / 8))
    assert_same(network, loss_weights(**DEEP), shape=(384, 384), side=192, bound=1e-5)


@pytest.mark.parametrize("tiles", [2, 3], ids=["4 tiles", "9 tiles"])
def test_the_shipped_network_sees_the_same_in_tiles(tiles):
    network = prepared(stylejax.load_network("compact"))
    assert_same(network, loss_weights(**DEEP), shape=(384, 384), side=384 // tiles, bound=1e-5)


LOSSES = {
    "gram": Gram(),
    "moments": Moments(),
    "normalized gram": NormalizedGram(),
    "histogram": Histogram(),
    "sliced": Sliced(),
    "sliced where each position has a share of the directions": Sliced(budget=2**9),
}


@pytest.mark.parametrize("loss", LOSSES.values(), ids=list(LOSSES))
def test_every_style_loss_is_the_same_in_tiles(loss):
    with jax.enable_x64(True):
        network = in_double(random_network(Architecture("vgg19", last="3_1"), seed=0, width=1 / 16))
        weights = loss_weights(
            content=0, style_loss=loss, content_layers=("relu1_1",), style_layers=("relu1_1", "relu3_1")
        )
        assert_same(network, weights, shape=(96, 80), side=32, bound=1e-11, of=np.float64)


def test_terms_of_the_picture_itself_are_the_same_in_tiles():
    network = random_network(Architecture("vgg19", last="2_1"), seed=0, width=1 / 16)
    extra = {
        Term("contours/image", IMAGE, Contours(), "content"): 0.5,
        Term("own/image", IMAGE, Content(), "content"): 2.0,
    }
    weights = loss_weights(content_layers=("relu2_1",), style_layers=("relu1_1",), tv=0.5, extra=extra)
    assert_same(network, weights, shape=(64, 96), side=32, bound=1e-5)


def test_several_paintings_are_the_same_in_tiles():
    network = random_network(Architecture("vgg19", last="3_1"), seed=0, width=1 / 16)
    weights = loss_weights(content_layers=("relu2_1",), style_layers=("relu1_1", "relu3_1"))
    style = Blend(tuple(random_picture(48, 64, seed=seed) for seed in (5, 6)), (0.7, 0.3))
    assert_same(network, weights, shape=(96, 80), side=32, bound=1e-5, style=style)
