"""Laws of comparing: what tells recipes apart, the yardstick, and the words for it."""

import dataclasses

import jax.numpy as jnp
import numpy as np
import pytest

from stylejax.artists import ARTISTS, Painting, load_artist
from stylejax.artists.describing import SETTINGS, differences
from stylejax.artists.measuring import (
    can_measure,
    distance,
    measure_painting,
    mixtures,
    same_height,
    seconds_without_compiling,
    settled,
)
from stylejax.networks.networks import random_network
from stylejax.reports.words import ratio

JOHNSON, SATOSHI, MATTYA = (load_artist(name) for name in ("johnson", "satoshi", "mattya-vgg"))


def finished(content, style, *, image=None) -> Painting:
    return Painting(content if image is None else image, (1.0,), 1, "finished", content, style)


@pytest.mark.parametrize("artist", ARTISTS.values(), ids=list(ARTISTS))
def test_settling_changes_the_length_and_the_evaluations_only(artist):
    changed = settled(artist, size=123, steps=45)
    assert (changed.fit.length, changed.evaluations) == (123, 45)
    assert dataclasses.replace(changed, fit=artist.fit, evaluations=artist.evaluations) == artist
    assert settled(artist, size=123, steps=None).evaluations == artist.evaluations


def test_a_mixture_differs_from_the_first_in_its_one_setting():
    mixed = mixtures(JOHNSON, SATOSHI)
    assert tuple(mixed) == differences(JOHNSON, SATOSHI)
    for name, artist in mixed.items():
        assert differences(JOHNSON, artist) == (name,)
        assert getattr(artist, name) == getattr(SATOSHI, name)


def test_the_scale_goes_with_the_network():
    kai_vgg = load_artist("kai-vgg")
    mixed = mixtures(JOHNSON, kai_vgg)
    assert "scale" not in mixed
    assert (mixed["network"].network, mixed["network"].scale) == (kai_vgg.network, kai_vgg.scale)
    on_one = dataclasses.replace(kai_vgg, network=JOHNSON.network)
    assert mixtures(JOHNSON, on_one)["scale"].scale == kai_vgg.scale


def test_all_mixtures_together_are_the_second():
    changes = {name: getattr(artist, name) for name, artist in mixtures(JOHNSON, SATOSHI).items()}
    both = dataclasses.replace(JOHNSON, **changes)
    assert [getattr(both, name) for name in SETTINGS] == [getattr(SATOSHI, name) for name in SETTINGS]


def test_a_recipe_does_not_differ_from_itself():
    assert mixtures(JOHNSON, JOHNSON) == {}


def test_the_photo_itself_has_no_content_term_and_the_painting_no_style_term(miniature, content):
    painting = 1 - content
    terms = [
        measure_painting(miniature, finished(content, painting, image=image), JOHNSON, np.asarray(content))
        for image in (content, painting)
    ]
    assert max(terms[0].content.values()) == pytest.approx(0, abs=1e-12)
    assert max(terms[1].style.values()) == pytest.approx(0, abs=1e-12)
    assert min(min(terms[0].style.values()), min(terms[1].content.values())) > 1e-9


def test_a_photo_padded_to_a_square_is_measured_without_its_padding(miniature, content):
    artist, photo = settled(MATTYA, size=24, steps=1), np.asarray(content)
    padded, _ = artist.fit(photo, photo)
    assert padded.shape != photo.shape
    terms = measure_painting(miniature, finished(jnp.asarray(padded), 1 - content, image=content), artist, photo)
    assert max(terms.content.values()) == pytest.approx(0, abs=1e-12)


def test_only_networks_with_the_layers_of_the_paper_can_measure(miniature, shallow):
    assert can_measure(miniature)
    assert not can_measure(shallow)
    assert not can_measure(random_network("nin", seed=0, width=1 / 16))


def test_distance_is_symmetric_and_nothing_only_to_itself():
    draw = np.random.default_rng(0).random
    one, other = draw((20, 24, 3)), draw((20, 24, 3))
    assert distance(one, one) == 0
    assert distance(one, other) == pytest.approx(distance(other, one)) == pytest.approx(np.sqrt(1 / 6), rel=0.05)
    assert distance(np.zeros((20, 24, 3)), np.ones((30, 36, 3))) == pytest.approx(1)


@pytest.mark.parametrize("shape", [(20, 24, 3), (30, 36, 3), (24, 20, 3)])
def test_a_distance_is_one_number_whichever_picture_comes_first(shape):
    draw = np.random.default_rng(0).random
    one, other = draw((20, 24, 3)), draw(shape)
    assert distance(one, other) == distance(other, one) > 0


def test_ratios_are_those_the_artists_are_known_by():
    known = {"paper": "1 : 1000", "kai": "1 : 5e9", "eben": "1 : 1e9", "texture": "style only"}
    assert {name: ratio(load_artist(name)) for name in known} == known
    assert ratio(load_artist("deepdream")) == "content only"


def test_seconds_count_the_first_evaluation_like_the_others():
    assert seconds_without_compiling([100.0, 101.0, 102.0, 103.0]) == pytest.approx(4)
    assert seconds_without_compiling([100.0]) == 0


def test_pictures_of_one_height_keep_their_shape():
    images = same_height([np.full((20, 40, 3), 0.5, np.float32), np.full((30, 30, 3), 0.25, np.float32)])
    assert [image.shape for image in images] == [(30, 60, 3), (30, 30, 3)]
    np.testing.assert_allclose(images[0], 0.5, atol=1e-6)
