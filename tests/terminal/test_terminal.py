"""The terminal itself, tried on a small program: what is typed is seen, signals arrive, ends are noticed."""

import signal
import sys

import pytest

from tests.terminal.terminal import NotShown, Terminal

ECHO = """
import os, signal, sys
signal.signal(signal.SIGWINCH, lambda *_: os.write(1, b"size %d " % os.get_terminal_size().columns))
print("ready", flush=True)
for line in sys.stdin:
    print("got", line.strip().upper(), flush=True)
"""


@pytest.fixture
def terminal() -> Terminal:
    return Terminal([sys.executable, "-c", ECHO], rows=10, columns=40)


def test_what_is_typed_is_answered_on_the_screen(terminal: Terminal) -> None:
    with terminal:
        terminal.wait_for("ready")
        terminal.write("één €")
        assert terminal.latency("enter", "got ÉÉN €") < 5
        assert terminal.memory_mb() > 1


def test_a_program_hears_of_another_size(terminal: Terminal) -> None:
    with terminal:
        terminal.wait_for("ready")
        terminal.resize(12, 62)
        terminal.wait_for("size 62")


def test_a_kill_and_an_end_are_noticed(terminal: Terminal) -> None:
    with terminal:
        terminal.wait_for("ready")
        terminal.kill()
        assert terminal.process.returncode == -signal.SIGKILL
        with pytest.raises(NotShown, match="the program ended"):
            terminal.wait_for("never", timeout=5)


def test_the_end_of_input_ends_the_program(terminal: Terminal) -> None:
    with terminal:
        terminal.wait_for("ready")
        terminal.press("ctrl+d")
        assert terminal.exit_status() == 0
