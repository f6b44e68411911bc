"""Anders Boesen Lindbo Larsen's neural_artistic_style in DeepPy."""

import jax.numpy as jnp

from ...losses.gradients import OverGradient
from ...networks.networks import Pixels
from ...settings import CONTENT_LAYERS, STYLE_LAYERS
from ..pieces.fits import Fit, long_side
from ..pieces.losses import OfGram, Squares, positions, squared_positions
from ..pieces.optimizers import Adam, epsilon_uncorrected
from ..pieces.smoothing import Laplacian
from ..pieces.starts import FromContent
from ..records import PLAIN, Artist, rotated, terms

ANDERS = Artist(
    name="anders",
    who="Anders Boesen Lindbo Larsen",
    date="2015-09-25",
    source="andersbll/neural_artistic_style@83c26b1",
    about="Kernels turned upside down, wide pools, every layer's gradient of the same size; as large as the photo.",
    network="vgg19-matconvnet",
    scale=PLAIN,
    pooling="average-3x3",
    kernels=rotated,
    pixels=Pixels("BGR", 255.0, (103.939, 116.779, 123.68)),
    fit=Fit(long_side),
    content=terms(OverGradient(Squares(jnp.sum, 0.5), jnp.sum, 1e-8), dict.fromkeys(CONTENT_LAYERS, 0.02)),
    style=terms(
        OverGradient(OfGram(Squares(jnp.sum, 0.25), own=positions, factor=squared_positions), jnp.sum),
        dict.fromkeys(STYLE_LAYERS, 1 / 5),
    ),
    smoothing=Laplacian(5e-8),
    init=FromContent(),
    optimizer=Adam(rate=2.0, rule=epsilon_uncorrected, decay=1 - 1e-8),
    evaluations=500,
    sources={
        "network": "README: imagenet-vgg-verydeep-19.mat",
        "pooling": "matconvnet.py:16-22; andersbll/deeppy@79cc7cb convnet_layers.py:8-14; andersbll/cudarray@63302c5 "
        "src/nnet/cudnn.cpp:30",
        "kernels": "matconvnet.py:40-41; andersbll/cudarray@63302c5 src/nnet/cudnn.cpp:167 (inferred)",
        "pixels": "neural_artistic_style.py: RGB, less MatConvNet's mean; network and picture are reversed alike here",
        "fit": "neural_artistic_style.py: no resizing at all",
        "content": "style_network.py:138-143, neural_artistic_style.py:28-35,61-93",
        "style": "style_network.py:104-109,144-153, neural_artistic_style.py:28-35,61-93",
        "smoothing": "style_network.py:111-115,156-160",
        "init": "neural_artistic_style.py:61-93: the photo; init-noise 0",
        "optimizer": "neural_artistic_style.py:61-93; andersbll/deeppy@79cc7cb learn_rules.py:58-90",
        "evaluations": "neural_artistic_style.py:61-93",
    },
    notes=(
        "With cuDNN his convolution is a true one, which nothing makes up for.",
        "In the week of the essay (8cdc233) the rate was 5 and there was no smoothing.",
    ),
)

RECIPES = (ANDERS,)
