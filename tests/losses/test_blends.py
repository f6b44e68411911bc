"""Laws of several paintings as one style."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from stylejax import Blend, InputError, loss_weights, measure_targets, random_network, transfer, transfer_many
from stylejax.losses import STYLE_LOSSES, Content, measure_terms
from stylejax.losses.blends import Blended, as_blend, value_of

GENERATOR = np.random.default_rng(0)
PHOTO = GENERATOR.uniform(size=(32, 40, 3)).astype(np.float32)
ONE, OTHER = GENERATOR.uniform(size=(28, 36, 3)), GENERATOR.uniform(size=(40, 24, 3)) ** 2
LAYERS = {"content_layers": ("relu2_1",), "style_layers": ("relu1_1", "relu2_1")}


@pytest.fixture(scope="module")
def network():
    return random_network("vgg19", seed=0, width=0.25)


def weights_of(loss):
    return loss_weights(**LAYERS, style_loss=loss)


def painted(network, style, loss):
    return np.asarray(transfer(PHOTO, style, network=network, weights=weights_of(loss), steps=8, levels=2).image)


@pytest.mark.parametrize("loss", STYLE_LOSSES.values(), ids=list(STYLE_LOSSES))
@pytest.mark.parametrize("shares", [(1, 0), (0, 3)])
def test_all_of_the_share_is_one_style(network, loss, shares):
    """To the bit where targets are averaged, and else within a level of 255."""
    apart = painted(network, (ONE, OTHER)[shares.index(0) - 1], loss) - painted(
        network, Blend([ONE, OTHER], shares), loss
    )
    assert np.abs(apart).max() <= (0 if loss.squared else 1 / 255)


@pytest.mark.parametrize("loss", STYLE_LOSSES.values(), ids=list(STYLE_LOSSES))
def test_several_targets_pull_as_the_sum_of_their_losses_does(network, loss):
    """Also where one of them pushes away."""
    shares, like = (1.5, -0.5), weights_of(loss)
    targets = [measure_targets(network, PHOTO, style, like=like) for style in (ONE, OTHER)]
    both = measure_targets(network, PHOTO, Blend([ONE, OTHER], shares), like=like)

    def total(image, targets):
        return sum(measure_terms(network, image, targets).style.values())

    wanted = sum(share * jax.grad(total)(PHOTO, each) for share, each in zip(shares, targets, strict=True))
    apart = np.linalg.norm(jax.grad(total)(PHOTO, both) - wanted)
    assert apart < 1e-3 * np.linalg.norm(wanted)  # where values are sorted, rounding may swap two that are alike


def test_shares_are_divided_by_their_sum(network):
    like = weights_of(STYLE_LOSSES["gram"])
    one, other = (
        measure_targets(network, PHOTO, Blend([ONE, OTHER], shares), like=like) for shares in ([2, 1], [4, 2])
    )
    for name in one.style:
        np.testing.assert_allclose(one.style[name], other.style[name], rtol=1e-6)


def test_a_loss_that_reads_its_target_is_summed_for_each_of_several():
    features = jnp.asarray(PHOTO)
    kept = Blended((features, features + 1), jnp.asarray([0.25, 0.75]))
    sums = tuple(
        {"squares": jnp.sum((features - each) ** 2), "values": jnp.asarray(features.size)} for each in kept.kept
    )
    assert value_of(Content(), sums, kept) == pytest.approx(0.75)


def test_lanes_go_from_one_painting_to_the_other(network):
    """A lane of a blend is the picture that it is by itself."""
    weights, how = weights_of(STYLE_LOSSES["gram"]), {"network": network, "steps": 6, "levels": 2}
    blends = [Blend([ONE, OTHER], [1 - share, share]) for share in (0, 0.5, 1)]
    lanes = [result.image for _, result in transfer_many(PHOTO, blends, weights=weights, **how)]
    alone = [transfer(PHOTO, blend, weights=weights, **how).image for blend in (ONE, blends[1], OTHER)]
    for lane, picture in zip(lanes, alone, strict=True):
        np.testing.assert_array_equal(lane, picture)
    assert np.abs(np.asarray(lanes[0]) - lanes[2]).mean() > np.abs(np.asarray(lanes[0]) - lanes[1]).mean()


def test_alphas_of_paintings_are_theirs(network):
    """What is hidden in the second of two does not decide the picture."""
    alpha = np.ones(OTHER.shape[:2])
    alpha[:, :12] = 0
    hidden = np.where(alpha[..., None] == 0, 0.9, OTHER)
    pictures = [
        transfer(
            PHOTO, Blend([ONE, second], [1, 1]), style_alpha=[None, alpha], network=network, steps=4, levels=1
        ).image
        for second in (OTHER, hidden)
    ]
    np.testing.assert_array_equal(*pictures)


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ([1, 2, 3], "style weights: 3 for 2 paintings; give one for each"),
        ([1, -1], "style weights: 1,-1 add up to no share"),
        ([0, 0], "style weights: 0,0 add up to no share"),
        ([1, np.nan], "style weights: 1,nan add up to no share"),
    ],
)
def test_shares_that_make_no_sense_are_named(network, shares, words):
    with pytest.raises(InputError, match=words):
        transfer(PHOTO, Blend([ONE, OTHER], shares), network=network, steps=1)


def test_lanes_have_as_many_paintings_each(network):
    styles = [as_blend(ONE), Blend([ONE, OTHER], [1, 1])]
    with pytest.raises(InputError, match="styles: lanes have different numbers of paintings"):
        list(transfer_many(PHOTO, styles, network=network, weights=weights_of(STYLE_LOSSES["gram"]), steps=1))
