"""`thuis admin access` as it is typed: verifying, the view for the client, what a privacy officer asks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.service.conftest import Clock
from tests.service.office import Laptop, Office
from tests.service.test_access_log import at, by_force, tell
from thuis_tui.casework.rights import Role
from thuis_tui.language import select
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.commands.command import admin as command
from thuis_tui.service.configuration import Configuration
from thuis_tui.service.logs import access_log
from thuis_tui.service.logs.access_log import Entry, Event, Outcome
from thuis_tui.service.people import admin

HERE = ("--zone", "Europe/Amsterdam")


@pytest.fixture
def asked(configuration: Configuration) -> Iterator[Any]:
    where = ["--data", str(configuration.data_dir)]
    if configuration.database_url:
        where += ["--database-url", configuration.database_url]

    def ask(*words: str, code: int = 0) -> Any:
        result = CliRunner().invoke(command, [*where, "access", *words])
        assert result.exit_code == code, result.output
        return json.loads(result.output) if "--json" in words else result.output

    yield ask
    select()


@pytest.fixture
def officer(office: Office) -> str:
    roles = [Role.PRIVACY_OFFICER]
    return office.storage.write(admin.create_caseworker, office.team, "Fenna", held=roles)


@pytest.fixture
def told(office: Office, alice: Laptop, bob: Laptop, dossier: str, clock: Clock) -> str:
    """A dossier that Alice reads, that Bob printed without a grant, and that an emergency opened."""
    tell(alice, "read", dossier, at(clock))
    tell(bob, "print", dossier, at(clock))
    emergency = Entry(
        f"c:{dossier}", Event.EMERGENCY, bob.caseworker, device=bob.device, reason="Onwel op straat"
    )
    office.storage.write(access_log.append, [emergency])
    return dossier


def test_the_log_is_verified_by_command(asked: Any, office: Office, told: str, tmp_path: Path) -> None:
    ends = tmp_path / "ends.json"
    assert "Nothing was changed" in asked("verify", "--save", str(ends))
    assert asked("verify", "--against", str(ends), "--json") == {
        **{"intact": True, "chains": 1, "lines": 3, "sealed_lines": 0, "breaks": 0, "broken": []}
    }
    by_force(office, ("UPDATE access_log SET account = 'x' WHERE seq = ?", (2,)))
    found = asked("verify", "--json", code=1)
    assert {"scope": f"c:{told}", "seq": 2, "what": "changed"} in found["broken"]
    assert f"c:{told} 2: this line is not the one that was written" in asked("verify", code=1)
    ends.write_text("[]")
    asked("verify", "--against", str(ends), code=1)


def test_the_client_sees_who_was_there_in_plain_words(asked: Any, told: str, tmp_path: Path) -> None:
    dutch = asked("client", told, "--language", "nl").splitlines()
    assert dutch[0] == "Wie in uw dossier is geweest"
    assert "Bob (begeleider) heeft uw dossier in nood geopend" in dutch[dutch.index("Noodtoegang") + 1]
    assert "Alice (begeleider) heeft in uw dossier gelezen  [uw eigen begeleider]" in "\n".join(dutch)
    assert "had geen toegang tot uw dossier" in "\n".join(dutch)
    english = asked("client", told, "--language", "en")
    assert "Alice (caseworker) read in your dossier  [your own caseworker]" in english
    assert "the administrator of the service looked up who has been in your dossier" in english
    paper, page = tmp_path / "log.md", tmp_path / "log.pdf"
    asked("client", told, "--paper", str(paper))
    asked("client", told, "--paper", str(page), "--language", "nl")
    assert paper.read_text().startswith("# ") and page.read_bytes().startswith(b"%PDF")
    assert (paper.stat().st_mode & 0o777, page.stat().st_mode & 0o777) == (0o600, 0o600)
    asked("client", told, "--paper", str(paper), code=1)  # never over another
    kinds = [line["event"] for line in asked("client", told, "--json")]
    assert kinds == ["read", "print", "emergency", *["log_view"] * 5]
    assert asked("client", told, "--from", "2001-01-01", "--to", "2001-02-01", "--json") == []
    asked("client", new_id(), code=5)


def test_a_privacy_officer_searches_and_is_logged(
    asked: Any, office: Office, alice: Laptop, bob: Laptop, officer: str, told: str
) -> None:
    why = ("--by", "Fenna", "--reason", "Vraag van deelnemer")
    outside = asked("search", *why, "--client", told, "--outside", "--json")
    assert [(line["name"], line["event"], line["remarks"]) for line in outside] == [
        ("Bob", "print", ["no_grant"]),
        ("Bob", "emergency", []),
    ]
    by_bob = asked("search", *why, "--caseworker", "Bob", "--json")
    assert {line["client"] for line in by_bob} == {told}
    assert {line["name"] for line in asked("search", *why, "--json")} == {"Alice", "Bob", "Fenna"}
    assert "print" in asked("search", *why, "--outside", *HERE)
    looked = "SELECT scope, reason FROM access_log WHERE event = 'log_view' AND account = ?"
    assert {scope for scope, reason in office.rows(looked, officer) if reason == why[-1]} == {
        *(f"c:{told}", f"u:{bob.caseworker}", "service")
    }
    # Nobody else may, nor without a reason, nor about another organisation.
    asked("search", "--by", "Alice", "--reason", "x", code=5)
    asked("search", "--by", "Fenna", "--reason", " ", code=5)
    elsewhere = office.storage.write(admin.create_team_of, "Gemeente", "Wmo")
    office.storage.write(admin.create_caseworker, elsewhere, "Karim", held=[Role.PRIVACY_OFFICER])
    asked("search", "--by", "Karim", "--reason", "x", "--client", told, code=5)
    asked("client", told, "--by", "Karim", "--reason", "x", code=5)
    asked("search", "--by", "Karim", "--reason", "x", "--caseworker", "Bob", code=5)
    assert {line["name"] for line in asked("search", "--by", "Karim", "--reason", "x", "--json")} <= {"Karim"}


def test_unusual_access_is_listed_with_its_rule(
    asked: Any, office: Office, alice: Laptop, bob: Laptop, officer: str, told: str, clock: Clock
) -> None:
    noon = 1_770_000_000_000 // 86_400_000 * 86_400_000 + 11 * 3_600_000  # twelve o'clock in winter
    for at_ in range(21):
        entry = Entry(f"c:{new_id()}", Event.READ, alice.caseworker, noon + at_ * 60_000, ground="own")
        office.storage.write(access_log.append, [entry])
    by_night = [
        Entry(f"c:{told}", Event.READ, alice.caseworker, noon + 11 * 3_600_000 + n, ground="own")
        for n in (0, 7_300_000)
    ]
    exports = [Entry(f"c:{told}", Event.EXPORT, alice.caseworker, noon + n, ground="own") for n in range(3)]
    refused = Entry(f"c:{told}", Event.EMERGENCY, alice.caseworker, noon, outcome=Outcome.REFUSED)
    office.storage.write(access_log.append, [*by_night, *exports, refused])
    tell(bob, "read", told, "1999-01-01T12:00:00Z")
    found = asked("unusual", "--by", "Fenna", *HERE, "--json")
    rules = {
        (each["name"], each["rule"], each["times"]) for each in found if each["until"] < noon + 86_400_000
    }
    assert rules == {
        ("Alice", "many_dossiers", 25),
        ("Alice", "night", 2),
        ("Alice", "exports", 3),
        ("Alice", "emergency", 1),
        ("Bob", "clock", 1),
        ("Bob", "not_held", 1),
    }
    assert {(each["name"], each["rule"]) for each in found} >= {("Bob", "emergency"), ("Bob", "not_held")}
    fewer = asked(
        "unusual", "--by", "Fenna", "--dossiers-an-hour", "30", "--exports-a-day", "4", *HERE, "--json"
    )
    assert {each["rule"] for each in fewer if each["name"] == "Alice"} == {"night", "emergency"}
    assert "more than 20 dossiers within an hour" in asked("unusual", "--by", "Fenna", *HERE)
    asked("unusual", "--by", "Bob", code=5)


def test_old_lines_go_by_command(asked: Any, told: str) -> None:
    assert asked("expire", "--json") == {"chains": 0, "lines": 0, "years": 5}
    asked("expire", "--years", "4", code=2)
