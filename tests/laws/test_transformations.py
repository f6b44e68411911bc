"""JAX's transformations of each function, whatever the network: the table of docs/research.md, cell by cell."""

import functools
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import transformed
from stylejax import InputError, from_function, with_precision
from stylejax.networks.parts import strips
from transformed import CONTENT, FUNCTIONS, KINDS, TRANSFORMATIONS, arguments_of, function_of, slopes

PAGE = Path(__file__).parents[2] / "docs" / "research.md"
OTHERS = [kind for kind in KINDS if kind != "as loaded"]
PARAMETERS = "`grad` for parameters"
REFUSED = {
    (PARAMETERS, "prepared"): "with transformed kernels",
    (PARAMETERS, "in little memory"): "in little memory",
    (PARAMETERS, "prepared, in little memory"): "in little memory",
}
# Functions that do not depend on what the gradient is for.
WITHOUT = {(f"`grad` for {what}", name) for what in ("weights", "targets") for name in ("features", "measure_targets")}
IN_DOUBLE = "central differences in float64"
MORE = (IN_DOUBLE, "bfloat16", "`export` for CPU, CUDA and TPU, as bytes and back")


@pytest.fixture(autouse=True)
def small_strips(monkeypatch):
    """Two strips of the picture."""
    monkeypatch.setattr(strips, "STRIP_VALUES", 32 * 11 * 6)


@functools.cache
def made_of(transformation, name, kind):
    function, transform = function_of(name, kind), TRANSFORMATIONS[transformation]
    return jax.jit(functools.partial(transform, function))(*arguments_of(kind))


def assert_alike(found, expected, *, rtol=1e-4):
    for one, other in zip(jax.tree.leaves(found), jax.tree.leaves(expected), strict=True):
        np.testing.assert_allclose(one, other, rtol=rtol, atol=rtol * max(float(np.abs(other).max()), 1e-6))


@pytest.mark.parametrize("transformation", TRANSFORMATIONS)
@pytest.mark.parametrize("kind", OTHERS)
def test_a_network_of_every_kind_is_transformed_as_one_that_is_as_loaded(kind, transformation):
    if (transformation, kind) in REFUSED:
        with pytest.raises(
            InputError, match=f"^network: there are no gradients for its parameters {REFUSED[transformation, kind]}"
        ):
            made_of(transformation, "objective", kind)
    else:
        assert_alike(made_of(transformation, "objective", kind), made_of(transformation, "objective", "as loaded"))


NAMES = pytest.mark.parametrize("name", FUNCTIONS)


def plain(name):
    return function_of(name, "as loaded"), arguments_of("as loaded")


@NAMES
def test_a_function_is_the_same_compiled_and_not(name):
    function, arguments = plain(name)
    assert_alike(made_of("`jit`", name, "as loaded"), function(*arguments))


@NAMES
@pytest.mark.parametrize("place", [0, 1, 2, 3], ids=["picture", "parameters", "targets", "weights"])
def test_gradients_are_those_of_central_differences_in_double_precision(name, place):
    by_gradient, by_differences = slopes(*plain(name), place)
    np.testing.assert_allclose(by_gradient, by_differences, rtol=1e-5, atol=1e-9)
    found = [made_of(f"`grad` for {what}", name, "as loaded") for what in ("weights", "targets")]
    assert np.any([np.any(leaf) for leaf in jax.tree.leaves(found)]) == (name not in ("features", "measure_targets"))


@pytest.mark.parametrize("kind", OTHERS)
def test_networks_of_every_kind_have_the_gradients_of_central_differences(kind):
    by_gradient, by_differences = slopes(function_of("objective", kind), arguments_of(kind), 0)
    np.testing.assert_allclose(by_gradient, by_differences, rtol=1e-5, atol=1e-9)


@NAMES
def test_batches_are_their_members(name):
    function, (image, network, targets, weights) = plain(name)
    evaluate = jax.jit(jax.value_and_grad(function))
    tripled = jax.tree.map(lambda weight: 3 * weight, weights)
    other = transformed.both_networks(network)
    other = jax.tree.map(lambda array: array[1], other)
    members = {
        "pictures": (CONTENT, network, targets, weights),
        "weights": (image, network, targets, tripled),
        "networks": (image, other, targets, weights),
    }
    for what, second in members.items():
        pairs = zip(evaluate(image, network, targets, weights), evaluate(*second), strict=True)
        assert_alike(made_of(f"`vmap` over {what}", name, "as loaded"), [jnp.stack(pair) for pair in pairs])


@NAMES
def test_forward_and_reverse_mode_agree_and_so_do_both_ways_to_the_hessian(name):
    [reverse] = made_of("`grad` for the picture", name, "as loaded")
    found, along = made_of("`jvp`", name, "as loaded")
    assert_alike((found, along), (made_of("`jit`", name, "as loaded"), jnp.vdot(reverse, transformed.ALONG)))
    one, other = (
        made_of(f"Hessian times picture, {way}", name, "as loaded") for way in ("`jvp` of `grad`", "`grad` of `jvp`")
    )
    assert_alike(one, other, rtol=1e-3)
    assert np.any(one)


@NAMES
def test_what_is_computed_again_or_in_a_loop_is_the_same(name):
    [gradient] = made_of("`grad` for the picture", name, "as loaded")
    assert_alike(made_of("`checkpoint`", name, "as loaded")[1], gradient)
    _, gradients = made_of("`scan`", name, "as loaded")
    assert_alike(gradients[0], gradient)
    assert not np.allclose(gradients[1], gradient)


CELLS = pytest.mark.parametrize(
    ("name", "kind"), [(name, "as loaded") for name in FUNCTIONS] + [("objective", kind) for kind in OTHERS]
)


@CELLS
def test_in_bfloat16_a_function_is_the_same_to_its_digits(name, kind):
    function, arguments = function_of(name, kind), arguments_of(kind)
    half = functools.partial(function.func, execution=with_precision(function.keywords["execution"], "bfloat16"))
    plain = arguments_of("as loaded")[1] if kind.startswith("prepared") else arguments[1]
    found = jax.jit(half)(arguments[0], plain, *arguments[2:])
    np.testing.assert_allclose(found, made_of("`jit`", name, "as loaded"), rtol=0.03)


@CELLS
def test_an_exported_gradient_is_the_gradient(name, kind):
    found = transformed.exported(function_of(name, kind), *arguments_of(kind))
    assert_alike(found, made_of("`grad` for the picture", name, "as loaded")[0])


def test_a_network_that_is_a_function_is_refused_as_an_argument_of_what_is_exported():
    network = from_function(transformed.convolved, transformed.LOADED.parameters, layers=("relu1_1",))
    program = jax.export.export(jax.jit(lambda network: network.parameters["conv1_1"]["bias"]))(network)
    with pytest.raises(InputError, match=r"^export: .* is no plain value; leave it out of what is exported"):
        program.serialize()


def cell(transformation, name, kind):
    if (transformation, name) in WITHOUT:
        return "no use"
    return "refused" if (transformation, kind) in REFUSED else "yes"


def test_the_documentation_has_this_table():
    heads = [f"`{name}`" for name in FUNCTIONS] + [f"`objective`, {kind}" for kind in OTHERS]
    lines = [["transformation", *heads], ["---"] * (len(heads) + 1)]
    columns = [(name, "as loaded") for name in FUNCTIONS] + [("objective", kind) for kind in OTHERS]
    lines += [[row, *(cell(row, *column) for column in columns)] for row in (*TRANSFORMATIONS, *MORE)]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    assert table in PAGE.read_text(encoding="utf-8"), table
