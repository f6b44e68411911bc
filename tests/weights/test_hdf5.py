"""Weight files: what is written comes back, and nothing else gets in."""

import contextlib
import dataclasses
import re
import time
from collections.abc import Callable
from pathlib import Path

import h5py
import jax
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from stylejax.errors import InputError
from stylejax.networks.architectures.graph import Architecture
from stylejax.networks.networks import Card, Network, Pixels, PlainScale, random_network
from stylejax.weights.assembly import MOST_CHANNELS
from stylejax.weights.hdf5 import checksum, read_network, save_network

README = Path(__file__).parents[2] / "weights" / "README.md"


@pytest.fixture(scope="module")
def network() -> Network:
    """Three convolutions with a head on the last, and settings unlike any default."""
    made = random_network(Architecture("vgg19", "max", "reflect", ("2_1",), "2_1"), seed=3, width=1 / 16)
    pixels = Pixels("BGR", 255.0, (103.939, 116.779, 123.68), (1.0, 2.0, 3.0))
    return dataclasses.replace(made, pixels=pixels, card=Card("tiny", "", "https://example.org", "ab" * 32, "MIT, ©"))


@pytest.fixture
def file(network: Network, tmp_path: Path) -> Path:
    save_network(tmp_path / "network.h5", network)
    return tmp_path / "network.h5"


def refusal(path: Path) -> str:
    """The one line with which a file is refused, whatever it is, at once and leaving the folder as it was."""
    before, start = sorted(path.parent.iterdir()), time.perf_counter()
    with pytest.raises(InputError) as caught:
        read_network(path)
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(f"{path}: ")
    assert sorted(path.parent.iterdir()) == before
    assert time.perf_counter() - start < 5
    return message


# What comes back


@pytest.mark.parametrize("architecture", ["vgg16", "vgg19"])
def test_round_trip_in_float32_is_lossless(architecture: str, tmp_path: Path) -> None:
    network = random_network(architecture, seed=0, width=1 / 16)
    save_network(tmp_path / "a.h5", network)
    read = read_network(tmp_path / "a.h5")
    jax.tree.map(assert_array_equal, dict(read.parameters), dict(network.parameters))
    assert (read.architecture, read.pixels) == (network.architecture, network.pixels)
    assert read.card == dataclasses.replace(network.card, sha256=checksum(tmp_path / "a.h5"))


def test_round_trip_keeps_heads_pixels_and_card(network: Network, file: Path) -> None:
    read = read_network(file)
    assert read.architecture == network.architecture
    assert read.pixels == network.pixels
    assert dataclasses.replace(read.card, sha256="") == network.card
    assert {array.dtype for array in jax.tree.leaves(dict(read.parameters))} == {np.dtype("float32")}


def test_round_trip_in_float16_is_close_and_half_the_size(miniature: Network, tmp_path: Path) -> None:
    for dtype in ("float16", "float32"):
        save_network(tmp_path / dtype, miniature, dtype=dtype)
    read = read_network(tmp_path / "float16")
    for name, tensors in miniature.parameters.items():
        assert_allclose(read.parameters[name]["kernel"], tensors["kernel"], rtol=2**-11, atol=2**-25)
        assert read.parameters[name]["kernel"].dtype == np.float32
    numbers = sum(array.size for array in jax.tree.leaves(dict(miniature.parameters)))
    saved = (tmp_path / "float32").stat().st_size - (tmp_path / "float16").stat().st_size
    assert saved == pytest.approx(2 * numbers, rel=0.02)


def test_equal_networks_give_equal_bytes(network: Network, tmp_path: Path) -> None:
    reordered = dataclasses.replace(network, parameters=dict(reversed(network.parameters.items())))
    save_network(tmp_path / "a.h5", network)
    save_network(tmp_path / "b.h5", reordered)
    save_network(tmp_path / "c.h5", read_network(tmp_path / "a.h5"))
    assert checksum(tmp_path / "a.h5") == checksum(tmp_path / "b.h5") == checksum(tmp_path / "c.h5")


def test_saving_replaces_the_old_file_and_leaves_nothing_else(network: Network, file: Path) -> None:
    save_network(file, network, dtype="float16")
    assert list(file.parent.iterdir()) == [file]


def test_the_example_in_the_readme_makes_a_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    exec(re.search(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)[1], {})
    read = read_network("tiny.h5")
    assert read.pixels.channel_order == "BGR"
    assert read.parameters["conv1_1"]["kernel"].shape == (3, 3, 3, 8)


# What is not written


def first_kernel(network: Network, change: Callable[[np.ndarray], np.ndarray]) -> Network:
    tensors = network.parameters["conv1_1"]
    changed = {**tensors, "kernel": change(np.array(tensors["kernel"]))}
    return dataclasses.replace(network, parameters={**network.parameters, "conv1_1": changed})


