"""Laws of `stylejax batch`: every picture of a folder, once, whole."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

import stylejax
from stylejax.cli.app import app
from stylejax.cli.commands import batch as batches
from stylejax.synthesis import sharding
from stylejax.synthesis.sweeps import needs


@pytest.fixture
def studio(shallow, tmp_path, tmp_path_factory, monkeypatch) -> Path:
    """A folder with a painting, a network of three layers and a folder of five photos of two sizes."""
    monkeypatch.setenv("STYLEJAX_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))
    draw = np.random.default_rng(0).random
    (tmp_path / "photos").mkdir()
    for index in range(5):
        shape = (24, 32, 3) if index % 2 else (32, 24, 3)
        stylejax.write_image(tmp_path / "photos" / f"photo{index}.png", draw(shape))
    (tmp_path / "photos" / "notes.txt").write_text("no picture")
    stylejax.write_image(tmp_path / "painting.jpg", draw((40, 30, 3)))
    stylejax.save_network(tmp_path / "small.h5", shallow)
    return tmp_path


LAYERS = ["--content-layers", "relu1_2", "--style-layers", "relu1_1,relu2_1"]


def command(studio: Path, *options: str, steps: int = 2) -> list[str]:
    start = ["batch", str(studio / "photos"), str(studio / "painting.jpg"), "-o", str(studio / "painted")]
    return [*start, "--network", str(studio / "small.h5"), "--size", "32", "--steps", str(steps), *LAYERS, *options]


def invoke(*arguments: str):
    return CliRunner().invoke(app, list(arguments))


def identities(folder: Path) -> dict[str, tuple[int, int]]:
    """What changes when a file is written again."""
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in folder.glob("[!.]*.png")}


def test_every_picture_is_painted_at_its_size_and_none_twice(studio):
    result = invoke(*command(studio))
    assert result.exit_code == 0, result.output
    before = identities(studio / "painted")
    assert sorted(before) == [f"photo{index}.png" for index in range(5)]
    for name in before:
        shapes = [stylejax.read_image(studio / folder / name).shape for folder in ("photos", "painted")]
        assert shapes[0] == shapes[1]
    again = invoke(*command(studio))
    assert "5 pictures, 5 of them painted already" in again.output
    assert identities(studio / "painted") == before


def test_only_what_is_missing_broken_or_made_otherwise_is_painted_again(studio):
    invoke(*command(studio))
    before = identities(studio / "painted")
    (studio / "painted" / "photo0.png").unlink()
    cut = studio / "painted" / "photo1.png"
    cut.write_bytes(cut.read_bytes()[:-100])
    stylejax.write_image(studio / "photos" / "photo2.png", np.full((32, 24, 3), 0.5))
    assert invoke(*command(studio)).exit_code == 0
    after = identities(studio / "painted")
    assert {name for name in before if before[name] != after[name]} == {"photo0.png", "photo1.png", "photo2.png"}
    assert invoke(*command(studio, "--content-weight", "7")).exit_code == 0
    assert not set(after.values()) & set(identities(studio / "painted").values())


def test_a_photo_too_large_for_memory_is_named_and_the_others_are_painted(studio, monkeypatch):
    monkeypatch.setattr(needs, "PROCESS", 0)
    monkeypatch.setattr(sharding, "memory_of_a_device", lambda: 3e7 / sharding.SHARE_OF_MEMORY)
    stylejax.write_image(studio / "photos" / "huge.png", np.zeros((1500, 1500, 3)))
    arguments = command(studio)
    arguments[arguments.index("--size") + 1] = "own"
    result = invoke(*arguments)
    assert result.exit_code == 3, result.output
    assert "huge.png: size: 1500 takes about" in result.output
    assert len(identities(studio / "painted")) == 5


def test_moved_folders_are_still_done(studio):
    invoke(*command(studio))
    before = identities(studio / "painted")
    shutil.move(studio / "photos", studio / "elsewhere")
    arguments = command(studio)
    arguments[1] = str(studio / "elsewhere")
    assert invoke(*arguments).exit_code == 0
    assert identities(studio / "painted") == before


def test_a_picture_of_a_batch_is_what_transfer_paints(studio):
    invoke(*command(studio))
    photo, painting = str(studio / "photos" / "photo3.png"), str(studio / "painting.jpg")
    options = ["--network", str(studio / "small.h5"), "--size", "32", "--steps", "2", "-q", *LAYERS]
    assert invoke("transfer", photo, painting, "-o", str(studio / "solo.png"), *options).exit_code == 0
    images = [stylejax.read_image(studio / name) for name in ("solo.png", "painted/photo3.png")]
    np.testing.assert_allclose(*images, atol=3 / 255)


def test_pictures_that_differ_in_suffix_only_keep_it(studio):
    shutil.copy(studio / "painting.jpg", studio / "photos" / "photo0.jpg")
    invoke(*command(studio))
    assert {"photo0.png.png", "photo0.jpg.png", "photo1.png"} <= set(identities(studio / "painted"))


def test_killed_in_the_middle_and_started_again_it_finishes_and_paints_none_twice(studio):
    arguments = [sys.executable, "-m", "stylejax", *command(studio, "--lanes", "1", steps=200)]
    with subprocess.Popen(arguments, stderr=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 120
        while len(identities(studio / "painted")) < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    before = identities(studio / "painted")
    assert 2 <= len(before) < 5
    done = subprocess.run(arguments, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert f"5 pictures, {len(before)} of them painted already" in done.stderr
    after = identities(studio / "painted")
    assert before.items() <= after.items()
    assert len(after) == 5
    for name in after:
        assert stylejax.read_record(studio / "painted" / name)["result"]["status"] in ("finished", "converged")
        stylejax.read_image(studio / "painted" / name)


def test_ctrl_c_leaves_whole_pictures_only(studio):
    arguments = [sys.executable, "-m", "stylejax", *command(studio, "--lanes", "1", steps=1_000_000)]
    with subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        while "painting" not in process.stderr.readline():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        process.stderr.read()
        assert process.wait(timeout=120) == 130
    assert all(
        stylejax.read_record(path)["result"]["status"] != "stopped" for path in (studio / "painted").glob("*.png")
    )


BAD_OPTIONS = {
    "no folder": (["nowhere", "painting.jpg", "-o", "out"], "nowhere"),
    "a file for a folder": (["painting.jpg", "painting.jpg", "-o", "out"], "painting.jpg"),
    "a folder without pictures": (["empty", "painting.jpg", "-o", "out"], "empty"),
    "output is a file": (["photos", "painting.jpg", "-o", "small.h5"], "small.h5"),
    "output is the input": (["photos", "painting.jpg", "-o", "photos/../photos"], "photos"),
    "no style": (["photos", "missing.jpg", "-o", "out"], "missing.jpg"),
    "no lanes": (["photos", "painting.jpg", "-o", "out", "--lanes", "0"], "--lanes"),
    "no output": (["photos", "painting.jpg"], "--output"),
}


@pytest.mark.parametrize(("arguments", "named"), BAD_OPTIONS.values(), ids=list(BAD_OPTIONS))
def test_bad_options_get_one_line_exit_code_2_and_no_file(studio, monkeypatch, arguments, named):
    monkeypatch.chdir(studio)
    (studio / "empty").mkdir()
    before = set(studio.rglob("*"))
    result = invoke("batch", *arguments, "--network", "small.h5", "--size", "32", *LAYERS)
    assert result.exit_code == 2, result.output
    assert result.output.startswith("error: ")
    assert result.output.count("\n") == 1
    assert named in result.output
    assert set(studio.rglob("*")) == before


def test_photos_that_share_a_name_get_pictures_of_their_own(studio):
    photos = studio / "photos"
    for name in ("a.jpg", "a.png", "a.jpg.png", "b.png", "B.jpg"):
        shutil.copy(photos / "photo0.png", photos / name)
    assert invoke(*command(studio, steps=1)).exit_code == 0
    painted = sorted(path.name for path in (studio / "painted").glob("[!p]*.png"))
    assert len({name.casefold() for name in painted}) == 5
    assert "5 of them" not in invoke(*command(studio, steps=1)).output
    assert "10 of them painted already" in invoke(*command(studio, steps=1)).output


def test_what_cannot_be_read_is_named_twice_and_the_others_are_painted(studio):
    photos = studio / "photos"
    (photos / "broken.jpg").write_bytes((studio / "painting.jpg").read_bytes()[:300])
    (photos / "page.jpg").write_text("<!DOCTYPE html><html>not found</html>")
    (photos / "phone.heic").write_bytes(b"\0\0\0\x18ftypheic" + bytes(40))
    (photos / "empty.png").write_bytes(b"")
    (photos / "folder.jpg").mkdir()
    stylejax.write_image(photos / "thin.png", np.zeros((12, 300, 3)))
    result = invoke(*command(studio, steps=1))
    assert result.exit_code == 3, result.output
    for name in ("broken.jpg", "page.jpg", "phone.heic", "empty.png", "thin.png"):
        assert result.output.count(f"{photos / name}: ") == 2, name
    assert "no pictures, passed over: folder.jpg, notes.txt" in result.output
    assert "5 pictures painted" in result.output
    assert sorted(path.name for path in (studio / "painted").glob("*.png")) == [f"photo{i}.png" for i in range(5)]


def test_a_photo_of_which_nothing_can_be_seen_is_passed_over(studio):
    stylejax.write_image(studio / "photos" / "hidden.png", np.zeros((24, 32, 3)), alpha=np.zeros((24, 32)))
    result = CliRunner().invoke(app, command(studio))
    assert result.exit_code == 3
    assert result.output.count("hidden.png: is transparent everywhere") == 2
    assert len(list((studio / "painted").iterdir())) == 5


def test_a_photo_that_vanishes_before_its_turn_is_named_and_the_others_are_painted(studio, monkeypatch):
    turns, read = [], batches._paint

    def vanishing(*arguments):
        (studio / "photos" / "photo1.png").unlink()
        turns.append(1)
        return read(*arguments)

    monkeypatch.setattr(batches, "_paint", vanishing)
    result = invoke(*command(studio, steps=1))
    assert (result.exit_code, turns) == (3, [1]), result.output
    assert "photo1.png: no such file" in result.output
    assert "4 pictures painted" in result.output


def test_a_folder_of_nothing_that_can_be_read_is_refused(studio):
    for path in (studio / "photos").glob("*.png"):
        path.write_bytes(b"no picture")
    result = invoke(*command(studio))
    assert result.exit_code == 2
    assert "photo0.png: is not a picture in a known format" in result.output.splitlines()[-1]


def test_jpeg_by_its_other_names_and_avif_are_painted(studio):
    photos = studio / "photos"
    image = Image.open(photos / "photo1.png")
    image.save(photos / "a.jfif", "JPEG")
    image.save(photos / "b.jpe", "JPEG")
    image.save(photos / "c.avif", "AVIF")
    assert invoke(*command(studio, steps=1)).exit_code == 0
    assert {"a.png", "b.png", "c.png"} <= {path.name for path in (studio / "painted").glob("*.png")}


def test_names_of_any_length_that_the_system_takes_are_painted(studio):
    long = "照" * 82 + ".jpg"
    shutil.copy(studio / "painting.jpg", studio / "photos" / long)
    result = invoke(*command(studio, steps=1))
    assert result.exit_code == 0, result.output
    assert len(list((studio / "painted").glob("照*.png"))) == 1
