"""What painting a picture will take: its levels, its memory, and its time as a range, told from its first levels."""

import dataclasses
import itertools
import statistics
import time
from collections.abc import Sequence
from typing import NamedTuple

from ..networks.networks import Memory
from ..networks.parts.tiles import execution_at
from ..reports.words import duration
from ..settings import TransferSettings
from ..synthesis.levels import levels_of
from ..synthesis.runs import Level, Progress
from ..synthesis.sharding import own_memory_limit
from ..synthesis.sweeps.needs import slowness
from .inputs.memory import bytes_needed, execution_of
from .inputs.parts import Inputs
from .series.tasks import paint_one

TIMED_UP_TO = 512  # pixels of the longest side at the last level that is tried
EVALUATIONS = 8  # for each level, shared out among them as those of the run are
FEWEST = 4  # evaluations of the level that is timed

# Seconds until a level begins whose programs are compiled or in the cache, and at least where it is not known whether
# they are (scripts/benchmarks/measure_startup.py).
LOADING, COMPILING = 1.0, 5.0

# How much faster and slower a run may be than it is told from its first levels.
FASTER, SLOWER = 0.75, 1.4


class LevelPlan(NamedTuple):
    """What is going to be done at one size.

    Attributes:
        level: the size, and its evaluations.
        memory: in which the network is computed there.
        seconds: about how long that takes, compiling included.
    """

    level: Level
    memory: Memory
    seconds: float


class PicturePlan(NamedTuple):
    """What painting a picture will take.

    Attributes:
        levels: one after the other, the coarsest first.
        bytes_needed: about the most memory that the process will have at a time.
        bytes_allowed: how much of it may be used.

    Example:
        >>> from stylejax import jobs
        >>> jobs.PicturePlan((), 1e9, 8e9).bytes_allowed
        8000000000.0
    """

    levels: tuple[LevelPlan, ...]
    bytes_needed: float
    bytes_allowed: float

    @property
    def seconds(self) -> float:
        """About how long it takes."""
        return sum(each.seconds for each in self.levels)


class Tried(NamedTuple):
    """What was timed at a level: until its first evaluation was there, and between those after it, in seconds."""

    first: float
    evaluation: float


def plan_picture(settings: TransferSettings, inputs: Inputs) -> PicturePlan:
    """What the picture will take that settings and inputs describe.

    Its first levels are painted for that with a few evaluations each: what is compiled there, the run needs as well.

    Args:
        settings: of the picture.
        inputs: what they name, as it was read.

    Returns:
        Its levels, its memory and its time.

    Example:
        >>> import numpy as np, stylejax
        >>> from stylejax import jobs
        >>> from stylejax.settings import TransferSettings
        >>> stylejax.write_image("photo.png", np.random.default_rng(0).uniform(size=(16, 16, 3)))
        >>> stylejax.save_network("tiny.h5", stylejax.random_network("vgg19", seed=0, width=1 / 64))
        >>> settings = TransferSettings("photo.png", "photo.png", network="tiny.h5", steps=1, levels=1)
        >>> len(jobs.plan_picture(settings, jobs.read_inputs(settings)).levels)
        1
    """
    shape, layers = inputs.photo.image.shape, inputs.weights.layers
    levels = levels_of(shape, steps=settings.steps, levels=settings.levels, more=settings.more)
    execution = execution_of(settings, inputs, layers, shape=shape)
    tried = _tried(settings, inputs, levels)
    seconds = [LOADING + (level.steps + 1) * own.evaluation for level, own in zip(levels, tried, strict=False)]
    a_pixel = tried[-1].evaluation / _pixels(levels[len(tried) - 1])
    setting_up = max(COMPILING, *(own.first - own.evaluation for own in tried))
    for level in levels[len(tried) :]:
        evaluation = a_pixel * _pixels(level) * slowness(inputs.network, level.shape, layers, execution)
        seconds.append(setting_up + (level.steps + 1) * evaluation)
    memories = [execution_at(execution, level.shape).memory for level in levels]
    planned = tuple(map(LevelPlan, levels, memories, seconds))
    return PicturePlan(planned, bytes_needed(settings, inputs, shape), own_memory_limit())


