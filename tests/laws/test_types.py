"""What a reader copies has no quarrel with a type checker: the README's programs and the examples.."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", ROOT / "docs" / "own-loss.md", ROOT / "weights" / "README.md")
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))


@pytest.fixture(scope="module")
def programs(tmp_path_factory) -> list[Path]:
    """Every program of the pages and the examples as a file of its own."""
    folder = tmp_path_factory.mktemp("programs")
    for page in PAGES:
        for number, block in enumerate(re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)):
            (folder / f"{page.stem.replace('-', '_')}_{page.parent.name}_{number}.py").write_text(block)
    written = sorted(folder.iterdir())
    assert len(written) > 2
    return [*written, *EXAMPLES]


def test_mypy_is_content_with_every_program(programs):
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file", str(ROOT / "pyproject.toml")]
    done = subprocess.run([*command, *map(str, programs)], cwd=ROOT / "examples", capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_pyrefly_is_content_with_every_program(programs):
    command = [sys.executable, "-m", "pyrefly", "check", "--output-format", "json", "--search-path", str(ROOT)]
    done = subprocess.run([*command, *map(str, programs)], cwd=ROOT / "examples", capture_output=True, text=True)
    found = json.loads(done.stdout)["errors"]
    assert [error for error in found if error["severity"] == "error"] == []
