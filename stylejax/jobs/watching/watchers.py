"""What somebody wants to see of a run, checked before it and seen to while it lasts."""

import contextlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from numpy.typing import ArrayLike

from ...errors import checked_count
from ...files import check_apart
from ...media.films import check_film
from ...media.writing import EIGHT_BITS, Form
from ...synthesis.loops import Observer
from ..inputs.parts import Inputs
from .films import Film, filming
from .saves import saved_paths, saving


class Watch(NamedTuple):
    """What is wanted of a run beside its picture.

    Attributes:
        film: where a film of it goes.
        save_every: after how many evaluations each the picture is saved.

    Example:
        >>> from pathlib import Path
        >>> from stylejax import jobs
        >>> jobs.Watch(film=Path("film.mp4")).save_every is None
        True
    """

    film: Path | None = None
    save_every: int | None = None


UNWATCHED = Watch()


class Watchers(NamedTuple):
    """The observers of a run, and the film among them."""

    observers: tuple[Observer, ...]
    film: Film | None

    def end(self, picture: ArrayLike, place: Callable[[Path], Path]) -> None:
        """Show the film its last picture; where the film goes is what `place` says of its path."""
        if self.film:
            self.film.show(picture, place(self.film.path))


def check_watch(watch: Watch, output: Path, *, evaluations: int, inputs: Iterable[str | Path]) -> None:
    """Raise InputError where a film or pictures on the way could not be written, or would replace an input.

    Args:
        watch: what is wanted.
        output: where the picture goes.
        evaluations: of the run.
        inputs: files that are read.

    Example:
        >>> from pathlib import Path
        >>> from stylejax import jobs
        >>> jobs.check_watch(jobs.Watch(save_every=0), Path("out.png"), evaluations=100, inputs=[])
        Traceback (most recent call last):
        stylejax.errors.InputError: ...
    """
    saved = list[Path]()
    if watch.save_every is not None:
        checked_count("save every", watch.save_every, "the number of evaluations from one file to the next")
        saved = saved_paths(output, every=watch.save_every, evaluations=evaluations)
    check_apart([output, *saved, *checked_film(watch.film)], inputs)


def checked_film(film: Path | None) -> list[Path]:
    """The path of a film that can be written, where one is wanted. Raises InputError.

    Args:
        film: where it goes, or None.

    Returns:
        The path, or nothing.

    Example:
        >>> from pathlib import Path
        >>> from stylejax import jobs
        >>> [path.name for path in jobs.watching.checked_film(Path("film.webp"))]
        ['film.webp']
    """
    if film:
        check_film(film)
    return [film] if film else []


@contextlib.contextmanager
def watched(
    watch: Watch,
    output: Path,
    inputs: Inputs,
    *,
    evaluations: int,
    made: Callable[..., dict[str, Any]],
    say: Callable[[str], None],
    form: Form = EIGHT_BITS,
) -> Iterator[Watchers]:
    """See to what is wanted of a run of so many evaluations until the block ends; `made` makes records of results."""
    shape = inputs.content.image.shape[:2]
    how: dict[str, Any] = {"shape": shape, "say": say, "finish": inputs.finish}
    with contextlib.ExitStack() as stack:
        film, observers = None, list[Observer]()
        if watch.film:
            film = stack.enter_context(filming(watch.film, evaluations=evaluations, **how))
            observers.append(film)
        if watch.save_every:
            more: dict[str, Any] = {"alpha": inputs.content.alpha, **form.options(inputs.content.tags), **how}
            observers.append(stack.enter_context(saving(output, every=watch.save_every, made=made, **more)))
        yield Watchers(tuple(observers), film)
