"""The shape of the code: one-way imports, one door per package, small documented files."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import stylejax

PACKAGE = Path(__file__).parent.parent / "stylejax"
SOURCES = sorted(PACKAGE.rglob("*.py"))


def name_of(path):
    """A module's name within the package: "images", "converters.caffe", and "converters" for its __init__."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if len(parts) > 1 and parts[-1] == "__init__" else parts)


MODULES = [name_of(path) for path in SOURCES]

# Each module may import only those before it.
ORDER = [
    *("_version", "errors", "files", "checksums", "settings", "axes", "interruption", "allocation", "compiling"),
    *("ordering", "winograd", "convolution", "packing", "rectifying"),
    *("layers", "pooling", "vgg", "googlenet", "nin", "architectures", "networks"),
    *("preparation", "strips"),
    *("losses", "objectives", "curvature", "optimizers", "frequencies", "rows", "runs", "transfers", "pyramids"),
    "dreams",
    *("devices", "lanes", "chunks", "sweeps"),
    *("deep_color", "color_profiles", "resizing", "images"),
    *("artists.losses", "artists.smoothing", "artists.starts", "artists.boxes", "artists.fits"),
    *("artists.scipy_lbfgs", "artists.optimizers"),
    *("artists.records", "artists.adapting", "artists.engine", "artists.painting"),
    *(f"artists.recipes.{author}" for author in ("gatys", "kai", "satoshi", "mattya", "johnson", "anders", "eben")),
    *("artists.recipes.deepdream", "artists.recipes", "artists.gallery", "artists.describing", "artists"),
    "comparisons",
    *("assembly", "weights"),
    *("converters.archives", "converters.pickles", "converters.caffe_schema", "converters.mat_files"),
    *("converters.torch_files", "converters.common", "converters.collaborative", "converters.keras"),
    *("converters.caffe", "converters.matconvnet", "converters.lasagne", "converters.chainer"),
    *("converters.state_dicts", "converters.kinds", "converters"),
    *("sources", "library", "fingerprints", "pairing", "normalization", "fetching", "information"),
    *("typesetting", "layout", "sheets", "plots", "pareto", "markup", "curves", "pages"),
    *(
        "progress",
        "weight_commands",
        "materials",
        "painting",
        "workloads",
        "tables",
        "captions",
        "sweeping",
        "batching",
    ),
    *("commissions", "comparing", "explaining"),
    *("reconstructing", "figures", "dreaming", "options"),
    *("cli_artists", "cli_weights", "cli_sweep", "cli_batch", "cli_compare", "cli_reconstruct", "cli_dream"),
    *("cli", "__main__", "__init__"),
]

DOORS = {
    "PIL": {"images", "deep_color", "color_profiles", "resizing", "typesetting", "sheets", "plots"},
    "google": {"converters.caffe_schema"},
    "h5py": {"weights"},
    "lazy_loader": {"__init__"},
    "optax": {"optimizers", "transfers", "painting", "artists.scipy_lbfgs", "artists.optimizers", "artists.engine"},
    "pickle": {"converters.pickles"},
    "platformdirs": {"files"},
    "requests": {"fetching"},
    "rich": {"progress", "cli"},
    "safetensors": {"converters.state_dicts"},
    "scipy": {"converters.mat_files"},
    "tifffile": {"deep_color"},
    "typer": {
        *("cli", "cli_artists", "cli_batch", "cli_compare", "cli_dream", "cli_reconstruct", "cli_sweep"),
        *("cli_weights", "options"),
    },
    "urllib3": {"fetching"},
}
EVERYWHERE = {"jax", "numpy"}
RIM = {
    "cli",
    "cli_batch",
    "cli_compare",
    "cli_sweep",
    "cli_weights",
    "painting",
    "weight_commands",
    "sweeping",
    "batching",
    "comparing",
    "explaining",
    "dreaming",
    "figures",
    "reconstructing",
}  # where the words of the command line are still options
CLAIMS = {("check_pairing", "normalized")}  # what a file says of itself: data, not a choice between two behaviors


def tree_of(path):
    return ast.parse(path.read_text())


def imports_of(path):
    """What a module imports, anywhere in it: names of our own modules, and of packages."""
    own, packages = set(), set()
    folders = path.relative_to(PACKAGE).parts[:-1]
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            packages |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level:
            names = [node.module] if node.module else [name.name for name in node.names]
            own |= {".".join((*folders[: len(folders) + 1 - node.level], name)) for name in names}
        elif isinstance(node, ast.ImportFrom):
            packages.add(node.module.split(".")[0])
    return own, packages


def public_functions(path):
    return [node for node in tree_of(path).body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]


def test_every_module_has_its_place():
    assert sorted(ORDER) == MODULES


@pytest.mark.parametrize("path", SOURCES, ids=MODULES)
def test_imports_point_one_way(path):
    own, packages = imports_of(path)
    assert "stylejax" not in packages, "import relatively"
    assert own <= set(ORDER[: ORDER.index(name_of(path))])


@pytest.mark.parametrize("path", SOURCES, ids=MODULES)
def test_each_package_has_one_door(path):
    third_party = imports_of(path)[1] - (sys.stdlib_module_names - set(DOORS)) - EVERYWHERE
    assert {package for package in third_party if name_of(path) not in DOORS.get(package, set())} == set()


@pytest.mark.parametrize("path", SOURCES, ids=MODULES)
def test_files_are_small(path):
    assert len(path.read_text().splitlines()) <= 250


@pytest.mark.parametrize("path", SOURCES, ids=MODULES)
def test_public_things_say_what_they_are(path):
    assert ast.get_docstring(tree_of(path)) or path.stem in ("_version", "__main__")
    classes = [node for node in tree_of(path).body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]
    assert [node.name for node in (*classes, *public_functions(path)) if not ast.get_docstring(node)] == []


@pytest.mark.parametrize(
    "path", [path for path in SOURCES if not path.stem.startswith("cli")], ids=lambda path: path.stem
)
def test_options_are_keyword_only(path):
    """What a function is about may have a default where it is the only such argument; other defaults are options."""
    optional = [node.name for node in public_functions(path) if node.args.defaults and len(node.args.args) > 1]
    assert optional == []


@pytest.mark.parametrize("path", [path for path in SOURCES if path.stem not in RIM], ids=lambda path: path.stem)
def test_nothing_in_the_library_is_a_boolean_switch(path):
    switches = [
        (node.name, argument.arg)
        for node in public_functions(path)
        for argument in (*node.args.args, *node.args.kwonlyargs)
        if isinstance(argument.annotation, ast.Name) and argument.annotation.id == "bool"
    ]
    assert set(switches) <= CLAIMS


@pytest.mark.parametrize("module", ["stylejax", "stylejax.cli"])
def test_importing_the_command_line_imports_nothing_heavy(module):
    heavy = {"jax", "jaxlib", "optax", "flax", "numpy", "scipy", "h5py", "PIL", "tifffile"}
    program = f"import sys, {module}; print(*sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], cwd=PACKAGE.parent, capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("", "")


def test_no_public_name_is_hidden_by_a_module_of_the_same_name():
    assert not set(stylejax.__all__) & set(MODULES)


def test_every_public_name_can_be_imported():
    assert all(getattr(stylejax, name) is not None for name in stylejax.__all__)
