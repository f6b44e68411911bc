"""Small weight files of every layout, for the tests and for `scripts/fuzz_weights.py`."""
