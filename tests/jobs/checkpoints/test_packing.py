"""Laws of packing: records, names, numbers and arrays come back as they were, and nothing else does."""

import json
import math

import numpy as np
import pytest

from stylejax.jobs.checkpoints.packing import bytes_of, evaluations_of, told, understood
from stylejax.synthesis.runs import Finished, Halfway, LevelDone

LEVEL = LevelDone((3.0, math.inf, math.nan), 2, (1e-300,))
HALFWAY = Halfway((LEVEL,), (), np.asarray(np.float32(2.0)), (np.zeros((2, 2)), np.asarray(np.int32(3))))
FINISHED = Finished((LEVEL, LEVEL), np.ones((2, 2, 3), np.float32), (0.5, 0.25), "finished")


@pytest.mark.parametrize("standing", [HALFWAY, FINISHED, {"a": HALFWAY, "ä": FINISHED, "c": None, "d": (1, "e")}])
def test_what_is_told_is_understood_again(standing):
    arrays = list[np.ndarray]()
    text = json.dumps(told(standing, arrays))
    again = understood(json.loads(text), {str(number): array for number, array in enumerate(arrays)})
    assert repr(again) == repr(standing)
    assert bytes_of(standing) == sum(array.nbytes for array in arrays)


def test_evaluations_of_all_that_stands_somewhere_are_counted():
    assert evaluations_of(HALFWAY) == 3 + 1
    assert evaluations_of({"a": HALFWAY, "b": FINISHED}) == 4 + 6


@pytest.mark.parametrize("value", [{"record": "Path", "fields": []}, {"array": 7}, {"record": "Halfway", "fields": []}])
def test_what_was_never_told_is_refused(value):
    with pytest.raises((LookupError, TypeError, ValueError)):
        understood(value, {})
