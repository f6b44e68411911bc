"""Type for figures: Pillow's own scalable font, what it can show, and how much room it takes."""

import functools
import unicodedata

from PIL import ImageFont

LEADING = 1.35  # from one baseline to the next, in type sizes


@functools.lru_cache(maxsize=32)
def font(size: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The font (Aileron by Sora Sagano, as Pillow ships it) at a size in pixels."""
    return ImageFont.load_default(size)


def printable(text: str) -> str:
    """The text in letters that the font has: accents are dropped, what is left unknown becomes a question mark."""
    bare = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    kept = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return "".join(letter if " " <= letter <= "~" or letter in "·…" else "?" for letter in kept)


def text_width(text: str, size: float) -> float:
    """Pixels that a line of printable text takes."""
    return font(size).getlength(text)


def shortened(text: str, size: float, width: float) -> str:
    """The text, or where it is wider than `width` pixels its beginning and end around an ellipsis."""
    if text_width(text, size) <= width:
        return text
    for kept in range(len(text) - 1, 1, -1):
        candidate = text[: (kept + 1) // 2] + "…" + text[-(kept // 2) :]
        if text_width(candidate, size) <= width:
            return candidate
    return text[:1] + "…"


def wrapped(text: str, size: float, width: float) -> list[str]:
    """The text in lines no wider than `width` pixels, broken at spaces; words that are wider are shortened."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if text_width(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(shortened(word, size, width))
    return [line for line in lines if line]
