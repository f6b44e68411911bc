"""Where pictures start, and what a picture must be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import jax
import jax.numpy as jnp
import numpy as np
from jax.typing import ArrayLike

from ..errors import InputError
from ..losses.blends import KEEP, Blend, Parts, shared_out
from ..media.colors import is_gray, recolored
from ..networks.arrays import floats


@dataclass(frozen=True)
class Medium:
    """What kind of array is looked at: channels, the range of its values, and the fewest positions along a side.

    Attributes:
        channels: of an array.
        low: the lowest value.
        high: the highest.
        smallest_side: positions.

    Example:
        >>> from stylejax import synthesis
        >>> synthesis.Medium().channels
        3
    """

    channels: int = 3
    low: float = 0.0
    high: float = 1.0
    smallest_side: int = 16

    def clipped(self, picture: jax.Array) -> jax.Array:
        """The picture with values below and above the range set to its ends."""
        return jnp.clip(picture, self.low, self.high)


COLOR = Medium()  # pictures `[h w 3]`, sRGB in [0, 1]

# From what is optimized to the picture that the objective looks at.
PictureOf = Callable[[jax.Array], jax.Array]


# From the content and the style, as they are at the coarsest level, to the picture that is begun with.
Start = Callable[[jax.Array, jax.Array], jax.Array]

# How much of the photo there is in a painted start, and how much noise. More of the photo keeps its small forms, less
# loses the motif; more noise leaves grain in flat places, none leaves them bare (docs/first-picture.md).
PHOTO_SHARE = 0.3
NOISE = 0.05


def in_color(picture: jax.Array) -> jax.Array:
    """The picture `[h w 3]` of what is optimized: itself, or three times the one channel of a gray one `[h w 1]`.

    Args:
        picture: `[h w 3]` or `[h w 1]`.

    Returns:
        `[h w 3]`.

    Example:
        >>> import jax.numpy as jnp
        >>> from stylejax import synthesis
        >>> synthesis.in_color(jnp.zeros((4, 5, 1))).shape
        (4, 5, 3)
    """
    return jnp.broadcast_to(picture, (*picture.shape[:2], 3)) if picture.shape[-1] == 1 else picture


def painted_start(content: ArrayLike, style: ArrayLike, *, seed: int = 0) -> jax.Array:
    """A start that knows both pictures: `m + 0.3 (r - m) + 0.05 N(0, 1)`, clipped to [0, 1].

    `m` is the style's mean color, `r` the content recolored to the style (`recolored`), and there is one number of
    noise for each position: what colors it had at the finest scale would stay as grain, as nothing in Gram matrices
    takes it away. `[h w 3]` as the content is, or `[h w 1]` where both pictures are gray.

    Args:
        content: the photo, `[h w 3]`.
        style: the painting, `[h w 3]` of its own size.
        seed: of the noise.

    Returns:
        float32 in [0, 1].

    Example:
        >>> import numpy as np, stylejax
        >>> photo, painting = np.random.default_rng(0).uniform(size=(2, 16, 16, 3))
        >>> stylejax.painted_start(photo, painting).shape
        (16, 16, 3)
    """
    mean = np.asarray(style, np.float32).mean((0, 1))
    photo = recolored(content, style) - mean
    noise = jax.random.normal(jax.random.key(checked_seed(seed)), (*photo.shape[:2], 1), jnp.float32)
    start = COLOR.clipped(jnp.asarray(mean + PHOTO_SHARE * photo) + NOISE * noise)
    return start[..., :1] if is_gray(content) and is_gray(style) else start


SEEDS = 2**32


def checked_seed(seed: int) -> int:
    """The seed; raises InputError for one whose noise would be that of another one, or none at all.

    Args:
        seed: from 0 to 4294967295.

    Returns:
        The same.

    Example:
        >>> from stylejax import synthesis
        >>> synthesis.checked_seed(-1)
        Traceback (most recent call last):
        stylejax.errors.InputError: seed: -1 ...
    """
    if not 0 <= seed < SEEDS:
        raise InputError(f"seed: {seed} is not a whole number from 0 to {SEEDS - 1}")
    return seed


def noise_start(content: ArrayLike, style: ArrayLike, *, seed: int = 0) -> jax.Array:
    """`noise_image` of the content's shape, with one channel where both pictures are gray."""
    channels = 1 if is_gray(content) and is_gray(style) else 3
    return noise_image((*np.shape(content)[:2], channels), seed=seed)


