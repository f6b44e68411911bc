"""Laws of the words of a sheet."""

import dataclasses
import enum
import signal
import typing
from pathlib import Path

import numpy as np
import pytest

from stylejax.choices import MemoryName, PoolName
from stylejax.command_settings import ComparisonSettings
from stylejax.fields import option_of
from stylejax.jobs.axes import arrange, numbers_axis
from stylejax.jobs.comparison import settings_line
from stylejax.reports.words import conclusion, dead_words, headline, shared_settings, tally
from stylejax.settings import TransferSettings
from stylejax.synthesis.runs import LevelResult, Result

BASE = TransferSettings(content="photo.png", style="painting.png")
SEEDS = arrange([numbers_axis("seeds", "seed", "seed", [0, 1])])


def another(field):
    """A value of a setting that is not its default."""
    kind = next(iter(typing.get_args(field.type)), field.type)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return next(name for name in kind if name != field.default)
    if isinstance(field.default, tuple):
        return (*field.default, "relu9_9")
    return f"{field.default or ''}other" if kind is str else (field.default or 0) + 3


def lines_of(settings, grid=arrange([])):  # noqa: B008
    """All that a sheet says of pictures made with these settings."""
    told = shared_settings(settings, grid, network=settings.network)
    return [headline([settings]), *told, tally([(settings.size, settings.size)], 1)]


@pytest.mark.parametrize("field", dataclasses.fields(TransferSettings), ids=lambda field: field.name)
def test_every_setting_that_differs_from_its_default_is_told(field):
    assert lines_of(BASE) != lines_of(dataclasses.replace(BASE, **{field.name: another(field)}))


def test_a_setting_nobody_thought_of_is_told_by_its_name():
    @dataclasses.dataclass(frozen=True)
    class More(TransferSettings):
        brush_size: float = 1.0
        pigments: tuple[str, ...] = ("red",)

    assert lines_of(More(**dataclasses.asdict(BASE))) == lines_of(BASE)
    told = shared_settings(More(brush_size=1e-5, pigments=("red", "blue")), arrange([]), network="compact")
    assert told[-1] == "brush size 1e-5, pigments red blue"


def test_lines_of_defaults_are_three_and_read_as_sentences():
    assert shared_settings(BASE, arrange([]), network="compact") == [
        "network compact, 360 evaluations from the photo in the painting's colors, seed 0",
        "strength 0.5, total variation 0",
        "content at relu4_2, style at relu1_1 relu2_1 relu3_1 relu4_1 relu5_1",
    ]
    unusual = dataclasses.replace(BASE, pool=PoolName.MAX, memory=MemoryName.LITTLE)
    assert shared_settings(unusual, arrange([]), network="compact")[3:] == ["max pooling, little memory"]


def test_literal_weights_are_told_in_place_of_a_strength():
    for given, words in (
        ({"content_weight": 3.0}, "content weight 3, style weight 1"),
        ({"style_weight": 3.0}, "content weight 1, style weight 3"),
    ):
        told = shared_settings(dataclasses.replace(BASE, **given), arrange([]), network="compact")
        assert told[1] == f"{words}, total variation 0"


def test_what_rows_or_columns_set_is_not_told_as_shared():
    assert "seed" not in " ".join(shared_settings(BASE, SEEDS, network="compact"))


@pytest.mark.parametrize("field", dataclasses.fields(ComparisonSettings), ids=lambda field: field.name)
def test_every_setting_of_a_comparison_is_told(field):
    if option_of(field):  # pictures and artists are told by title and captions
        assert settings_line(ComparisonSettings()) != settings_line(ComparisonSettings(**{field.name: another(field)}))


ENDS = {
    "finished": (0, "; less strength keeps more of the photo"),
    "converged": (0, "; ended early, as no lower objective was found"),
    "stalled": (0, "; it is no better than what it began with"),
    "diverged": (0, "; the objective was no longer finite"),
    "stopped": (signal.SIGINT, "; stopped by Ctrl-C"),
}


@pytest.mark.parametrize(("status", "end"), ENDS.items())
def test_the_last_line_says_size_direction_and_why_it_ended(status, end):
    number, words = end
    level = LevelResult((24, 32), 4, 0.5, {}, True)
    result = Result(np.zeros((24, 32, 3)), (1.0, 0.5), 4, 3, {}, status, (level,))
    line = conclusion(Path("a.png"), result, TransferSettings(), seconds=2, signal_number=number)
    assert line.startswith("a.png: 4 evaluations in 2 s, 32 x 24 pixels, objective 0.5 (lower is closer)" + words)


def test_a_strength_is_recommended_only_where_one_decides():
    level = LevelResult((24, 32), 4, 0.5, {}, True)
    result = Result(np.zeros((24, 32, 3)), (1.0, 0.5), 4, 3, {}, "finished", (level,))
    line = conclusion(Path("a.png"), result, TransferSettings(content_weight=1.0), seconds=2, signal_number=0)
    assert "strength" not in line


def test_runs_that_painted_nothing_are_counted_in_words():
    assert dead_words(["finished", "diverged", "stalled", "diverged"]) == "; 2 diverged; 1 stalled"
    assert dead_words(["finished", "stopped"]) == ""
