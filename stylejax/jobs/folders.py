"""Pictures of a folder: which there are, where each goes, and which of them are painted already."""

import dataclasses
import functools
import hashlib
import itertools
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..files import is_file, json_text
from ..media.images import Picture, picture_files, read_picture, read_visible
from ..media.records import read_record
from ..settings import TransferSettings
from ..synthesis.runs import DEAD
from ..synthesis.sweeps.needs import TooLargeError
from .inputs.named import network_named
from .inputs.parts import Inputs
from .inputs.reading import read_inputs
from .inputs.regions import with_photo
from .records import transfer_record, versions


@dataclasses.dataclass(frozen=True)
class FolderTask:
    """One picture to paint: its settings, where it goes, its size, and what its record will say of its making.

    Attributes:
        settings: of the picture.
        output: where it goes.
        shape: `(h, w, 3)`.
        making: what decides it, of plain values.

    Example:
        >>> from pathlib import Path
        >>> from stylejax import jobs
        >>> from stylejax.settings import TransferSettings
        >>> jobs.FolderTask(TransferSettings(), Path("out.png"), (16, 16, 3), {}).output.name
        'out.png'
    """

    settings: TransferSettings
    output: Path
    shape: tuple[int, ...]
    making: dict[str, Any]

    @property
    def name(self) -> str:
        """By which it is known where it is gone on with: that of its file, and a checksum of what decides it."""
        told = hashlib.sha256(json_text(self.making).encode()).hexdigest()
        return f"{self.output.name} {told}"


class PhotoError(InputError):
    """A photo of the folder that cannot be painted, while others can."""


@dataclasses.dataclass
class Reader:
    """Reads what tasks name, what they share once; photos that cannot be read are told, and passed over.

    Attributes:
        say: to whoever waits, what is passed over.
        passed_over: what was said of each.
        read_once: reads what pictures share.
        load: loads networks, each once.

    Example:
        >>> from stylejax import jobs
        >>> jobs.Reader(print).passed_over
        []
    """

    say: Callable[[str], None]
    passed_over: list[str] = dataclasses.field(default_factory=list)
    read_once: Any = dataclasses.field(default_factory=lambda: functools.cache(read_visible))
    load: Any = dataclasses.field(default_factory=lambda: functools.cache(network_named))

    def inputs_of(self, settings: TransferSettings) -> Inputs | None:
        """All that a photo's settings name, None where the photo is passed over. Raises InputError for the rest."""
        try:
            return read_inputs(settings, read=functools.partial(self._read, settings.content), load=self.load)
        except (PhotoError, TooLargeError) as error:
            self.passed_over.append(str(error) if isinstance(error, PhotoError) else f"{settings.content}: {error}")
            self.say(f"passed over: {self.passed_over[-1]}")
            return None

    def _read(self, photo: str, path: str, **size: Any) -> Picture:
        if path != photo:
            return self.read_once(path, **size)
        try:
            return read_visible(path, **size)
        except InputError as error:
            raise PhotoError(str(error)) from None


def pictures_of_folder(folder: Path, output: Path) -> dict[Path, Path]:
    """Pictures of the folder and where each goes; of pictures that differ in suffix only, the name keeps it.

    Args:
        folder: of the photos.
        output: the folder of what is painted.

    Returns:
        Where each goes, by photo.

    Example:
        >>> from pathlib import Path
        >>> import numpy as np, stylejax
        >>> from stylejax import jobs
        >>> Path("photos").mkdir()
        >>> stylejax.write_image("photos/sea.jpg", np.zeros((16, 16, 3)))
        >>> [target.as_posix() for target in jobs.pictures_of_folder(Path("photos"), Path("painted")).values()]
        ['painted/sea.png']
    """
    if is_file(output):
        raise InputError(f"{output}: is a file; name a folder")
    if os.path.realpath(output) == os.path.realpath(folder):
        raise InputError(f"{output}: is the folder of the photos themselves; name another")
    return {path: output / name for path, name in _output_names(picture_files(folder)).items()}


