"""The Python of docs/research.md runs as it stands, one block after the other."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "research.md"


def test_the_page_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 2
    seen = {}
    for block in blocks:
        exec(compile(block, str(PAGE), "exec"), seen)
    assert seen["values"][-1] < seen["values"][0]
    assert seen["back"].parameters["conv1_1"]["kernel"].shape == (3, 3, 3, 4)
    assert seen["result"].image.shape == (32, 40, 3)
