"""Laws of the autocorrelation over time of a layer."""

import jax.numpy as jnp
import numpy as np

from stylejax.losses import Autocorrelation, compared, kept


def beats(every, length=60):
    return jnp.asarray(np.arange(length) % every == 0, jnp.float32).reshape(-1, 1, 1)


def test_a_beat_has_a_peak_at_its_period():
    found = kept(Autocorrelation(2, 20), beats(6))["lags"][:, 0]
    assert sorted(2 + int(lag) for lag in np.argsort(found)[-3:]) == [6, 12, 18]


def test_sounds_of_unequal_length_with_one_beat_are_nearer_than_with_two():
    loss = Autocorrelation(1, 20)
    target = kept(loss, beats(6))
    assert compared(loss, beats(6, 72), target) < 0.2 * compared(loss, beats(7, 72), target)


def test_a_shift_of_a_sound_that_goes_round_changes_next_to_nothing():
    values = jnp.asarray(np.random.default_rng(0).normal(size=(400, 1, 5)), jnp.float32)
    loss = Autocorrelation(2, 10)
    other = compared(
        loss, jnp.asarray(np.random.default_rng(1).normal(size=(400, 1, 5)), jnp.float32), kept(loss, values)
    )
    assert compared(loss, jnp.roll(values, 100, 0), kept(loss, values)) < 0.05 * other
