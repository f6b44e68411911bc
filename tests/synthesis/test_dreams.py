"""Laws of dreams."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from stylejax.networks.networks import features
from stylejax.synthesis.dreams import activation_energy, dream, guided_by, likeness, octave_shapes, step_dream, zoom_in
from tests.conftest import random_picture

LAYER = "relu2_1"
ENERGY = jax.tree_util.Partial(activation_energy)


def test_a_step_without_shift_is_the_notebooks(shallow, content):
    """`x += rate g / mean |g|` where g is the gradient of half the sum of squares, clipped to the colors there are."""
    image, _ = step_dream(content, shallow, ENERGY, jnp.zeros(2, int), jnp.float32(0.01), layer=LAYER)
    seen, pull = jax.vjp(lambda image: features(shallow, image, (LAYER,))[LAYER], content)
    (gradient,) = pull(seen)
    expected = np.clip(content + 0.01 * gradient / np.mean(np.abs(gradient)), 0, 1)
    np.testing.assert_allclose(image, expected, atol=1e-5)


def test_at_each_place_a_guide_gives_its_activation_of_largest_dot_product():
    draw = np.random.default_rng(0).normal
    seen, guide = (jnp.asarray(draw(size=shape), jnp.float32) for shape in ((3, 4, 5), (2, 6, 5)))
    gradient = jax.grad(likeness)(seen, guide) * 12
    flat = guide.reshape(-1, 5)
    best = np.argmax(seen.reshape(-1, 5) @ flat.T, axis=1)
    np.testing.assert_allclose(gradient.reshape(-1, 5), flat[best], rtol=1e-5)


def test_a_shift_by_whole_pictures_is_none(shallow, content):
    height, width, _ = content.shape
    steps = [
        step_dream(content, shallow, ENERGY, jnp.asarray(shift), jnp.float32(0.01), layer=LAYER)[0]
        for shift in ((0, 0), (-height, width))
    ]
    np.testing.assert_array_equal(*steps)


@pytest.mark.parametrize("guided", [False, True])
def test_what_is_longed_for_grows(shallow, content, style, guided):
    objective = guided_by(style, network=shallow, layer=LAYER) if guided else ENERGY
    result = dream(content, network=shallow, layer=LAYER, objective=objective, octaves=1, steps=6, jitter=0)
    assert list(result.objective) == sorted(result.objective)
    assert result.status == "finished"
    assert result.image.shape == content.shape
    assert 0 <= float(result.image.min()) <= float(result.image.max()) <= 1


def test_the_same_seed_dreams_the_same(shallow, content):
    first, second, other = (
        dream(content, network=shallow, layer=LAYER, octaves=2, octave_scale=1.2, steps=2, jitter=5, seed=seed).image
        for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, second)
    assert not np.array_equal(first, other)


def test_a_callback_stops_and_the_picture_is_whole(shallow, content):
    told = []
    result = dream(
        content, network=shallow, layer=LAYER, octaves=2, octave_scale=1.2, steps=3,
        callback=lambda progress: told.append(progress) or len(told) == 2,
    )  # fmt: skip
    assert (result.status, len(result.objective)) == ("stopped", 3)  # the next step was under way
    assert [progress.steps for progress in told] == [6, 6, 6]
    assert result.image.shape == content.shape


def test_where_a_layer_is_silent_nothing_moves(shallow):
    gray = jnp.full((16, 16, 3), 0.5)  # the mean color: all activations are zero
    result = dream(gray, network=shallow, layer=LAYER, octaves=1, steps=2)
    np.testing.assert_array_equal(result.image, gray)


def test_octaves_grow_by_the_scale_to_the_picture():
    assert octave_shapes((98, 196), octaves=3, scale=1.4) == [(50, 100), (70, 140), (98, 196)]


def test_zooming_keeps_the_center_and_a_zoom_of_zero_everything():
    picture = random_picture(17, 19)
    np.testing.assert_allclose(zoom_in(picture, zoom=0), picture, atol=1e-6)
    np.testing.assert_allclose(zoom_in(picture, zoom=0.3)[8, 9], picture[8, 9], atol=1e-5)
