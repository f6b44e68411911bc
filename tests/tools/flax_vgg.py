"""VGG-19 up to relu5_1 as others write it in flax: `linen`, which sows activations, and `nnx`, returning them."""

import itertools

import flax.linen
from flax import nnx

DEPTHS, PLACES = (2, 2, 4, 4, 1), "12345"


def convolutions():
    """The names of VGG-19's convolutions up to conv5_1, block by block."""
    return [[f"conv{block}_{index + 1}" for index in range(depth)] for block, depth in zip(PLACES, DEPTHS, strict=True)]


class LinenVgg(flax.linen.Module):
    """Blocks of 3x3 convolutions and ReLU, the mean of 2x2 between them."""

    width: int

    @flax.linen.compact
    def __call__(self, pictures):
        values = pictures
        for block, names in enumerate(convolutions()):
            values = values if block == 0 else flax.linen.avg_pool(values, (2, 2), (2, 2))
            for name in names:
                values = flax.linen.Conv(self.width * 2 ** min(block, 3), (3, 3), name=name)(values)
                values = flax.linen.relu(values)
                self.sow("intermediates", name.replace("conv", "relu"), values)
        return values


class NnxVgg(nnx.Module):
    """The same, its convolutions in one list."""

    def __init__(self, width, *, rngs):
        blocks = [[width * 2 ** min(block, 3)] * len(names) for block, names in enumerate(convolutions())]
        pairs = itertools.pairwise([3, *itertools.chain(*blocks)])
        self.convolutions = nnx.List([nnx.Conv(before, after, (3, 3), rngs=rngs) for before, after in pairs])

    def __call__(self, pictures):
        values, found, layers = pictures, {}, iter(self.convolutions)
        for block, names in enumerate(convolutions()):
            values = values if block == 0 else nnx.avg_pool(values, (2, 2), (2, 2))
            for name in names:
                values = found[name.replace("conv", "relu")] = nnx.relu(next(layers)(values))
        return found


# Where the nnx module keeps each convolution.
NAMES = {name: f"convolutions/{place}" for place, name in enumerate(itertools.chain(*convolutions()))}
