"""The shape of the code: packages in one order, one door per third-party package, small documented files."""

import ast
import fnmatch
import functools
import graphlib
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

import stylejax

PACKAGE = Path(__file__).parents[2] / "stylejax"
SOURCES = sorted(PACKAGE.rglob("*.py"))
NAMES = [path.relative_to(PACKAGE).as_posix() for path in SOURCES]

# Each package may import those before it; "" is the ground, the modules that lie in no package.
PACKAGES = (
    *(
        "",
        "media",
        "networks",
        "weights",
        "losses",
        "optimizers",
        "synthesis",
        "artists",
        "reports",
        "jobs",
        "studio",
        "cli",
    ),
)
ONLY = {"media": {""}, "networks": {""}, "optimizers": {""}, "losses": {"", "networks"}, "weights": {"", "networks"}}
FEWEST, MOST = 3, 10  # modules of a package with one idea
LISTS = {"weights/converters", "artists/recipes", "cli/commands", "networks/architectures", "losses/style"}

DOORS = {
    "IPython": {"jobs"},
    "av": {"media"},
    "PIL": {"media", "reports"},
    "flax": {"networks"},
    "fastapi": {"studio"},
    "google": {"weights"},
    "gradio": {"studio"},  # named where it is loaded, by `lazy_loader`
    "h5py": {"weights"},
    "jinja2": {"reports", "studio"},
    "lazy_loader": set(PACKAGES),
    "matplotlib": {"reports"},
    "optax": {"optimizers", "synthesis", "artists", "jobs"},
    "pickle": {"weights"},
    "pillow_heif": {"media"},
    "platformdirs": {""},
    "png": {"media"},
    "psutil": {""},
    "requests": {"weights"},
    "rich": {"cli"},
    "safetensors": {"weights", "jobs"},  # networks that are read, and runs that are kept
    "scipy": {"weights", "media"},
    "soundfile": {"media"},
    "tifffile": {"media"},
    "typer": {"cli"},
    "urllib3": {"weights"},
    "uvicorn": {"studio"},
}
EVERYWHERE = {"jax", "numpy"}
WITHOUT_JAX = {"", "media"}
CLAIMS = {("check_pairing", "normalized")}  # what a file says of itself: data, not a choice between two behaviors
FACELESS = {
    "artists/pieces",
    "artists/recipes",
    "cli/commands",
    "studio/page",
}  # their names are for the package above them alone
LONGEST = 230  # lines of a file, less its documentation, which says what there is to say
STYLES = {"--frame: {} / {}", "--share: {}", "color: var(--mark)"}  # of a page: names of CSS look like options
OPTION = re.compile(r"(^|[\s(`])--[a-z]")
ENTRANCES = {"__init__.py", "__main__.py"}  # of the whole, which see everything
TESTS = PACKAGE.parent / "tests"
# Modules without a test file of their own name, and where their laws are.
TESTED_ELSEWHERE = {
    "__main__": "cli/test_app.py starts the program",
    "fields": "test_settings.py",
    "artists/adapting": "artists/test_painting.py",
    "artists/describing": "artists/test_painting.py",
    "artists/engine": "laws/test_artists_agree.py holds each artist's steps against a reference",
    "artists/gallery": "artists/test_painting.py",
    "artists/records": "artists/test_painting.py",
    "artists/pieces/*": "artists/test_painting.py, and laws/test_artists_agree.py in recipes",
    "artists/recipes/*": "laws/test_artists_agree.py holds each against a reference",
    "cli/processes": "cli/commands/test_sweep.py",
    "synthesis/sweeps/gathering": "synthesis/sweeps/test_sweeps.py",
    "cli/commands/artists": "artists/test_painting.py",
    "cli/commands/dream": "cli/commands/test_reconstruct.py",
    "cli/commands/explain": "cli/commands/test_compare.py",
    "cli/commands/figure": "cli/commands/test_reconstruct.py",
    "cli/commands/info": "cli/test_app.py",
    "cli/commands/recolor": "cli/test_app.py",
    "jobs/previews": "cli/commands/test_regions.py",
    "choices": "test_settings.py",
    "command_settings": "test_settings.py",
    "looks": "cli/commands/test_controls.py",
    "cli/commands/show": "cli/test_app.py",
    "cli/commands/texture": "cli/commands/test_reconstruct.py",
    "cli/commands/transfer": "cli/test_app.py",
    "reports/web/pictures": "reports/web/test_pages.py",
    "jobs/comparison/*": "cli/commands/test_compare.py",
    "jobs/inputs/*": "cli/test_app.py, and networks/parts/test_strips.py where memory is short",
    "jobs/watching/*": "cli/commands/test_watching.py",
    **dict.fromkeys(("media/films/webp", "media/films/mp4"), "media/films/test_films.py"),
    "jobs/pictures": "cli/test_app.py and cli/commands/test_batch.py",
    "jobs/dreams": "cli/commands/test_replay.py and cli/commands/test_resume.py",
    "jobs/comparison/standing": "cli/commands/test_resume.py",
    "jobs/folders": "cli/commands/test_batch.py",
    **dict.fromkeys(("jobs/series/running", "jobs/series/tasks"), "jobs/test_series.py"),
    "jobs/series/lanes": "cli/commands/test_sweep.py",
    "jobs/series/standing": "cli/commands/test_resume.py",
    "cli/command_line": "cli/commands/test_resume.py",
    "jobs/checkpoints/resuming": "cli/commands/test_resume.py",
    "jobs/checkpoints/interrupted": "cli/commands/test_resume.py",
    "jobs/replays/replays": "cli/commands/test_replay.py",
    "jobs/replays/finding": "cli/commands/test_replay.py",
    "jobs/reconstructions": "cli/commands/test_reconstruct.py",
    **dict.fromkeys(("jobs/sweeps/records", "jobs/sweeps/sheets", "jobs/sweeps/sweeps"), "cli/commands/test_sweep.py"),
    "jobs/weight_files": "cli/commands/test_weights.py",
    "losses/style/histogram": "losses/style/test_transport.py",
    "losses/style/moments": "losses/test_every_loss.py",
    "losses/style/named": "cli/test_app.py",
    "losses/style/normalized": "losses/test_every_loss.py",
    "losses/style/sliced": "losses/style/test_transport.py",
    "losses/gradients": "losses/test_every_loss.py",
    "losses/protocol": "losses/test_every_loss.py",
    "losses/terms": "losses/objectives/test_objectives.py",
    **dict.fromkeys(
        ("losses/objectives/looking", "losses/objectives/measuring"), "losses/objectives/test_objectives.py"
    ),
    "networks/parts/tiles": "losses/objectives/test_tiles.py",
    "networks/architectures/vgg": "networks/test_networks.py",
    "networks/convolution": "networks/test_winograd.py",
    "media/writers/contents": "media/test_writing.py",
    "media/writers/pillow_files": "media/test_writing.py",
    "networks/parts/devices": "synthesis/test_sharding.py",
    "networks/parts/programs": "losses/objectives/test_tiles.py",
    "optimizers/choices": "cli/test_app.py paints with each",
    "synthesis/runs": "synthesis/test_transfers.py",
    "synthesis/sounds/inputs": "synthesis/sounds/test_runs.py",
    "synthesis/sounds/objectives": "synthesis/sounds/test_runs.py",
    "synthesis/sounds/recipes": "synthesis/sounds/test_runs.py",
    "sound_settings": "cli/commands/test_sound.py",
    "media/sounds/opening": "media/sounds/test_reading.py",
    "media/sounds/records": "media/sounds/test_writing.py",
    "jobs/sounds/inputs": "cli/commands/test_sound.py",
    "jobs/sounds/making": "cli/commands/test_sound.py",
    "jobs/sounds/presets": "cli/commands/test_sound.py",
    "jobs/sounds/replays": "cli/commands/test_sound.py",
    "jobs/sounds/sweeps": "cli/commands/test_sound.py",
    "studio/access/listening": "studio/test_opening.py",
    "studio/page/*": "studio/test_in_a_browser.py, which scripts/test-studio runs",
    "studio/desks": "studio/test_service.py",
    "studio/restoring": "studio/test_service.py",
    "cli/commands/studio": "studio/test_in_a_browser.py",
    "synthesis/sweeps/*": "synthesis/sweeps/test_sweeps.py",
    "weights/assembly": "weights/test_hdf5.py",
    "weights/fingerprints": "weights/test_pairing.py",
    "weights/converters/*": "weights/converters/test_formats.py, every kind of file in turn",
}


