"""Laws of the objective: linear in weights that are a tree like the terms."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from stylejax.errors import InputError
from stylejax.losses.objectives import InRegion, measure_targets, objective, terms_of
from stylejax.losses.protocol import kept
from stylejax.losses.style.gram_matrices import Gram, gram
from stylejax.losses.terms import Term, Terms, Weights, by_kind, loss_weights, style_terms
from stylejax.losses.variation import TotalVariation
from stylejax.networks.networks import features
from stylejax.settings import CONTENT_LAYERS, CONTENT_WEIGHT, STYLE_LAYERS

LAYERS = {"content_layers": ("relu1_2",), "style_layers": ("relu1_1", "relu2_1")}
EVALUATE = jax.jit(objective)


@pytest.fixture(scope="module")
def targets(shallow, content, style):
    return jax.jit(measure_targets)(shallow, content, style, like=loss_weights(**LAYERS))


def flat(terms):
    return np.array(jax.tree.leaves(terms), np.float64)


def random_weights(seed):
    numbers = iter(np.random.default_rng(seed).random(10))
    return jax.tree.map(lambda _: jnp.float32(next(numbers)), loss_weights(**LAYERS))


def test_weights_and_terms_are_the_same_tree(shallow, content, targets):
    weights = loss_weights(**LAYERS)
    _, terms = EVALUATE(content, shallow, targets, weights)
    assert Weights is Terms
    assert jax.tree.structure(weights) == jax.tree.structure(terms)


def test_the_objective_is_the_weighted_sum_of_its_terms(shallow, content, targets):
    weights = random_weights(0)
    value, terms = EVALUATE(content[::-1], shallow, targets, weights)
    np.testing.assert_allclose(value, flat(weights) @ flat(terms), rtol=1e-5)


def test_the_objective_is_linear_in_the_weights(shallow, content, targets):
    picture, one, other = content[::-1], random_weights(1), random_weights(2)
    mixed = jax.tree.map(lambda a, b: 2 * a + 3 * b, one, other)
    values = [EVALUATE(picture, shallow, targets, weights)[0] for weights in (one, other, mixed)]
    np.testing.assert_allclose(values[2], 2 * values[0] + 3 * values[1], rtol=1e-5)


def test_the_gradient_by_the_weights_is_the_terms(shallow, content, targets):
    gradient, terms = jax.jit(jax.grad(objective, argnums=3, has_aux=True))(
        content[::-1], shallow, targets, random_weights(1)
    )
    np.testing.assert_allclose(flat(gradient), flat(terms), rtol=1e-5)


def test_a_sweep_over_weights_equals_one_by_one(shallow, content, targets):
    one, other = random_weights(1), random_weights(2)
    both = jax.tree.map(lambda *weights: jnp.stack(weights), one, other)
    sweep = jax.jit(jax.vmap(objective, (None, None, None, 0)))
    values = [EVALUATE(content[::-1], shallow, targets, weights)[0] for weights in (one, other)]
    np.testing.assert_allclose(sweep(content[::-1], shallow, targets, both)[0], values, rtol=1e-5)


def test_a_zero_weight_leaves_its_term_out(shallow, content, targets):
    evaluate = lambda **kinds: EVALUATE(content[::-1], shallow, targets, loss_weights(**kinds, **LAYERS))  # noqa: E731
    value, terms = evaluate(content=2.0, style=0.0, tv=0.0)
    np.testing.assert_allclose(value, 2 * terms.content["relu1_2"], rtol=1e-6)
    value, terms = evaluate(content=0.0, style=0.0, tv=3.0)
    np.testing.assert_allclose(value, 3 * terms.tv, rtol=1e-6)
    assert evaluate(content=0.0, style=0.0, tv=0.0)[0] == 0


def test_content_terms_vanish_at_the_content_picture(shallow, content, targets):
    _, terms = EVALUATE(content, shallow, targets, random_weights(0))
    np.testing.assert_allclose(flat(terms.content), 0, atol=1e-10)
    assert flat(terms.style).min() > 0


def test_style_terms_vanish_at_the_style_picture(shallow, content):
    like = random_weights(0)
    own = jax.jit(measure_targets)(shallow, content[::-1], content, like=like)
    _, terms = EVALUATE(content, shallow, own, like)
    np.testing.assert_allclose(flat(terms.style), 0, atol=1e-10)
    assert flat(terms.content).min() > 0


def test_a_layer_may_serve_content_and_style_at_once(shallow, content):
    like = loss_weights(content_layers=("relu1_1",), style_layers=("relu1_1",))
    _, terms = jax.jit(objective)(
        content, shallow, jax.jit(measure_targets)(shallow, content, content, like=like), like
    )
    assert list(terms.content) == list(terms.style) == ["relu1_1"]


def test_weights_are_shared_equally_and_default_to_the_papers():
    weights = loss_weights()
    assert weights.content == {layer: np.float32(CONTENT_WEIGHT) for layer in CONTENT_LAYERS}
    assert weights.style == {layer: np.float32(0.2) for layer in STYLE_LAYERS}
    assert weights.tv == 0
    halves = loss_weights(content=3, content_layers=("relu1_1", "relu2_1")).content
    assert halves == {"relu1_1": 1.5, "relu2_1": 1.5}


@pytest.mark.parametrize("name", ["content", "style", "tv"])
@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf")])
def test_a_weight_that_is_no_number_from_0_up_is_refused(name, value):
    with pytest.raises(InputError, match=rf"^{name} weight: {value} .* give .*$"):
        loss_weights(**{name: value})


@pytest.mark.parametrize("kind", ["content", "style"])
def test_a_layer_named_twice_is_refused(kind):
    with pytest.raises(InputError, match=rf"^{kind} layers: relu1_1,relu1_1 names a layer twice; .*$"):
        loss_weights(**{f"{kind}_layers": ("relu1_1", "relu1_1")})


@pytest.mark.parametrize("kind", ["content", "style"])
def test_a_weight_without_layers_is_refused(kind):
    with pytest.raises(InputError, match=rf"^{kind} layers: none is named; .*$"):
        loss_weights(**{f"{kind}_layers": ()})
    assert not getattr(loss_weights(**{kind: 0.0, f"{kind}_layers": ()}), kind)


def test_terms_are_values_by_name_in_the_order_of_their_list(shallow, content, targets):
    weights = loss_weights(**LAYERS)
    assert list(weights) == ["content/relu1_2", "style/relu1_1", "style/relu2_1", "tv"]
    _, terms = EVALUATE(content, shallow, targets, weights)
    assert terms["style/relu1_1"] is terms.style["relu1_1"]
    assert by_kind(terms) == {"content": terms.content, "style": terms.style, "tv": terms.tv}


def test_extra_terms_are_weighed_like_all_others(shallow, content):
    smooth = Term("smooth", "image", TotalVariation())
    like = loss_weights(**LAYERS, extra={smooth: 2.0})
    own = measure_targets(shallow, content, content, like=like)
    value, terms = EVALUATE(content, shallow, own, like)
    np.testing.assert_allclose(value, 2 * terms["smooth"], rtol=1e-5)
    assert terms["smooth"] == terms.tv > 0
    with pytest.raises(InputError, match="extra: there is a term tv already; give it another name"):
        loss_weights(extra={Term("tv", "image", TotalVariation()): 1.0})


def test_a_term_of_an_unknown_picture_is_refused(shallow, content):
    like = loss_weights(**LAYERS, extra={Term("far", "relu1_1", Gram(), "far away"): 1.0})
    with pytest.raises(InputError, match="terms: far is compared with 'far away'; choose among content, style"):
        measure_targets(shallow, content, content, like=like)


def test_a_region_that_the_picture_lacks_is_refused(shallow, content):
    like = Weights((style_terms(("relu1_1",))[0]._replace(region="left"),), [jnp.float32(1)])
    with pytest.raises(InputError, match="regions: style/relu1_1 looks at 'left', which the picture lacks"):
        measure_targets(shallow, content, content, like=like)


def test_terms_that_look_alike_share_what_they_look_at(shallow, content, style):
    """Two styles cost one Gram matrix, and one product back."""
    one, other = (kept(Gram(), features(shallow, picture, ("relu1_1",))["relu1_1"]) for picture in (content, style))
    terms = (Term("style/a", "relu1_1", Gram(), "style"), Term("style/b", "relu1_1", Gram(), "style 2"))
    values = features(shallow, content[::-1], ("relu1_1",))["relu1_1"]

    def total(values):
        return sum(terms_of({"relu1_1": values}, Terms(terms, [one, other])).values())

    assert str(jax.make_jaxpr(jax.grad(total))(values)).count("dot_general[") == 2


@pytest.fixture
def masked(shallow, content, style):
    """The style of the painting's upper half for the left half of the picture; targets and weights."""
    terms = style_terms(("relu1_1",))
    like = Weights((terms[0]._replace(region="left"),), [jnp.float32(1)])
    left = jnp.zeros(content.shape[:2]).at[:, :12].set(1.0)
    above = jnp.zeros(style.shape[:2]).at[:8].set(1.0)
    regions = {"image": {"left": {"relu1_1": left}}, "style": {"left": {"relu1_1": above}}}
    return measure_targets(shallow, content, style, like=like, regions=regions), like


def test_a_mask_on_the_style_picture_decides_what_is_matched(shallow, style, masked):
    target = masked[0]["style/relu1_1"]
    seen = features(shallow, style, ("relu1_1",))["relu1_1"]
    assert isinstance(target, InRegion)
    np.testing.assert_allclose(target.kept, gram(seen[:8]), rtol=1e-4, atol=1e-6)


def test_a_mask_on_the_picture_decides_where_it_is_matched(shallow, content, masked):
    targets, weights = masked
    value, gradient = jax.value_and_grad(lambda image: objective(image, shallow, targets, weights)[0])(content)
    seen = features(shallow, content, ("relu1_1",))["relu1_1"][:, :12]
    expected = np.mean((np.asarray(gram(seen)) - np.asarray(targets["style/relu1_1"].kept)) ** 2)
    np.testing.assert_allclose(value, expected, rtol=1e-3)
    assert not bool(jnp.any(gradient[:, 14:]))
    assert bool(jnp.any(gradient[:, :10]))
