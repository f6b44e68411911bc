"""ICC profiles: samples in a file's own color space to sRGB, and the sRGB profile that written files carry."""

import functools
import io
import itertools

import numpy as np
from PIL import Image, ImageCms

from .decoding import LAB_SIGNS

_SPACES = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK", "LAB": "Lab"}


def to_srgb(color: np.ndarray, mode: str, profile: bytes | None) -> np.ndarray:
    """Samples `[h w c]` of a mode (L, RGB, CMYK, LAB), in [0, 1], to sRGB `[h w 3]`, through an ICC profile.

    Relative colorimetric with black point compensation. A profile that is damaged or is for another color space is
    passed over. Without one, gray and RGB are sRGB already and CMYK is `(1 - cmy) (1 - k)`.
    LittleCMS, as Pillow offers it, takes and gives 8 bits; finer samples are interpolated between the 8-bit colors
    around them, so they stay fine, and are true to half an 8-bit level.
    """
    transform = _transform(mode, profile)
    if transform is not None:
        return _interpolated(color, mode, transform)
    if mode == "CMYK":
        return (1 - color[..., :3]) * (1 - color[..., 3:])
    return np.repeat(color, 3, axis=-1) if mode == "L" else color


@functools.cache
def srgb_profile() -> bytes:
    """An sRGB ICC profile, the same bytes every time."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    # Bytes 24 to 35 of the header (ICC.1:2022, 7.2) hold the time of making: fixed, so equal pictures are equal files.
    profile[24:36] = np.array([2015, 8, 26, 0, 0, 0], ">u2").tobytes()
    return bytes(profile)


def _transform(mode: str, profile: bytes | None) -> ImageCms.ImageCmsTransform | None:
    """The way to sRGB, or None where there is none to go."""
    if mode == "LAB":
        return _build(ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")), mode)
    if not profile:
        return None
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if source.profile.xcolor_space.strip() != _SPACES[mode]:
            return None
        transform = _build(source, mode)
    except (ImageCms.PyCMSError, OSError):
        return None
    return None if mode == "RGB" and _is_identity(transform) else transform


def _build(source: ImageCms.ImageCmsProfile, mode: str) -> ImageCms.ImageCmsTransform:
    return ImageCms.buildTransform(
        source,
        ImageCms.ImageCmsProfile(io.BytesIO(srgb_profile())),
        mode,
        "RGB",
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )


def _is_identity(transform: ImageCms.ImageCmsTransform) -> bool:
    """Whether the profile is sRGB in all but name: converting would only add rounding."""
    levels = np.arange(0, 256, 15)
    grid = np.stack(np.meshgrid(levels, levels, levels), -1).reshape(-1, len(levels), 3).astype(np.uint8)
    return bool(np.abs(_apply(grid, "RGB", transform) * 255 - grid).max() <= 1.01)


def _apply(codes: np.ndarray, mode: str, transform: ImageCms.ImageCmsTransform) -> np.ndarray:
    codes = codes ^ LAB_SIGNS if mode == "LAB" else codes
    image = Image.frombytes(mode, codes.shape[1::-1], codes.tobytes())
    return np.asarray(transform.apply(image)).astype(np.float32) / 255


def _interpolated(color: np.ndarray, mode: str, transform: ImageCms.ImageCmsTransform) -> np.ndarray:
    """Multilinear interpolation between the 8-bit colors around each sample."""
    # float32 leaves 8-bit samples a hair off their codes, far less than the 1/257 between 16-bit ones.
    below = np.floor(color * 255 + 1e-3)
    part = np.clip(color * 255 - below, 0, 1)
    part[part < 1e-3] = 0
    if not part.any():
        return _apply(below.astype(np.uint8), mode, transform)
    total = np.zeros((*color.shape[:2], 3), np.float32)
    for corner in itertools.product((0, 1), repeat=color.shape[-1]):
        sides = (part[..., i] if above else 1 - part[..., i] for i, above in enumerate(corner))
        weight = functools.reduce(np.multiply, sides)
        total += weight[..., None] * _apply(np.minimum(below + corner, 255).astype(np.uint8), mode, transform)
    return np.minimum(total, 1)  # which rounding exceeds by a hair
