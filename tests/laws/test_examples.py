"""The examples run as they stand, but for the size of their pictures, the number of their steps and a thin network."""

import ast
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import stylejax

EXAMPLES = Path(__file__).parents[2] / "examples"
SHORT = ("loss_in_a_sweep", "flax_network", "parameter_gradient", "optax_adam", "two_processes")
MOST = 15  # lines of a short program, without what is imported, said and left empty


def small(name):
    """The program, with pictures of 32 pixels, three steps and a network that compiles quickly."""
    program = (EXAMPLES / f"{name}.py").read_text(encoding="utf-8").replace("draw(96", "draw(32")
    program = program.replace("load_network()", 'random_network("vgg19", seed=0, width=1 / 16)')
    return re.sub(r"steps( ?)=( ?)\d+", r"steps\1=\g<2>3", program.replace("size=256", "size=32"))


def run(name):
    exec(compile(small(name), f"{name}.py", "exec"), {"__name__": "__main__"})


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a photo and a painting, in which the programs run."""
    monkeypatch.chdir(tmp_path)
    for seed, name in enumerate(("photo.jpg", "painting.jpg")):
        stylejax.write_image(name, np.random.default_rng(seed).random((32, 32, 3)))
    return tmp_path


def own_lines(program):
    """The lines on which a statement stands that is neither import nor text."""
    nodes = [node for node in ast.walk(ast.parse(program)) if isinstance(node, ast.stmt)]
    texts = [node for node in nodes if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)]
    silent = {
        line
        for node in [*texts, *(n for n in nodes if isinstance(n, ast.Import | ast.ImportFrom))]
        for line in span(node)
    }
    return {line for node in nodes for line in span(node) if program.splitlines()[line - 1].strip()} - silent


def span(node):
    return range(node.lineno, node.end_lineno + 1)


@pytest.mark.parametrize("name", SHORT)
def test_an_example_is_short(name):
    assert len(own_lines((EXAMPLES / f"{name}.py").read_text(encoding="utf-8"))) < MOST


def test_a_loss_of_ones_own_paints_and_sweeps(folder, capsys):
    assert len((EXAMPLES / "own_loss.py").read_text(encoding="utf-8").splitlines()) <= 60
    run("own_loss")
    picture, *lanes = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"own_loss\.png: objective [\d.e+]+ to [\d.e+-]+", picture)
    assert [line.partition(":")[0] for line in lanes] == ["quiet 0", "quiet 0.5", "quiet 5"]
    assert stylejax.read_image("own_loss.png").shape == (32, 32, 3)


def test_a_loss_of_a_few_lines_sweeps(folder, capsys):
    run("loss_in_a_sweep")
    said = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in said] == [f"means_{lane}.png" for lane in range(3)]
    assert {path.name for path in folder.glob("means_*.png")} == {f"means_{lane}.png" for lane in range(3)}


@pytest.mark.parametrize("name", ["flax_network", "optax_adam"])
def test_a_picture_is_painted_and_its_objective_falls(name, folder, capsys):
    run(name)
    first, last = re.fullmatch(rf"{name}\.png: objective (\S+) to (\S+)\n", capsys.readouterr().out).groups()
    assert float(last) < float(first)
    assert stylejax.read_image(f"{name}.png").shape == (32, 32, 3)


def test_a_gradient_for_parameters_is_told_by_convolution(folder, capsys):
    run("parameter_gradient")
    told = dict(line.split() for line in capsys.readouterr().out.splitlines())
    assert list(told)[:3] == ["conv1_1", "conv1_2", "conv2_1"]
    assert float(told["conv1_1"]) > 0


def test_two_processes_share_a_sweep_and_the_first_writes_it(folder):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"localhost:{probe.getsockname()[1]}"
    Path("two_processes.py").write_text(small("two_processes").replace("localhost:9876", address), encoding="utf-8")
    how = {
        "env": {**os.environ, "JAX_PLATFORMS": "cpu"},
        "stdout": subprocess.PIPE,
        "stderr": subprocess.PIPE,
        "text": True,
    }
    both = [subprocess.Popen([sys.executable, "two_processes.py", process], **how) for process in "01"]
    said = [process.communicate(timeout=300) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    told = [[line for line in out.splitlines() if not line.startswith("[Gloo]")] for out, _ in said]
    assert [line.partition(":")[0] for line in told[0]] == [f"content_{lane}.png" for lane in range(4)]
    assert told[1] == []
    assert len(list(folder.glob("content_*.png"))) == 4
