"""The artists' scales are those that the facts say, and the pieces they are made of obey their laws."""

import dataclasses

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_allclose
from typer.testing import CliRunner

from artist_references import scale, vgg_sizes
from miniatures import random_picture
from stylejax.artists import ARTISTS, denormalize, load_artist, network_for, paint_as, stand_ins
from stylejax.artists.adapting import layers_of_artist
from stylejax.artists.describing import SETTINGS, describe_setting, differences
from stylejax.artists.pieces.boxes import stretched
from stylejax.artists.pieces.losses import OfGram, Squares, size
from stylejax.artists.pieces.optimizers import Lbfgs, ScipyLbfgs, Sgd, TorchLbfgs
from stylejax.artists.pieces.smoothing import Laplacian, OnlyGradient, TotalVariation
from stylejax.artists.recipes.gatys import EQUATION_1, EQUATION_4
from stylejax.artists.records import rotated, terms
from stylejax.cli.app import app
from stylejax.errors import InputError
from stylejax.losses.gradients import OverGradient, with_gradient
from stylejax.networks.architectures.graph import FAMILIES, Architecture, layers_of
from stylejax.networks.networks import Pixels, PlainScale, features, normalize
from stylejax.networks.pooling import AveragePool
from stylejax.weights.library import sources

CHANNELS = (64, 128, 256, 512, 512)
HEIGHT, WIDTH = 32, 48  # two by three positions at relu5_1


def layer_features(layer: str, *, seed: int) -> jax.Array:
    """Random activations of a VGG at full width."""
    block = int(layer.removeprefix("relu").removeprefix("conv")[0])
    shape = (HEIGHT >> block - 1, WIDTH >> block - 1, CHANNELS[block - 1])
    return jnp.asarray(np.random.default_rng(seed).random(shape), jnp.float32)


def measured(term):
    """Value and gradient of a term, weighted, and the paper's gradient there."""
    values, other = (layer_features(term.layer, seed=seed) for seed in (1, 2))
    value, gradient = term.loss(values, term.loss.target(other))
    equation = EQUATION_4 if term.loss.target(other).ndim == 2 else EQUATION_1
    return term.weight * value, term.weight * gradient, equation(values, equation.target(other))[1]


def paper_weight(term) -> float:
    """How much of the paper's gradient is the term's."""
    _, gradient, papers = (np.asarray(each, np.float64) for each in measured(term))
    weight = np.vdot(gradient, papers) / np.vdot(papers, papers)
    assert np.linalg.norm(gradient - weight * papers) < 1e-3 * np.linalg.norm(gradient)
    return weight


# Those whose gradients are the paper's but for factors, on the features of VGG-19 and of any size.
EXACT = (
    "paper",
    "gatys",
    "gatys-2016",
    "gatys-pytorch",
    "kai-vgg",
    "johnson-before",
    "johnson-after",
    "johnson",
    "eben",
)


@pytest.mark.parametrize("name", EXACT)
def test_in_the_papers_terms_each_weight_is_what_the_facts_say(name):
    expected, artist = scale(name, vgg_sizes(HEIGHT, WIDTH)), ARTISTS[name]
    assert {term.layer: paper_weight(term) for term in artist.content} == pytest.approx(expected.a, rel=1e-3)
    style = {term.layer: paper_weight(term) for term in artist.style}
    assert style == pytest.approx(expected.b, rel=1e-3)


def test_taken_at_its_word_the_paper_weighs_content_millions_of_times_more_than_its_authors_did():
    """At 512 x 512 pixels: 1e-3 against 2.4e-10. Of such a sum next to nothing but content is left."""
    sizes = vgg_sizes(512, 512)
    assert scale("paper", sizes).ratio == pytest.approx(1e-3)
    assert scale("gatys", sizes).ratio == pytest.approx(2.4e-10, rel=0.02)
    values, other = 2 * layer_features("relu4_2", seed=1), layer_features("relu4_2", seed=2)
    (content,), style = ARTISTS["paper"].content, ARTISTS["paper"].style
    per_value = content.weight * content.loss(values, other)[0] / values.size
    at_512 = per_value * 64 * 64 * 512
    twice = [
        term.weight
        * term.loss(2 * layer_features(term.layer, seed=1), term.loss.target(layer_features(term.layer, seed=2)))[0]
        for term in style
    ]
    assert at_512 > 500 * sum(twice)


def test_satoshis_typo_leaves_nothing_of_conv2_1():
    value, gradient, _ = measured(ARTISTS["satoshi"].style[1])
    assert ARTISTS["satoshi"].style[1].layer == "relu2_1"
    assert value == 0
    assert not gradient.any()
    assert all(measured(term)[0] > 0 for term in ARTISTS["satoshi-fixed"].style)


