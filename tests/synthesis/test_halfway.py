"""Law of going on: from wherever a transfer was kept, it ends as the one that was never ended, to the bit."""

import dataclasses

import jax
import numpy as np
import pytest

import stylejax
from observers import Every
from stylejax.errors import InputError
from stylejax.optimizers.choices import OPTIMIZERS
from stylejax.synthesis.loops import halfway_of
from stylejax.synthesis.transfers import transfer

OPTIONS = {"steps": 12, "levels": 2}


@pytest.fixture(scope="module")
def pictures():
    return np.random.default_rng(0).random((2, 40, 48, 3)).astype(np.float32)


def told(result):
    """All of a result, as plain values."""
    values = dataclasses.replace(result, image=np.asarray(result.image).tobytes())
    return [str(leaf) if isinstance(leaf, float) else leaf for leaf in jax.tree.leaves(dataclasses.astuple(values))]


@pytest.mark.parametrize("optimizer", ["lbfgs", "adam"])
@pytest.mark.parametrize("gray", [False, True], ids=["color", "gray"])
def test_a_transfer_goes_on_from_every_evaluation_to_the_same_end(shallow, pictures, optimizer, gray):
    content, style = pictures.mean(-1, keepdims=True).repeat(3, -1) if gray else pictures
    weights = stylejax.strength_weights(0.5, content_layers=("relu2_1",), style_layers=("relu1_1", "relu2_1"))
    options = {"network": shallow, "weights": weights, "optimizer": OPTIMIZERS[optimizer](), **OPTIONS}
    every = Every(halfway_of)
    whole = transfer(content, style, observers=(every,), **options)
    assert len(every.kept) == whole.evaluations
    for halfway in every.kept[::3] + every.kept[-1:]:
        assert told(transfer(content, style, halfway=halfway, **options)) == told(whole)


def test_what_was_kept_is_copied(shallow, pictures):
    every = Every(halfway_of)
    weights = stylejax.loss_weights(content_layers=("relu2_1",), style_layers=("relu1_1",))
    transfer(*pictures, network=shallow, weights=weights, observers=(every,), **OPTIONS)
    assert len({leaf.tobytes() for halfway in every.kept for leaf in halfway.leaves[:1]}) == len(every.kept)


def test_what_is_of_other_settings_is_refused(shallow, pictures):
    every = Every(halfway_of)
    weights = stylejax.loss_weights(content_layers=("relu2_1",), style_layers=("relu1_1",))
    options = {"network": shallow, "weights": weights, **OPTIONS}
    transfer(*pictures, observers=(every,), **options)
    last = every.kept[-1]
    for other in (
        {"levels": 1},
        {"optimizer": OPTIMIZERS["adam"]()},
        {"weights": stylejax.loss_weights(content_layers=(), content=0, style_layers=("relu1_1",))},
        {"halfway": last._replace(leaves=last.leaves[1:])},
        {"halfway": last._replace(objective=last.objective * 9)},
    ):
        with pytest.raises(InputError, match="halfway"):
            transfer(*pictures, **{**options, "halfway": last, **other})