@functools.cache
def tree_of(path):
    return ast.parse(path.read_text())


def package_of(parts):
    """The package that a module or a package lies in; "" for those that lie in none."""
    return parts[0] if parts and parts[0] in PACKAGES else ""


@functools.cache
def imports_of(path):
    """What a module imports, anywhere in it: our own modules and faces as paths, and other packages by name."""
    own, packages = set(), set()
    folder = path.relative_to(PACKAGE).parts[:-1]
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            packages |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level:
            anchor = (*folder[: len(folder) + 1 - node.level], *(node.module or "").split("."))
            own |= {found(tuple(filter(None, anchor)), name.name) for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            packages.add(node.module.split(".")[0])
    return own, packages


def found(anchor, name):
    """The module that a name is taken from: the module or package of that name, else the one before the name."""
    inside = PACKAGE.joinpath(*anchor, name)
    return (*anchor, name) if inside.is_dir() or inside.with_suffix(".py").exists() else anchor


LIBRARY = [path for path in SOURCES if package_of(path.relative_to(PACKAGE).parts) != "cli"]


def public_functions(path):
    return [node for node in tree_of(path).body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]


def modules_in(folder):
    """The modules that lie in a folder itself."""
    return [path for path in (PACKAGE / folder).glob("*.py") if path.stem != "__init__"]


def test_every_package_stands_in_the_order():
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir() and list(path.glob("*.py"))}
    assert folders == set(PACKAGES) - {""}