@pytest.mark.parametrize(
    "change",
    [
        lambda network: first_kernel(network, lambda kernel: kernel * np.nan),
        lambda network: first_kernel(network, lambda kernel: kernel[:1]),
        lambda network: first_kernel(network, lambda kernel: kernel.astype(int)),
        lambda network: first_kernel(network, lambda kernel: 1e6 + kernel),
        lambda network: dataclasses.replace(network, parameters={}),
        lambda network: dataclasses.replace(network, parameters={**network.parameters, "conv9_9": {}}),
        lambda network: dataclasses.replace(network, pixels=Pixels(std=(1.0, 0.0, 1.0))),
        lambda network: dataclasses.replace(network, card=Card("two\nlines")),
    ],
    ids=["nan", "shape", "integers", "too large for float16", "missing", "extra", "zero std", "two lines"],
)
def test_a_network_that_could_not_be_read_back_is_not_written(
    change: Callable[[Network], Network], network: Network, tmp_path: Path
) -> None:
    with pytest.raises(InputError):
        save_network(tmp_path / "a.h5", change(network), dtype="float16")
    assert not list(tmp_path.iterdir())


def test_an_unknown_dtype_is_refused(network: Network, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="int8"):
        save_network(tmp_path / "a.h5", network, dtype="int8")


# What does not get in: files that are not


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "No such file" in refusal(tmp_path / "none.h5")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert "directory" in refusal(tmp_path)


@pytest.mark.parametrize("content", [b"", b"not HDF5", b"\x89HDF\r\n\x1a\n", b"\x89HDF\r\n\x1a\n" + bytes(1000)])
def test_a_file_that_is_not_hdf5_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.h5").write_bytes(content)
    assert "not a readable HDF5" in refusal(tmp_path / "a.h5")


@pytest.mark.parametrize("kept", [0.01, 0.1, 0.5, 0.99])
def test_a_truncated_file_is_refused(kept: float, file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: int(kept * len(content))])
    assert "not a readable HDF5" in refusal(file)


def test_a_damaged_file_is_refused_in_words_or_reads_as_a_network(file: Path) -> None:
    content, generator = np.frombuffer(file.read_bytes(), np.uint8), np.random.default_rng(0)
    for _ in range(60):
        damaged = content.copy()
        damaged[generator.integers(0, len(content), 3)] = generator.integers(0, 256, 3)
        file.write_bytes(damaged.tobytes())
        with contextlib.suppress(InputError):
            read_network(file)


def test_a_file_of_another_checksum_is_not_even_opened(file: Path) -> None:
    read_network(file, sha256=checksum(file))
    with h5py.File(file, "a") as opened:
        opened.attrs["name"] = "other"
    with pytest.raises(InputError, match="manifest promises"):
        read_network(file, sha256="0" * 64)


# What does not get in: arrays that are not


def replaced(file: Path, name: str, **options: object) -> None:
    with h5py.File(file, "a") as opened:
        del opened[name]
        if options:
            opened.create_dataset(name, **options)


@pytest.mark.parametrize("name", ["conv1_1/kernel", "conv1_2/bias", "conv1_2", "conv2_1", "narrow_conv2_1/bias"])
def test_a_missing_array_is_refused(name: str, file: Path) -> None:
    replaced(file, name)
    assert f"{name if '/' in name else name + '/bias'} is missing" in refusal(file)


@pytest.mark.parametrize("name", ["conv9_1/kernel", "conv1_1/scale", "other", "conv1_1/deep/kernel"])
def test_a_superfluous_array_is_refused(name: str, file: Path) -> None:
    with h5py.File(file, "a") as opened:
        opened[name] = np.zeros(3, np.float32)
    refusal(file)


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("conv1_1/kernel", (3, 3, 4, 4)),
        ("conv1_1/kernel", (5, 5, 3, 4)),
        ("conv1_1/kernel", (4, 3, 3, 3)),
        ("conv1_1/kernel", (3, 3, 3)),
        ("conv1_1/kernel", ()),
        ("conv1_1/bias", (5,)),
        ("conv1_1/bias", (4, 1)),
        ("conv2_1/kernel", (3, 3, 8, 128)),
    ],
)
def test_an_array_of_the_wrong_shape_is_refused(name: str, shape: tuple[int, ...], file: Path) -> None:
    replaced(file, name, data=np.ones(shape, np.float32))
    message = refusal(file)
    assert f"{name.split('/')[0]}/" in message
    assert "shape" in message


