"""Laws of parts: each painting where its mask says, whatever the size of the part."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from stylejax import (
    Blend,
    Execution,
    InputError,
    Parts,
    loss_weights,
    random_network,
    strength_weights,
    transfer,
    transfer_many,
    with_memory,
)
from stylejax.losses import STYLE_LOSSES, in_parts, measure_terms
from stylejax.losses.guides import shrunk
from stylejax.networks import features
from stylejax.synthesis import Seen, seen_style, visible_targets

GENERATOR = np.random.default_rng(0)
PHOTO = GENERATOR.uniform(size=(32, 48, 3)).astype(np.float32)
ONE, OTHER = GENERATOR.uniform(size=(28, 36, 3)), GENERATOR.uniform(size=(40, 24, 3)) ** 2
LAYERS = {"content_layers": ("relu2_1",), "style_layers": ("relu1_1", "relu2_1")}
LEFT = np.zeros((32, 48), np.float32)
LEFT[:, :20] = 1
LEFT[:, 20] = 0.5
PLENTY = Execution()
HALVES = Parts({"left": ONE, "right": OTHER}, {"left": LEFT, "right": 1 - LEFT})
WEIGHTS = {"literal": loss_weights(**LAYERS), "strength": strength_weights(0.5, **LAYERS)}


@pytest.fixture(scope="module")
def network():
    return random_network("vgg19", seed=0, width=0.25)


def painted(network, style, *, weights=WEIGHTS["strength"], **more):
    return np.asarray(transfer(PHOTO, style, network=network, weights=weights, steps=6, levels=2, **more).image)


def targets_of(network, style, *, like=WEIGHTS["literal"], execution=PLENTY):
    parts = seen_style("style", style, None, network=network, shape=PHOTO.shape)
    own = in_parts(like, parts)
    return visible_targets(network, Seen(jnp.asarray(PHOTO)), parts, like=own, execution=execution)


@pytest.mark.parametrize("weights", WEIGHTS.values(), ids=list(WEIGHTS))
def test_a_mask_of_ones_is_no_mask_to_the_bit(network, weights):
    whole = Parts({"all": ONE}, {"all": np.ones((32, 48))})
    np.testing.assert_array_equal(painted(network, whole, weights=weights), painted(network, ONE, weights=weights))


@pytest.mark.parametrize("loss", STYLE_LOSSES.values(), ids=list(STYLE_LOSSES))
def test_parts_of_one_painting_have_its_target_each(network, loss):
    like = loss_weights(**LAYERS, style_loss=loss)
    whole = targets_of(network, ONE, like=like)
    parts = targets_of(network, Parts({"a": ONE, "b": ONE}, HALVES_OF_ONE), like=like)
    for layer, target in whole.style.items():
        for part in ("a", "b"):
            jax.tree.map(np.testing.assert_array_equal, parts.style[f"{part}/{layer}"].kept, target)


HALVES_OF_ONE = {"a": LEFT, "b": 1 - LEFT}


def test_a_guided_gram_is_the_mean_over_positions_by_their_weights(network):
    """`sum_k w_k F_ki F_kj / sum_k w_k`, from the formula."""
    targets = targets_of(network, HALVES)
    terms = measure_terms(network, PHOTO, targets)
    for layer in LAYERS["style_layers"]:
        values = np.asarray(features(network, PHOTO, (layer,))[layer], np.float64)
        weight = np.asarray(shrunk(jnp.asarray(LEFT), values.shape[:2]), np.float64)
        gram = np.einsum("hw,hwi,hwj->ij", weight, values, values) / weight.sum()
        wanted = np.mean((gram - np.asarray(targets.style[f"left/{layer}"].kept, np.float64)) ** 2)
        np.testing.assert_allclose(terms.style[f"left/{layer}"], wanted, rtol=1e-5)


def test_a_part_is_blind_to_its_size(network):
    """A texture in a part has the same term, whether the part is a half of the picture or a sixth."""
    tile = GENERATOR.uniform(size=(8, 8, 3)).astype(np.float32)
    picture = np.tile(tile, (4, 6, 1))

    def term(columns):
        mask = np.zeros((32, 48), np.float32)
        mask[8:24, 16 : 16 + columns] = 1
        targets = targets_of(network, Parts({"a": ONE, "b": ONE}, {"a": mask, "b": 1 - mask}))
        return float(measure_terms(network, picture, targets).style["a/relu1_1"])

    np.testing.assert_allclose(term(24), term(8), rtol=0.02)


def test_the_order_of_parts_changes_nothing(network):
    turned = Parts(dict(reversed(HALVES.styles.items())), dict(reversed(HALVES.where.items())))
    np.testing.assert_allclose(painted(network, turned), painted(network, HALVES), atol=1e-3)


def test_a_part_pulls_nowhere_else(network):
    targets = targets_of(network, HALVES)

    def total(image):
        return sum(value for name, value in measure_terms(network, image, targets).style.items() if "left" in name)

    gradient = np.abs(jax.grad(total)(jnp.asarray(PHOTO))).max((0, 2))
    assert gradient[:20].min() > 0
    assert gradient[32:].max() == 0


def test_parts_that_overlap_share_and_what_no_part_has_is_left_to_the_content(network):
    overlapping = Parts(HALVES.styles, {"left": np.floor(LEFT), "right": np.ones_like(LEFT)})
    both = seen_style("style", overlapping, None, network=network, shape=PHOTO.shape)
    assert list(both.styles) == ["right", "left and right 0.5"]
    np.testing.assert_allclose(both.where["left and right 0.5"][:, :20], 1)
    np.testing.assert_allclose(both.where["right"][:, 24:], 1)
    alone = Parts({"left": ONE}, {"left": LEFT})
    assert np.isfinite(painted(network, alone)).all()


def test_parts_may_be_blends_and_have_alphas(network):
    alpha = np.ones(OTHER.shape[:2])
    alpha[:, :12] = 0
    hidden = np.where(alpha[..., None] == 0, 0.9, OTHER)
    pictures = [
        painted(
            network,
            Parts({"left": Blend([ONE, second], [1, 1]), "right": ONE}, HALVES.where),
            style_alpha={"left": [None, alpha]},
        )
        for second in (OTHER, hidden)
    ]
    np.testing.assert_array_equal(*pictures)


def test_in_little_memory_parts_are_the_same(network):
    execution = with_memory(Execution(), "little")
    whole, cut = targets_of(network, HALVES), targets_of(network, HALVES, execution=execution)
    terms = measure_terms(network, PHOTO[::-1], whole), measure_terms(network, PHOTO[::-1], cut, execution=execution)
    for name in terms[0]:
        np.testing.assert_allclose(terms[1][name], terms[0][name], rtol=1e-4)


def test_lanes_have_parts_of_their_own(network):
    swapped = Parts({"left": OTHER, "right": ONE}, {"left": LEFT[:, ::-1].copy(), "right": 1 - LEFT[:, ::-1]})
    how = {"network": network, "weights": WEIGHTS["strength"], "steps": 4, "levels": 2}
    for lanes in (1, 2):
        found = [result.image for _, result in transfer_many(PHOTO, [HALVES, swapped], lanes=lanes, **how)]
        for image, style in zip(found, (HALVES, swapped), strict=True):
            np.testing.assert_allclose(image, transfer(PHOTO, style, **how).image, atol=2e-3 if lanes > 1 else 0)


def test_what_is_kept_stays_the_content(network):
    """But for what the receptive fields of its surroundings leave at the border."""
    keep = np.zeros((32, 48), np.float32)
    keep[:, 24:] = 1
    style = Parts({"all": ONE}, {"all": np.ones((32, 48))}, keep=keep)
    for weights in WEIGHTS.values():
        image = transfer(PHOTO, style, network=network, weights=weights, steps=30, levels=1).image
        apart = np.abs(np.asarray(image) - PHOTO)
        assert apart[:, 28:].mean() < 0.02 < apart[:, :20].mean()


def test_no_style_pulls_where_the_content_is_kept(network):
    keep = np.zeros((32, 48), np.float32)
    keep[:, 24:] = 1
    targets = targets_of(network, Parts({"all": ONE}, {"all": np.ones((32, 48))}, keep=keep))
    assert {name for name in targets if name.startswith("style")} == {"style/all/relu1_1", "style/all/relu2_1"}

    def total(image):
        return sum(measure_terms(network, image, targets).style.values())

    gradient = np.abs(jax.grad(total)(jnp.asarray(PHOTO))).max((0, 2))
    assert gradient[:20].min() > 0
    assert gradient[32:].max() == 0


SENSELESS = {
    "a mask of another size": (Parts({"a": ONE}, {"a": LEFT[:16]}), "part a: its mask has the shape"),
    "a mask of nothing": (Parts({"a": ONE}, {"a": 0 * LEFT}), "part a: its mask is 0 everywhere"),
    "a mask beyond its range": (Parts({"a": ONE}, {"a": 255 * LEFT}), "part a: some values of its mask"),
    "no mask": (Parts({"a": ONE, "b": ONE}, {"a": LEFT}), "parts: a, b have paintings, and a have masks"),
    "no name": (Parts({"a/b": ONE}, {"a/b": LEFT}), "parts: 'a/b' is no name"),
}


@pytest.mark.parametrize("case", SENSELESS)
def test_parts_that_make_no_sense_are_named(network, case):
    style, said = SENSELESS[case]
    with pytest.raises(InputError, match=said):
        painted(network, style)
