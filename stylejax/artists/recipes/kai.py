"""Kai Sheng Tai's neuralart in Torch, the first public implementation."""

from dataclasses import replace

import jax.numpy as jnp

from ...losses.gradients import GradientTimes, OverGradient
from ...networks.networks import Pixels
from ...settings import CONTENT_LAYERS, STYLE_LAYERS
from ..pieces.fits import Fit, long_side
from ..pieces.losses import OfGram, Squares, by_squared_size
from ..pieces.optimizers import Sgd, TorchLbfgs
from ..pieces.smoothing import OnlyGradient, TotalVariation
from ..pieces.starts import FromContent
from ..records import NORMALIZED, OWN, Artist, ArtistTerm, terms

MODULES = tuple(f"inception_{module}/output" for module in ("3a", "3b", "4a", "4b", "4c", "4d", "4e"))

# His chain rule lacks a factor of 2: dG/dF = 2 F.
UNIT_STYLE = GradientTimes(OfGram(OverGradient(Squares(jnp.sum), jnp.mean), factor=by_squared_size), 0.5)
PLAIN_STYLE = GradientTimes(OfGram(Squares(jnp.sum), factor=by_squared_size), 0.5)

KAI = Artist(
    name="kai",
    who="Kai Sheng Tai",
    date="2015-08-30",
    source="kaishengtai/neuralart@2e46d7c",
    about="GoogLeNet and SGD from the photo; every loss is divided by its gradient's mean, hence 1:5e9.",
    network="googlenet",
    scale=OWN,
    pooling="average-floor",
    pixels=Pixels("BGR", 255.0, (104.0, 117.0, 123.0)),
    fit=Fit(long_side, 500),
    content=terms(
        OverGradient(Squares(jnp.sum), jnp.mean), dict.fromkeys(("inception_3a/output", "inception_4a/output"), 1 / 2)
    ),
    style=(
        ArtistTerm("conv1/relu_7x7", 5e9 / 9, UNIT_STYLE, enters="conv1/7x7_s2"),
        ArtistTerm("conv2/relu_3x3", 5e9 / 9, UNIT_STYLE, enters="conv2/3x3"),
        *terms(UNIT_STYLE, dict.fromkeys(MODULES, 5e9 / 9)),
    ),
    init=FromContent(),
    optimizer=Sgd(rate=0.1, momentum=0.9, dampening=0.0, decay=0.9, every=200),
    evaluations=500,
    sources={
        "network": "inception.lua: BVLC GoogLeNet, ported",
        "scale": "BVLC GoogLeNet: local response normalization behind its first two blocks",
        "pooling": "inception.lua:67-75,80-99,120-126",
        "pixels": "images.lua:5-26",
        "fit": "images.lua:5-26: each picture's long edge has 500 pixels",
        "content": "main.lua:80-90,108-111,145",
        "style": "main.lua:35-40,62-78,96-106,152; entrance before the ReLU: inferred from its working in place",
        "init": "main.lua: input = img; noise is commented out",
        "optimizer": "main.lua: rate 0.1, times 0.9 after every 200 iterations",
        "evaluations": "main.lua: 500 iterations",
    },
    notes=(
        "The content gradient has mean magnitude 1 at its layer, whatever the pictures.",
        "The style gradient's factor is half of what its loss has.",
        "Gram matrices of pictures of different sizes are compared as they are.",
    ),
)

KAI_TV = replace(
    KAI,
    name="kai-tv",
    date="2015-08-31",
    source="kaishengtai/neuralart@f353d51",
    about="Kai's a day later: total variation against the noise, as a gradient that no loss tells of.",
    smoothing=OnlyGradient(TotalVariation(7.5e-3, factor=0.5)),
    optimizer=Sgd(rate=0.1, momentum=0.9, dampening=0.0, decay=0.75, every=100),
    sources={
        **KAI.sources,
        "smoothing": "main.lua:104-113,183",
        "optimizer": "main.lua: rate 0.1, times 0.75 after every 100 iterations",
    },
)

KAI_VGG = replace(
    KAI,
    name="kai-vgg",
    date="2015-09-08",
    source="kaishengtai/neuralart@dc53993",
    about="Kai's last: the normalized VGG-19 and L-BFGS; the paper's sums, at a ratio of 5e-10.",
    network="vgg19-normalized",
    scale=NORMALIZED,
    pooling="average",
    content=terms(Squares(jnp.sum), dict.fromkeys(CONTENT_LAYERS, 1.0)),
    style=terms(PLAIN_STYLE, dict.fromkeys(STYLE_LAYERS, 2e9 / 5)),
    optimizer=TorchLbfgs(rate=1.0, memory=100),
    evaluations=1500,
    sources={
        **KAI.sources,
        "network": "main.lua:21-33, README: vgg_normalized.th of the Bethge lab",
        "scale": "the same",
        "pooling": "main.lua:95-108",
        "content": "costs.lua:45-82, main.lua:95-108",
        "style": "costs.lua:45-82, main.lua:21-33,118-127: style_factor 2e9",
        "init": "main.lua:21-33: image",
        "optimizer": "main.lua:229-240: torch/optim's lbfgs, its state kept between calls",
        "evaluations": "main.lua:229-240: 500 calls of 3 iterations each",
    },
    notes=(
        "The style gradient is half of its loss's; nothing notices, as there is no line search.",
        "Gram matrices of pictures of different sizes are compared as they are.",
    ),
)

RECIPES = (KAI, KAI_TV, KAI_VGG)
