"""Weight files fetched, converted, verified and normalized, each with what a reader is to be told of it."""

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from ..errors import InputError, choice_of
from ..files import check_apart, check_writable, is_file
from ..media.images import picture_files, read_visible
from ..networks.networks import Network
from ..networks.normalization import normalize_network, scale_error
from ..weights.converters.formats import READERS, UNKNOWN, read_kind, read_known
from ..weights.fetching import Report, fetch_network
from ..weights.hdf5 import DTYPES, check_weight_file, checksum, read_network, save_network
from ..weights.library import kinds, load_network, network_file, shipped_manifest, sources
from ..weights.manifest import Source, has_checksum
from ..weights.pairing import Pairing, check_pairing

Bar = Callable[[str], AbstractContextManager[Report]]


def known_source(name: str, *, asked: str = "fetch") -> Source:
    """The manifest's entry of that name. Raises InputError, which begins with `asked`, for an unknown one."""
    known = sources()
    if name not in known:
        raise InputError(f"{asked}: {name!r} is unknown; {choice_of(name, known)}")
    return known[name]


def fetch_weights(name: str, bar: Bar) -> tuple[Path, Sequence[str]]:
    """The cached network's file, downloaded unless it is there and sound; and what to be warned of.

    Args:
        name: of an entry of the manifest.
        bar: shows how far it is.

    Returns:
        The file, and what to be warned of.

    Example:
        >>> import contextlib
        >>> from stylejax import jobs
        >>> jobs.fetch_weights("vgg91", lambda name: contextlib.nullcontext(lambda received, total: None))
        Traceback (most recent call last):
        stylejax.errors.InputError: ...
    """
    source = known_source(name)
    path = _sound(network_file(source))
    if path:
        return path, ()
    with bar(name) as report:
        path = fetch_network(source, report=report)
    unchecked = (
        () if source.checksum else (f"{name}: nobody publishes a checksum of this file; only its layout was checked",)
    )
    return path, (*unchecked, *_pairing(read_network(path), source).complaints)


def _sound(path: Path) -> Path | None:
    try:
        read_network(path)
    except InputError:
        return None
    return path


def _pairing(network: Network, source: Source) -> Pairing:
    return check_pairing(network, kernel=source.kernel, normalized=source.normalized, pixels=source.pixels)


def convert_weights(file: Path, out: Path, kind: str, dtype: str, *, like: str = "") -> Sequence[str]:
    """Convert another project's file; what to be warned of. Raises InputError.

    A file of the manifest is known by its checksum. Of any other one the license is unknown, unless `like` names an
    entry of the manifest whose license it has.

    Args:
        file: of another project.
        out: where the network goes.
        kind: of the file, as "torchvision-vgg19".
        dtype: "float32" or "float16".
        like: an entry of the manifest.

    Returns:
        What to be warned of.

    Example:
        >>> from pathlib import Path
        >>> from stylejax import jobs
        >>> jobs.convert_weights(Path("weights.npz"), Path("out.h5"), "no-such-kind", "float32")
        Traceback (most recent call last):
        stylejax.errors.InputError: ...
    """
    if kind not in (known := kinds()):
        raise InputError(f"as: {kind!r} is unknown; {choice_of(kind, known)}")
    license = known_source(like, asked="like").license.text if like else UNKNOWN
    if dtype not in DTYPES:
        raise InputError(f"dtype: {dtype!r} is unknown; choose one of {', '.join(DTYPES)}")
    check_apart([out], [file])
    check_weight_file(file)
    check_writable(out)
    source = source_of_file(file, kind=kind)
    network = read_known(file, source) if source else read_kind(file, kind, license=license)
    save_network(out, network, dtype=dtype)
    if source:
        return _pairing(network, source).complaints
    unsaid = () if like else (_license_unknown(file),)
    return (*unsaid, *check_pairing(network, kernel=_kernel_of(kind)).complaints)


def _license_unknown(file: Path) -> str:
    return f"{file}: no file of the manifest has its checksum, so its license is unknown; ask whoever you have it from"


def _kernel_of(kind: str) -> str:
    """Whose kernels files of this kind hold, where the manifest's entries agree on it."""
    kernels = {source.kernel for source in sources().values() if source.kind == kind}
    return kernels.pop() if len(kernels) == 1 else ""