def noise_image(shape: tuple[int, ...], *, seed: int = 0) -> jax.Array:
    """Gray noise to start from: `clip(0.5 + 0.1 N(0, 1), 0, 1)` of the given shape `[h w 3]`.

    The paper starts from white noise without giving its spread; this is neuralart's (main.lua at f353d51).

    Args:
        shape: `[h w 3]`, or `[h w 1]`.
        seed: the same seed gives the same noise.

    Returns:
        float32 in [0, 1].

    Example:
        >>> import stylejax
        >>> stylejax.noise_image((16, 20, 3), seed=1).shape
        (16, 20, 3)
    """
    noise = jax.random.normal(jax.random.key(checked_seed(seed)), shape, jnp.float32)
    return jnp.clip(0.5 + 0.1 * noise, 0, 1)


def start_of(
    init: ArrayLike | Start, shape: tuple[int, ...], *, picture_of: PictureOf = in_color, medium: Medium = COLOR
) -> Start:
    """The start that is given, or one that is the picture given, shrunk where a content of that shape is.

    Raises InputError for a picture that is not one of the content's.
    """
    if callable(init):
        return init
    picture = _checked_start(init, shape, picture_of=picture_of, medium=medium)

    def given(content: jax.Array, style: jax.Array) -> jax.Array:
        return picture if content.shape == shape else resized(picture, content.shape)

    return given


# A start of the content and of all paintings, which are parts of blends.
JointStart = Callable[[jax.Array, Parts], jax.Array]


def joint(start: Start, *, medium: Medium = COLOR) -> JointStart:
    """A start of one painting for several: of a blend the mean by shares, of parts what each makes in its place."""

    def mixed(content: jax.Array, blend: Blend) -> jax.Array:
        made = [jnp.asarray(start(content, painting)) for painting in blend.pictures]
        return made[0] if len(made) == 1 else medium.clipped(shared_out(made, blend.normalized))

    def together(content: jax.Array, style: Parts) -> jax.Array:
        made = {part: mixed(content, blend) for part, blend in style.styles.items()}
        if not style.where:
            return next(iter(made.values()))
        masks = {part: style.where[part][..., None] for part in made}
        if style.keep is not None:
            made[KEEP], masks[KEEP] = content, style.keep[..., None]
        shares = {part: mask + (1 - sum(masks.values())) / len(masks) for part, mask in masks.items()}
        return jnp.asarray(sum(shares[part] * picture for part, picture in made.items()))

    return together


def begun(
    start: JointStart, content: jax.Array, style: Parts, *, picture_of: PictureOf = in_color, medium: Medium = COLOR
) -> jax.Array:
    """What a start makes of content and style: one channel of it where all of them are gray.

    Raises InputError where it is not fit for the content.
    """
    picture = _checked_start(start(content, style), content.shape, picture_of=picture_of, medium=medium)
    paintings = (painting for blend in style.styles.values() for painting in blend.pictures)
    gray = medium == COLOR and all(map(is_gray, (picture, content, *paintings)))
    return picture[..., :1] if gray else picture


def _checked_start(init: ArrayLike, shape: tuple[int, ...], *, picture_of: PictureOf, medium: Medium) -> jax.Array:
    """The picture, of which one channel is as good as three where colors are wanted: it makes a gray picture."""
    gray = medium == COLOR and np.shape(init)[-1:] == (1,)
    picture = checked_picture("init", init, medium=replace(medium, channels=1) if gray else medium)
    if not jnp.all(jnp.isfinite(picture)):
        raise InputError("init: some values are not finite; replace them")
    made = jax.eval_shape(picture_of, picture).shape
    if made != shape:
        raise InputError(f"init: shape {made} differs from the content's {shape}; resize it")
    return picture


def resized(picture: jax.Array, shape: Sequence[int]) -> jax.Array:
    """The picture `[h w c]` with this height and width, by cubic interpolation: itself where it has them."""
    whole = (*shape[:2], *picture.shape[2:])
    return picture if picture.shape == whole else jax.image.resize(picture, whole, "cubic")


def checked_picture(name: str, picture: ArrayLike, *, medium: Medium = COLOR) -> jax.Array:
    """The picture as floats `[h w c]`; raises InputError, which says `name`, for another shape or type."""
    image, channels, side = floats(name, picture), medium.channels, medium.smallest_side
    if image.ndim != 3 or image.shape[2] != channels or min(image.shape[:2]) < side:
        raise InputError(f"{name}: shape {image.shape} is not [h w {channels}] with sides of {side} pixels or more")
    return image


def checked_colors(name: str, picture: ArrayLike, *, medium: Medium = COLOR) -> jax.Array:
    """The picture as floats `[h w c]`; raises InputError for another shape and for values outside its range."""
    image = checked_picture(name, picture, medium=medium)
    if not jnp.all((image >= medium.low) & (image <= medium.high)):
        bounds = f"[{medium.low:g}, {medium.high:g}]"
        raise InputError(f"{name}: some values are not in {bounds}; scale the picture (8-bit files: divide by 255)")
    return image
