"""Laws of records as bytes: what goes in comes back, and nothing else is understood."""

import json

import pytest

from stylejax import Gram, InputError, Pixels, Precision, Term, Whole
from stylejax.losses import OverGradient
from stylejax.plain import packed, unpacked

VALUES = {
    "plain": (1, 2.5, "three", None, True, ("four",)),
    "a record": Pixels("BGR", 255.0),
    "a record of records": (Term("style/relu1_1", "relu1_1", Gram(), "style"),),
    "a choice": Precision.BFLOAT16,
}


@pytest.mark.parametrize("value", VALUES.values(), ids=list(VALUES))
def test_what_goes_in_comes_back(value):
    back = unpacked(packed(value))
    assert (back, type(back)) == (value, type(value))


def test_a_function_is_refused():
    with pytest.raises(InputError, match=r"^export: .* is no plain value"):
        packed(Whole(OverGradient(Gram(), total=sum)))


@pytest.mark.parametrize(
    "name", ["os:system", "stylejax.files:write_json", "nowhere:Record", "stylejax.losses:Missing"]
)
def test_nothing_but_records_is_made(name):
    with pytest.raises(InputError, match=r"^export: "):
        unpacked(json.dumps({"record": name, "fields": {}}).encode())
