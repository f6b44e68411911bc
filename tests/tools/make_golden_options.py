"""What every command of the command line can be told, as text: python make_golden_options.py > golden/options.txt."""

import enum
import inspect
import typing

from stylejax.cli.app import COMMANDS, function_at


def words_of(kind):
    """A type as a reader names it; of a word with a fixed choice, the choice."""
    if typing.get_origin(kind) is typing.Literal:
        return "|".join(typing.get_args(kind))
    kinds = [each for each in typing.get_args(kind) or (kind,) if each is not type(None)]
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return "|".join(kind)
    many = " ..." if typing.get_origin(kind) is list else ""
    return words_of(kinds[0]) + many if kinds != [kind] else kind.__name__


def is_typed(parameter):
    """Whether it is of the command line, and not of typer itself."""
    return bool(typing.get_args(parameter.annotation))


def line_of(parameter):
    """One line: how a parameter is typed, its kind, its default as help shows it, and what it does."""
    kind, info = typing.get_args(parameter.annotation)
    declared = [word for word in (info.default, *(info.param_decls or ())) if isinstance(word, str)]
    long = f"--{parameter.name.replace('_', '-')}"
    option = type(info).__name__ == "OptionInfo"
    typed = ", ".join(declared) or long if option else info.metavar or parameter.name.upper()
    shown = info.show_default if isinstance(info.show_default, str) else parameter.default
    default = "" if shown is inspect.Parameter.empty else f" = {shown}"
    return f"  {typed} ({words_of(kind)}){default}: {info.help}"


def options_text():
    """All commands, each with what it is for and its parameters in the order of their names."""
    blocks = []
    for words, place in COMMANDS.items():
        function = function_at(place)
        parameters = inspect.signature(function, eval_str=True).parameters.values()
        about = " ".join(function.__doc__.split())
        blocks.append("\n".join([words, f"  {about}", *sorted(map(line_of, filter(is_typed, parameters)))]))
    return "\n\n".join(blocks) + "\n"


if __name__ == "__main__":
    print(options_text(), end="")
