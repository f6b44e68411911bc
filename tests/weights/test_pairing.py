"""Wrong pairings of weights and pixels do not pass silently."""

import dataclasses
from collections.abc import Callable

import jax.numpy as jnp
import numpy as np
import pytest

import stylejax
from pairs import CAFFE_PIXELS, TORCH_PIXELS, caffe_like, torch_like
from stylejax.networks.architectures.graph import layers_of
from stylejax.networks.networks import Card, Network, Pixels, random_network
from stylejax.weights.fingerprints import FINGERPRINTS, TORCHVISION_19
from stylejax.weights.pairing import check_pairing


@pytest.mark.parametrize("architecture", ["vgg16", "vgg19"])
@pytest.mark.parametrize("make", [torch_like, caffe_like])
def test_a_network_with_its_own_pixels_passes(make: Callable[..., Network], architecture: str) -> None:
    for seed in range(2):
        assert not check_pairing(make(seed, architecture)).complaints


def known_network(name: str, pixels: Pixels) -> Network:
    """A full-width first layer with the known filters and biases of a published network, and those pixels."""
    known, draw = FINGERPRINTS[name], np.random.default_rng(1)
    kernel, bias = draw.normal(0, 0.1, (3, 3, 3, 64)), np.zeros(64)
    for channel, blocks in known.filters.items():
        kernel[..., channel] = np.reshape(blocks, (3, 3, 3)).transpose(1, 2, 0)
        bias[channel] = known.biases.get(channel, 0.1)
    kernel = kernel[:, :, ::-1] if pixels.channel_order == "BGR" else kernel
    layer = {"kernel": jnp.asarray(kernel, jnp.float32), "bias": jnp.asarray(bias, jnp.float32)}
    made = random_network(stylejax.Architecture("vgg19", last="1_1"), seed=0)
    return Network({"conv1_1": layer}, made.architecture, pixels, Card(name))


OWN_PIXELS = {"oxford-vgg19": CAFFE_PIXELS, "torchvision-vgg16": TORCH_PIXELS, "torchvision-vgg19": TORCH_PIXELS}


@pytest.mark.parametrize("name", FINGERPRINTS)
def test_a_known_kernel_is_recognized_with_its_own_pixels(name: str) -> None:
    found = check_pairing(known_network(name, OWN_PIXELS[name]), kernel=name, pixels=OWN_PIXELS[name])
    assert (found.kernel, found.complaints) == (name, ())


def rescaled(network: Network, factors: np.ndarray) -> Network:
    layer = network.parameters["conv1_1"]
    new = {name: jnp.asarray(np.asarray(array) * factors, jnp.float32) for name, array in layer.items()}
    return dataclasses.replace(network, parameters={"conv1_1": new})


@pytest.mark.parametrize("name", FINGERPRINTS)
def test_a_known_kernel_is_recognized_after_normalizing(name: str) -> None:
    factors = np.random.default_rng(0).uniform(0.01, 1, 64)
    found = check_pairing(rescaled(known_network(name, OWN_PIXELS[name]), factors))
    assert (found.kernel, found.complaints) == (name, ())


def test_the_mean_of_older_caffe_networks_is_near_enough() -> None:
    older = dataclasses.replace(CAFFE_PIXELS, mean=(104.0, 117.0, 123.0))
    assert not check_pairing(dataclasses.replace(known_network("oxford-vgg19", CAFFE_PIXELS), pixels=older)).complaints


WRONG_PIXELS = {
    "torchvision as Caffe, RGB": ("torchvision-vgg19", dataclasses.replace(CAFFE_PIXELS, channel_order="RGB"), "57"),
    "torchvision 16 as Caffe, RGB": ("torchvision-vgg16", Pixels("RGB", 255.0, (123.68, 116.779, 103.939)), "57"),
    "Caffe as RGB": ("oxford-vgg19", Pixels("RGB", 255.0, (123.68, 116.779, 103.939)), "red and blue exchanged"),
    "Caffe without mean": ("oxford-vgg19", Pixels("BGR", 255.0), "mean"),
    "Caffe in [0, 1]": ("oxford-vgg19", Pixels("BGR", 1.0, (0.4076, 0.458, 0.485)), "0.00392 times"),
    "torchvision without std": ("torchvision-vgg19", Pixels("RGB", 1.0, TORCH_PIXELS.mean), "0.22"),
}


@pytest.mark.parametrize(("name", "pixels", "reason"), WRONG_PIXELS.values(), ids=list(WRONG_PIXELS))
def test_a_known_kernel_with_wrong_pixels_is_noticed(name: str, pixels: Pixels, reason: str) -> None:
    wrong = dataclasses.replace(known_network(name, OWN_PIXELS[name]), pixels=pixels)
    assert reason in " ".join(check_pairing(wrong).complaints)


def test_torchvision_declared_as_caffe_is_noticed_by_both_kernel_and_order() -> None:
    wrong = dataclasses.replace(known_network("torchvision-vgg19", TORCH_PIXELS), pixels=CAFFE_PIXELS)
    complaints = " ".join(check_pairing(wrong, kernel="oxford-vgg19").complaints)
    assert f"not that of Oxford's VGG-19: it is that of {TORCHVISION_19.about}" in complaints
    assert "red and blue exchanged" in complaints


def test_pixels_other_than_the_manifests_are_noticed() -> None:
    assert "manifest" in " ".join(check_pairing(torch_like(), pixels=CAFFE_PIXELS).complaints)


def test_pixels_that_say_the_same_in_another_order_are_the_manifests() -> None:
    reversed_pixels = Pixels("RGB", 255.0, (123.68, 116.779, 103.939))
    assert not check_pairing(caffe_like_rgb(), pixels=reversed_pixels).complaints


def caffe_like_rgb() -> Network:
    """A Caffe network whose first kernel's channels were reversed, as its converter does."""
    made = caffe_like()
    first = {**made.parameters["conv1_1"], "kernel": made.parameters["conv1_1"]["kernel"][:, :, ::-1]}
    rgb = Pixels("RGB", 255.0, (123.68, 116.779, 103.939))
    return dataclasses.replace(made, parameters={**made.parameters, "conv1_1": first}, pixels=rgb)


def test_pixels_that_are_part_of_the_first_kernel_are_still_the_same_pixels() -> None:
    plain = known_network("oxford-vgg19", CAFFE_PIXELS)
    kernel, bias = (np.asarray(plain.parameters["conv1_1"][name], np.float64) for name in ("kernel", "bias"))
    folded = {
        "kernel": jnp.asarray(kernel[:, :, ::-1] * 255, jnp.float32),
        "bias": jnp.asarray(bias - np.einsum("ijcd,c->d", kernel, np.array(CAFFE_PIXELS.mean)), jnp.float32),
    }
    network = dataclasses.replace(plain, parameters={"conv1_1": folded}, pixels=Pixels())
    assert not check_pairing(network, kernel="oxford-vgg19", pixels=CAFFE_PIXELS).complaints


def test_a_normalized_network_with_the_wrong_scale_is_noticed() -> None:
    made = torch_like()
    assert "normalized" in " ".join(
        check_pairing(dataclasses.replace(made, pixels=CAFFE_PIXELS), normalized=True).complaints
    )


def test_networks_too_short_to_judge_are_not_judged(shallow: Network) -> None:
    assert "relu5_1" not in {layer.name for layer in layers_of(shallow.architecture)}
    assert not check_pairing(dataclasses.replace(shallow, pixels=CAFFE_PIXELS)).complaints
