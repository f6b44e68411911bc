"""What is answered to words that the command line does not know: the nearest name, or ours for what others call it."""

import difflib
import re
from collections.abc import Iterable, Sequence
from typing import Any

from ..errors import nearest
from . import completion

# What other programs of neural style call their options: ours for it, or a sentence. Theirs are compared without
# leading hyphens, in lower case, with hyphens for underscores.
PEERS = {
    **dict.fromkeys(("num-iterations", "num-iter", "iterations", "iters", "max-iter", "epochs", "n-iter"), "--steps"),
    **dict.fromkeys(("image-size", "img-size", "imsize", "max-size", "content-size", "width"), "--size"),
    **dict.fromkeys(("output-image", "output-path", "output-dir", "out", "result", "save-path"), "--output"),
    **dict.fromkeys(
        ("content-image", "content", "content-path", "input"), "CONTENT, the first argument, without a name"
    ),
    **dict.fromkeys(
        ("style-image", "style", "style-path", "styles"), "STYLE, an argument without a name after CONTENT"
    ),
    **dict.fromkeys(("model", "model-file", "vgg-path", "weights", "net"), "--network"),
    **dict.fromkeys(("tv", "tv-coeff", "tv-loss-weight", "total-variation-weight"), "--tv-weight"),
    **dict.fromkeys(("pooling", "pooling-type"), "--pool"),
    **dict.fromkeys(("init-image", "initialization", "init-img-type", "initial"), "--init"),
    **dict.fromkeys(("alpha", "blend", "style-strength", "stylization-strength"), "--strength"),
    **dict.fromkeys(("random-seed", "noise-seed"), "--seed"),
    **dict.fromkeys(("preserve-colors", "preserve-color", "original-colors", "keep-colors"), "--colors photo"),
    **dict.fromkeys(("style-scale", "style-scales", "style-scale-fac"), "--style-size, as 1.5x"),
    **dict.fromkeys(("style-layer-weight-exp", "style-layers-weights"), "--strokes"),
    **dict.fromkeys(("style-blend-weights", "style-imgs-weights", "style-interpolation-weights"), "--style-weights"),
    **dict.fromkeys(("lap-weight", "lap-layers", "laplacian-weight"), "--contours"),
    **dict.fromkeys(("content-weight-blend", "content-blend"), "--abstraction"),
}
NOT_OFFERED = {
    **dict.fromkeys(
        ("backend", "gpu", "device", "cuda", "no-cuda", "cpu", "use-gpu", "multidevice-strategy"),
        "JAX takes the best device there is, which `stylejax info` names; JAX_PLATFORMS=cpu chooses the processor",
    ),
    **dict.fromkeys(
        ("learning-rate", "lr", "learning-rate-decay"),
        "optimizers find their own steps; `optimizer` chooses one",
    ),
}

EXTRA_ARGUMENTS = {
    "texture": "{extra} is one argument too many: a texture has one IMAGE.",
}

# Options that must be given, and what may be chosen for them.
LISTED = {"--as": completion.file_kinds}

# What typer's complaints have in some of its versions, and people need not read.
NOISE = re.compile(r"Value error, | \(env var: 'None'\)")

# How it complains of a choice: "'foo' is not one of 'a', 'b'."
CHOICE = re.compile(r"'([^']*)' is not one of (.*)$")

# How it complains of numbers: "Invalid value for '--steps': Input should be a valid integer, unable to parse ...".
PARSED = re.compile(r"^Invalid value for ('[^:]*'): .*\bvalid (integer|number|float)\b.*$")
NUMBERS = {"integer": "whole number", "number": "number", "float": "number"}


def plain(word: str) -> str:
    """An option as names are compared: `-original_colors` and `--original-colors=1` alike are "original-colors"."""
    return word.split("=", 1)[0].lstrip("-").lower().replace("_", "-")


def answer_to(word: str, parameters: Sequence[Any]) -> str:
    """What to say of an option that the command lacks."""
    offered, meant = options_of(parameters), plain(word)
    start = f"No such option: {word.split('=', 1)[0]}"
    theirs = PEERS.get(meant, "")
    option = re.match(r"[-a-z]*", theirs)[0]  # pyrefly: ignore
    if option in offered or (theirs and theirs[0] != "-" and _takes(parameters, theirs)):
        return f"{start}; here it is {theirs}."
    if meant in NOT_OFFERED:
        return f"{start}; {NOT_OFFERED[meant]}."
    nearest = difflib.get_close_matches(f"--{meant}", offered, n=2)
    return f"{start}; did you mean {' or '.join(nearest)}?" if nearest else f"{start}."


def options_of(parameters: Sequence[Any]) -> list[str]:
    """The long options among a command's parameters, as they are typed."""
    return [word for parameter in parameters for word in parameter.opts if word.startswith("--")]


def _takes(parameters: Sequence[Any], sentence: str) -> bool:
    arguments = [each.metavar or "" for each in parameters if each.param_type_name == "argument"]
    return sentence.split(",")[0] in [metavar.rstrip(".") for metavar in arguments]


def foreign(arguments: Iterable[str], parameters: Sequence[Any]) -> str | None:
    """The first option in words behind one hyphen, as other programs have them; None where there is none.

    "-original_colors" would else be read as "-o" with the value "riginal_colors".
    """
    known = {*PEERS, *NOT_OFFERED, *map(plain, options_of(parameters))}
    for word in arguments:
        if word == "--":
            return None
        if word.startswith("-") and not word.startswith("--") and len(word) > 2 and plain(word) in known:
            return word
    return None


def answer_to_error(error: Any, given: Sequence[str], command: Any) -> str:
    """What to say of what typer could not read: its own words, or better ones where there are."""
    option = getattr(error, "option_name", None)
    said = NOISE.sub("", " ".join(error.format_message().split()))
    if option and option not in options_of(command.params) and said.startswith("No such option"):
        return answer_to(option, command.params)
    if said.startswith("Got unexpected extra argument") and command.name in EXTRA_ARGUMENTS:
        return EXTRA_ARGUMENTS[command.name].format(extra=said.partition(" (")[2].rstrip(")"))
    if said.startswith("Missing option") and (names := LISTED.get(error.param.opts[0])):
        return f"{said.rstrip('.')}; choose one of {', '.join(names(''))}."
    choice = CHOICE.search(said)
    if choice and (near := nearest(choice[1], re.findall(r"'([^']*)'", choice[2]))):
        return f"{said.rstrip('.')}; did you mean {near}?"
    return PARSED.sub(lambda found: f"{found[1]} takes a {NUMBERS[found[2]]}; give one.", said)
