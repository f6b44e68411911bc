"""Laws of help: it fits the terminal, its examples can be copied, its groups have one order."""

import re
import shlex

import pytest
from typer.testing import CliRunner

from stylejax.cli.app import COMMANDS, GROUPS, app
from stylejax.cli.help import broken, with_examples
from stylejax.fields import Group

ALL = ["", *COMMANDS, *GROUPS]
TITLE = re.compile(r"^(\w[\w ]*):$", re.MULTILINE)


def help_of(words, columns=80):
    return CliRunner().invoke(app, [*words.split(), "--help"], env={"COLUMNS": str(columns)}).output


def examples_in(text):
    """The commands of the help's examples as a shell would read them."""
    found = re.findall(r"^  (?:Example|Start with):\n((?:    .+\n)+)", text, re.MULTILINE)
    return [shlex.split(line) for block in found for line in block.replace("\\\n", " ").splitlines()]


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("words", ALL)
def test_help_fits_the_terminal_and_cuts_nothing(words, columns):
    text = help_of(words, columns)
    assert max(map(len, text.splitlines())) <= columns
    assert "..." not in text.split("Commands:")[-1] if "Commands:" in text else True
    assert not re.search(r"\[default: \(", text)


@pytest.mark.parametrize("words", ALL)
def test_examples_are_whole_commands_at_80_columns(words):
    for example in examples_in(help_of(words)):
        assert example[0] == "stylejax"
        options = [word for word in example if word.startswith("--")]
        [command] = [name for name in COMMANDS if example[1 : 1 + len(name.split())] == name.split()]
        assert all(f"{option} " in help_of(command) for option in options)


def test_the_examples_that_are_too_long_are_among_those():
    assert any("\\\n" in help_of(words) for words in ALL)


@pytest.mark.parametrize("words", COMMANDS)
def test_groups_have_one_order_in_every_command(words):
    titles = [title for title in TITLE.findall(help_of(words)) if title in set(Group)]
    assert titles == sorted(titles, key=list(Group).index)


@pytest.mark.parametrize("words", COMMANDS)
def test_arguments_are_spelled_one_way(words):
    usage, _, rest = help_of(words).partition("\n\n")
    for argument in re.findall(r"\b[A-Z]{2,}\b", usage.replace("[OPTIONS]", "")):
        assert re.search(rf"^  .*\b{argument}\b", rest.partition("Arguments:")[2], re.MULTILINE)
    assert not re.search(r"[{}<>]", usage)


def test_a_long_command_is_broken_before_an_option_only():
    command = "stylejax sweep photo.jpg painting.jpg -o sheet.png --strengths 0.25,0.5,0.75 --style-layers-upto 1..5"
    lines = broken(command)
    assert len(lines) == 2
    assert " ".join(line.removesuffix("\\").strip() for line in lines) == command


def test_what_is_no_example_is_left_as_it_is():
    assert with_examples("One.\n\nTwo: three.") == "One.\n\nTwo: three."
