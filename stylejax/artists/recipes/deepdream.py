"""Google's DeepDream, which needs no style picture."""

from ...command_settings import DREAM_DEFAULTS
from ...networks.networks import Pixels
from ..pieces.boxes import ColorsOnly
from ..pieces.fits import Fit, long_side
from ..pieces.losses import Excitement
from ..pieces.optimizers import MeanStep
from ..pieces.starts import FromContent
from ..records import OWN, Artist, Octaves, terms

DEEPDREAM = Artist(
    name="deepdream",
    who="Alexander Mordvintsev, Christopher Olah, Mike Tyka",
    date="2015-07-01",
    source="google/deepdream@bbc2ddf",
    about="Not style: whatever a layer sees in the photo is made stronger, scale after scale.",
    network="googlenet",
    scale=OWN,
    pooling="max",
    pixels=Pixels("BGR", 255.0, (104.0, 116.0, 122.0)),
    fit=Fit(long_side),
    content=terms(Excitement(), {"inception_4c/output": 1.0}),
    style=(),
    init=FromContent(),
    optimizer=MeanStep(DREAM_DEFAULTS.rate),
    box=ColorsOnly(),
    evaluations=DREAM_DEFAULTS.octaves * DREAM_DEFAULTS.steps,
    octaves=Octaves(DREAM_DEFAULTS.octaves, DREAM_DEFAULTS.octave_scale),
    jitter=DREAM_DEFAULTS.jitter,
    sources={
        "network": "dream.ipynb: bvlc_googlenet, as it was trained",
        "scale": "bvlc_googlenet: local response normalization behind its first two blocks",
        "pooling": "dream.ipynb: bvlc_googlenet, as it was trained",
        "pixels": "dream.ipynb json:95",
        "fit": "dream.ipynb: no resizing",
        "content": "dream.ipynb json:146-167: diff = data",
        "style": "none",
        "init": "dream.ipynb json:192-216",
        "optimizer": "dream.ipynb json:146-167",
        "box": "dream.ipynb json:146-167",
        "evaluations": "dream.ipynb json:192-216: 10 for each of 4 octaves",
        "octaves": "dream.ipynb json:192-216",
        "jitter": "dream.ipynb json:146-167",
    },
    notes=(
        "The style picture is not looked at.",
        "The loss is minus half the squared activations, so that lower is more, as everywhere here.",
    ),
)

RECIPES = (DEEPDREAM,)
