"""Justin Johnson's neural-style in Torch, on its way from the essay's first remark on it to the one everybody knows."""

from dataclasses import replace

import jax
import jax.numpy as jnp

from ...networks.networks import Pixels
from ...settings import CONTENT_LAYERS, STYLE_LAYERS
from ..pieces.fits import Fit, long_side
from ..pieces.losses import OfGram, Squares, size
from ..pieces.optimizers import Sgd, TorchLbfgs
from ..pieces.smoothing import OnlyGradient, TotalVariation
from ..pieces.starts import FromContent, Gaussian
from ..records import PLAIN, Artist, ArtistTerm, terms

CONTENT = Squares(jnp.mean)
STYLE = OfGram(Squares(jnp.mean), own=size)

# His loss sat between conv3_3 and a ReLU that works in place: the Gram matrix is of values that the ReLU had not seen
# yet, its gradient of the same values after the ReLU.
OVERTAKEN_STYLE = OfGram(Squares(jnp.mean), own=size, later=jax.nn.relu)

JOHNSON_BEFORE = Artist(
    name="johnson-before",
    who="Justin Johnson",
    date="2015-09-01 01:43 PDT",
    source="jcjohnson/neural-style@d03b74b",
    about="SGD from the photo, unequal layers, a rate for 512 pixels: what the essay saw of Johnson first.",
    network="vgg19",
    scale=PLAIN,
    pooling="max-ceil",
    pixels=Pixels("BGR", 256.0, (103.939, 116.779, 123.68)),
    fit=Fit(long_side, 512),
    content=terms(CONTENT, {"relu4_1": 0.1}),
    style=(
        *terms(STYLE, {"relu1_1": 1e3, "relu2_1": 1e2, "relu3_1": 1e2}),
        ArtistTerm("conv3_3", 10.0, OVERTAKEN_STYLE),
        ArtistTerm("relu4_1", 10.0, STYLE),
    ),
    init=FromContent(),
    optimizer=Sgd(rate=5.0, momentum=0.9, dampening=0.9),
    evaluations=1000,
    sources={
        "network": "models/download_models.sh: VGG_ILSVRC_19_layers.caffemodel",
        "pooling": "szagoruyko/loadcaffe@bb2469c loadcaffe.cpp:216-224: ceil mode",
        "pixels": "neural_style.lua, preprocess: times 256 (at 07c4b82: 419-426)",
        "fit": "neural_style.lua: the longer side has 512 pixels, of both pictures",
        "content": "neural_style.lua: layer 21, weight 0.1, nn.MSECriterion",
        "style": "neural_style.lua: layers 2, 7, 12, 15, 21; Gram by N M (at 07c4b82: 532-534)",
        "init": "neural_style.lua: the content image",
        "optimizer": "neural_style.lua: rate 5, momentum 0.9; torch/optim@b11ce0a sgd.lua:34 dampens by the momentum",
        "evaluations": "neural_style.lua: 1000; the essay ran 100",
    },
    notes=(
        "His README names other layers than his code has.",
        "Torch dampens by the momentum where it is not told otherwise, so that steps are a tenth of Kai's.",
        "Layer 15 is conv3_3 before its ReLU, which has overtaken it when the gradient is taken.",
        "His rate is for 512 pixels: the fewer the places, the larger are gradients of means. At 256 it diverges, a "
        "quarter of it does not.",
    ),
)

JOHNSON_AFTER = replace(
    JOHNSON_BEFORE,
    name="johnson-after",
    date="2015-09-01 11:01 PDT",
    source="jcjohnson/neural-style@16ad179",
    about="Nine hours later: L-BFGS from noise, equal weights; the essay's final update.",
    content=terms(CONTENT, {"relu3_4": 0.1}),
    style=(
        *terms(STYLE, {"relu1_1": 10.0, "relu2_1": 10.0, "relu3_1": 10.0}),
        ArtistTerm("conv3_3", 10.0, OVERTAKEN_STYLE),
        ArtistTerm("relu4_1", 10.0, STYLE),
    ),
    init=Gaussian(1.0),
    optimizer=TorchLbfgs(rate=1.0, memory=100),
    sources={
        **JOHNSON_BEFORE.sources,
        "content": "neural_style.lua: layer 18, weight 0.1",
        "init": "neural_style.lua: torch.randn",
        "optimizer": "neural_style.lua: torch/optim's lbfgs with its defaults",
        "evaluations": "neural_style.lua: 1000",
    },
    notes=(
        'His README says content "conv4_2"; layer 18 is relu3_4.',
        "The same weight for all layers is not the paper's: in its terms it falls with 1/N^2.",
        "Torch's tests for an early end, in force at the time, are left out.",
    ),
)

JOHNSON = replace(
    JOHNSON_AFTER,
    name="johnson",
    date="2015-09-02 16:42 PDT",
    source="jcjohnson/neural-style@11f8313",
    about="The one everybody knows: the paper's layers, max pooling, L-BFGS, a little total variation.",
    content=terms(CONTENT, dict.fromkeys(CONTENT_LAYERS, 5.0)),
    style=terms(STYLE, dict.fromkeys(STYLE_LAYERS, 100.0)),
    smoothing=OnlyGradient(TotalVariation(1e-3, factor=0.5)),
    init=Gaussian(0.001),
    sources={
        **JOHNSON_AFTER.sources,
        "content": "neural_style.lua: relu4_2, content_weight 5",
        "style": "neural_style.lua: relu1_1 to relu5_1, style_weight 100 on each; Gram by N M",
        "smoothing": "neural_style.lua: tv_weight 1e-3 (at 07c4b82: 576-597)",
        "init": "neural_style.lua: torch.randn times 0.001",
    },
    notes=(
        "The same weight for all layers is not the paper's: in its terms relu4_1 counts 64 times less than relu1_1.",
        "Torch's tests for an early end, in force until 2016, are left out.",
    ),
)

RECIPES = (JOHNSON_BEFORE, JOHNSON_AFTER, JOHNSON)
