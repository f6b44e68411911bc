"""Laws of options: every setting is one, and what is typed is what the command gets."""

import dataclasses
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from make_golden_options import options_text
from stylejax.choices import PoolName
from stylejax.cli.options import Quiet, at_once, command, layers
from stylejax.command_settings import ComparisonSettings
from stylejax.errors import InputError
from stylejax.fields import like, option, option_of
from stylejax.settings import DEFAULTS, TransferSettings

GOLDEN = Path(__file__).parents[1] / "golden" / "options.txt"


CHOICE = re.compile(r"\((\S+\|\S+)\)")


def choices_of(line):
    found = CHOICE.search(line)
    return set(found[1].split("|")) if found else set()


def commands_of(text):
    """For each command the lines that tell its parameters, less what may be chosen, and that."""
    found = {}
    for block in text.split("\n\n"):
        name, _, *lines = block.strip().splitlines()
        found[name] = {CHOICE.sub("()", line): choices_of(line) for line in lines}
    return found


def test_every_option_of_every_command_stays_as_it_was():
    """New ones may come. Where one is meant to change: python tests/tools/make_golden_options.py has the whole list."""
    then, now = commands_of(GOLDEN.read_text(encoding="utf-8")), commands_of(options_text())
    for name, lines in then.items():
        gone = {line for line, choices in lines.items() if line not in now[name] or choices - now[name][line]}
        assert gone == set()


def run(settings_type, *words, without=()):
    """The settings that a command gets that is called with these words."""
    got = []

    @command(without=without)
    def called(name: str = "", *, settings: settings_type, quiet: Quiet = False) -> None:
        got.append((name, settings, quiet))

    app = typer.Typer()
    app.command()(called)
    result = CliRunner().invoke(app, list(words))
    assert (result.exit_code, result.exception) == (0, None), result.output
    return got[0]


@pytest.mark.parametrize("settings", [TransferSettings, ComparisonSettings])
def test_a_bare_command_gets_the_defaults(settings):
    assert run(settings) == ("", settings(), False)


TYPED = {
    "size": ("64", 64),
    "content_weight": ("1e-3", 1e-3),
    "style_layers": ("relu1_1, relu2_1", ("relu1_1", "relu2_1")),
    "content_layers": (",", ()),
    "optimizer": ("plain-lbfgs", "plain-lbfgs"),
    "pool": ("max", PoolName.MAX),
}


@pytest.mark.parametrize(("field", "typed", "value"), [(name, *pair) for name, pair in TYPED.items()])
def test_what_is_typed_is_what_the_command_gets(field, typed, value):
    name, settings, quiet = run(TransferSettings, f"--{field.replace('_', '-')}", typed, "-q", "--name", "n")
    assert (name, quiet) == ("n", True)
    assert settings == dataclasses.replace(DEFAULTS, **{field: value})


@dataclass(frozen=True)
class Tiles:
    """Settings with all that an option can say of itself."""

    size: int = option(8, "Side.", name="tile-size", short="-t")
    count: int | None = option(3, "How many; 0: all.", read=lambda count: count or None)
    hidden: int = 1


@dataclass(frozen=True)
class Bricks(Tiles):
    """Settings that mean the same, but for a default and words."""

    size: int = like(Tiles, "size", default=16)
    count: int | None = like(Tiles, "count", help="Bricks; 0: all.")


def test_an_option_may_have_another_name_a_short_form_and_a_meaning_of_its_own():
    assert run(Tiles, "--tile-size", "9", "--count", "0")[1] == Tiles(size=9, count=None)
    assert run(Tiles, "-t", "9")[1] == Tiles(size=9)


def test_like_keeps_all_that_is_not_given():
    assert run(Bricks, "-t", "9", "--count", "0")[1] == Bricks(size=9, count=None)
    fields = {field.name: field for field in dataclasses.fields(Bricks)}
    assert (fields["size"].default, fields["count"].default) == (16, 3)
    assert option_of(fields["size"]).help == "Side."
    assert option_of(fields["count"]).help == "Bricks; 0: all."


def test_what_a_command_leaves_out_keeps_its_default():
    app = typer.Typer()

    @app.command()
    @command(without=["size"])
    def called(*, settings: Tiles) -> None:
        assert settings.size == 8

    assert CliRunner().invoke(app, []).exit_code == 0
    assert CliRunner().invoke(app, ["--tile-size", "9"]).exit_code == 2


def test_lists_are_read_with_spaces_and_without():
    assert layers("relu1_1, relu2_1,") == ("relu1_1", "relu2_1")


def test_lanes_are_a_number_or_auto():
    assert (at_once("auto"), at_once("3")) == (None, 3)
    for text in ("0", "-1", "some", "1.5"):
        with pytest.raises(InputError, match=r"^lanes: "):
            at_once(text)