def offenders(law, paths=SOURCES):
    """What breaks a law in each module: `law(path)` names it, or is empty."""
    return {path.relative_to(PACKAGE).as_posix(): found for path in paths if (found := law(path))}


def test_packages_import_only_what_stands_before_them():
    """A name that is taken from a package's face counts as an import of that package."""

    def law(path):
        own, packages = imports_of(path)
        here = package_of(path.relative_to(PACKAGE).parts[:-1])
        before = ONLY.get(here, set(PACKAGES[: PACKAGES.index(here)]))
        return {package_of(module) for module in own} - {*before, here} | (packages & {"stylejax"})

    assert offenders(law, [path for path in SOURCES if path.relative_to(PACKAGE).as_posix() not in ENTRANCES]) == {}


@pytest.mark.parametrize("package", PACKAGES)
def test_no_package_has_a_circle(package):
    graph = {}
    for path in SOURCES:
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        if package_of(parts[:-1]) == package and path.relative_to(PACKAGE).as_posix() not in ENTRANCES:
            graph[parts] = {module for module in imports_of(path)[0] if package_of(module) == package}
    graphlib.TopologicalSorter(graph).prepare()


@pytest.mark.parametrize("package", sorted({path.parent.relative_to(PACKAGE).as_posix() for path in SOURCES} - {"."}))
def test_a_package_has_one_idea(package):
    assert package in LISTS or FEWEST <= len(modules_in(package)) <= MOST


def test_commands_do_not_import_each_other():
    def law(path):
        return {module for module in imports_of(path)[0] if module[:2] == ("cli", "commands")}

    assert offenders(law, modules_in("cli/commands")) == {}


