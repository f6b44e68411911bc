"""What stands before the page of a studio: an ASGI application that answers for it what it is not to see."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import Any

from .requests import COOKIE, HEADERS, Asked, Refusal, Rules, key_in, refusal_of

Message = MutableMapping[str, Any]
Application = Callable[[Any, Any, Any], Awaitable[None]]

MOST_BYTES = 2**20  # of a request that brings no file
UPLOADS_AT_ONCE = 4
MOST_UPLOADS = 64  # that wait or are received


class TooLargeError(Exception):
    """A request has more bytes than there may be."""


class Guard:
    """Hands requests on that the rules let through, and puts the rules for browsers into every answer.

    Attributes:
        upload: the path that files are sent to, and the bytes that one request may bring there.
        room: the bytes that files may still take together.
        refused: how many requests were not answered.

    Example:
        >>> from stylejax.studio import access
        >>> rules = access.Rules("127.0.0.1", 7860, {"/": ("GET",)}, {})
        >>> guard = access.Guard(print, rules, upload=("/upload", 10**6), room=lambda: 1e9)
        >>> guard.refused
        0
    """

    def __init__(
        self, application: Application, rules: Rules, *, upload: tuple[str, int], room: Callable[[], float]
    ) -> None:
        self._application, self._rules, self.upload, self.room = application, rules, upload, room
        self.refused, self._uploading = 0, 0
        self._turns = asyncio.Semaphore(UPLOADS_AT_ONCE)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request."""
        if scope["type"] == "lifespan":
            await self._application(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        asked, keeper = asked_of(scope), self._rules.doorkeeper
        if refusal := refusal_of(asked, self._rules) or self._has_no_room(asked):
            self.refused += 1
            await answer(send, refusal)
            return
        key = keeper.new_key() if keeper and not keeper.has_key(key_in(asked)) else ""
        async with self._in_turn(asked.path):
            await self._hand_on(scope, receive, _telling(send, key), asked)

    def _has_no_room(self, asked: Asked) -> Refusal | None:
        length, most = asked.headers.get("content-length", "0"), self._most(asked.path)
        if not length.isdecimal() or int(length) > most:
            return Refusal(413, f"more than {most / 1e6:.0f} MB are not taken at once")
        if asked.path != self.upload[0]:
            return None
        if self._uploading >= MOST_UPLOADS:
            return Refusal(503, "other files are just being received; try again", {"retry-after": "2"})
        return (
            Refusal(507, "there is no more room for files; end the studio to remove them") if self.room() < 0 else None
        )

    def _most(self, path: str) -> int:
        return self.upload[1] if path == self.upload[0] else MOST_BYTES

    @contextlib.asynccontextmanager
    async def _in_turn(self, path: str) -> AsyncIterator[None]:
        """Files are received a few at a time; all else at once."""
        if path != self.upload[0]:
            yield
            return
        self._uploading += 1
        try:
            async with self._turns:
                yield
        finally:
            self._uploading -= 1

    async def _hand_on(self, scope: Any, receive: Any, send: Any, asked: Asked) -> None:
        left, begun = self._most(asked.path), False

        async def received() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise TooLargeError
            return message

        async def sent(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._application(scope, received, sent)
        except TooLargeError:
            self.refused += 1
            if not begun:
                await answer(send, Refusal(413, "more bytes came than are taken at once"))


def asked_of(scope: Any) -> Asked:
    """What is asked, as the server has it."""
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    path = scope.get("raw_path", scope["path"].encode()).decode("latin-1")
    return Asked(scope["method"], path, headers, (scope.get("client") or ("",))[0])


def _telling(send: Any, key: str) -> Any:
    """As `send`, with the rules for browsers, the key of who has come in, and nothing for pages of other hosts."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            told = [pair for pair in message["headers"] if _stays(pair[0])]
            more = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
            if key:
                more.append((b"set-cookie", f"{COOKIE}={key}; HttpOnly; SameSite=Strict; Path=/".encode()))
            message = {**message, "headers": [*told, *more]}
        await send(message)

    return sent


def _stays(name: bytes) -> bool:
    return not name.lower().startswith(b"access-control-") and name.lower().decode("latin-1") not in HEADERS


async def answer(send: Any, refusal: Refusal) -> None:
    """Send a refusal in words."""
    words = refusal.words.encode()
    headers = {"content-type": "text/plain; charset=utf-8", "content-length": str(len(words)), **HEADERS}
    told = [(name.encode(), value.encode()) for name, value in {**headers, **refusal.headers}.items()]
    await send({"type": "http.response.start", "status": refusal.status, "headers": told})
    await send({"type": "http.response.body", "body": words})
