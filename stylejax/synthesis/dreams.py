"""DeepDream (Mordvintsev, Olah, Tyka 2015): a picture climbs towards what a layer sees in it.

Source: google/deepdream, dream.ipynb at bbc2ddf.
"""

import functools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
from jax.typing import ArrayLike

from ..command_settings import DREAM_DEFAULTS
from ..errors import InputError, checked_count
from ..media.films import png_of
from ..networks.networks import DEFAULT_EXECUTION, Execution, Network, features
from .loops import Moment, Observer, Step, Track, go_on, run
from .programs import nameless
from .runs import Callback, DreamHalfway, continued, heard_by
from .starts import COLOR, checked_colors, checked_seed

DreamObjective = Callable[[jax.Array], jax.Array]  # from activations `[h w c]` to the number that is to grow

LEVELS = 255  # the notebook's unit of color


@dataclass(frozen=True)
class Dream:
    """A picture that was dreamt, and how it came about.

    Attributes:
        image: the picture `[h w 3]`, in [0, 1].
        objective: what was made to grow, before each step; octaves differ in size, and so do their numbers.
        status: "finished", "stalled" (the layer is silent), "diverged" (not finite) or "stopped" (by the callback).

    Example:
        >>> import numpy as np, stylejax
        >>> stylejax.Dream(np.zeros((16, 16, 3)), (1.0, 2.0), "finished").status
        'finished'
    """

    image: jax.Array
    objective: tuple[float, ...]
    status: str

    def _repr_png_(self) -> bytes:
        """The picture, as notebooks show it."""
        return png_of(self.image)


def activation_energy(features: jax.Array) -> jax.Array:
    """`mean(F^2) / 2` of activations `[h w c]`: what a layer sees already, it is to see more clearly.

    The notebook's gradient is the activations themselves (cell "objective_L2"), that of half the sum; a step knows no
    scale.

    Args:
        features: activations, `[h w c]`.

    Returns:
        A number that is to grow.

    Example:
        >>> import jax.numpy as jnp, stylejax
        >>> float(stylejax.activation_energy(jnp.ones((2, 3, 4))))
        0.5
    """
    return jnp.mean(jnp.square(features)) / 2


def likeness(features: jax.Array, guide: jax.Array) -> jax.Array:
    """`mean_p max_q F_p . Y_q` of activations `[h w c]` and of those of a guide: each place grows like its like there.

    The notebook's "objective_guide": at each place the gradient is the guide's activation of largest dot product.

    Args:
        features: activations of the picture, `[h w c]`.
        guide: those of the guide, `[h w c]` of any size.

    Returns:
        A number that is to grow.

    Example:
        >>> import jax.numpy as jnp, stylejax
        >>> float(stylejax.likeness(jnp.ones((2, 2, 3)), jnp.ones((1, 4, 3))))
        3.0
    """
    channels = features.shape[-1]
    products = jnp.matmul(features.reshape(-1, channels), guide.reshape(-1, channels).T)
    return jnp.mean(jnp.max(products, axis=1))


def guided_by(
    guide: ArrayLike, *, network: Network, layer: str, execution: Execution = DEFAULT_EXECUTION
) -> DreamObjective:
    """The likeness to a guide picture `[h w 3]` of any size, seen at a layer of a network.

    Args:
        guide: a picture, sRGB in [0, 1].
        network: on which both are seen.
        layer: at which both are seen.
        execution: how the network is computed.

    Returns:
        An objective for `dream`.

    Example:
        >>> import numpy as np, stylejax
        >>> network = stylejax.random_network("vgg19", seed=0, width=1 / 64)
        >>> objective = stylejax.guided_by(np.zeros((16, 16, 3)), network=network, layer="relu1_1")
        >>> objective(np.zeros((4, 4, 1), np.float32)).shape
        ()
    """
    seen = features(network, checked_colors("guide", guide), (layer,), execution=execution)[layer]
    return jax.tree_util.Partial(likeness, guide=seen)


def step_dream(
    image: jax.Array,
    network: Network,
    objective: DreamObjective,
    shift: jax.Array,
    rate: jax.Array,
    *,
    layer: str,
    execution: Execution = DEFAULT_EXECUTION,
) -> tuple[jax.Array, jax.Array]:
    """One step uphill, `x + rate g / mean |g|` clipped to [0, 1], and the objective before it; a pure function.

    The picture `[h w 3]` is rolled by `shift` `[2]`, down and across, while the network looks at it, so that the grid
    of its poolings leaves no trace.

    Args:
        image: the picture.
        network: that looks at it.
        objective: of activations `[h w c]`, a `jax.tree_util.Partial`.
        shift: `[2]`, in pixels.
        rate: the mean change of a color, in [0, 1].
        layer: whose activations are to grow.
        execution: how the network is computed.

    Returns:
        The next picture, and the objective.

    Example:
        >>> import jax.numpy as jnp, stylejax
        >>> network = stylejax.random_network("vgg19", seed=0, width=1 / 64)
        >>> start = stylejax.noise_image((16, 16, 3))
        >>> objective = stylejax.activation_energy
        >>> stylejax.step_dream(start, network, objective, jnp.zeros(2, int), 0.01, layer="relu1_1")[0].shape
        (16, 16, 3)
    """

    def value_of(image: jax.Array) -> jax.Array:
        seen = features(network, jnp.roll(image, shift, (0, 1)), (layer,), execution=execution)
        return objective(seen[layer])

    value, gradient = jax.value_and_grad(value_of)(image)
    size = jnp.mean(jnp.abs(gradient))
    # Where a layer is silent there is no uphill.
    move = jnp.where(size > 0, gradient / jnp.where(size > 0, size, 1), 0)
    return COLOR.clipped(image + rate * move), value


