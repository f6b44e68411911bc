"""What the page asks for, whoever looks: a desk for each tab, one engine for all, pictures in one folder."""

import dataclasses
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..files import is_file
from ..jobs.inputs.parts import styles_of
from ..settings import DEFAULTS, TransferSettings
from .controls import Control, label_of, settings_of
from .desks import Desk
from .engine import FAILED, STOPPED, Engine, Painting
from .folders import Folders
from .restoring import linked, read_unfinished, restored, with_files_moved
from .uploads import check_small, check_within, seen

MORE = 60  # evaluations at full size that a finished picture is painted on for
MOST_DESKS = 500
MOST_CELLS = 25
TAB = re.compile(r"[0-9a-f]{32}")


class Studio:
    """All that the page asks for.

    Attributes:
        engine: that paints.
        folders: where things are kept.

    Example:
        >>> from pathlib import Path
        >>> from stylejax import studio
        >>> with studio.opened(Path("pictures")) as folders:
        ...     studio.Studio(studio.Engine(), folders).desk("0" * 32).title
        'photo in the style of '
    """

    def __init__(self, engine: Engine, folders: Folders, *, base: TransferSettings = DEFAULTS) -> None:
        self.engine, self.folders, self._base = engine, folders, base
        self._desks: dict[str, Desk] = {}

    def desk(self, tab: str) -> Desk:
        """What lies before the tab of that name. Raises InputError for what is no name."""
        if not isinstance(tab, str) or not TAB.fullmatch(tab):
            raise InputError("page: has lost its name; load it anew")
        if tab not in self._desks:
            if len(self._desks) >= MOST_DESKS:
                self._forget_one()
            self._desks[tab] = Desk(self.folders.files / "desks" / tab, base=self._base)
        return self._desks[tab]

    def _forget_one(self) -> None:
        """Take away the oldest desk for which nothing is painted. Raises InputError where there is none."""
        idle = (name for name, desk in self._desks.items() if not desk.is_under_way)
        name = next(idle, None)
        if name is None:
            raise InputError("page: too many are open; close some, and try again")
        shutil.rmtree(self._desks.pop(name).files, ignore_errors=True)

    def paint(self, desk: Desk, values: Mapping[str, Any]) -> Painting:
        """Have a picture painted of what lies on a desk. Raises InputError."""
        desk.turned = settings_of(values, base=desk.base)
        return self._begun(desk, desk.with_files(desk.turned))

    def larger(self, desk: Desk) -> Painting:
        """Have the last picture of a desk painted at twice its size. Raises InputError."""
        settings = self._last(desk).asked
        size = settings.size if isinstance(settings.size, int) else 512
        return self._begun(desk, dataclasses.replace(self._harmless_start(settings), size=2 * size))

    def go_on(self, desk: Desk) -> Painting:
        """Go on with what was stopped, or paint on what is finished. Raises InputError."""
        painting = self._last(desk)
        if painting.is_under_way:
            raise InputError("picture: is being painted; wait for it, or stop it")
        if painting.state in (STOPPED, FAILED) and painting.folder and is_file(painting.folder / "run.json"):
            self.engine.put(painting)
            return painting
        if not is_file(painting.output):
            raise InputError("picture: there is none yet; paint it")
        more = {"init": str(painting.output), "levels": 1, "steps": MORE, "more": 0}
        return self._begun(desk, dataclasses.replace(painting.asked, **more))

    def stop(self, desk: Desk) -> None:
        """Stop what is painted for a desk; the picture so far is kept."""
        for painting in [*([desk.painting] if desk.painting else []), *desk.cells]:
            if painting.is_under_way:
                self.engine.stop(painting)

    def sheet(
        self, desk: Desk, values: Mapping[str, Any], across: tuple[Control, Sequence[Any]], down: Any, *, side: int
    ) -> list[Painting]:
        """Have a small picture painted of each pair of two controls' values. Raises InputError."""
        (column, over), (row, under) = across, down
        if column == row:
            raise InputError("rows: have the control of the columns; choose two different ones")
        if not 1 <= len(over) * len(under) <= MOST_CELLS:
            raise InputError(f"sheet: {len(over) * len(under)} pictures are too many; choose up to {MOST_CELLS}")
        self.stop_sheet(desk)
        folder = desk.files / "sheet"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        cells = []
        for number, (below, beside) in enumerate((below, beside) for below in under for beside in over):
            chosen = {**values, row.field: below, column.field: beside, "size": side}
            settings = desk.with_files(settings_of(chosen, base=desk.base))
            title = f"{label_of(column, beside)}, {label_of(row, below)}"
            cells.append(Painting(title, settings, settings, folder / f"{number}.png"))
        for cell in cells:
            self.engine.put(cell)
        desk.cells = cells
        return cells

    def stop_sheet(self, desk: Desk) -> None:
        """Stop what is painted for the sheet of a desk."""
        for cell in desk.cells:
            if cell.is_under_way:
                self.engine.stop(cell)

    def restore(self, desk: Desk, picture: Path, *, among: Path) -> str:
        """Take the settings that a picture remembers, and say what is not at hand. Raises InputError."""
        check_within(picture, among)
        try:
            check_small(picture)
            told = restored(picture)
        except InputError as error:
            raise InputError(str(error).replace(str(picture), picture.name)) from None
        desk.base = desk.turned = told.settings if self._base == DEFAULTS else _on(told.settings, self._base)
        own = {"content": desk.photo.sha256 if desk.photo else None}
        own |= {f"style{f' {n}' if n > 1 else ''}": each.sha256 for n, each in enumerate(desk.paintings, 1)}
        missing = [part for part, checksum in told.pictures.items() if part in own and own[part] != checksum]
        if not missing:
            return "Settings restored, and photo and painting are the same."
        names = {"content": Path(told.settings.content).name or "the photo", "style": "its painting"}
        return f"Settings restored. To paint it again drop {' and '.join(names.get(m, m) for m in missing)} too."

    @property
    def interrupted(self) -> list[Path]:
        """The folders of paintings that an earlier studio has left."""
        known = {painting.folder for painting in self._paintings()}
        return [folder for folder in self.folders.unfinished if folder not in known]

    def resume(self, desk: Desk, name: str) -> Painting:
        """Go on with a painting that was left, by the name of its folder. Raises InputError."""
        folder = self._left(name)
        painting = read_unfinished(folder)
        self.stop(desk)
        desk.files.mkdir(parents=True, exist_ok=True)
        asked = with_files_moved(painting.settings, lambda path: linked(desk.files, path))
        painting.asked = asked
        desk.base = desk.turned = dataclasses.replace(asked, region=(), style_region=(), keep=None)
        desk.photo = seen(Path(asked.content))
        desk.paintings = [seen(Path(path)) for path in styles_of(asked)]
        desk.painting = painting
        self.engine.put(painting)
        return painting

    def throw_away(self, name: str) -> None:
        """Remove a painting that was left, by the name of its folder. Raises InputError."""
        shutil.rmtree(self._left(name), ignore_errors=True)

    def _left(self, name: str) -> Path:
        found = {folder.name: folder for folder in self.interrupted}
        if name not in found:
            raise InputError("painting: is not there any more; load the page anew")
        return found[name]

    def _paintings(self) -> list[Painting]:
        mine = [desk.painting for desk in self._desks.values() if desk.painting]
        return [*mine, *self.engine.all_under_way]

    def _last(self, desk: Desk) -> Painting:
        if not desk.painting:
            raise InputError("picture: there is none yet; paint one")
        return desk.painting

    def _harmless_start(self, settings: TransferSettings) -> TransferSettings:
        """The settings of the picture itself, where it was painted on from one that was finished."""
        if not is_file(settings.init):
            return settings
        return dataclasses.replace(settings, init="auto", levels=None, steps=DEFAULTS.steps)

    def _begun(self, desk: Desk, asked: TransferSettings) -> Painting:
        if desk.painting and desk.painting.is_under_way:
            raise InputError("picture: one is being painted for this page; wait for it, or stop it")
        folder = self.folders.new_painting()
        settings = with_files_moved(asked, lambda path: linked(folder, path))
        output = self.folders.new_picture(desk.file_name)
        painting = Painting(desk.title, settings, asked, output, folder)
        try:
            self.engine.put(painting)
        except InputError:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        desk.painting = painting
        return painting


def _on(settings: TransferSettings, base: TransferSettings) -> TransferSettings:
    """The settings on the network that the studio was opened with."""
    return dataclasses.replace(settings, network=base.network)
