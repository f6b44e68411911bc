"""Attempts to get through the page of a studio: what they try, and which of them have come through."""

import http.client
import io
import json
import struct
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple
from urllib.parse import quote

SECRET = "root:"  # how the file begins that is asked for
FILE = "/etc/passwd"
API = "/gradio_api"


class Answer(NamedTuple):
    """What was answered."""

    status: int
    body: bytes


class Tally(NamedTuple):
    """How many attempts there were of a kind, and those that came through."""

    kind: str
    tried: int
    through: list[str]


def ask(port: int, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
    """Ask without tidying the path up, as a client of good manners would."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.putrequest(method, path, skip_host="host" in headers, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        if body is not None:
            connection.putheader("content-length", str(len(body)))
        connection.endheaders(body)
        answer = connection.getresponse()
        return Answer(answer.status, answer.read())
    except (ConnectionError, http.client.HTTPException):
        return Answer(0, b"")
    finally:
        connection.close()


def leaks(answer: Answer) -> bool:
    """Whether an answer holds the file that was asked for."""
    return SECRET.encode() in answer.body


def traversals(port: int) -> Tally:
    """Paths and parameters that lead out of where files may be read."""
    up = [
        "../" * 8,
        "..%2f" * 8,
        "%2e%2e/" * 8,
        "%252e%252e%252f" * 8,
        "..\\" * 8,
        "..%5c" * 8,
        "....//" * 8,
        "%c0%ae%c0%ae/" * 8,
    ]
    places = [
        "/",
        "/assets/",
        "/static/",
        "/pictures/",
        "/thumbnails/",
        f"{API}/file=",
        f"{API}/file/",
        f"{API}/heartbeat/",
    ]
    places += ["/theme.css?file=", f"{API}/upload_progress?upload_id=", "/svelte/", f"{API}/custom_component/1/server/"]
    paths = [f"{place}{steps}{name}" for place in places for steps in up for name in ("etc/passwd", "etc%2fpasswd")]
    return Tally("path traversal", len(paths), [path for path in paths if leaks(ask(port, "GET", path))])


def files_by_address(port: int) -> Tally:
    """Files of the machine, and addresses of other hosts, by the places that hand out files."""
    names = [FILE, f"/{FILE}", f"./{FILE}", "file:///etc/passwd", "/proc/self/environ", "/proc/self/root/etc/passwd"]
    names += ["http://127.0.0.1:1/", "http://169.254.169.254/latest/meta-data/", "//example.org/a", "\\\\host\\share"]
    places = [f"{API}/file=", f"{API}/proxy=", f"{API}/file/", "/file=", "/proxy=", "/pictures/", f"{API}/stream/"]
    paths = [f"{place}{form}" for place in places for name in names for form in (name, quote(name, safe=""))]
    asked = ((path, ask(port, "GET", path)) for path in paths)
    return Tally("file read by address", len(paths), [path for path, answer in asked if answer.status == 200])


def forged_files(port: int) -> Tally:
    """Every event of the page, with a file of the machine in each of its places."""
    config = json.loads(ask(port, "GET", "/config").body)
    file = {"path": FILE, "url": f"{API}/file={FILE}", "orig_name": "a.png", "meta": {"_type": "gradio.FileData"}}
    far = {**file, "path": "https://example.org/a.png", "url": "https://example.org/a.png"}
    forms = [far, [far], {"background": far, "layers": [far], "composite": far}]
    forms += [file, [file], {"background": file, "layers": [file], "composite": file}, FILE, "../../../../etc/passwd"]
    kind = {"content_type": "application/json"}
    hello = {"fn_index": event_of_load(port), "data": ["0123456789abcdef" * 2], "session_hash": "forged"}
    assert ask(port, "POST", f"{API}/run/predict", json.dumps(hello).encode(), **kind).status == 200
    tried, through = 0, []
    for event in config["dependencies"]:
        for place in range(len(event["inputs"])):
            for form in forms:
                data = [None] * len(event["inputs"])
                data[place] = form
                told = {"fn_index": event["id"], "data": data, "session_hash": "forged", "event_data": {"pick": FILE}}
                answer = ask(port, "POST", f"{API}/run/predict", json.dumps(told).encode(), **kind)
                tried += 1
                if leaks(answer) or answer.status == 0:
                    through.append(f"{event['id']} {place} {form}")
    return Tally("forged file in an event", tried, through)


def cross_site(port: int) -> Tally:
    """What a page of another host would have a browser ask."""
    headers = [{"origin": "https://example.org"}, {"origin": "null"}, {"origin": f"http://127.0.0.1:{port + 1}"}]
    headers += [{"sec_fetch_site": "cross-site"}, {"sec_fetch_site": "same-site"}, {"host": "example.org"}]
    headers += [{"host": f"example.org:{port}"}, {"host": f"127.0.0.1:{port}@example.org"}]
    places = [
        ("POST", f"{API}/run/predict"),
        ("POST", f"{API}/queue/join"),
        ("POST", f"{API}/upload"),
        ("GET", "/config"),
    ]
    asked = [
        (f"{method} {path} {told}", ask(port, method, path, b"{}" if method == "POST" else None, **told))
        for method, path in places
        for told in headers
    ]
    return Tally(
        "cross-site request", len(asked), [words for words, answer in asked if answer.status not in (0, 403, 421)]
    )


def other_places(port: int) -> Tally:
    """What the library of the page offers and the page does not need."""
    paths = [f"{API}/{name}" for name in ("info", "openapi.json", "vibe-code/", "runs", "app_id", "user", "token")]
    paths += [
        "/docs",
        "/redoc",
        "/openapi.json",
        "/monitoring",
        "/monitoring/summary",
        "/login",
        "/logout",
        "/robots.txt",
    ]
    paths += [f"{API}/{name}" for name in ("mcp/sse", "mcp/", "process_recording", "component_server", "deep_link")]
    asked = [
        (f"{method} {path}", ask(port, method, path, b"{}")) for path in paths for method in ("GET", "POST", "PUT")
    ]
    return Tally("other places", len(asked), [words for words, answer in asked if answer.status not in (404, 405)])


def upload(port: int, name: str, data: bytes) -> Answer:
    """Send a file as the page does."""
    head = f'--x\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'.encode()
    kind = {"content_type": "multipart/form-data; boundary=x"}
    return ask(port, "POST", f"{API}/upload", head + data + b"\r\n--x--\r\n", **kind)


def names_of_files(port: int, folder: str) -> Tally:
    """Names that lead elsewhere, of files that are sent; those that were not put into the folder of the page."""
    names = [
        "../../evil.png",
        "/tmp/evil.png",
        "..\\..\\evil.png",
        "a\\0.png",
        "evil.png/../../x",
        "~/.ssh/evil",
        "." * 300,
    ]
    names += ["%2e%2e%2fevil.png", "CON.png", "-rf", "$(touch evil)", "`id`.png", "x;y.png", "<script>.png", "..", "/"]
    through = []
    for name in names:
        answer = upload(port, name, b"x")
        places = json.loads(answer.body) if answer.status == 200 else []
        through += [place for place in places if not place.startswith(folder) or "/../" in place]
    return Tally("names of files", len(names), through)


def png(width: int, height: int, data: bytes) -> bytes:
    """A PNG file that says it is of that size."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def drawn_bomb(port: int) -> Answer:
    """A bomb in place of what a brush has drawn."""
    sent = upload(port, "layer.png", png(17_000, 17_000, zlib.compress(bytes(30_000_000), 9)))
    file = {"path": json.loads(sent.body)[0], "orig_name": "layer.png", "meta": {"_type": "gradio.FileData"}}
    event = event_of(port, "mark-photo", ("click",))
    told = {"fn_index": event["id"], "session_hash": "dropping"}
    told["data"] = [None, {"background": None, "layers": [file], "composite": None}, 0]
    kind = {"content_type": "application/json"}
    return ask(port, "POST", f"{API}/run/predict", json.dumps(told).encode(), **kind)


def bombs() -> Iterator[tuple[str, bytes]]:
    """Files that become much larger when they are read."""
    zeros = zlib.compress(bytes(30_000_000), 9)
    yield "pixels.png", png(60_000, 60_000, zeros)
    yield "more-pixels.png", png(2**31 - 1, 2**31 - 1, zeros)
    yield "just-too-many.png", png(9_000, 9_000, zeros)
    text = zlib.compress(bytes(200_000_000), 9)
    plain = png(32, 32, zlib.compress(bytes(32 * 97)))
    body = b"stylejax\0\0" + text
    chunk = struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    yield "text.png", plain[:33] + chunk + plain[33:]
    packed = io.BytesIO()
    import zipfile

    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(200_000_000))
    yield "archive.zip", packed.getvalue()
    yield "archive.png", packed.getvalue()


