"""Weight files from the network: downloaded, checked, converted, cached. The only door to requests."""

import contextlib
import importlib.util
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import requests
from requests import exceptions as failures
from urllib3.exceptions import HTTPError, ProtocolError

from ..errors import InputError
from ..files import temporary_folder_in
from .converters.formats import NEEDS, READERS, read_known
from .hdf5 import MOST_BYTES, save_network
from .library import by_hand, network_file
from .manifest import Source, checksum_like, has_checksum

TIMEOUT = (10.0, 30.0)  # seconds to be connected, and seconds between two pieces
TRIES = 3  # at one address, where the connection is cut
CHUNK = 2**16

Report = Callable[[int, int], None]  # bytes so far, bytes in all (0: not known)


def fetch_network(source: Source, *, report: Report, timeout: tuple[float, float] = TIMEOUT) -> Path:
    """Download a file, check it, convert it, and cache the network; returns the cached file's path.

    The addresses are tried in turn, and one that cuts the connection is asked for the rest. The network takes its place
    in the cache whole or not at all, so that any number of processes may do this at once. Raises InputError, in one
    line, when no address serves the file promised, when it cannot be converted, and when there is no room for it.

    Args:
        source: an entry of the manifest.
        report: is told of bytes so far, and of all of them.
        timeout: seconds to be connected, and between two pieces.

    Returns:
        Where the network is.

    Example:
        >>> from stylejax import weights
        >>> weights.fetch_network(weights.sources()["vgg19-flaxmodels"], report=print)
        Traceback (most recent call last):
        stylejax.errors.InputError: vgg19-flaxmodels: there is no converter for ...
    """
    target = network_file(source)
    check_convertible(source)
    with _folder_beside(target) as folder:
        with _room_for(target):
            file, address = _download(source, folder, report, timeout)
        save_network(target, read_known(file, source, address=address))
    return target


def check_convertible(source: Source) -> None:
    """Raise InputError for a file that could be downloaded in vain."""
    if source.format not in READERS:
        raise InputError(f"{source.name}: there is no converter for {source.file_name}; choose another network")
    if not source.addresses:
        raise InputError(f"{source.name}: has no address ({source.origin}); if you have it, run `{by_hand(source)}`")
    needed = NEEDS.get(source.format, "")
    if needed and not importlib.util.find_spec(needed):
        extra = f"pip install 'stylejax[{needed}]'"
        raise InputError(f"{source.name}: {source.file_name} cannot be read without {needed}; run {extra}")


@contextlib.contextmanager
def _folder_beside(target: Path) -> Iterator[Path]:
    """A folder of this process's own, gone with all its files when the block ends, however it ends."""
    with contextlib.ExitStack() as stack:
        with _room_for(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            folder = stack.enter_context(temporary_folder_in(target.parent))
        yield folder


@contextlib.contextmanager
def _room_for(target: Path) -> Iterator[None]:
    try:
        yield
    except (InputError, failures.RequestException):  # the latter are OSErrors, too
        raise
    except OSError as error:
        reason = error.strerror or " ".join(str(error).split())
        raise InputError(
            f"{target.parent}: cannot be written to ({reason}); make room, or set STYLEJAX_CACHE"
        ) from error


def _download(source: Source, folder: Path, report: Report, timeout: tuple[float, float]) -> tuple[Path, str]:
    """The checked file and the address that served it."""
    if source.size > (free := shutil.disk_usage(folder).free):
        raise InputError(
            f"{folder.parent}: {source.size} bytes are needed and {free} free; make room, or set STYLEJAX_CACHE"
        )
    reasons = []
    for address in source.addresses:
        try:
            return _retrieve(source, address, folder, report, timeout), address
        except (failures.RequestException, HTTPError, ValueError) as error:
            reasons.append(f"{urlsplit(address).netloc} {_reason(error)}")
    raise InputError(f"{source.name}: not fetched: {', '.join(reasons)}; {_remedy(source)}")


def _remedy(source: Source) -> str:
    return f"try again with a connection, or download {source.addresses[0]} elsewhere and run `{by_hand(source)}`"


def _retrieve(source: Source, address: str, folder: Path, report: Report, timeout: tuple[float, float]) -> Path:
    """The checked file from one address; where the connection is cut, the rest is asked for."""
    path = folder / source.file_name
    path.unlink(missing_ok=True)
    for left in reversed(range(TRIES)):
        try:
            _append(path, address, report, timeout)
            break
        except failures.RequestException as error:
            if not left or not _was_cut(error):
                raise
    _check(path, source)
    return path


def _append(path: Path, address: str, report: Report, timeout: tuple[float, float]) -> None:
    """Download to the end of a file, or the whole of it from a server that does not serve parts."""
    start = path.stat().st_size if os.path.exists(path) else 0
    headers = {"Accept-Encoding": "identity", **({"Range": f"bytes={start}-"} if start else {})}
    with requests.get(address, headers=headers, stream=True, timeout=timeout) as response:
        response.raise_for_status()
        start = start if response.headers.get("Content-Range", "").startswith(f"bytes {start}-") else 0
        length = response.headers.get("Content-Length", "")
        total = start + int(length) if length.isdecimal() else 0
        with path.open("ab" if start else "wb") as file:
            for piece in response.iter_content(CHUNK):
                if max(total, file.tell() + len(piece)) > MOST_BYTES:
                    raise InputError(f"serves more than {MOST_BYTES} bytes")
                file.write(piece)
                report(file.tell(), total)


def _check(path: Path, source: Source) -> None:
    """Raise InputError unless the file is the one promised; where no checksum is published, by its size alone."""
    if source.checksum and not has_checksum(path, source.checksum):
        actual = checksum_like(path, source.checksum)
        raise InputError(f"serves another file ({actual} instead of {source.checksum})")
    if not source.checksum and source.size and path.stat().st_size != source.size:
        raise InputError(f"serves another file ({path.stat().st_size} bytes instead of {source.size})")


def _was_cut(error: Exception) -> bool:
    return bool(error.args) and isinstance(error.args[0], ProtocolError)


def _reason(error: Exception) -> str:
    if isinstance(error, failures.HTTPError) and error.response is not None:
        return f"answers {error.response.status_code}"
    if isinstance(error, failures.TooManyRedirects):
        return "redirects in a circle"
    if isinstance(error, failures.Timeout) or "timed out" in str(error):
        return "does not answer in time"
    if _was_cut(error):
        return "cuts the connection"
    if isinstance(error, failures.ProxyError):
        return "is behind a proxy that cannot be reached"
    if isinstance(error, failures.SSLError):
        return "has a certificate that is not accepted"
    if isinstance(error, failures.ConnectionError):
        return "cannot be reached"
    return " ".join(str(error).split())
