"""Where a comparison stands: what is painted, and what is being painted, by name."""

import dataclasses
from typing import Any

from ...artists.halfway import PaintingFinished, PaintingHalfway, painting_halfway_of
from ...artists.measuring import JobResult
from ...synthesis.loops import Moment
from ..checkpoints.keeping import Keeper


@dataclasses.dataclass
class PaintingsStanding:
    """What is kept of a comparison, and what is gone on with.

    Attributes:
        keeper: who keeps it; what it has kept is gone on with.
        finished: what is painted.

    Example:
        >>> import math
        >>> from pathlib import Path
        >>> from stylejax import jobs
        >>> keeper = jobs.checkpoints.Keeper(Path("page.checkpoint"), {}, print, math.inf)
        >>> jobs.PaintingsStanding(keeper).done("artist gatys") is None
        True
    """

    keeper: Keeper
    finished: dict[str, PaintingFinished] = dataclasses.field(default_factory=dict)

    def done(self, name: str) -> PaintingFinished | None:
        """What was painted before under that name."""
        kept = self._kept(name)
        return kept if isinstance(kept, PaintingFinished) else None

    def halfway(self, name: str) -> PaintingHalfway | None:
        """Where a painting of that name is gone on with."""
        kept = self._kept(name)
        return kept if isinstance(kept, PaintingHalfway) else None

    def begin(self, name: str) -> None:
        """From now on, what is shown is of that name."""

        def stands(moment: Moment) -> dict[str, Any]:
            return {**self.finished, name: painting_halfway_of(moment)}

        self.keeper.stands = stands

    def end(self, name: str, painted: JobResult) -> None:
        """Note what has become of a painting; one that was stopped is still under way."""
        painting = painted.painting
        if painting.status != "stopped":
            told = (painted.image, painting.objective, painting.status, painted.seconds)
            self.finished[name] = PaintingFinished(*told)

    def _kept(self, name: str) -> Any:
        return (self.keeper.halfway or {}).get(name)
