"""Signals, whenever they come."""

import signal

from faults.cases import fault
from faults.studio import PAIR, Studio, signaled
from stylejax.media.images import read_image

LONG = ("--size", "64", "--steps", "3000")
CODES = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}


@fault("6 the terminal goes", "exit 129, picture lost")
def hang_up(studio: Studio) -> str:
    """INT, TERM and HUP alike keep the best picture so far."""
    for number, code in CODES.items():
        name = f"{number.name}.png"
        process = studio.started("transfer", *PAIR, *LONG, "-o", name)
        done = signaled(process, number, after="step 1/", seconds=3)
        assert done.code == code, (done.code, done.error[-200:])
        assert read_image(studio / name).shape == (48, 64, 3)
    return "129, 130, 143, each with a picture"


@fault("6 the terminal goes in a sweep, and in a dream", "exit 129, nothing kept")
def hang_up_of_others(studio: Studio) -> str:
    """A sweep's sheet, with holes, and a dream are kept too."""
    words = ("sweep", *PAIR, *LONG, "--seeds", "0,1", "-o", "sheet.png")
    assert signaled(studio.started(*words), signal.SIGHUP, after="step 1/", seconds=3).code == 129
    assert read_image(studio / "sheet.png").size
    words = ("dream", "c.png", "--size", "64", "--steps", "3000", "-o", "dream.png")
    assert signaled(studio.started(*words), signal.SIGHUP, after="step 1/", seconds=3).code == 129
    assert read_image(studio / "dream.png").size
    return "sheet and dream kept"


@fault("6 nohup", "fine")
def nohup(studio: Studio) -> str:
    """A hang-up that is ignored already stays so."""
    words = ("transfer", *PAIR, "--size", "64", "--steps", "60", "-o", "p.png")
    process = studio.started(*words, shell="trap '' HUP")
    done = signaled(process, signal.SIGHUP, after="step 1/")
    assert done.code == 0, (done.code, done.error[-200:])
    return "painted to its end"


@fault("2.1 a key while there is less than was there", "a finished picture replaced by noise, 8 to 69 s later")
def finished_picture(studio: Studio) -> str:
    """An early end does not replace a finished picture, and the key is answered at once."""
    assert studio.paint("-o", "keep.png").said
    before = (studio / "keep.png").read_bytes()
    process = studio.started("transfer", *PAIR, *LONG, "-o", "keep.png", environment={"STYLEJAX_CACHE": "cold"})
    done = signaled(process, signal.SIGINT, after="painting with", seconds=1.5)
    assert done.code == 130, done.code
    assert done.seconds < 5, done.seconds
    assert (studio / "keep.png").read_bytes() == before
    assert "stop" in done.error, done.error
    return f"kept; ended {done.seconds:.1f} s after the key"


@fault("2.2 a key in start-up", "4 of 13 lost, exit 0 in the end")
def early_key(studio: Studio) -> str:
    """A signal in start-up ends the program with its code, without a word of Python's."""
    codes = []
    for seconds in (0.05, 0.3, 0.7, 0.9, 1.1, 1.4, 2.0):
        process = studio.started("transfer", *PAIR, *LONG, "-o", "p.png")
        done = signaled(process, signal.SIGINT, seconds=seconds)
        assert "Traceback" not in done.error or seconds < 0.1, done.error[-300:]
        codes.append(done.code)
    assert set(codes[1:]) == {130}, codes
    assert codes[0] in (130, -signal.SIGINT), codes
    return "7 of 7 heard"
