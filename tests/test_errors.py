"""Laws of what is said of unknown names."""

from stylejax.errors import choice_of, nearest


def test_the_nearest_name_comes_first_and_only_what_people_mean_is_listed():
    layers = ["narrow_relu4_2", "conv4_2", "relu4_1", "relu4_2", "relu5_1"]
    assert choice_of("relu4-2", layers, told=["relu4_1", "relu4_2", "relu5_1"]) == (
        "choose one of relu4_2, relu4_1, relu5_1"
    )


def test_the_case_of_letters_does_not_matter():
    assert nearest("VGG19", ["vgg16", "vgg19"]) == "vgg19"


def test_where_nothing_is_near_all_are_listed():
    assert choice_of("x", ["paper", "johnson"]) == "choose one of paper, johnson"
    assert choice_of("mien", ["mine"]) == "choose one of mine"
