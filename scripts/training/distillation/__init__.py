"""The parts of `train_compact.py`."""
