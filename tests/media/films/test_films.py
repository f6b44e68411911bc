import numpy as np
import pytest
from PIL import Image

from stylejax.errors import InputError
from stylejax.media.films import HELD, check_film, fitted, write_film

SHAPE = (33, 47)


def smooth_frames(count):
    across = np.linspace(0, 200, SHAPE[1])
    ramp = np.broadcast_to(across[None, :, None], (*SHAPE, 3))
    return [(ramp + 50 * number / count).astype(np.uint8) for number in range(count)]


def test_a_webp_has_its_frames_in_order_and_holds_the_last(tmp_path):
    path, frames = tmp_path / "film.webp", smooth_frames(5)
    write_film(path, iter(frames), suffix=".webp")
    with Image.open(path) as film:
        assert (film.n_frames, film.size) == (5, SHAPE[::-1])
        for number, frame in enumerate(frames):
            film.seek(number)
            film.load()
            assert np.abs(np.asarray(film.convert("RGB"), float) - frame).mean() < 4
            assert film.info["duration"] == (42 if number < 4 else HELD * 42)


def test_an_mp4_has_even_sides_and_holds_the_last(tmp_path):
    av = pytest.importorskip("av")
    path, frames = tmp_path / "film.mp4", smooth_frames(5)
    write_film(path, iter(frames), suffix=".mp4")
    with av.open(str(path)) as film:
        shown = [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]
    assert len(shown) == 4 + HELD
    assert {frame.shape for frame in shown} == {(32, 46, 3)}
    assert np.abs(shown[-1].astype(float) - frames[-1][:32, :46]).mean() < 4


@pytest.mark.parametrize("suffix", [".webp", ".mp4"])
def test_a_film_has_a_frame(tmp_path, suffix):
    with pytest.raises(InputError, match="no frame"):
        write_film(tmp_path / "film", iter([]), suffix=suffix)


def test_another_suffix_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"neither \.webp nor \.mp4"):
        check_film(tmp_path / "film.gif")


def test_an_mp4_without_its_library_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "av", None)
    with pytest.raises(InputError, match=r"stylejax\[film\]"):
        check_film(tmp_path / "film.mp4")


def test_a_frame_of_its_size_stays_as_it_is():
    [frame] = smooth_frames(1)
    assert fitted(frame, SHAPE) is frame
    assert fitted(frame, (66, 94)).shape == (66, 94, 3)
