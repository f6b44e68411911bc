"""Laws of one change at a time: what a group holds, and that losses pull as they are to."""

import dataclasses

import pytest

from stylejax.artists import ARTISTS, SETTINGS, settled
from stylejax.artists.changes import GROUPS, Pull, alike, changed, groups_between, pull_of, wanted_pull, weighed
from stylejax.errors import InputError

A = settled(ARTISTS["gatys"], size=24, steps=2)
GIVEN_TO_ALL = {"fit", "evaluations"}


def test_losses_that_do_not_pull_are_refused_in_words():
    with pytest.raises(InputError, match="content: is the style picture"):
        Pull(0.0, 0.0).of_size(1.0)


def of(name):
    return alike(ARTISTS[name], A)


def test_every_setting_is_in_one_group_but_how_large_and_how_long():
    grouped = [name for names in GROUPS.values() for name in names]
    assert sorted(grouped) == sorted(set(SETTINGS) - GIVEN_TO_ALL)


@pytest.mark.parametrize("name", ["satoshi", "eben", "kai", "deepdream"])
def test_all_changes_together_are_the_other_recipe(name):
    b, mixed = of(name), A
    for group in GROUPS:
        mixed = changed(mixed, b, group)
    assert all(getattr(mixed, setting) == getattr(b, setting) for setting in SETTINGS)


def test_a_recipe_differs_from_itself_in_no_group():
    assert groups_between(A, A) == ()
    assert groups_between(A, dataclasses.replace(A, init=of("eben").init)) == ("start",)


@pytest.mark.parametrize(("name", "group"), [("eben", "losses"), ("satoshi", "network"), ("kai", "losses")])
def test_weighed_losses_pull_as_hard_as_is_wanted(name, group, miniature, content, style):
    mixed, wanted = changed(A, of(name), group), Pull(3.0, 5.0)
    pull = pull_of(mixed, content, style, network=miniature)
    found = pull_of(weighed(mixed, pull, wanted), content, style, network=miniature)
    assert found == pytest.approx(wanted, rel=1e-2)


def test_weights_alone_change_the_balance_and_not_the_size():
    mine, his = Pull(3.0, 4.0), Pull(100.0, 0.0)
    assert wanted_pull(mine, his, "weights") == pytest.approx((5.0, 0.0))
    assert wanted_pull(mine, his, "optimizer") == pytest.approx((60.0, 80.0))
    assert wanted_pull(mine, his, "losses") == mine


def test_a_loss_that_does_not_pull_is_left_finite(miniature, content, style):
    texture = of("texture")
    pull = pull_of(texture, content, style, network=miniature)
    assert pull.content == 0.0
    assert all(0 < term.weight < 1e30 for term in weighed(texture, pull, Pull(1.0, 1.0)).style)
