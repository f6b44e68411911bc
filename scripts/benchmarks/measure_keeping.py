"""What checkpoints cost: their bytes, the seconds that one takes, and how often a run can afford them."""

import statistics
import tempfile
import time
from pathlib import Path
from typing import Annotated

import typer

import stylejax
from stylejax.jobs.checkpoints import keeping
from stylejax.synthesis.loops import Moment
from stylejax.synthesis.runs import Progress


class Timed:
    """Keeps the state after some evaluations, and notes what that took."""

    def __init__(self, path: Path, every: int) -> None:
        self._keeper = keeping.Keeper(path, {}, print, 0.0)
        self._every = every
        self.seconds, self.bytes, self.noted = list[float](), 0, list[float]()

    def wants(self, evaluation: int, /) -> bool:
        """Whether it is one of them."""
        return evaluation % self._every == 0

    def see(self, moment: Moment, /) -> None:
        """Keep it."""
        moment.state.image.block_until_ready()
        began = time.perf_counter()
        self._keeper.see(moment)
        self.seconds.append(time.perf_counter() - began)
        self.bytes = self._keeper.path.stat().st_size

    def hear(self, progress: Progress) -> None:
        """Note when an evaluation was over."""
        self.noted.append(time.perf_counter())


def row(content: Path, style: Path, size: int, steps: int) -> str:
    """A row of the table: of pictures of that size."""
    photo, painting = (stylejax.read_image(path, size=size) for path in (content, style))
    with tempfile.TemporaryDirectory() as folder:
        timed = Timed(Path(folder, "run.checkpoint"), every=5)
        options = {"network": stylejax.load_network("compact"), "steps": steps, "levels": 1}
        stylejax.transfer(photo, painting, observers=[timed], callback=timed.hear, **options)
    one = statistics.median(timed.seconds)
    between = [later - earlier for earlier, later in zip(timed.noted, timed.noted[1:], strict=False)]
    evaluation, apart = statistics.median(between), max(keeping.SECONDS_BETWEEN, one / keeping.SHARE_OF_TIME)
    cells = f"{timed.bytes / 1e6:.0f} MB", f"{one:.2f} s", f"{evaluation:.2f} s", f"{apart:.0f} s", f"{one / apart:.1%}"
    return f"| {size} px | {' | '.join(cells)} |"


def main(
    content: Annotated[Path, typer.Argument(help="The photo.")],
    style: Annotated[Path, typer.Argument(help="The painting.")],
    sizes: Annotated[str, typer.Option(help="Longest sides in pixels.")] = "128,256,512,1024",
    steps: Annotated[int, typer.Option(help="Evaluations of each; every fifth is kept.")] = 25,
) -> None:
    """Print what keeping a transfer with the shipped network costs, as a table."""
    print("| longest side | a checkpoint | to keep it | an evaluation | kept every | share of the time |")
    print("|---|---|---|---|---|---|")
    for size in sizes.split(","):
        print(row(content, style, int(size), steps), flush=True)


if __name__ == "__main__":
    typer.run(main)
