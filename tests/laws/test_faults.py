"""Situations that `tests/tools/faults.py` makes anew have names of their own, and say what they are."""

import sys
from pathlib import Path

TOOLS = Path(__file__).parents[1] / "tools"
sys.path.insert(0, str(TOOLS.parents[1] / "examples"))

from faults.cases import MODULES, all_faults  # noqa: E402  (needs the pictures of the examples)


def test_every_fault_has_a_name_of_its_own_and_says_what_it_is():
    names = [fault.name for fault in all_faults()]
    assert len(names) > 60
    assert len(set(names)) == len(names)
    assert [fault.name for fault in all_faults() if not fault.check.__doc__ or not fault.before] == []


def test_every_module_of_faults_is_on_the_list():
    ground = {"__init__", "cases", "studio"}
    assert {path.stem for path in (TOOLS / "faults").glob("*.py")} - ground == set(MODULES)
    assert {fault.check.__module__.removeprefix("faults.") for fault in all_faults()} == set(MODULES)
