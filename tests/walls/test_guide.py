"""The guide names the keys and the messages that the program really has."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from screens.widgets.status_line import told
from thuis_tui.commands import COMMANDS, shown
from thuis_tui.desk.shapes import ConnectionState

FOLDER = Path(__file__).parents[2] / "docs" / "guide"
PAGES = {page.name: page.read_text("utf-8") for page in sorted(FOLDER.glob("*.md"))}
GUIDE = "\n".join(PAGES.values())
KEYS = {shown(key) for command in COMMANDS for key in command.keys}


def _keys(text: str) -> set[str]:
    return set(re.findall(r"`((?:Ctrl\+\w|F\d+|Esc|Enter|/|[A-Za-z]))`", text))


@pytest.mark.parametrize("name", sorted(PAGES))
def test_every_key_of_the_guide_is_a_key_of_the_program(name: str) -> None:
    named = _keys(PAGES[name])
    assert len(named) > 3
    assert named <= KEYS


@pytest.mark.parametrize("name", sorted(PAGES))
def test_every_picture_and_page_that_the_guide_shows_is_there(name: str) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", PAGES[name]):
        assert (FOLDER / target).exists(), target


def test_the_day_is_the_same_in_both_languages() -> None:
    english, dutch = PAGES["en.md"], PAGES["nl.md"]
    assert _keys(english) == _keys(dutch)
    assert re.findall(r"images/en/(\S+)\)", english) == re.findall(r"images/nl/(\S+)\)", dutch)
    assert english.count("\n## ") == dutch.count("\n## ")


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
