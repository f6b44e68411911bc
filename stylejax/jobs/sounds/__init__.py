"""Sounds from settings and files, and back: presets, inputs, records, one sound, sweeps of them, and replays."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
