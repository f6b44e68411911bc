"""What is typed: sizes, weights, seeds, options that are not there, and runs that come to nothing."""

import json
import os
import re

import numpy as np
from PIL import Image

from faults.cases import LaterWorkError, fault
from faults.studio import PAIR, SMALL, Studio
from stylejax.media import oklab
from stylejax.media.images import read_image


@fault("3 not enough memory", "traceback of 64 lines, or abort, after 90 s")
def memory(studio: Studio) -> str:
    """A picture too large for the memory is refused before anything is painted, with the size that fits."""
    large = ("--size", "4000", "--steps", "1")
    lines, seconds = [], 0.0
    for words, limit in (
        (("transfer", *PAIR, *large), 6500000),
        (("transfer", *PAIR, "--size", "3000", "--steps", "1"), 3000000),
        (("dream", "c.png", *large), 6500000),
        (("texture", "s.png", "--size", "4000x3000", "--steps", "1"), 6500000),
    ):
        done = studio.run(*words, "-o", "big.png", shell=f"ulimit -v {limit}")
        lines.append(done.line)
        seconds = max(seconds, done.seconds)
        assert re.search(r"GiB.*\d+|\d+.*GiB", done.line), done.line
    assert seconds < 40, seconds
    return f"refused in {seconds:.0f} s: {lines[0][7:90]}..."


@fault("3 not enough memory for a batch", "not run")
def memory_of_a_batch(studio: Studio) -> str:
    """Likewise of a folder."""
    (studio / "photos").mkdir()
    (studio / "c.png").rename(studio / "photos/c.png")
    words = ("batch", "photos", "s.png", "-o", "out", "--size", "4000", "--steps", "1")
    assert "GiB" in studio.run(*words, shell="ulimit -v 6500000").line
    return "refused"


@fault("4 the objective explodes", "exit 0, 'finished', NaN in JSON")
def explosion(studio: Studio) -> str:
    """A run whose objective is no longer finite says so, ends with 3 and reports valid JSON."""
    words = ("--optimizer", "sgd", "--style-weight", "1e6", "--report", "d.json", "-o", "d.png")
    done = studio.paint(*words)
    assert done.code == 3, done.code
    report = json.loads((studio / "d.json").read_text(), parse_constant=lambda word: 1 / 0)
    assert report["status"] == "diverged"
    assert "finite" in done.error or "diverged" in done.error
    return f"exit 3, diverged, {done.error.strip().splitlines()[-1][:90]}"


@fault("10 seeds", "OverflowError from 2^63 on")
def seeds(studio: Studio) -> str:
    """A seed beyond the range is refused with the range, by every command."""
    (studio / "ph").mkdir()
    (studio / "ph/c.png").write_bytes((studio / "c.png").read_bytes())
    for words in (
        ("transfer", *PAIR, "--seed", 2**63),
        ("sweep", *PAIR, "--seeds", 2**63),
        ("batch", "ph", "s.png", "--seed", 2**63),
        ("texture", "s.png", "--seed", 2**63),
        ("dream", "c.png", "--seed", 2**63),
    ):
        assert "seed" in studio.run(*words, *SMALL[2:], "-o", "out.png" if words[0] != "batch" else "out").line
    return studio.paint("--seed", "-1", "-o", "p.png").line[7:90]


@fault("10 the same seed", "reproducible")
def same_seed(studio: Studio) -> str:
    """Equal seeds paint equal files."""
    for name in ("a.png", "b.png"):
        assert studio.paint("-o", name, "--seed", "7").said
    assert (studio / "a.png").read_bytes() == (studio / "b.png").read_bytes()
    return "equal bytes"


@fault("13 weights out of all measure", "nothing written at 1e39")
def weights_out_of_measure(studio: Studio) -> str:
    """A weight that float32 cannot hold, that is no number or below 0 is refused; 1e38 paints."""
    for option in ("--content-weight", "--style-weight", "--tv-weight"):
        for value in ("1e39", "nan", "-1", "inf"):
            assert "weight" in studio.paint(f"{option}={value}", "-o", "p.png").line
    assert studio.paint("--content-weight", "1e38", "-o", "p.png").said
    return "refused; 1e38 paints"


@fault("2.8 weights that are large or tiny alike", "1e20 stalls, 1e-300 is noise")
def weights_alike(studio: Studio) -> str:
    """Only the ratio of weights counts."""
    assert studio.paint("--content-weight", "1", "--style-weight", "1", "-o", "one.png").said
    different = {}
    for value in ("1e20", "1e38", "1e-16", "1e-30"):
        assert studio.paint("--content-weight", value, "--style-weight", value, "-o", "p.png").said
        different[value] = float(np.abs(read_image(studio / "p.png") - read_image(studio / "one.png")).max())
    done = studio.paint("--content-weight", "1e-300", "--style-weight", "1e-300", "-o", "p.png")
    assert max(different.values()) < 0.02, different
    assert done.code == 2 or np.abs(read_image(studio / "p.png") - read_image(studio / "one.png")).max() < 0.02
    return f"equal within {max(different.values()):.3f}; 1e-300 {'refused' if done.code else 'equal'}"


@fault("2.9 nothing to match", "noise and exit 0")
def nothing_to_match(studio: Studio) -> str:
    """Two weights of 0 are refused."""
    return studio.paint("--content-weight", "0", "--style-weight", "0", "-o", "p.png").line[7:80]


