"""Laws of transparency: what nobody sees does not count, in one picture and in lanes, in plenty and little memory."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from stylejax import (
    Execution,
    InputError,
    loss_weights,
    random_network,
    strength_weights,
    transfer,
    transfer_many,
    with_memory,
)
from stylejax.losses import measure_terms
from stylejax.losses.blends import as_parts
from stylejax.media.filling import filled
from stylejax.synthesis import Seen, visible_targets

LAYERS = {"content_layers": ("relu2_1",), "style_layers": ("relu1_1", "relu2_1")}
WEIGHTS = {"literal": loss_weights(**LAYERS), "strength": strength_weights(0.5, **LAYERS)}
GENERATOR = np.random.default_rng(0)
CONTENT, STYLE = GENERATOR.uniform(size=(2, 48, 64, 3)).astype(np.float32)
ALPHA = np.ones((48, 64), np.float32)
ALPHA[:, :24] = 0
ALPHA[:, 24:30] = 0.5


@pytest.fixture(scope="module")
def network():
    return random_network("vgg19", seed=0, width=0.25)


def cut_out(picture, color):
    """The picture with a color under what is hidden."""
    return np.where(ALPHA[..., None] == 0, np.float32(color), picture)


@pytest.mark.parametrize("weights", WEIGHTS.values(), ids=list(WEIGHTS))
@pytest.mark.parametrize("of", ["content", "style"])
def test_hidden_colors_do_not_decide_a_picture(network, weights, of):
    def painted(color):
        pictures = {"content": CONTENT, "style": STYLE} | {of: cut_out({"content": CONTENT, "style": STYLE}[of], color)}
        alpha = {f"{of}_alpha": ALPHA}
        return transfer(**pictures, **alpha, network=network, weights=weights, steps=6, levels=2).image

    np.testing.assert_array_equal(painted(0.0), painted(1.0))


def test_a_style_counts_by_its_visible_part(network):
    """Half of a style hidden gives the targets of the visible half, but for the seam."""
    half = np.concatenate([STYLE[:, 32:], STYLE[:, 32:]], 1)
    alpha = np.ones((48, 64), np.float32)
    alpha[:, :32] = 0
    like = loss_weights(content=0, content_layers=(), style_layers=("relu1_1",))
    content = Seen(jnp.asarray(CONTENT))
    cut = Seen(jnp.asarray(filled(STYLE, alpha)), jnp.asarray(alpha))
    with_alpha = visible_targets(network, content, as_parts(cut), like=like)
    alone = visible_targets(network, content, as_parts(Seen(jnp.asarray(half))), like=like)
    whole = visible_targets(network, content, as_parts(Seen(jnp.asarray(np.flip(filled(STYLE, alpha), 1)))), like=like)
    name = "style/relu1_1"
    assert np.abs(with_alpha[name] - alone[name]).max() < 0.2 * np.abs(whole[name] - alone[name]).max()


def test_positions_that_are_hidden_have_no_gradient_in_any_term(network):
    alpha = np.zeros((48, 64), np.float32)
    alpha[:16, :16] = 1
    content = Seen(jnp.asarray(filled(CONTENT, alpha)), jnp.asarray(alpha))
    targets = visible_targets(network, content, as_parts(Seen(jnp.asarray(STYLE))), like=WEIGHTS["literal"])

    def total(image):
        return sum(value for name, value in measure_terms(network, image, targets).items() if name != "tv")

    gradient = np.abs(jax.grad(total)(jnp.asarray(STYLE))).max(-1)
    assert gradient[:16, :16].max() > 0
    assert gradient[40:, 40:].max() == 0


def test_an_alpha_of_ones_is_none(network):
    given = {"network": network, "weights": WEIGHTS["literal"], "steps": 3, "levels": 1}
    plain = transfer(CONTENT, STYLE, **given)
    alphas = {"content_alpha": np.ones((48, 64)), "style_alpha": np.ones((48, 64))}
    np.testing.assert_array_equal(transfer(CONTENT, STYLE, **alphas, **given).image, plain.image)


def test_lanes_with_alphas_are_the_solo_runs(network):
    styles = [cut_out(STYLE, 0), STYLE[::-1]]
    given = {"network": network, "weights": WEIGHTS["literal"], "steps": 4, "levels": 2}
    many = transfer_many(
        cut_out(CONTENT, 0), styles, content_alphas=ALPHA, style_alphas=[ALPHA, None], lanes=1, **given
    )
    for (_, result), style, alpha in zip(many, styles, (ALPHA, None), strict=True):
        solo = transfer(cut_out(CONTENT, 0), style, content_alpha=ALPHA, style_alpha=alpha, **given)
        np.testing.assert_array_equal(result.image, solo.image)


def test_contents_with_and_without_alpha_share_a_sweep(network):
    contents = np.stack([cut_out(CONTENT, 0), CONTENT])
    given = {"network": network, "weights": WEIGHTS["literal"], "steps": 3, "levels": 1}
    results = dict(transfer_many(contents, STYLE, content_alphas=[ALPHA, None], lanes=2, **given))
    for lane, alpha in enumerate((ALPHA, None)):
        solo = transfer(contents[lane], STYLE, content_alpha=alpha, **given)
        np.testing.assert_allclose(results[lane].objective, solo.objective, rtol=1e-4)


def test_in_little_memory_alphas_count_alike(network, monkeypatch):
    from stylejax.networks.parts import strips

    monkeypatch.setattr(strips, "STRIP_VALUES", 2**14)
    content = Seen(jnp.asarray(CONTENT), jnp.asarray(ALPHA))
    style = Seen(jnp.asarray(STYLE), jnp.asarray(ALPHA[:, ::-1]))
    like, found = WEIGHTS["literal"], []
    for memory in ("plenty", "little"):
        execution = with_memory(Execution(), memory)
        targets = visible_targets(network, content, as_parts(style), like=like, execution=execution)
        found.append(measure_terms(network, jnp.asarray(STYLE), targets, execution=execution))
    for one, other in zip(*map(jax.tree.leaves, found), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5)


BAD = {
    "of another size": (np.ones((48, 63)), r"shape \(48, 63\) is not the picture's"),
    "out of range": (np.full((48, 64), 255.0), r"some values are not in \[0, 1\]"),
    "of nothing": (np.zeros((48, 64)), "is 0 everywhere"),
    "a picture": (np.ones((48, 64, 3)), "shape"),
}


@pytest.mark.parametrize(("alpha", "told"), BAD.values(), ids=list(BAD))
def test_what_is_no_alpha_is_refused(network, alpha, told):
    with pytest.raises(InputError, match=f"^style alpha: {told}"):
        transfer(CONTENT, STYLE, style_alpha=alpha, network=network, weights=WEIGHTS["literal"])
