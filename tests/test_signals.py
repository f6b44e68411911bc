"""Laws of signals that ask for an end: each is heard whenever it comes, answered in words, told in the exit code."""

import os
import signal
import subprocess
import sys
import time

import pytest

from stylejax.signals import HEARD, SIGNALS, interruption, who_stopped

PROGRAM = """
import sys, time
from stylejax.signals import interruption, leave_program, listening
def say(line): print(line, file=sys.stderr, flush=True)
def busy(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass
with listening(leave_program):
    {body}
"""
NOTHING_BEGUN = "print('ready', flush=True); time.sleep(60)"
IN_A_RUN = """
    with interruption(say) as noted:
        noted.begun = True
        print('ready', flush=True)
        while not noted.signal:
            time.sleep(0.01)
        print('kept', flush=True)
    sys.exit(noted.exit_code)
"""
DEAF = """
    with interruption(say) as noted:
        noted.begun = True
        print('ready', flush=True)
        try:
            time.sleep(60) or time.sleep(60)
        finally:
            print('kept', flush=True)
"""


def answer(body, *numbers):
    """What a program prints after 'ready', and its exit code, when it is sent these signals."""
    code = PROGRAM.format(body=body)
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
        for number in numbers:
            program.send_signal(number)
            time.sleep(0.3)
        out, error = program.communicate(timeout=60)
    return out, error, program.returncode


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_ends_at_once_what_has_nothing_to_lose(number):
    assert answer(NOTHING_BEGUN, number) == ("", f"stopped {who_stopped(number)}\n", 128 + number)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_in_a_run_is_answered_in_words_and_the_run_ends_itself(number):
    assert answer(IN_A_RUN, number) == ("kept\n", f"{HEARD}\n", 128 + number)


def test_the_second_signal_ends_a_run_and_keeps_what_is_painted():
    out, error, code = answer(DEAF, signal.SIGINT, signal.SIGTERM)
    assert (out, code) == ("kept\n", 130)
    assert error.startswith(HEARD)
    assert "Traceback" not in error


def test_half_written_files_are_gone_when_a_signal_ends_the_program(tmp_path):
    body = f"""
    from stylejax.files import whole_file
    with whole_file({str(tmp_path / "picture.png")!r}) as temporary:
        temporary.write_text("half")
        print("ready", flush=True)
        time.sleep(60)
"""
    assert answer(body, signal.SIGTERM)[2] == 143
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="there are no hang-ups")
def test_a_hang_up_that_is_ignored_stays_ignored():
    former = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with interruption() as noted:
            os.kill(os.getpid(), signal.SIGHUP)
            assert noted.signal == 0
    finally:
        signal.signal(signal.SIGHUP, former)


@pytest.mark.parametrize("seconds", [0.0, 0.1, 0.3, 0.8])
def test_the_program_can_be_ended_while_it_begins(seconds):
    with subprocess.Popen([sys.executable, "-m", "stylejax", "info"], stderr=subprocess.PIPE, text=True) as program:
        time.sleep(seconds)
        program.send_signal(signal.SIGTERM)
        _, error = program.communicate(timeout=60)
    assert program.returncode in (0, -signal.SIGTERM, 143)  # the second before Python has come to its first line
    assert "Traceback" not in error
