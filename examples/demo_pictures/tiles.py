"""A style picture: a mosaic of small stones, laid in rings around a rising sun and in fans over the sea below it."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from demo_pictures.canvas import gradient, mix, noise, smoothstep, to_image
from demo_pictures.strokes import blurred, look_up, positions

SPACING, JOINT = 0.0225, 0.0019  # distance of the rows and half width of a joint, in heights of the picture
SUN, DISC, RAYS, FAN = (0.52, 0.47), 7, 15, 8  # center of the sun; radius of its disc, its rays and a fan, in rows
SKY, FACE, RAY, HILL, SEA = 0, 1, 2, 4, 6  # the first number of each kind of region
MORTAR = np.array((0.20, 0.165, 0.145))
RED, RUST, BROWN = (0.74, 0.17, 0.11), (0.60, 0.26, 0.15), (0.36, 0.15, 0.11)
OCHER, GOLD, CREAM, SAND = (0.84, 0.56, 0.17), (0.96, 0.76, 0.32), (0.95, 0.89, 0.74), (0.88, 0.75, 0.54)
NAVY, TEAL, TURQUOISE, AQUA = (0.07, 0.21, 0.33), (0.06, 0.38, 0.43), (0.16, 0.60, 0.60), (0.56, 0.80, 0.74)
PALETTES = {
    FACE: (CREAM, GOLD, GOLD, OCHER, GOLD, OCHER, RED, RED),
    RAY: (RED, RED, RUST, RED, OCHER, RED, RED, RUST),
    RAY + 1: (GOLD, GOLD, OCHER, GOLD, OCHER, GOLD, GOLD, OCHER),
    HILL: (OCHER, SAND, RUST, RUST, RED, RUST, BROWN, BROWN),
    HILL + 1: (CREAM, OCHER, OCHER, RUST, OCHER, RED, RUST, BROWN),
    SEA: (CREAM, AQUA, TURQUOISE, TURQUOISE, TEAL, TEAL, NAVY, NAVY),
    SEA + 1: (CREAM, TURQUOISE, AQUA, TEAL, TURQUOISE, NAVY, TEAL, NAVY),
}
SKY_BANDS = (
    (0, CREAM), (14, CREAM), (17, SAND), (20, CREAM), (23, AQUA), (26, CREAM), (30, AQUA), (36, TURQUOISE), (46, TEAL)
)  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """Fields `[h w]`: each place's region, its row there, where it lies along the row, and the angle across the row."""

    region: np.ndarray
    row: np.ndarray
    along: np.ndarray
    across: np.ndarray


@dataclass
class Stones:
    """Stones of the mosaic: centers `[n 2]` in heights of the picture, regions `[n]` and rows `[n]`."""

    centers: np.ndarray
    regions: np.ndarray
    rows: np.ndarray


def draw_tiles(size: int, seed: int, *, supersampling: int = 3) -> Image.Image:
    """Draw the mosaic, 4:3, its longest side `size` pixels; the same seed gives the same picture."""
    width, height = size, round(size * 3 / 4)
    rng = np.random.default_rng(seed)
    draft = design((360, 480))
    stones = lay_stones(draft, rng)
    for _ in range(3):
        settle(stones, draft)
    labels = nearest_stone(stones, draft, design((height * supersampling, width * supersampling)))
    return to_image(finished(labels, stone_colors(stones, rng), rng), width, height)


