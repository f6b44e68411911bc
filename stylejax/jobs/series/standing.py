"""Where the lanes of a series stand, by their names, so that they can be gone on with."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from ...synthesis.loops import Moment, Observer, finished
from ...synthesis.runs import Result
from ...synthesis.sweeps.continuing import KeptLanes, halfways_of
from ..inputs.parts import Inputs
from ..watching.glimpses import Canvas


@dataclasses.dataclass
class Standing:
    """Where lanes stand.

    Attributes:
        names: of the lanes.
        kept: where some of them are gone on from, by name.
        observers: those who are shown the lanes under way, numbered over all of the series.
        finished: what is painted already, likewise.

    Example:
        >>> from stylejax import jobs
        >>> jobs.Standing(["1", "2"], {"1": "where it stands"}).halfway_of([0, 1])
        {0: 'where it stands'}
    """

    names: Sequence[str] = ()
    kept: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    observers: Sequence[Observer] = ()
    finished: dict[str, Any] = dataclasses.field(default_factory=dict)

    def halfway_of(self, group: Sequence[int]) -> KeptLanes:
        """Where lanes of a group are gone on from, as they are numbered within it."""
        named = {index: self.names[lane] for index, lane in enumerate(group) if lane < len(self.names)}
        return {index: self.kept[name] for index, name in named.items() if name in self.kept}

    def observers_of(self, group: Sequence[int]) -> list[Observer]:
        """The observers, who are told of lanes of a group as they are numbered over all."""
        return [_Numbering(observer, group) for observer in self.observers]

    def note(self, lane: int, result: Result) -> None:
        """Note what a lane has come to, in the colors in which it is painted."""
        if lane < len(self.names) and result.status != "stopped":
            self.finished[self.names[lane]] = finished(result)

    def stands(self, moment: Moment) -> dict[str, Any]:
        """Where all lanes stand, by name, as an observer is shown those under way; those that wait are left out."""
        under_way = {self.names[lane]: one for lane, one in halfways_of(moment).items()}
        return {**self.finished, **under_way}


def canvas_of_lanes(inputs: Sequence[Inputs], moment: Moment) -> Canvas:
    """What the picture becomes that is shown of lanes with these inputs: the first one's of those under way.

    Args:
        inputs: of all lanes.
        moment: of some of them, whose numbers are in `about["lanes"]`.

    Returns:
        Its shape and its colors.

    Example:
        >>> import types, numpy as np, stylejax
        >>> from stylejax import jobs
        >>> from stylejax.settings import TransferSettings
        >>> stylejax.write_image("photo.png", np.zeros((16, 16, 3)))
        >>> inputs = jobs.read_inputs(TransferSettings("photo.png", "photo.png"))
        >>> jobs.series.canvas_of_lanes([inputs], types.SimpleNamespace(about={"lanes": [0]})).shape
        (16, 16)
    """
    given = inputs[moment.about["lanes"][0]]
    return Canvas(given.content.image.shape[:2], given.finish)


@dataclasses.dataclass(frozen=True)
class _Numbering:
    """An observer who is told of lanes of a group as they are numbered over all."""

    observer: Observer
    group: Sequence[int]

    def wants(self, evaluation: int, /) -> bool:
        return self.observer.wants(evaluation)

    def see(self, moment: Moment, /) -> None:
        lanes = [self.group[lane] for lane in moment.about["lanes"]]
        self.observer.see(moment._replace(about={**moment.about, "lanes": lanes}))
