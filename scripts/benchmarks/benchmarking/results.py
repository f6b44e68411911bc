"""Results as files in `measured`, of which `write_performance.py` makes docs/performance.md."""

import datetime
import importlib.metadata
import json
import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import Annotated

import typer

from stylejax.files import whole_file

FOLDER = Path(__file__).parents[1] / "measured"
Save = Annotated[bool, typer.Option("--save", help="Keep the result in `measured`, for docs/performance.md.")]


def save(name: str, columns: Sequence[str], rows: Sequence[Sequence[str]], *, folder: Path = FOLDER) -> None:
    """Replace the numbers of the result `name`, and with them its command, date and machine.

    Question, answer and notes are words that a person wrote. They stay, so they are to be read again.
    """
    path = folder / f"{name}.json"
    words = json.loads(path.read_text(encoding="utf-8"))
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    numbers = {"columns": list(columns), "rows": [list(row) for row in rows]}
    kept = {**words, "command": command_of(sys.argv), "date": today, "machine": machine(), **numbers}
    with whole_file(path) as temporary:
        temporary.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"wrote {path.name}: read its answer and notes again, then run scripts/benchmarks/write_performance.py")


def command_of(words: Sequence[str]) -> str:
    """The command that was typed, without `--save` and without folders."""
    program, *options = (PurePath(word).name for word in words if word != "--save")
    return " ".join(["python", f"scripts/benchmarks/{program}", *options])


def machine() -> str:
    """Cores, processor and version of jax, as the page tells them."""
    return f"{os.cpu_count()} cores of {_processor()}, float32, jax {importlib.metadata.version('jax')}"


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    lines = described.read_text(encoding="utf-8").splitlines() if described.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())
