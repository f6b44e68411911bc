"""Laws of the page that plays sounds."""

from stylejax.reports.web import Player, PlayerPage, players_html


def test_each_sound_has_its_picture_and_its_player_and_names_are_escaped():
    one = Player("loud & <clear>", "a b.flac", "a b.flac.png", ("100 evaluations",))
    page = players_html(PlayerPage("a title", ("a line",), [one], [one, one]))
    assert page.count("<audio") == 3
    assert page.count('src="a b.flac"') == 3
    assert "loud &amp; &lt;clear&gt;" in page
    assert "<clear>" not in page
