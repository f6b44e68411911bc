"""First kernels of networks that everybody uses, by which a weight file is known whatever its name says.

Oxford's are as in Keras's files (`block1_conv1`), torchvision's as in `features.0.weight`; four digits of a few output
channels are enough to tell them apart, and are facts about the networks, not the networks.
"""

from dataclasses import dataclass

Filter = tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]  # 3x3 in rows, for each of three input channels


@dataclass(frozen=True)
class Fingerprint:
    """What is known of a network's first convolution.

    `filters` maps output channels to their kernels, one 3x3 block for red, green and blue each; `biases` maps output
    channels to biases. Both belong to pixels `(image - neutral) * gain`, the image being RGB in [0, 1].

    Attributes:
        about: whose network it is.
        neutral: what is subtracted from a picture, red, green and blue.
        gain: what it is multiplied by.
        filters: kernels by output channel.
        biases: by output channel.

    Example:
        >>> from stylejax import weights
        >>> weights.FINGERPRINTS["oxford-vgg19"].about
        "Oxford's VGG-19"
    """

    about: str
    neutral: tuple[float, float, float]
    gain: tuple[float, float, float]
    filters: dict[int, Filter]
    biases: dict[int, float]


CAFFE_NEUTRAL = (123.68 / 255, 116.779 / 255, 103.939 / 255)
TORCH_NEUTRAL, TORCH_GAIN = (0.485, 0.456, 0.406), (1 / 0.229, 1 / 0.224, 1 / 0.225)

OXFORD_19 = Fingerprint(
    "Oxford's VGG-19",
    CAFFE_NEUTRAL,
    (255.0, 255.0, 255.0),
    {
        0: (
            (0.3942, 0.3774, -0.0459, 0.2671, 0.0999, -0.3410, -0.0757, -0.2803, -0.4160),
            (0.4642, 0.4181, -0.0481, 0.3051, 0.1039, -0.3731, -0.0765, -0.3107, -0.4645),
            (0.3412, 0.3400, -0.0448, 0.2322, 0.0898, -0.3033, -0.0726, -0.2467, -0.3368),
        ),
        1: (
            (-0.0842, -0.0788, -0.1158, -0.0797, -0.0624, -0.1340, -0.0781, -0.0709, -0.1149),
            (0.0336, 0.0526, -0.0066, 0.0568, 0.0885, -0.0070, 0.0388, 0.0603, -0.0058),
            (0.0956, 0.1336, 0.0647, 0.1337, 0.1851, 0.0800, 0.1008, 0.1414, 0.0660),
        ),
        2: (
            (-0.0363, -0.0478, -0.1446, 0.0599, 0.0744, -0.1151, -0.0354, -0.0388, -0.1467),
            (0.1025, 0.0976, -0.0223, 0.2169, 0.2392, 0.0215, 0.0997, 0.1041, -0.0266),
            (0.0177, 0.0213, -0.0763, 0.1213, 0.1526, -0.0393, 0.0131, 0.0261, -0.0814),
        ),
    },
    {0: 0.7302, 1: 0.0649, 2: 0.0343},
)

TORCHVISION_16 = Fingerprint(
    "torchvision's VGG-16",
    TORCH_NEUTRAL,
    TORCH_GAIN,
    {
        0: (
            (-0.5537, 0.1427, 0.5290, -0.5831, 0.3566, 0.7657, -0.6902, -0.0480, 0.4841),
            (0.1755, 0.0099, -0.0814, 0.0441, -0.0703, -0.2604, 0.1324, -0.1728, -0.1323),
            (0.3130, -0.1659, -0.4275, 0.4752, -0.0827, -0.4870, 0.6320, 0.0193, -0.2775),
        ),
        62: (
            (0.0165, -0.0322, -0.0038, -0.0682, -0.1944, -0.1417, -0.0695, -0.1834, -0.1742),
            (0.0428, -0.0675, -0.0070, 0.0118, -0.1496, -0.1236, 0.0102, -0.1039, -0.1174),
            (0.1266, 0.0850, 0.1307, 0.1759, 0.1129, 0.1194, 0.1466, 0.0989, 0.1035),
        ),
    },
    {0: 0.4034, 62: -0.5516},
)

TORCHVISION_19 = Fingerprint(
    "torchvision's VGG-19",
    TORCH_NEUTRAL,
    TORCH_GAIN,
    {
        0: (
            (-0.0535, -0.0493, -0.0679, 0.0153, 0.0451, 0.0021, 0.0362, 0.0200, 0.0199),
            (0.0170, 0.0554, -0.0062, 0.1417, 0.2271, 0.1376, 0.1200, 0.2003, 0.0921),
            (-0.0449, 0.0127, -0.0145, 0.0597, 0.1396, 0.0541, -0.0010, 0.0583, -0.0297),
        ),
        62: (
            (0.0259, 0.3822, 0.2939, -0.4756, -0.3601, 0.2328, -0.2228, 0.0008, 0.1533),
            (0.1767, 0.3877, 0.0260, -0.3904, -0.5004, 0.0017, 0.0617, 0.1479, 0.0510),
            (0.1297, 0.0754, -0.3885, 0.0509, -0.1938, -0.1750, 0.3448, 0.2156, -0.0835),
        ),
        63: (
            (-0.8106, -0.7432, -0.7789, -0.1693, 0.3423, -0.0702, 0.5249, 0.9599, 0.7621),
            (0.0792, 0.2456, -0.1532, -0.0709, 0.4465, -0.3807, -0.1531, 0.1243, -0.1107),
            (0.5203, 0.7574, 0.6237, -0.1073, 0.1876, -0.1218, -0.6641, -0.6489, -0.5536),
        ),
    },
    {},
)

FINGERPRINTS = {
    "oxford-vgg19": OXFORD_19,
    "torchvision-vgg16": TORCHVISION_16,
    "torchvision-vgg19": TORCHVISION_19,
}
