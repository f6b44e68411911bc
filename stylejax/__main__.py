"""`python -m stylejax`: the same program as `stylejax`."""

from .cli import main

main()