_compiled_step = jax.jit(step_dream, static_argnames=("layer", "execution"))


ENERGY = jax.tree_util.Partial(activation_energy)


def dream(
    image: ArrayLike,
    *,
    network: Network,
    layer: str,
    objective: DreamObjective = ENERGY,
    octaves: int = DREAM_DEFAULTS.octaves,
    octave_scale: float = DREAM_DEFAULTS.octave_scale,
    steps: int = DREAM_DEFAULTS.steps,
    rate: float = DREAM_DEFAULTS.rate,
    jitter: int = DREAM_DEFAULTS.jitter,
    seed: int = DREAM_DEFAULTS.seed,
    callback: Callback | None = None,
    observers: Sequence[Observer] = (),
    execution: Execution = DEFAULT_EXECUTION,
    halfway: DreamHalfway | None = None,
) -> Dream:
    """Let a picture `[h w 3]`, sRGB in [0, 1], become what a layer of the network sees in it.

    From small to large, each of `octaves` sizes, `octave_scale` apart, takes `steps` steps; what was dreamt at one size
    is enlarged and added to the picture at the next. `rate` is the mean change of a color in a step, in levels of 255;
    `jitter` the most pixels by which the picture is shifted. `objective` maps the layer's activations to the number
    that is to grow, and is a `jax.tree_util.Partial`, so that its arrays are traced. The callback is told of each step
    and may return True to stop. Defaults are the notebook's, whose resizing (scipy's `nd.zoom`) does not smooth. A
    dream that was ended goes on from where it was kept `halfway` (`dream_halfway_of` in an observer).

    Raises InputError for pictures of unfit shape or range, octaves that leave too few pixels, numbers out of range and
    layers that the network lacks.

    Args:
        image: the picture, `[h w 3]`, sRGB in [0, 1].
        network: on which pictures are compared.
        layer: whose activations are to grow.
        objective: a `Partial` of activations to a number.
        octaves: how many sizes.
        octave_scale: from one size to the next.
        steps: evaluations of objective and gradient.
        rate: mean change of a color in a step, in levels of 255.
        jitter: most pixels of a shift.
        seed: of what is random.
        callback: is told of each evaluation; True stops.
        observers: are shown the state at the evaluations they name.
        execution: how the network is computed.
        halfway: where an ended run goes on.

    Returns:
        The picture, and what grew at each step.

    Example:
        >>> import numpy as np, stylejax
        >>> network = stylejax.random_network("vgg19", seed=0, width=1 / 64)
        >>> sky = np.random.default_rng(0).uniform(size=(32, 32, 3))
        >>> stylejax.dream(sky, network=network, layer="relu2_1", octaves=1, steps=2).status
        'finished'
    """
    image = checked_colors("image", image)
    shapes = check_dream(image.shape, octaves=octaves, octave_scale=octave_scale, steps=steps, rate=rate, jitter=jitter)
    shifts = np.random.default_rng(checked_seed(seed)).integers(-jitter, jitter + 1, (octaves, steps, 2))
    options = {"objective": objective, "rate": rate / LEVELS, "layer": layer, "execution": execution}
    step = functools.partial(_compiled_step, network=nameless(network), **options)
    detail, track = jnp.zeros((*shapes[0], COLOR.channels)), Track(patience=math.inf, patience_when_not_finite=math.inf)
    for value in halfway.objective if halfway else ():
        track.add(value, stopped=False)
    for octave, shape in list(enumerate(shapes))[halfway.octave if halfway else 0 :]:
        base = _resized(image, shape)
        told = continued(heard_by(callback), before=octave * steps, total=octaves * steps)
        watch = {"callback": told, "observers": observers, "about": {"level": octave, "seed": seed}}
        if halfway:
            spent = len(halfway.objective) + 1 - octave * steps
            shifted, state = _shifted(step, shifts[octave][spent:]), (jnp.asarray(halfway.picture), halfway.last)
            picture = go_on(shifted, *state, steps, evaluation=spent, tracks=[track], **watch)
        else:
            shifted = _shifted(step, shifts[octave])
            picture = run(shifted, base + _resized(detail, shape), steps, tracks=[track], **watch)
        detail, halfway = picture - base, None
        if track.over:
            break
    stalled = track.status == "finished" and len(track.values) > 1 and not any(track.values)
    status = "stalled" if stalled else track.status
    return Dream(COLOR.clipped(image + _resized(detail, shapes[-1])), tuple(track.values), status)


