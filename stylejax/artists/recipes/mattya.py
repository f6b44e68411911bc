"""Eiichi Matsumoto's (mattya's) chainer-gogh."""

from dataclasses import replace

import jax.numpy as jnp

from ...networks.networks import Pixels
from ..pieces.boxes import Between
from ..pieces.fits import Fit, padded_square, without_padding
from ..pieces.losses import OfGram, Squares, size
from ..pieces.optimizers import Adam, epsilon_uncorrected
from ..pieces.starts import Uniform
from ..records import PLAIN, Artist, terms

CONTENT = Squares(jnp.mean)
STYLE = OfGram(Squares(jnp.mean), own=size)

MATTYA_NIN = Artist(
    name="mattya-nin",
    who="Eiichi Matsumoto (mattya)",
    date="2015",
    source="pfnet-research/chainer-gogh@ca95a12",
    about="Network in Network, fast and coarse; Adam in steps of 4, on a square padded with black.",
    network="nin",
    scale=PLAIN,
    pooling="average-floor",
    pixels=Pixels("BGR", 255.0, (120.0, 120.0, 120.0)),
    fit=Fit(padded_square, 435, trim=without_padding),
    content=terms(CONTENT, {"relu7": 0.005, "relu10": 0.005}),
    style=terms(STYLE, dict.fromkeys(("relu0", "relu3", "relu7", "relu10"), 1 / 4)),
    init=Uniform(-20.0, 20.0),
    optimizer=Adam(rate=4.0, rule=epsilon_uncorrected),
    box=Between(-120.0, 136.0),
    evaluations=5000,
    sources={
        "network": "chainer-gogh.py:147-167: model nin",
        "pooling": "models.py: average_pooling_2d",
        "pixels": "chainer-gogh.py:21-56: BGR, less 120 in all channels",
        "fit": "chainer-gogh.py:21-56: width 435",
        "content": "chainer-gogh.py:117-126, lam 0.005; models.py: alpha = [0, 0, 1, 1]",
        "style": "chainer-gogh.py:117-126; models.py: beta = [1, 1, 1, 1]",
        "init": "chainer-gogh.py: uniform in [-20, 20]",
        "optimizer": "chainer-gogh.py:147-167: chainer's Adam, rate 4",
        "box": "chainer-gogh.py: clip to [-120, 136]",
        "evaluations": "chainer-gogh.py:147-167: 5000",
    },
    notes=("The first version, of 2015-09-03, went down the gradient without Adam.",),
)

MATTYA_VGG = replace(
    MATTYA_NIN,
    name="mattya-vgg",
    about="VGG-16, compared before the ReLU; Adam in steps of 4, on a square padded with black.",
    network="vgg16",
    scale=PLAIN,
    pooling="average",
    content=terms(CONTENT, {"conv3_3": 0.005, "conv4_3": 0.005}),
    style=terms(STYLE, dict.fromkeys(("conv1_2", "conv2_2", "conv3_3", "conv4_3"), 1 / 4)),
    sources={**MATTYA_NIN.sources, "network": "chainer-gogh.py: model vgg"},
    notes=("His README's sample with this network has lam 0.0075 instead of 0.005.",),
)

RECIPES = (MATTYA_NIN, MATTYA_VGG)
