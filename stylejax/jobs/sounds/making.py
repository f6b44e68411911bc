"""One sound: made as its settings say, and written with its record and its report."""

import functools
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ...files import check_apart, check_writable, write_json
from ...losses.terms import by_kind
from ...media.sounds.writing import check_sound_output, write_sound
from ...reports.words import duration
from ...signals import who_stopped
from ...sound_settings import SoundSettings
from ...synthesis.runs import Callback
from ...synthesis.sounds.runs import SoundResult, make_sound
from ..checkpoints.resuming import CheckpointFile, kept_at, words_told
from ..pictures import place_of, written_or_kept
from ..records import record
from ..series import paint_series
from ..session import Console, Watching
from .inputs import SoundInputs


def check_sound_files(sound: Path, *others: Path | None, inputs: Iterable[str | Path]) -> None:
    """Raise InputError when the sound, or another file that is wanted, could not be written, or is an input.

    Args:
        sound: where it goes.
        others: where a report or a checkpoint go, None where there is none.
        inputs: files that are read.

    Example:
        >>> from pathlib import Path
        >>> from stylejax import jobs
        >>> jobs.sounds.check_sound_files(Path("sea.wav"), inputs=["sea.wav"])
        Traceback (most recent call last):
        stylejax.errors.InputError: ...
    """
    wanted = [path for path in others if path]
    check_apart([sound, *wanted], inputs)
    check_sound_output(sound)
    for path in wanted:
        check_writable(path)


def sound_record(command: str, settings: SoundSettings, inputs: SoundInputs, **more: Any) -> dict[str, Any]:
    """The record of a sound; without a result it says what is known before anything is made."""
    return record(command, settings, networks={"network": inputs.network}, pictures=inputs.checksums, **more)


def sound_result(result: SoundResult, settings: SoundSettings) -> dict[str, Any]:
    """What a record says of what came of a run."""
    return {
        "evaluations": result.evaluations,
        "objective": min(result.objective),
        "status": result.status,
        "channels": len(result.samples),
        "seconds": result.samples.shape[-1] / settings.rate,
        "inconsistency": result.inconsistency,
        "terms": by_kind(result.terms),
        "weights": by_kind(result.weights),
    }


def made(settings: SoundSettings, inputs: SoundInputs, callback: Callback, **more: Any) -> SoundResult:
    """The sound that settings and inputs describe; `more` is what else `make_sound` is given."""
    return make_sound(
        None if inputs.content is None else inputs.content.samples,
        inputs.style.samples,
        network=inputs.network,
        recipe=inputs.preset.recipe,
        steps=inputs.preset.steps,
        length=inputs.length,
        seed=settings.seed,
        callback=callback,
        **more,
    )


def write_made_sound(
    settings: SoundSettings,
    inputs: SoundInputs,
    *,
    command: str,
    output: Path,
    report: Path | None,
    console: Console,
    checkpoint: CheckpointFile | None = None,
    words: Sequence[str] = (),
) -> int:
    """Make a sound with inputs read and outputs checked, write it and its report, and return the exit code.

    The code is 128 plus the number of the signal that ended the run early, if one did; the best sound so far is written
    all the same. Where a `checkpoint` of the run is there, it goes on from that, and until the sound is written it is
    kept there, with the `words` that were typed. Raises InputError for another run's.

    Args:
        settings: of the sound.
        inputs: what they name, as it was read.
        command: that is recorded.
        output: where the sound goes.
        report: where a JSON file about the run goes, or None.
        console: hears of the run.
        checkpoint: where the run is kept, or None.
        words: that were typed.

    Returns:
        The exit code, 0 where all went well.

    Example:
        >>> import contextlib, pathlib, numpy as np
        >>> from stylejax import jobs, sound_settings
        >>> from stylejax.media import sounds
        >>> written = sounds.write_sound("noise.wav", np.sin(np.arange(4000.0))[None], rate=4000)
        >>> settings = sound_settings.SoundSettings("noise.wav", "noise.wav", rate=4000, filters=4, steps=1)
        >>> console = jobs.Console(lambda line: None, lambda evaluations: contextlib.nullcontext(lambda progress: None))
        >>> how = {"command": "sound", "output": pathlib.Path("made.wav"), "report": None, "console": console}
        >>> jobs.sounds.write_made_sound(settings, jobs.sounds.read_sounds(settings), **how)
        0
    """
    told = functools.partial(sound_record, command, settings, inputs)
    console.say(introduction(inputs))
    with kept_at(checkpoint, told(), words_told(words), say=console.say) as keeper:

        def make(callback: Watching) -> Iterator[tuple[int, SoundResult]]:
            heard = keeper.hearing(callback)
            yield 0, made(settings, inputs, heard, observers=[keeper], halfway=keeper.halfway)

        def write(number: int, result: SoundResult) -> tuple[str, SoundResult] | None:
            if result.came_to_nothing:
                return None
            whole = told(result=sound_result(result, settings))
            place, gain = keep_sound(place_of(output, [result.status]), result, settings.rate, whole)
            if report:
                write_json(report, {"objective": list(result.objective), **whole})
            if result.status != "stopped":
                keeper.remove()
            return f"{place}: {gain}", result

        began = time.perf_counter()
        outcome = paint_series(make, evaluations=inputs.preset.steps, console=console, each=write)
    if not outcome.results:
        console.say(f"{output}: {who_stopped(outcome.signal)} before there was a better sound than the start")
        return outcome.exit_code
    words, result = outcome.results[0]
    console.say(conclusion(words, result, outcome.signal, time.perf_counter() - began))
    return outcome.exit_code_for([result.status])


def introduction(inputs: SoundInputs) -> str:
    """What is about to be made, and by which network."""
    each = inputs.content or inputs.style
    lasts = inputs.length / each.rate
    return f"{lasts:.1f} s at {each.rate} Hz, with network {inputs.network.card.source}"


def conclusion(words: str, result: SoundResult, signal: int, seconds: float) -> str:
    """What came of a run, in a line."""
    ended = f"; stopped {who_stopped(signal)}" if signal and result.status == "stopped" else f"; {result.status}"
    spent = f"{result.evaluations} evaluations in {duration(seconds)}"
    return f"{words}, {spent}{'' if result.status == 'finished' else ended}"


def keep_sound(path: Path, result: SoundResult, rate: int, record: dict[str, Any]) -> tuple[Path, str]:
    """Write a sound that was long in the making; say where it is, and by how much it was made louder.

    Where it cannot be written, it goes into the current folder, or the temporary one, and InputError says so.
    """
    samples = np.asarray(result.samples)
    write = functools.partial(write_sound, samples=samples, rate=rate, record=record)
    written = written_or_kept(path, write, what="sound", suffix=".wav")
    return path, f"peak-normalized by {written.gain:+.1f} dB"
