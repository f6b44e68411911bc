"""Small weight files of every layout, for the tests and for `tests/tools/fuzz_weights.py`."""
