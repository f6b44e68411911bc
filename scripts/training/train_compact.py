"""Distill the compact network: VGG-19's topology at a quarter of its width, taught by a larger network's features."""

import csv
import dataclasses
import functools
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import jax
import jax.numpy as jnp
import numpy as np
import typer
from PIL.Image import Image

from distillation.checkpoint import load_checkpoint, save_checkpoint
from distillation.export import LAYERS, held_out_errors, to_network
from distillation.pictures import load_held_out, load_pictures, make_crop
from distillation.pool import Pool
from distillation.steps import AVERAGING, State, init_state, make_optimizer, make_step
from distillation.student import Moments, init_student
from distillation.teacher import Features, make_teacher, normalize_content_layer
from stylejax.files import whole_file
from stylejax.networks.networks import Card
from stylejax.weights.hdf5 import read_network, save_network

WIDTHS = {"1_1": 16, "1_2": 16, "2_1": 32, "2_2": 32} | {f"3_{i}": 64 for i in (1, 2, 3, 4)}
WIDTHS |= {f"4_{i}": 128 for i in (1, 2, 3, 4)} | {"5_1": 128}
STRIDES = {"relu1_1": 2, "relu2_1": 2}  # every other position teaches as much, at a quarter of the cost
WARM_UP = 30
LOG_EVERY, SAVE_EVERY, EXPORT_EVERY = 20, 100, 500
SOURCE = "trained by stylejax's train_compact.py; teachers: vgg19-quarter (MIT), normalized VGG-19 (CC BY 4.0)"
CARD = Card("compact", license="MIT; distilled from VGG-19, CC BY 4.0 (Visual Geometry Group, University of Oxford)")
FROZEN = 0.88  # of all steps; after that normalization uses its averages, as the exported network does


@dataclasses.dataclass(frozen=True)
class Plan:
    """How long and how to train; `decay` is the share of the steps over which the rate falls to zero."""

    steps: int
    rate: float
    decay: float
    batch: int
    size: int
    pool: int
    reuse: int
    gram_weight: float
    seed: int


def main(
    pictures: Annotated[Path, typer.Argument(help="Folder of training pictures.")],
    run: Annotated[Path, typer.Argument(help="Folder for checkpoint, curves and the network; resumed if it has one.")],
    teacher: Annotated[Path, typer.Option(help="HDF5 weight file of the upper layers' teacher.")],
    lower_teacher: Annotated[Path | None, typer.Option(help="Of relu1_1 to relu3_1's; else the same.")] = None,
    normalize: Annotated[bool, typer.Option(help="Scale the teacher's relu4_2 to mean activation 1.")] = True,
    steps: Annotated[int, typer.Option(help="Steps in all; may be changed when resuming.")] = 3600,
    rate: Annotated[float, typer.Option(help="Muon's learning rate.")] = 0.04,
    decay: Annotated[float, typer.Option(help="Share of the steps over which the rate falls to zero.")] = 0.4,
    batch: Annotated[int, typer.Option(help="Pictures a step.")] = 12,
    size: Annotated[int, typer.Option(help="Pixels on a side.")] = 96,
    pool: Annotated[int, typer.Option(help="Pictures held with the teacher's answers.")] = 768,
    reuse: Annotated[int, typer.Option(help="How often a picture is used, on average.")] = 6,
    gram_weight: Annotated[float, typer.Option(help="Weight of Gram matrices beside features.")] = 0.3,
    seed: Annotated[int, typer.Option(help="Of parameters, pictures and their order.")] = 0,
) -> None:
    """Train, and write `compact.h5` (float16) into RUN; continue there if it holds a checkpoint."""
    run.mkdir(parents=True, exist_ok=True)
    jax.config.update("jax_compilation_cache_dir", str(run / "compiled"))
    plan = Plan(steps, rate, decay, batch, size, pool, reuse, gram_weight, seed)
    held_out = load_held_out(pictures)
    upper, lower = read_network(teacher), read_network(lower_teacher or teacher)
    upper = normalize_content_layer(upper, held_out) if normalize else upper
    save_network(run / "teacher-upper.h5", upper)
    train(plan, make_teacher(lower, upper), load_pictures(pictures), held_out, run)


