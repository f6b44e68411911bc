"""Our L-BFGS on six problems without pictures, beside optax's with two line searches, SciPy's, and jaxopt's if there.

Evaluations of value and gradient until the objective is within 1e-6 of its least value, as a share of where it started,
and the milliseconds that takes, compiled and in double precision. jaxopt, which is no longer developed, is no
dependency: `pip install --no-deps jaxopt` adds its column.
"""

import contextlib
import functools
import importlib
import importlib.util
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Annotated, Any

import jax
import numpy as np
import optax
import scipy.optimize
import typer
from jax.flatten_util import ravel_pytree

import stylejax
from benchmarking.problems import Problem, problems

TOLERANCE = 1e-6
PAIRS = 10  # of moves and changes of gradient that each L-BFGS keeps, which is the others' own default
MOST = 20000

# A run: values in the order of evaluation, each with how many evaluations have been made by then.
Run = Iterator[tuple[int, float]]


def ours(problem: Problem) -> Callable[[], Run]:
    """One evaluation each update."""
    optimizer, evaluate = stylejax.lbfgs(memory=PAIRS), jax.value_and_grad(problem.value)

    @jax.jit
    def step(at: Any, state: Any) -> Any:
        value, gradient = evaluate(at)
        moves, state = optimizer.update(gradient, state, at, value=value)
        return optax.apply_updates(at, moves), state, value

    def run() -> Run:
        at, state = problem.start, optimizer.init(problem.start)
        for count in range(1, MOST + 1):
            at, state, value = step(at, state)
            yield count, float(value)

    return run


def optax_with(search: Any) -> Callable[[Problem], Callable[[], Run]]:
    """L-BFGS of optax with one of its line searches, which evaluates as often as it likes each update."""

    def made(problem: Problem) -> Callable[[], Run]:
        optimizer = optax.lbfgs(memory_size=PAIRS, linesearch=search)
        evaluate = optax.value_and_grad_from_state(problem.value)

        @jax.jit
        def step(at: Any, state: Any) -> Any:
            value, gradient = evaluate(at, state=state)
            updates, state = optimizer.update(gradient, state, at, value=value, grad=gradient, value_fn=problem.value)
            info = optax.tree_utils.tree_get(state, "info")
            ahead = optax.tree_utils.tree_get(state, "value")
            return optax.apply_updates(at, updates), state, ahead, info.num_linesearch_steps

        def run() -> Run:
            at, state, count = problem.start, optimizer.init(problem.start), 1
            while count < MOST:
                at, state, value, tried = step(at, state)
                count += max(1, int(tried))
                yield count, float(value)

        return run

    return made


class NearEnoughError(Exception):
    """SciPy has come as near as was asked for."""


def scipys(problem: Problem) -> Callable[[], Run]:
    """L-BFGS-B, Fortran's, called with NumPy's arrays."""
    start, unravel = ravel_pytree(problem.start)
    evaluate = jax.jit(jax.value_and_grad(lambda x: problem.value(unravel(x))))

    def run() -> Run:
        seen, enough = list[float](), near(problem)

        def told(x: np.ndarray) -> tuple[float, np.ndarray]:
            value, gradient = evaluate(x)
            seen.append(float(value))
            if seen[-1] <= enough:
                raise NearEnoughError
            return seen[-1], np.asarray(gradient)

        options = {"maxcor": PAIRS, "maxiter": MOST, "maxfun": MOST, "ftol": 0, "gtol": 0}
        with contextlib.suppress(NearEnoughError):
            scipy.optimize.minimize(told, np.asarray(start), jac=True, method="L-BFGS-B", options=options)
        yield from enumerate(seen, 1)

    return run


def jaxopts(problem: Problem) -> Callable[[], Run]:
    """L-BFGS of jaxopt as it comes, with its own zoom."""
    jaxopt = importlib.import_module("jaxopt")
    solver = jaxopt.LBFGS(problem.value, history_size=PAIRS)
    step = jax.jit(solver.update)

    def run() -> Run:
        at, state = problem.start, solver.init_state(problem.start)
        while int(state.num_fun_eval) < MOST:
            at, state = step(at, state)
            yield int(state.num_fun_eval), float(state.value)

    return run


