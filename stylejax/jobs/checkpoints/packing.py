"""Where a run stands, as plain values and a list of arrays, and back."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import jax
import numpy as np

from ...artists.halfway import PaintingFinished, PaintingHalfway
from ...synthesis.runs import DreamHalfway, Finished, Halfway, LevelDone

KINDS = (DreamHalfway, Finished, Halfway, LevelDone, PaintingFinished, PaintingHalfway)
RECORDS = {kind.__name__: kind for kind in KINDS}


def told(value: Any, arrays: list[np.ndarray]) -> Any:
    """A value as JSON has it, its arrays put at the end of the list.

    Records of `RECORDS`, mappings with text as keys, tuples, arrays, numbers, text and None.
    """
    if isinstance(value, np.ndarray | jax.Array):
        arrays.append(np.asarray(value))
        return {"array": len(arrays) - 1}
    if isinstance(value, tuple) and type(value).__name__ in RECORDS:
        return {"record": type(value).__name__, "fields": [told(field, arrays) for field in value]}
    if isinstance(value, tuple) and value and all(type(each) is float for each in value):
        arrays.append(np.asarray(value, np.float64))
        return {"numbers": len(arrays) - 1}
    if isinstance(value, tuple):
        return [told(each, arrays) for each in value]
    if isinstance(value, Mapping):
        return {"named": {name: told(each, arrays) for name, each in value.items()}}
    return value


def understood(value: Any, arrays: Mapping[str, np.ndarray]) -> Any:
    """The value that was told. Raises LookupError, TypeError or ValueError for what never was."""
    if isinstance(value, list):
        return tuple(understood(each, arrays) for each in value)
    if not isinstance(value, dict):
        return value
    [(kind, _), *_] = value.items()
    if kind in ("array", "numbers"):
        array = arrays[str(value[kind])]
        return array if kind == "array" else tuple(array.tolist())
    if kind == "named":
        return {name: understood(each, arrays) for name, each in value[kind].items()}
    return _record(RECORDS[value["record"]], [understood(field, arrays) for field in value["fields"]])


def _record(kind: type[NamedTuple], fields: Sequence[Any]) -> Any:
    return kind(*fields)


def bytes_of(standing: Any) -> int:
    """How many bytes its arrays have."""
    arrays = list[np.ndarray]()
    told(standing, arrays)
    return sum(array.nbytes for array in arrays)


def evaluations_of(standing: Any) -> int:
    """How many evaluations a run has behind it that stands there."""
    if isinstance(standing, Mapping):
        return sum(map(evaluations_of, standing.values()))
    if isinstance(standing, Finished):
        return sum(len(level.objective) for level in standing.levels)
    if isinstance(standing, PaintingFinished):
        return len(standing.objective)
    if isinstance(standing, DreamHalfway | PaintingHalfway):
        return len(standing.objective) + 1
    if isinstance(standing, Halfway):
        return sum(len(level.objective) for level in standing.done) + standing.evaluation
    return 0
