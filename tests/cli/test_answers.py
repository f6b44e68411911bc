"""Laws of what is answered to words that the command line does not know."""

import pytest
from typer.testing import CliRunner

from stylejax.cli.app import app

ANSWERS = {
    "a missing hyphen": (["--contentweight", "3"], "did you mean --content-weight"),
    "an underscore": (["--content_weight", "3"], "did you mean --content-weight"),
    "neural-style's iterations": (["-num_iterations", "500"], "-num_iterations; here it is --steps."),
    "its size, with its value": (["--image_size=256"], "--image_size; here it is --size."),
    "its picture": (["-content_image", "a.jpg"], "here it is CONTENT"),
    "another's picture": (["--style-image", "a.jpg"], "here it is STYLE"),
    "what keeps colors": (["-original_colors", "1"], "here it is --colors photo."),
    "a scale": (["--style-scale", "0.5"], "here it is --style-size, as 1.5x"),
    "a device": (["-gpu", "0"], "JAX takes the best device there is"),
    "a blend": (["--style-blend-weights", "1,2"], "here it is --style-weights"),
    "a word for a number": (["--steps", "many"], "'--steps' takes a whole number"),
    "a misspelt choice": (["--optimizer", "lbgfs"], "did you mean lbfgs?"),
    "an unknown choice": (["--optimizer", "newton"], "'newton' is not one of 'lbfgs'"),
}


@pytest.mark.parametrize(("words", "answer"), ANSWERS.values(), ids=list(ANSWERS))
def test_what_is_meant_is_answered_in_one_line(words, answer):
    result = CliRunner().invoke(app, ["transfer", "a.png", "b.png", *words])
    assert result.exit_code == 2
    assert result.output.startswith("error: ")
    assert result.output.count("\n") == 1
    assert answer in result.output


@pytest.mark.parametrize("words", [["--optimizer", "LBFGS"], ["--pool", "MAX"], ["-otart.png"], ["-o", "-gpu"]])
def test_what_can_be_read_is_read(words):
    """The case of a choice does not matter; what follows "-o" at once is its value."""
    result = CliRunner().invoke(app, ["transfer", "a.png", "b.png", *words])
    assert "a.png: no such file" in result.output or "-gpu" in result.output


def test_a_command_answers_only_with_options_of_its_own():
    result = CliRunner().invoke(app, ["show", "a.png", "--iterations", "3"])
    assert "--steps" not in result.output
    assert "No such option: --iterations." in result.output


def test_what_must_be_given_is_named_with_its_choices():
    result = CliRunner().invoke(app, ["weights", "convert", "x", "-o", "y"])
    assert "'--as'; choose one of " in result.output
    assert "keras-vgg19" in result.output
