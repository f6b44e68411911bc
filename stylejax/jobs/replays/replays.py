"""A picture painted again from what is stored in it, as it was or with some settings changed."""

import dataclasses
import functools
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ...artists.gallery import load_artist
from ...artists.measuring import Job, JobResult, settled
from ...command_settings import ComparisonSettings, DreamSettings
from ...errors import InputError, choice_of
from ...media.writing import EIGHT_BITS, Form
from ...settings import TransferSettings
from ...synthesis.dreams import Dream
from ..checkpoints.resuming import kept_at
from ..comparison import ComparisonInputs, checked_job, comparison_record, paint_jobs, read_comparison, statuses_of
from ..dreams import DreamInputs, dream_record, dream_result, frames_of, read_dream
from ..inputs.parts import Inputs
from ..inputs.reading import read_inputs
from ..pictures import keep_picture, paint_picture, place_of
from ..reconstructions import read_one_sided, read_texture
from ..records import transfer_record, versions
from ..series import paint_series
from ..session import Console
from ..watching.watchers import UNWATCHED, Watch
from .finding import check_pictures, differences, with_files_found
from .readings import Recorded

READ: Mapping[str, Callable[[Any], Inputs]] = {
    "transfer": read_inputs,
    "reconstruct content": read_one_sided,
    "reconstruct style": read_one_sided,
    "texture": read_texture,
}


def read_as(command: str, settings: Any) -> Inputs:
    """Read and check all that the settings of a command name. Raises InputError.

    Args:
        command: "transfer", "reconstruct content", "reconstruct style" or "texture".
        settings: of it.

    Returns:
        What the run needs.

    Example:
        >>> import numpy as np, stylejax
        >>> from stylejax import jobs
        >>> from stylejax.settings import TransferSettings
        >>> stylejax.write_image("photo.png", np.zeros((16, 16, 3)))
        >>> jobs.read_as("transfer", TransferSettings("photo.png", "photo.png")).channels
        1
    """
    return READ[command](settings)


class Replay(NamedTuple):
    """A picture ready to be painted again.

    Attributes:
        command: that painted it.
        settings: all of them.
        inputs: what is read for it.
        jobs: what is to be painted by artists, where they painted it.
        notes: what is no longer as it was, in words.
    """

    command: str
    settings: Any
    inputs: Any
    jobs: Sequence[Job]
    notes: tuple[str, ...]


def as_asked(told: Recorded, changes: Mapping[str, Any], *, beside: Path) -> Any:
    """The settings of a picture with some of them changed, and files where they lie now. Raises InputError.

    `beside` is the folder of the picture. What stands in place of another setting takes that away: a strength literal
    weights, and another network the pooling of the one before.

    Args:
        told: what the picture remembers.
        changes: settings by name.
        beside: where files are looked for that are no longer where they were.

    Returns:
        The settings.

    Example:
        >>> from pathlib import Path
        >>> from stylejax import jobs
        >>> Path("photo.jpg").touch()
        >>> told = jobs.recorded({"command": "transfer", "settings": {"content": "photo.jpg"}, "pictures": {}})
        >>> jobs.as_asked(told, {"seed": 7}, beside=Path()).seed
        7
    """
    known = [field.name for field in dataclasses.fields(told.settings)]
    foreign = next((name for name in changes if name not in known), None)
    if foreign:
        argument = foreign.replace("_", " ")
        raise InputError(f"{argument}: is no setting of what {told.command} paints; {choice_of(foreign, known)}")
    replaced = [name for change in changes for name in IN_PLACE_OF.get((told.command, change), ())]
    return with_files_found(dataclasses.replace(told.settings, **{**dict.fromkeys(replaced), **changes}), beside)


# By command and setting, what is not what the picture says where that is changed.
IN_PLACE_OF: Mapping[tuple[str, str], Sequence[str]] = {
    **{(command, "network"): ("pool",) for command in READ},
    ("transfer", "strength"): ("content_weight", "style_weight"),
    ("transfer", "content_weight"): ("strength",),
    ("transfer", "style_weight"): ("strength",),
}


def read_replay(told: Recorded, settings: Any, *, changed: Sequence[str]) -> Replay:
    """Read and check all that the settings name. Raises InputError, also for a file that is not the one it was.

    Files that were `changed` may be others. What else differs is in the notes.

    Args:
        told: what the picture remembers.
        settings: with which it is painted again.
        changed: names of those that are not as they were.

    Returns:
        All that painting needs, and notes.

    Example:
        >>> import numpy as np, stylejax
        >>> from stylejax import jobs
        >>> from stylejax.settings import TransferSettings
        >>> stylejax.write_image("photo.png", np.zeros((16, 16, 3)))
        >>> settings = TransferSettings("photo.png", "photo.png")
        >>> told = jobs.recorded({"command": "transfer", "settings": {}, "pictures": {}})
        >>> jobs.read_replay(told, settings, changed=()).command
        'transfer'
    """
    if isinstance(settings, ComparisonSettings):
        return _by_artist(told, settings, changed)
    if isinstance(settings, DreamSettings):
        dream = read_dream(settings)
        return Replay(told.command, dream.settings, dream, (), _notes(told, dream_record(dream), changed))
    inputs = READ[told.command](settings)
    now = transfer_record(told.command, settings, inputs)
    return Replay(told.command, settings, inputs, (), _notes(told, now, changed))


