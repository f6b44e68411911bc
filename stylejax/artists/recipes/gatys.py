"""Leon Gatys, Alexander Ecker and Matthias Bethge: their papers to the letter, and the code they published."""

import jax.numpy as jnp

from ...losses.gradients import WhereActive
from ...networks.networks import Pixels
from ...settings import CONTENT_LAYERS, STYLE_LAYERS
from ..pieces.boxes import RangeOfStyle
from ..pieces.fits import Fit, area, like_content, long_side, short_side
from ..pieces.losses import OfGram, Squares, positions, quarter_by_squared_size
from ..pieces.optimizers import Lbfgs, TorchLbfgs
from ..pieces.starts import FromContent, Gaussian, GrayNoise
from ..records import NORMALIZED, PLAIN, Artist, terms

AUTHORS = "Leon Gatys, Alexander Ecker, Matthias Bethge"

# The mean color that their code subtracts before it multiplies by 255, BGR: DeepTextures, Example.ipynb.
PIXELS = Pixels("BGR", 255.0, (255 * 0.40760392, 255 * 0.45795686, 255 * 0.48501961))
CAFFE_PIXELS = Pixels("BGR", 255.0, (103.939, 116.779, 123.68))

EQUATION_1 = Squares(jnp.sum, 0.5)
EQUATION_4 = OfGram(Squares(jnp.sum), factor=quarter_by_squared_size)
ALPHA, BETA = 1.0, 1e3  # the papers give their ratio only

MEAN_CONTENT = Squares(jnp.mean)
MEAN_STYLE = OfGram(Squares(jnp.mean), own=positions)

PAPER = Artist(
    name="paper",
    who=AUTHORS,
    date="2015-08-26",
    source="arXiv:1508.06576",
    about="The paper's sums taken at their word: on the plain network a ratio of 1e-3 leaves paint.",
    network="vgg19",
    scale=PLAIN,
    pooling="average",
    pixels=CAFFE_PIXELS,
    fit=Fit(long_side, 512, style=like_content),
    content=terms(EQUATION_1, dict.fromkeys(CONTENT_LAYERS, ALPHA)),
    style=terms(EQUATION_4, dict.fromkeys(STYLE_LAYERS, BETA / 5)),
    init=GrayNoise(),
    optimizer=Lbfgs(),
    evaluations=500,
    sources={
        "network": "Methods: VGG-19 without its fully connected layers; nothing is said of normalized weights",
        "scale": "the paper at its word; the network that its authors handed out for it is normalized",
        "pooling": "Methods: average pooling improves the gradient flow and is slightly more appealing",
        "pixels": "not given; those of the network (K. Simonyan, gist 3785162f95cd2d5fee77)",
        "fit": "not given; as in CVPR 2016, where the style picture has the content's size and 512 pixels are named",
        "content": "equation 1 on conv4_2, alpha/beta = 1e-3: figure 2, B to D",
        "style": "equations 4 and 5, w_l = 1/5: figure 2",
        "init": "white noise: equation 7; how strong is not said",
        "optimizer": "gradient descent, no more is said: stylejax's L-BFGS, as in their other papers",
        "evaluations": "not given; as in their code",
    },
    notes=(
        "Their own code takes means where the paper has sums: in the paper's terms its ratio is 2.4e-10, not 1e-3.",
        "Figure 2, E and F have a ratio of 1e-4.",
    ),
)

GATYS = Artist(
    name="gatys",
    who=AUTHORS,
    date="2016",
    source="leongatys/NeuralImageSynthesis@cced0b9",
    about="What they ran: the normalized network, means instead of sums, from the photo, Torch's L-BFGS.",
    network="vgg19-normalized",
    scale=NORMALIZED,
    pooling="average-ceil",
    pixels=PIXELS,
    fit=Fit(area, 512),
    content=terms(MEAN_CONTENT, dict.fromkeys(CONTENT_LAYERS, 1e6)),
    style=terms(MEAN_STYLE, dict.fromkeys(STYLE_LAYERS, 1e9 / 5)),
    init=FromContent(),
    optimizer=TorchLbfgs(),
    evaluations=500,
    sources={
        "network": "BasicStyleTransfer.ipynb json:298-310, the block for the normalized network",
        "scale": "BasicStyleTransfer.ipynb json:298-310",
        "pooling": "what vgg_normalised.caffemodel was made with: DeepTextures, VGG_ave_pool_deploy.prototxt:42-51",
        "pixels": "BasicStyleTransfer.ipynb",
        "fit": "BasicStyleTransfer.ipynb: an area of 512 x 512",
        "content": "LossLayers.lua:12,19 and BasicStyleTransfer.ipynb json:298-310",
        "style": "LossLayers.lua:71-75 and BasicStyleTransfer.ipynb json:298-310",
        "init": "BasicStyleTransfer.ipynb: 'image'",
        "optimizer": "ImageSynthesis.lua:164-169",
        "evaluations": "ImageSynthesis.lua:164-169: maxIter 500",
    },
    notes=(
        "Pooling is whatever the weight file says; that it says average, as for textures, was not verified.",
        "A second pass of 200 iterations at 1024 pixels is left out.",
    ),
)