def design(shape: tuple[int, int]) -> Plan:
    """Draw up the mosaic: sky, sun and rays in rings, hills in layers, and a sea of fans, from far to near."""
    x, y = (field + np.zeros(shape) for field in positions(shape))
    turn, ring = np.arctan2(y - SUN[1], x - SUN[0]), np.hypot(x - SUN[0], y - SUN[1]) / SPACING
    flame = (turn / np.pi * 12 + 0.18 * np.sin(ring * 0.6)) % 2
    reach = DISC + (RAYS - DISC) * (1 - np.abs(flame % 1 - 0.5) * 2) ** 0.8 * np.where(flame < 1, 1, 0.72)
    region = np.where(ring < DISC, FACE, np.where(ring < reach, RAY + (flame >= 1), SKY))
    plan = Plan(region, ring, turn, turn.copy())
    for number, (top, slope) in enumerate(hill_tops(x)):
        cover(plan, y > top, HILL + number, (y - top) / SPACING / np.hypot(1, slope), x, np.arctan2(1, -slope))
    for number, (center_x, center_y) in enumerate(fan_centers()):
        ring = np.hypot(x - center_x, y - center_y) / SPACING
        turn = np.arctan2(y - center_y, x - center_x)
        cover(plan, ring < FAN, SEA + number, FAN - ring, turn, turn)
    return plan


def cover(plan: Plan, where: np.ndarray, region: int, row: np.ndarray, along: np.ndarray, across: np.ndarray) -> None:
    """Lay a region over the plan."""
    for field, values in ((plan.region, region), (plan.row, row), (plan.along, along), (plan.across, across)):
        np.copyto(field, values, where=where, casting="unsafe")


