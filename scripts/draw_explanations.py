"""Draw the pictures of docs/explanations: each of a run or of the arithmetic itself."""

from collections.abc import Sequence
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import optax
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

import stylejax
from stylejax.reports.plots import new_figure, save_figure

FOLDER = Path(__file__).parents[1] / "docs" / "explanations"
INK, PALE, BLUE, RED, SAND = "#1a1a1a", "#6b6b6b", "#2a7f9e", "#c8553d", "#f0d9a8"


def valley(point: jax.Array) -> jax.Array:
    """A bent valley, whose floor leads to (1, 1): Rosenbrock's function, less steep."""
    return (1 - point[0]) ** 2 + 10 * (point[1] - point[0] ** 2) ** 2


def draw_lbfgs() -> Figure:
    """Trials of L-BFGS in a valley: those that were better than the last base, and those that were refused."""
    figure = new_figure(720, 420)
    axes = figure.add_axes((0.08, 0.12, 0.88, 0.8))
    across, along = np.meshgrid(np.linspace(-1.6, 1.6, 200), np.linspace(-0.6, 2.2, 200))
    heights = np.log(np.asarray(jax.vmap(valley, 1)(jnp.stack([across.ravel(), along.ravel()]))).reshape(200, 200))
    axes.contour(across, along, heights, 14, colors="#cccccc", linewidths=0.7)
    bases, refused = run_in_valley(jnp.array([-1.2, 1.2]), 40)
    axes.plot(*np.array(bases).T, "o-", color=BLUE, lw=1.2, ms=5, label="accepted: the new base")
    for base, trial in refused:
        axes.plot(*np.array([base, trial]).T, "--", color=RED, lw=0.9)
    axes.plot(
        *np.array([trial for _, trial in refused]).T, "x", color=RED, ms=7, label="refused: a shorter trial follows"
    )
    axes.set(xlim=(-1.6, 1.6), ylim=(-0.6, 2.2))
    axes.set_title("Every mark is one evaluation of objective and gradient", loc="left", color=INK)
    axes.legend(loc="lower left").set_frame_on(False)
    axes.set_axis_off()
    return figure


def run_in_valley(start: jax.Array, steps: int) -> tuple[list[np.ndarray], list[tuple[np.ndarray, np.ndarray]]]:
    """The bases that L-BFGS stood on, and for each refused trial the base it was made from."""
    optimizer, point = stylejax.lbfgs(first_move=0.5), start
    state, bases, refused = optimizer.init(point), [np.asarray(start)], list[tuple[np.ndarray, np.ndarray]]()
    for _ in range(steps):
        value, gradient = jax.value_and_grad(valley)(point)
        trial = np.asarray(point)
        updates, state = optimizer.update(gradient, state, point, value=value)
        point = optax.apply_updates(point, updates)
        assert isinstance(state, stylejax.LbfgsState)
        base = np.asarray(state.base)
        if np.allclose(base, trial):
            bases.append(base)
        else:
            refused.append((base, trial))
    return bases, refused


def boxes(axes: Axes, left: float, bottom: float, number: int, color: str, size: float = 1.0) -> None:
    """A square of so many boxes a side."""
    for row in range(number):
        for column in range(number):
            corner = (left + column * size, bottom + row * size)
            axes.add_patch(Rectangle(corner, size, size, facecolor=color, edgecolor="white", lw=1))


def empty_axes(figure: Figure, width: float, height: float) -> Axes:
    """Axes without lines, of so many units."""
    axes = figure.add_axes((0.02, 0.02, 0.96, 0.96))
    axes.set(xlim=(0, width), ylim=(0, height), aspect="equal")
    axes.set_axis_off()
    return axes


def say(axes: Axes, places: Sequence[tuple[float, float, str]], color: str = INK) -> None:
    """Words at places."""
    for x, y, words in places:
        axes.text(x, y, words, ha="center", va="center", color=color, size=9)


