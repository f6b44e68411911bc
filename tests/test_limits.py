"""Laws of memory limits: the least of machine, container and process counts."""

import subprocess
import sys

import psutil
import pytest

from stylejax.limits import MemoryLimits, container_limits, memory_allowed, memory_limits

GROUPS = {
    "version 2": (
        "0::/a/b\n",
        {"a/b/memory.max": "3000\n", "a/memory.max": "max\n", "memory.max": "5000\n"},
        [3000, 5000],
    ),
    "version 1": (
        "5:cpu:/x\n4:cpu,memory:/docker/1\n0::/\n",
        {"memory/docker/1/memory.limit_in_bytes": "700\n", "memory/memory.limit_in_bytes": "9223372036854771712\n"},
        [700, 9223372036854771712],
    ),
    "seen from within": ("4:memory:/elsewhere\n", {"memory/memory.limit_in_bytes": "800\n"}, [800]),
    "a name with a space": ("0::/a b\n", {"a b/memory.max": "600\n"}, [600]),
    "none": ("", {}, []),
}


@pytest.mark.parametrize(("lines", "files", "limits"), GROUPS.values(), ids=list(GROUPS))
def test_every_control_group_above_the_process_counts(tmp_path, lines, files, limits):
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "own").write_text(lines)
    assert list(container_limits(cgroups=tmp_path, of_process=tmp_path / "own")) == limits


def test_no_more_is_allowed_than_the_machine_has():
    assert 0 < memory_allowed() <= psutil.virtual_memory().total


@pytest.mark.skipif(sys.platform != "linux", reason="limits of address space are Linux's")
def test_a_limit_of_the_process_counts():
    code = "from stylejax.limits import memory_allowed; print(memory_allowed())"
    shell = f"ulimit -v 2000000; exec {sys.executable} -c '{code}'"
    allowed = int(subprocess.check_output(["bash", "-c", shell]))
    assert 2000000 * 1024 * 0.5 < allowed <= 2000000 * 1024


def test_the_least_limit_is_what_is_allowed_and_none_is_no_limit():
    assert MemoryLimits(900, None, None).allowed == 900
    assert MemoryLimits(900, 500, 700).allowed == 500
    assert memory_limits().allowed == memory_allowed()


@pytest.mark.skipif(sys.platform != "linux", reason="limits of address space are Linux's")
def test_info_tells_machine_and_process_apart():
    code = "from stylejax.cli.commands import info; print(*info._devices(), sep=chr(10))"
    shell = f"ulimit -d 3000000; exec {sys.executable} -c '{code}'"
    lines = subprocess.check_output(["bash", "-c", shell], text=True).splitlines()
    assert any(line.startswith("process   may use 2.") for line in lines)
