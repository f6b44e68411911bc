"""Where things are read and written: one's own files, names, pipes, devices, folders that go."""

import os
import re
import shutil
import signal
import stat
import threading

from PIL import Image

from faults.cases import fault
from faults.studio import PAIR, SMALL, Studio, signaled


@fault("5 one's own file as the output", "the photo is gone, exit 0")
def own_file(studio: Studio) -> str:
    """No command writes over what it reads, links followed."""
    shutil.copy(studio / "c.png", studio / "own.png")
    (studio / "link.png").symlink_to("own.png")
    os.link(studio / "own.png", studio / "hard.png")
    before = (studio / "own.png").read_bytes()
    for words in (
        ("transfer", "own.png", "s.png", "-o", "own.png"),
        ("transfer", "own.png", "s.png", "-o", "link.png"),
        ("transfer", "own.png", "s.png", "-o", "hard.png"),
        ("transfer", "c.png", "own.png", "-o", "own.png"),
        ("transfer", *PAIR, "--init", "own.png", "-o", "own.png"),
        ("transfer", "own.png", "s.png", "-o", "p.png", "--report", "own.png"),
        ("texture", "own.png", "-o", "own.png"),
        ("dream", "own.png", "-o", "own.png"),
        ("reconstruct", "content", "own.png", "-o", "own.png"),
        ("sweep", "own.png", "s.png", "-o", "own.png"),
    ):
        answer = studio.run(*words).line
        assert "overwritten" in answer or "written twice" in answer, answer
        assert (studio / "own.png").read_bytes() == before
    return "10 ways refused"


@fault("5 the network that is read as the output", "overwritten")
def own_network(studio: Studio) -> str:
    """Likewise of networks."""
    (studio / "ph").mkdir()
    shutil.copy(studio / "c.png", studio / "ph")
    _save_compact(studio)
    before = (studio / "net.h5").read_bytes()
    assert "overwritten" in studio.run("weights", "normalize", "net.h5", "--pictures", "ph", "-o", "net.h5").line
    assert (studio / "net.h5").read_bytes() == before
    return "refused"


def _save_compact(studio: Studio) -> None:
    from stylejax import load_network, save_network

    save_network(studio / "net.h5", load_network())


@fault("5 outputs that cannot be", "fine")
def unfit_outputs(studio: Studio) -> str:
    """Folders that are missing and suffixes that are not known are refused before anything is painted."""
    for name in ("gone/p.png", "x", "x.jgp", "x.gif", ".", "-"):
        assert studio.paint("-o", name).line
    return "6 refused in one line"


@fault("7 one bad picture in a folder", "the whole folder is refused")
def bad_picture_in_a_folder(studio: Studio) -> str:
    """The others are painted, the bad ones named, and the exit code is not 0."""
    (studio / "ph").mkdir()
    for name in ("p1.jpg", "p2.jpg"):
        Image.open(studio / "c.png").convert("RGB").save(studio / "ph" / name)
    whole = (studio / "ph/p1.jpg").read_bytes()
    (studio / "ph/broken.jpg").write_bytes(whole[: len(whole) // 2])
    Image.new("RGB", (300, 12)).save(studio / "ph/thin.png")
    (studio / "ph/dir.jpg").mkdir()
    done = studio.run("batch", "ph", "s.png", *SMALL, "-o", "out")
    assert done.code == 3, done.code
    assert sorted(os.listdir(studio / "out")) == ["p1.png", "p2.png"]
    assert done.error.count("broken.jpg") + done.error.count("thin.png") >= 4, done.error
    return "2 painted, 2 named twice, exit 3"


@fault("9 long names", "picture lost, or traceback")
def long_names(studio: Studio) -> str:
    """Every name that the file system takes is written; longer ones are one line."""
    for count in (239, 251):
        assert studio.paint("-o", "a" * count + ".png").said
        assert (studio / f"{'a' * count}.png").exists()
    (studio / "ph").mkdir()
    shutil.copy(studio / "c.png", studio / "ph" / ("照" * 82 + ".png"))
    assert studio.run("batch", "ph", "s.png", *SMALL, "-o", "out").said
    for words in (("--init", "i" * 300), ("--report", "r" * 300), ("--network", "n" * 300), ("-o", "o" * 300)):
        assert studio.paint("-o", "p.png", *words).line
    assert studio.run("batch", "f" * 300, "s.png", "-o", "out").line
    return "255 bytes written, 300 refused"


@fault("9 spaces and accents", "fine")
def spaces_and_accents(studio: Studio) -> str:
    """Names may hold what the file system takes; one that begins with a dash comes after two of them."""
    for name in ("a b.png", "é写.png", "new\nline.png"):
        assert studio.paint("-o", name).said
    shutil.copy(studio / "c.png", studio / "-photo.png")
    assert studio.run("transfer", *SMALL, "-o", "p.png", "--", "-photo.png", "s.png").said
    return "written"


@fault("2.4 a pipe or a device as the report", "/dev/full replaced by a file")
def special_reports(studio: Studio) -> str:
    """Special files are written to, never replaced."""
    pipe, read = studio / "pipe", list[str]()
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()), daemon=True)
    reader.start()
    assert studio.paint("-o", "p.png", "--report", "pipe").said
    reader.join(20)
    assert '"objective"' in read[0]
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    return f"pipe written{_device(studio)}"


