"""What `--help` shows: usage, options in groups of one order, examples that can be copied, and every command."""

import inspect
import re
from collections.abc import Iterator, Sequence
from typing import Any

from ..fields import Group

WIDTH = 76  # of an example: with its indentation it fits a terminal of 80 columns
WIDEST_NAME = 24  # of an option with its placeholder that has its help beside it
CONTINUED = "    "  # before the further lines of an example

# What stands for a value that is typed, by the type that typer names.
PLACEHOLDERS = {"str": "TEXT", "int": "N", "float": "X", "int range": "N", "path": "PATH"}


def with_examples(text: str) -> str:
    """A command's help whose examples stand one on a line, unwrapped: each can be copied and run.

    An example begins with "Example: " or "Start with: " and is a paragraph of its own, a command a line.
    """
    paragraphs = inspect.cleandoc(text).split("\n\n")
    return "\n\n".join(_example(each) if _is_example(each) else each for each in paragraphs)


def _is_example(paragraph: str) -> bool:
    return paragraph.startswith(("Example: ", "Start with: "))


def _example(paragraph: str) -> str:
    """The paragraph, kept from being wrapped by a mark that the help's writer knows."""
    title, commands = paragraph.split(": ", 1)
    lines = [line for command in commands.split("\n") for line in broken(command.strip())]
    return "\n".join(["\b", f"{title}:", *(f"  {line}" for line in lines)])


def broken(command: str) -> list[str]:
    """A command in lines that fit, broken before an option, as a shell reads them."""
    lines = [""]
    for part in re.split(r" (?=-)", command):
        longer = f"{lines[-1]} {part}".strip() if len(lines) == 1 else f"{lines[-1]} {part}"
        if lines[-1] and len(longer) > WIDTH - 4:
            lines.append(CONTINUED + part)
        else:
            lines[-1] = longer
    return [f"{line} \\" for line in lines[:-1]] + [lines[-1]]


def name_arguments(parameters: Sequence[Any]) -> None:
    """Give each argument the one name that usage, list and complaints call it."""
    for parameter in parameters:
        if parameter.param_type_name == "argument" and not parameter.metavar:
            parameter.metavar = parameter.name.upper()


def usage_pieces(parameters: Sequence[Any]) -> list[str]:
    """What is typed after the command's name: "[OPTIONS] CONTENT STYLE"."""
    arguments = [each for each in parameters if each.param_type_name == "argument"]
    return ["[OPTIONS]", *(each.metavar if each.required else f"[{each.metavar}]" for each in arguments)]


def write_parameters(parameters: Sequence[Any], context: Any, formatter: Any) -> None:
    """Write what may be typed in sections: arguments, then options by their group."""
    sections = [(title, rows) for title, rows in _sections(parameters, context) if rows]
    width = max((len(name) for _, rows in sections for name, _ in rows if len(name) <= WIDEST_NAME), default=0)
    for title, rows in sections:
        with formatter.section("Options" if len(sections) == 1 or title == Group.OTHER == sections[1][0] else title):
            formatter.write_dl([(name.ljust(width), about) for name, about in rows], col_max=width + 2)


def _sections(parameters: Sequence[Any], context: Any) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    told = [(each, record) for each in parameters if (record := each.get_help_record(context))]
    arguments = [(each, record) for each, record in told if each.param_type_name == "argument"]
    yield "Arguments", [(each.metavar, _polished(record[1]).replace("  [required]", "")) for each, record in arguments]
    options = [(_group_of(each), record) for each, record in told if each.param_type_name == "option"]
    for group in Group:
        yield group, [(_placeholder(name), _polished(about)) for of, (name, about) in options if of == group]


def _group_of(option: Any) -> Group:
    # The option of help itself is click's own in older versions of typer, and has no such field.
    return Group(getattr(option, "rich_help_panel", None) or Group.OTHER)


def _placeholder(name: str) -> str:
    """An option's name with what is to be typed after it, in capitals, or what may be chosen."""
    return re.sub(r"<(.*)>$", lambda found: PLACEHOLDERS.get(found[1], found[1]), name)


def _polished(about: str) -> str:
    """Help without doubled brackets."""
    plain = about.replace("\\[", "[")  # as some versions of typer have it
    return re.sub(r"\[default: \((.*?)\)(\]|;)", r"[default: \1\2", plain)


def write_commands(commands: Sequence[tuple[str, Any]], formatter: Any) -> None:
    """Write the commands of a group, each with the whole sentence that says what it does."""
    with formatter.section("Commands"):
        formatter.write_dl([(name, command.get_short_help_str(limit=200)) for name, command in commands])