def _pixels(level: Level) -> int:
    return level.shape[0] * level.shape[1]


def _tried(settings: TransferSettings, inputs: Inputs, levels: Sequence[Level]) -> list[Tried]:
    """The levels of at most 512 pixels, or the first, each with a few evaluations, as they were timed."""
    small = [level for level in levels if max(level.shape) <= TIMED_UP_TO] or levels[:1]
    few = dataclasses.replace(settings, steps=min(settings.steps, EVALUATIONS * len(levels)), more=0)
    heard: dict[int, list[float]] = {level.number: [] for level in small}
    began = time.perf_counter()

    def hear(progress: Progress) -> bool:
        assert progress.level
        of_level = heard.get(progress.level.number)
        if of_level is None:
            return True
        of_level.append(time.perf_counter())
        return progress.level.number == small[-1].number and len(of_level) >= FEWEST

    paint_one(few, inputs, hear)
    ends = [began, *(times[-1] for times in heard.values())]
    return [_timed(start, times) for start, times in zip(ends, heard.values(), strict=False)]


def _timed(began: float, times: Sequence[float]) -> Tried:
    between = [later - earlier for earlier, later in itertools.pairwise(times)]
    first = times[0] - began
    return Tried(first, statistics.median(between) if between else first)


LARGE = 1024  # pixels of the longest side from beyond which people are told what is coming


def is_planned(inputs: Inputs) -> bool:
    """Whether the picture is so large that its plan is told first.

    Args:
        inputs: of the run.

    Returns:
        True above 1024 pixels.

    Example:
        >>> import numpy as np, stylejax
        >>> from stylejax import jobs
        >>> from stylejax.settings import TransferSettings
        >>> stylejax.write_image("photo.png", np.zeros((16, 16, 3)))
        >>> jobs.is_planned(jobs.read_inputs(TransferSettings("photo.png", "photo.png")))
        False
    """
    return max(inputs.photo.image.shape[:2]) > LARGE


def plan_lines(plan: PicturePlan) -> list[str]:
    """The plan in words: a line for the whole, and one for each level.

    Args:
        plan: of a picture.

    Returns:
        A line for all, then one for each level.

    Example:
        >>> import stylejax
        >>> from stylejax import jobs
        >>> from stylejax.jobs.plans import LevelPlan
        >>> level = LevelPlan(stylejax.Level(1, 1, (512, 384), 1, 100, 0), stylejax.Memory.PLENTY, 60.0)
        >>> jobs.plan_lines(jobs.PicturePlan((level,), 2e9, 8e9))[1].strip()
        'level 1 of 1, 384 x 512: 100 evaluations, about 60 s'
    """
    levels, last = plan.levels, plan.levels[-1].level
    evaluations = sum(each.level.steps for each in levels)
    memory = f"{plan.bytes_needed / 1e9:.1f} GB of memory of {plan.bytes_allowed / 1e9:.1f} GB that may be used"
    low, high = (duration(share * plan.seconds) for share in (FASTER, SLOWER))
    whole = f"plan: {_size(last)} pixels, {evaluations} evaluations, about {memory}, {low} to {high}"
    return [whole, *(_line(each) for each in levels)]


HOW = {Memory.PLENTY: "", Memory.LITTLE: ", in strips", Memory.LEAST: ", in tiles"}


def _line(planned: LevelPlan) -> str:
    level = planned.level
    told = f"{level.steps} evaluations, about {duration(planned.seconds)}{HOW[planned.memory]}"
    return f"  level {level.number} of {level.count}, {_size(level)}: {told}"


def _size(level: Level) -> str:
    return f"{level.shape[1]} x {level.shape[0]}"
