"""From a key to its effect on the screen of a real terminal, in a file of 2,000 clients and 100,000 notes."""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.big_file import PASSPHRASE, copy_of
from benchmarks.start import BARE, THUIS
from benchmarks.table import Row, percentile, under
from tests.terminal.terminal import Terminal

LETTERS = "wandelen"
SENTENCE = "vandaag koffie en brood"
PAUSE = 0.12
"""Seconds between keys: a fast typist; nearer together, keys wait for the frame before and measure that."""


def measure(runs: int) -> list[Row]:
    """p50 and p95 of each: a bare field, a letter in the filter, the list it leaves, a letter in a note."""
    bare, echo, drawn, note = [], [], [], []
    for _run in range(runs):
        with Terminal([sys.executable, BARE]) as terminal:
            terminal.wait_for("bare")
            bare += _typed(terminal, LETTERS)
        with tempfile.TemporaryDirectory() as home:
            copy_of(Path(home))
            with Terminal([THUIS], environment={"THUIS_HOME": home, "THUIS_LANGUAGE": "en"}) as terminal:
                unlock(terminal)
                some_echo, some_drawn = _filtered(terminal)
                echo += some_echo
                drawn += some_drawn
                note += _noted(terminal)
    return [
        *_both("a letter in a bare Textual field", bare),
        *_both("a letter echoed in the caseload filter", echo, 20),
        *_both("the filtered caseload drawn", drawn, 50),
        *_both("a letter in the note editor, 2,000 characters in it", note, 50),
    ]


def _both(what: str, samples: list[float], limit: float | None = None) -> list[Row]:
    rows = [Row("keystrokes", f"{what}, p50", [percentile(samples, 0.5)])]
    if limit is None:
        return [*rows, Row("keystrokes", f"{what}, p95", [percentile(samples, 0.95)])]
    return [*rows, under("keystrokes", f"{what}, p95", samples, limit, at=0.95)]


def unlock(terminal: Terminal) -> None:
    """Through the door, to a caseload that is drawn."""
    terminal.wait_for("Passphrase")
    terminal.settle(0.5)
    terminal.write(PASSPHRASE)
    terminal.press("enter")
    terminal.wait_for("Caseload", timeout=30)
    terminal.settle(0.5)
    terminal.press("c")
    terminal.wait_for("2000 people", timeout=30)
    terminal.settle(1.0)


def _typed(terminal: Terminal, letters: str, before: str = "") -> list[float]:
    """Milliseconds for each letter to stand after the ones before it."""
    samples = []
    for place, letter in enumerate(letters, start=1):
        terminal.settle(PAUSE, 1)
        text = before + letters[:place]
        samples.append(1000 * terminal.latency(letter, lambda screen, text=text: text in screen.text))  # type: ignore[misc]
    return samples


def _filtered(terminal: Terminal) -> tuple[list[float], list[float]]:
    """For each letter of a name: until it stands in the filter, and until list and count are drawn."""
    echo, drawn = [], []
    for name in ("jan", "de b", "kow"):
        terminal.press("/")
        terminal.wait_for("⌕")
        for place, letter in enumerate(name, start=1):
            terminal.settle(PAUSE, 1)
            text, count = f"⌕ {name[:place]}", _count(terminal)
            sent = terminal.press("space" if letter == " " else letter)
            echo.append(1000 * terminal.wait_for(lambda screen, text=text: text in screen.text, since=sent))  # type: ignore[misc]
            if letter != " ":
                drawn.append(1000 * terminal.wait_for(_other_count(count), since=sent))
        terminal.press("escape")
        terminal.wait_for("2000 people")
        terminal.settle(0.3)
    return echo, drawn


def _count(terminal: Terminal) -> str:
    """What stands at the end of the filter's line."""
    line = next(line for line in terminal.screen.display if "⌕" in line)
    return line.rstrip().rpartition("  ")[2]


def _other_count(count: str) -> Callable[[Terminal], bool]:
    return lambda terminal: _count(terminal) != count


def _noted(terminal: Terminal) -> list[float]:
    """Letters at the end of a note that is two pages long already."""
    terminal.press("n")
    terminal.wait_for("Kind of contact")
    terminal.settle(0.5)
    terminal.paste("Een regel van een bezoek aan huis. " * 58)
    terminal.settle(1.5)
    return _typed(terminal, SENTENCE)
