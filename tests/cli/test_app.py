"""Laws of the command line, in process; once each through the installed program."""

import functools
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

import stylejax
from stylejax.cli import commands
from stylejax.cli.app import COMMANDS, GROUPS, app, as_typed
from stylejax.jobs import keep_picture
from stylejax.media import Tags, write_image

SMALL = ["--size", "32", "--steps", "4"]

pytestmark = pytest.mark.usefixtures("private_cache")


def command(studio: Path, *options: str, output: str = "out.png") -> list[str]:
    pictures = [str(studio / "photo.png"), str(studio / "painting.jpg")]
    return ["transfer", *pictures, "-o", str(studio / output), "--network", str(studio / "small.h5"), *SMALL, *options]


def invoke(*arguments: str):
    return CliRunner().invoke(app, list(arguments))


def test_transfer_paints_a_picture_of_the_size_asked(studio):
    result = invoke(*command(studio))
    assert result.exit_code == 0, result.output
    assert stylejax.read_image(studio / "out.png").shape == (24, 32, 3)


def test_show_prints_every_setting_that_made_the_picture(studio):
    invoke(*command(studio, "--seed", "7", "--content-weight", "0.5", output="shown.png"))
    record = json.loads(invoke("show", str(studio / "shown.png")).output)
    assert record["settings"]["seed"] == 7
    assert record["settings"]["content_weight"] == 0.5
    assert record["settings"]["pool"] == "average"
    assert len(record["network"]["sha256"]) == len(record["pictures"]["content"]) == 64
    assert {"stylejax", "jax", "optax", "numpy", "python"} <= set(record["versions"])


def test_report_has_one_objective_for_each_evaluation(studio):
    invoke(*command(studio, "--report", str(studio / "report.json")))
    report = json.loads((studio / "report.json").read_text())
    assert report["evaluations"] == len(report["objective"]) == 4
    assert report["accepted_steps"] <= 4
    assert report["seconds"] > report["seconds_per_evaluation"] > 0
    assert set(report["terms"]["style"]) == set(stylejax.STYLE_LAYERS)
    assert set(report["terms"]["content"]) == set(stylejax.CONTENT_LAYERS)
    assert report["settings"]["steps"] == 4


def test_final_terms_weighted_give_the_best_objective(studio):
    invoke(*command(studio, "--tv-weight", "0.1", "--report", str(studio / "terms.json")))
    report = json.loads((studio / "terms.json").read_text())
    terms, weights = report["terms"], report["result"]["levels"][-1]["weights"]
    assert report["settings"]["content_weight"] is None
    total = weights["tv"] * terms["tv"]
    total += sum(weights[kind][layer] * term for kind in ("content", "style") for layer, term in terms[kind].items())
    assert total == pytest.approx(report["result"]["objective"], rel=1e-5)


def test_the_old_picture_is_that_of_color_noise_at_one_level_with_a_literal_weight(studio):
    """What `transfer` painted by default before it painted from coarse to fine, to the bit."""
    options = ("--init", "noise", "--content-weight", "1", "--levels", "1", "--report", str(studio / "old.json"))
    assert invoke(*command(studio, *options)).exit_code == 0
    report = json.loads((studio / "old.json").read_text())
    read = functools.partial(stylejax.read_image, size=32)
    content, style = read(studio / "photo.png"), read(studio / "painting.jpg")
    old = stylejax.lbfgs(memory=10, preconditioner=stylejax.low_frequencies_first)
    options = {"weights": stylejax.loss_weights(), "levels": 1, "init": stylejax.noise_image(content.shape)}
    network = stylejax.read_network(studio / "small.h5")
    result = stylejax.transfer(content, style, network=network, steps=4, optimizer=old, **options)
    assert report["objective"] == list(result.objective)


def test_a_strength_and_a_literal_weight_exclude_each_other(studio):
    result = invoke(*command(studio, "--strength", "0.5", "--content-weight", "1"))
    assert result.exit_code == 2
    assert "--strength: stands in place of --content-weight" in result.output


