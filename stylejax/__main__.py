"""The installed program, also as `python -m stylejax`: sees to the process, then hands on to the command line."""

import os
import signal


def main() -> None:
    """Run the command line, ready for signals that ask for an end from its first line to its last."""
    _leave_quietly()
    from .signals import leave_program, listening

    with listening(leave_program):
        from .allocation import ask_for_huge_pages, keep_freed_memory

        ask_for_huge_pages()
        keep_freed_memory()
        from .cli.app import app

        app(prog_name="stylejax")


def _leave_quietly() -> None:
    """While the program begins and ends, a signal ends it without a traceback; `nohup` stays as it is."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number and not (name == "SIGHUP" and signal.getsignal(number) == signal.SIG_IGN):
            signal.signal(number, lambda heard, frame: os._exit(128 + heard))


if __name__ == "__main__":
    main()