def words_in(node):
    """A text as it is written, with {} for what is put in, and without whole commands that a reader is to run."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return re.sub(
        r"stylejax [^`]*", "", "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in parts)
    )


def texts_in(path):
    """What a module may say: all its texts but documentation and styles of a page, whose names look like options."""
    tree = tree_of(path)
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    silent |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    texts = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    texts += [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return {words_in(node) for node in texts if id(node) not in silent} - STYLES


def test_the_library_does_not_speak_of_options():
    """The command line says `--steps` where the library says `steps`."""
    assert offenders(lambda path: [text for text in texts_in(path) if OPTION.search(text)], LIBRARY) == {}


def test_the_library_prints_nothing():
    """A job speaks through the console that it is given."""

    def law(path):
        calls = [node.func for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)]
        return [call.id for call in calls if isinstance(call, ast.Name) and call.id in ("print", "input")]

    assert offenders(law, LIBRARY) == {}


def test_each_third_party_package_has_one_door():
    def law(path):
        here = package_of(path.relative_to(PACKAGE).parts)
        third_party = imports_of(path)[1] - (sys.stdlib_module_names - set(DOORS)) - EVERYWHERE
        heavy = {"jax"} & imports_of(path)[1] if here in WITHOUT_JAX else set()
        return {package for package in third_party if here not in DOORS.get(package, set())} | heavy

    assert offenders(law) == {}


def test_paths_are_asked_what_they_are_by_functions_that_raise_nothing():
    """`Path.exists` and its like raise OSError for names that are too long, ValueError for those with a NUL."""
    asking = re.compile(r"(?<!path)\.(exists|is_dir|is_file|resolve)\(")
    assert offenders(lambda path: asking.findall(path.read_text())) == {}


@pytest.mark.parametrize(
    ("package", "module"), [("pickle", "weights/converters/pickles.py"), ("requests", "weights/fetching.py")]
)
def test_what_is_dangerous_has_one_module(package, module):
    assert set(offenders(lambda path: {package} & imports_of(path)[1])) == {module}


def lines_of_code(path):
    """The lines of a file that are no documentation of a module, a class or a function."""
    nodes = [node for node in ast.walk(tree_of(path)) if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))]
    told = [node.body[0] for node in nodes if ast.get_docstring(node) is not None]
    return len(path.read_text().splitlines()) - sum(text.end_lineno - text.lineno + 1 for text in told)


def test_files_are_small():
    assert offenders(lambda path: [count] if (count := lines_of_code(path)) > LONGEST else []) == {}


def test_every_module_has_its_test_file_or_a_reason():
    modules = [path.relative_to(PACKAGE) for path in SOURCES if path.stem not in ("__init__", "_version")]
    alone = [path for path in modules if not (TESTS / path.parent / f"test_{path.name}").exists()]
    names = [path.with_suffix("").as_posix() for path in alone]
    listed = {pattern: fnmatch.filter(names, pattern) for pattern in TESTED_ELSEWHERE}
    assert set(names) - set().union(*listed.values()) == set()
    assert [pattern for pattern, found in listed.items() if not found] == []
    named = {file for reason in TESTED_ELSEWHERE.values() for file in re.findall(r"[\w/]+\.py", reason)}
    assert [file for file in named if not (TESTS / file).exists()] == []


def test_public_things_say_what_they_are():
    def law(path):
        nodes = [node for node in tree_of(path).body if isinstance(node, ast.ClassDef | ast.FunctionDef)]
        silent = [node.name for node in nodes if not node.name.startswith("_") and not ast.get_docstring(node)]
        return silent + ([] if ast.get_docstring(tree_of(path)) or path.stem == "_version" else ["the module"])

    assert offenders(law) == {}


def test_options_are_keyword_only():
    """What a function is about may have a default where it is the only such argument; other defaults are options."""

    def law(path):
        return [node.name for node in public_functions(path) if node.args.defaults and len(node.args.args) > 1]

    assert offenders(law, LIBRARY) == {}


def test_nothing_in_the_library_is_a_boolean_switch():
    def law(path):
        return {
            (node.name, argument.arg)
            for node in public_functions(path)
            for argument in (*node.args.args, *node.args.kwonlyargs)
            if isinstance(argument.annotation, ast.Name) and argument.annotation.id == "bool"
        } - CLAIMS

    assert offenders(law, LIBRARY) == {}


@pytest.mark.parametrize("module", ["stylejax", "stylejax.cli.app"])
def test_importing_the_command_line_imports_nothing_heavy(module):
    heavy = {"jax", "jaxlib", "optax", "flax", "numpy", "scipy", "h5py", "PIL", "tifffile"}
    program = f"import sys, {module}; print(*sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], cwd=PACKAGE.parent, capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("", "")


FACES = sorted({path.parent for path in SOURCES if path.with_suffix(".pyi").exists()})


def face_of(folder):
    """A package as those see it who import it."""
    return importlib.import_module(".".join(("stylejax", *folder.relative_to(PACKAGE).parts)))


def names_in(folder):
    """What a package's face names, without the packages that lie in it."""
    return [name for name in face_of(folder).__all__ if not (folder / name / "__init__.py").exists()]


def test_every_package_has_a_face_but_lists_that_others_name_from():
    assert {path.parent for path in SOURCES} - set(FACES) == {PACKAGE / name for name in FACELESS}


@pytest.mark.parametrize("folder", FACES, ids=lambda folder: folder.relative_to(PACKAGE).as_posix())
def test_no_public_name_is_hidden_by_a_module_of_the_same_name(folder):
    assert not set(names_in(folder)) & {path.stem for path in (*folder.glob("*.py"), *folder.glob("*/"))}


@pytest.mark.parametrize("folder", FACES, ids=lambda folder: folder.relative_to(PACKAGE).as_posix())
def test_every_public_name_can_be_imported(folder):
    assert [name for name in face_of(folder).__all__ if getattr(face_of(folder), name) is None] == []


def test_a_name_is_one_thing_wherever_it_is_named():
    """A public name of the whole that a package names too is the same thing there."""
    inner = [face_of(folder) for folder in FACES if folder != PACKAGE]
    assert [
        (face.__name__, name)
        for face in inner
        for name in set(face.__all__) & set(stylejax.__all__)
        if getattr(face, name) is not getattr(stylejax, name)
    ] == []


def test_browsing_a_package_imports_nothing_of_it():
    modules = ", ".join(f"stylejax.{folder.relative_to(PACKAGE).as_posix().replace('/', '.')}" for folder in FACES[1:])
    heavy = {"jax", "jaxlib", "optax", "flax", "numpy", "scipy", "h5py", "PIL", "tifffile", "rich", "typer"}
    program = f"import sys, {modules}; print(*sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], cwd=PACKAGE.parent, capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("", "")
