"""Laws of requests: a page answers its own, from those who may look, and nothing else."""

import base64

import pytest

from stylejax.studio.access import Asked, Doorkeeper, Rules, refusal_of
from stylejax.studio.access.requests import COOKIE, is_plain

PORT = 7860
HOST = {"host": f"127.0.0.1:{PORT}"}
PASSWORD = "correct horse"


@pytest.fixture
def rules(tmp_path):
    (tmp_path / "files").mkdir()
    (tmp_path / "secret.txt").write_text("x")
    (tmp_path / "files" / "a.png").write_text("x")
    (tmp_path / "files" / "link").symlink_to(tmp_path / "secret.txt")
    exact = {"/": ("GET",), "/queue/join": ("POST",)}
    under = {"/assets/": ("GET",), "/file=": ("GET",)}
    return Rules("127.0.0.1", PORT, exact, under, None, ("/file=", tmp_path / "files"))


def status(rules, path="/", method="GET", **headers):
    told = {**HOST, **{name.replace("_", "-"): value for name, value in headers.items()}}
    refusal = refusal_of(Asked(method, path, told), rules)
    return refusal.status if refusal else 200


def test_its_own_requests_are_answered(rules, tmp_path):
    own = f"http://127.0.0.1:{PORT}"
    assert status(rules) == status(rules, "/assets/a.js") == status(rules, f"/file={tmp_path}/files/a.png") == 200
    assert status(rules, "/queue/join", "POST", origin=own, sec_fetch_site="same-origin") == 200
    assert status(rules, host=f"localhost:{PORT}") == 200
    assert status(rules, sec_fetch_site="cross-site", sec_fetch_mode="navigate") == 200


TRAVERSALS = [
    "/../etc/passwd",
    "/assets/../../etc/passwd",
    "/assets/..%2f..%2fetc/passwd",
    "/assets/%2e%2e/%2e%2e/etc/passwd",
    "/assets/%252e%252e%252fetc/passwd",
    "/assets/%25252e%25252e%25252fpasswd",
    "/assets/..\\..\\windows",
    "/assets/..%5c..%5cwindows",
    "/assets/a%00.png",
    "/assets/a%0d%0aSet-Cookie:x",
    "/file=/etc/passwd",
    "/file=%2fetc%2fpasswd",
    "/file=/proc/self/environ",
    "/file=http://example.org/a.png",
    "/file=//example.org/a.png",
    "/file={folder}/secret.txt",
    "/file={folder}/files/../secret.txt",
    "/file={folder}/files/link",
    "/proxy=http://example.org/",
    "/gradio_api/proxy=http://example.org",
    "/docs",
    "/monitoring",
    "/gradio_api/vibe-code/",
    "/login",
    "//example.org/",
    "/assets",
    "/x" + "a" * 3000,
]


@pytest.mark.parametrize("path", TRAVERSALS)
def test_no_path_leads_elsewhere(rules, tmp_path, path):
    assert status(rules, path.replace("{folder}", str(tmp_path))) == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://example.org"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate"},
    ],
)
def test_other_pages_may_not_ask(rules, headers):
    assert status(rules, "/queue/join", "POST", **headers) == 403


@pytest.mark.parametrize(
    "host", ["example.org", f"example.org:{PORT}", "127.0.0.1:1", "127.0.0.1", "", "a:b:c", "[::1"]
)
def test_a_name_that_was_led_here_is_not_its_own(rules, host):
    assert status(rules, host=host) == 421


def test_what_is_not_done_somewhere_is_not_done(rules):
    assert (status(rules, "/", "POST"), status(rules, "/queue/join", "DELETE"), status(rules, "/", "TRACE")) == (
        405,
    ) * 3


def basic(password):
    return "Basic " + base64.b64encode(f"anybody:{password}".encode()).decode()


def test_a_page_that_others_reach_asks_for_the_password(rules):
    keeper = Doorkeeper(PASSWORD)
    open_to_all = rules._replace(host="0.0.0.0", doorkeeper=keeper)
    assert status(open_to_all, host="studio.example:80") == 401
    for told in ("", "Basic", "Basic !!!", "Bearer x", basic("wrong")):
        assert status(open_to_all, authorization=told) == 401
    assert status(open_to_all, authorization=basic(PASSWORD)) == 200
    key = keeper.new_key()
    assert status(open_to_all, cookie=f"{COOKIE}={key}") == 200
    assert status(open_to_all, cookie=f"{COOKIE}=guessed") == 401
    assert status(open_to_all, "/file=/etc/passwd", cookie=f"{COOKIE}={key}") == 404


def test_a_thousand_wrong_passwords_come_to_nothing(rules):
    guarded = rules._replace(doorkeeper=Doorkeeper(PASSWORD))
    told = [status(guarded, authorization=basic(f"wrong {number}")) for number in range(1000)]
    assert told[:4] == [401] * 4
    assert set(told[4:]) == {429}
    assert status(guarded, authorization=basic(PASSWORD)) == 429


@pytest.mark.parametrize("path", ["/", "/a/b.png", "/assets/a%20b.js", "/file=/tmp/x/a..b.png"])
def test_plain_paths_are_plain(path):
    assert is_plain(path)