def test_a_layer_of_too_many_channels_is_refused(file: Path) -> None:
    replaced(file, "conv1_1/kernel", data=np.ones((3, 3, 3, MOST_CHANNELS + 1), np.float32))
    assert f"1 to {MOST_CHANNELS}" in refusal(file)


@pytest.mark.parametrize("options", [{}, {"chunks": True}, {"chunks": True, "compression": "gzip"}], ids=str)
def test_an_array_of_terabytes_is_refused_without_room_for_it(options: dict[str, object], file: Path) -> None:
    replaced(file, "conv1_1/bias", shape=(2**38,), dtype=np.float32, **options)
    refusal(file)
    if options:  # now it really holds something
        with h5py.File(file, "a") as opened:
            opened["conv1_1/bias"][:4] = 1
        assert "shape" in refusal(file)


def test_an_array_in_pieces_that_unpack_to_much_is_refused(file: Path) -> None:
    with h5py.File(file, "a") as opened:
        del opened["conv1_1/bias"]
        piece = (2**26,)
        bomb = opened.create_dataset("conv1_1/bias", (4,), "f4", chunks=piece, maxshape=(None,), compression="gzip")
        bomb.id.write_direct_chunk((0,), b"\x00")
    assert "not held in the file" in refusal(file)


def test_an_array_never_written_is_refused(file: Path) -> None:
    replaced(file, "conv1_1/bias", shape=(4,), dtype=np.float32)
    assert "conv1_1/bias" in refusal(file)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_number_that_is_not_finite_is_refused(value: float, file: Path) -> None:
    with h5py.File(file, "a") as opened:
        opened["conv1_2/kernel"][1, 1, 1, 1] = value
    assert "conv1_2/kernel holds a number that is not finite" in refusal(file)


def test_a_number_too_large_for_float32_is_refused(file: Path) -> None:
    replaced(file, "conv1_1/bias", data=np.full(4, 1e300))
    assert "not finite" in refusal(file)


@pytest.mark.parametrize(
    "array",
    [np.ones(4, np.int32), np.ones(4, bool), np.ones(4, complex), np.array(["a"] * 4, "S"), np.ones(4, "f4,f4")],
    ids=["int32", "bool", "complex", "bytes", "compound"],
)
def test_anything_but_floating_point_numbers_is_refused(array: np.ndarray, file: Path) -> None:
    replaced(file, "conv1_1/bias", data=array)
    assert "not floating-point" in refusal(file)


def link_out(opened: h5py.File, name: str, target: Path) -> None:
    opened[name] = h5py.ExternalLink(str(target), "conv1_1/bias")


def link_within(opened: h5py.File, name: str, target: Path) -> None:
    opened[name] = h5py.SoftLink("/conv1_2/bias")


def gather(opened: h5py.File, name: str, target: Path) -> None:
    layout = h5py.VirtualLayout((4,), np.float32)
    layout[:] = h5py.VirtualSource(target, "conv1_1/bias", (4,))
    opened.create_virtual_dataset(name, layout)


def store_outside(opened: h5py.File, name: str, target: Path) -> None:
    opened.create_dataset(name, (4,), np.float32, external=[(str(target), 0, 16)])


@pytest.mark.parametrize("place", [link_out, link_within, gather, store_outside])
def test_an_array_held_elsewhere_is_refused(place: Callable[..., None], network: Network, file: Path) -> None:
    elsewhere = file.with_name("elsewhere.h5")
    save_network(elsewhere, network)
    with h5py.File(file, "a") as opened:
        del opened["conv1_1/bias"]
        place(opened, "conv1_1/bias", elsewhere)
    assert "'conv1_1/bias' is" in refusal(file)


def test_a_layer_that_links_to_another_file_is_refused(network: Network, file: Path) -> None:
    elsewhere = file.with_name("elsewhere.h5")
    save_network(elsewhere, network)
    with h5py.File(file, "a") as opened:
        del opened["conv1_1"]
        opened["conv1_1"] = h5py.ExternalLink(str(elsewhere), "conv1_1")
    assert "'conv1_1' is a link" in refusal(file)


def test_a_group_that_holds_itself_is_refused(file: Path) -> None:
    with h5py.File(file, "a") as opened:
        opened["conv1_1/again"] = opened["conv1_1"]
    assert "more than" in refusal(file)


# What does not get in: attributes that are not


@pytest.mark.parametrize(
    "name",
    ["format", "name", "architecture", "pooling", "padding", "heads", "last", "channel_order", "scale", "mean", "std"],
)
def test_a_missing_attribute_is_refused(name: str, file: Path) -> None:
    with h5py.File(file, "a") as opened:
        del opened.attrs[name]
    assert name in refusal(file)


