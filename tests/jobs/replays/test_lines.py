"""Laws of shell lines: what is typed are the settings again."""

import dataclasses

import pytest

from stylejax.jobs.replays import shell_line
from stylejax.settings import TransferSettings

BOTH = {"content": "a.png", "style": "b.png"}


def test_defaults_are_not_told():
    assert shell_line("transfer", TransferSettings(**BOTH), output="c.png") == "stylejax transfer a.png b.png -o c.png"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"tv_weight": 0.1 + 0.2}, "--tv-weight 0.30000000000000004"),
        ({"region": ("m.png=x y.png", "n.png=z.png")}, "--region 'm.png=x y.png' --region n.png=z.png"),
        ({"region_maps": ("m.png", "n.png")}, "--regions m.png n.png"),
        ({"named_look": "portrait", "contours": 0.3}, "--look portrait"),
        ({"named_look": "portrait"}, "--look portrait --contours 0.0"),
        ({"content_layers": ()}, "--content-layers ,"),
    ],
)
def test_what_differs_is_told_with_all_its_digits(changed, words):
    settings = dataclasses.replace(TransferSettings(**BOTH), **changed)
    assert (
        shell_line("transfer", settings, output="c.png").removeprefix("stylejax transfer a.png b.png -o c.png ")
        == words
    )