@pytest.mark.parametrize("factor", [1e-3, 1, 1e3])
def test_kais_content_gradient_has_mean_magnitude_1_whatever_the_pictures(factor):
    for term in ARTISTS["kai"].content:
        _, gradient = term.loss(factor * layer_features("relu4_1", seed=1), factor * layer_features("relu4_1", seed=2))
        assert float(jnp.mean(jnp.abs(gradient))) == pytest.approx(1, rel=1e-5)


def test_anderss_gradients_have_magnitudes_that_sum_to_their_weights():
    for term in (*ARTISTS["anders"].content, *ARTISTS["anders"].style):
        assert float(jnp.sum(jnp.abs(measured(term)[1]))) == pytest.approx(term.weight, rel=1e-4)


def test_johnsons_equal_weights_are_64_times_weaker_at_relu4_1_in_the_papers_terms():
    weights = {term.layer: (term.weight, paper_weight(term)) for term in ARTISTS["johnson"].style}
    assert weights["relu1_1"][0] == weights["relu4_1"][0]
    assert weights["relu1_1"][1] / weights["relu4_1"][1] == pytest.approx(64, rel=1e-3)


def test_a_value_with_a_gradient_has_both():
    def function(x):
        return with_gradient(jnp.float32(5), x, jnp.array([1.0, -2.0]))

    value, gradient = jax.value_and_grad(function)(jnp.array([3.0, 4.0]))
    assert value == 5
    assert gradient.tolist() == [1, -2]


@pytest.mark.parametrize("loss", [OfGram(Squares(jnp.mean), own=size), EQUATION_4, EQUATION_1, Squares(jnp.mean)])
def test_a_loss_without_quirks_has_its_own_gradient(loss):
    values, other = (random_picture(4, 5, seed=seed) for seed in (1, 2))
    target = loss.target(other)
    expected = jax.grad(lambda values: loss(values, target)[0])(values)
    assert_allclose(loss(values, target)[1], expected, rtol=1e-4, atol=1e-9)


@pytest.mark.parametrize("name", [name for name in ARTISTS if name != "deepdream"])
def test_losses_and_gradients_vanish_at_their_own_targets(name):
    values = random_picture(4, 5)
    for term in (*ARTISTS[name].content, *ARTISTS[name].style):
        if term.loss != getattr(term.loss, "later", term.loss):
            value, gradient = term.loss(values, term.loss.target(values))
            assert abs(float(value)) < 1e-9
            assert float(jnp.abs(gradient).max()) < 1e-9


def test_a_loss_over_its_gradient_is_blind_to_scale_and_finite_at_its_target():
    loss, values, other = OverGradient(Squares(), jnp.mean), random_picture(4, 5), random_picture(4, 5, seed=1)
    assert_allclose(loss(10 * values, 10 * other)[1], loss(values, other)[1], rtol=1e-4)
    assert not loss(values, values)[1].any()


def test_smoothing_of_a_constant_is_zero_but_at_the_laplacians_border():
    constant = jnp.full((6, 7, 3), 0.25)
    for smoothing in (TotalVariation(1.0), TotalVariation(1.0, exponent=1.25), OnlyGradient(TotalVariation(1.0))):
        value, gradient = smoothing(constant)
        assert value == 0
        assert not gradient.any()
    inside = Laplacian(1.0)(constant)[1][1:-1, 1:-1]
    assert not inside.any()


def test_the_laplacian_is_the_gradient_of_squared_differences_with_zeros_around():
    x = random_picture(5, 6)

    def energy(x):
        padded = jnp.pad(x, ((1, 1), (1, 1), (0, 0)))
        return (jnp.sum(jnp.diff(padded, axis=0) ** 2) + jnp.sum(jnp.diff(padded, axis=1) ** 2)) / 16

    assert_allclose(Laplacian(3.0)(x)[1], 3 * jax.grad(energy)(x), atol=1e-6)


def test_only_the_gradient_of_total_variation_is_kept():
    x, prior = random_picture(5, 6), TotalVariation(2.0, factor=0.5)
    assert OnlyGradient(prior)(x)[0] == 0
    assert_allclose(OnlyGradient(prior)(x)[1], prior(x)[1])


@pytest.mark.parametrize("name", ARTISTS)
def test_a_picture_comes_back_from_the_artists_units(name):
    image, pixels = random_picture(4, 5), ARTISTS[name].pixels
    assert_allclose(denormalize(pixels, normalize(pixels, image)), image, atol=1e-6)


