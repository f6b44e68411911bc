"""A run that shows itself in a notebook: one output that changes while it is painted."""

import base64
import time
import uuid
from typing import Any

import jax
import numpy as np

from ...errors import InputError
from ...media.films import in_color, jpeg_of
from ...reports.words import duration, level_words
from ...synthesis.loops import Moment
from ...synthesis.runs import Progress
from ..session import Clock
from .shown import codes_in, picture_in

PAUSE = 1.0  # seconds from one look to the next


class NotebookDisplay:
    """Shows a run in a notebook while it is painted: its picture, how far it is, and the time left.

    It is given as callback and among the observers. Raises InputError where IPython is not installed.

    Example:
        >>> import stylejax
        >>> show = stylejax.NotebookDisplay()  # doctest: +SKIP
        >>> stylejax.transfer(content, style, network=network, callback=show, observers=[show])  # doctest: +SKIP
    """

    def __init__(self) -> None:
        self._display = _display_of_notebooks()
        self._name = uuid.uuid4().hex
        self._clock, self._last = Clock(), 0.0
        self._codes: jax.Array | None = None
        self._picture = ""
        self._put("getting ready", new=1)

    def wants(self, evaluation: int, /) -> bool:
        """Whether it is time for another look."""
        return time.monotonic() - self._last >= PAUSE

    def see(self, moment: Moment, /) -> None:
        """Have the picture copied; it is shown when the next evaluation is under way."""
        codes = codes_in(picture_in(moment.state))
        self._codes, self._last = (codes[0] if codes.ndim > 3 else codes), time.monotonic()

    def __call__(self, progress: Progress) -> None:
        """Show how far the run is, where there is a new picture, and at its end."""
        left = self._clock.seconds_left(progress)
        if self._codes is None and progress.evaluation < progress.steps:
            return
        told = "done" if progress.evaluation >= progress.steps else "getting ready"
        words = told if left is None or told == "done" else f"{duration(max(1.0, left))} left"
        self._put(", ".join(filter(None, (words, level_words(progress)))))

    def _put(self, words: str, *, new: int = 0) -> None:
        if self._codes is not None:
            coded = base64.b64encode(jpeg_of(in_color(np.asarray(self._codes)))).decode()
            self._picture = f'<img alt="the picture while it is painted" src="data:image/jpeg;base64,{coded}">'
            self._codes = None
        told = {"text/html": f"<div>{self._picture}<p>{words}</p></div>", "text/plain": words}
        self._display(told, raw=True, display_id=self._name, update=not new)


def _display_of_notebooks() -> Any:
    try:
        from IPython.display import display  # pyrefly: ignore
    except ImportError:
        raise InputError("display: is for notebooks, and IPython is not there; run: pip install ipython") from None
    return display
