"""Laws of controls: each stands for a setting, there and back, and takes nothing that it does not offer."""

import math

import pytest

from stylejax.errors import InputError
from stylejax.settings import DEFAULTS, TransferSettings
from stylejax.studio.controls import BY_FIELD, CONTROLS, argument_in, label_of, settings_of, spread, values_of

USUAL = {control.field: control.usual for control in CONTROLS}


def test_controls_stand_for_the_usual_settings_at_first():
    assert values_of(DEFAULTS) == USUAL
    told = settings_of(USUAL)
    assert (told.strength, told.style_size, told.colors, told.style_weights) == (0.5, None, "style", ())


@pytest.mark.parametrize(
    ("field", "value", "setting"),
    [
        ("strength", 0.7, 0.7),
        ("style_size", 1.5, "1.5x"),
        ("colors", "photo", "photo"),
        ("size", 1024, 1024),
        ("style_loss", "sliced", "sliced"),
        ("style_weights", "2,1", (2.0, 1.0)),
    ],
)
def test_a_control_stands_for_its_setting_there_and_back(field, value, setting):
    settings = settings_of({field: value})
    assert getattr(settings, field) == setting
    assert values_of(settings)[field] == value


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("strength", 2),
        ("strength", math.nan),
        ("strength", "0.5"),
        ("strength", None),
        ("strength", True),
        ("size", 10**9),
        ("colors", "../../etc/passwd"),
        ("style_loss", ["gram"]),
        ("style_weights", "__import__('os')"),
        ("steps", -5),
    ],
)
def test_a_value_that_is_not_offered_is_refused_by_the_name_of_its_control(field, value):
    with pytest.raises(InputError) as refused:
        settings_of({field: value})
    assert argument_in(str(refused.value)) == field


def test_values_are_spread_over_a_range():
    assert spread(BY_FIELD["strength"], 0.2, 0.8, 3) == [0.2, 0.5, 0.8]
    assert spread(BY_FIELD["colors"], 0, 0, 2) == ["style", "palette"]
    assert spread(BY_FIELD["seed"], 0, 9, 4) == [0, 3, 6, 9]
    assert spread(BY_FIELD["contours"], 0.3, 0.3, 4) == [0.3]
    for low, high in ((0, 2), (None, 1), ("0", "1")):
        with pytest.raises(InputError, match="from 0 to 1"):
            spread(BY_FIELD["strength"], low, high, 3)


def test_labels_are_words():
    assert label_of(BY_FIELD["strength"], 0.5) == "strength 0.5"
    assert label_of(BY_FIELD["colors"], "photo") == "colors the photo's, in their places"


def test_what_no_control_says_stays():
    base = TransferSettings(network="vgg19", tv_weight=0.5, levels=2)
    told = settings_of(USUAL, base=base)
    assert (told.network, told.tv_weight, told.levels) == ("vgg19", 0.5, 2)
