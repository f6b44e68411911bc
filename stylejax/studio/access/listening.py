"""Where a page can be listened on."""

import socket

from ...errors import InputError


def check_port(host: str, port: int) -> None:
    """Raise InputError where nobody can listen.

    Args:
        host: an address or a name of this machine.
        port: from 1 to 65535.

    Example:
        >>> from stylejax.studio import access
        >>> access.check_port("203.0.113.1", 7860)
        Traceback (most recent call last):
        stylejax.errors.InputError: ...
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(found[0], socket.SOCK_STREAM) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(found[4])
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"port: {port} at {host} cannot be listened on ({reason}); choose another") from None
