"""Sounds over content weights and seeds: a sheet of their spectrograms, and a page that plays them."""

import dataclasses
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import InputError
from ...files import check_apart, make_folder, write_text
from ...media.writing import check_output
from ...reports.grid import Grid
from ...reports.layout import Cell, Sheet
from ...reports.sheets import draw_sheet
from ...reports.web.players import Player, PlayerPage, players_html
from ...reports.words import duration
from ...sound_settings import SoundSettings
from ...synthesis.runs import Callback
from ...synthesis.sounds.runs import SoundResult
from ..pictures import is_whole, keep_picture, place_of_sheet
from ..records import record
from ..series import Task, evaluations_of, one_after_another, paint_series
from ..session import Console
from .inputs import SoundInputs, read_sounds
from .making import keep_sound, made, sound_record, sound_result
from .spectra import log_spectrogram

Lane = tuple[SoundResult, str]  # what was made, and the name of its file


@dataclasses.dataclass(frozen=True)
class SoundSweep:
    """A sweep ready to run: how lanes are laid out, each lane's settings and inputs, and where results go.

    Sounds, the sheet "sheet.png" and the page "index.html" go into the folder.
    """

    base: SoundSettings
    grid: Grid
    lanes: tuple[SoundSettings, ...]
    inputs: tuple[SoundInputs, ...]
    folder: Path
    suffix: str

    def path(self, lane: int) -> Path:
        """Where a lane's sound goes."""
        settings = self.lanes[lane]
        weight = f"{self.inputs[lane].preset.recipe.weights.content:g}"
        return self.folder / f"content-{weight}-seed-{settings.seed}{self.suffix}"


def read_sound_sweep(base: SoundSettings, grid: Grid, *, folder: Path, suffix: str) -> SoundSweep:
    """Read and check all that the lanes of a grid name, and where they will be written. Raises InputError.

    Args:
        base: settings of all lanes.
        grid: rows and columns.
        folder: that everything goes to.
        suffix: of the sounds, ".flac", ".wav" or ".ogg".

    Returns:
        The sweep.

    Example:
        >>> from pathlib import Path
        >>> import numpy as np
        >>> from stylejax import jobs, sound_settings
        >>> from stylejax.media import sounds
        >>> written = sounds.write_sound("noise.wav", np.sin(np.arange(4000.0))[None], rate=4000)
        >>> base = sound_settings.SoundSettings("noise.wav", "noise.wav", rate=4000, filters=4)
        >>> grid = jobs.arrange([jobs.numbers_axis("seeds", "seed", "seed", [0, 1])])
        >>> len(jobs.sounds.read_sound_sweep(base, grid, folder=Path("made"), suffix=".wav").lanes)
        2
    """
    if suffix not in (".flac", ".wav", ".ogg"):
        raise InputError(f"format: {suffix[1:]!r} is unknown; choose one of flac, wav, ogg")
    lanes = tuple(grid.lanes(base))
    inputs = tuple(read_sounds(lane) for lane in lanes)
    sweep = SoundSweep(base, grid, lanes, inputs, folder, suffix)
    make_folder(folder)
    check_apart([sweep.path(lane) for lane in range(len(lanes))], [base.content, base.style])
    check_output(folder / "sheet.png")
    return sweep


def make_sweep(sweep: SoundSweep, *, console: Console) -> int:
    """Make all sounds of a sweep, one after the other, and write each at once; the exit code.

    Sheet and page are written whatever ends it: the sheet shows holes for what is not there.

    Args:
        sweep: that was read.
        console: hears of the run.

    Returns:
        The exit code, 0 where all went well.

    Example:
        >>> import contextlib, numpy as np
        >>> from pathlib import Path
        >>> from stylejax import jobs, sound_settings
        >>> from stylejax.media import sounds
        >>> written = sounds.write_sound("noise.wav", np.sin(np.arange(4000.0))[None], rate=4000)
        >>> base = sound_settings.SoundSettings("noise.wav", "noise.wav", rate=4000, filters=4, steps=1)
        >>> grid = jobs.arrange([jobs.numbers_axis("seeds", "seed", "seed", [0, 1])])
        >>> sweep = jobs.sounds.read_sound_sweep(base, grid, folder=Path("made"), suffix=".wav")
        >>> console = jobs.Console(lambda line: None, lambda evaluations: contextlib.nullcontext(lambda progress: None))
        >>> jobs.sounds.make_sweep(sweep, console=console)
        0
    """
    tasks = [
        Task(inputs.preset.steps, functools.partial(_made, settings, inputs), sweep.path(lane).stem)
        for lane, (settings, inputs) in enumerate(zip(sweep.lanes, sweep.inputs, strict=True))
    ]
    outcome = paint_series(
        functools.partial(one_after_another, tasks),
        evaluations=evaluations_of(tasks),
        console=console,
        each=functools.partial(_write, sweep),
        keep=functools.partial(_write_sheet, sweep),
    )
    count, spent = len(outcome.results), duration(outcome.seconds)
    console.say(f"{sweep.folder}: {count} of {len(tasks)} sounds, sheet.png and index.html, in {spent}")
    return outcome.exit_code_for([result.status for result, _ in outcome.results.values()])


