"""Laws of a series: what is painted is kept, whatever ends it, and the callback hears of all evaluations together."""

import contextlib
import os
import signal
import threading

import jax
import pytest

import stylejax
from stylejax.jobs.series import Outcome, Task, as_it_is, evaluations_of, one_after_another, paint_series
from stylejax.jobs.session import Console, Interruption, Watching
from stylejax.synthesis.runs import Progress


class Listener:
    """A console that notes all it is told."""

    def __init__(self):
        self.said, self.seen, self.evaluations = [], [], 0

    @contextlib.contextmanager
    def watch(self, evaluations):
        self.evaluations = evaluations
        yield self.seen.append

    @property
    def console(self):
        return Console(self.said.append, self.watch)


def task(evaluations, name, *, at=0, do=lambda: None):
    """A task of so many evaluations whose result is its name and how far it came; at one of them something is done."""

    def paint(callback):
        for evaluation in range(1, evaluations + 1):
            if evaluation == at:
                do()
            if callback(Progress(evaluation, evaluations, 1.0)):
                return name, evaluation
        return name, evaluations

    return Task(evaluations, paint)


def painted(tasks, **functions):
    listener = Listener()
    functions = {"each": as_it_is, **functions}
    outcome = paint_series(
        lambda callback: one_after_another(tasks, callback),
        evaluations=evaluations_of(tasks),
        console=listener.console,
        **functions,
    )
    return outcome, listener


def interrupt(number=signal.SIGINT):
    os.kill(os.getpid(), number)


def test_every_task_is_painted_in_order_and_kept_as_each_says():
    outcome, _ = painted([task(2, "a"), task(3, "b")], each=lambda number, result: (number, *result))
    assert outcome.results == {0: (0, "a", 2), 1: (1, "b", 3)}
    assert (outcome.signal, outcome.exit_code) == (0, 0)
    assert outcome.seconds > 0


def test_the_callback_hears_of_evaluations_of_all_tasks_together():
    _, listener = painted([task(2, "a"), task(3, "b")])
    assert listener.evaluations == 5
    assert [(progress.evaluation, progress.steps) for progress in listener.seen] == [(n, 5) for n in range(1, 6)]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_keeps_what_is_under_way_and_begins_no_more(number):
    tasks = [task(2, "a"), task(3, "b", at=2, do=lambda: interrupt(number)), task(1, "c")]
    kept = []
    outcome, _ = painted(tasks, keep=lambda results, seconds: kept.append(dict(results)))
    assert outcome.results == {0: ("a", 2), 1: ("b", 2)}
    assert outcome.exit_code == 128 + number
    assert kept == [outcome.results]


def test_a_signal_after_the_last_evaluation_of_a_task_begins_no_more():
    outcome, _ = painted([task(2, "a", at=2, do=interrupt), task(1, "b")])
    assert outcome.results == {0: ("a", 2)}


@pytest.fixture
def interruptible():
    """Python's own answer to SIGINT, also in a process that was started in the background, which ignores it."""
    former = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, former)


@pytest.mark.usefixtures("interruptible")
def test_the_second_signal_ends_all_at_once_and_what_is_painted_is_kept():
    def twice():
        interrupt()
        interrupt()

    kept = []
    with pytest.raises(KeyboardInterrupt):
        painted([task(1, "a"), task(2, "b", at=1, do=twice)], keep=lambda results, seconds: kept.append(dict(results)))
    assert kept == [{0: ("a", 1)}]


def fail():
    raise OSError("too large")


def test_an_error_keeps_what_is_painted_and_is_told():
    kept = []
    with pytest.raises(OSError, match="too large"):
        painted([task(1, "a"), task(2, "b", at=2, do=fail)], keep=lambda results, seconds: kept.append(dict(results)))
    assert kept == [{0: ("a", 1)}]


OUT_OF_MEMORY = {
    "Python": MemoryError(),
    "CPU": jax.errors.JaxRuntimeError(
        "INTERNAL: Error dispatching computation: Out of memory allocating 6912896256 bytes."
    ),
    "GPU": jax.errors.JaxRuntimeError("RESOURCE_EXHAUSTED: Out of memory while trying to allocate 6912896256 bytes."),
}


@pytest.mark.parametrize("error", OUT_OF_MEMORY.values(), ids=list(OUT_OF_MEMORY))
def test_where_memory_runs_out_it_is_said_in_words(error):
    def run_out():
        raise error

    with pytest.raises(stylejax.InputError, match=r"^size: memory ran out.*; give a smaller size") as told:
        painted([task(1, "a", at=1, do=run_out)])
    assert ("6.4 GiB more" in str(told.value)) == ("6912896256" in str(error))


def test_nothing_is_kept_of_nothing():
    with pytest.raises(OSError, match="too large"):
        painted([task(1, "a", at=1, do=fail)], keep=lambda results, seconds: pytest.fail("nothing to keep"))


def test_signals_act_as_before_once_a_series_is_over():
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    painted([task(1, "a")])
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


def test_a_series_is_painted_in_any_thread():
    """Python hands signals to the main thread alone, where a page or a notebook may not be."""
    done = []
    thread = threading.Thread(target=lambda: done.append(painted([task(2, "a")])[0].results))
    thread.start()
    thread.join()
    assert done == [{0: ("a", 2)}]


def test_a_job_speaks_through_its_console_alone(capfd):
    painted([task(2, "a")])
    assert capfd.readouterr() == ("", "")


def test_exit_codes_are_those_of_shells():
    assert [Outcome({}, number, 1.0).exit_code for number in (0, 2, 15)] == [0, 130, 143]
    assert Watching(lambda progress: None, Interruption(2)).stopped
