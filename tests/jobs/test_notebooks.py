"""Laws of notebooks: a result shows itself, and a run changes one output while it goes on."""

import io
import sys
import types

import numpy as np
import pytest
from PIL import Image

import stylejax
from stylejax.errors import InputError
from stylejax.jobs.watching import notebooks


@pytest.fixture
def shown(monkeypatch):
    """What is displayed, in place of IPython."""
    told, module = [], types.ModuleType("IPython.display")
    module.display = lambda data, **more: told.append((data, more))
    monkeypatch.setitem(sys.modules, "IPython", types.ModuleType("IPython"))
    monkeypatch.setitem(sys.modules, "IPython.display", module)
    monkeypatch.setattr(notebooks, "PAUSE", 0.0)
    return told


@pytest.fixture
def options(shallow):
    weights = stylejax.loss_weights(content_layers=("relu2_1",), style_layers=("relu1_1",))
    return {"network": shallow, "weights": weights, "steps": 4, "levels": 1}


def test_a_result_shows_itself(content, style, options):
    result = stylejax.transfer(content, style, **options)
    image = Image.open(io.BytesIO(result._repr_png_()))
    assert image.format == "PNG"
    assert np.array_equal(np.asarray(image), np.rint(np.asarray(result.image) * 255))


def test_a_run_changes_one_output_while_it_goes_on(content, style, options, shown):
    show = stylejax.NotebookDisplay()
    result = stylejax.transfer(content, style, callback=show, observers=[show], **options)
    assert result.evaluations == 4
    assert len({more["display_id"] for _, more in shown}) == 1
    assert [more["update"] for _, more in shown] == [False, *[True] * (len(shown) - 1)]
    assert "getting ready" in shown[0][0]["text/plain"]
    assert "done" in shown[-1][0]["text/plain"]
    assert all("data:image/jpeg" in data["text/html"] for data, _ in shown[1:])
    assert len(shown) >= 4


def test_it_changes_nothing_of_what_is_painted(content, style, options, shown):
    show = stylejax.NotebookDisplay()
    seen = stylejax.transfer(content, style, callback=show, observers=[show], **options)
    assert np.array_equal(seen.image, stylejax.transfer(content, style, **options).image)


def test_outside_of_notebooks_it_says_what_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "IPython.display", None)
    with pytest.raises(InputError, match="pip install ipython"):
        stylejax.NotebookDisplay()