def dream_halfway_of(moment: Moment) -> DreamHalfway:
    """Where a dream stands, copied from what an observer of it is shown; waits for the step under way.

    Args:
        moment: what an observer is shown.

    Returns:
        Plain arrays and numbers.

    Example:
        >>> import numpy as np, stylejax
        >>> class Last:
        ...     def wants(self, evaluation, /):
        ...         return evaluation == 2
        ...     def see(self, moment, /):
        ...         self.kept = stylejax.synthesis.dream_halfway_of(moment)
        >>> network, last = stylejax.random_network("vgg19", seed=0, width=1 / 64), Last()
        >>> sky = np.random.default_rng(0).uniform(size=(32, 32, 3))
        >>> dreamt = stylejax.dream(sky, network=network, layer="relu2_1", octaves=1, steps=3, observers=[last])
        >>> last.kept.picture.shape
        (32, 32, 3)
    """
    octave, objective = moment.about["level"], tuple(moment.objectives[0])
    return DreamHalfway(octave, objective, np.array(moment.objective), np.array(moment.state))


def _shifted(step: Callable[..., tuple[jax.Array, jax.Array]], shifts: np.ndarray) -> Step:
    """The step, the picture shifted by the next of these, `[n 2]`, each time."""
    rest = iter(shifts)
    return lambda picture: step(picture, shift=jnp.asarray(next(rest)))


def octave_shapes(shape: tuple[int, int], *, octaves: int, scale: float) -> list[tuple[int, int]]:
    """Heights and widths of the octaves, from small to large; the last is `shape`, each before it `scale` smaller.

    Raises InputError for fewer octaves than one, a scale that does not shrink, and octaves that leave too few pixels.

    Args:
        shape: height and width.
        octaves: how many.
        scale: from one to the next.

    Returns:
        Heights and widths.

    Example:
        >>> from stylejax import synthesis
        >>> synthesis.octave_shapes((64, 96), octaves=2, scale=2.0)
        [(32, 48), (64, 96)]
    """
    checked_count("octaves", octaves, "the number of sizes to dream at")
    if not 1 < scale < float("inf"):
        raise InputError(f"octave scale: {scale} is not above 1; give the ratio of one size to the next, like 1.4")
    shapes = [(round(shape[0] / scale**power), round(shape[1] / scale**power)) for power in reversed(range(octaves))]
    height, width = shapes[0]
    if min(height, width) < COLOR.smallest_side:
        raise InputError(
            f"octaves: the smallest of {octaves} would have {width} x {height} pixels, fewer than "
            f"{COLOR.smallest_side} a side; take fewer octaves, a smaller scale or a larger picture"
        )
    return shapes


def zoom_in(image: ArrayLike, *, zoom: float) -> jax.Array:
    """The inner `1 - zoom` of a picture `[h w 3]` at the size of the whole, bilinear: the next frame of a film.

    The notebook's film has a zoom of 0.05. Raises InputError for a zoom outside [0, 1).

    Args:
        image: the picture.
        zoom: the share of its sides that is left out.

    Returns:
        `[h w 3]`.

    Example:
        >>> import numpy as np, stylejax
        >>> stylejax.zoom_in(np.zeros((16, 20, 3)), zoom=0.05).shape
        (16, 20, 3)
    """
    image = checked_colors("image", image)
    if not 0 <= zoom < 1:
        raise InputError(f"zoom: {zoom} is not from 0 up to but below 1; give the share to leave out, like 0.05")
    scale = jnp.full(2, 1 / (1 - zoom))
    center = jnp.asarray(image.shape[:2]) / 2
    grown = jax.image.scale_and_translate(image, image.shape, (0, 1), scale, center - scale * center, "linear")
    return COLOR.clipped(grown)


def _resized(image: jax.Array, shape: tuple[int, int]) -> jax.Array:
    return image if image.shape[:2] == shape else jax.image.resize(image, (*shape, image.shape[2]), "linear")


def check_dream(
    shape: Sequence[int], *, octaves: int, octave_scale: float, steps: int, rate: float, jitter: int
) -> list[tuple[int, int]]:
    """The octaves' heights and widths for a picture of that shape; raises InputError for what `dream` refuses.

    Args:
        shape: `[h w 3]`.
        octaves: how many sizes.
        octave_scale: from one to the next.
        steps: at each.
        rate: mean change of a color.
        jitter: most pixels of a shift.

    Returns:
        Heights and widths.

    Example:
        >>> from stylejax import synthesis
        >>> synthesis.check_dream((64, 64, 3), octaves=2, octave_scale=2.0, steps=1, rate=1.5, jitter=8)
        [(32, 32), (64, 64)]
    """
    checked_count("steps", steps, "the number of steps for each octave")
    if not 0 < rate <= np.finfo(np.float32).max:
        raise InputError(f"rate: {rate} is not a number above 0; give the mean change of a color, in levels of 255")
    if not 0 <= jitter < 2**31:
        raise InputError(f"jitter: {jitter} is not a number of pixels from 0 up; give the most to shift by")
    return octave_shapes((shape[0], shape[1]), octaves=octaves, scale=octave_scale)
