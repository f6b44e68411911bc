"""Laws of compiled programs: which network, how much care, and what is the same either way."""

import numpy as np
import pytest

from miniatures import random_picture
from stylejax.losses.blends import as_parts
from stylejax.losses.strengths import strength_weights
from stylejax.losses.terms import loss_weights
from stylejax.networks.networks import Execution
from stylejax.synthesis import Seen
from stylejax.synthesis.levels import levels_of
from stylejax.synthesis.programs import Compiling, compiling_for, literal, measured, networks_for, options_of

LAYERS = {"content_layers": ("relu1_2",), "style_layers": ("relu1_1", "relu2_1")}


def test_one_level_alone_is_compiled_with_all_care():
    assert [compiling_for(level) for level in levels_of((64, 64, 3), steps=9, levels=1)] == [Compiling.CAREFULLY]
    assert {compiling_for(level) for level in levels_of((64, 64, 3), steps=9, levels=2)} == {Compiling.QUICKLY}
    assert options_of(Compiling.CAREFULLY) is None


def test_coarse_levels_have_plain_kernels_and_the_last_has_what_is_prepared(miniature):
    networks = networks_for(miniature, loss_weights(), execution=Execution())
    coarse, *_, last = levels_of((512, 512, 3), steps=9)
    assert networks.at(last) is networks.ready
    assert networks.at(coarse) is networks.plain
    [alone] = levels_of((64, 64, 3), steps=9)
    assert networks.at(alone) is networks.ready


@pytest.mark.parametrize("weights", [loss_weights(**LAYERS), strength_weights(**LAYERS)], ids=["literal", "strength"])
def test_programs_compiled_quickly_measure_the_same_up_to_rounding(shallow, style, weights):
    photo = random_picture(24, 32, seed=4)
    found = [
        measured(
            shallow, Seen(photo), as_parts(Seen(style)), weights=weights, execution=Execution(), compiling=compiling
        )
        for compiling in Compiling
    ]
    (careful, scales), (quick, other_scales) = found
    for name in careful:
        if name != "tv":
            np.testing.assert_allclose(quick[name], careful[name], rtol=1e-4, atol=1e-5)
    one, other = literal(weights, scales), literal(weights, other_scales)
    np.testing.assert_allclose(other.content["relu1_2"], one.content["relu1_2"], rtol=1e-5)
