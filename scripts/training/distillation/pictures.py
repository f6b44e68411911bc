"""Training pictures: strongly augmented crops, procedural ones, and the noise-like ones optimization starts from."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

HELD_OUT = (
    "aurea_luna",
    "candy_style",
    "cornell",
    "fig4_content",
    "la_muse",
    "lion",
    "picasso",
    "sailboat",
    "style_4",
    "udnie",
    "vg_la_cafe",
    "winter_wolf",
)

COPIES = (
    "style_0",
    "suppfig7_style1",
    "suppfig7_style2",
)  # of Starry Night and Shipwreck, which are kept for evaluation


def load_pictures(folder: Path) -> list[Image.Image]:
    """Pictures of `folder` in the order of their names, without the ones in `HELD_OUT`."""
    paths = [path for path in sorted(folder.iterdir()) if path.stem not in HELD_OUT + COPIES]
    pictures = [Image.open(path).convert("RGB") for path in paths]
    return [picture for picture in pictures if min(picture.size) >= 128]


def load_held_out(folder: Path, *, size: int = 256) -> list[np.ndarray]:
    """Held-out pictures, center-cropped to squares of `size` pixels, float32 `[h w 3]` in [0, 1]."""
    return [_center(Image.open(folder / f"{name}.jpg").convert("RGB"), size) for name in HELD_OUT]


def make_crop(seed: tuple[int, ...], pictures: list[Image.Image], size: int) -> np.ndarray:
    """One training picture, float16 `[size size 3]` in [0, 1]; the same seed gives the same picture."""
    rng = np.random.default_rng(seed)
    kind = rng.choice(["picture", "noisy", "noise", "shapes"], p=[0.72, 0.14, 0.07, 0.07])
    if kind == "noise":
        crop = _noise(rng, size)
    elif kind == "shapes":
        crop = _recolor(rng, _shapes(rng, size))
    else:
        crop = _recolor(rng, _cut(rng, pictures, size))
    if kind == "noisy":
        share = rng.uniform(0.2, 0.95)
        crop = share * crop + (1 - share) * _noise(rng, size)
    elif rng.random() < 0.3:
        crop = crop + rng.exponential(0.04) * rng.standard_normal(crop.shape)
    return np.clip(crop, 0, 1).astype(np.float16)


def _center(picture: Image.Image, size: int) -> np.ndarray:
    width, height = picture.size
    side = min(width, height)
    left, top = (width - side) // 2, (height - side) // 2
    square = picture.resize((size, size), Image.Resampling.LANCZOS, box=(left, top, left + side, top + side))
    return np.asarray(square, np.float32) / 255


def _cut(rng: np.random.Generator, pictures: list[Image.Image], size: int) -> np.ndarray:
    picture = pictures[rng.integers(len(pictures))]
    width, height = picture.size
    side = np.exp(rng.uniform(np.log(size), np.log(min(width, height))))
    left, top = rng.uniform(0, width - side), rng.uniform(0, height - side)
    square = picture.resize((size, size), Image.Resampling.BICUBIC, box=(left, top, left + side, top + side))
    crop = np.asarray(square, np.float32) / 255
    if rng.random() < 0.5:
        crop = crop[:, ::-1]
    if rng.random() < 0.15:
        crop = crop[::-1]
    return crop.transpose(1, 0, 2) if rng.random() < 0.15 else crop


def _recolor(rng: np.random.Generator, crop: np.ndarray) -> np.ndarray:
    if rng.random() < 0.1:
        crop = crop[..., rng.permutation(3)]
    gray = crop.mean(-1, keepdims=True)
    if rng.random() < 0.3:
        return crop
    crop = gray + rng.uniform(0.4, 1.4) * (crop - gray)
    crop = 0.5 + rng.uniform(0.6, 1.3) * (crop - 0.5) + rng.normal(0, 0.08)
    crop = np.clip(crop * rng.uniform(0.85, 1.15, 3), 0, 1)
    return crop ** np.exp(rng.normal(0, 0.25))


def _noise(rng: np.random.Generator, size: int) -> np.ndarray:
    """Where optimization starts, `0.5 + 0.1 N`, and its relatives: of other strengths, blurred, gray, tinted."""
    noise = rng.standard_normal((size, size, 3))
    for axis in range(rng.integers(0, 5) * int(rng.random() < 0.5)):
        noise = (noise + np.roll(noise, 1, axis % 2)) / np.sqrt(2)
    if rng.random() < 0.15:
        noise = noise.mean(-1, keepdims=True) * np.sqrt(3)
    strength = 0.1 if rng.random() < 0.6 else rng.uniform(0.02, 0.2)
    middle = 0.5 if rng.random() < 0.5 else rng.uniform(0.2, 0.8, 3)
    return np.clip(middle + strength * noise, 0, 1) * np.ones(3)


def _shapes(rng: np.random.Generator, size: int) -> np.ndarray:
    picture = Image.new("RGB", (2 * size, 2 * size), _color(rng))
    draw = ImageDraw.Draw(picture)
    for _ in range(rng.integers(3, 40)):
        corners = rng.uniform(-0.2, 2.4, (2, 2)) * size
        (left, top), (right, bottom) = corners.min(0), corners.max(0)
        shape = rng.integers(4)
        if shape == 0:
            draw.ellipse((left, top, right, bottom), fill=_color(rng))
        elif shape == 1:
            draw.rectangle((left, top, right, bottom), fill=_color(rng))
        elif shape == 2:
            draw.line(corners.ravel().tolist(), fill=_color(rng), width=int(rng.integers(1, 20)))
        else:
            draw.polygon((rng.uniform(0, 2, (3, 2)) * size).ravel().tolist(), fill=_color(rng))
    picture = picture.filter(ImageFilter.GaussianBlur(rng.exponential(1.5)))
    return np.asarray(picture.resize((size, size), Image.Resampling.BICUBIC), np.float32) / 255


def _color(rng: np.random.Generator) -> tuple[int, ...]:
    return tuple(int(value) for value in rng.integers(0, 256, 3))
