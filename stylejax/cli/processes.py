"""One of several processes of a sweep: run by a process that stays to tell in one line what has become of it.

Where another process dies, the runtime aborts this one with a page of its own (jax, `jax.distributed.initialize`). The
process that looks after it knows nothing of the runtime, and cannot be aborted.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence

WORKER = "STYLEJAX_WORKER"  # in the environment of the process that works: the files it prints to
LOST = 3  # exit code where another process has gone: what was painted until then is written
JOINS = ("--coordinator", "--processes", "--process")


def is_looked_after() -> bool:
    """Whether this is the process that works."""
    return WORKER in os.environ


def joins_others(arguments: Sequence[str]) -> bool:
    """Whether a command line names other processes to work with."""
    return any(argument.partition("=")[0] in JOINS for argument in arguments)


def look_after(arguments: Sequence[str]) -> int:
    """Run the command line in a process of its own and return its exit code, or say in a line that it was ended."""
    own = os.dup(1), os.dup(2)
    command = [sys.executable, "-m", "stylejax", *arguments]
    environment = {**os.environ, WORKER: ",".join(map(str, own))}
    unread = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, env=environment, pass_fds=own, **unread, process_group=0) as worker:
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            signal.signal(getattr(signal, name), lambda number, frame: worker.send_signal(number))
        assert worker.stdout is not None
        for _ in worker.stdout:  # what the runtime prints of its own
            pass
    return worker.returncode if worker.returncode >= 0 else _told(signal.Signals(-worker.returncode))


def _told(ended_by: signal.Signals) -> int:
    if ended_by is signal.SIGABRT:
        print("error: another process of this sweep has gone; what it painted before is written", file=sys.stderr)
        return LOST
    print(f"error: this process was ended by {ended_by.name}; its memory may have run out", file=sys.stderr)
    return 128 + ended_by


def print_where_people_read() -> None:
    """Have what Python prints go where the program was to print: what the runtime prints goes to who looks after it."""
    out, error = map(int, os.environ[WORKER].split(","))
    sys.stdout, sys.stderr = (os.fdopen(number, "w", buffering=1) for number in (out, error))


def leave_at_once(code: int) -> None:
    """End a process that has failed without waiting for the others, who would wait for it."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)
