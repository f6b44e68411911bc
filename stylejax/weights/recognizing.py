"""What a file is that was given for a weight file, as far as its name and its first bytes tell, and what to do."""

import shlex
from pathlib import Path

# How other projects' weight files begin or end, what they are called, and what they may be converted as.
KINDS = (
    (b"PK\x03\x04", (".pth", ".pt", ".zip"), "a PyTorch file", ("torchvision-vgg19", "jcjohnson-vgg19", "gatys-vgg19")),
    (b"PK\x03\x04", (".npz",), "a NumPy archive", ("vgg19-quarter", "vgg19-normalized")),
    (b"MATLAB 5.0", (".mat",), "a MATLAB file", ("matconvnet-vgg19", "matconvnet-vgg16")),
    (b"\x80", (".pth", ".pt"), "a PyTorch file", ("torchvision-vgg19", "jcjohnson-vgg19", "gatys-vgg19")),
    (b"\x80", (".pkl", ".pickle"), "a pickle of Lasagne", ("lasagne-vgg19", "lasagne-vgg19-normalized")),
    (b"\n", (".caffemodel",), "a Caffe file", ("caffe-vgg19", "caffe-vgg19-normalized", "caffe-googlenet")),
    (b"", (".safetensors",), "a safetensors file", ("safetensors-vgg19", "safetensors-vgg16")),
)

# What else is met under the name of a weight file.
OTHERS = (
    (b"version https://git-lfs", "a pointer of Git LFS and no weights; run: git lfs pull"),
    (b"<!doctype", "a web page and no weights; download the file itself"),
    (b"<html", "a web page and no weights; download the file itself"),
    (b"\x89png", "a picture; name a weight file"),
    (b"\xff\xd8\xff", "a picture; name a weight file"),
)


UNREADABLE = "not a readable HDF5 weight file"


def what_it_is(path: str | Path) -> str:
    """What the file at a path is, and how to make it a weight file."""
    try:
        with Path(path).open("rb") as file:
            start = file.read(64)
    except (OSError, ValueError):
        start = b""
    if not start:
        return f"{UNREADABLE}; fetch or convert it again"
    for mark, told in OTHERS:
        if start.lower().startswith(mark):
            return f"{UNREADABLE}, but {told}"
    suffix = Path(path).suffix.lower()
    for mark, suffixes, told, kinds in KINDS:
        if start.startswith(mark) and suffix in suffixes:
            return f"{UNREADABLE}, but {told}; convert it: {_convert(path, kinds)}"
    return f"{UNREADABLE}; fetch or convert it again"


def other_hdf5(path: str | Path) -> str:
    """What an HDF5 file is that is not of our layout, and how to make it one that is."""
    command = _convert(path, ("keras-vgg19", "keras-vgg16"))
    return f"not a stylejax weight file (by its 'format'), but other HDF5; if it is Keras's, convert it: {command}"


def _convert(path: str | Path, kinds: tuple[str, ...]) -> str:
    others = f" (or {', '.join(kinds[1:])})" if kinds[1:] else ""
    out = shlex.quote(f"{Path(path).stem}-stylejax.h5")
    return f"stylejax weights convert {shlex.quote(str(path))} -o {out} --as {kinds[0]}{others}"
