"""The examples run as they stand, but for the size of their pictures and the number of their steps."""

import re
from pathlib import Path

import stylejax

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_a_loss_of_ones_own_paints_and_sweeps(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    program = (EXAMPLES / "own_loss.py").read_text(encoding="utf-8")
    assert len(program.splitlines()) <= 60
    small = re.sub(r"steps=\d+", "steps=3", program.replace("draw(96", "draw(32"))
    exec(compile(small, "own_loss.py", "exec"), {"__name__": "__main__"})
    picture, *lanes = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"own_loss\.png: objective [\d.e+]+ to [\d.e+-]+", picture)
    assert [line.partition(":")[0] for line in lanes] == ["quiet 0", "quiet 0.5", "quiet 5"]
    assert stylejax.read_image("own_loss.png").shape == (32, 32, 3)
