"""Laws of records: one form for all commands, plain values, and pictures painted before are read."""

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import stylejax
from stylejax.choices import PoolName
from stylejax.cli.app import app
from stylejax.command_settings import ComparisonSettings, DreamSettings
from stylejax.jobs.inputs.reading import read_inputs
from stylejax.jobs.records import identity, record, transfer_record, transfer_result, versions
from stylejax.media.writing import write_image
from stylejax.settings import TransferSettings
from stylejax.synthesis.runs import LevelResult, Result

PAINTED_BEFORE = Path(__file__).parents[1] / "golden" / "painted-before.png"  # by 0.1.0


@pytest.fixture(scope="module")
def made(studio) -> dict:
    """The record of a transfer that was not painted, and its settings."""
    settings = TransferSettings(
        content=str(studio / "photo.png"), style=str(studio / "painting.jpg"), network=str(studio / "small.h5"), size=32
    )
    return transfer_record("transfer", settings, read_inputs(settings), result={"status": "finished"})


def places_in(value, place=()):
    """Where the values of a record are found in it."""
    if not isinstance(value, dict):
        return {place}
    return set().union(*(places_in(inner, (*place, name)) for name, inner in value.items()))


def test_a_picture_painted_before_shows_its_settings():
    result = CliRunner().invoke(app, ["show", str(PAINTED_BEFORE)])
    assert result.exit_code == 0, result.output
    shown = json.loads(result.output)
    assert (shown["command"], shown["settings"]["pool"], shown["settings"]["seed"]) == ("transfer", "max", 3)
    assert shown["result"]["evaluations"] == 3


def test_a_picture_painted_before_can_be_painted_again():
    settings = stylejax.read_record(PAINTED_BEFORE)["settings"]
    read = {name: tuple(value) if isinstance(value, list) else value for name, value in settings.items()}
    assert TransferSettings(**read).pool is not None
    assert TransferSettings(**read) == TransferSettings(**{**read, "pool": PoolName.MAX})


def test_what_was_stored_of_a_transfer_is_stored_where_it_was(made):
    level = LevelResult((2, 3), 2, 1.0, stylejax.loss_weights(), moved=True)
    result = Result(np.zeros((2, 3, 3)), (2.0, 1.0), 2, 2, stylejax.loss_weights(), "finished", (level,))
    assert places_in(stylejax.read_record(PAINTED_BEFORE)) <= places_in({**made, "result": transfer_result(result)})


def test_what_is_stored_is_read_back_the_same(made, tmp_path):
    write_image(tmp_path / "a.png", np.zeros((16, 16, 3)), record=made)
    assert stylejax.read_record(tmp_path / "a.png") == json.loads(json.dumps(made))


def test_how_the_network_pooled_is_stored_where_nothing_was_chosen(made):
    assert made["settings"]["pool"] == "average"


def test_every_command_stores_what_it_read_and_what_computed(made, miniature):
    yardstick = record("compare", ComparisonSettings(), networks={"yardstick": miniature}, pictures={"content": "1"})
    dream = record("dream", DreamSettings(), networks={"network": miniature}, pictures={"image": "2", "guide": None})
    for stored in (made, yardstick, dream):
        assert {"command", "settings", "pictures", "versions"} <= set(stored)
        assert stored["versions"] == versions()
    assert yardstick["yardstick"] == dream["network"] == identity(miniature)
    assert dream["settings"]["pool"] == miniature.architecture.pooling


def test_more_is_told_as_it_is(miniature):
    stored = record("sweep", TransferSettings(), networks={"network": miniature}, pictures={}, rows=[{"seed": 1}])
    assert stored["rows"] == [{"seed": 1}]
