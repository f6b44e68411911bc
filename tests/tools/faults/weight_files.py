"""Networks that are no networks, or hold numbers beyond measure."""

import numpy as np

from faults.cases import fault
from faults.studio import PAIR, SMALL, Studio

PAGE = b"<!DOCTYPE html><html><body>quota exceeded</body></html>"
POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"


@fault("11 files that are no weights", "'not a readable HDF5 weight file; convert it again'")
def no_weights(studio: Studio) -> str:
    """A web page, a pointer, noise, nothing: each is refused in one line that says what it is."""
    files = {
        "a.pth": (PAGE, "web page"),
        "a.caffemodel": (PAGE, "web page"),
        "a.mat": (PAGE, "web page"),
        "a.h5": (PAGE, "web page"),
        "lfs.h5": (POINTER, "LFS"),
        "empty.h5": (b"", "empty"),
        "noise.h5": (np.random.default_rng(0).bytes(4096), "HDF5"),
    }
    for name, (content, told) in files.items():
        (studio / name).write_bytes(content)
        for words in (("transfer", *PAIR, *SMALL, "-o", "p.png", "--network", name), ("weights", "verify", name)):
            answer = studio.run(*words).line
            assert told in answer, (name, answer)
    return f"{len(files)} named by what they are"


@fault("11 weights of other programs", "'convert it again', names no choices")
def other_weights(studio: Studio) -> str:
    """A file of another kind is named with the line that converts it; a misspelt name with the nearest."""
    import h5py

    with h5py.File(studio / "keras.h5", "w") as file:
        file["block1_conv1/block1_conv1/kernel:0"] = np.zeros((3, 3, 3, 64), np.float32)
    answer = studio.paint("-o", "p.png", "--network", "keras.h5").line
    assert "weights convert" in answer, answer
    assert "vgg19" in studio.paint("-o", "p.png", "--network", "VGG19").line
    assert "compact" in studio.paint("-o", "p.png", "--network", "compct").line
    (studio / "vgg.caffemodel").write_bytes(b"\n\4VGG" + bytes(99))
    answer = studio.run("weights", "convert", "vgg.caffemodel", "-o", "o.h5").line
    assert "keras-vgg19" in answer, answer
    return "names the command, the nearest name, the choices"


@fault("11 half of a weight file", "unclear")
def half_of_a_file(studio: Studio) -> str:
    """Half of a weight file is refused as such."""
    from stylejax import load_network, save_network

    save_network(studio / "net.h5", load_network())
    content = (studio / "net.h5").read_bytes()
    (studio / "half.h5").write_bytes(content[: len(content) // 2])
    return studio.paint("-o", "p.png", "--network", "half.h5").line[7:100]


@fault("2.13 weights of 3e38", "'record: cannot be written as JSON', after the run")
def weights_of_3e38(studio: Studio) -> str:
    """A network whose numbers overflow is named, and nothing is lost in the end."""
    import dataclasses

    import jax

    from stylejax import load_network, save_network

    network = load_network()
    huge = jax.tree.map(lambda array: array * 0 + 3e38, network.parameters)
    save_network(studio / "huge.h5", dataclasses.replace(network, parameters=huge))
    done = studio.paint("-o", "p.png", "--network", "huge.h5")
    assert done.code in (2, 3), done.code
    assert "huge" in done.error, done.error
    assert "record" not in done.error
    return done.error.strip().splitlines()[-1][:100]
