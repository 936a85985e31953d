"""The guide names the keys and the messages that the program really has."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from screens.widgets.status_line import told
from thuis_tui.commands import COMMANDS, shown
from thuis_tui.desk.shapes import ConnectionState

GUIDE = Path(__file__).parents[2].joinpath("docs", "guide.md").read_text("utf-8")
KEYS = {shown(key) for command in COMMANDS for key in command.keys}


def test_every_key_of_the_guide_is_a_key_of_the_program() -> None:
    named = set(re.findall(r"`((?:Ctrl\+\w|F\d+|Esc|Enter|/|[a-z]))`", GUIDE))
    assert len(named) > 10
    assert named <= KEYS


@pytest.mark.parametrize(
    ("problem", "message"),
    [
        ("not_the_service", "Another page answers instead of the service"),
        ("service_error", "The service has a fault"),
        ("revoked", "Access of this laptop was withdrawn"),
        ("update_needed", "This version is too old to receive"),
    ],
)
def test_every_message_of_the_guide_is_one_of_the_status_line(problem: str, message: str) -> None:
    assert message in GUIDE
    assert message in told(ConnectionState(problem=problem), datetime(2026, 9, 1, tzinfo=UTC)).text
