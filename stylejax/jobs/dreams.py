"""A dream: a picture and perhaps a guide in, one picture or the frames of a film out."""

import dataclasses
import functools
from collections.abc import Iterator, Sequence
from typing import Any

from ..command_settings import DreamSettings
from ..errors import checked_count
from ..media.images import Picture, read_visible
from ..networks.networks import Execution, Network, architecture_of, with_precision
from ..networks.preparation import prepared
from ..synthesis.dreams import (
    ENERGY,
    Dream,
    DreamObjective,
    check_dream,
    dream,
    dream_halfway_of,
    guided_by,
    zoom_in,
)
from ..synthesis.loops import Moment, Observer
from ..synthesis.runs import Callback, continued
from ..synthesis.starts import checked_seed
from .checkpoints.keeping import Keeper
from .inputs.memory import check_dream_fits
from .inputs.named import network_named
from .records import record

# GoogLeNet's is the notebook's (dream.ipynb at bbc2ddf, cell "make_step"). VGG's was chosen by eye with the compact
# network: relu3_1 gives stripes, relu4_1 speckled patterns, relu5_1 eyes and faces. NIN's is untried.
SUITING_LAYERS = {"googlenet": "inception_4c/output", "nin": "relu9", "vgg16": "relu5_1", "vgg19": "relu5_1"}


@dataclasses.dataclass(frozen=True)
class DreamInputs:
    """All that a dream needs, read and checked; `settings` name the layer.

    Attributes:
        settings: with the layer that is dreamt of.
        picture: `[h w 3]`, that is begun with.
        network: that dreams.
        execution: how it is computed.
        objective: what is maximized.
        guide_sha256: the checksum of the guide's file, where there is one.

    Example:
        >>> import numpy as np, stylejax
        >>> from stylejax import command_settings, jobs
        >>> stylejax.write_image("photo.png", np.zeros((64, 64, 3)))
        >>> inputs = jobs.read_dream(command_settings.DreamSettings("photo.png", network="compact", size=64, octaves=1))
        >>> isinstance(inputs, jobs.DreamInputs), inputs.settings.layer
        (True, 'relu5_1')
    """

    settings: DreamSettings
    picture: Picture
    network: Network
    execution: Execution
    objective: DreamObjective
    guide_sha256: str | None


def read_dream(settings: DreamSettings) -> DreamInputs:
    """Read and check all that the settings name. Raises InputError.

    Args:
        settings: of the dream.

    Returns:
        What it needs.

    Example:
        >>> import numpy as np, stylejax
        >>> from stylejax import command_settings, jobs
        >>> stylejax.write_image("photo.png", np.zeros((64, 64, 3)))
        >>> settings = command_settings.DreamSettings("photo.png", network="compact", size=64, octaves=1)
        >>> jobs.read_dream(settings).picture.image.shape
        (64, 64, 3)
    """
    checked_count("frames", settings.frames, "the number of pictures")
    checked_seed(settings.seed + settings.frames)
    loaded = network_named(settings.network, settings.pool)
    layer = settings.layer or SUITING_LAYERS[architecture_of(loaded).name]
    execution = with_precision(Execution(), settings.precision)
    network = prepared(loaded, layers=(layer,), execution=execution)
    picture = read_visible(settings.image, size=settings.size)
    check_dream(picture.image.shape, **_options(settings))
    check_dream_fits(network, picture.image.shape, layer, execution=execution)
    zoom_in(picture.image, zoom=settings.zoom)
    settled = dataclasses.replace(settings, layer=layer)
    if not settings.guide:
        return DreamInputs(settled, picture, network, execution, ENERGY, None)
    guide = read_visible(settings.guide, size=settings.size)
    objective = guided_by(guide.image, network=network, layer=layer, execution=execution)
    return DreamInputs(settled, picture, network, execution, objective, guide.sha256)


def _options(settings: DreamSettings) -> dict[str, Any]:
    names = ("octaves", "octave_scale", "steps", "rate", "jitter")
    return {name: getattr(settings, name) for name in names}