def test_several_levels_are_told_and_stored(studio):
    result = invoke(*command(studio, "--levels", "2", "--size", "48", "--steps", "5", output="levels.png"))
    assert result.exit_code == 0, result.output
    made = stylejax.read_record(studio / "levels.png")
    assert [(level["shape"], level["evaluations"]) for level in made["result"]["levels"]] == [
        ([18, 24], 3),
        ([36, 48], 2),
    ]
    assert all(level["weights"]["content"]["relu4_2"] > 0 for level in made["result"]["levels"])


def test_two_gray_pictures_make_a_gray_one(studio):
    draw = np.random.default_rng(3).random
    for name in ("gray-photo.png", "gray-painting.png"):
        stylejax.write_image(studio / name, np.repeat(draw((40, 44, 1)), 3, -1))
    pictures = [str(studio / name) for name in ("gray-photo.png", "gray-painting.png")]
    options = ("--levels", "2", "--steps", "6", "--network", str(studio / "small.h5"), "-o", str(studio / "gray.png"))
    assert invoke("transfer", *pictures, *options).exit_code == 0
    painted = stylejax.read_image(studio / "gray.png")
    assert np.all(painted == painted[..., :1])
    assert painted.std() > 0


def test_the_size_is_the_photos_own_where_nothing_more_is_asked_for(studio):
    for options, shape in ((("--size", "own"), (24, 32, 3)), ((), (24, 32, 3)), (("--size", "40"), (30, 40, 3))):
        pictures = (str(studio / "photo.png"), str(studio / "painting.jpg"))
        more = ("--network", str(studio / "small.h5"), "--steps", "1", "-o", str(studio / "sized.png"))
        result = invoke("transfer", *pictures, *more, *options)
        assert result.exit_code == 0, result.output
        assert stylejax.read_image(studio / "sized.png").shape == shape
        assert ("32 pixels are enlarged to 40, as asked" in result.output) == (shape[1] == 40)


def test_same_seed_paints_the_same_picture(studio):
    for name in ("first.png", "second.png"):
        invoke(*command(studio, output=name))
    first, second = (stylejax.read_image(studio / name) for name in ("first.png", "second.png"))
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("options", [["--init", "content"], ["--init", "style"], ["--optimizer", "adam"]])
@pytest.mark.parametrize("suffix", [".jpg", ".webp"])
def test_choices_paint(studio, options, suffix):
    result = invoke(*command(studio, *options, output=f"choice{suffix}"))
    assert result.exit_code == 0, result.output


def test_init_may_be_a_picture_file_and_zero_moves_stay_there(studio):
    stylejax.write_image(studio / "start.png", np.full((24, 32, 3), 0.4))
    options = ["--init", str(studio / "start.png"), "--steps", "1", "--optimizer", "sgd", "--pool", "max"]
    result = invoke(*command(studio, *options, output="started.png"))
    assert result.exit_code == 0, result.output
    np.testing.assert_allclose(stylejax.read_image(studio / "started.png"), 0.4, atol=1 / 255)


def test_alpha_of_the_content_is_carried_to_the_output(studio):
    alpha = np.linspace(0, 1, 32, dtype=np.float32) * np.ones((24, 1), np.float32)
    stylejax.write_image(studio / "photo-alpha.png", np.full((24, 32, 3), 0.5), alpha=alpha)
    arguments = command(studio, output="alpha.png")
    arguments[1] = str(studio / "photo-alpha.png")
    assert invoke(*arguments).exit_code == 0
    np.testing.assert_allclose(stylejax.read_picture(studio / "alpha.png").alpha, alpha, atol=1 / 255)


