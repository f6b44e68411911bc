"""A result that a benchmark keeps has new numbers and the words it had, and makes a page."""

import functools
import json

import jax
import numpy as np
import pytest
import typer
from typer.testing import CliRunner

import measure_imports
import measure_rounding
import measure_startup
import measure_tiles
import stylejax
import write_performance
from benchmarking import results

WORDS = {"order": 1, "question": "How long?", "answer": "Not long.", "notes": ["Of one machine."]}
OLD = {"command": "python x", "date": "2000-01-01", "machine": "an abacus", "columns": ["a"], "rows": [["1"]]}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "one.json").write_text(json.dumps({**WORDS, **OLD}))
    return tmp_path


def read(folder):
    return json.loads((folder / "one.json").read_text(encoding="utf-8"))


def test_words_stay_and_numbers_are_replaced(folder):
    results.save("one", ("what", "seconds"), [["all", "2"]], folder=folder)
    kept = read(folder)
    assert {name: kept[name] for name in WORDS} == WORDS
    assert (kept["columns"], kept["rows"]) == (["what", "seconds"], [["all", "2"]])
    assert kept["date"] > OLD["date"]
    assert "cores of" in kept["machine"]
    assert set(kept) == {*WORDS, *OLD}


def test_a_command_names_no_folder():
    typed = ("/home/me/scripts/benchmarks/measure_rounding.py", "/home/me/photo.jpg", "--sizes", "256", "--save")
    told = "python scripts/benchmarks/measure_rounding.py photo.jpg --sizes 256"
    assert results.command_of(typed) == told


def test_a_section_names_its_machine_where_it_is_not_that_of_most(folder):
    others = [{**WORDS, **OLD, "order": order} for order in (2, 3)]
    results.save("one", ("a",), [["2"]], folder=folder)
    page = write_performance.page_of([*others, read(folder)])
    assert page.startswith("# Performance\n\nan abacus, unless")
    assert page.count(" on an abacus") == 0
    assert page.count(f" on {results.machine()} by `") == 1


@pytest.mark.parametrize("program", [measure_imports, measure_rounding, measure_startup, measure_tiles])
def test_programs_say_how_to_keep_their_result(program):
    app = typer.Typer()
    app.command()(program.main)
    assert "--save" in CliRunner().invoke(app, ["--help"], env={"NO_COLOR": "1", "TERM": "dumb"}).output


@pytest.fixture
def in_float64():
    yield
    jax.config.update("jax_enable_x64", False)  # which the program turns on


@pytest.mark.usefixtures("in_float64")
def test_rounding_keeps_a_row_for_noise_and_pictures_of_each_size(folder, monkeypatch):
    (folder / "rounding.json").write_text(json.dumps({**WORDS, **OLD}))
    monkeypatch.setattr(measure_rounding, "save", functools.partial(results.save, folder=folder))
    stylejax.save_network(folder / "narrow.h5", stylejax.random_network("vgg19", seed=0, width=1 / 32))
    for seed, name in enumerate(("photo.png", "painting.png")):
        stylejax.write_image(folder / name, np.random.default_rng(seed).random((16, 20, 3)))
    pictures = [folder / "photo.png", folder / "painting.png"]
    measure_rounding.main(pictures, str(folder / "narrow.h5"), "16,32", keep=True)
    rows = json.loads((folder / "rounding.json").read_text(encoding="utf-8"))["rows"]
    assert [row[:2] for row in rows] == [[name, size] for size in ("16", "32") for name in ("noise", "photo, painting")]
    assert all(0 < float(error) < 1e-2 for row in rows for error in row[2:4])