STRINGS = ["format", "name", "source", "source_sha256", "license"]
STRINGS += ["architecture", "pooling", "padding", "heads", "last", "channel_order"]
ODD_VALUES = [1, 2.5, ["max", "max"], np.zeros(3), h5py.Empty("f"), b"\xff\xfe", "two\nlines", "x" * 2000, "\x1b[2J"]


@pytest.mark.parametrize("value", ODD_VALUES, ids=[f"value{index}" for index in range(len(ODD_VALUES))])
@pytest.mark.parametrize("name", STRINGS)
def test_an_attribute_that_is_not_a_line_of_text_is_refused(name: str, value: object, file: Path) -> None:
    with h5py.File(file, "a") as opened:
        opened.attrs[name] = np.bytes_(value.encode()) if isinstance(value, str) else value
    refusal(file)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("format", "stylejax-network-2"),
        ("architecture", "vgg11"),
        ("pooling", "median"),
        ("padding", "wrap"),
        ("channel_order", "GRB"),
        ("heads", "9_9"),
        ("heads", "2_1,2_1"),
        ("heads", "2_1,"),
        ("heads", "2_1,5_1"),
        ("last", "6_1"),
        ("last", "1_1"),
        ("mean", [1.0, 2.0]),
        ("mean", [1.0, 2.0, 3.0, 4.0]),
        ("mean", [[1.0, 2.0, 3.0]]),
        ("mean", 1.0),
        ("mean", "abc"),
        ("mean", ["a", "b", "c"]),
        ("mean", [1.0, np.nan, 1.0]),
        ("mean", [1.0, 1e300, 1.0]),
        ("mean", [1j, 1j, 1j]),
        ("std", [1.0, 0.0, 1.0]),
        ("std", [1.0, -1.0, 1.0]),
        ("std", [1.0, 1e-300, 1.0]),
        ("std", [1.0, np.inf, 1.0]),
        ("scale", 0.0),
        ("scale", -1.0),
        ("scale", np.nan),
        ("scale", "255"),
        ("scale", [255.0]),
        ("scale", h5py.Empty("f")),
    ],
    ids=str,
)
def test_an_attribute_of_a_wrong_value_is_refused(name: str, value: object, file: Path) -> None:
    with h5py.File(file, "a") as opened:
        opened.attrs[name] = np.bytes_(value.encode()) if isinstance(value, str) else value
    refusal(file)


@pytest.mark.parametrize("name", STRINGS)
def test_a_string_of_variable_length_is_refused(name: str, file: Path) -> None:
    with h5py.File(file, "a") as opened:
        opened.attrs[name] = opened.attrs[name].decode() if name != "name" else "any"
    assert f"{name!r} is missing or not a string of fixed length" in refusal(file)


def test_attributes_may_be_longer_than_need_be_and_whole_numbers(file: Path) -> None:
    with h5py.File(file, "a") as opened:
        opened.attrs["pooling"] = np.array(b"average", "S100")
        opened.attrs["scale"] = 255
        opened.attrs["mean"] = [104, 117, 124]
    assert read_network(file).architecture.pooling == "average"
    assert read_network(file).pixels.mean == (104.0, 117.0, 124.0)


def test_the_plain_scale_is_kept(network: Network, tmp_path: Path) -> None:
    layers = [name for name in network.parameters if "narrow" not in name]
    plain = tuple(PlainScale(name, 30.0, 29.5, 31, "two public logs") for name in layers)
    card = dataclasses.replace(network.card, plain=plain)
    save_network(tmp_path / "plain.h5", dataclasses.replace(network, card=card))
    assert read_network(tmp_path / "plain.h5").card.plain == plain


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("plain", value) for value in (30.0, [30.0, 1.0], [np.nan] * 3, [3, 4, 5], [-1, -1, -1], [1e9] * 3, b"abc")),
        ("plain", h5py.Empty("f")),
        ("plain_evidence", 3.0),
        ("plain_evidence", np.bytes_(b"two\nlines")),
        ("plain_evidence", None),
    ],
    ids=str,
)
def test_a_plain_scale_of_a_wrong_value_is_refused(name: str, value: object, file: Path) -> None:
    with h5py.File(file, "a") as opened:
        attributes = opened["conv1_1"].attrs
        attributes.update({"plain": [30.0, 29.0, 31.0], "plain_evidence": np.bytes_(b"a log")})
        del attributes[name]
        attributes.update({} if value is None else {name: value})
    assert "plain" in refusal(file)


def test_a_plain_scale_of_no_convolution_is_not_written(network: Network, tmp_path: Path) -> None:
    card = dataclasses.replace(network.card, plain=(PlainScale("pool1", 2.0, 2.0, 2.0, "a log"),))
    with pytest.raises(InputError, match="pool1"):
        save_network(tmp_path / "never.h5", dataclasses.replace(network, card=card))
