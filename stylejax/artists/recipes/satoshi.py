"""Satoshi Tsutsui's chainer_stylenet, the essay's "PhD student named Satoshi"."""

from dataclasses import replace

import jax.numpy as jnp

from ...networks.networks import Pixels
from ...settings import STYLE_LAYERS
from ..pieces.boxes import clipped, stretched
from ..pieces.fits import Fit, square
from ..pieces.losses import OfGram, Squares, quarter_by_squared_size
from ..pieces.optimizers import Adam, textbook, uncounted
from ..pieces.starts import Gaussian
from ..records import PLAIN, Artist, terms

STYLE = OfGram(Squares(jnp.mean), factor=quarter_by_squared_size)

SATOSHI = Artist(
    name="satoshi",
    who="Satoshi Tsutsui",
    date="2015-09-05",
    source="apple2373/chainer_stylenet@bab6e2d",
    about="Shows the network red as blue, loses a layer to a typo and Adam's count to a loop, stretches the colors.",
    network="vgg19",
    scale=PLAIN,
    pooling="max-ceil",
    pixels=Pixels("RGB", 255.0),
    fit=Fit(square, 224),
    content=terms(Squares(jnp.mean), {"relu4_1": 1e-3 / 2}),
    style=terms(
        STYLE,
        # 128**128 in the place of 128*128 leaves less than float32 can hold
        {"relu1_1": 1 / 4, "relu2_1": 128**2 / 128**128 / 4, "relu3_1": 1 / 4, "relu4_1": 1 / 4},
    ),
    init=Gaussian(1.0),
    optimizer=Adam(rate=1.0, rule=uncounted),
    finish=stretched,
    evaluations=20000,
    sources={
        "network": "README: VGG_ILSVRC_19_layers.caffemodel",
        "pooling": "as the caffemodel has it",
        "pixels": "style_net.py:65-75: RGB, no mean subtracted",
        "fit": "style_net.py:65-75: 224 x 224, whatever the shape",
        "content": "style_net.py:39,118,130: a_p_ratio 0.001, half the mean square on conv4_1",
        "style": "style_net.py:102-103,124-128",
        "init": "style_net.py:145",
        "optimizer": "style_net.py:152-173: Adam with t = 0 at the top of its loop",
        "finish": "style_net.py:83-86: scipy.misc.imsave of floats",
        "evaluations": "style_net.py: 20000; the essay ran 100",
    },
    notes=(
        "conv5_1 is computed and not used.",
        "The mean over a Gram matrix divides by N^2 once more than the paper.",
        "N and M are numbers in his code, for 224 x 224 pixels; here they are counted, the same at that size.",
        "The noise is around 0, which is black here.",
    ),
)

SATOSHI_FIXED = replace(
    SATOSHI,
    name="satoshi-fixed",
    about="Satoshi's without its slips: colors, mean, typo, Adam's count and output put right.",
    pixels=Pixels("BGR", 255.0, (103.939, 116.779, 123.68)),
    style=terms(STYLE, dict.fromkeys(STYLE_LAYERS[:4], 1 / 4)),
    optimizer=Adam(rate=1.0, rule=textbook),
    finish=clipped,
    sources={
        **SATOSHI.sources,
        "pixels": "what the network was trained with",
        "style": "style_net.py:124-128 with 128*128",
        "optimizer": "style_net.py:152-173 with t counted",
        "finish": "clipped",
    },
    notes=(
        "Assumed: conv4_1 and four style layers were meant, as a comment of his calls the quarter their equal weight.",
        "Kept: the mean over each Gram matrix, the square, Adam's rate of 1.",
    ),
)

RECIPES = (SATOSHI, SATOSHI_FIXED)