def draw_winograd() -> Figure:
    """A tile of six by six positions, the products of its points, and the four by four results."""
    figure = new_figure(760, 300)
    axes = empty_axes(figure, 38, 13)
    boxes(axes, 1, 3, 10, "#e8e8e8", 0.8)
    for column in (0, 4):
        axes.add_patch(Rectangle((1 + 0.8 * column, 3), 4.8, 4.8, facecolor=BLUE, alpha=0.3, edgecolor=BLUE, lw=1.5))
    boxes(axes, 13, 4, 6, BLUE)
    boxes(axes, 23, 4, 6, RED)
    boxes(axes, 33, 5, 4, SAND)
    for start, end in ((9.8, 12.5), (19.5, 22.5), (29.5, 32.5)):
        axes.annotate("", (end, 7), (start, 7), arrowprops={"arrowstyle": "->", "color": INK})
    say(axes, [(5, 2, "tiles of 6 x 6, two\nrows and columns shared"), (16, 2.6, "transformed:\n36 points")])
    say(axes, [(26, 2.6, "36 products instead of 144,\neach a matrix over channels"), (35, 3.4, "4 x 4 results")])
    say(axes, [(11.1, 8, "B"), (21, 8, "x kernel"), (31, 8, "A")], PALE)
    return figure


def draw_parts() -> Figure:
    """What a strip and what a tile compute, and what they look at beside it."""
    figure = new_figure(760, 300)
    axes = empty_axes(figure, 38, 14)
    for left, part, seen in ((1, (1, 5, 16, 3), (1, 4, 16, 5)), (21, (26, 5, 4, 3), (25, 4, 6, 5))):
        axes.add_patch(Rectangle((left, 2), 16, 10, facecolor="#efefef", edgecolor=PALE))
        for (x, y, width, height), color, alpha in ((seen, SAND, 1.0), (part, BLUE, 0.75)):
            axes.add_patch(Rectangle((x, y), width, height, facecolor=color, alpha=alpha, edgecolor=INK, lw=0.8))
    say(axes, [(9, 13, "a strip of rows"), (29, 13, "a tile"), (9, 6.5, "computed"), (28, 6.5, "computed")])
    say(axes, [(19, 1, "sand: what its positions see around it, looked at besides, so that there is no seam")])
    return figure


def draw_preconditioner() -> Figure:
    """How much each frequency is moved, and what becomes of a gradient that is white noise."""
    figure = new_figure(760, 290)
    axes = figure.add_axes((0.07, 0.17, 0.36, 0.68))
    frequencies, lowest = np.linspace(0, 1, 200), 1 / 64
    axes.plot(frequencies, (frequencies + lowest) ** -0.5, color=BLUE)
    axes.set(xlabel="frequency, 1 is the finest", yscale="log", yticks=[1, 2, 4, 8], yticklabels=["1", "2", "4", "8"])
    axes.set_title("how far it is moved", loc="left", size=10)
    axes.minorticks_off()
    axes.spines[["top", "right"]].set_visible(False)
    gradient = jax.random.normal(jax.random.key(0), (64, 64, 1))
    moved = stylejax.low_frequencies_first(gradient)
    for left, picture, words in ((0.5, gradient, "a gradient"), (0.75, moved, "what is moved")):
        shown = figure.add_axes((left, 0.12, 0.22, 0.75))
        shown.imshow(np.asarray(picture)[..., 0], cmap="gray")
        shown.set_title(words, size=10)
        shown.set_axis_off()
    return figure


def main() -> None:
    """Write all of them."""
    FOLDER.mkdir(exist_ok=True)
    save_figure(FOLDER / "lbfgs.svg", draw_lbfgs())
    save_figure(FOLDER / "winograd.svg", draw_winograd())
    save_figure(FOLDER / "parts.svg", draw_parts())
    save_figure(FOLDER / "preconditioner.png", draw_preconditioner())


if __name__ == "__main__":
    main()
