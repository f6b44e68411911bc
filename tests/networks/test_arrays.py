"""Laws of arrays at the door: wrong ones are refused in words, while a function is traced where that is possible."""

import re

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import stylejax
from stylejax import InputError, features, loss_weights, measure_targets, objective, random_network

LAYERS = {"content_layers": ("relu1_2",), "style_layers": ("relu1_1", "relu2_1")}
WEIGHTS = loss_weights(**LAYERS)
PICTURES = np.random.default_rng(0).uniform(size=(2, 48, 32, 3)).astype(np.float32)


@pytest.fixture(scope="module")
def network():
    return random_network("vgg19", seed=0, width=0.25)


@pytest.fixture(scope="module")
def targets(network):
    return measure_targets(network, *PICTURES, like=WEIGHTS)


BAD = {
    "8-bit codes": ((PICTURES[0] * 255).astype(np.uint8), "image: holds uint8 and no floats; .* divide by 255"),
    "complex numbers": (PICTURES[0].astype(np.complex64), "image: holds complex64"),
    "a batch": (PICTURES, r"image: shape \(2, 48, 32, 3\) is a batch; .* jax.vmap"),
    "gray": (PICTURES[0][..., :1], r"image: shape \(48, 32, 1\) is not that of a picture"),
    "no channels": (PICTURES[0][..., 0], "image: shape"),
    "targets of another size": (PICTURES[0][:32], r"targets: a content target is \(48, 32, .*\(32, 32, "),
}
WORDS = {"text": ("photo.png", "image: is a str .*read_image"), "None": (None, "image: is a NoneType")}


@pytest.mark.parametrize(("image", "told"), BAD.values(), ids=list(BAD))
def test_a_wrong_array_is_refused_while_a_program_is_traced(network, targets, image, told):
    with pytest.raises(InputError, match=told):
        jax.eval_shape(lambda picture: objective(picture, network, targets, WEIGHTS), image)


@pytest.mark.parametrize(("image", "told"), WORDS.values(), ids=list(WORDS))
def test_what_is_no_array_is_refused_in_words(network, targets, image, told):
    with pytest.raises(InputError, match=told):
        objective(image, network, targets, WEIGHTS)


def test_weights_of_other_terms_are_refused(network, targets):
    with pytest.raises(InputError, match="weights: are of other terms"):
        objective(PICTURES[0], network, targets, loss_weights(content_layers=(), content=0, style_layers=("relu1_1",)))


def test_targets_of_another_network_are_refused(network, targets):
    wider = random_network("vgg19", seed=0, width=0.5)
    with pytest.raises(InputError, match=r"targets: a .* target is .*same network"):
        objective(PICTURES[0], wider, targets, WEIGHTS)


@pytest.mark.parametrize("kind", [jnp.bfloat16, jnp.float16])
def test_half_precision_pictures_are_looked_at_in_float32(network, targets, kind):
    image = jnp.asarray(PICTURES[0], kind)
    value, _ = objective(image, network, targets, WEIGHTS)
    assert value.dtype == jnp.float32
    np.testing.assert_array_equal(value, objective(image.astype(jnp.float32), network, targets, WEIGHTS)[0])


def test_a_network_is_asked_for_what_it_is():
    with pytest.raises(InputError, match=r"network: is a NoneType; .*load_network"):
        features(None, PICTURES[0], ("relu1_1",))


ARGUMENTS = {
    "content is a path": ({"content": "x.png"}, "content: is a str"),
    "init is a word": ({"init": "bogus"}, "init: is a str"),
    "init is not finite": ({"init": PICTURES[0] * np.nan}, "init: some values are not finite"),
    "steps are half": ({"steps": 2.5}, "steps: 2.5 is not a whole number"),
    "levels are half": ({"levels": 1.5}, "levels: 1.5 is not a whole number"),
    "network is None": ({"network": None}, "network: is a NoneType"),
    "weights are a number": ({"weights": 3.0}, "weights: is a float"),
    "weights are not finite": ({"weights": jax.tree.map(lambda leaf: leaf * np.inf, WEIGHTS)}, "weights: some are not"),
    "optimizer is a word": ({"optimizer": "adam"}, "optimizer: 'adam' is no optax transformation"),
    "complex content": ({"content": PICTURES[0] + 0j}, "content: holds complex"),
}


@pytest.mark.parametrize(("wrong", "told"), ARGUMENTS.values(), ids=list(ARGUMENTS))
def test_what_is_wrong_is_named_before_anything_is_painted(network, wrong, told):
    given = {"content": PICTURES[0], "style": PICTURES[1], "network": network, "weights": WEIGHTS, "steps": 2} | wrong
    with pytest.raises(InputError, match=f"^{told}"):
        stylejax.transfer(given.pop("content"), given.pop("style"), **given)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: stylejax.gram(np.stack([PICTURES, PICTURES])[0]), "features: shape"),
        (lambda: stylejax.gram(PICTURES[0, 0]), "features: shape"),
        (lambda: stylejax.lbfgs(memory=0).init(np.zeros(3)), "memory: 0 is below 1"),
        (lambda: stylejax.lbfgs(memory=2.5).init(np.zeros(3)), "memory: 2.5 is not a whole number"),
        (lambda: random_network("vgg19", seed=0, width=0), "width: 0 is not a number above 0"),
        (lambda: stylejax.read_image(b"photo.png"), "path: is a bytes"),
    ],
)
def test_what_would_give_a_number_without_a_meaning_is_refused(call, told):
    with pytest.raises(InputError, match=f"^{told}"):
        call()


def test_gradients_for_parameters_are_right_or_refused(network, targets):
    def value(network, execution):
        return objective(PICTURES[0], network, targets, WEIGHTS, execution=execution)[0]

    plenty = stylejax.Execution()
    gradient = jax.grad(value)(network, plenty).parameters["conv1_1"]["kernel"]
    assert np.abs(gradient).max() > 0
    with pytest.raises(InputError, match=r"network: there are no gradients .* transformed kernels"):
        jax.grad(value)(stylejax.prepared(random_network("vgg19", seed=0)), plenty)


def test_in_little_memory_gradients_for_parameters_are_refused_and_those_for_pictures_are_not(monkeypatch):
    from stylejax.networks.parts import strips

    monkeypatch.setattr(strips, "STRIP_VALUES", 2**14)
    network, little = random_network("vgg19", seed=0, width=0.25), stylejax.with_memory(stylejax.Execution(), "little")
    targets = measure_targets(network, *PICTURES, like=WEIGHTS)

    def value(image, network):
        return objective(image, network, targets, WEIGHTS, execution=little)[0]

    assert np.abs(jax.grad(value)(PICTURES[0], network)).max() > 0
    with pytest.raises(InputError, match=re.escape("network: there are no gradients for its parameters in little")):
        jax.grad(value, argnums=1)(PICTURES[0], network)
