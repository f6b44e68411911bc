"""The rim of a transfer: files in, one run, files out."""

import dataclasses
import functools
import itertools
import os
import signal
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NamedTuple

import jax
import numpy as np
import optax

from .architectures import needed_layers
from .errors import InputError
from .files import cache_folder, check_writable, write_json
from .images import Picture, check_output, read_picture, write_image
from .information import versions
from .interruption import interruption
from .library import load_network
from .networks import Network, with_pooling, with_precision
from .objectives import Weights, loss_weights
from .optimizers import adam, lbfgs, sgd
from .progress import Reporter, bar, lines, silence
from .settings import DEFAULTS, TransferSettings
from .transfers import Progress, Result, noise_image, transfer

# Change of a pixel for one unit of gradient per pixel. Ten times more diverged from noise at the default weights.
SGD_RATE = 1e-4


@dataclasses.dataclass(frozen=True)
class Materials:
    """All that a run needs, read and checked; pictures as `[h w 3]`."""

    content: Picture
    style: Picture
    init: jax.Array
    init_sha256: str | None
    network: Network
    weights: Weights


def paint(settings: TransferSettings, *, output: Path, report: Path | None, quiet: bool) -> int:
    """Paint one picture as the settings say, write it and its report, and return the exit code.

    Whatever can be wrong is found before the first evaluation. The code is 128 plus the number of the signal that ended
    the run early, if one did; the best picture so far is written all the same. Raises InputError.
    """
    check_outputs(output, report)
    return paint_materials(settings, gather(settings), command="transfer", output=output, report=report, quiet=quiet)


def paint_materials(
    settings: TransferSettings, materials: Materials, *, command: str, output: Path, report: Path | None, quiet: bool
) -> int:
    """Paint with materials gathered and outputs checked, write the picture and its report, and return the exit code.

    The picture's record bears the command's name.
    """
    say, watch = voice(quiet)
    use_compilation_cache()
    say(introduction(materials.network))
    with interruption() as interrupted, watch(settings.steps) as show:
        clock = [time.perf_counter()]

        def callback(progress: Progress) -> bool:
            clock.append(time.perf_counter())
            show(progress)
            return interrupted.signal > 0

        result = carry_out(settings, materials, callback)
        record = {**record_of(settings, materials, result), "command": command}
        write_image(output, np.asarray(result.image), alpha=materials.content.alpha, record=record)
        if report:
            _write_report(report, result, record, clock)
    say(_conclusion(output, result, clock[-1] - clock[0], interrupted.signal))
    return 128 + interrupted.signal if interrupted.signal else 0


class Voice(NamedTuple):
    """How a command speaks on standard error: a line at once, and how far a run of so many evaluations is."""

    say: Callable[[str], None]
    watch: Callable[[int], AbstractContextManager[Reporter]]


def voice(quiet: bool) -> Voice:
    """The voice for people at a terminal, for logs, or, when `quiet`, for nobody."""
    if quiet:
        return Voice(lambda line: None, silence)
    return Voice(functools.partial(print, file=sys.stderr), bar if sys.stderr.isatty() else lines)


def gather(
    settings: TransferSettings,
    *,
    read: Callable[..., Picture] = read_picture,
    load: Callable[[str], Network] = load_network,
) -> Materials:
    """Read and check all that the settings name, pictures by `read`, networks by `load`. Raises InputError."""
    if settings.steps < 1:
        raise InputError(f"--steps: {settings.steps} is below 1; give the number of evaluations to spend")
    weights = loss_weights(
        content=settings.content_weight,
        style=settings.style_weight,
        tv=settings.tv_weight,
        content_layers=settings.content_layers,
        style_layers=settings.style_layers,
    )
    content, style = (read(path, size=settings.size) for path in (settings.content, settings.style))
    init, init_sha256 = initial_picture(settings, content, style)
    network = with_precision(load(settings.network), settings.precision)
    network = with_pooling(network, settings.pool) if settings.pool else network
    needed_layers(network.architecture, (*settings.content_layers, *settings.style_layers))
    return Materials(content, style, init, init_sha256, network, weights)


