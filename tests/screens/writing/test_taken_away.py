"""The terminal hangs up, somebody ends the program, or the power goes: the draft is on disk."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.screens.writing.begun_note import kept_bodies
from tests.terminal.terminal import Terminal
from thuis_tui.settings import Places

pytestmark = pytest.mark.terminal

STORY = "Halverwege het verhaal, met é en €"


@contextmanager
def begun(home: Path) -> Iterator[Terminal]:
    """A new note with a pasted text in it."""
    with Terminal(
        [sys.executable, "-m", "tests.screens.writing.begun_note"],
        environment={"THUIS_HOME": str(home)},
        directory=Path(__file__).parents[3],
    ) as terminal:
        terminal.wait_for("Kind of contact")
        terminal.paste(STORY)
        terminal.wait_for(STORY)
        yield terminal


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_the_last_letter_is_kept_when_the_program_is_ended(number: signal.Signals, places: Places) -> None:
    home = places.data_dir.parent
    with begun(home) as terminal:
        terminal.write("!")
        terminal.wait_for(STORY + "!")
        terminal.send_signal(number)
        terminal.exit_status()
    assert kept_bodies(places) == [STORY + "!"]


def test_a_crash_costs_at_most_what_was_typed_in_the_last_second(places: Places) -> None:
    home = places.data_dir.parent
    with begun(home) as terminal:
        terminal.wait_for("Kept today", timeout=1.5)
        terminal.kill()
    assert kept_bodies(places) == [STORY]
