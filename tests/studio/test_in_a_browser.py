"""The page in a real browser: what one who looks drops, presses, turns and draws. Run by scripts/test-studio."""

import contextlib
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import chromium
from stylejax.media.writing import write_image

pytestmark = pytest.mark.skipif(chromium.PROGRAM is None, reason="needs Chromium")
PORT = 7899
ADDRESS = f"http://127.0.0.1:{PORT}/"


@pytest.fixture(autouse=True)
def patience(monkeypatch) -> None:
    """Machines that do other things, too, take their time."""
    monkeypatch.setattr(chromium, "PATIENCE", 180.0)


@pytest.fixture(scope="module")
def pictures(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("pictures")
    across, down = np.meshgrid(np.linspace(0, 1, 160), np.linspace(0, 1, 120))
    draw = np.random.default_rng(0).random
    write_image(folder / "photo.png", np.stack([across, down, 1 - across], -1))
    for name in ("painting.png", "other.png"):
        write_image(folder / name, np.repeat(np.repeat(draw((30, 40, 3)), 4, 0), 4, 1))
    (folder / "bad.png").write_bytes(b"no picture at all")
    (folder / "huge.png").write_bytes(bytes(70 * 2**20))
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("studio") / "pictures"


@contextlib.contextmanager
def running(folder: Path, port: int = PORT, *words: str) -> Iterator[subprocess.Popen]:
    """A studio, until the block ends."""
    command = [sys.executable, "-m", "stylejax", "studio", "-o", str(folder), "--port", str(port), *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout.readline().startswith("the studio is open")
            yield process
        finally:
            process.terminate()
            process.wait(60)


@pytest.fixture(scope="module")
def server(folder) -> Iterator[subprocess.Popen]:
    with running(folder) as process:
        yield process
    assert not list(folder.glob(".open-*"))


@pytest.fixture
def page(server) -> Iterator[chromium.Tab]:
    with chromium.tab() as tab:
        opened(tab)
        yield tab
        assert [address for address in tab.requests() if not address.startswith((ADDRESS, "data:", "blob:"))] == []


def opened(tab, width=1280, height=900, scheme="light") -> None:
    tab.go(ADDRESS, width=width, height=height, scheme=scheme)
    tab.until("!!document.querySelector('#paint') && !!document.querySelector('#live .empty, #live figure')")


def drop(tab, selector: str, *files: Path) -> None:
    tab.until(f"!!document.querySelector('#{selector} input[type=file]')")
    tab.drop(f"#{selector} input[type=file]", *files)


def text(tab, selector: str) -> str:
    return tab.value(f"document.querySelector('{selector}')?.innerText ?? ''")


def turn(tab, field: str, value: float) -> None:
    """Type a number into a control."""
    place = f"#control-{field} input[type=number]"
    tab.value(f"document.querySelector('{place}').scrollIntoView({{block: 'center'}})")
    tab.value(f"""(box => {{
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(box, '{value}');
        box.dispatchEvent(new Event('input', {{bubbles: true}}));
        box.dispatchEvent(new Event('change', {{bubbles: true}}));
        box.dispatchEvent(new Event('blur', {{bubbles: true}}));
    }})(document.querySelector('{place}'))""")


def press(tab, selector: str) -> None:
    tab.until(f"!!document.querySelector('{selector}:not([disabled])')")
    tab.value(f"document.querySelector('{selector}').scrollIntoView({{block: 'center'}})")
    time.sleep(0.2)
    tab.click(selector)


def show(tab, name: str) -> None:
    """Open a tab of the page."""
    tab.value("window.scrollTo(0, 0)")
    find = f"[...document.querySelectorAll('button[role=tab]')].find(tab => tab.innerText.trim() == '{name}')"
    tab.until(f"!!{find}")
    tab.value(f"{find}.click()")
    tab.until(f"{find}.getAttribute('aria-selected') == 'true'")


def dropped(tab, pictures, *paintings: str) -> None:
    drop(tab, "photo", pictures / "photo.png")
    drop(tab, "paintings", *(pictures / name for name in paintings or ("painting.png",)))
    tab.until("!!document.querySelector('#photo-seen img') && !!document.querySelector('#paintings-seen img')")


def painted(tab, pictures, size: int = 128) -> None:
    dropped(tab, pictures)
    turn(tab, "size", size)
    press(tab, "#paint")


def states(tab, *words: str) -> None:
    """Wait until the picture stands so."""
    tab.until(f"{list(words)}.some(word => (document.querySelector('#live')?.innerText ?? '').includes(word))")


def test_a_photo_and_a_painting_are_dropped_and_the_picture_changes_while_it_is_painted(page, pictures, folder):
    painted(page, pictures)
    page.until("!!document.querySelector('#live img')")
    first = page.value("document.querySelector('#live img').src")
    page.until(f"document.querySelector('#live img').src != {first!r}")
    states(page, "Finished")
    assert (folder / "photo-painting.png").exists()
    page.until("document.querySelector('#live img').naturalWidth == 128")
    assert page.complaints() == []


def test_a_picture_is_stopped_gone_on_with_and_painted_larger(page, pictures):
    painted(page, pictures, 512)
    states(page, " left")
    press(page, "#stop")
    states(page, "Stopped")
    press(page, "#go-on")
    states(page, "Painting")
    press(page, "#stop")
    states(page, "Stopped")
    turn(page, "size", 64)
    press(page, "#paint")
    states(page, "Finished")
    press(page, "#larger")
    states(page, "Painting", "Getting ready")
    states(page, "Finished")
    page.until("document.querySelector('#live img').naturalWidth == 128")


def test_a_page_that_is_loaded_anew_while_it_is_painted_has_what_it_had(page, pictures):
    painted(page, pictures, 512)
    states(page, " left")
    opened(page)
    states(page, " left")
    page.until("!!document.querySelector('#photo-seen img')")
    assert page.value("document.querySelector('#control-size input[type=number]').value") == "512"
    press(page, "#stop")
    states(page, "Stopped")


def test_two_tabs_do_not_mix_and_closing_one_ends_nothing(page, pictures, folder):
    before = len(list(folder.glob("*.png")))
    with chromium.tab() as other:
        opened(other)
        painted(other, pictures, 192)
        states(other, " left")
        page.until("document.querySelector('#queue').innerText.includes('painting')")
        assert "Drop a photo" in text(page, "#live")
        assert page.value("document.querySelector('#stop').disabled")
    page.until("!document.querySelector('#queue').innerText.includes('painting')")
    assert len(list(folder.glob("*.png"))) == before + 1


def test_what_is_wrong_is_said_beside_what_caused_it(page, pictures):
    press(page, "#paint")
    page.until("document.querySelector('.wrong')?.innerText.includes('drop one')")
    drop(page, "photo", pictures / "bad.png")
    page.until("[...document.querySelectorAll('.wrong')].some(wrong => wrong.innerText.includes('not a picture'))")
    drop(page, "paintings", pictures / "painting.png")
    page.until("!!document.querySelector('#paintings-seen img')")
    assert page.value("document.querySelectorAll('#photo-seen img').length") == 0


def test_what_is_wrong_with_a_picture_is_said_beside_its_control_once_it_is_its_turn(page, pictures):
    dropped(page, pictures)
    page.value("document.querySelector('#more button')?.click()")
    page.until("!!document.querySelector('#control-style_weights :is(input, textarea)')")
    page.value("""(box => {
        Object.getOwnPropertyDescriptor(Object.getPrototypeOf(box), 'value').set.call(box, '1,2,3');
        box.dispatchEvent(new Event('input', {bubbles: true}));
    })(document.querySelector('#control-style_weights :is(input, textarea)'))""")
    press(page, "#paint")
    page.until("[...document.querySelectorAll('.wrong')].some(wrong => /painting/i.test(wrong.innerText))")
    states(page, "Not painted")


def test_keys_are_enough(page, pictures):
    dropped(page, pictures)
    turn(page, "size", 64)
    page.value("document.querySelector('#paint').focus()")
    page.press("Enter", 13)
    states(page, "Finished")
    show(page, "Gallery")
    page.until("!!document.querySelector('#gallery .cell')")
    page.value("document.querySelector('#gallery .cell').focus()")
    page.press("Enter", 13)
    page.until("document.querySelector('#gallery .cell').getAttribute('aria-pressed') == 'true'")


def test_a_huge_file_is_not_taken(page, pictures):
    drop(page, "photo", pictures / "huge.png")
    page.until("/exceeds|maximum|large|413|MB/i.test(document.body.innerText.replace('Photo', ''))")
    assert page.value("document.querySelectorAll('#photo-seen img').length") == 0


def test_a_picture_of_a_sheet_gives_its_settings_and_is_painted_large(page, pictures):
    dropped(page, pictures)
    turn(page, "size", 64)
    show(page, "Sheet")
    for name in ("across", "down"):
        page.until(f"!!document.querySelector('#{name}-count input[type=number]')")
    page.value("document.querySelector('#sheet-buttons input[type=radio]').click()")
    press(page, "#fill")
    page.until("document.querySelectorAll('#sheet .cell').length == 9")
    page.until("document.querySelectorAll('#sheet .cell img').length >= 4")
    press(page, "#stop-sheet")
    page.value("document.querySelector('#sheet .cell:nth-child(3)').click()")
    page.until("document.querySelector('#sheet .cell:nth-child(3)').getAttribute('aria-pressed') == 'true'")
    press(page, "#large")
    states(page, "Painting", "Getting ready", "Finished")
    assert page.value("document.querySelector('#control-strength input[type=number]').value") == "0.75"
    states(page, "Finished")


def test_a_brush_marks_what_stays_the_photo(page, pictures):
    dropped(page, pictures, "painting.png", "other.png")
    show(page, "Parts")
    page.until("!!document.querySelector('#photo-brush canvas')")
    time.sleep(2)
    page.value("document.querySelector('#photo-brush canvas').scrollIntoView({block: 'center'})")
    box = "document.querySelector('#photo-brush canvas').getBoundingClientRect()"
    left, top, width, height = page.value(f"(b => [b.x, b.y, b.width, b.height])({box})")
    stroke(page, [(left + width * (0.4 + 0.02 * step), top + height / 2) for step in range(10)])
    press(page, "#mark-photo")
    page.until("!!document.querySelector('#parts img')")


def stroke(tab, points) -> None:
    """Draw with the mouse."""
    kinds = ["mousePressed", *["mouseMoved"] * (len(points) - 2), "mouseReleased"]
    for kind, (x, y) in zip(kinds, points, strict=True):
        tab.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", buttons=1, clickCount=1)
        time.sleep(0.03)


def test_a_picture_of_the_gallery_and_one_that_is_dropped_give_their_settings_back(page, pictures, folder):
    dropped(page, pictures)
    turn(page, "size", 64)
    turn(page, "contours", 0.35)
    press(page, "#paint")
    states(page, "Finished")
    newest = max(folder.glob("*.png"), key=lambda path: path.stat().st_mtime)
    for way in ("gallery", "drop"):
        turn(page, "contours", 0)
        show(page, "Gallery")
        if way == "gallery":
            page.until("!!document.querySelector('#gallery .cell')")
            page.value("document.querySelector('#gallery .cell').click()")
            page.until("document.querySelector('#gallery-words').innerText.includes('contours 0.35')")
            press(page, "#restore")
        else:
            drop(page, "restore-drop", newest)
        page.until("document.querySelector('#control-contours input[type=number]').value == '0.35'")


def test_before_and_after_are_compared(page, pictures):
    painted(page, pictures, 64)
    states(page, "Finished")
    show(page, "Before and after")
    page.until("document.querySelectorAll('#slider img').length >= 2")


def test_what_a_studio_was_painting_when_it_was_killed_is_offered(pictures, tmp_path, server, monkeypatch):
    own, port = tmp_path / "pictures", PORT + 1
    monkeypatch.setattr(sys.modules[__name__], "ADDRESS", f"http://127.0.0.1:{port}/")
    with running(own, port) as process, chromium.tab() as tab:
        opened(tab)
        painted(tab, pictures, 512)
        states(tab, " left")
        process.kill()
    assert list(own.glob(".open-*"))
    with running(own, port) as process, chromium.tab() as tab:
        opened(tab)
        tab.until("!!document.querySelector('#left button')")
        press(tab, "#left button")
        states(tab, " left")
        process.terminate()
        process.wait(60)
    assert not list(own.glob(".open-*"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)])
def test_the_page_fits_a_phone_and_a_desk_by_day_and_by_night(server, width, height, scheme):
    with chromium.tab() as tab:
        opened(tab, width, height, scheme)
        assert tab.value("document.documentElement.scrollWidth") <= width
        assert tab.value("document.body.classList.contains('dark')") == (scheme == "dark")
        names = tab.value(
            "[...document.querySelectorAll('input:not([type=file]), button')].filter(box => box.offsetParent && !("
            "box.labels?.length || box.innerText?.trim() || box.ariaLabel || box.title || box.closest('label')))"
            ".map(box => box.outerHTML.slice(0, 90))"
        )
        assert names == []


def test_two_hundred_requests_at_once_are_answered(server):
    def ask(_):
        with urllib.request.urlopen(f"{ADDRESS}theme.css", timeout=60) as answer:
            return answer.status

    with ThreadPoolExecutor(200) as pool:
        assert list(pool.map(ask, range(200))) == [200] * 200
    assert server.poll() is None
