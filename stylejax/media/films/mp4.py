"""Frames -> an MP4 of H.264, by PyAV, which is an extra."""

import importlib
import itertools
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import InputError

QUALITY = {"crf": "18", "preset": "veryfast"}  # of x264: hardly told from the frames; a third of the default's time


def video_library() -> Any:
    """PyAV. Raises InputError where it is not installed."""
    try:
        return importlib.import_module("av")
    except ImportError:
        raise InputError("film: .mp4 needs PyAV; run: pip install 'stylejax[film]', or write a .webp") from None


def write_mp4(path: Path, frames: Iterable[np.ndarray], *, frames_a_second: int, held: int) -> None:
    """Write frames `[h w 3]` of 8 bits, the last so many times. Raises InputError for no frame, or what fails.

    An odd side is one pixel shorter, as H.264 has colors for two pixels by two.
    """
    av = video_library()
    try:
        with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as container:
            _encode(av, container, frames, frames_a_second, held)
    except av.error.FFmpegError as error:
        raise InputError(f"film: cannot be encoded as .mp4 ({error}); write a .webp") from error


def _encode(av: Any, container: Any, frames: Iterable[np.ndarray], rate: int, held: int) -> None:
    stream, last = None, None
    for frame in frames:
        last = np.ascontiguousarray(frame[: frame.shape[0] // 2 * 2, : frame.shape[1] // 2 * 2])
        stream = stream or _stream(container, last, rate)
        container.mux(stream.encode(av.VideoFrame.from_ndarray(last, format="rgb24")))
    if stream is None:
        raise InputError("film: there is no frame; give one at least")
    for frame in itertools.repeat(last, held - 1):
        container.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")))
    container.mux(stream.encode(None))


def _stream(container: Any, frame: np.ndarray, rate: int) -> Any:
    stream = container.add_stream("libx264", rate=rate, options=QUALITY)
    stream.height, stream.width = frame.shape[:2]
    stream.pix_fmt = "yuv420p"  # the one that every player shows
    stream.codec_context.thread_count = 1  # the others paint
    return stream
