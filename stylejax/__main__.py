"""The installed program, also as `python -m stylejax`: sees to the process, then hands on to the command line."""

from .allocation import ask_for_huge_pages, keep_freed_memory


def main() -> None:
    """Run the command line."""
    ask_for_huge_pages()
    keep_freed_memory()
    from .cli.app import app

    app(prog_name="stylejax")


if __name__ == "__main__":
    main()
