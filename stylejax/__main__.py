"""The installed program, also as `python -m stylejax`: sees to the process, then hands on to the command line."""

from .signals import leave_program, listening


def main() -> None:
    """Run the command line, from its first line on ready for signals that ask for an end."""
    with listening(leave_program):
        from .allocation import ask_for_huge_pages, keep_freed_memory

        ask_for_huge_pages()
        keep_freed_memory()
        from .cli.app import app

        app(prog_name="stylejax")


if __name__ == "__main__":
    main()
