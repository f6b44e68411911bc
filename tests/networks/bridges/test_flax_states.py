"""Weights go from HDF5 files to flax and back without losing a bit."""

import jax
import numpy as np
import pytest
from flax import nnx

from flax_vgg import NAMES, LinenVgg, NnxVgg
from stylejax import Architecture, InputError, from_function, prepared, random_network, read_network, save_network
from stylejax.networks import from_flax_state, to_flax, to_flax_state


@pytest.fixture(scope="module")
def network():
    return random_network(Architecture("vgg19", last="5_1"), seed=3, width=1 / 16)


def test_a_file_becomes_linens_variables_and_they_a_file_to_the_byte(network, tmp_path):
    save_network(tmp_path / "ours.h5", network)
    variables = {"params": to_flax_state(read_network(tmp_path / "ours.h5"))}
    shapes = jax.eval_shape(LinenVgg(4).init, jax.random.key(0), np.zeros((1, 32, 32, 3), np.float32))
    assert jax.tree.map(np.shape, variables["params"]) == jax.tree.map(np.shape, shapes["params"])
    save_network(tmp_path / "back.h5", from_flax_state(variables, like=network))
    assert (tmp_path / "back.h5").read_bytes() == (tmp_path / "ours.h5").read_bytes()


def test_a_file_becomes_an_nnx_modules_state_and_that_a_file_to_the_byte(network, tmp_path):
    save_network(tmp_path / "ours.h5", network)
    module = NnxVgg(4, rngs=nnx.Rngs(0))
    nnx.update(module, to_flax_state(read_network(tmp_path / "ours.h5"), names=NAMES))
    np.testing.assert_array_equal(module.convolutions[3].kernel[...], network.parameters["conv2_2"]["kernel"])
    for state in (module, nnx.state(module), nnx.state(module, nnx.Param), nnx.to_pure_dict(nnx.state(module))):
        save_network(tmp_path / "back.h5", from_flax_state(state, like=network, names=NAMES))
        assert (tmp_path / "back.h5").read_bytes() == (tmp_path / "ours.h5").read_bytes()


def test_the_state_of_our_own_module_is_the_networks_weights(network):
    module = to_flax(network)
    back = from_flax_state(module.parameters, like=random_network(network.architecture, seed=4, width=1 / 16))
    jax.tree.map(np.testing.assert_array_equal, back.parameters, network.parameters)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda state: state.pop("conv3_1"), "state: has no 'conv3_1/kernel'; say with `names` where"),
        (
            lambda state: state["conv1_2"].update(bias=np.zeros(5)),
            r"state: conv1_2/bias is \(5,\) and the network's \(4",
        ),
    ],
)
def test_weights_that_do_not_fit_are_refused_by_name(network, change, message):
    state = to_flax_state(network)
    change(state)
    with pytest.raises(InputError, match=f"^{message}"):
        from_flax_state(state, like=network)


def test_what_has_no_weights_by_name_is_refused_in_words(network):
    function = from_function(lambda gain, pixels: {"scaled": gain * pixels}, np.float32(2), layers=("scaled",))
    with pytest.raises(InputError, match=r"^network: function is no architecture"):
        to_flax_state(function)
    with pytest.raises(InputError, match=r"^network: vgg19-random has transformed kernels"):
        to_flax_state(prepared(random_network(Architecture("vgg19", last="1_2"), seed=0, width=0.5)))
    with pytest.raises(InputError, match=r"^state: is a int; give a module of nnx"):
        from_flax_state(3, like=network)
