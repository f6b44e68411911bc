"""Chromium without a window, spoken to over a pipe by its DevTools protocol."""

import base64
import contextlib
import fcntl
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PROGRAM = next((found for name in NAMES if (found := shutil.which(name))), None)
OPTIONS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--remote-debugging-pipe"),
)
PATIENCE = 60.0


class Tab:
    """One open page: what happened in it so far, and a way to ask for more."""

    def __init__(self, reading: int, writing: int) -> None:
        self._reading, self._writing, self._rest = reading, writing, b""
        self._numbers, self._session = itertools.count(1), {}
        self.events: list[dict[str, Any]] = []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = {"sessionId": self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]}
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """The answer to a method of the protocol; events that come before it are kept."""
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": parameters, **self._session}
        os.write(self._writing, json.dumps(message).encode() + b"\0")
        while (answer := self._next()).get("id") != number:
            self.events.append(answer)
        assert "error" not in answer, answer
        return answer["result"]

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            received = os.read(self._reading, 1 << 16)
            assert received, "Chromium has ended"
            self._rest += received
        message, _, self._rest = self._rest.partition(b"\0")
        return json.loads(message)

    def open(self, path: Path, *, width: int, height: int, scheme: str = "light") -> None:
        """Show a file and wait until it is loaded."""
        self.go(path.as_uri(), width=width, height=height, scheme=scheme)

    def go(self, address: str, *, width: int, height: int, scheme: str = "light") -> None:
        """Show what is at an address and wait until it is loaded."""
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.events.clear()
        self.ask("Page.navigate", url=address)
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self._next())

    def drop(self, selector: str, *files: Path) -> None:
        """Give files to a field for files."""
        root = self.ask("DOM.getDocument")["root"]["nodeId"]
        node = self.ask("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.ask("DOM.setFileInputFiles", nodeId=node, files=[str(file) for file in files])

    def value(self, expression: str) -> Any:
        """What a JavaScript expression is worth; a promise is waited for."""
        result = self.ask("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def until(self, expression: str) -> None:
        """Wait until a JavaScript expression is true."""
        end = time.monotonic() + PATIENCE
        while not self.value(expression):
            assert time.monotonic() < end, expression
            time.sleep(0.02)

    def click(self, selector: str) -> None:
        """A real click on the middle of the first element that the selector finds."""
        box = f"document.querySelector({selector!r}).getBoundingClientRect()"
        x, y = self.value(f"(b => [b.x + b.width / 2, b.y + b.height / 2])({box})")
        for kind in ("mousePressed", "mouseReleased"):
            self.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def press(self, key: str, code: int) -> None:
        """A real key."""
        text = {"text": "\r"} if key == "Enter" else {}  # without it a key does not follow a link
        for kind, more in (("keyDown", text), ("keyUp", {})):
            self.ask("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **more)

    def screenshot(self, path: Path, *, whole: bool = False) -> None:
        """A picture of what is seen, or of the whole page."""
        data = self.ask("Page.captureScreenshot", format="png", captureBeyondViewport=whole)["data"]
        path.write_bytes(base64.b64decode(data))

    def complaints(self) -> list[dict[str, Any]]:
        """Errors in the console, exceptions, and whatever the page's policy forbade."""
        self.value("1")  # what has happened is told before the answer
        errors = [event["params"] for event in self.events if event.get("method") == "Runtime.exceptionThrown"]
        for event in self.events:
            entry = event.get("params", {}).get("entry", event.get("params", {}))
            said = event.get("method") in ("Log.entryAdded", "Runtime.consoleAPICalled")
            if said and (entry.get("level") == "error" or entry.get("type") in ("error", "assert")):
                errors.append(entry)
        return errors

    def requests(self) -> list[str]:
        """The addresses of all that was asked for."""
        self.value("1")
        sent = [event for event in self.events if event.get("method") == "Network.requestWillBeSent"]
        return [event["params"]["request"]["url"] for event in sent]


@contextlib.contextmanager
def tab() -> Iterator[Tab]:
    """An empty page in a browser of its own."""
    assert PROGRAM
    from_us, to_browser = os.pipe()
    to_us, from_browser = os.pipe()
    # the protocol's pipes are descriptors 3 and 4: both ends are moved out of the way first
    ends = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (from_us, from_browser)]
    os.close(from_us), os.close(from_browser)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        launch = f"import os, sys; os.dup2({ends[0]}, 3); os.dup2({ends[1]}, 4); os.execv(sys.argv[1], sys.argv[1:])"
        process = subprocess.Popen(
            [sys.executable, "-c", launch, PROGRAM, *OPTIONS, f"--user-data-dir={profile}"],
            pass_fds=ends, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        for end in ends:
            os.close(end)
        try:
            yield Tab(to_us, to_browser)
        finally:
            process.kill()
            process.wait()
            os.close(to_us), os.close(to_browser)
