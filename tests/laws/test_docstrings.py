"""Laws of the documentation of public names: a sentence, Args, Returns, and an example that runs."""

import doctest
import importlib
import inspect
import re
import types
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "stylejax"
FACES = {
    ".".join(("stylejax", *path.parent.relative_to(PACKAGE).parts)): path
    for path in sorted(PACKAGE.rglob("__init__.pyi"), key=lambda path: path.parent.parts)
}
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def names_of(package):
    """The functions and classes of ours that a package offers, by name."""
    module = importlib.import_module(package)
    found = {name: getattr(module, name) for name in re.findall(r"import \w+ as (\w+)", FACES[package].read_text())}
    return {
        name: each
        for name, each in found.items()
        if isinstance(each, (type, types.FunctionType)) and each.__module__.startswith("stylejax")
    }


# Each object once, by the first package that offers it.
PUBLIC = {id(each): (package, name) for package in reversed(FACES) for name, each in names_of(package).items()}


def missing(each):
    """The parts that a docstring lacks. Classes say what they hold, functions what they take and return."""
    text = inspect.getdoc(each) or ""
    wanted = {"Example:"}
    if isinstance(each, types.FunctionType):
        signature = inspect.signature(each)
        wanted |= {"Args:"} if signature.parameters else set()
        wanted |= {"Returns:"} if signature.return_annotation is not None else set()
    return {part for part in wanted if not re.search(rf"(?m)^{part}$", text)}


@pytest.mark.parametrize("package", FACES)
def test_every_public_name_has_a_sentence(package):
    first = {name: (inspect.getdoc(each) or "").partition("\n\n")[0] for name, each in names_of(package).items()}
    assert [name for name, sentence in first.items() if not sentence.rstrip().endswith((".", "`"))] == []


@pytest.mark.parametrize("package", FACES)
def test_every_public_name_says_what_it_takes_and_returns_and_has_an_example(package):
    lacking = {name: missing(each) for name, each in names_of(package).items()}
    assert {name: parts for name, parts in lacking.items() if parts} == {}


@pytest.mark.parametrize(("package", "name"), PUBLIC.values(), ids=map(".".join, PUBLIC.values()))
def test_the_example_runs(package, name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    [test] = doctest.DocTestFinder(recurse=False).find(names_of(package)[name], name, globs={})
    assert test.examples
    result = doctest.DocTestRunner(optionflags=OPTIONS).run(test)
    assert result.failed == 0
