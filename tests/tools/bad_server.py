"""A web server that misbehaves in every way that servers do."""

import http.server
import threading
import time
from collections import Counter


class Server(http.server.ThreadingHTTPServer):
    """Serves one body at every path, in the manner that the path names, and counts the requests."""

    daemon_threads = True
    body: bytes
    requests: Counter[str]
    stopped: threading.Event

    def address(self, manner: str) -> str:
        return f"http://127.0.0.1:{self.server_port}/{manner}/notop.h5"


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        manner = self.path.split("/")[-2]
        self.server.requests[manner] += 1
        getattr(self, manner)()

    def log_message(self, format: str, *args: object) -> None:
        pass

    def head(self, length: int, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def good(self) -> None:
        self.head(len(self.server.body))
        self.wfile.write(self.server.body)

    def wrong(self) -> None:
        self.head(len(self.server.body))
        self.wfile.write(bytes(len(self.server.body)))

    def cut(self) -> None:
        self.head(len(self.server.body))
        self.wfile.write(self.server.body[: len(self.server.body) // 2])

    def cut_once(self) -> None:
        self.cut() if self.server.requests["cut_once"] == 1 else self.good()

    def cut_and_resumed(self) -> None:
        """Half of the whole at a time, from wherever it is asked for."""
        start = int(self.headers.get("Range", "bytes=0-")[6:-1])
        whole = len(self.server.body)
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{whole - 1}/{whole}")
        self.send_header("Content-Length", str(whole - start))
        self.end_headers()
        self.wfile.write(self.server.body[start : start + whole // 2])

    def resumed_elsewhere(self) -> None:
        """Cut, and then another part than the one asked for."""
        if self.server.requests["resumed_elsewhere"] == 1:
            return self.cut()
        self.send_response(206)
        self.send_header("Content-Range", "bytes 7-99/100")
        self.send_header("Content-Length", "93")
        self.end_headers()
        self.wfile.write(bytes(93))

    def hung_up_once(self) -> None:
        if self.server.requests["hung_up_once"] > 1:
            self.good()

    def unsized_cut(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.server.body[: len(self.server.body) // 2])

    def missing(self) -> None:
        self.send_error(404)

    def broken(self) -> None:
        self.send_error(503)

    def moved(self) -> None:
        self.send_response(302)
        self.send_header("Location", self.server.address("good"))
        self.end_headers()

    def circle(self) -> None:
        self.send_response(302)
        self.send_header("Location", self.server.address("circle"))
        self.end_headers()

    def to_file(self) -> None:
        self.send_response(302)
        self.send_header("Location", "file:///etc/hostname")
        self.end_headers()

    def silent(self) -> None:
        self.server.stopped.wait(20)

    def stalled(self) -> None:
        self.head(len(self.server.body))
        self.wfile.write(self.server.body[:1000])
        self.wfile.flush()
        self.server.stopped.wait(20)

    def slow(self) -> None:
        self.head(len(self.server.body))
        for start in range(0, len(self.server.body), 20000):
            self.wfile.write(self.server.body[start : start + 20000])
            time.sleep(0.05)

    def endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        while not self.server.stopped.is_set():
            self.wfile.write(bytes(10000))

    def boasting(self) -> None:
        self.head(10**15)
        self.wfile.write(self.server.body)

    def nonsense(self) -> None:
        self.wfile.write(b"what?\r\n\r\n")
