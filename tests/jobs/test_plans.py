"""Laws of plans: they are of the levels that are painted, and try few evaluations of the small ones only."""

import dataclasses

import pytest

from stylejax import jobs, settings
from stylejax.jobs import plans
from stylejax.networks.networks import Memory
from stylejax.synthesis.levels import levels_of

WORDS = {"content_layers": ("relu2_1",), "style_layers": ("relu1_1", "relu2_1"), "steps": 30}


@pytest.fixture
def inputs_of(studio):
    files = {name: str(studio / file) for name, file in (("content", "photo.png"), ("style", "painting.jpg"))}

    def read(**more):
        chosen = settings.TransferSettings(**files, **WORDS, network=str(studio / "small.h5"), **more)
        return chosen, jobs.read_inputs(chosen)

    return read


def test_a_plan_is_of_the_levels_that_are_painted(inputs_of):
    chosen, inputs = inputs_of(size=128, more=3)
    plan = plans.plan_picture(chosen, inputs)
    assert [each.level for each in plan.levels] == levels_of((96, 128, 3), steps=30, more=3)
    assert all(each.seconds > 0 for each in plan.levels)
    assert 0 < plan.bytes_needed < plan.bytes_allowed


def test_only_a_few_evaluations_of_small_levels_are_tried(inputs_of, monkeypatch):
    chosen, inputs = inputs_of(size=128)
    monkeypatch.setattr(plans, "TIMED_UP_TO", 64)
    heard = []

    def paint(settings, inputs, callback):
        return plain(settings, inputs, lambda progress: heard.append(progress) or callback(progress))

    plain = plans.paint_one
    monkeypatch.setattr(plans, "paint_one", paint)
    plans.plan_picture(dataclasses.replace(chosen, steps=400), inputs)
    assert {max(progress.level.shape) for progress in heard} == {64}
    assert len(heard) <= plans.FEWEST + 1


def test_words_tell_the_memory_of_each_level_where_it_is_not_plenty(inputs_of):
    chosen, inputs = inputs_of(size=64, memory="little")
    plan = plans.plan_picture(chosen, inputs)
    assert {each.memory for each in plan.levels} == {Memory.LITTLE}
    assert all(line.endswith(", in strips") for line in plans.plan_lines(plan)[1:])
