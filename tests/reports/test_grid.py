"""Laws of the numbers beside a grid."""

from stylejax.reports.grid import short_numbers


def test_numbers_of_one_axis_are_written_alike():
    assert short_numbers([1e-5, 1e-4, 0.01, 0]) == ("1e-5", "1e-4", "1e-2", "0")
    assert short_numbers([0.01, 1, 10]) == ("0.01", "1", "10")
