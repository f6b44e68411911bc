"""Law of outputs: no command writes where it reads, or twice to one place, links followed."""

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from stylejax.cli.app import app
from stylejax.jobs.checkpoints.storing import Kept, write_kept
from stylejax.media.writing import write_image
from stylejax.networks.networks import random_network
from stylejax.synthesis.runs import Halfway
from stylejax.weights.hdf5 import save_network


@pytest.fixture
def desk(tmp_path, monkeypatch) -> Path:
    """A folder to work in, with a photo, a painting, a folder of photos, a network, and links to the photo."""
    draw = np.random.default_rng(0).random
    (tmp_path / "photos").mkdir()
    (tmp_path / "film").mkdir()
    for name in ("photo.png", "painting.png", "photos/a.png", "film/0001.png", "film/index.png"):
        write_image(tmp_path / name, draw((24, 32, 3)))
    shutil.copy(tmp_path / "photo.png", tmp_path / "film" / "content.png")
    shutil.copy(tmp_path / "photo.png", tmp_path / "film" / "content-relu1_1.png")
    settings = {"content": "photo.png", "style": "painting.png", "size": 24}
    (tmp_path / "painted").mkdir()
    record = {"command": "transfer", "settings": settings, "pictures": {}}
    write_image(tmp_path / "painted" / "b.png", draw((24, 32, 3)), record=record)
    about = {"record": record, "outputs": {"output": "photo.png", "report": None, "folder": "", "bits": 8, "dpi": 0}}
    (tmp_path / "kept.checkpoint").touch()
    write_kept(tmp_path / "kept.checkpoint", Kept(about, Halfway((), (), np.zeros(()), ())))
    save_network(tmp_path / "small.h5", random_network("vgg19", seed=0, width=1 / 16))
    (tmp_path / "link.png").symlink_to("photo.png")
    os.link(tmp_path / "photo.png", tmp_path / "twin.png")
    monkeypatch.chdir(tmp_path)
    return tmp_path


BOTH = "photo.png painting.png --size 24"
LINES = {  # each overwrites something that is read, or writes one file twice
    "transfer content": f"transfer {BOTH} -o photo.png",
    "transfer by its whole name": f"transfer {BOTH} -o ../desk/photo.png",
    "transfer through a link": f"transfer {BOTH} -o link.png",
    "transfer through a hard link": f"transfer {BOTH} -o twin.png",
    "transfer style": f"transfer {BOTH} -o painting.png",
    "transfer init": f"transfer {BOTH} --init film/0001.png -o film/0001.png",
    "transfer report over network": f"transfer {BOTH} --network small.h5 -o out.png --report small.h5",
    "transfer report over picture": f"transfer {BOTH} -o out.png --report out.png",
    "transfer checkpoint over picture": f"transfer {BOTH} -o out.png --checkpoint out.png",
    "transfer checkpoint over content": f"transfer {BOTH} -o out.png --checkpoint photo.png",
    "reconstruct checkpoint": "reconstruct style photo.png -o out.png --checkpoint link.png",
    "texture checkpoint": "texture photo.png -o out.png --checkpoint photo.png",
    "resume": "resume kept.checkpoint",
    "sweep": f"sweep {BOTH} -o painting.png",
    "sweep table over sheet": f"sweep {BOTH} -o out.png --table out.png",
    "sweep pareto over report": f"sweep {BOTH} -o out.png --pareto front.svg --report front.svg",
    "sweep each": "sweep film/1.png painting.png --size 24 -o out.png --save-each film",
    "batch style": "batch photos photos/a.png -o painted/../photos",
    "batch over style": "batch photos painted/a.png -o painted --size 24",
    "reconstruct content": "reconstruct content photo.png -o photo.png --size 24",
    "reconstruct style": "reconstruct style photo.png -o link.png --size 24",
    "reconstruct figure": f"reconstruct figure {BOTH} -o photo.png",
    "reconstruct figure each": "reconstruct figure film/content-relu1_1.png painting.png --layers relu1_1 --size 24"
    " -o out.png --save-each film",
    "texture": "texture photo.png -o photo.png",
    "regions": "regions photo.png painting.png -o photo.png",
    "a mask": "transfer photo.png painting.png --keep film/0001.png -o film/0001.png",
    "the mask of a region": "transfer photo.png painting.png --region film/0001.png=painting.png -o film/0001.png",
    "recolor": "recolor painting.png photo.png -o photo.png",
    "recolor picture": "recolor painting.png photo.png -o painting.png",
    "dream": "dream photo.png -o photo.png --size 24",
    "dream guide": "dream photo.png --guide painting.png -o painting.png --size 24",
    "dream film": "dream film/0001.png --frames 2 -o film --size 24",
    "compare": f"compare {BOTH} --network small.h5 -o photo.png",
    "compare page": "compare film/content.png painting.png --network small.h5 --size 24 -o out.png --html film",
    "explain": f"explain satoshi johnson {BOTH} --network small.h5 -o photo.png",
    "explain table": f"explain satoshi johnson {BOTH} --network small.h5 -o out.png --table painting.png",
    "replay": "replay painted/b.png -o painted/b.png",
    "replay content": "replay painted/b.png -o photo.png",
    "replay report over picture": "replay painted/b.png -o out.png --report painted/b.png",
    "weights normalize": "weights normalize small.h5 --pictures photos -o small.h5",
    "weights normalize over a photo": "weights normalize small.h5 --pictures photos -o photos/a.png",
    "weights convert": "weights convert small.h5 -o small.h5 --as keras-vgg19",
}


@pytest.mark.parametrize("line", LINES.values(), ids=list(LINES))
def test_no_output_is_an_input_or_another_output(desk, line):
    shutil.copy(desk / "painting.png", desk / "painted" / "a.png")
    shutil.copy(desk / "photo.png", desk / "film" / "1.png")
    words = [word.replace("../desk", str(desk)) for word in line.split()]
    before = {path: path.read_bytes() for path in desk.rglob("*") if path.is_file()}
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 2, result.output
    assert result.output.count("\n") == 1
    assert "would be overwritten" in result.output or "written twice" in result.output or "themselves" in result.output
    assert {path: path.read_bytes() for path in desk.rglob("*") if path.is_file()} == before
