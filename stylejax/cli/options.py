"""Options that several commands share, and the signatures that are made of settings.

A command that is decorated with `command` has, beside the parameters in its own signature, an option for each field of
its settings: see `stylejax/settings.py` for their names, types, defaults and help, and `--help` for all of them.
"""

from __future__ import annotations

import dataclasses
import functools
import inspect
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, get_origin

import typer

from .. import media, optimizers
from ..errors import InputError
from ..fields import Group, option_name, option_of
from ..looks import of_look
from . import completion


def told(group: Group, *words: str, **more: Any) -> Any:
    """An option of a command's own, told among those of its group."""
    return typer.Option(*words, rich_help_panel=group, **more)


Output = Annotated[Path, told(Group.PICTURE, "--output", "-o", help="The picture to write: .png, .jpg, .tif or .webp.")]
Sheet = Annotated[Path, told(Group.PICTURE, "--output", "-o", help="The sheet to write: .png, .jpg, .tif or .webp.")]
Bits = Annotated[int, told(Group.PICTURE, metavar="8|16", help="Bits a sample; 16 in .png and .tif.")]
Dpi = Annotated[
    float | None,
    told(Group.PICTURE, metavar="N", help="Pixels an inch in print.", show_default="the photo's"),
]
Print = Annotated[
    str | None,
    told(
        Group.PICTURE,
        "--print",
        metavar="60x40cm|24x16in|A3",
        help="The paper: with --dpi the paper says the size in pixels, otherwise the size says the density.",
    ),
]
Folder = Annotated[Path, told(Group.PICTURE, "--output", "-o", help="The folder for the pictures; made where missing.")]
Report = Annotated[Path | None, told(Group.FILES, help="Write objective, terms and times to this JSON file.")]
SaveEach = Annotated[Path | None, told(Group.FILES, help="Also write each picture to this folder.")]
ContentVariation = Annotated[
    float | None,
    told(
        Group.EXPERTS,
        "--tv-weight",
        help="Weight of total variation: more makes the picture smoother; the paper has none.",
        show_default="from 0 at relu1_1 to 1 at relu5_1",
    ),
]
Lanes = Annotated[
    str, told(Group.SPEED, help="Pictures painted at once: a number, or auto, which is one on a CPU, else what fits.")
]
Checkpoint = Annotated[
    str,
    told(
        Group.FILES,
        metavar="PATH|auto|off",
        help="Where a run is kept, so that the same command goes on with it; auto: OUTPUT.checkpoint from 5 min on.",
    ),
]
Film = Annotated[
    Path | None,
    told(Group.FILES, metavar="PATH", help="Write a film of the painting: .webp, or .mp4 with stylejax[film]."),
]
SaveEvery = Annotated[
    int | None,
    told(Group.FILES, metavar="N", help="Write the picture after every N evaluations too, as picture-0100.png."),
]
Plan = Annotated[bool, told(Group.OTHER, "--plan", help="Print levels, memory and time, and stop there.")]
Live = Annotated[
    int | None,
    told(
        Group.FILES,
        metavar="PORT",
        min=1,
        max=65535,
        help="Show the picture while it is painted: http://127.0.0.1:PORT.",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]

Function = Callable[..., Any]

# What stands for the value of a setting in help, where its type says too little.
PLACEHOLDERS = {"network": "NAME|FILE", "init": "START|FILE", "layer": "LAYER"}

# What may be chosen for a setting, where other packages say so.
CHOICES: Mapping[str, Callable[[], Iterable[str]]] = {"optimizer": lambda: optimizers.OPTIMIZERS}


def command(*, without: Sequence[str] = ()) -> Callable[[Function], Function]:
    """Give a function an option for each field of its settings, but for those `without`.

    The function has one parameter whose type is a record of settings. In its place stand the options; it is called with
    the settings that were made of them, and with its own other parameters as they are.
    """

    def decorated(function: Function) -> Function:
        signature = inspect.signature(function, eval_str=True)
        [place] = [each for each in signature.parameters.values() if dataclasses.is_dataclass(each.annotation)]
        offered = _offered(place.annotation, without)

        @functools.wraps(function)
        def called(**given: Any) -> Any:
            named = _named(given.pop(CONTEXT), offered)
            chosen = {field.name: _value(field, given.pop(name)) for name, field in offered.items()}
            return function(**given, **{place.name: place.annotation(**_with_look(chosen, named))})

        return _with_parameters(called, signature, place, [_parameter(*each) for each in offered.items()])

    return decorated


def changes(settings: type) -> Callable[[Function], Function]:
    """Give a function an option for each field of these settings, none of which need be given.

    The function has one parameter that is a `Mapping`: it is called with what was named, and with what a look that was
    named sets.
    """

    def decorated(function: Function) -> Function:
        signature = inspect.signature(function, eval_str=True)
        [place] = [each for each in signature.parameters.values() if get_origin(each.annotation) is Mapping]
        offered = _offered(settings, ())

        @functools.wraps(function)
        def called(**given: Any) -> Any:
            named = _named(given.pop(CONTEXT), offered)
            chosen = {field.name: _value(field, given.pop(name)) for name, field in offered.items()}
            told = {name: value for name, value in chosen.items() if name in named}
            return function(**given, **{place.name: _with_look(told, named)})

        parameters = [_parameter(name, field, shown=False) for name, field in offered.items()]
        return _with_parameters(called, signature, place, parameters)

    return decorated


def _offered(settings: type, without: Sequence[str]) -> dict[str, dataclasses.Field]:
    """The fields that are options, by the names of their parameters."""
    fields = [field for field in dataclasses.fields(settings) if field.name not in without]
    return {_parameter_name(field): field for field in fields if option_of(field)}


def _named(context: Any, offered: Mapping[str, dataclasses.Field]) -> set[str]:
    """The fields that somebody named."""
    sources = {field.name: context.get_parameter_source(name) for name, field in offered.items()}
    return {name for name, source in sources.items() if source and source.name != "DEFAULT"}


def _with_parameters(
    called: Function, signature: inspect.Signature, place: inspect.Parameter, parameters: Sequence[inspect.Parameter]
) -> Function:
    """The function as typer reads it: with these parameters in place of one of its own."""
    every = [inspect.Parameter(CONTEXT, inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)]
    for each in signature.parameters.values():
        every += parameters if each is place else [each]
    keywords = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in every]  # defaults in any order
    called.__signature__ = signature.replace(parameters=keywords)  # pyrefly: ignore
    called.__annotations__ = {each.name: each.annotation for each in keywords}
    return called