def initial_picture(settings: TransferSettings, content: Picture, style: Picture) -> tuple[jax.Array, str | None]:
    """The picture to start from, of the content's shape, and the checksum of its file where it has one of its own."""
    shape = content.image.shape
    resize = functools.partial(jax.image.resize, shape=shape, method="cubic")
    named: dict[str, Callable[[], jax.Array]] = {
        "noise": lambda: noise_image(shape, seed=settings.seed),
        "content": lambda: jax.numpy.asarray(content.image),
        "style": lambda: resize(style.image),
    }
    if settings.init in named:
        return named[settings.init](), None
    if not Path(settings.init).exists():
        raise InputError(f"--init: {settings.init!r} is neither content, noise, style nor an existing picture file")
    picture = read_picture(settings.init)
    return resize(picture.image), picture.sha256


@functools.cache  # equal optimizers that are not the same would each be compiled
def optimizer_named(name: str, shape: tuple[int, ...]) -> optax.GradientTransformationExtraArgs:
    """The optimizer of that name with settings fit for pictures of that shape.

    Our objective is a mean over pixels, so its gradient shrinks as their number grows; descent alone has to make up for
    it.
    """
    makers = {"lbfgs": lbfgs, "adam": adam, "sgd": functools.partial(sgd, learning_rate=SGD_RATE * np.prod(shape))}
    return makers[name]()


def carry_out(settings: TransferSettings, materials: Materials, callback: Callable[[Progress], bool]) -> Result:
    """The transfer that settings and materials describe."""
    return transfer(
        materials.content.image,
        materials.style.image,
        network=materials.network,
        weights=materials.weights,
        steps=settings.steps,
        init=materials.init,
        optimizer=optimizer_named(settings.optimizer, materials.content.image.shape),
        callback=callback,
    )


def use_compilation_cache() -> None:
    """Keep compiled programs in the cache folder, unless the user has chosen another place for them."""
    if "JAX_COMPILATION_CACHE_DIR" not in os.environ:
        jax.config.update("jax_compilation_cache_dir", str(cache_folder() / "compiled"))


def making_of(settings: TransferSettings, materials: Materials) -> dict[str, Any]:
    """What is known of a picture before it is painted: settings, network, checksums of pictures, versions."""
    network = materials.network
    return {
        "command": "transfer",
        "settings": {**dataclasses.asdict(settings), "pool": network.architecture.pooling},
        "network": {"name": network.card.name, "sha256": network.card.sha256},
        "pictures": {
            "content": materials.content.sha256,
            "style": materials.style.sha256,
            "init": materials.init_sha256,
        },
        "versions": versions(),
    }


def record_of(settings: TransferSettings, materials: Materials, result: Result) -> dict[str, Any]:
    """What the picture remembers of how it was made."""
    return {
        **making_of(settings, materials),
        "result": {
            "evaluations": result.evaluations,
            "objective": min(result.objective),
            "status": result.status,
            "shape": list(result.image.shape),
        },
    }


def _write_report(path: Path, result: Result, record: dict[str, Any], clock: list[float]) -> None:
    """What a script would ask about a run, as JSON; seconds of an evaluation are a median, compiling left out."""
    intervals = [later - earlier for earlier, later in itertools.pairwise(clock[1:])]
    report = {
        "evaluations": result.evaluations,
        "accepted_steps": result.accepted_steps,
        "seconds": clock[-1] - clock[0],
        "seconds_per_evaluation": statistics.median(intervals or [clock[-1] - clock[0]]),
        "status": result.status,
        "objective": list(result.objective),
        "terms": dataclasses.asdict(result.terms),
        **record,
    }
    write_json(path, report)


def check_outputs(output: Path, report: Path | None) -> None:
    """Raise InputError when picture or report could not be written."""
    check_output(output)
    if report:
        check_writable(report)


def introduction(network: Network) -> str:
    """Which network paints, and how to get a better one."""
    if not network.card.sha256:
        return f"painting with network {network.card.name}: random kernels, which give speckle"
    if network.card.name == DEFAULTS.network:
        return "painting with network compact, shipped with stylejax; for VGG-19 run: stylejax weights fetch vgg19"
    return f"painting with network {network.card.name}"


def _conclusion(output: Path, result: Result, seconds: float, signal_number: int) -> str:
    reasons = {
        "finished": "",
        "stalled": "; ended early, as no lower objective was found for a while",
        "diverged": "; ended early, as the objective was no longer finite",
        "stopped": f"; ended early by {signal.Signals(signal_number).name}" if signal_number else "",
    }
    found = f"{result.evaluations} evaluations in {seconds:.0f} s, objective {min(result.objective):.4g}"
    return f"{output}: {found}{reasons[result.status]}"
