"""Laws of plain functions as networks, and of what the bridges' documentation shows."""

import doctest
import importlib
import subprocess
import sys
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import stylejax
from miniatures import random_picture
from stylejax import features, from_function
from stylejax.networks import bridges

MODULES = sorted(path.stem for path in Path(bridges.__file__).parent.glob("*.py") if path.stem != "__init__")


def scaled(gain, pixels):
    return {"scaled": gain * pixels, "coarse": pixels[::2, ::2]}


def test_layers_are_what_the_function_names():
    network, image = from_function(scaled, jnp.float32(3), layers=("scaled", "coarse")), random_picture(6, 4)
    found = features(network, image, ("coarse", "scaled"))
    np.testing.assert_array_equal(found["scaled"], 3 * image)
    assert list(found) == ["coarse", "scaled"]


def test_the_function_is_given_pixels_as_it_wants_them():
    pixels = stylejax.Pixels("BGR", scale=255.0, mean=(1.0, 2.0, 3.0))
    network, image = from_function(scaled, jnp.float32(1), layers=("scaled",), pixels=pixels), random_picture(6, 4)
    expected = image[..., ::-1] * 255 - jnp.array([[[1.0, 2.0, 3.0]]])
    np.testing.assert_array_equal(features(network, image, ("scaled",))["scaled"], expected)


def test_parameters_of_any_tree_may_hold_whole_numbers_also_in_bfloat16():
    def picked(tree, pixels):
        return {"picked": tree["gain"] * pixels[..., tree["channels"]]}

    parameters = {"gain": jnp.float32(2), "channels": jnp.array([2, 0])}
    network, image = from_function(picked, parameters, layers=("picked",)), random_picture(6, 4)
    half = stylejax.Execution(precision=stylejax.Precision.BFLOAT16)
    for execution, dtype in ((stylejax.Execution(), jnp.float32), (half, jnp.bfloat16)):
        found = features(network, image, ("picked",), execution=execution)["picked"]
        assert found.dtype == dtype
        np.testing.assert_allclose(found.astype(jnp.float32), 2 * image[..., jnp.array([2, 0])], rtol=0.01)


def test_networks_of_one_function_share_a_compiled_program():
    seen = []

    def watched(gain, pixels):
        seen.append(1)
        return {"scaled": gain * pixels}

    look, image = jax.jit(lambda network, image: features(network, image, ("scaled",))), random_picture(6, 4)
    for gain in (1.0, 2.0):
        look(from_function(watched, jnp.float32(gain), layers=("scaled",)), image)
    assert len(seen) == 1


def test_flax_is_imported_only_when_it_is_used():
    program = """
import sys, stylejax
stylejax.transfer, stylejax.load_network("compact"), stylejax.from_function, stylejax.networks.features
assert not [name for name in sys.modules if name.partition(".")[0] == "flax"]
stylejax.networks.from_flax
assert "flax" in sys.modules
"""
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize("module", MODULES)
def test_what_the_documentation_shows_is_so(module):
    assert doctest.testmod(importlib.import_module(f"{bridges.__name__}.{module}")).failed == 0
