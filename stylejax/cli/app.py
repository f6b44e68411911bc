"""The command line: a list of commands, and how they answer what is wrong. Heavy imports wait until a command runs."""

import errno
import importlib
import re
import sys
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer
import typer.core

from .._version import __version__
from ..errors import InputError
from . import answers, command_line, help, streams

INTERRUPTED = 130  # 128 + SIGINT, as shells have it

# What is typed, and the module of `commands` and its function that are meant.
COMMANDS = {
    "transfer": "transfer:transfer",
    "sweep": "sweep:sweep",
    "batch": "batch:batch",
    "regions": "regions:regions",
    "recolor": "recolor:recolor",
    "artists": "artists:artists",
    "reconstruct content": "reconstruct:content",
    "reconstruct style": "reconstruct:style",
    "reconstruct figure": "figure:figure",
    "texture": "texture:texture",
    "dream": "dream:dream",
    "sound": "sound:sound",
    "sound-texture": "sound:sound_texture",
    "sound-sweep": "sound:sound_sweep",
    "compare": "compare:compare",
    "explain": "explain:explain",
    "resume": "resume:resume",
    "replay": "replay:replay",
    "studio": "studio:studio",
    "show": "show:show",
    "info": "info:info",
    "weights list": "weights:list_networks",
    "weights fetch": "weights:fetch",
    "weights convert": "weights:convert",
    "weights verify": "weights:verify",
    "weights normalize": "weights:normalize",
    "weights show": "weights:show",
}

ABOUT = """Paint a photo in the style of a painting: neural artistic style (Gatys, Ecker, Bethge 2015) in JAX.

    Start with: stylejax transfer photo.jpg painting.jpg -o picture.png

    All options of a command: stylejax help transfer
    """

GROUPS = {
    "reconstruct": """See what a layer holds of a picture: start from noise and match its content, or its style, there.

    Start with: stylejax reconstruct content photo.jpg --layer relu4_2
    """,
    "weights": """Fetch, convert, verify and look at networks.

    Start with: stylejax weights fetch vgg19
    """,
}

LOOKS: dict[str, Any] = {  # of the help of all commands
    "rich_markup_mode": None,
    "context_settings": {"help_option_names": ["-h", "--help"], "max_content_width": 110},
}

# typer raises these for options it cannot read, but exports only the youngest of the family
UsageError: type[Exception] = typer.BadParameter.__mro__[1]


class Command(typer.core.TyperCommand):
    """A command whose help is in groups, and whose complaints name options as they are typed."""

    def __init__(self, *words: Any, **told: Any) -> None:
        super().__init__(*words, **told)
        help.name_arguments(self.params)

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """What is typed after the command's name."""
        return help.usage_pieces(self.params)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write arguments and options."""
        help.write_parameters(self.get_params(ctx), ctx, formatter)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read what was typed; what is unknown is answered with what may be meant."""
        foreign, given = answers.foreign(args, self.params), list(args)
        if foreign:
            raise UsageError(answers.answer_to(foreign, self.params))
        try:
            return super().parse_args(ctx, args)
        except UsageError as error:
            raise UsageError(answers.answer_to_error(error, given, self)) from None

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except InputError as error:
            raise InputError(as_typed(str(error), self.params)) from error


# An argument as the library names it: first of all, before a colon, or further on between backticks.
ARGUMENT = re.compile(r"^([a-z][a-z_ -]*)(?=: )|`([a-z][a-z_]*)`")


def as_typed(message: str, parameters: Sequence[Any]) -> str:
    """The message with `--steps` for `steps`, wherever it names an argument that the command has as an option."""
    options = {word for parameter in parameters for word in parameter.opts if word.startswith("--")}

    def typed(found: re.Match[str]) -> str:
        option = f"--{re.sub('[_ ]', '-', found[1] or found[2])}"
        return option if option in options else found[0]

    return ARGUMENT.sub(typed, message)


class Commands(typer.core.TyperGroup):
    """A list of commands, each told with the whole sentence that says what it does."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write options and commands."""
        help.write_parameters(self.get_params(ctx), ctx, formatter)
        help.write_commands([(name, self.commands[name]) for name in self.list_commands(ctx)], formatter)


class OneLineErrors(Commands):
    """Commands that answer bad input with one line on standard error and exit code 2."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, **options: Any) -> Any:
        """Run a command and leave with its exit code."""
        words = list(sys.argv[1:] if args is None else args)
        if words[:1] == ["help"]:
            words = [*words[1:], "--help"]
        streams.set_up()
        command_line.note_typed(words)
        try:
            code = super().main(words, *rest, **{**options, "standalone_mode": False})
            streams.finish_output()
            sys.exit(code)
        except InputError as error:
            message = str(error)
        except UsageError as error:
            message = " ".join(error.format_message().split()) + " See --help."  # pyrefly: ignore
        except (typer.Abort, KeyboardInterrupt):
            sys.exit(INTERRUPTED)
        except OSError as error:
            if not streams.is_about_output(error):
                raise
            streams.give_up_output()
            if error.errno == errno.EPIPE:  # who reads has seen enough
                sys.exit(1)
            message = f"standard output: cannot be written ({error.strerror}); choose another place"
        print(f"error: {message}", file=sys.stderr)
        sys.exit(2)


app = typer.Typer(cls=OneLineErrors, pretty_exceptions_enable=False, **LOOKS)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"stylejax {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True, help=help.with_examples(ABOUT))
def stylejax(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """The program without a command."""
    print_help(context)


def print_help(context: typer.Context) -> None:
    """Print what a group of commands is for, where none of them is named."""
    if context.invoked_subcommand is None:
        print(context.get_help())


def function_at(place: str) -> Callable[..., Any]:
    """The function that a command calls."""
    module, name = place.split(":")
    return getattr(importlib.import_module(f".commands.{module}", __package__), name)


def _add_commands() -> None:
    groups = {
        name: typer.Typer(
            cls=Commands, help=help.with_examples(about), callback=print_help, invoke_without_command=True, **LOOKS
        )
        for name, about in GROUPS.items()
    }
    for words, place in COMMANDS.items():
        *group, name = words.split()
        function = function_at(place)
        about = help.with_examples(function.__doc__ or "")
        (groups[group[0]] if group else app).command(name, cls=Command, help=about)(function)
    for name, group in groups.items():
        app.add_typer(group, name=name)


_add_commands()
