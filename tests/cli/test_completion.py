"""Laws of what a shell completes."""

import os
import subprocess
import sys

import pytest

TYPED = {
    "a network": ("stylejax transfer a b --network com", "compact"),
    "an artist": ("stylejax artists john", "johnson"),
    "the last of several artists": ("stylejax compare a b --artists paper,sat", "paper,satoshi"),
    "a choice": ("stylejax transfer a b --optimizer pl", "plain-lbfgs"),
    "a kind of file": ("stylejax weights convert x --as keras-vgg1", "keras-vgg19"),
    "a command": ("stylejax te", "texture"),
}


@pytest.mark.parametrize(("typed", "whole"), TYPED.values(), ids=list(TYPED))
def test_names_complete_in_the_shell(typed, whole):
    words = typed.split()
    asked = {"_STYLEJAX_COMPLETE": "complete_bash", "COMP_WORDS": typed, "COMP_CWORD": str(len(words) - 1)}
    program = "from stylejax.cli.app import app; app(prog_name='stylejax')"
    done = subprocess.run([sys.executable, "-c", program], env={**os.environ, **asked}, capture_output=True, text=True)
    assert whole in done.stdout.split()
