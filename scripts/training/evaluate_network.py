"""Compare a network with its teacher: features, Gram matrices, gradients of the picture, and painted pictures."""

import functools
import json
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

import jax
import jax.numpy as jnp
import numpy as np
import typer

import stylejax
from distillation.export import LAYERS, layer_errors
from distillation.pictures import HELD_OUT
from distillation.teacher import make_teacher

Features = Callable[[jax.Array], dict[str, jax.Array]]

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True)

Student = Annotated[str, typer.Option("--network", help="The network to judge, by name or as an HDF5 weight file.")]
Teacher = Annotated[Path, typer.Option(help="HDF5 weight file of the teacher; relu4_1 and above come from it.")]
Lower = Annotated[Path | None, typer.Option(help="Teacher of relu1_1 to relu3_1; else the same.")]
Size = Annotated[int, typer.Option(help="Longest side in pixels.")]


def chosen(paths: list[Path]) -> list[Path]:
    """The pictures named; of a folder those held out of training, or all where it has none of them."""
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.iterdir()) if path.is_dir() else [path]
        found += [each for each in inside if each.stem in HELD_OUT] or inside
    return found


def style_gradient(features: Features) -> Callable[[jax.Array, dict[str, jax.Array]], jax.Array]:
    """The gradient `[h w 3]` of the mean style term of a picture, given target Gram matrices by layer."""

    def style(image: jax.Array, targets: dict[str, jax.Array]) -> jax.Array:
        found = features(image)
        return sum((stylejax.style_loss(found[layer], gram) for layer, gram in targets.items()), jnp.zeros(()))

    return jax.jit(jax.grad(style))


def grams(features: Features, image: jax.Array) -> dict[str, jax.Array]:
    """Gram matrices of a picture at the style layers."""
    found = features(image)
    return {layer: stylejax.gram(found[layer]) for layer in stylejax.STYLE_LAYERS}


def cosines(student: Features, teacher: Features, pictures: list[jax.Array]) -> Iterator[tuple[float, float]]:
    """Cosine between both gradients, at each picture and at noise of its shape, the next picture giving the style."""
    gradients = [style_gradient(features) for features in (student, teacher)]
    for content, style in pairwise([*pictures, pictures[0]]):
        targets = [grams(features, style) for features in (student, teacher)]
        starts = (content, stylejax.noise_image(content.shape))
        one, other = (
            [gradient(start, target).ravel() for start in starts]
            for gradient, target in zip(gradients, targets, strict=True)
        )
        at_content, at_noise = (
            float(a @ b / (jnp.linalg.norm(a) * jnp.linalg.norm(b))) for a, b in zip(one, other, strict=True)
        )
        yield at_content, at_noise


@app.command()
def numbers(
    pictures: Annotated[list[Path], typer.Argument(help="Pictures, or a folder: then those held out of training.")],
    teacher: Teacher,
    lower_teacher: Lower = None,
    network: Student = "compact",
    size: Size = 256,
) -> None:
    """Print feature errors, Gram errors and gradient cosines against the teacher, layer by layer, as JSON."""
    model, upper = stylejax.load_network(network), stylejax.read_network(teacher)
    lower = stylejax.read_network(lower_teacher) if lower_teacher else upper
    student = jax.jit(lambda image: stylejax.features(model, image, LAYERS))
    right = jax.jit(make_teacher(lower, upper))
    paths = chosen(pictures)
    images = [jnp.asarray(stylejax.read_image(path, size=size)) for path in paths]
    errors = np.array([_errors(student(image), right(image)) for image in images])
    found = np.array(list(cosines(student, right, images)))
    print(json.dumps(_table([path.name for path in paths], errors, found), indent=2))


def _errors(student: dict[str, jax.Array], teacher: dict[str, jax.Array]) -> list[np.ndarray]:
    return [np.asarray(jax.jit(layer_errors)(student[layer], teacher[layer])) for layer in LAYERS]


def _table(names: list[str], errors: np.ndarray, found: np.ndarray) -> dict[str, Any]:
    features, matrices = (dict(zip(LAYERS, map(float, column), strict=True)) for column in errors.mean(0).T)
    return {
        "pictures": names,
        "feature_error": features,
        "feature_error_mean": float(errors[..., 0].mean()),
        "gram_error": matrices,
        "gram_error_mean": float(errors[..., 1].mean()),
        "gradient_cosine": {"at_content": float(found[:, 0].mean()), "at_noise": float(found[:, 1].mean())},
    }


@app.command()
def paint(
    pictures: Annotated[list[Path], typer.Argument(help="CONTENT STYLE CONTENT STYLE ...")],
    teacher: Teacher,
    network: Student = "compact",
    output: Annotated[Path, typer.Option("--output", "-o", help="The sheet to write.")] = Path("both.png"),
    size: Size = 256,
    steps: Annotated[int, typer.Option(help="Evaluations for each picture.")] = 200,
    content_weight: Annotated[float, typer.Option(help="Content weight; the style weight is 1.")] = 0.1,
) -> None:
    """Paint each pair with teacher and student, from noise and from content; measure all under the teacher.

    The sheet has a row for each pair: content, style, teacher and student from noise, teacher and student from content.
    """
    judge, model = stylejax.read_network(teacher), stylejax.load_network(network)
    weights, rows, lines = stylejax.loss_weights(content=content_weight), [], []
    for pair in zip(pictures[::2], pictures[1::2], strict=True):
        content, style = (jnp.asarray(stylejax.read_image(path, size=size)) for path in pair)
        objective = functools.partial(_under, judge, content, style, weights)
        row = [np.asarray(content), np.asarray(style)]
        line: dict[str, Any] = {"pair": [path.name for path in pair]}
        for start, init in (("noise", stylejax.noise_image(content.shape)), ("content", content)):
            run = functools.partial(
                stylejax.transfer, content, style, weights=weights, steps=steps, init=init, levels=1
            )
            images = [run(network=each).image for each in (judge, model)]
            row += map(np.asarray, images)
            own, students = map(objective, images)
            line[start] = {"teacher": own, "student": students, "ratio": students / own}
        rows.append(_row(row, round(0.75 * size)))
        lines.append(line)
        print(json.dumps(line), flush=True)
        stylejax.write_image(output, _stacked(rows))
    ratios = [line[start]["ratio"] for line in lines for start in ("noise", "content")]
    print(json.dumps({"largest_ratio": max(ratios), "mean_ratio": float(np.mean(ratios))}))


def _under(judge: stylejax.Network, content, style, weights, image: jax.Array) -> float:
    targets = stylejax.measure_targets(judge, content, style, like=weights)
    return float(jax.jit(stylejax.objective)(image, judge, targets, weights)[0])


def _row(images: list[np.ndarray], height: int) -> np.ndarray:
    """The pictures side by side at one height, with white between."""
    scaled = [jax.image.resize(each, (height, each.shape[1] * height // each.shape[0], 3), "cubic") for each in images]
    wide = max(each.shape[1] for each in scaled)
    framed = [jnp.pad(each, ((2, 2), (2, 2 + wide - each.shape[1]), (0, 0)), constant_values=1) for each in scaled]
    return np.clip(np.concatenate(framed, 1), 0, 1)


def _stacked(rows: list[np.ndarray]) -> np.ndarray:
    """The rows one below the other, white where they are shorter than the widest."""
    width = max(row.shape[1] for row in rows)
    return np.concatenate([np.pad(row, ((0, 0), (0, width - row.shape[1]), (0, 0)), constant_values=1) for row in rows])


if __name__ == "__main__":
    app()