def test_a_picture_may_be_fine_and_keeps_the_photos_author_and_density(studio):
    photo = stylejax.read_image(studio / "photo.png")
    write_image(studio / "signed.jpg", photo, tags=Tags("A. Author", "mine", 240.0))
    for name, options, dpi in (("fine.png", ("--bits", "16"), 240), ("dense.tif", ("--dpi", "300"), 300)):
        arguments = command(studio, *options, output=name)
        arguments[1] = str(studio / "signed.jpg")
        assert invoke(*arguments).exit_code == 0
        assert stylejax.read_picture(studio / name).tags == Tags("A. Author", "mine", dpi)
    codes = stylejax.read_image(studio / "fine.png") * 65535
    assert np.any(np.abs(codes / 257 - np.rint(codes / 257)) > 0.1)  # between the 8-bit levels


def test_a_jpeg_of_a_transparent_photo_says_what_is_dropped(studio):
    stylejax.write_image(studio / "glass.png", np.full((24, 32, 3), 0.5), alpha=np.full((24, 32), 0.5))
    for name, said in (("glassy.jpg", True), ("glassy.png", False)):
        arguments = command(studio, output=name)
        arguments[1] = str(studio / "glass.png")
        assert ("JPEG holds no transparency" in invoke(*arguments).output) == said


def test_quiet_says_nothing(studio):
    result = invoke(*command(studio, "--quiet"))
    assert (result.exit_code, result.output) == (0, "")