def hill_tops(x: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Height y and slope of the two hills, the left one behind the right one."""
    left, right = np.exp(-(((x - 0.08) / 0.34) ** 2)), np.exp(-(((x - 1.22) / 0.42) ** 2))
    return [
        (0.74 - 0.27 * left, 0.54 * left * (x - 0.08) / 0.34**2),
        (0.76 - 0.24 * right, 0.48 * right * (x - 1.22) / 0.42**2),
    ]


def fan_centers() -> list[tuple[float, float]]:
    """Centers of the overlapping fans, row by row toward the viewer; every second row is moved by half a fan."""
    radius = FAN * SPACING
    return [
        (SUN[0] + radius * (2 * column + layer % 2), 0.83 + 0.5 * radius * layer)
        for layer in range(6)
        for column in range(-3, 4)
    ]


def lay_stones(plan: Plan, rng: np.random.Generator) -> Stones:
    """Walk along the middle of every row and lay a stone after each step of about a row's height."""
    height = len(plan.row)
    y, x = np.nonzero(np.abs(plan.row % 1 - 0.5) < 0.13)
    order = np.lexsort((plan.along[y, x], np.floor(plan.row[y, x]), plan.region[y, x]))
    y, x = y[order], x[order]
    chosen, last, step = [], (-1.0, -1.0), 0.0
    for place, point in enumerate(zip(x / height, y / height, strict=True)):
        if np.hypot(point[0] - last[0], point[1] - last[1]) >= step:
            chosen.append(place)
            last, step = point, SPACING * rng.uniform(0.85, 1.45)
    y, x = y[chosen], x[chosen]
    return Stones(np.stack([x, y], -1) / height, plan.region[y, x], np.floor(plan.row[y, x]))


def nearest_stone(stones: Stones, draft: Plan, plan: Plan) -> np.ndarray:
    """Number of the nearest stone of each place's own region `[h w]`, where circles are squares along the rows."""
    best = np.full(plan.region.size, np.inf, np.float32)
    labels = np.zeros(plan.region.size, np.int32)
    numbers, angles = np.arange(len(stones.centers)), look_up(draft.across, stones.centers)
    for batch in np.array_split(numbers, 1 + len(numbers) // 50):
        places, offsets = around(stones.centers[batch], plan.region.shape)
        out, side = turned(offsets, angles[batch])
        foreign = plan.region.ravel()[places] != stones.regions[batch, None, None]
        distance = (out * out) ** 2 + (0.8 * side * side) ** 2 + foreign
        np.minimum.at(best, places.ravel(), distance.ravel())
        nearest = distance == best[places]
        labels[places[nearest]] = np.broadcast_to(batch[:, None, None], places.shape)[nearest]
    return labels.reshape(plan.region.shape)


def around(centers: np.ndarray, shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of the pixels near each center `[n k k]` and their offsets from it in heights `[2 n k k]` (x, y)."""
    reach = int(2 * SPACING * shape[0]) + 1
    pixels = (centers * shape[0]).astype(int).T[..., None] + np.arange(-reach, reach + 1)
    x, y = (np.clip(pixels[axis], 0, shape[1 - axis] - 1) for axis in (0, 1))
    over, down = (part / shape[0] - centers[:, axis, None] for axis, part in enumerate((x, y)))
    offsets = np.stack(np.broadcast_arrays(over[:, None], down[:, :, None])).astype(np.float32)
    return y[:, :, None] * shape[1] + x[:, None], offsets


def turned(offsets: np.ndarray, angles: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Offsets `[2 n k k]` along directions `[n]` and to their sides."""
    cosine, sine = np.cos(angles).astype(np.float32)[:, None, None], np.sin(angles).astype(np.float32)[:, None, None]
    return cosine * offsets[0] + sine * offsets[1], cosine * offsets[1] - sine * offsets[0]


def settle(stones: Stones, draft: Plan) -> None:
    """Move every stone to the middle of the places that are nearest to it."""
    labels, count = nearest_stone(stones, draft, draft).ravel(), len(stones.centers)
    x, y = (np.broadcast_to(field, draft.region.shape).ravel() for field in positions(draft.region.shape))
    area = np.bincount(labels, minlength=count)
    sums = np.stack([np.bincount(labels, weights=field, minlength=count) for field in (x, y)], -1)
    stones.centers = np.where(area[:, None] > 0, sums / np.maximum(area, 1)[:, None], stones.centers)


def stone_colors(stones: Stones, rng: np.random.Generator) -> np.ndarray:
    """Colors of the stones `[n 3]`: those of their rows, some of the next row's, each a little lighter or darker."""
    count = len(stones.rows)
    row = np.maximum(stones.rows + rng.choice((-1, 0, 1), count, p=(0.06, 0.88, 0.06)), 0)
    colors = gradient(stones.rows + rng.normal(0, 0.9, count), SKY_BANDS)
    for kind, palette in PALETTES.items():
        same = (stones.regions == kind) | ((kind >= SEA) & (stones.regions >= SEA) & (stones.regions % 2 == kind % 2))
        colors[same] = np.array(palette)[np.minimum(row[same], len(palette) - 1).astype(int)]
    return colors * rng.normal(1, 0.085, (count, 1)) * rng.normal(1, 0.035, (count, 3))


def finished(labels: np.ndarray, colors: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The lit mosaic `[h w 3]`: stones with worn edges, each tilted a little, in rough mortar."""
    labels = chipped(labels, rng)
    grain, radius = noise(rng, labels.shape, (90, 120), octaves=3), JOINT * len(labels)
    turns = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    shifts = {(round(radius * np.sin(turn)), round(radius * np.cos(turn))) for turn in turns}
    whole = np.all([np.roll(labels, shift, (0, 1)) == labels for shift in shifts], axis=0).astype(np.float32)
    stone = smoothstep(0.30, 0.70, blurred(whole, radius))
    down, along = np.gradient(blurred(stone, 2 * radius) * radius)
    tilt = rng.normal(0, 0.05, len(colors))[labels]
    light = 1 + 0.55 * np.tanh(1.2 * (down + along)) + tilt + 0.055 * grain
    mortar = MORTAR * (1 + 0.25 * grain)[..., None]
    return mix(mortar, colors[labels] * light[..., None], stone)


def chipped(labels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Make the cuts between the stones uneven."""
    rows, columns = np.indices(labels.shape)
    wobble = [noise(rng, labels.shape, (60, 80), octaves=2) * 0.0022 * len(labels) for _ in range(2)]
    rows = np.clip(rows + wobble[0], 0, labels.shape[0] - 1).astype(int)
    return labels[rows, np.clip(columns + wobble[1], 0, labels.shape[1] - 1).astype(int)]
