"""What paints where: paintings and the masks of their parts, read from files and checked."""

import dataclasses
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ...errors import InputError
from ...losses.blends import KEEP, WHOLE
from ...media.images import Picture, picture_files
from ...settings import TransferSettings
from ...synthesis.visible import checked_shares
from .masks import Mask, read_maps, read_mask
from .parts import styles_of

REST = "rest"  # the part that no region names
LEAST = 0.005  # share of the photo that is worth a part of its own


class Region(NamedTuple):
    """A part of the picture.

    Attributes:
        name: of the part; "" where it is all of the picture.
        paths: of its paintings.
        pictures: the paintings; what of them does not belong to the part is transparent.
        shares: how much each of them counts.
        mask: how much of each position of the photo belongs to it, `[h w]`; None where it is all of the picture.
    """

    name: str
    paths: tuple[str, ...]
    pictures: tuple[Picture, ...]
    shares: np.ndarray
    mask: np.ndarray | None


class Regions(NamedTuple):
    """All parts of a picture, what of the photo is kept, what there is to say of them, and checksums of the files."""

    regions: tuple[Region, ...]
    keep: np.ndarray | None
    notes: tuple[str, ...]
    checksums: Mapping[str, str]


def with_photo(settings: TransferSettings, photo: Path) -> TransferSettings:
    """The settings for a photo; of masks that are folders it has the one of its own name."""
    region = tuple(_for_photo(text, photo) for text in settings.region)
    keep = _mask_for(settings.keep, photo) if settings.keep else None
    return dataclasses.replace(settings, content=str(photo), region=region, keep=keep)


def _for_photo(text: str, photo: Path) -> str:
    mask, style = split_at_last("region", text)
    return f"{_mask_for(mask, photo)}={style}"


def _mask_for(path: str, photo: Path) -> str:
    if not os.path.isdir(path):
        return path
    own = [each for each in picture_files(Path(path)) if each.stem == photo.stem]
    if not own:
        raise InputError(f"{path}: has no mask for {photo.name}; name it {photo.stem}.png")
    return str(own[0])


ReadStyle = Callable[[str], Picture]


def read_regions(settings: TransferSettings, content: Picture, read_style: ReadStyle) -> Regions:
    """Read and check what the settings say of parts. Raises InputError."""
    shape, base = content.image.shape[:2], styles_of(settings)
    shares = checked_shares("style", settings.style_weights or (1.0,) * len(base), len(base))
    whole = Region(WHOLE, base, tuple(map(read_style, base)), shares, None)
    keep = read_mask(settings.keep, shape, of="photo") if settings.keep else None
    masks = {KEEP: keep} if keep else {}
    found, of_regions = _named_regions(settings, shape, read_style)
    if settings.region_maps:
        found, of_regions = _mapped_regions(settings, shape, whole)
    masks |= of_regions
    if not masks:
        return Regions((_in_own_part(whole, settings),), None, (), {})
    regions = _with_rest(found, whole)
    told = [note for mask in masks.values() for note in mask.notes] + coverage_notes(regions)
    checksums = {f"mask {name}": mask.sha256 for name, mask in masks.items()}
    parts = tuple(_in_own_part(region, settings) for region in regions)
    return Regions(parts, keep.values if keep else None, tuple(told), checksums)


def split_at_last(argument: str, text: str) -> tuple[str, str]:
    """Both sides of the last "=" of a text. Raises InputError where one is missing."""
    before, equals, after = text.rpartition("=")
    if not (before and equals and after):
        sides = "MASK=STYLE" if argument == "region" else "STYLE=MASK"
        raise InputError(f"{argument}: {text!r} is no {sides}; write two files with = between them")
    return before, after


def _named_regions(
    settings: TransferSettings, shape: Sequence[int], read_style: ReadStyle
) -> tuple[list[Region], dict[str, Mask]]:
    """The regions that are named one by one, and their masks."""
    regions, masks = list[Region](), dict[str, Mask]()
    for text in settings.region:
        mask_path, style = split_at_last("region", text)
        name = _unused(Path(mask_path).stem, masks)
        masks[name] = read_mask(mask_path, shape, of="photo")
        regions.append(Region(name, (style,), (read_style(style),), np.ones(1, np.float32), masks[name].values))
    return regions, masks


def _unused(name: str, taken: Mapping[str, object]) -> str:
    numbered = (f"{name}-{number}" for number in range(2, len(taken) + 3))
    return next(each for each in (name, *numbered) if each not in (*taken, KEEP, REST))


def _mapped_regions(
    settings: TransferSettings, shape: Sequence[int], whole: Region
) -> tuple[list[Region], dict[str, Mask]]:
    """A region for each color of two maps, all of one painting, and their masks."""
    if settings.region or len(whole.pictures) > 1:
        raise InputError("regions: maps say what of one painting paints what of the photo; give one STYLE, no region")
    [painting] = whole.pictures
    of_photo, of_style = read_maps(settings.region_maps, (shape, painting.image.shape[:2]))
    regions = [
        Region(name, whole.paths, (_with_alpha(painting, of_style[name].values),), whole.shares, mask.values)
        for name, mask in of_photo.items()
    ]
    return regions, of_photo


def _with_rest(found: Sequence[Region], whole: Region) -> list[Region]:
    """The regions, and one of the first paintings for what they leave; masks that overlap are shared."""
    masks = [region.mask for region in found if region.mask is not None]
    if not masks:
        return [whole]
    total = np.sum(masks, axis=0)
    rest = np.clip(1 - total, 0, 1)
    left = [whole._replace(name=REST, mask=rest)] if rest.mean() > LEAST else []
    divisor = np.maximum(total, 1) if left else np.maximum(total, 1e-6)
    shared = [region._replace(mask=mask / divisor) for region, mask in zip(found, masks, strict=True)]
    return left + shared


def coverage_notes(regions: Sequence[Region]) -> list[str]:
    """How much of the photo each part has, in words."""
    shares = [f"{each.name} {100 * float(each.mask.mean()):.0f} %" for each in regions if each.mask is not None]
    return [f"parts of the photo: {', '.join(shares)}"] if shares else []


def _in_own_part(region: Region, settings: TransferSettings) -> Region:
    """The region with what its paintings' own masks leave of them."""
    masks = dict(split_at_last("style region", text) for text in settings.style_region)
    return region._replace(
        pictures=tuple(
            _with_alpha(picture, read_mask(masks[path], picture.image.shape[:2], of="painting").values)
            if path in masks
            else picture
            for path, picture in zip(region.paths, region.pictures, strict=True)
        )
    )


def _with_alpha(picture: Picture, mask: np.ndarray) -> Picture:
    alpha = mask if picture.alpha is None else picture.alpha * mask
    return dataclasses.replace(picture, alpha=alpha.astype(np.float32))