GATYS_2016 = Artist(
    name="gatys-2016",
    who=AUTHORS,
    date="2016-06",
    source="CVPR 2016, pages 2414-2423",
    about="The conference paper: the same sums, now on the normalized network and with L-BFGS.",
    network="vgg19-normalized",
    scale=NORMALIZED,
    pooling="average",
    pixels=CAFFE_PIXELS,
    fit=Fit(long_side, 512, style=like_content),
    content=terms(EQUATION_1, dict.fromkeys(CONTENT_LAYERS, ALPHA)),
    style=terms(EQUATION_4, dict.fromkeys(STYLE_LAYERS, BETA / 5)),
    init=GrayNoise(),
    optimizer=Lbfgs(),
    evaluations=500,
    sources={
        "network": "section 2: scaled so that the mean activation of each filter is 1",
        "scale": "section 2",
        "pooling": "section 2",
        "pixels": "not given; those of the network",
        "fit": "sections 3 and 4.4: the style picture is resized to the content's size; about 512 x 512 pixels",
        "content": "equation 1 on conv4_2, alpha/beta = 1e-3: figure 3, B",
        "style": "equations 4 and 5, w_l = 1/5",
        "init": "section 3 and figure 6: white noise; how strong is not said",
        "optimizer": "section 2.3: L-BFGS; stylejax's",
        "evaluations": "not given; as in their code",
    },
    notes=("Figure 3 has ratios of 8e-4 (C), 5e-3 (D) and 5e-4 (E, F), too.",),
)

# Channels of conv1_1 to conv5_1, by whose squares the weights are divided.
CHANNELS = dict(zip(STYLE_LAYERS, (64, 128, 256, 512, 512), strict=True))

GATYS_PYTORCH = Artist(
    name="gatys-pytorch",
    who="Leon Gatys",
    date="2017",
    source="leongatys/PytorchNeuralStyleTransfer@be6c8e2",
    about="Gatys's later code: max pooling, the plain network, and deep layers weighted by 1/N^2.",
    network="vgg19",
    scale=PLAIN,
    pooling="max",
    pixels=PIXELS,
    fit=Fit(short_side, 512),
    content=terms(MEAN_CONTENT, dict.fromkeys(CONTENT_LAYERS, 1.0)),
    style=terms(MEAN_STYLE, {layer: 1e3 / channels**2 for layer, channels in CHANNELS.items()}),
    init=FromContent(),
    optimizer=TorchLbfgs(),
    evaluations=500,
    sources={
        "network": "vgg_conv.pth: by its loss weights not normalized",
        "scale": "NeuralStyleTransfer.ipynb prints losses of six digits, normalized activations have some below ten",
        "pooling": "NeuralStyleTransfer.ipynb json:56,177",
        "pixels": "NeuralStyleTransfer.ipynb",
        "fit": "NeuralStyleTransfer.ipynb: the short edge has 512 pixels",
        "content": "NeuralStyleTransfer.ipynb json:259",
        "style": "NeuralStyleTransfer.ipynb json:259",
        "init": "NeuralStyleTransfer.ipynb json:205",
        "optimizer": "torch.optim.LBFGS with its defaults",
        "evaluations": "NeuralStyleTransfer.ipynb: at most 500 calls of the closure",
    },
    notes=("A second pass of 200 iterations at 800 pixels is left out.",),
)

TEXTURE = Artist(
    name="texture",
    who=AUTHORS,
    date="2015-05-27",
    source="arXiv:1505.07376 and leongatys/DeepTextures@289dfe6",
    about="Texture synthesis, where it began: style alone, read behind the pools, within the style's range of values.",
    network="vgg19-normalized",
    scale=NORMALIZED,
    pooling="average-ceil",
    pixels=PIXELS,
    fit=Fit(area, 256),
    content=(),
    style=terms(
        WhereActive(OfGram(Squares(jnp.mean, 0.25), own=positions)),
        dict.fromkeys(("pool4", "pool3", "pool2", "pool1", "relu1_1"), 1e9),
    ),
    init=Gaussian(1.0),
    optimizer=Lbfgs(memory=20),
    box=RangeOfStyle(),
    evaluations=2000,
    sources={
        "network": "DeepTextures README: vgg_normalised.caffemodel",
        "scale": "the same",
        "pooling": "VGG_ave_pool_deploy.prototxt:42-51",
        "pixels": "Example.ipynb",
        "fit": "Example.ipynb: an area of 256 x 256",
        "content": "none",
        "style": "LossFunctions.py:20-23, ImageSyn.py:42-43, Example.ipynb json:90-91",
        "init": "ImageSyn.py:20-21",
        "optimizer": "Example.ipynb: scipy's L-BFGS-B, maxcor 20; stylejax's, with its memory",
        "box": "Misc.py:51-65",
        "evaluations": "Example.ipynb: maxiter 2000",
    },
    notes=(
        "The content picture lends the canvas its shape and nothing else.",
        "scipy's first trial puts nearly every pixel at a bound and its search goes back from there; here it does not.",
        "The histogram match that the notebook ends with is left out, as in the paper's figures.",
    ),
)

RECIPES = (PAPER, GATYS, GATYS_2016, GATYS_PYTORCH, TEXTURE)
