"""What may be chosen for a setting, and how what is typed is read."""

import enum
import math
from collections.abc import Iterable

from .errors import InputError


class PoolName(enum.StrEnum):
    """Pooling layers by name."""

    AVERAGE = "average"
    MAX = "max"


class Precision(enum.StrEnum):
    """How a network's sums are computed, by the words of `jax.default_matmul_precision`.

    TensorFloat-32 has the exponents of float32 and 10 bits of mantissa (on CPU it is float32), bfloat16 has 7; neither
    overflows where float16 does.

    Example:
        >>> import stylejax
        >>> [precision.value for precision in stylejax.Precision]
        ['float32', 'tensorfloat32', 'bfloat16']
    """

    FLOAT32 = "float32"
    TENSORFLOAT32 = "tensorfloat32"
    BFLOAT16 = "bfloat16"


class MemoryName(enum.StrEnum):
    """How much memory to paint in, by name."""

    AUTO = "auto"
    PLENTY = "plenty"
    LITTLE = "little"
    LEAST = "least"


class ColorsName(enum.StrEnum):
    """Whose colors a picture gets, by name."""

    STYLE = "style"
    PALETTE = "palette"
    PHOTO = "photo"


class StyleLossName(enum.StrEnum):
    """What is compared with a painting, by name."""

    GRAM = "gram"
    NORMALIZED = "normalized"
    MOMENTS = "moments"
    HISTOGRAM = "histogram"
    SLICED = "sliced"


class LookName(enum.StrEnum):
    """Looks by name: see `stylejax.looks`."""

    USUAL = "usual"
    PORTRAIT = "portrait"
    BOLD = "bold"
    FINE = "fine"
    CALM = "calm"


OWN_SIZE = "own"


def read_size(text: str | None) -> int | str | None:
    """The size that is typed: a number of pixels, or "own"; raises InputError for anything else."""
    if text is None or text == OWN_SIZE:
        return text
    if not text.isdecimal() or int(text) < 1:
        raise InputError(f"size: {text!r} is neither a number of pixels nor own; write it like 512")
    return int(text)


def read_levels(text: str | None) -> int | None:
    """The number of levels that is typed, None for auto; raises InputError for anything else."""
    if text is None or text == "auto":
        return None
    if not text.isdecimal() or int(text) < 1:
        raise InputError(f"levels: {text!r} is neither auto nor a number from 1 up")
    return int(text)


def as_tuple(words: Iterable[str] | None) -> tuple[str, ...]:
    """What is typed again and again."""
    return tuple(words or ())


def read_shares(text: str) -> tuple[float, ...]:
    """The shares of paintings that are typed, as "2,1"; raises InputError for anything but numbers."""
    try:
        shares = tuple(float(word) for word in text.split(",")) if text.strip() else ()
    except ValueError:
        shares = (math.nan,)
    if not all(map(math.isfinite, shares)):
        raise InputError(f"style weights: {text!r} is not a list of numbers; write one for each painting, like 2,1")
    return shares


def read_style_size(text: str | None) -> int | str | None:
    """The size that is typed for a painting: pixels, or so many times the picture's, as "1.5x". Raises InputError."""
    if text is None or (text.isdecimal() and int(text) > 0):
        return None if text is None else int(text)
    try:
        share = float(text.removesuffix("x")) if text.endswith("x") else 0.0
    except ValueError:
        share = 0.0
    if not 0 < share < LARGEST_SHARE:
        raise InputError(f"style size: {text!r} is neither a number of pixels nor a share like 1.5x")
    return text


LARGEST_SHARE = 100.0
