"""The door to Gradio, an extra: imported when a studio is opened, and told to keep to itself."""

import importlib
import importlib.util
import os
from pathlib import Path
from typing import Any

import lazy_loader

from ...errors import InputError

gr: Any = lazy_loader.load("gradio")

QUIET = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}  # of an event that is answered at once

# What Gradio and the package it loads models by would tell others, and where it would keep files.
SILENT = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_SHARE": "False",
    "GRADIO_SSR_MODE": "False",
    "GRADIO_MCP_SERVER": "False",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
}


def check_extra() -> None:
    """Raise InputError where Gradio is not installed."""
    if importlib.util.find_spec("gradio") is None:
        raise InputError("studio: needs Gradio; run: pip install 'stylejax[studio]'")


def prepare(files: Path) -> None:
    """Have Gradio keep its files there, and tell nobody. To be called before it is imported."""
    os.environ.update(SILENT, GRADIO_TEMP_DIR=os.path.realpath(files))


def keep_from_others() -> None:
    """Have Gradio fetch nothing: it would read a file from wherever an event of the page says that it lies."""
    processing: Any = importlib.import_module("gradio.processing_utils")
    processing.async_ssrf_protected_get = _refuse


async def _refuse(address: str) -> None:
    raise InputError("file: is an address, which is not fetched; save the picture first")
