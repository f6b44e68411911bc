"""The weight files of other projects that are known: what each is called here, and who reads it."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from ...networks.networks import Network, Pixels
from .caffe import read_caffe
from .chainer import read_chainer
from .collaborative import read_npz
from .common import CAFFE_PIXELS
from .keras import read_keras
from .lasagne import read_lasagne
from .matconvnet import read_matconvnet
from .state_dicts import read_safetensors, read_torch

# The license of the VGG group's own page, and the addresses of the files.
VGG_LICENSE = "CC BY 4.0 (Visual Geometry Group, University of Oxford)"
TORCHVISION_LICENSE = "BSD-3-Clause (torchvision)"
NORMALIZED_LICENSE = "academic and non-commercial use (Bethge lab); derived from VGG-19, " + VGG_LICENSE
OXFORD = "http://www.robots.ox.ac.uk/~vgg/software/very_deep/caffe/"
KERAS = "https://github.com/fchollet/deep-learning-models/releases/download/v0.1/"
TORCHVISION = "https://download.pytorch.org/models/"
JOHNSON = "https://web.eecs.umich.edu/~justincj/models/"
MATCONVNET = "http://www.vlfeat.org/matconvnet/models/"
LASAGNE = "https://s3.amazonaws.com/lasagne/recipes/pretrained/imagenet/"
BETHGE = "https://bethgelab.org/media/uploads/"
BERKELEY = "http://dl.caffe.berkeleyvision.org/"

# Rounded, as GoogLeNet's own prototxt and Lasagne's recipe for style transfer have it: blue, green, red.
ROUND_PIXELS = Pixels("BGR", 255.0, (104.0, 117.0, 123.0))
# torchvision's documentation of VGG16_Weights.IMAGENET1K_FEATURES: Caffe's mean, in units of 1.
FEATURES_PIXELS = Pixels("RGB", 1.0, (0.48235, 0.45882, 0.40784), (1 / 255, 1 / 255, 1 / 255))

Converter = Callable[[str | Path], Network]


def _vgg(name: str) -> dict[str, Converter]:
    """The files of VGG-16 or VGG-19 in all layouts."""
    layers = name.removeprefix("vgg")
    oxford = {"name": name, "architecture": name, "license": VGG_LICENSE}
    retrained = {"name": f"{name}-torchvision", "architecture": name, "license": TORCHVISION_LICENSE}
    torchvision = {"vgg16": "vgg16-397923af.pth", "vgg19": "vgg19-dcbb9e9d.pth"}[name]
    johnson = {"vgg16": "vgg16-00b39a1b.pth", "vgg19": "vgg19-d01eb7cb.pth"}[name]
    return {
        f"keras-{name}": partial(
            read_keras, **oxford, source=f"{KERAS}{name}_weights_tf_dim_ordering_tf_kernels_notop.h5"
        ),
        f"caffe-{name}": partial(read_caffe, **oxford, source=f"{OXFORD}VGG_ILSVRC_{layers}_layers.caffemodel"),
        f"jcjohnson-{name}": partial(read_torch, **oxford, pixels=CAFFE_PIXELS, source=JOHNSON + johnson),
        f"matconvnet-{name}": partial(
            read_matconvnet, **oxford, source=f"{MATCONVNET}imagenet-vgg-verydeep-{layers}.mat"
        ),
        f"lasagne-{name}": partial(read_lasagne, **oxford, source=f"{LASAGNE}{name}.pkl"),
        f"chainer-{name}": partial(read_chainer, **oxford, source=f"{OXFORD}VGG_ILSVRC_{layers}_layers.caffemodel"),
        f"torchvision-{name}": partial(read_torch, **retrained, source=TORCHVISION + torchvision),
        f"safetensors-{name}": partial(read_safetensors, **retrained, source=TORCHVISION + torchvision),
    }


CONVERTERS: Mapping[str, Converter] = {
    "vgg19-quarter": partial(
        read_npz,
        name="vgg19-quarter",
        source="https://github.com/MingSun-Tse/Collaborative-Distillation (CVPR 2020), "
        "trained_models/wct_se_16x_new/20191109-211322_E20.pth, "
        "sha256 9417c34d0d8d621bc6af78be745f1b8d30f5f210efa01e50655c60eb3770816b",
        license="MIT, (c) 2020 Huan Wang; derived from VGG-19, " + VGG_LICENSE,
    ),
    "vgg19-normalized": partial(
        read_npz,
        name="vgg19-normalized",
        source="https://github.com/jkbehne/GOTStyleTranfer, models/vgg_normalised_conv3_1.pth, "
        "sha256 4ffff49ad5cdc3337374b947918f35f903fcb0898b0b5eebfcbd601b99fc3929",
        license="none stated by the repository; derived from VGG-19, " + VGG_LICENSE,
    ),
    **_vgg("vgg16"),
    **_vgg("vgg19"),
    "torchvision-vgg16-amdegroot": partial(
        read_torch,
        name="vgg16-amdegroot",
        architecture="vgg16",
        pixels=FEATURES_PIXELS,
        source=TORCHVISION + "vgg16_features-amdegroot-88682ab5.pth",
        license=TORCHVISION_LICENSE,
    ),
    "gatys-vgg19": partial(
        read_torch,
        name="vgg19",
        architecture="vgg19",
        pixels=CAFFE_PIXELS,
        source=BETHGE + "pytorch_models/vgg_conv.pth",
        license=VGG_LICENSE,
    ),
    "caffe-vgg19-normalized": partial(
        read_caffe,
        name="vgg19-normalized",
        architecture="vgg19",
        source=BETHGE + "deeptextures/vgg_normalised.caffemodel",
        license=NORMALIZED_LICENSE,
    ),
    "lasagne-vgg19-normalized": partial(
        read_lasagne,
        name="vgg19-normalized",
        architecture="vgg19",
        pixels=ROUND_PIXELS,
        pooling="average",
        source=LASAGNE + "vgg19_normalized.pkl",
        license=NORMALIZED_LICENSE,
    ),
    "caffe-googlenet": partial(
        read_caffe,
        name="googlenet",
        architecture="googlenet",
        pixels=ROUND_PIXELS,
        source=BERKELEY + "bvlc_googlenet.caffemodel",
        license="unrestricted (BVLC)",
    ),
    "caffe-nin": partial(
        read_caffe,
        name="nin",
        architecture="nin",
        pixels=ROUND_PIXELS,
        source="nin_imagenet.caffemodel of Caffe's model zoo",
        license="BSD (Caffe's model zoo)",
    ),
}
