"""Laws of the compact network's training."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from PIL import Image

from distillation.checkpoint import load_checkpoint, save_checkpoint
from distillation.export import LAYERS, layer_errors, to_network
from distillation.loss import distance, feature_error
from distillation.pictures import COPIES, HELD_OUT, load_pictures, make_crop
from distillation.pool import Pool
from distillation.student import head_outputs, init_student
from scale_compact import CONVOLUTIONS, MEASURED, scales
from stylejax import Card, features

CHANNELS = dict.fromkeys(LAYERS, 3)
WIDTHS = {
    f"conv{place}": 4
    for place in ("1_1", "1_2", "2_1", "2_2", *(f"{block}_{i}" for block in (3, 4) for i in (1, 2, 3, 4)), "5_1")
}


@pytest.fixture(autouse=True)
def batches():
    """The training has a batch axis, over which biases are added as NumPy does it."""
    with jax.numpy_rank_promotion("allow"):
        yield


@pytest.fixture(scope="module")
def student():
    """Parameters, moments and batch statistics of a tiny student, none of them trivial."""
    draw = np.random.default_rng(0)
    moments = {layer: (jnp.asarray(draw.random(3)), jnp.asarray(0.5 + draw.random(3))) for layer in LAYERS}
    statistics = {name: (jnp.asarray(draw.normal(size=4)), jnp.asarray(0.5 + draw.random(4))) for name in WIDTHS}
    as_float32 = jax.tree.map(lambda leaf: jnp.asarray(leaf, jnp.float32), (moments, statistics))
    return init_student(0, WIDTHS, CHANNELS), *as_float32


def test_exported_network_computes_what_was_trained(student):
    parameters, moments, statistics = student
    image = jnp.asarray(np.random.default_rng(1).random((32, 32, 3)), jnp.float32)
    outputs, _ = head_outputs(parameters, moments, image[None], {}, statistics=statistics)
    found = features(to_network(parameters, moments, statistics, Card("tiny")), image, LAYERS)
    for layer in LAYERS:
        np.testing.assert_allclose(found[layer], jax.nn.relu(outputs[layer][0]), atol=1e-4)


def test_errors_vanish_at_the_teacher():
    target = jax.nn.relu(jax.random.normal(jax.random.key(0), (2, 8, 8, 5)))
    np.testing.assert_allclose(feature_error(target, target), 0)
    np.testing.assert_allclose(layer_errors(target[0], target[0]), 0, atol=1e-6)
    targets = dict.fromkeys(LAYERS, target)
    np.testing.assert_allclose(distance(targets, targets, jax.random.key(1), gram_weight=0.3)[0], 0, atol=1e-6)


def test_training_error_is_never_less_than_the_error_after_the_relu():
    output, raw = jax.random.normal(jax.random.key(2), (2, 4, 8, 8, 5))
    target = jax.nn.relu(raw)
    linear, after = feature_error(output, target), feature_error(jax.nn.relu(output), target)
    assert (linear >= after).all()


def test_the_same_seed_gives_the_same_picture():
    pictures = [Image.new("RGB", (140, 150), color) for color in ("navy", "orange")]
    for number in range(12):
        one, other = (make_crop((0, 0, number), pictures, 24) for _ in range(2))
        assert one.shape == (24, 24, 3)
        assert 0 <= one.min() <= one.max() <= 1
        np.testing.assert_array_equal(one, other)


def test_held_out_pictures_and_their_copies_are_never_trained_on(tmp_path):
    for name in (*HELD_OUT, *COPIES, "one", "other"):
        Image.new("RGB", (130, 130)).save(tmp_path / f"{name}.jpg")
    assert len(load_pictures(tmp_path)) == 2


def test_a_pool_holds_the_latest_of_an_endless_row():
    pool = Pool(lambda numbers: {"image": np.array(numbers)[:, None]}, 6, 2)
    pool.advance(4)
    pool.advance(10)
    drawn = np.concatenate([pool.draw(np.random.default_rng(seed))["image"].ravel() for seed in range(30)])
    assert set(drawn) == {4, 5, 6, 7, 8, 9}


def test_a_checkpoint_gives_back_state_and_step(tmp_path):
    state = {"a": jnp.arange(3.0), "b": (jnp.ones((2, 2)), jnp.int32(7))}
    save_checkpoint(tmp_path / "checkpoint.npz", state, step=42)
    found, step = load_checkpoint(tmp_path / "checkpoint.npz", jax.tree.map(jnp.zeros_like, state))
    assert step == 42
    jax.tree.map(np.testing.assert_array_equal, found, state)


def test_a_guessed_scale_lies_evenly_between_its_neighbors():
    means = dict.fromkeys(CONVOLUTIONS, 2.0)
    found = {scale.layer: scale for scale in scales(means)}
    assert found["conv1_2"].factor == pytest.approx((30 * 117) ** 0.5 / 2, rel=0.01)
    assert found["conv3_2"].factor < found["conv3_3"].factor < found["conv3_4"].factor < MEASURED["conv4_1"][0] / 2
    assert tuple(found) == CONVOLUTIONS
