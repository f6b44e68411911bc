"""Eben Olson's notebook in Lasagne's Recipes."""

import jax.numpy as jnp

from ...networks.networks import Pixels
from ...settings import CONTENT_LAYERS, STYLE_LAYERS
from ..pieces.fits import Fit, center_square
from ..pieces.losses import OfGram, Squares, quarter_by_squared_size
from ..pieces.optimizers import Restarted, ScipyLbfgs
from ..pieces.smoothing import TotalVariation
from ..pieces.starts import Uniform
from ..records import NORMALIZED, Artist, terms

EBEN = Artist(
    name="eben",
    who="Eben Olson",
    date="2015-09-03",
    source="Lasagne/Recipes@6ecb1d9, examples/styletransfer",
    about="The paper's sums to the letter at a ratio of 1e-9, and scipy's L-BFGS, which forgets all eight times.",
    network="vgg19-normalized",
    scale=NORMALIZED,
    pooling="average",
    pixels=Pixels("BGR", 255.0, (104.0, 117.0, 123.0)),
    fit=Fit(center_square, 600),
    content=terms(Squares(jnp.sum, 0.5), dict.fromkeys(CONTENT_LAYERS, 1e-3)),
    style=terms(OfGram(Squares(jnp.sum), factor=quarter_by_squared_size), dict.fromkeys(STYLE_LAYERS, 0.2e6)),
    smoothing=TotalVariation(0.1e-7, exponent=1.25),
    init=Uniform(-128.0, 128.0),
    optimizer=Restarted(ScipyLbfgs(memory=10), every=40),
    evaluations=313,
    sources={
        "network": "Art Style Transfer.ipynb: vgg19_normalized.pkl",
        "scale": "the same",
        "pooling": "Art Style Transfer.ipynb: mode average_exc_pad",
        "pixels": "Art Style Transfer.ipynb: BGR, less 104, 117, 123",
        "fit": "Art Style Transfer.ipynb: the middle 600 x 600 of a short side of 600, of both pictures",
        "content": "Art Style Transfer.ipynb json:353: 0.001",
        "style": "Art Style Transfer.ipynb json:353: 0.2e6 each",
        "smoothing": "Art Style Transfer.ipynb json:282-283,353: 0.1e-7",
        "init": "Art Style Transfer.ipynb: uniform in [-128, 128]",
        "optimizer": "Art Style Transfer.ipynb json:417-427: fmin_l_bfgs_b, maxfun 40, eight times",
        "evaluations": "Art Style Transfer.ipynb json:417-427: 8 x 40, of which 7 are of a picture already evaluated",
    },
    notes=("Each round begins at the last picture evaluated, which need not be the best of the round before.",),
)

RECIPES = (EBEN,)