PLAIN = dataclasses.replace(
    ARTISTS["paper"],
    content=terms(EQUATION_1, {"relu1_2": 1.0}),
    style=terms(EQUATION_4, {"relu1_1": 1.0}),
    fit=dataclasses.replace(ARTISTS["johnson"].fit, length=20),
    pooling="max",
)


def test_a_network_of_any_pixels_sees_the_color_that_a_caffe_input_stands_for(shallow):
    """Its own mean color stands for the mean that was subtracted: both are gray to it."""
    image, bgr_mean = random_picture(12, 13), np.array(shallow.pixels.mean[::-1]) * 255
    x = image[..., ::-1] * 255 - jnp.asarray(bgr_mean, jnp.float32)[None, None]
    seen = features(network_for(PLAIN, shallow), x, ("relu1_1",))["relu1_1"]
    assert_allclose(seen, features(shallow, image, ("relu1_1",))["relu1_1"], atol=1e-5)


def test_a_caffe_network_reads_a_caffe_input_as_it_is(shallow):
    caffe = dataclasses.replace(shallow, pixels=Pixels("BGR", 255.0, (104.0, 117.0, 123.0)))
    x = random_picture(4, 5)
    assert_allclose(normalize(network_for(PLAIN, caffe).pixels, x), x)


def test_kernels_rotated_twice_are_as_trained(shallow):
    twice = rotated(rotated(shallow.parameters))
    assert jax.tree.all(jax.tree.map(lambda a, b: bool((a == b).all()), twice, dict(shallow.parameters)))


def test_every_artist_has_the_layers_and_the_pooling_it_names_in_its_own_network():
    known = {name: source.architecture for name, source in sources().items()}
    for artist in ARTISTS.values():
        architecture = Architecture(known[artist.network])
        assert artist.pooling in FAMILIES[architecture.name].poolings
        assert set(layers_of_artist(artist)) <= {layer.name for layer in layers_of(architecture)}


def test_stand_ins_have_the_stride_of_what_they_stand_in_for(miniature):
    strides = {name: strides_of(name) for name in ("vgg19", "googlenet", "nin")}
    for name, family in (("kai", "googlenet"), ("mattya-nin", "nin"), ("deepdream", "googlenet")):
        replaced = stand_ins(ARTISTS[name], miniature)
        assert set(replaced) == set(layers_of_artist(ARTISTS[name]))
        for layer, other in replaced.items():
            assert strides["vgg19"][other] == min(strides[family][layer], 16)
    assert stand_ins(ARTISTS["johnson"], miniature) == {}


def strides_of(name: str) -> dict[str, int]:
    strides = {"image": 1}
    for layer in layers_of(Architecture(name)):
        windows = getattr(layer.operation, "windows", None)
        own = (
            windows.stride
            if windows
            else getattr(layer.operation, "stride", 2 if isinstance(layer.operation, AveragePool) else 1)
        )
        strides[layer.name] = strides[layer.sources[0]] * own
    return strides


def test_a_network_without_an_artists_layers_is_refused_in_words(shallow):
    with pytest.raises(InputError, match="lacks relu4_2, and nothing stands in for it; johnson needs vgg19"):
        paint_as(ARTISTS["johnson"], random_picture(16, 16), random_picture(16, 16), network=shallow)
    with pytest.raises(InputError, match="artist: 'karpathy' is unknown; choose one of paper, gatys"):
        load_artist("karpathy")


@pytest.mark.parametrize("name", ARTISTS)
def test_fitted_pictures_are_as_large_as_the_rule_says(name):
    fit = dataclasses.replace(ARTISTS[name].fit, length=40)
    content, style = fit(np.asarray(random_picture(30, 60)), np.asarray(random_picture(50, 25)))
    shapes = {
        "long side": ((20, 40), (40, 20)),
        "short side": ((40, 80), (80, 40)),
        "area": ((28, 57), (57, 28)),
        "square": ((40, 40), (40, 40)),
        "center square": ((40, 40), (40, 40)),
        "padded square": ((40, 40), (40, 40)),
    }[fit.rule.__name__.replace("_", " ")]
    style_shape = shapes[0] if fit.style.__name__ == "like_content" else shapes[1]
    assert (content.shape[:2], style.shape[:2]) == (shapes[0], style_shape)


def test_what_was_padded_is_trimmed_again():
    content = np.asarray(random_picture(30, 60))
    fit = dataclasses.replace(ARTISTS["mattya-vgg"].fit, length=40)
    padded, _ = fit(content, content)
    assert not padded[:20].any()
    assert_allclose(fit.trim(padded, content, 40), padded[20:])