def train(plan: Plan, answers: Features, pictures: list[Image], held_out: list[np.ndarray], run: Path) -> None:
    """Train to the end of the plan, from the run's checkpoint if there is one."""
    make = functools.partial(_examples, plan, jax.jit(jax.vmap(answers)), pictures)
    pool, moments, one = Pool(make, plan.pool, plan.batch), _moments(make, plan, run), jax.jit(answers)
    state, start, choose_step = _begin(plan, moments, run)
    rate, key = _rate(plan), jax.random.key(plan.seed)
    for index in range(start, plan.steps):
        pool.advance(_examples_by(plan, index))
        examples = pool.draw(np.random.default_rng((plan.seed, 1, index)))
        keep = min(AVERAGING, (index + 1) / (index + 10))
        state, loss, log = choose_step(index)(state, examples, jax.random.fold_in(key, index), rate(index), keep)
        if index % LOG_EVERY == 0:
            errors = np.asarray([log[layer] for layer in LAYERS])
            _append(run / "loss.csv", [index, time.monotonic(), rate(index), float(loss), *errors.ravel()])
        if (index + 1) % SAVE_EVERY == 0 or index + 1 == plan.steps:
            save_checkpoint(run / "checkpoint.npz", state, step=index + 1)
        if (index + 1) % EXPORT_EVERY == 0 or index + 1 == plan.steps:
            _export(state, moments, one, held_out, index + 1, run)


def _begin(plan: Plan, moments: Moments, run: Path) -> tuple[State, int, Callable]:
    """The first or the saved state, the steps behind it, and which function takes the step of a given number."""
    optimizer = make_optimizer()
    channels = {layer: len(mean) for layer, (mean, _) in moments.items()}
    widths = {f"conv{place}": width for place, width in WIDTHS.items()}
    state, start = init_state(init_student(plan.seed, widths, channels), optimizer), 0
    if (run / "checkpoint.npz").exists():
        state, start = load_checkpoint(run / "checkpoint.npz", state)
    maker = functools.partial(make_step, moments, STRIDES, optimizer, gram_weight=plan.gram_weight)
    learning, frozen = maker(choose=lambda _: None), maker(choose=lambda statistics: statistics)
    return state, start, lambda index: frozen if index >= FROZEN * plan.steps else learning


def _export(
    state: State, moments: Moments, answers: Features, held_out: list[np.ndarray], steps: int, run: Path
) -> None:
    """Write the network as it stands, and what it errs on held-out pictures as read back from the file."""
    network = to_network(
        state.averaged, moments, state.statistics, dataclasses.replace(CARD, source=f"{SOURCE}, {steps} steps")
    )
    save_network(run / "compact.h5", network, dtype="float16")
    errors = held_out_errors(read_network(run / "compact.h5"), answers, held_out)
    _append(run / "held_out.csv", [steps, time.monotonic(), *errors.mean(0), *errors.ravel()])
    typer.echo(f"step {steps}: held-out features {errors[:, 0].round(3)}, Gram {errors[:, 1].round(3)}")


def _examples(plan: Plan, answers: Features, pictures: list[Image], numbers: range) -> dict[str, np.ndarray]:
    images = np.stack([make_crop((plan.seed, 0, number), pictures, plan.size) for number in numbers])
    found = answers(jnp.asarray(images, jnp.float32))
    thin = {layer: array[:, :: STRIDES.get(layer, 1), :: STRIDES.get(layer, 1)] for layer, array in found.items()}
    return {"image": images} | {layer: np.asarray(array.astype(jnp.float16)) for layer, array in thin.items()}


def _examples_by(plan: Plan, index: int) -> int:
    """Enough to begin with, then a batch more every `reuse` steps."""
    return plan.batch * (max(1, plan.pool // plan.batch // 4) + index // plan.reuse)


def _moments(make: Callable, plan: Plan, run: Path) -> Moments:
    """Each layer's mean and deviation by channel over the first examples, kept in the run."""
    if not (run / "moments.npz").exists():
        pool = Pool(make, 20 * plan.batch, plan.batch)
        pool.advance(20 * plan.batch)
        found: dict[str, Any] = {layer: np.stack(pool.moments(layer)) for layer in LAYERS}
        with whole_file(run / "moments.npz") as temporary:
            np.savez(temporary, **found)
    with np.load(run / "moments.npz") as file:
        return {layer: (jnp.asarray(file[layer][0]), jnp.asarray(file[layer][1])) for layer in LAYERS}


def _rate(plan: Plan) -> Callable[[int], float]:
    """Warm-up, a plateau, and a linear fall; on the plateau the number of steps can still be changed."""

    def rate(index: int) -> float:
        left = (plan.steps - index) / (plan.decay * plan.steps)
        return plan.rate * min(1, (index + 1) / WARM_UP, left)

    return rate


def _append(path: Path, row: list[float]) -> None:
    with path.open("a", newline="") as file:
        csv.writer(file).writerow([f"{number:.6g}" for number in row])


if __name__ == "__main__":
    typer.run(main)
