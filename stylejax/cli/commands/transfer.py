"""The rim of a transfer: files in, one run, files out."""

import contextlib
import dataclasses
import functools
import itertools
import os
import signal
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NamedTuple

import jax
import numpy as np
import optax

from ...files import cache_folder, check_writable, write_json
from ...jobs.compiling import give_back_what_compiling_took, spare_what_is_imported
from ...jobs.inputs import Materials, fitted, gather
from ...jobs.session import Interruption, interruption
from ...media.images import check_output, write_image
from ...networks.networks import Network
from ...optimizers.quasi_newton import adam, lbfgs, sgd
from ...settings import DEFAULTS, TransferSettings
from ...synthesis.runs import Callback, Progress, Result
from ...synthesis.transfers import DEFAULT_OPTIMIZER, transfer
from ..progress import Reporter, bar, lines, silence
from .info import versions

# Change of a pixel for one unit of gradient per pixel. Ten times more diverged from noise at the default weights.
SGD_RATE = 1e-4


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
    set_up_compiling()
    say(introduction(materials.network))
    with watched(watch, settings.steps) as (interrupted, callback):
        clock = [time.perf_counter()]

        def timed(progress: Progress) -> bool | None:
            clock.append(time.perf_counter())
            return callback(progress)

        result = carry_out(settings, materials, timed)
        record = {**record_of(settings, materials, result), "command": command}
        write_image(output, np.asarray(result.image), alpha=materials.content.alpha, record=record)
        if report:
            _write_report(report, result, record, clock)
    say(_conclusion(output, result, clock[-1] - clock[0], interrupted.signal))
    return interrupted.exit_code


class Voice(NamedTuple):
    """How a command speaks on standard error: a line at once, and how far a run of so many evaluations is."""

    say: Callable[[str], None]
    watch: Callable[[int], AbstractContextManager[Reporter]]


def voice(quiet: bool) -> Voice:
    """The voice for people at a terminal, for logs, or, when `quiet`, for nobody."""
    if quiet:
        return Voice(lambda line: None, silence)
    return Voice(functools.partial(print, file=sys.stderr), bar if sys.stderr.isatty() else lines)


@contextlib.contextmanager
def watched(
    watch: Callable[[int], AbstractContextManager[Reporter]], evaluations: int
) -> Iterator[tuple[Interruption, Callback]]:
    """A callback that shows how far a run is and ends it when a signal comes, and the signal once it has come."""
    with interruption() as interrupted, watch(evaluations) as show:

        def callback(progress: Progress) -> bool:
            show(progress)
            return interrupted.signal > 0

        yield interrupted, callback


@functools.cache  # equal optimizers that are not the same would each be compiled
def optimizer_named(name: str, shape: tuple[int, ...]) -> optax.GradientTransformationExtraArgs:
    """The optimizer of that name with settings fit for pictures of that shape.

    Our objective is a mean over pixels, so its gradient shrinks as their number grows; descent alone has to make up for
    it.
    """
    makers = {
        "lbfgs": lambda: DEFAULT_OPTIMIZER,
        "plain-lbfgs": lbfgs,
        "adam": adam,
        "sgd": functools.partial(sgd, learning_rate=SGD_RATE * np.prod(shape)),
    }
    return makers[name]()


def carry_out(settings: TransferSettings, materials: Materials, callback: Callback) -> Result:
    """The transfer that settings and materials describe."""
    weights, shape = materials.weights, materials.content.image.shape
    return transfer(
        materials.content.image,
        materials.style.image,
        network=fitted(materials.network, settings.memory, shape, weights.layers),
        weights=weights,
        steps=settings.steps,
        init=materials.init,
        optimizer=optimizer_named(settings.optimizer, shape),
        callback=callback,
    )


def set_up_compiling() -> None:
    """Keep compiled programs in the cache folder, unless the user has chosen another.

    And have the garbage collector spare what is imported, and give back what compiling took.
    """
    spare_what_is_imported()
    give_back_what_compiling_took()
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
