"""The artists' units, sizes, scales of terms, and the four Grams, tested by themselves."""

import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_allclose

import stylejax
from artist_references import GRAMS, RECIPES, caffe_layout, finish, fit, prepare, scale, vgg_sizes
from artist_references.preparation import UNITS
from artist_references.scales import SCALES


@pytest.mark.parametrize("name", UNITS)
def test_a_picture_comes_back_from_the_artists_units(name: str) -> None:
    rgb = np.random.default_rng(4).random((5, 6, 3))
    rgb[0, 0], rgb[0, 1] = 0, 1
    assert_allclose(finish(name, prepare(name, rgb)), rgb, atol=1e-12)


def test_units_are_those_of_the_table() -> None:
    red = np.array([[[1.0, 0.0, 0.0]]])
    expected = {
        "johnson": (-103.939, -116.779, 256 - 123.68),
        "gatys": (-103.939, -116.779, 255 - 123.68),
        "kai": (-104, -117, 255 - 123),
        "satoshi": (255, 0, 0),
        "mattya-vgg": (-120, -120, 135),
        "anders": (255 - 123.68, -116.779, -103.939),
        "deepdream": (-104, -116, 255 - 122),
    }
    for name, numbers in expected.items():
        assert_allclose(prepare(name, red)[0, 0], numbers, atol=1e-6, err_msg=name)


def test_only_satoshi_stretches_what_is_beyond_the_range() -> None:
    x = np.array([[[-100.0, 0.0, 300.0]]])
    assert_allclose(finish("satoshi", x), [[[0, 0.25, 1]]])
    assert_allclose(finish("satoshi-fixed", x)[0, 0], [1, 116.779 / 255, 3.939 / 255])


@pytest.mark.parametrize(
    ("name", "size", "found"),
    [
        ("johnson", (768, 1024), (384, 512)),
        ("kai", (600, 800), (375, 500)),
        ("gatys-pytorch", (768, 1024), (512, 682)),
        ("gatys", (768, 1024), (444, 592)),
        ("texture", (512, 512), (256, 256)),
        ("texture", (768, 1024), (221, 295)),
        ("satoshi", (768, 1024), (224, 224)),
        ("anders", (768, 1024), (768, 1024)),
        ("eben", (768, 1024), (600, 800)),
        ("mattya-nin", (768, 1024), (326, 435)),
        ("mattya-vgg", (1024, 768), (435, 326)),
    ],
)
def test_pictures_get_the_artists_sizes(name: str, size: tuple[int, int], found: tuple[int, int]) -> None:
    assert fit(name, *size).size == found


def test_eben_cuts_the_middle_out_and_mattya_fills_up_to_a_square() -> None:
    assert fit("eben", 768, 1024).crop == (0, 100, 600, 600)
    assert fit("mattya-nin", 768, 1024).pad == (435 - 326, 0, 435, 435)
    assert fit("mattya-vgg", 1024, 768).pad == (0, 435 - 326, 435, 435)


# Facts, section 12, at 512x384 (Satoshi at 224x224): a, b by layer.
CLAIMS = {
    "kai-vgg": (2, (8e8,) * 5),
    "eben": (1e-3, (2e5,) * 5),
    "gatys-pytorch": (1.3e-6, (0.98, 0.24, 0.061, 0.015, 0.015)),
    "johnson": (6.4e-6, (0.098, 0.024, 6.1e-3, 1.5e-3, 1.5e-3)),
    "johnson-after": (6.4e-8, (9.8e-3, 2.4e-3, 6.1e-4, 6.1e-4, 1.5e-4)),
    "johnson-before": (1.3e-7, (0.98, 0.024, 6.1e-3, 6.1e-4, 1.5e-4)),
    "satoshi": (2.5e-9, (6.1e-5, 0, 3.8e-6, 9.5e-7)),
    "texture": (None, (1e9,) * 5),
}
RATIOS = {
    **{"paper": 1e-3, "kai-vgg": 5e-10, "eben": 1e-9, "gatys-pytorch": 9.7e-7, "johnson": 4.8e-5},
    **{"johnson-after": 4.6e-6, "johnson-before": 1.3e-7, "satoshi": 3.8e-5},
}


@pytest.mark.parametrize("name", CLAIMS)
def test_the_scales_are_those_of_the_table(name: str) -> None:
    found = scale(name, vgg_sizes(224, 224) if name == "satoshi" else vgg_sizes(384, 512) | pools(384, 512))
    content, style = CLAIMS[name]
    assert list(found.a.values()) == ([] if content is None else [pytest.approx(content, rel=0.03)])
    assert list(found.b.values()) == [pytest.approx(each, rel=0.03, abs=1e-100) for each in style]
    assert name not in RATIOS or found.ratio == pytest.approx(RATIOS[name], rel=0.03)


def pools(height: int, width: int) -> dict[str, tuple[int, int]]:
    halved = vgg_sizes(height // 2, width // 2)
    return {f"pool{block}": halved[f"relu{block}_1"] for block in range(1, 5)}


def test_the_authors_published_ratio_is_another_in_the_papers_sums() -> None:
    found = scale("gatys", {**vgg_sizes(384, 512), "relu4_2": (512, 73 * 55)})
    assert (found.a["relu4_2"], found.ratio) == (pytest.approx(0.97, rel=0.01), pytest.approx(2.4e-10, rel=0.02))


def test_johnsons_equal_weights_are_64_times_weaker_at_relu4_1() -> None:
    style = scale("johnson", vgg_sizes(384, 512)).b
    assert style["relu1_1"] / style["relu4_1"] == 64


@pytest.mark.parametrize("name", SCALES)
def test_gradients_are_the_papers_times_the_scales(name: str) -> None:
    generator = np.random.default_rng(5)
    ours, theirs = np.maximum(generator.normal(size=(2, 35, 6)), 0)
    content, style = ({tap.read: tap for tap in taps} for taps in (RECIPES[name].content, RECIPES[name].style))
    found = scale(name, dict.fromkeys({**content, **style}, (6, 35)))
    assert (list(found.a), list(found.b)) == (list(content), list(style))
    for layer, number in found.a.items():
        gradient = content[layer].loss(ours, theirs, ours)[1]
        assert_allclose(gradient, number * (ours - theirs), rtol=1e-9)
    for layer, number in found.b.items():
        gradient = style[layer].loss(ours, theirs, ours)[1]
        expected = number * ours @ (ours.T @ ours - theirs.T @ theirs) / ours.size**2
        assert_allclose(gradient, np.where(ours == 0, 0, expected) if name == "texture" else expected, rtol=1e-9)


@pytest.mark.parametrize("form", GRAMS)
def test_the_four_grams_are_one(form: str) -> None:
    features = np.random.default_rng(6).normal(size=(5, 7, 4))
    found = GRAMS[form](caffe_layout(features))
    assert_allclose(found, np.einsum("hwi,hwj->ij", features, features), rtol=1e-12)
    assert_allclose(found, stylejax.gram(jnp.asarray(features, jnp.float32)) * 35, rtol=1e-5, atol=1e-5)
