"""Laws of what libraries in C print on standard error: what is sought is caught, all else appears."""

import os
import re
import subprocess
import sys
import threading

import pytest

from stylejax.standard_error import lines_caught


def caught(capfd, *texts):
    """What is caught of texts that a library prints, and what appears."""
    with lines_caught(re.compile("libtiff: .*")) as lines:
        for text in texts:
            os.write(2, text)
    return lines, capfd.readouterr().err


def test_lines_of_the_pattern_are_caught_and_all_others_appear(capfd):
    assert caught(capfd, b"a line\n", b"libtiff: bad code\n", b"\xff, another\n") == (
        ["libtiff: bad code"],
        "a line\n\ufffd, another\n",
    )


def test_more_than_can_be_held_neither_hangs_nor_fails(capfd):
    with lines_caught(re.compile("x+")) as lines:
        for _ in range(3000):
            try:
                os.write(2, b"x" * 99 + b"\n")
            except BlockingIOError:
                break
    assert lines
    assert {*"".join(lines)} == {"x"}
    assert capfd.readouterr().err == ""


def test_errors_pass_and_standard_error_is_given_back(capfd):
    with pytest.raises(KeyError), lines_caught(re.compile("libtiff: .*")):
        raise KeyError
    os.write(2, b"libtiff: afterward\n")
    assert capfd.readouterr().err == "libtiff: afterward\n"


def test_threads_wait_for_each_other(capfd):
    def run():
        for _ in range(50):
            with lines_caught(re.compile("libtiff: .*")):
                os.write(2, b"libtiff: bad\n")

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    os.write(2, b"still there\n")
    assert capfd.readouterr().err == "still there\n"


def test_standard_error_may_be_closed():
    program = (
        "import re\nfrom stylejax.standard_error import lines_caught\nwith lines_caught(re.compile('x')): print('fine')"
    )
    done = subprocess.run(f'"{sys.executable}" -c "{program}" 2>&-', shell=True, stdout=subprocess.PIPE, check=False)
    assert (done.returncode, done.stdout) == (0, b"fine\n")