def event_of(port: int, component: str, targets: tuple[str, ...]) -> dict:
    """The event of the page that begins with a component, by the name of its place."""
    config = json.loads(ask(port, "GET", "/config").body)
    found = {each["id"] for each in config["components"] if each["props"].get("elem_id") == component}
    return next(
        event
        for event in config["dependencies"]
        if any(target[0] in found and target[1] in targets for target in event["targets"])
    )


def drop(port: int, name: str, data: bytes, *, component: str = "photo") -> tuple[Answer, Answer]:
    """Send a file and drop it, as a browser would; what was answered to both."""
    sent = upload(port, name, data)
    if sent.status != 200:
        return sent, sent
    event, path = event_of(port, component, ("upload",)), json.loads(sent.body)[0]
    file = {"path": path, "orig_name": name, "meta": {"_type": "gradio.FileData"}}
    headers = {"content_type": "application/json"}
    hello = {"fn_index": event_of_load(port), "data": ["0123456789abcdef" * 2], "session_hash": "dropping"}
    ask(port, "POST", f"{API}/run/predict", json.dumps(hello).encode(), **headers)
    told = {"fn_index": event["id"], "data": [None, file], "session_hash": "dropping"}
    return sent, ask(port, "POST", f"{API}/run/predict", json.dumps(told).encode(), **headers)


def event_of_load(port: int) -> int:
    """The event that tells the page its name."""
    config = json.loads(ask(port, "GET", "/config").body)
    return next(event["id"] for event in config["dependencies"] if any(t[1] == "load" for t in event["targets"]))


def at_once(port: int, count: int = 200) -> Tally:
    """Many requests at once; those that were not answered as one is."""

    def one(number: int) -> str:
        answer = ask(port, "GET", ("/theme.css", "/config", "/")[number % 3])
        return "" if answer.status == 200 else f"{number}: {answer.status}"

    with ThreadPoolExecutor(count) as pool:
        return Tally(f"{count} requests at once", count, [words for words in pool.map(one, range(count)) if words])


def wrong_passwords(port: int, count: int = 1000) -> Tally:
    """Guesses of the password; those that were let in."""
    import base64

    through = []
    for number in range(count):
        coded = base64.b64encode(f"anybody:password{number}".encode()).decode()
        if ask(port, "GET", "/", authorization=f"Basic {coded}").status not in (401, 429):
            through.append(str(number))
    return Tally("wrong passwords", count, through)