def _parameter_name(field: dataclasses.Field) -> str:
    return option_name(field).replace("-", "_")


def _with_look(chosen: dict[str, Any], named: Collection[str]) -> dict[str, Any]:
    """The settings that were chosen, and in place of those that nobody named the ones of the look."""
    look = of_look(chosen["named_look"]) if "named_look" in chosen else {}
    return chosen | {name: value for name, value in look.items() if name not in named}


CONTEXT = "typer_context"  # a parameter that typer fills in


def _parameter(name: str, field: dataclasses.Field, *, shown: str | bool | None = None) -> inspect.Parameter:
    """What typer reads an option from; `shown` is told in place of the default."""
    said = option_of(field)
    assert said
    words = [f"--{name.replace('_', '-')}", said.short] if said.short else []
    info = told(
        said.group,
        *words,
        help=said.help,
        show_default=said.shown if shown is None else shown,
        metavar=said.placeholder or ("LAYERS" if _is_list(field) else PLACEHOLDERS.get(field.name)),
        autocompletion=completion.OF_SETTINGS.get(field.name),
        case_sensitive=False,
    )
    kind: Any = said.typed or (str if _is_list(field) else field.type)
    if field.name in CHOICES:
        kind = Literal[tuple(CHOICES[field.name]())]  # pyrefly: ignore
    default: Any = ",".join(field.default) if isinstance(field.default, tuple) else field.default
    if _is_list(field) and said.typed not in (None, str):  # typed again and again
        default = None
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, info])


def _is_list(field: dataclasses.Field) -> bool:
    return isinstance(field.default, tuple)


def _value(field: dataclasses.Field, given: Any) -> Any:
    """A setting's value from what was typed."""
    said = option_of(field)
    if said and said.read:
        return said.read(given)
    return layers(given) if _is_list(field) else given


def form_of(bits: int, dpi: float | None) -> media.Form:
    """What `--bits` and `--dpi` ask for. Raises InputError for a density that is none."""
    if dpi is not None and not 1 < dpi < 1e5:
        raise InputError(f"dpi: {dpi:g} is no density; give the number of pixels an inch, like 300")
    return media.Form(bits, dpi or 0.0)


def layers(text: str) -> tuple[str, ...]:
    """The layers of a list such as "relu1_1,relu2_1"."""
    return tuple(name for name in text.replace(" ", "").split(",") if name)


def at_once(lanes: str) -> int | None:
    """The number that `--lanes` gives, None for auto; raises InputError for anything else."""
    if lanes == "auto":
        return None
    if not lanes.isdecimal() or int(lanes) < 1:
        raise InputError(f"lanes: {lanes!r} is neither auto nor a number from 1 up")
    return int(lanes)
