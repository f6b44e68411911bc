"""`python -m stylejax`: the same program as `stylejax`."""

from .cli import app

app(prog_name="stylejax")
