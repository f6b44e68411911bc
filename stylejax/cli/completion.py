"""What a shell may complete: names of networks, artists, files' kinds. Looked up when a key asks for it."""

from collections.abc import Callable, Iterable, Mapping


def _networks() -> Iterable[str]:
    from .. import weights

    return [*weights.network_files(), *weights.RANDOM_NETWORKS]


def _sources() -> Iterable[str]:
    from .. import weights

    return weights.sources()


def _artists() -> Iterable[str]:
    from .. import artists

    return artists.ARTISTS


def _kinds() -> Iterable[str]:
    from .. import weights

    return weights.kinds()


Completed = Callable[[str], list[str]]


def _from(names: Callable[[], Iterable[str]]) -> Completed:
    """What completes the last word of a list with commas: a name that begins so."""

    def complete(incomplete: str) -> list[str]:
        before, comma, begun = incomplete.rpartition(",")
        return [f"{before}{comma}{name}" for name in names() if name.startswith(begun)]

    return complete


networks, artists, sources, file_kinds = map(_from, (_networks, _artists, _sources, _kinds))

# Of settings, by the name of the field.
OF_SETTINGS: Mapping[str, Completed] = {"network": networks}
