"""What people read: help, answers, progress, pages, and what a picture says of itself."""

import json
import re

import numpy as np
from PIL import Image

from faults.cases import fault
from faults.studio import CHECKOUT, PAIR, SMALL, Studio
from stylejax.media.images import read_picture

COMMANDS = ("transfer", "sweep", "batch", "texture", "dream", "compare", "explain", "show", "info", "artists")


@fault("4.1 help at 80 columns", "examples break in words, commands cut, one flat list")
def help_at_80_columns(studio: Studio) -> str:
    """No line is cut or longer than the screen, and options come in groups of one order."""
    assert "..." not in studio.run("--help").said.partition("\n")[2]
    for command in COMMANDS:
        text = studio.run(command, "--help").said
        assert max(map(len, text.splitlines())) <= 80, command
        groups = [name for name in re.findall(r"^([A-Z][a-z ]+):$", text, re.M) if name in ORDER]
        assert groups == sorted(groups, key=ORDER.index), (command, groups)
        assert not re.search(r"--[a-z-]+-\n", text), command
    return f"{len(COMMANDS)} commands"


ORDER = ["Picture", "Look", "Speed", "Experts", "More files", "Other"]


@fault("4.2 wrong options", "unrelated names, or none")
def wrong_options(studio: Studio) -> str:
    """The nearest name comes first; other programs' names are answered with ours; case does not matter."""
    assert "--content-weight" in studio.paint("--contentweight", "1", "-o", "p.png").line
    assert "--steps" in studio.paint("--num-iterations", "5", "-o", "p.png").line
    assert "color" in studio.paint("--preserve-colors", "-o", "p.png").line
    assert studio.paint("--optimizer", "ADAM", "-o", "p.png").said
    assert "Usage" in studio.run("help", "transfer").said
    assert "transfer" in studio.run("tranfer", *PAIR).line
    return "answered"


@fault("4.3 progress at 45 columns", "time left vanishes")
def progress_in_a_log(studio: Studio) -> str:
    """A log has one line now and then, which says what is done and what is left."""
    said = studio.run("transfer", *PAIR, "--size", "64", "--steps", "40", "-o", "p.png").said
    assert "step 40/40" in said
    assert "left" in said
    assert "lower is closer" in said
    return "steps, direction, time left"


@fault("4.4 the last line", "'ended early by SIGINT'")
def last_line(studio: Studio) -> str:
    """It says the size of the picture and what to try next."""
    line = studio.paint("-o", "p.png").said.strip().splitlines()[-1]
    assert "64 x 48 pixels" in line
    assert "strength" in line
    return line[:100]


@fault("4.5 a page to compare artists", "curves without a common axis, numbers without a direction")
def page(studio: Studio) -> str:
    """Numbers say that smaller is closer, and the page can be printed and reached by keys."""
    words = ("compare", *PAIR, "--network", "compact", "--artists", "paper,satoshi", "--steps", "4", "--size", "64")
    said = studio.run(*words, "-o", "sheet.png", "--html", "page").said
    assert re.search(r"artist 1 of 2|1 of 2", said), said
    text = (studio / "page/index.html").read_text()
    for wanted in ("closer", "@media print", "tabindex"):
        assert wanted in text or "<a " in text, wanted
    return "one yardstick, labeled"


@fault("4.6 16 bits, alpha, author, density", "8 bits; all else dropped")
def output(studio: Studio) -> str:
    """16 bits where asked, author and copyright kept, density where given, loss of alpha said."""
    exif = Image.Exif()
    exif[315], exif[33432] = "A. Author", "nobody's"
    base = Image.open(studio / "c.png").convert("RGB")
    base.save(studio / "photo.jpg", exif=exif, dpi=(300, 300))
    assert studio.run("transfer", "photo.jpg", "s.png", *SMALL, "--bits", "16", "-o", "p.tif").said
    picture = read_picture(studio / "p.tif")
    assert picture.tags[:2] == ("A. Author", "nobody's")
    assert len(np.unique(np.rint(picture.image * 65535))) > 256
    base.putalpha(100)
    base.save(studio / "cut.png")
    assert "transparen" in studio.run("transfer", "cut.png", "s.png", *SMALL, "-o", "p.jpg").said
    return "kept and said"


@fault("4.7 the record as a caption", "1 kB of JSON in photo programs")
def caption(studio: Studio) -> str:
    """A picture's record is where photo programs do not show it."""
    assert studio.paint("-o", "p.jpg").said
    assert 270 not in Image.open(studio / "p.jpg").getexif()
    assert json.loads(studio.run("show", "p.jpg").said)["command"] == "transfer"
    return "no caption"


@fault("4.8 README", "no install line without a checkout")
def readme(studio: Studio) -> str:
    """It says how to install, with which extras, and how words complete."""
    text = (CHECKOUT / "README.md").read_text()
    for wanted in ("pip install", "[cuda]", "--install-completion"):
        assert wanted in text
    return "said"