@fault("14 stroke size", "no such option")
def stroke_size(studio: Studio) -> str:
    """A painting is seen at the size that is asked for, and the option of others is answered with ours."""
    assert "--style-size" in studio.paint("--style-scale", "0.5", "-o", "p.png").line
    for size in ("0.5x", "1x"):
        assert studio.paint("--style-size", size, "-o", f"{size}.png").code == 0
    fine, usual = (read_image(studio / f"{size}.png") for size in ("0.5x", "1x"))
    return f"--style-size 0.5x: {float(np.abs(fine - usual).mean()):.3f} from 1x"


@fault("15 keep the photo's colors", "no such option")
def keep_colors(studio: Studio) -> str:
    """Hue and chroma are the photo's, and the option of others is answered with ours."""
    assert "--colors photo" in studio.paint("--original-colors", "-o", "p.png").line
    assert studio.paint("--colors", "photo", "-o", "p.png").code == 0
    made = read_image(studio / "p.png")
    own, found = (oklab(picture) for picture in (read_image(studio / "c.png", size=max(made.shape)), made))
    more = np.hypot(found[..., 1], found[..., 2]) - np.hypot(own[..., 1], own[..., 2])
    assert more.max() < 0.02, more.max()
    return "no place has more chroma than in the photo"


@fault("16 several styles at once", "unexpected extra argument")
def several_styles(studio: Studio) -> str:
    """Blending styles is later work; until then the answer names sweep."""
    answer = studio.run("transfer", "c.png", "s.png", "s.png", "-o", "p.png").line
    assert "sweep" in answer, answer
    raise LaterWorkError(answer[7:110])


@fault("18 other encodings", "UnicodeEncodeError, 41 lines")
def encodings(studio: Studio) -> str:
    """What a terminal cannot show is escaped."""
    (studio / "c.png").rename(studio / "写真.png")
    assert studio.run("transfer", "写真.png", "s.png", *SMALL, "-o", "p.png").said
    for encoding in ("cp1252", "ascii", "utf-8"):
        done = studio.run("show", "p.png", environment={"PYTHONIOENCODING": encoding})
        assert json.loads(done.said)["settings"]["content"] == "写真.png"
    return "escaped"


@fault("19 files that are not there", "fine; addresses poor")
def missing_files(studio: Studio) -> str:
    """Missing files, folders, addresses and paths of other systems are one line each."""
    (studio / "dir.png").mkdir()
    for name in ("gone.png", "dir.png", "-", r"C:\pics\photo.jpg"):
        assert studio.run("transfer", name, "s.png", *SMALL, "-o", "p.png").line
    address = "http://example.org/photo.jpg"
    answer = studio.run("transfer", address, "s.png", *SMALL, "-o", "p.png").line
    assert "//" in answer, answer
    assert "address" in answer or "download" in answer, answer
    return answer[7:90]


@fault("19 numbers and layers", "fine; 42 names, insides first")
def numbers_and_layers(studio: Studio) -> str:
    """Sizes, steps and layers that cannot be are one line each, the nearest layer first."""
    for size in ("0", "-5", "16", "1e3", str(10**23)):
        assert "size" in studio.paint("--size", size, "-o", "p.png").line
    assert "steps" in studio.paint("--steps", "0", "-o", "p.png").line
    answer = studio.paint("--content-layers", "relu4-2", "-o", "p.png").line
    assert re.search(r"choose one of relu4_2", answer), answer
    assert len(answer) < 300, len(answer)
    return answer[7:100]


@fault("21 unfit cache and home", "warnings with source lines")
def cache_and_home(studio: Studio) -> str:
    """Without a place for the cache it paints all the same, says so in one line, and nothing when quiet."""
    (studio / "file").write_text("")
    for cache in ("/proc/nowhere", str(studio / "file")):
        said = studio.paint("-o", "p.png", environment={"STYLEJAX_CACHE": cache}).said
        assert ".py" not in said, said
        quiet = studio.paint("-q", "-o", "p.png", environment={"STYLEJAX_CACHE": cache})
        assert quiet.said == "", quiet.said
    gone = {"HOME": str(studio / "gone"), "STYLEJAX_CACHE": None}
    assert studio.paint("-o", "p.png", environment=gone).said
    return "paints, one line, quiet is quiet"


@fault("2.10 a plan for a large size", "no answer in 100 s")
def large_plan(studio: Studio) -> str:
    """A plan comes in seconds, or a refusal where it does not fit."""
    done = studio.run("sweep", *PAIR, "--plan", "--size", "4096", "-o", "sheet.png")
    assert done.code in (0, 2), done.error
    assert done.seconds < 30, done.seconds
    return f"{done.seconds:.0f} s"


@fault("2.11 a record 900 levels deep", "1.6 MB on the screen")
def deep_record(studio: Studio) -> str:
    """What is shown of a record is bounded."""
    from PIL import PngImagePlugin

    info = PngImagePlugin.PngInfo()
    info.add_itxt("stylejax", '{"a":' * 900 + "1" + "}" * 900)
    Image.new("RGB", (20, 20)).save(studio / "deep.png", pnginfo=info)
    shown = studio.run("show", "deep.png").said
    assert len(shown) < 5000
    return f"{len(shown)} letters"


@fault("2.14 lowest versions", "typer 0.15.0 fails")
def lowest_versions(studio: Studio) -> str:
    """The bounds are those that `scripts/versions` has tried."""
    from faults.studio import CHECKOUT

    assert os.access(CHECKOUT / "scripts/versions", os.X_OK)
    bound = re.search(r'"typer>=0\.(\d+)', (CHECKOUT / "pyproject.toml").read_text())
    assert bound
    assert int(bound[1]) >= 16
    return "bounds raised; scripts/versions tries them"