def _by_artist(told: Recorded, settings: ComparisonSettings, changed: Sequence[str]) -> Replay:
    inputs = read_comparison(settings)
    recipes = [settled(load_artist(name), size=settings.size, steps=settings.steps) for name in settings.artists]
    jobs = [checked_job(recipe.name, recipe, inputs) for recipe in recipes]
    pictures = {"content": inputs.content.sha256, "style": inputs.style.sha256}
    now = {"pictures": pictures, "versions": versions(), "network": {}}
    return Replay(told.command, settings, inputs, jobs, _notes(told._replace(network={}), now, changed))


def _notes(told: Recorded, now: Mapping[str, Any], changed: Sequence[str]) -> tuple[str, ...]:
    then = {"network": told.network, "versions": told.versions}
    pictures = check_pictures(told.pictures, now["pictures"], named=set(changed))
    return (*pictures, *differences(then, now, unknown=told.unknown))


def paint_again(
    replay: Replay,
    *,
    output: Path,
    report: Path | None,
    console: Console,
    form: Form = EIGHT_BITS,
    watch: Watch = UNWATCHED,
) -> int:
    """Say what is no longer as it was, paint the picture, write it, and return the exit code.

    Raises InputError for a report of a dream or an artist's picture, and for a film of either.

    Args:
        replay: what is painted.
        output: where the picture goes.
        report: where a JSON file about the run goes, or None.
        console: hears of the run.
        form: bits and tags of the picture.
        watch: what else is written.

    Returns:
        The exit code, 0 where all went well.

    Example:
        >>> import contextlib, numpy as np, stylejax
        >>> from pathlib import Path
        >>> from stylejax import jobs
        >>> from stylejax.settings import TransferSettings
        >>> stylejax.write_image("photo.png", np.random.default_rng(0).uniform(size=(16, 16, 3)))
        >>> stylejax.save_network("tiny.h5", stylejax.random_network("vgg19", seed=0, width=1 / 64))
        >>> settings = TransferSettings("photo.png", "photo.png", network="tiny.h5", steps=1, levels=1)
        >>> told = jobs.recorded({"command": "transfer", "settings": {}, "pictures": {}})
        >>> replay = jobs.read_replay(told, settings, changed=())
        >>> console = jobs.Console(lambda line: None, lambda evaluations: contextlib.nullcontext(lambda progress: None))
        >>> jobs.paint_again(replay, output=Path("again.png"), report=None, console=console)
        0
    """
    if not isinstance(replay.settings, TransferSettings):
        _check_transfer(replay, report, watch)
    for line in replay.notes:
        console.say(line)
    if replay.jobs:
        return _paint_artists(replay, output, console)
    if isinstance(replay.inputs, DreamInputs):
        return _dream(replay.inputs, output, console, form)
    places = {"output": output, "report": report, "form": form, "watch": watch}
    return paint_picture(replay.settings, replay.inputs, command=replay.command, console=console, **places)


def _check_transfer(replay: Replay, report: Path | None, watch: Watch) -> None:
    if report:
        raise InputError(f"report: there is none of what {replay.command} paints; leave it out")
    if watch != UNWATCHED:
        raise InputError(f"film: {replay.command} is not filmed again, nor are pictures on the way; leave them out")


def _paint_artists(replay: Replay, output: Path, console: Console) -> int:
    keep = functools.partial(_keep, replay.settings, replay.inputs, output)
    words = {"noun": "artist", "seed": replay.settings.seed, "console": console}
    outcome = paint_jobs(replay.jobs, replay.inputs, keep=keep, **words)
    console.say(f"{outcome.written or output}: as {', '.join(replay.settings.artists)}")
    return outcome.exit_code_for(statuses_of(outcome))


def _dream(inputs: DreamInputs, output: Path, console: Console, form: Form) -> int:
    """Dream all frames up to the one that is wanted, and write that."""
    settings = inputs.settings

    def write(frame: int, dreamt: Dream) -> tuple[Path, str] | None:
        if frame + 1 < settings.frames:
            return None
        place = place_of(output, [dreamt.status])
        record = dream_record(inputs, result=dream_result(dreamt, frame))
        keep_picture(
            place, dreamt.image, alpha=inputs.picture.alpha, record=record, **form.options(inputs.picture.tags)
        )
        return place, dreamt.status

    with kept_at(None, {}, {}, say=console.say) as keeper:
        paint, evaluations = functools.partial(frames_of, inputs, keeper, ()), settings.octaves * settings.steps
        outcome = paint_series(paint, evaluations=settings.frames * evaluations, console=console, each=write)
    for place, _ in outcome.results.values():
        console.say(f"{place}: dreamt again")
    return outcome.exit_code_for([status for _, status in outcome.results.values()])


def _keep(settings: ComparisonSettings, inputs: ComparisonInputs, output: Path, done: Sequence[JobResult]) -> Path:
    """Write the picture of the artist, and say where."""
    [painted] = done
    place = place_of(output, [painted.painting.status])
    keep_picture(place, painted.image, record=comparison_record("compare", settings, inputs, done))
    return place
