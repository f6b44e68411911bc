"""Laws of contours."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from miniatures import random_picture
from stylejax.losses.contours import Contours
from stylejax.losses.objectives import measure_targets, measure_terms
from stylejax.losses.protocol import Place, compared, kept
from stylejax.losses.strengths import measured_weights, strength_weights

LAYERS = {"content_layers": ("relu1_2",), "style_layers": ("relu1_1", "relu2_1")}
ONE, OTHER = (np.asarray(random_picture(24, 32, seed=seed)) for seed in (1, 2))


def bends(picture, cell):
    """The Laplacian of the means of cells, from its definition."""
    height, width = picture.shape[:2]
    rows, columns = -(-height // cell), -(-width // cell)
    cells = np.array(
        [
            [
                picture[r * cell : (r + 1) * cell, c * cell : (c + 1) * cell].astype(np.float64).sum(-1).mean()
                for c in range(columns)
            ]
            for r in range(rows)
        ]
    )
    inner = cells[1:-1, 1:-1]
    return 4 * inner - cells[:-2, 1:-1] - cells[2:, 1:-1] - cells[1:-1, :-2] - cells[1:-1, 2:]


@pytest.mark.parametrize("shape", [(24, 32), (21, 30), (16, 17)])
@pytest.mark.parametrize("cell", [1, 2, 4])
def test_contours_are_the_mean_squared_difference_of_laplacians(shape, cell):
    one, other = ONE[: shape[0], : shape[1]], OTHER[: shape[0], : shape[1]]
    loss = Contours(cell)
    wanted = np.mean((bends(one, cell) - bends(other, cell)) ** 2)
    np.testing.assert_allclose(compared(loss, jnp.asarray(one), kept(loss, jnp.asarray(other))), wanted, rtol=1e-5)


def test_flat_color_has_no_contours_and_costs_nothing():
    loss, target = Contours(), kept(Contours(), jnp.asarray(ONE))
    shifted = compared(loss, jnp.asarray(ONE) + 0.25, target)
    flat = compared(loss, jnp.full_like(jnp.asarray(ONE), 0.5), target)
    np.testing.assert_allclose(shifted, 0, atol=1e-10)
    np.testing.assert_allclose(flat, loss.spread(target, None), rtol=1e-5)


def test_what_is_hidden_has_no_contours():
    weight = jnp.ones((24, 32)).at[:, 16:].set(0)
    place, loss = Place((24, 32), weight=weight), Contours()

    def value(picture):
        return loss.value(loss.sums(picture, None, place), loss.target(loss.sums(jnp.asarray(OTHER), None, place)))

    gradient = np.abs(jax.grad(value)(jnp.asarray(ONE)))
    assert gradient[:, 16:].max() == 0
    assert gradient[:, :12].max() > 0


def test_contours_are_weighed_by_what_is_won_over_what_is_lost(shallow, content, style):
    """One unit of contours costs as much, where there are none, as the style is to win."""
    weights = measured_weights(strength_weights(0.5, contours=0.5, **LAYERS), shallow, content, style)
    targets = measure_targets(shallow, content, style, like=weights)
    won = sum(float(term) * 0.5 for term in measure_terms(shallow, content, targets).style.values())
    gray = jnp.full_like(jnp.asarray(content), 0.5)
    lost = float(measure_terms(shallow, gray, targets)["contours"])
    np.testing.assert_allclose(weights["contours"], 0.5 * won / lost, rtol=1e-4)


def test_a_contour_term_leaves_the_weight_of_the_content_as_it_is(shallow, content, style):
    with_and_without = [
        measured_weights(strength_weights(0.5, contours=amount, **LAYERS), shallow, content, style) for amount in (0, 1)
    ]
    first, second = (float(weights.content["relu1_2"]) for weights in with_and_without)
    assert first == second
    assert "contours" not in with_and_without[0]
