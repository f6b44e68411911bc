"""Laws of the guard: what is refused never reaches the page, and what is too large is cut off."""

import asyncio

import pytest

from stylejax.studio.access import HEADERS, Doorkeeper, Guard, Rules
from stylejax.studio.access import guard as guards

PORT = 7860
EXACT = {"/": ("GET",), "/upload": ("POST",), "/join": ("POST",)}


class Page:
    """An application that reads what it is sent, and says hello."""

    def __init__(self):
        self.seen = []

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        self.seen.append((scope["path"], len(body)))
        headers = [(b"access-control-allow-origin", b"*"), (b"x-frame-options", b"ALLOWALL")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"hello"})


def guarded(page, **more):
    rules = Rules("127.0.0.1", PORT, EXACT, {}, more.pop("doorkeeper", None))
    return Guard(page, rules, upload=("/upload", 1000), room=more.pop("room", lambda: 1.0))


def asked(guard, path="/", method="GET", body=(), **headers):
    told = {"host": f"127.0.0.1:{PORT}", **{name.replace("_", "-"): value for name, value in headers.items()}}
    scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "client": ("127.0.0.1", 1)}
    scope["headers"] = [(name.encode(), value.encode()) for name, value in told.items()]
    parts, sent = list(body) or [b""], []

    async def receive():
        return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

    async def send(message):
        sent.append(message)

    asyncio.run(guard(scope, receive, send))
    return sent[0]["status"], {name.decode(): value.decode() for name, value in sent[0]["headers"]}


def test_answers_keep_to_the_rules_for_browsers():
    status, headers = asked(guarded(Page()))
    assert status == 200
    assert "access-control-allow-origin" not in headers
    assert {name: headers[name] for name in HEADERS} == dict(HEADERS)


def test_what_is_refused_never_reaches_the_page():
    page = Page()
    guard = guarded(page)
    refused = [asked(guard, "/docs"), asked(guard, "/join", "POST", origin="https://example.org")]
    assert [status for status, _ in refused] == [404, 403]
    assert (page.seen, guard.refused) == ([], 2)


def test_what_is_too_large_is_refused_by_its_length_and_by_its_bytes(monkeypatch):
    monkeypatch.setattr(guards, "MOST_BYTES", 100)
    page = Page()
    guard = guarded(page)
    assert asked(guard, "/join", "POST", content_length="101")[0] == 413
    assert asked(guard, "/join", "POST", content_length="many")[0] == 413
    assert asked(guard, "/join", "POST", [b"x" * 60] * 2)[0] == 413
    assert asked(guard, "/upload", "POST", [b"x" * 600] * 2)[0] == 413
    assert page.seen == []
    assert asked(guard, "/upload", "POST", [b"x" * 400] * 2)[0] == 200


def test_files_are_not_taken_where_there_is_no_room():
    assert asked(guarded(Page(), room=lambda: -1.0), "/upload", "POST")[0] == 507
    guard = guarded(Page())
    guard._uploading = guards.MOST_UPLOADS
    assert asked(guard, "/upload", "POST")[0] == 503
    assert asked(guard, "/")[0] == 200


def test_who_says_the_password_is_given_a_key():
    guard = guarded(Page(), doorkeeper=Doorkeeper("the password"))
    assert asked(guard)[0] == 401
    status, headers = asked(guard, authorization="Basic eDp0aGUgcGFzc3dvcmQ=")
    assert status == 200
    assert "HttpOnly; SameSite=Strict" in headers["set-cookie"]
    key = headers["set-cookie"].partition(";")[0]
    assert asked(guard, cookie=key)[0] == 200
    assert "set-cookie" not in asked(guard, cookie=key)[1]


@pytest.mark.parametrize("kind", ["websocket"])
def test_other_kinds_of_connections_are_closed(kind):
    page, sent = Page(), []

    async def send(message):
        sent.append(message)

    asyncio.run(guarded(page)({"type": kind}, None, send))
    assert sent == [{"type": "websocket.close", "code": 1008}]
