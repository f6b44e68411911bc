"""Laws of many devices and many processes: the answer does not depend on them. Each runs in processes of its own."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import sweep_program
from stylejax.errors import InputError
from stylejax.synthesis.sharding import shard_rows, start_processes

PROGRAM = Path(sweep_program.__file__)


def start(*arguments, devices):
    paths = os.pathsep.join([str(PROGRAM.parent.parent), *sys.path])
    flags = f"{os.environ.get('XLA_FLAGS', '')} --xla_force_host_platform_device_count={devices}"
    environment = {**os.environ, "XLA_FLAGS": flags, "JAX_PLATFORMS": "cpu", "PYTHONPATH": paths}
    command = [sys.executable, str(PROGRAM), *map(str, arguments)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def finish(*processes):
    said = [process.communicate(timeout=600)[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * len(processes), "\n".join(said)


@pytest.fixture(scope="module")
def alone():
    return sweep_program.sweep()


@pytest.fixture(scope="module")
def of_four(tmp_path_factory):
    """All that one process with four devices makes, by name."""
    folder = tmp_path_factory.mktemp("four")
    finish(start("sweep,collectives,rows", folder, devices=4))
    return {path.stem: np.load(path) for path in folder.glob("*.npz")}


def assert_same_sweep(one, other):
    np.testing.assert_allclose(one["objectives"], other["objectives"], rtol=1e-3)
    np.testing.assert_allclose(
        np.asarray(one["objectives"])[:, :10], np.asarray(other["objectives"])[:, :10], rtol=1e-4
    )
    np.testing.assert_allclose(one["images"], other["images"], atol=1e-3)


def test_lanes_on_four_devices_are_lanes_on_one(alone, of_four):
    four = of_four["sweep"]
    assert four["devices"] == 4
    assert_same_sweep(four, alone)


def test_devices_exchange_nothing_but_the_objectives(of_four):
    exchange = of_four["collectives"]
    gathered = exchange["all-gather"].tolist()
    assert [re.search(r"= f32\[([\d,]+)\]", line)[1] for line in gathered] == ["8"]
    assert [exchange[name].size for name in ("all-reduce", "all-to-all", "collective-permute")] == [0, 0, 0]


def finish_two(what, tmp_path):
    """What two processes on the loopback make, of which only the first writes."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    folders = [tmp_path / str(process) for process in (0, 1)]
    for folder in folders:
        folder.mkdir()
    finish(*(start(what, folder, address, 2, process, devices=1) for process, folder in enumerate(folders)))
    assert [list(folder.iterdir()) for folder in folders] == [[folders[0] / f"{what}.npz"], []]
    return np.load(folders[0] / f"{what}.npz")


def test_two_processes_paint_what_one_does(alone, tmp_path):
    two = finish_two("sweep", tmp_path)
    assert two["devices"] == 2
    assert_same_sweep(two, alone)


def test_a_picture_on_four_devices_is_the_picture_on_one(of_four):
    made = of_four["rows"]
    np.testing.assert_allclose(made["parts"], made["whole"], atol=1e-5)
    np.testing.assert_allclose(made["objectives"][1], made["objectives"][0], rtol=1e-5)


def assert_spread_is_whole(made):
    np.testing.assert_allclose(made["objectives"][0], made["objectives"][1], rtol=1e-4)
    np.testing.assert_allclose(made["spread"], made["whole"], atol=1e-3)


def test_tiles_shared_out_among_eight_devices_are_those_of_one(tmp_path):
    finish(start("tiles", tmp_path, devices=8))
    made = np.load(tmp_path / "tiles.npz")
    assert made["devices"] == 8
    assert_spread_is_whole(made)


def test_tiles_shared_out_among_two_processes_are_those_of_one(tmp_path):
    two = finish_two("tiles", tmp_path)
    assert two["devices"] == 2
    assert_spread_is_whole(two)


def test_cores_become_devices_only_before_anything_is_computed():
    code = "import jax; from stylejax.synthesis import make_devices_of_cores as make; print(make(2), make(4))"
    quiet = {name: value for name, value in os.environ.items() if name != "XLA_FLAGS"}
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=quiet).stdout
    first, second = told.split()
    assert first == second in ("1", "2")


def test_on_one_device_sharded_rows_are_the_picture(content):
    np.testing.assert_array_equal(shard_rows(content), content)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"coordinator": "localhost:1234"}, "processes: give coordinator, processes and process together"),
        ({"processes": 2, "process": 1}, "processes: give coordinator, processes and process together"),
        ({"coordinator": "localhost:1234", "processes": 2, "process": 2}, "process: 2 is not from 0 to 1"),
    ],
)
def test_half_a_description_of_processes_is_refused(wrong, message):
    with pytest.raises(InputError, match=f"^{message}"):
        start_processes(**wrong)
