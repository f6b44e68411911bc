"""Options that several commands share, as types that the command line reads."""

import enum
from pathlib import Path
from typing import Annotated

import typer

from ..errors import InputError
from ..settings import DEFAULTS

CONTENT_LAYERS = ",".join(DEFAULTS.content_layers)
STYLE_LAYERS = ",".join(DEFAULTS.style_layers)


class OptimizerName(enum.StrEnum):
    """Optimizers that the command line offers."""

    LBFGS = "lbfgs"
    PLAIN_LBFGS = "plain-lbfgs"
    ADAM = "adam"
    SGD = "sgd"


class PoolName(enum.StrEnum):
    """Pooling layers that the command line offers."""

    AVERAGE = "average"
    MAX = "max"


class MemoryName(enum.StrEnum):
    """How much memory the command line offers to paint in."""

    AUTO = "auto"
    PLENTY = "plenty"
    LITTLE = "little"


class PrecisionName(enum.StrEnum):
    """Precisions that the command line offers."""

    FLOAT32 = "float32"
    TENSORFLOAT32 = "tensorfloat32"
    BFLOAT16 = "bfloat16"


Output = Annotated[Path, typer.Option("--output", "-o", help="The picture to write: .png, .jpg, .tif or .webp.")]
Report = Annotated[Path | None, typer.Option(help="Write objective, terms and times to this JSON file.")]
Network = Annotated[str, typer.Option(help="A network by name (see `stylejax info`) or an HDF5 weight file.")]
Size = Annotated[int, typer.Option(help="Longest side of the picture in pixels.")]
Steps = Annotated[int, typer.Option(help="Evaluations of objective and gradient to spend on a picture.")]
ContentWeight = Annotated[float, typer.Option(help="More keeps more of the photo; try 10 times more or less.")]
StyleWeight = Annotated[float, typer.Option(help="Only its ratio to the content weight counts.")]
TvWeight = Annotated[float, typer.Option(help="Total variation: more makes smoother.")]
ContentVariation = Annotated[
    float | None,
    typer.Option(
        "--tv-weight",
        help="Total variation: more makes smoother; the paper has none.",
        show_default="from 0 at relu1_1 to 1 at relu5_1",
    ),
]
ContentLayers = Annotated[str, typer.Option(help="Layers that content is compared at.")]
StyleLayers = Annotated[str, typer.Option(help="Layers that style is compared at: the deeper, the larger the strokes.")]
Init = Annotated[str, typer.Option(help="Where to start: content, noise, style or a picture file.")]
Seed = Annotated[int, typer.Option(help="Seed of the noise to start from.")]
Optimizer = Annotated[
    OptimizerName,
    typer.Option(help="L-BFGS needs the fewest evaluations; the plain one moves all frequencies alike, as in 2015."),
]
Pool = Annotated[PoolName | None, typer.Option(help="Pooling layers.", show_default="what the network was made for")]
Precision = Annotated[
    PrecisionName,
    typer.Option(help="Of the network alone: less is faster on GPU and TPU, and bfloat16 halves the memory."),
]
Memory = Annotated[
    MemoryName,
    typer.Option(
        help="Little is 0.7 of plenty, and 1.2 times as slow, at 1024 px; auto is little where plenty won't fit."
    ),
]
Lanes = Annotated[str, typer.Option(help="Pictures painted at once: a number, or auto: what fits, on CPU one.")]
Coordinator = Annotated[
    str | None,
    typer.Option(help="Several processes share the work: HOST:PORT of process 0, or auto (SLURM, MPI, TPU slices)."),
]
Processes = Annotated[int | None, typer.Option(help="How many processes there are, with HOST:PORT.")]
Process = Annotated[int | None, typer.Option(help="The number of this process, from 0.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]


def layers(text: str) -> tuple[str, ...]:
    """The layers of a list such as "relu1_1,relu2_1"."""
    return tuple(name for name in text.replace(" ", "").split(",") if name)


def at_once(lanes: str) -> int | None:
    """The number that `--lanes` gives, None for auto; raises InputError for anything else."""
    if lanes == "auto":
        return None
    if not lanes.isdecimal() or int(lanes) < 1:
        raise InputError(f"lanes: {lanes!r} is neither auto nor a number from 1 up")
    return int(lanes)
