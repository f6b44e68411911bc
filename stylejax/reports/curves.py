"""Loss curves as inline SVG."""

import math
from collections.abc import Sequence

from ..jobs.axes import short_number
from .markup import Html, element

WIDTH, HEIGHT = 300.0, 100.0


def loss_curve(values: Sequence[float]) -> Html:
    """A curve of the values with its words: first and last value, and which axis; "" where there is none to draw.

    The axis is logarithmic where all values are positive. Values that are not finite leave gaps.
    """
    finite = [value for value in values if math.isfinite(value)]
    if len(finite) < 2:
        return Html("")
    logarithmic = min(finite) > 0
    path = curve_path([math.log10(value) if logarithmic and math.isfinite(value) else value for value in values])
    change = f"loss {short_number(float(f'{finite[0]:.3g}'))} to {short_number(float(f'{finite[-1]:.3g}'))}"
    axis = "logarithmic axis" if logarithmic else "linear axis"
    words = f"{change} in {len(values)} evaluations, {axis}"
    drawing = element(
        "svg",
        element("line", x1=0, x2=int(WIDTH), y1=int(HEIGHT), y2=int(HEIGHT)),
        element("path", d=path),
        viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}",
        preserveAspectRatio="none",
        role="img",
        aria_label=words,
    )
    return element("div", drawing, element("p", words), class_="curve")


def curve_path(values: Sequence[float]) -> str:
    """The path of an SVG that fills its box with a curve, lowest value at the bottom; what is not finite is a gap."""
    finite = [value for value in values if math.isfinite(value)]
    low, high = min(finite), max(finite)
    words, pen = [], "M"
    for index, value in enumerate(values):
        if not math.isfinite(value):
            pen = "M"
            continue
        x = WIDTH * index / (len(values) - 1)
        y = HEIGHT * ((high - value) / (high - low) if high > low else 0.5)
        words.append(f"{pen}{x:.2f} {y:.2f}")
        pen = "L"
    return " ".join(words)
