"""All recipes by name."""

from collections.abc import Mapping

from ..errors import InputError, choice_of
from .recipes import anders, deepdream, eben, gatys, johnson, kai, mattya, satoshi
from .records import Artist

_GROUPS = (gatys, kai, satoshi, mattya, johnson, anders, eben, deepdream)

ARTISTS: Mapping[str, Artist] = {artist.name: artist for group in _GROUPS for artist in group.RECIPES}


def load_artist(name: str) -> Artist:
    """The recipe of that name. Raises InputError for an unknown one.

    Args:
        name: one of `ARTISTS`, as "johnson".

    Returns:
        The recipe, as data.

    Example:
        >>> import stylejax
        >>> stylejax.load_artist("johnson").who
        'Justin Johnson'
    """
    if name not in ARTISTS:
        raise InputError(f"artist: {name!r} is unknown; {choice_of(name, ARTISTS)}")
    return ARTISTS[name]
