"""Which language, and messages that are worded when they are read."""

import subprocess
import sys

import pytest

from thuis_tui import language
from thuis_tui.language import _, message, ngettext, select


@pytest.mark.parametrize(
    ("environment", "code"),
    [
        ({"LANG": "nl_NL.UTF-8"}, "nl"),
        ({"LANG": "nl_BE"}, "nl"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LC_ALL": "nl_NL.UTF-8", "LANG": "en_US"}, "nl"),
        ({"LANGUAGE": "nl:en", "LANG": "en_US"}, "nl"),
        ({"LC_ALL": "C", "LANG": "nl_NL"}, "en"),
        ({}, "en"),
    ],
)
def test_dutch_when_the_locale_is_dutch_else_english(
    environment: dict[str, str], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert select() == code
    assert language.language() == code


def test_a_choice_goes_before_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert select("nl") == "nl"
    assert _("Help") == "Hulp"
    assert select("en") == "en"
    assert _("Help") == "Help"
    assert select("fr") == "en"


def test_a_message_speaks_the_language_of_its_reader() -> None:
    inner = message("Surname")
    outer = message("At most {limit} is possible here.", limit=3)
    select("nl")
    assert str(inner) == "Achternaam"
    assert f"{inner}" == "Achternaam"
    assert str(outer) == "Hier kan hoogstens 3 staan."


def test_values_in_a_message_are_never_read_as_placeholders() -> None:
    assert "{name}" in str(message("'{month}' is not a month.", month="{name}"))


def test_one_and_many() -> None:
    select("nl")
    assert ngettext("{count} note", "{count} notes", 1).format(count=1) == "1 rapportage"
    assert ngettext("{count} note", "{count} notes", 2).format(count=2) == "2 rapportages"


def test_these_rooms_are_light() -> None:
    heavy = [
        "sqlmodel",
        "sqlalchemy",
        "pydantic",
        "textual",
        "rich",
        "click",
        "babel",
        "stdnum",
        "httpx",
        "msgspec",
        "platformdirs",
    ]
    code = (
        "import sys, thuis_tui.language, thuis_tui.text, thuis_tui.settings, thuis_tui.commands, "
        "thuis_tui.casework.vocabulary, thuis_tui.casework.dates, thuis_tui.casework.names, "
        "thuis_tui.casework.checks, thuis_tui.language.dates\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