BACKTRACKING = optax.scale_by_backtracking_linesearch(max_backtracking_steps=20, store_grad=True)
CONTENDERS = {
    "ours": ours,
    "optax, zoom": optax_with(optax.scale_by_zoom_linesearch(max_linesearch_steps=20)),
    "optax, backtracking": optax_with(BACKTRACKING),
    "SciPy L-BFGS-B": scipys,
    **({"jaxopt": jaxopts} if importlib.util.find_spec("jaxopt") else {}),
}


def near(problem: Problem) -> float:
    """The value that is near enough to the least one."""
    assert problem.least is not None
    return problem.least + TOLERANCE * (float(problem.value(problem.start)) - problem.least)


def with_least(problem: Problem) -> Problem:
    """The problem, with its least value found by a long run where it is not known."""
    if problem.least is not None:
        return problem
    start, unravel = ravel_pytree(problem.start)
    evaluate = jax.jit(jax.value_and_grad(lambda x: problem.value(unravel(x))))
    options = {"maxiter": MOST, "maxfun": MOST, "ftol": 0, "gtol": 1e-12}
    found = scipy.optimize.minimize(
        lambda x: tuple(map(np.asarray, evaluate(x))), np.asarray(start), jac=True, method="L-BFGS-B", options=options
    )
    return problem._replace(least=float(found.fun))


def until_near(problem: Problem, run: Callable[[], Run]) -> tuple[int | None, float]:
    """Evaluations until the value is near its least, None where it never is, and seconds."""
    enough, began = near(problem), time.perf_counter()
    for count, value in run():
        if value <= enough:
            return count, time.perf_counter() - began
    return None, time.perf_counter() - began


def measured(problem: Problem, contender: Callable[[Problem], Callable[[], Run]], rounds: int) -> str:
    """Evaluations and median milliseconds, the first run, which compiles, not counted."""
    run = contender(problem)
    count, _ = until_near(problem, run)
    if count is None:
        return "never"
    seconds = statistics.median(until_near(problem, run)[1] for _ in range(rounds))
    return f"{count}, {1000 * seconds:.0f} ms"


def nearby(problem: Problem, seed: int) -> Problem:
    """The problem from another start, a tenth away in each parameter."""
    random = np.random.default_rng(100 + seed)
    moved = jax.tree.map(lambda leaf: leaf + 0.1 * random.normal(size=leaf.shape), problem.start)
    return problem._replace(start=moved)


def spread(problem: Problem, contender: Callable[[Problem], Callable[[], Run]], starts: int) -> str:
    """The median of evaluations from several starts, the least and the most; "never" counts as infinitely many."""
    several = [nearby(problem, seed) for seed in range(starts)]
    counts = sorted(until_near(each, contender(each))[0] or np.inf for each in several)
    return f"{statistics.median(counts):.0f} ({counts[0]:.0f} to {counts[-1]:.0f})"


def main(
    rounds: Annotated[int, typer.Option(min=1, help="Runs of which the median time counts.")] = 5,
    starts: Annotated[int, typer.Option(min=0, help="Evaluations from so many starts nearby, in place of times.")] = 0,
) -> None:
    """Print a table in Markdown."""
    jax.config.update("jax_enable_x64", True)
    print(f"| problem, parameters | {' | '.join(CONTENDERS)} |")
    print("| --- |" + " --- |" * len(CONTENDERS))
    for name, problem in problems().items():
        known = with_least(problem)
        cell = functools.partial(spread, starts=starts) if starts else functools.partial(measured, rounds=rounds)
        print(f"| {name} | {' | '.join(cell(known, each) for each in CONTENDERS.values())} |", flush=True)


if __name__ == "__main__":
    typer.run(main)
