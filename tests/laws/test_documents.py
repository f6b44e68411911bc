"""What is written for readers says what is: no diary but the notebook, numbers from results, links that lead on."""

import ast
import re
from pathlib import Path

import pytest

import write_performance

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
NOTEBOOK = DOCS / "notebook.md"
PAGES = [*(ROOT.glob("*.md")), *DOCS.rglob("*.md"), ROOT / "weights" / "README.md"]
SOURCES = sorted((ROOT / "stylejax").rglob("*.py"))
DIARY = re.compile(
    r"\b(was|were) asked\b(?! for)|\bthe aims?\b|\b(narrowly|just) missed\b|: (met|missed)\b|\*\*(met|missed)|, met\b|"
    r"\bnot kept\*\*|\band not kept\b|\b(was|were|what was|not) tried\b|\btried,? and\b",
    re.IGNORECASE,
)


def documentation(path):
    """The texts of a module that document it, and its comments."""
    text = path.read_text(encoding="utf-8")
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef)
    told = [ast.get_docstring(node) or "" for node in ast.walk(ast.parse(text)) if isinstance(node, kinds)]
    return "\n".join([*told, *re.findall(r"(?m)#\s.*$", text)])


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_page_is_no_diary(page):
    if page != NOTEBOOK:
        assert DIARY.findall(" ".join(page.read_text(encoding="utf-8").split())) == []


def test_documentation_of_code_is_no_diary():
    found = {path: [match[0] for match in DIARY.finditer(documentation(path))] for path in SOURCES}
    assert {path: words for path, words in found.items() if words} == {}


def test_what_was_tried_is_dated():
    headings = re.findall(r"(?m)^## (.*)$", NOTEBOOK.read_text(encoding="utf-8"))
    dates = [heading[:10] for heading in headings]
    assert dates == sorted(dates, reverse=True)
    assert all(re.match(r"\d{4}-\d{2}-\d{2}: ", heading) for heading in headings)


def test_the_page_of_performance_is_made_of_the_results():
    text = write_performance.PAGE.read_text(encoding="utf-8")
    assert text == write_performance.page_of(write_performance.read_results())


@pytest.mark.parametrize("result", write_performance.read_results(), ids=lambda result: result["question"])
def test_a_result_names_a_program_that_is_there_and_has_whole_rows(result):
    program = result["command"].split()[1]
    assert (ROOT / program).is_file()
    assert all(len(row) == len(result["columns"]) for row in result["rows"])
    assert result["question"].endswith("?")


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page):
    links = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    files = [link.partition("#")[0] for link in links if "://" not in link and not link.startswith("#")]
    assert [link for link in files if not (page.parent / link).exists()] == []


def test_every_explanation_has_a_drawing():
    for page in (DOCS / "explanations").glob("*.md"):
        drawn = re.findall(r"!\[[^\]]+\]\(([\w-]+\.(?:svg|png))\)", page.read_text(encoding="utf-8"))
        assert drawn or page.name == "README.md"
