"""Laws of a studio: what one who looks asks for is painted as the commands paint it, and is nobody else's."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

from stylejax.errors import InputError
from stylejax.media.images import read_image
from stylejax.media.records import read_record
from stylejax.media.writing import write_image
from stylejax.studio import service as services
from stylejax.studio.controls import BY_FIELD, values_of
from stylejax.studio.desks import KEPT
from stylejax.studio.engine import FINISHED, PAINTING, STOPPED, Engine
from stylejax.studio.restoring import harmless, restored
from stylejax.studio.service import Studio
from waiting import until

NAME, OTHER = "0123456789abcdef" * 2, "fedcba9876543210" * 2


def ready(studio, name=NAME):
    desk, files = studio.desk(name), studio.folders.files
    desk.take_photo(files / "photo.png", among=files)
    desk.take_paintings([files / "painting.jpg"], among=files)
    return desk


def small(desk, **values):
    return {**values_of(desk.base), "size": 64, "steps": 20, **values}


def test_a_picture_is_painted_with_its_settings_in_it_and_leaves_nothing_else(open_studio):
    desk = ready(open_studio)
    painting = open_studio.paint(desk, small(desk, strength=0.7))
    until(lambda: painting.state == FINISHED)
    record = read_record(painting.output)
    assert (record["command"], record["settings"]["strength"], record["settings"]["size"]) == ("transfer", 0.7, 64)
    assert open_studio.folders.unfinished == []
    assert painting.screen.view.picture.startswith(b"\xff\xd8")
    assert open_studio.folders.pictures == [painting.output]


def test_what_a_page_paints_is_to_the_bit_what_the_command_paints(open_studio, tmp_path, studio):
    from typer.testing import CliRunner

    from stylejax.cli.app import app

    desk = ready(open_studio)
    painting = open_studio.paint(desk, small(desk))
    until(lambda: painting.state == FINISHED)
    words = ["transfer", str(studio / "photo.png"), str(studio / "painting.jpg"), "-o", str(tmp_path / "command.png")]
    options = ["--network", str(studio / "small.h5"), "--size", "64", "--steps", "20", "--levels", "1"]
    layers = ["--content-layers", "relu2_1", "--style-layers", "relu1_1,relu2_1", "-q"]
    assert CliRunner().invoke(app, [*words, *options, *layers]).exit_code == 0
    assert np.array_equal(read_image(painting.output), read_image(tmp_path / "command.png"))


def test_a_picture_that_is_stopped_is_kept_and_gone_on_with(open_studio):
    desk = ready(open_studio)
    painting = open_studio.paint(desk, small(desk, steps=2000))
    until(lambda: len(painting.screen.view.objective) > 3)
    open_studio.stop(desk)
    until(lambda: painting.state == STOPPED)
    assert painting.checkpoint.path.exists()
    done = painting.screen.view.done
    assert open_studio.go_on(desk) is painting
    until(lambda: painting.screen.view.done > done)
    open_studio.stop(desk)
    until(lambda: not painting.is_under_way)
    assert any("going on after" in line for line in painting.screen.view.lines)


def test_larger_is_twice_as_large_and_a_finished_picture_is_painted_on(open_studio):
    desk = ready(open_studio)
    first = open_studio.paint(desk, small(desk))
    until(lambda: first.state == FINISHED)
    on = open_studio.go_on(desk)
    until(lambda: not on.is_under_way)
    assert (on.state, on.settings.init, on.error) == (FINISHED, str(first.output), "")
    larger = open_studio.larger(desk)
    assert (larger.settings.size, larger.settings.init) == (128, "auto")
    open_studio.stop(desk)
    until(lambda: not larger.is_under_way)


def test_one_picture_is_painted_at_a_time_and_two_who_look_do_not_mix(open_studio):
    mine, other = ready(open_studio), ready(open_studio, OTHER)
    first = open_studio.paint(mine, small(mine, steps=2000))
    second = open_studio.paint(other, small(other))
    until(lambda: first.state == PAINTING)
    assert open_studio.engine.before(second) == 1
    assert [painting.state for painting in open_studio.engine.all_under_way] == ["painting", "waiting"]
    open_studio.stop(mine)
    until(lambda: second.state == FINISHED)
    assert (mine.painting, other.painting) == (first, second)
    assert first.output != second.output
    assert not set(mine.files.iterdir()) & set(other.files.iterdir())


def test_what_was_painted_when_a_studio_was_killed_is_offered_and_gone_on_with(open_studio, studio):
    desk = ready(open_studio)
    painting = open_studio.paint(desk, small(desk, steps=2000))
    until(lambda: len(painting.screen.view.objective) > 3)
    open_studio.engine.close()
    [left] = Studio(Engine(), open_studio.folders).interrupted
    engine = Engine(str(studio / "small.h5"))
    engine.start()
    anew = Studio(engine, open_studio.folders, base=desk.base)
    other = anew.desk(OTHER)
    again = anew.resume(other, left.name)
    until(lambda: any("going on after" in line for line in again.screen.view.lines))
    assert (again.output, other.photo.name, [each.name for each in other.paintings]) == (
        painting.output,
        "photo",
        ["painting"],
    )
    assert anew.interrupted == []
    engine.close()
    again.folder = None
    other.painting = None
    [left] = anew.interrupted
    anew.throw_away(left.name)
    assert not left.exists()
    with pytest.raises(InputError, match="not there any more"):
        anew.throw_away("../../" + left.name)


def test_a_sheet_has_a_small_picture_of_each_pair_of_values(open_studio):
    desk = ready(open_studio)
    axes = (BY_FIELD["strength"], [0.2, 0.8]), (BY_FIELD["colors"], ["style", "photo"])
    cells = open_studio.sheet(desk, small(desk), *axes, side=64)
    until(lambda: all(cell.state == FINISHED for cell in cells))
    turned = [(cell.settings.strength, cell.settings.colors) for cell in cells]
    assert turned == [(0.2, "style"), (0.8, "style"), (0.2, "photo"), (0.8, "photo")]
    assert open_studio.folders.pictures == []
    with pytest.raises(InputError, match="choose two different ones"):
        open_studio.sheet(desk, small(desk), axes[0], axes[0], side=64)
    with pytest.raises(InputError, match="too many"):
        open_studio.sheet(desk, small(desk), (axes[0][0], range(20)), axes[1], side=64)


def test_what_is_missing_is_said_in_words(open_studio):
    desk, files = open_studio.desk(NAME), open_studio.folders.files
    with pytest.raises(InputError, match="photo: is missing"):
        open_studio.paint(desk, small(desk))
    desk.take_photo(files / "photo.png", among=files)
    with pytest.raises(InputError, match="painting: is missing"):
        open_studio.paint(desk, small(desk))
    for work in (open_studio.larger, open_studio.go_on):
        with pytest.raises(InputError, match="there is none yet"):
            work(desk)
    assert open_studio.folders.unfinished == []


@pytest.mark.parametrize("name", ["", "../../etc", "a" * 31, "A" * 32, None, "a" * 33])
def test_a_tab_has_a_name_of_its_own_form(open_studio, name):
    with pytest.raises(InputError, match="lost its name"):
        open_studio.desk(name)


def test_the_oldest_desk_makes_room_unless_something_is_painted_for_it(open_studio, monkeypatch):
    monkeypatch.setattr(services, "MOST_DESKS", 2)
    mine, other = ready(open_studio), ready(open_studio, OTHER)
    painting = open_studio.paint(mine, small(mine, steps=2000))
    open_studio.desk("0" * 32)
    assert (mine.files.exists(), other.files.exists()) == (True, False)
    assert open_studio.desk(NAME) is mine
    open_studio.stop(mine)
    until(lambda: not painting.is_under_way)


def test_a_brush_says_what_paints_where(open_studio):
    desk, files = ready(open_studio), open_studio.folders.files
    desk.take_paintings([files / "painting.jpg", files / "drawing.png"], among=files)
    drawn = np.zeros((24, 32), np.uint8)
    with pytest.raises(InputError, match="nothing is marked"):
        desk.mark_photo(drawn, 1)
    drawn[:12] = 255
    desk.mark_photo(drawn, 1)
    desk.mark_photo(255 - drawn, KEPT)
    desk.mark_painting(np.full((20, 30), 255, np.uint8), 1)
    settings = desk.with_files(desk.base)
    assert [text.rpartition("=")[2] for text in settings.region] == [str(desk.paintings[1].path)]
    assert (settings.more_styles, Path(settings.keep).parent) == ((), desk.files)
    painting = open_studio.paint(desk, small(desk))
    until(lambda: painting.state == FINISHED)
    assert np.allclose(read_image(painting.output)[-4:], read_image(desk.photo.path, size=64)[-4:], atol=1 / 200)
    desk.forget_marks()
    desk.mark_photo(drawn, 0), desk.mark_photo(drawn, 1)
    with pytest.raises(InputError, match="none is left for the rest"):
        desk.with_files(desk.base)
    with pytest.raises(InputError, match="none of that number"):
        desk.mark_photo(drawn, 7)


def test_a_picture_gives_its_settings_back_and_no_place_of_the_machine(open_studio, tmp_path):
    desk, files = ready(open_studio), open_studio.folders.files
    settings = {"content": "/etc/passwd", "style": "/etc/hostname", "init": "/etc/passwd", "network": "/dev/zero"}
    settings |= {"keep": "/etc/passwd", "region": ["/etc/passwd=/etc/passwd"], "strength": 0.9, "contours": 0.2}
    settings |= {"size": 10**9, "steps": 10**9}
    picture = files / "picture.png"
    record = {"command": "transfer", "settings": settings, "pictures": {"content": "a", "style": "b"}}
    write_image(picture, np.zeros((16, 16, 3)), record=record)
    told = restored(picture).settings
    assert "etc" not in json.dumps(dataclasses.asdict(told))
    assert "dev" not in told.network
    assert (told.strength, told.contours, told.size) == (0.9, 0.2, None)
    assert told.steps <= 2000
    assert "drop" in open_studio.restore(desk, picture, among=files)
    assert (desk.base.strength, desk.base.network.endswith("small.h5")) == (0.9, True)
    with pytest.raises(InputError, match="through this page"):
        open_studio.restore(desk, tmp_path / "elsewhere.png", among=files)
    with pytest.raises(InputError, match="no stylejax settings"):
        open_studio.restore(desk, files / "photo.png", among=files)


def test_harmless_settings_stay_as_they_are(open_studio):
    usual = dataclasses.replace(open_studio.desk(NAME).base, network="compact", strength=0.3, colors="photo")
    assert harmless(usual) == usual
