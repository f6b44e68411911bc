"""The password of a page that others can reach, and how many wrong ones are heard."""

import collections
import hashlib
import hmac
import os
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from ...errors import InputError

VARIABLE = "STYLEJAX_PASSWORD"
SHORTEST = 8  # letters
WRONG_ONES = 5  # from one address, after which it has to wait
WAIT = 60.0  # seconds
MOST_ADDRESSES = 10_000
MOST_KEYS = 1_000
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def password_for(host: str, file: Path | None, *, environment: Mapping[str, str] = os.environ) -> str | None:
    """The password of a page at that address, from a file or the environment; None where none is needed or given.

    Raises InputError for an address that others can reach without one, and for a file without one.

    Args:
        host: that is listened on.
        file: with the password, or None.
        environment: variables by name.

    Returns:
        The password, or None.

    Example:
        >>> from stylejax.studio import access
        >>> access.password_for("0.0.0.0", None, environment={"STYLEJAX_PASSWORD": "correct horse"})
        'correct horse'
    """
    password = environment.get(VARIABLE)
    if file is not None:
        try:
            password = file.read_text(encoding="utf-8").strip()
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "it is no text"
            raise InputError(f"{file}: cannot be read ({reason}); write the password into it") from None
    if password is None and host not in LOOPBACK:
        raise InputError(f"host: {host} can be reached by others; give a `password_file`, or set {VARIABLE}")
    if password is not None and len(password) < SHORTEST:
        raise InputError(f"password: has fewer than {SHORTEST} letters; take a longer one")
    return password


class Doorkeeper:
    """Lets those in who know the password, and has those wait who guess.

    After five wrong ones an address is not heard for a minute, whatever it says. Whoever was let in has a key, which is
    not guessed.

    Example:
        >>> from stylejax.studio import access
        >>> keeper = access.Doorkeeper("correct horse")
        >>> keeper.knows("a guess", "192.0.2.1"), keeper.has_key(keeper.new_key())
        (False, True)
    """

    def __init__(self, password: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._salt, self._clock = secrets.token_bytes(16), clock
        self._digest = self._digested(password)
        self._keys = collections.deque[str](maxlen=MOST_KEYS)
        self._wrong: dict[str, list[float]] = {}
        self._lock = threading.Lock()

    def has_key(self, key: str) -> bool:
        """Whether it is the key of somebody who was let in."""
        return any(hmac.compare_digest(key.encode(), known.encode()) for known in tuple(self._keys))

    def must_wait(self, address: str) -> bool:
        """Whether nobody at that address is heard now."""
        with self._lock:
            return len(self._recent(address)) >= WRONG_ONES

    def knows(self, password: str, address: str) -> bool:
        """Whether that is the password; False for all who must wait."""
        if self.must_wait(address):
            return False
        is_right = hmac.compare_digest(self._digested(password), self._digest)
        with self._lock:
            if len(self._wrong) >= MOST_ADDRESSES:
                self._wrong.pop(next(iter(self._wrong)))
            self._wrong[address] = [] if is_right else [*self._recent(address), self._clock()]
        return is_right

    def new_key(self) -> str:
        """A key for who knows the password."""
        self._keys.append(secrets.token_urlsafe(32))
        return self._keys[-1]

    def _recent(self, address: str) -> list[float]:
        return [when for when in self._wrong.get(address, ()) if self._clock() - when < WAIT]

    def _digested(self, password: str) -> bytes:
        return hashlib.sha256(self._salt + password.encode()).digest()