def test_stretched_values_fill_the_range():
    image = stretched(jnp.array([[[-3.0, 0.0, 7.0]]]))
    assert_allclose(image, [[[0, 0.3, 1]]], atol=1e-6)


@pytest.mark.parametrize("optimizer", [Lbfgs(), ScipyLbfgs(), TorchLbfgs(), Sgd(rate=1.0, momentum=0.5)])
def test_an_artist_paints_what_lowers_its_loss(shallow, optimizer):
    artist = dataclasses.replace(PLAIN, optimizer=optimizer)
    painting = paint_as(artist, random_picture(20, 24), random_picture(17, 19, seed=1), network=shallow, steps=15)
    assert painting.image.shape == painting.content.shape == (17, 20, 3)
    assert 0 <= float(painting.image.min()) <= float(painting.image.max()) <= 1
    assert (painting.evaluations, painting.status) == (15, "finished")
    assert painting.objective[-1] < painting.objective[0]


def test_a_run_that_diverges_says_so_and_shows_its_last_finite_picture(shallow):
    artist = dataclasses.replace(PLAIN, optimizer=Sgd(rate=1e6))
    painting = paint_as(artist, random_picture(20, 24), random_picture(17, 19, seed=1), network=shallow, steps=40)
    assert painting.status == "diverged"
    assert painting.evaluations < 40
    assert bool(jnp.isfinite(painting.image).all())


def test_a_callback_stops_a_run_and_size_and_steps_replace_the_recipes(shallow):
    pictures = random_picture(20, 24), random_picture(17, 19, seed=1)
    painting = paint_as(
        PLAIN, *pictures, network=shallow, size=22, steps=9, callback=lambda progress: progress.evaluation == 2
    )
    assert (painting.evaluations, painting.status) == (3, "stopped")  # the next evaluation was under way
    assert painting.image.shape == (18, 22, 3)


def test_equal_settings_are_described_alike_and_different_ones_differently():
    for artist in ARTISTS.values():
        for other in ARTISTS.values():
            told = {name for name in SETTINGS if describe_setting(artist, name) != describe_setting(other, name)}
            assert told == set(differences(artist, other))


def test_every_setting_of_an_artist_that_differs_from_the_papers_has_a_source():
    for artist in ARTISTS.values():
        silent = {"octaves", "jitter"} if artist.name != "deepdream" else set()
        assert set(differences(artist, ARTISTS["paper"])) - silent <= set(artist.sources), artist.name


def test_the_manifests_recipes_are_those_there_are():
    wanted = {name for source in sources().values() for name in source.recipes}
    assert wanted == set(ARTISTS)


def test_the_command_lists_all_and_tells_each_beside_the_paper():
    listed = CliRunner().invoke(app, ["artists"])
    assert listed.exit_code == 0
    assert all(name in listed.output for name in ARTISTS)
    assert "Karpathy" in listed.output
    told = CliRunner().invoke(app, ["artists", "johnson"])
    assert "* pooling      max-ceil\n               paper: average\n               source: " in told.output


def with_plain_scale(network, **factors):
    scales = tuple(PlainScale(layer, factor, factor, factor, "a test") for layer, factor in factors.items())
    return dataclasses.replace(network, card=dataclasses.replace(network.card, plain=scales))


def test_a_network_with_two_scales_is_used_on_the_authors(shallow):
    network, x = with_plain_scale(shallow, conv1_1=30.0), random_picture(20, 24)
    own, plain = (dataclasses.replace(PLAIN, scale=scale) for scale in ("normalized", "plain"))
    seen, larger = (features(network_for(each, network), x, ("relu1_1",))["relu1_1"] for each in (own, plain))
    assert_allclose(larger, 30 * np.asarray(seen), rtol=1e-5, atol=1e-5)


def test_a_network_with_one_scale_is_what_it_is_to_the_bit(shallow):
    own, plain = (dataclasses.replace(PLAIN, scale=scale) for scale in ("normalized", "plain"))
    jax.tree.map(np.testing.assert_array_equal, *(network_for(each, shallow).parameters for each in (own, plain)))


def test_each_recipe_has_the_scale_of_its_authors_network():
    normalized = {name for name, artist in ARTISTS.items() if artist.scale == "normalized"}
    assert normalized == {"gatys", "gatys-2016", "texture", "kai-vgg", "eben"}
    assert {name for name, artist in ARTISTS.items() if sources()[artist.network].normalized} == normalized
    own = {name for name, artist in ARTISTS.items() if artist.scale == "own"}
    assert own == {name for name, artist in ARTISTS.items() if artist.network == "googlenet"}