def _output_names(photos: Sequence[Path]) -> dict[Path, str]:
    """A name for each photo's picture: its own, with its suffix where others share it, and a number if need be.

    No two are the same, also where a file system does not tell upper from lower case.
    """
    stems, taken, names = Counter(path.stem.casefold() for path in photos), set[str](), dict[Path, str]()
    for path in photos:
        short = [path.stem] if stems[path.stem.casefold()] == 1 else []
        numbered = (f"{path.name}-{number}" for number in itertools.count(2))
        candidates = itertools.chain(short, [path.name], numbered)
        names[path] = next(f"{name}.png" for name in candidates if f"{name}.png".casefold() not in taken)
        taken.add(names[path].casefold())
    return names


def tasks_of_folder(settings: TransferSettings, pictures: Mapping[Path, Path], reader: Reader) -> Iterator[FolderTask]:
    """Read and check each picture once; only what is needed to know whether it is done is kept in memory.

    Args:
        settings: of all pictures.
        pictures: where each photo's goes.
        reader: reads and passes over.

    Returns:
        A task for each photo that can be painted.

    Example:
        >>> from pathlib import Path
        >>> import numpy as np, stylejax
        >>> from stylejax import jobs
        >>> from stylejax.settings import TransferSettings
        >>> stylejax.write_image("sea.png", np.zeros((16, 16, 3)))
        >>> settings = TransferSettings(style="sea.png")
        >>> pictures = {Path("sea.png"): Path("out.png")}
        >>> [task.shape for task in jobs.tasks_of_folder(settings, pictures, jobs.Reader(print))]
        [(16, 16, 3)]
    """
    for path, target in pictures.items():
        lane = with_photo(settings, path)
        inputs = reader.inputs_of(lane)
        if inputs:
            yield FolderTask(lane, target, inputs.content.image.shape, making(lane, inputs))


def making(settings: TransferSettings, inputs: Inputs) -> dict[str, Any]:
    """What decides a picture: settings without the places of files, checksums of pictures and network."""
    return _decisive(transfer_record("transfer", settings, inputs))


def _decisive(record: dict[str, Any]) -> dict[str, Any]:
    settings = {name: list(value) if isinstance(value, tuple) else value for name, value in record["settings"].items()}
    for path in ("content", "style", "more_styles", "network", "region", "style_region", "region_maps", "keep", "more"):
        settings.pop(path, None)
    return {"settings": settings, "pictures": record["pictures"], "network": record["network"]}


def record_of_folder(settings: TransferSettings, tasks: Sequence[FolderTask]) -> dict[str, Any]:
    """What all pictures of a folder have in common; each has more to its name.

    Args:
        settings: of all pictures.
        tasks: at least one.

    Returns:
        Plain values.

    Example:
        >>> from pathlib import Path
        >>> from stylejax import jobs
        >>> from stylejax.settings import TransferSettings
        >>> settings = TransferSettings(style="night.jpg")
        >>> task = jobs.FolderTask(settings, Path("out.png"), (16, 16, 3), {"network": {"name": "compact"}})
        >>> jobs.record_of_folder(settings, [task])["network"]
        {'name': 'compact'}
    """
    network = tasks[0].making["network"]
    return {
        "command": "batch",
        "settings": dataclasses.asdict(settings),
        "network": network,
        "versions": versions(),
    }


def is_done(task: FolderTask) -> bool:
    """Whether the task's picture is there, whole, and made in just this way.

    Args:
        task: of the folder.

    Returns:
        Whether there is nothing to do.

    Example:
        >>> from pathlib import Path
        >>> from stylejax import jobs
        >>> from stylejax.settings import TransferSettings
        >>> jobs.is_done(jobs.FolderTask(TransferSettings(), Path("out.png"), (16, 16, 3), {}))
        False
    """
    try:
        read_picture(task.output)
        record = read_record(task.output)
        return _decisive(record) == task.making and is_painted(record["result"]["status"])
    except (InputError, KeyError, AttributeError):
        return False


def is_painted(status: str) -> bool:
    """Whether a run that ended so has painted its picture.

    Args:
        status: how the run ended.

    Returns:
        False of one that was stopped or came to nothing.

    Example:
        >>> from stylejax import jobs
        >>> jobs.is_painted("converged"), jobs.is_painted("stopped")
        (True, False)
    """
    return status not in ("stopped", *DEAD)