def _device(studio: Studio) -> str:
    try:
        os.mknod(studio / "null", stat.S_IFCHR | 0o666, os.makedev(1, 3))
        (studio / "null").write_text("")
    except OSError:
        return "; a device cannot be made here"
    assert studio.paint("-o", "p.png", "--report", "null").said
    assert stat.S_ISCHR((studio / "null").stat().st_mode)
    return ", device too"


@fault("2.5 a pipe as a weight file", "hangs")
def pipe_as_weights(studio: Studio) -> str:
    """What is no file is refused wherever a network is read."""
    os.mkfifo(studio / "f.h5")
    for words in (
        ("weights", "verify", "f.h5"),
        ("weights", "show", "f.h5"),
        ("weights", "convert", "f.h5", "-o", "o.h5", "--as", "keras-vgg19"),
        ("transfer", *PAIR, *SMALL, "-o", "p.png", "--network", "f.h5"),
        ("show", "f.h5"),
    ):
        assert studio.run(*words).line
    return "5 commands, one line each"


@fault("2.6 pictures that differ in suffix only", "one painting overwritten, each time")
def equal_stems(studio: Studio) -> str:
    """Every photo of a folder has a picture of its own."""
    (studio / "ph").mkdir()
    for name in ("a.jpg", "a.png", "a.jpg.png", "A.webp"):
        Image.open(studio / "c.png").convert("RGB").save(studio / "ph" / name)
    assert studio.run("batch", "ph", "s.png", *SMALL, "-o", "out").said
    assert len(os.listdir(studio / "out")) == 4
    assert "4 of them painted already" in studio.run("batch", "ph", "s.png", *SMALL, "-o", "out").said
    return "4 files, found again"


@fault("2.7 a photo removed before its turn", "the batch ends")
def removed_photo(studio: Studio) -> str:
    """It is named and passed over, the others are painted, and the exit code is not 0."""
    (studio / "ph").mkdir()
    for number, size in enumerate(((96, 72), (72, 96), (96, 80))):
        Image.open(studio / "c.png").convert("RGB").resize(size).save(studio / f"ph/{number}.png")
    process = studio.started("batch", "ph", "s.png", "--size", "64", "--steps", "150", "-o", "out")
    assert process.stderr is not None
    heard = ""
    while not re.search("painting 1 of", heard):
        heard += process.stderr.readline()
    for path in list((studio / "ph").iterdir())[1:]:
        left = sorted(os.listdir(studio / "ph"))
        if len(left) > 2 and path.name in left[1:]:
            path.unlink()
    _, error = process.communicate(timeout=200)
    assert process.returncode == 3, (process.returncode, error[-300:])
    assert "no such file" in error
    return f"{len(os.listdir(studio / 'out'))} painted, the other named, exit 3"


@fault("2.12 the output's folder goes", "picture lost")
def folder_goes(studio: Studio) -> str:
    """A picture that cannot be written where it should be is kept elsewhere, and that is named."""
    (studio / "out").mkdir()
    process = studio.started("transfer", *PAIR, "--size", "64", "--steps", "3000", "-o", "out/p.png")
    assert process.stderr is not None
    while "step 1/" not in process.stderr.readline():
        pass
    shutil.rmtree(studio / "out")
    done = signaled(process, signal.SIGINT, seconds=3)
    kept = re.search(r"kept as (\S+\.png)", done.error)
    assert kept, done.error[-300:]
    assert (studio.folder / kept[1]).exists()
    return "kept in the current folder, named"
