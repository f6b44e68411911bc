"""Laws of what is said of a file that is no weight file: what it is, and the command that makes it one."""

import pytest

from stylejax.weights.recognizing import other_hdf5, what_it_is

FILES = {
    "a PyTorch file of today": (
        "vgg19.pth",
        b"PK\x03\x04....",
        "a PyTorch file; convert it: stylejax",
    ),
    "a PyTorch file of 2017": ("vgg_conv.pth", b"\x80\x02\x8a\n", "but a PyTorch file; convert it"),
    "a MATLAB file": ("imagenet-vgg-verydeep-19.mat", b"MATLAB 5.0 MAT-file", "--as matconvnet-vgg19"),
    "a Caffe file": (
        "VGG 19.caffemodel",
        b"\n\x12VGG",
        "'VGG 19.caffemodel' -o 'VGG 19-stylejax.h5' --as caffe-",
    ),
    "a pickle": ("vgg19.pkl", b"\x80\x03}", "--as lasagne-vgg19"),
    "safetensors": ("a.safetensors", b"\x10\0\0\0\0\0\0\0{}", "--as safetensors-vgg19"),
    "a web page": ("vgg19.pth", b"<!DOCTYPE html>", "but a web page and no weights"),
    "a pointer": ("vgg19.h5", b"version https://git-lfs.github.com", "run: git lfs pull"),
    "a cut file": ("vgg19.h5", b"\x89HDF\r\n\x1a\n", "HDF5 weight file; fetch"),
    "nothing": ("vgg19.h5", b"", "HDF5 weight file; fetch"),
    "anything": ("vgg19.h5", b"abc", "not a readable HDF5 weight file"),
}


@pytest.mark.parametrize(("name", "start", "told"), FILES.values(), ids=list(FILES))
def test_a_file_is_told_by_its_name_and_its_first_bytes(tmp_path, monkeypatch, name, start, told):
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_bytes(start)
    assert told in what_it_is(name)


def test_hdf5_of_another_program_is_told_how_to_convert():
    assert "--as keras-vgg19 (or keras-vgg16)" in other_hdf5("vgg.h5")