@pytest.mark.parametrize("quiet", [["--quiet"], []])
def test_a_cache_that_cannot_be_written_is_one_line_and_under_quiet_none(studio, quiet):
    (studio / "no-folder").touch()
    words = [sys.executable, "-m", "stylejax", *command(studio, "--steps", "1", *quiet)]
    environment = {**os.environ, "STYLEJAX_CACHE": str(studio / "no-folder")}
    environment.pop("JAX_COMPILATION_CACHE_DIR", None)
    done = subprocess.run(words, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    told = [line for line in done.stderr.splitlines() if "no-folder" in line]
    assert len(told) == (0 if quiet else 1)
    assert "warn" not in done.stderr
    assert not (quiet and done.stderr)


def test_plain_output_names_the_network_and_the_picture(studio):
    output = invoke(*command(studio)).output
    assert "vgg19-random" in output
    assert "out.png: 4 evaluations" in output


def test_info_tells_versions_devices_and_networks():
    output = invoke("info").output
    assert stylejax.__version__ in output
    assert "device" in output
    assert "vgg19-random" in output


def test_help_teaches_and_bare_program_prints_it():
    assert "stylejax transfer photo.jpg painting.jpg" in invoke("--help").output
    assert "Example:" in invoke("transfer", "--help").output
    assert invoke().output == invoke("--help").output == invoke("help").output
    assert invoke("help", "weights", "fetch").output == invoke("weights", "fetch", "--help").output


BAD_OPTIONS = {
    "negative weight": (["--style-weight", "-1"], "--style-weight"),
    "weight that is no number": (["--content-weight", "nan"], "--content-weight"),
    "infinite weight": (["--tv-weight", "inf"], "--tv-weight"),
    "no steps": (["--steps", "0"], "--steps"),
    "steps in words": (["--steps", "many"], "--steps"),
    "unknown layer": (["--style-layers", "relu9_9"], "relu9_9"),
    "layer named twice": (["--style-layers", "relu1_1,relu1_1"], "--style-layers"),
    "no layers": (["--content-layers", ","], "--content-layers"),
    "unknown network": (["--network", "vgg18"], "vgg18"),
    "missing network file": (["--network", "missing.h5"], "missing.h5"),
    "unknown optimizer": (["--optimizer", "newton"], "--optimizer"),
    "unknown pooling": (["--pool", "median"], "--pool"),
    "unknown start": (["--init", "nowhere.png"], "--init"),
    "size of zero": (["--size", "0"], "size"),
    "size that leaves too little": (["--size", "16"], "16"),
    "unknown suffix": (["-o", "picture.xyz"], "picture.xyz"),
    "12 bits": (["--bits", "12"], "--bits"),
    "16 bits in a JPEG": (["-o", "picture.jpg", "--bits", "16"], "--bits"),
    "no density": (["--dpi", "0"], "--dpi"),
    "no such folder": (["-o", "no/such/folder/picture.png"], "folder"),
    "report in no folder": (["--report", "no/such/folder/report.json"], "report.json"),
    "unknown option": (["--sharpen"], "--sharpen"),
}


@pytest.mark.parametrize(("options", "named"), BAD_OPTIONS.values(), ids=list(BAD_OPTIONS))
def test_bad_options_get_one_line_exit_code_2_and_no_file(studio, options, named):
    before = set(studio.iterdir())
    result = invoke(*command(studio, *options, output="never.png"))
    assert_refused(result, named)
    assert set(studio.iterdir()) == before


def assert_refused(result, named: str) -> None:
    assert result.exit_code == 2, result.output
    assert result.output.startswith("error: ")
    assert result.output.count("\n") == 1
    assert named in result.output
    assert "Traceback" not in result.output


def truncated(path: Path, source: Path) -> None:
    path.write_bytes(source.read_bytes()[: source.stat().st_size // 2])


TYPED = {
    "an option": ("steps: 0 is below 1", "--steps: 0 is below 1"),
    "an option of two words": ("tv-weight: x", "--tv-weight: x"),
    "as Python writes it": ("tv_weight: x", "--tv-weight: x"),
    "further on": ("kai: no network; give `network` compact", "kai: no network; give --network compact"),
    "an argument": ("content: shape (1, 2) is none", "content: shape (1, 2) is none"),
    "an option of another command": ("octaves: 0 is below 1", "octaves: 0 is below 1"),
    "in words": ("style weight: -1 is below 0", "--style-weight: -1 is below 0"),
    "words of no option": ("style alpha: is 0 everywhere", "style alpha: is 0 everywhere"),
    "a file": ("steps.png: cannot be read", "steps.png: cannot be read"),
    "a command to run": ("run `stylejax weights fetch vgg19`", "run `stylejax weights fetch vgg19`"),
}


@pytest.mark.parametrize(("said", "typed"), TYPED.values(), ids=list(TYPED))
def test_a_complaint_names_options_as_the_running_command_has_them(said, typed):
    assert as_typed(said, typer.main.get_command(app).commands["transfer"].params) == typed


BAD_PICTURES = {
    "missing.png": lambda path, studio: None,
    "folder.png": lambda path, studio: path.mkdir(exist_ok=True),
    "empty.png": lambda path, studio: path.write_bytes(b""),
    "text.png": lambda path, studio: path.write_text("not a picture"),
    "cut.jpg": lambda path, studio: truncated(path, studio / "painting.jpg"),
}


@pytest.mark.parametrize("position", [1, 2])
@pytest.mark.parametrize(("name", "make"), BAD_PICTURES.items())
def test_bad_pictures_are_named_in_one_line(studio, position, name, make):
    make(studio / name, studio)
    arguments = command(studio, output="never.png")
    arguments[position] = str(studio / name)
    assert_refused(invoke(*arguments), name)
    assert not (studio / "never.png").exists()


def test_show_of_a_picture_without_settings_is_refused(studio):
    assert_refused(invoke("show", str(studio / "photo.png")), "photo.png")


def test_broken_network_is_refused_before_anything_is_written(studio):
    truncated(studio / "cut.h5", studio / "small.h5")
    assert_refused(invoke(*command(studio, "--network", str(studio / "cut.h5"), output="never.png")), "cut.h5")
    assert not (studio / "never.png").exists()


PROGRAM = [sys.executable, "-m", "stylejax"]


def test_installed_program_and_module_are_the_same():
    installed = Path(sys.executable).with_name("stylejax")
    outputs = [subprocess.check_output([*program, "--version"], text=True) for program in ([str(installed)], PROGRAM)]
    assert outputs == [f"stylejax {stylejax.__version__}\n"] * 2


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_keeps_the_best_picture_and_tells_in_the_exit_code(studio, number, code):
    output = studio / f"{code}.png"
    arguments = command(studio, "--steps", "1000000", "--report", str(studio / "r.json"), output=output.name)
    with subprocess.Popen([*PROGRAM, *arguments], stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        assert any(line.startswith(b"step ") for line in process.stderr)  # so it is painting
        time.sleep(1)
        process.send_signal(number)
        assert b"stopping: what is painted so far is kept" in process.stderr.read()
        assert process.wait(timeout=120) == code
    assert json.loads((studio / "r.json").read_text())["evaluations"] >= 1
    assert stylejax.read_record(output)["result"]["status"] == "stopped"


@pytest.mark.parametrize("colors", ["style", "palette", "photo"])
def test_colors_are_remembered_and_those_of_the_photo_are_its_own(studio, colors):
    output = studio / f"in-{colors}.png"
    assert invoke(*command(studio, "--colors", colors, output=output.name)).exit_code == 0
    assert stylejax.read_record(output)["settings"]["colors"] == colors
    if colors == "photo":
        photo = stylejax.read_image(studio / "photo.png", size=max(stylejax.read_image(output).shape))
        made, own = (stylejax.media.oklab(picture) for picture in (stylejax.read_image(output), photo))
        assert np.all(np.hypot(made[..., 1], made[..., 2]) <= np.hypot(own[..., 1], own[..., 2]) + 0.02)


@pytest.mark.parametrize("loss", stylejax.losses.STYLE_LOSSES)
def test_every_style_loss_paints_by_name(studio, loss):
    output = studio / f"by-{loss}.png"
    assert invoke(*command(studio, "--style-loss", loss, "--steps", "6", output=output.name)).exit_code == 0
    assert stylejax.read_record(output)["settings"]["style_loss"] == loss


def test_a_painting_is_never_enlarged_for_its_strokes_and_that_is_said(studio):
    options = ("--style-size", "3x", "--strokes", "1")
    result = invoke(*command(studio, *options, output="strokes.png"))
    assert result.exit_code == 0, result.output
    assert "painting.jpg: has " in result.output
    assert "and is not enlarged to" in result.output
    settings = stylejax.read_record(studio / "strokes.png")["settings"]
    assert (settings["style_size"], settings["strokes"]) == ("3x", 1.0)


def test_a_picture_recolored_by_its_photo_keeps_light_and_dark_and_says_so(studio):
    assert invoke(*command(studio, output="painted.png")).exit_code == 0
    arguments = ["recolor", str(studio / "painted.png"), str(studio / "photo.png"), "-o", str(studio / "recolored.png")]
    assert invoke(*arguments, "--bits", "16").exit_code == 0
    before, after = (stylejax.read_image(studio / f"{name}.png") for name in ("painted", "recolored"))
    light = [stylejax.media.oklab(picture)[..., 0] for picture in (before, after)]
    np.testing.assert_allclose(*light, atol=2 / 255)
    assert stylejax.read_record(studio / "recolored.png")["command"] == "recolor"


def test_a_photo_of_another_shape_does_not_recolor(studio):
    stylejax.write_image(studio / "tall.png", np.zeros((64, 20, 3)))
    arguments = ["recolor", str(studio / "photo.png"), str(studio / "tall.png"), "-o", str(studio / "never.png")]
    assert_refused(invoke(*arguments), "another shape; give the photo that it was painted from")


def test_a_run_that_is_stopped_does_not_replace_a_finished_picture(studio):
    output = studio / "finished.png"
    assert invoke(*command(studio, output=output.name)).exit_code == 0
    finished = output.read_bytes()
    arguments = command(studio, "--steps", "1000000", output=output.name)
    with subprocess.Popen([*PROGRAM, *arguments], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert any(line.startswith("step ") for line in process.stderr)
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
        assert process.wait(timeout=120) == 130
    assert output.read_bytes() == finished
    assert "finished.stopped.png: " in said
    assert stylejax.read_record(studio / "finished.stopped.png")["result"]["status"] == "stopped"


def test_a_picture_that_cannot_be_written_is_kept_elsewhere_and_named(tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    gone = tmp_path / "gone" / "night.jpg"
    for name in ("stylejax-night.png", "stylejax-night-2.png"):
        with pytest.raises(stylejax.InputError, match=rf"night\.jpg: .*; the picture is kept as .*{name}"):
            keep_picture(gone, np.zeros((16, 16, 3)), record={"a": 1})
        assert stylejax.read_record(tmp_path / "here" / name) == {"a": 1}


HEAVY = {"jax", "jaxlib", "numpy", "optax", "flax", "scipy", "h5py", "PIL", "tifffile", "requests", "rich"}


@pytest.mark.parametrize("words", ["", *COMMANDS, *GROUPS])
def test_help_imports_nothing_heavy(words):
    code = f"import sys, stylejax.cli.app as c; c.app([*{words.split()!r}, '--help'], prog_name='stylejax')"
    check = f"import sys\ntry:\n    exec({code!r})\nfinally:\n    print(sorted({HEAVY!r} & set(sys.modules)))"
    assert subprocess.check_output([sys.executable, "-c", check], text=True).endswith("[]\n")


EXEMPT = {"show", "info", "weights list", "weights verify", "weights show"}  # whose use is plain from their name


@pytest.mark.parametrize("words", sorted(set(COMMANDS) - EXEMPT))
def test_help_gives_an_example(words):
    assert f"  Example:\n    stylejax {words} " in invoke(*words.split(), "--help").output


def test_every_module_of_commands_is_listed():
    modules = {path.stem for path in Path(commands.__file__).parent.glob("*.py")} - {"__init__"}
    assert modules == {place.split(":")[0] for place in COMMANDS.values()}


def test_a_run_that_is_not_finite_says_so_in_words_report_and_exit_code(studio):
    weights = ("--optimizer", "sgd", "--content-weight", "1", "--style-weight", "1e9", "--tv-weight", "1e12")
    result = invoke(
        *command(studio, *weights, "--steps", "9", "--report", str(studio / "died.json"), output="died.png")
    )
    assert result.exit_code == 3, result.output
    assert "the objective was no longer finite" in result.output
    report = json.loads((studio / "died.json").read_text(), parse_constant=pytest.fail)
    assert report["status"] == "diverged"
    assert stylejax.read_record(studio / "died.png")["result"]["status"] == "diverged"


@pytest.mark.parametrize("option", ["--content-weight", "--style-weight", "--tv-weight"])
def test_weights_that_float32_cannot_hold_are_refused(studio, option):
    result = invoke(*command(studio, option, "1e39"))
    assert result.exit_code == 2
    assert "is not a number from 0 to 3.4e+38" in result.output


@pytest.mark.parametrize("seed", ["-1", "4294967296", "9223372036854775808"])
def test_seeds_that_would_be_another_ones_are_refused(studio, seed):
    pictures = (str(studio / "photo.png"), str(studio / "painting.jpg"))
    network = ("--network", str(studio / "small.h5"))
    for words in (
        command(studio, "--seed", seed),
        ("dream", pictures[0], *network, "--seed", seed, "-o", str(studio / "dreamt.png")),
        ("compare", *pictures, *network, "--seed", seed, "-o", str(studio / "compared.png")),
        ("texture", pictures[0], *network, "--seed", seed, "-o", str(studio / "texture.png")),
    ):
        result = invoke(*words)
        assert result.exit_code == 2, (words, result.output)
        assert "seed: " in result.output
        assert "is not a whole number from 0 to 4294967295" in result.output