def source_of_file(file: Path, *, kind: str = "") -> Source | None:
    """The entry of the manifest that this file is, by its checksum; of any kind, or of one."""
    candidates = (each for each in sources().values() if each.checksum and kind in ("", each.kind))
    return next((source for source in candidates if has_checksum(file, source.checksum)), None)


def verify_weights(path: Path) -> Iterator[str]:
    """What a file is, line by line. Raises InputError when it is not what it says, or nobody knows it.

    Args:
        path: of the file.

    Returns:
        Lines, as they come.

    Example:
        >>> from pathlib import Path
        >>> import stylejax
        >>> from stylejax import jobs
        >>> stylejax.save_network("tiny.h5", stylejax.random_network("vgg19", seed=0, width=1 / 64))
        >>> next(jobs.verify_weights(Path("tiny.h5")))[:6]
        'sha256'
    """
    actual = checksum(path)
    yield f"sha256   {actual}"
    source = source_of_file(path)
    if source:
        yield f"file     {source.file_name} of {source.name}, as {source.checksum_from} publishes it"
        yield f"license  {source.license.text}"
        if source.format not in READERS:
            return
        network = read_known(path, source)
    else:
        network = _own_network(path)
        source = sources().get(network.card.name)
        yield f"network  {network.card.name}, from {network.card.source or 'a source not stated'}"
        _check_origin(path, network, source)
    pairing = _pairing(network, source) if source else check_pairing(network)
    if pairing.complaints:
        raise InputError(f"{path}: {'; '.join(pairing.complaints)}; convert it again as what it is")
    yield f"pixels   belong to these weights{f' (first kernel: {pairing.kernel})' if pairing.kernel else ''}"


def _check_origin(path: Path, network: Network, source: Source | None) -> None:
    """Raise InputError when the card names an entry of the manifest that this file does not come from."""
    card = network.card
    promised = shipped_manifest().get(card.name, {}).get("sha256", card.sha256)
    algorithm, _, digits = source.checksum.partition(":") if source else ("", "", "")
    if promised != card.sha256 or (algorithm == "sha256" and not card.source_sha256.startswith(digits)):
        raise InputError(f"{path}: calls itself {card.name}, but is not the manifest's; fetch or convert it again")


def _own_network(path: Path) -> Network:
    try:
        return read_network(path)
    except InputError as error:
        hint = "no file of the manifest has its checksum, and"
        raise InputError(f"{path}: {hint} it is no stylejax weight file ({error})") from error


def normalize_weights(file: str, folder: Path, out: Path, *, size: int, dtype: str) -> Iterator[str]:
    """Normalize a network over a folder's pictures, and prove that nothing but scale changed.

    Args:
        file: of the network, or its name.
        folder: of pictures.
        out: where the network goes.
        size: longest side of the pictures, in pixels.
        dtype: "float32" or "float16".

    Returns:
        Lines, as they come.

    Example:
        >>> from pathlib import Path
        >>> import numpy as np, stylejax
        >>> from stylejax import jobs
        >>> stylejax.save_network("tiny.h5", stylejax.random_network("vgg19", seed=0, width=1 / 64))
        >>> stylejax.write_image("photo.png", np.random.default_rng(0).uniform(size=(16, 16, 3)))
        >>> next(jobs.normalize_weights("tiny.h5", Path(), Path("out.h5"), size=16, dtype="float32"))
        "out.h5: every channel's mean activation over 1 pictures is 1"
    """
    network, paths = load_network(file), picture_files(folder)
    check_apart([out], [*paths, *([file] if is_file(file) else [])])
    check_writable(out)
    normalization = normalize_network(network, (read_visible(path, size=size).image for path in paths))
    error = scale_error(network, normalization, read_visible(paths[0], size=size).image)
    save_network(out, named_normalized(normalization.network, len(paths)), dtype=dtype)
    yield f"{out}: every channel's mean activation over {len(paths)} pictures is 1"
    yield f"ReLU features changed in scale only: largest difference {error:.1e} of a layer's peak"
    for name, channels in normalization.dead.items():
        numbers = ", ".join(map(str, channels[:10])) + (", ..." if len(channels) > 10 else "")
        yield f"{name}: {len(channels)} channels that no picture excites keep their scale ({numbers})"


def named_normalized(network: Network, count: int) -> Network:
    """The network with a card that says what was done to it."""
    card = network.card
    done = dataclasses.replace(
        card, name=f"{card.name}-normalized", source=f"{card.source} (normalized over {count} pictures)", plain=()
    )
    return dataclasses.replace(network, card=done)