def _made(settings: SoundSettings, inputs: SoundInputs, callback: Callback) -> SoundResult:
    return made(settings, inputs, callback)


def _write(sweep: SoundSweep, lane: int, result: SoundResult) -> Lane | None:
    """Write a sound; None of what is no better than its start."""
    if result.came_to_nothing:
        return None
    settings, inputs = sweep.lanes[lane], sweep.inputs[lane]
    told = sound_record("sound", settings, inputs, result=sound_result(result, settings))
    path = sweep.path(lane)
    place = path.with_name(f"{path.stem}.stopped{path.suffix}") if result.status == "stopped" else path
    keep_sound(place, result, settings.rate, told)
    return result, place.name


def _write_sheet(sweep: SoundSweep, results: dict[int, Lane], seconds: float) -> Path:
    """Write the sheet of spectrograms and the page of players, and say where the sheet is."""
    statuses = [result.status for result, _ in results.values()]
    place = place_of_sheet(sweep.folder / "sheet.png", statuses, of=len(sweep.lanes))
    keep_picture(place, draw_sheet(_sheet(sweep, results)), record=_record(sweep, results))
    for name in ("content", "style"):
        picture = np.ascontiguousarray(_original(sweep, name))
        keep_picture(sweep.folder / f"{name}.png", picture)
    for result, file in results.values():
        keep_picture(sweep.folder / f"{file}.png", _picture(result.samples, sweep.base.rate))
    page = place.with_name("index.html" if is_whole(statuses, of=len(sweep.lanes)) else "index.stopped.html")
    write_text(page, players_html(_page(sweep, results)))
    return place


def _picture(samples: np.ndarray, rate: int) -> np.ndarray:
    return log_spectrogram(np.asarray(samples).mean(0), rate=rate)


def _original(sweep: SoundSweep, name: str) -> np.ndarray:
    sound = getattr(sweep.inputs[0], name)
    return _picture(sound.samples, sound.rate)


def _title(sweep: SoundSweep) -> str:
    return f"{Path(sweep.base.content).stem} in the manner of {Path(sweep.base.style).stem}"


def _lines(sweep: SoundSweep) -> tuple[str, ...]:
    first = sweep.inputs[0]
    seconds = first.length / sweep.base.rate
    told = f"{sweep.base.preset} preset, {first.preset.steps} evaluations, {seconds:.1f} s at {sweep.base.rate} Hz"
    return told, "60 Hz to half of the rate upward in octaves, 70 dB from black to white"


def _sheet(sweep: SoundSweep, results: dict[int, Lane]) -> Sheet:
    cells = [_cell(sweep, results.get(lane)) for lane in range(len(sweep.lanes))]
    margin = [(name, _original(sweep, name)) for name in ("content", "style")]
    return Sheet(sweep.grid, cells, _title(sweep), _lines(sweep), margin, {})


def _cell(sweep: SoundSweep, lane: Lane | None) -> Cell:
    if lane is None:
        return Cell((180, 360), None, "not made")
    return Cell(
        (180, 360), _picture(lane[0].samples, sweep.base.rate), "" if lane[0].status != "stopped" else "stopped"
    )


def _record(sweep: SoundSweep, results: dict[int, Lane]) -> dict[str, Any]:
    first = sweep.inputs[0]
    return record(
        "sound-sweep",
        sweep.base,
        networks={"network": first.network},
        pictures=first.checksums,
        rows=[heading.fields for heading in sweep.grid.rows],
        columns=[heading.fields for heading in sweep.grid.columns],
        result={"lanes": len(sweep.lanes), "files": {str(lane + 1): file for lane, (_, file) in results.items()}},
    )


def _page(sweep: SoundSweep, results: dict[int, Lane]) -> PlayerPage:
    originals = [_player_of_original(sweep, name) for name in ("content", "style")]
    return PlayerPage(_title(sweep), _lines(sweep), originals, list(_players(sweep, results)))


def _player_of_original(sweep: SoundSweep, name: str) -> Player:
    """The player of a file that was given, where it lies: seen from the folder if that is above it."""
    path = Path(getattr(sweep.base, name)).absolute()
    return Player(name, path.as_uri(), f"{name}.png", (Path(path).name,))


def _players(sweep: SoundSweep, results: dict[int, Lane]) -> Iterator[Player]:
    across = len(sweep.grid.columns)
    for lane, (result, file) in sorted(results.items()):
        row, column = sweep.grid.rows[lane // across], sweep.grid.columns[lane % across]
        titles = (*sweep.grid.row_titles, *sweep.grid.column_titles)
        labels = [label for label in (*row.labels, *column.labels) if label]
        heading = ", ".join(f"{title} {label}" for title, label in zip(titles, labels, strict=False))
        facts = (f"{result.evaluations} evaluations, {result.status}", f"inconsistency {result.inconsistency:.2f}")
        yield Player(heading or file, file, f"{file}.png", facts)
