"""Make every situation anew that went wrong for users, and print what happens now beside what happened before.

One run takes twelve minutes on two cores that have nothing else to do.
"""

import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Annotated

import typer

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[2] / "examples"))
sys.path.insert(0, str(Path(__file__).parents[2]))

from faults.cases import Fault, LaterWorkError, all_faults
from faults.studio import Studio


def main(
    cases: Annotated[list[str] | None, typer.Argument(help="Names, or how names begin; all if none.")] = None,
    every: Annotated[bool, typer.Option("--trace", help="Also print where a check failed.")] = False,
) -> None:
    """Print a table of situations: what happened before, what happens now, whether that is right, and seconds.

    Exit 1 if anything is wrong.
    """
    chosen = [fault for fault in all_faults() if not cases or any(fault.name.startswith(case) for case in cases)]
    began, verdicts = time.monotonic(), list[str]()
    with tempfile.TemporaryDirectory() as folder:
        for number, fault in enumerate(chosen):
            studio = Studio(Path(folder, str(number)), Path(folder, "cache"))
            verdict, now, seconds = tried(fault, studio, trace=every)
            verdicts.append(verdict)
            print(f"{fault.name} | {fault.before} | {now} | {verdict} | {seconds:.0f} s", flush=True)
    counts = ", ".join(f"{verdicts.count(verdict)} {verdict}" for verdict in sorted(set(verdicts)))
    print(f"{counts}; {time.monotonic() - began:.0f} s")
    raise typer.Exit("WRONG" in verdicts)


def tried(fault: Fault, studio: Studio, *, trace: bool) -> tuple[str, str, float]:
    """The verdict on a situation, what happens now, and the seconds it took."""
    began = time.monotonic()
    try:
        verdict, now = "ok", fault.check(studio)
    except LaterWorkError as later:
        verdict, now = "later", str(later)
    except Exception as error:
        verdict, now = "WRONG", f"{type(error).__name__} {' '.join(str(error).split())[:300]}"
        if trace:
            traceback.print_exc()
    return verdict, now, time.monotonic() - began


if __name__ == "__main__":
    typer.run(main)