def frames_of(
    inputs: DreamInputs, keeper: Keeper, watching: Sequence[Observer], callback: Callback
) -> Iterator[tuple[int, Dream]]:
    """Dream after dream, each of the one before it drawn nearer, until the callback, told of steps in all, says so.

    Args:
        inputs: of the dream.
        keeper: keeps where it stands, and knows where it goes on.
        watching: observers of each frame.
        callback: hears of each step.

    Returns:
        (frame from 0, dream), as they come.

    Example:
        >>> import math, numpy as np, stylejax
        >>> from pathlib import Path
        >>> from stylejax import command_settings, jobs
        >>> stylejax.write_image("photo.png", np.random.default_rng(0).uniform(size=(64, 64, 3)))
        >>> little = {"size": 64, "layer": "relu1_1", "octaves": 1, "steps": 1}
        >>> settings = command_settings.DreamSettings("photo.png", network="compact", **little)
        >>> keeper = jobs.checkpoints.Keeper(Path("dream.checkpoint"), {}, print, math.inf)
        >>> inputs = jobs.read_dream(settings)
        >>> [(frame, dreamt.image.shape) for frame, dreamt in jobs.frames_of(inputs, keeper, (), lambda progress: None)]
        [(0, (64, 64, 3))]
    """
    settings, image, halfway = inputs.settings, inputs.picture.image, None
    of_one = settings.octaves * settings.steps
    if keeper.halfway:
        image, halfway = keeper.halfway["image"], keeper.halfway["dream"]
    for frame in range(frame_begun(keeper), settings.frames):
        part = f"frame {frame + 1} of {settings.frames}" if settings.frames > 1 else ""
        whole = {"before": frame * of_one, "total": settings.frames * of_one}
        told = continued(keeper.hearing(callback), **whole, part=part, goal="higher is more")
        keeper.stands = functools.partial(_standing, frame, image)
        dream_once = functools.partial(
            dream,
            network=inputs.network,
            layer=settings.layer,
            objective=inputs.objective,
            execution=inputs.execution,
            observers=[keeper, *watching],
        )
        seed, halfway_here, halfway = settings.seed + frame, halfway, None
        dreamt = dream_once(image, seed=seed, callback=told, halfway=halfway_here, **_options(settings))
        yield frame, dreamt
        if dreamt.status == "stopped":
            return
        image = zoom_in(dreamt.image, zoom=settings.zoom)


def _standing(frame: int, image: Any, moment: Moment) -> dict[str, Any]:
    """Where a film stands: at which frame, what that began with, and where it is."""
    return {"frame": frame, "image": image, "dream": dream_halfway_of(moment)}


def frame_begun(keeper: Keeper) -> int:
    """The frame at which a film is gone on with.

    Args:
        keeper: of the film.

    Returns:
        Its number from 0.

    Example:
        >>> import math
        >>> from pathlib import Path
        >>> from stylejax import jobs
        >>> jobs.frame_begun(jobs.checkpoints.Keeper(Path("film.checkpoint"), {}, print, math.inf))
        0
    """
    return keeper.halfway["frame"] if keeper.halfway else 0


def dream_record(inputs: DreamInputs, **more: Any) -> dict[str, Any]:
    """What a picture remembers of how it was made.

    Args:
        inputs: of the dream.
        more: what else there is to remember, as its result.

    Returns:
        Plain values.

    Example:
        >>> import numpy as np, stylejax
        >>> from stylejax import command_settings, jobs
        >>> stylejax.write_image("photo.png", np.zeros((64, 64, 3)))
        >>> settings = command_settings.DreamSettings("photo.png", network="compact", size=64, octaves=1)
        >>> jobs.dream_record(jobs.read_dream(settings))["command"]
        'dream'
    """
    return record(
        "dream",
        inputs.settings,
        networks={"network": inputs.network},
        pictures={"image": inputs.picture.sha256, "guide": inputs.guide_sha256},
        **more,
    )


def dream_result(dreamt: Dream, frame: int) -> dict[str, Any]:
    """What a record says of what came of it, as the frame of a film, from 0.

    Args:
        dreamt: the dream.
        frame: from 0.

    Returns:
        Plain values.

    Example:
        >>> import numpy as np
        >>> from stylejax import jobs, synthesis
        >>> jobs.dream_result(synthesis.Dream(np.zeros((64, 64, 3)), (1.0, 2.0), "finished"), 0)
        {'steps': 2, 'status': 'finished', 'shape': [64, 64, 3], 'frame': 1}
    """
    told = {"steps": len(dreamt.objective), "status": dreamt.status, "shape": list(dreamt.image.shape)}
    return {**told, "frame": frame + 1}
