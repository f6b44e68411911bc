"""The installed program, also as `python -m stylejax`: sees to the process, then hands on to the command line."""

import os
import signal
import sys


def main() -> None:
    """Run the command line, ready for signals that ask for an end from its first line to its last."""
    _leave_quietly()
    from .cli import processes

    if processes.is_looked_after():
        _run_with_others()
    elif processes.joins_others(sys.argv[1:]) and os.name == "posix":
        sys.exit(processes.look_after(sys.argv[1:]))
    else:
        _run()


def _run() -> None:
    from .signals import leave_program, listening

    with listening(leave_program):
        from .allocation import ask_for_huge_pages, keep_freed_memory

        ask_for_huge_pages()
        keep_freed_memory()
        from .cli.app import app

        app(prog_name="stylejax")


def _run_with_others() -> None:
    from .cli import processes

    processes.print_where_people_read()
    try:
        _run()
    except SystemExit as ended:
        if ended.code:
            processes.leave_at_once(int(ended.code))
        raise


def _leave_quietly() -> None:
    """While the program begins and ends, a signal ends it without a traceback; `nohup` stays as it is."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number and not (name == "SIGHUP" and signal.getsignal(number) == signal.SIG_IGN):
            signal.signal(number, lambda heard, frame: os._exit(128 + heard))


if __name__ == "__main__":
    main()
