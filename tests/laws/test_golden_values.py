"""Real networks, against values that `tests/tools/make_golden_values.py` computed without stylejax."""

import json
import runpy
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_allclose

from converter_files import converter
from stylejax.losses.style.gram_matrices import gram
from stylejax.networks.networks import features

REPOSITORY = Path(__file__).parents[2]
REAL_WEIGHTS = REPOSITORY.parent / "shared" / "weights"
KINDS = {"vgg19-quarter": "vgg19-quarter", "vgg19-normalized-to-conv3_1": "vgg19-normalized"}


@pytest.mark.parametrize("name", KINDS)
def test_real_networks_give_the_golden_values(name: str) -> None:
    weights = REAL_WEIGHTS / f"{name}.npz"
    if not weights.exists():
        pytest.skip(f"{weights} is absent")
    golden = json.loads((REPOSITORY / "tests" / "golden" / f"{name}.json").read_text())
    image = runpy.run_path(str(REPOSITORY / "tests" / "tools" / "make_golden_values.py"))["picture"](41, 54)
    network = converter(KINDS[name])(weights)
    actual = jax.jit(features, static_argnums=2)(network, jnp.asarray(image, jnp.float32), tuple(golden))
    for layer, values in golden.items():
        activation, matrix = np.asarray(actual[layer]), np.asarray(gram(actual[layer]))
        corners = activation[np.ix_((0, -1), (0, -1))].max(axis=-1).ravel()
        assert list(activation.shape) == values["shape"]
        assert_allclose(activation.mean(), values["mean"], rtol=1e-5)
        assert_allclose(activation.max(), values["greatest"], rtol=1e-5)
        assert_allclose(corners, values["corners"], rtol=1e-4, atol=1e-5 * values["greatest"])
        assert_allclose(np.trace(matrix), values["gram_trace"], rtol=1e-5)
        assert_allclose(np.linalg.norm(matrix), values["gram_norm"], rtol=1e-5)
        assert_allclose(matrix[0, :4], values["gram_first_row"], rtol=1e-4, atol=1e-6 * values["gram_norm"])
