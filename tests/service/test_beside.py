"""The way to a home beside a dossier: who has it, and that erasing and export reach it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.service.office import Laptop, Office
from thuis_tui.casework.rights import Role
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.keeping import erasure, retention, subject_export
from thuis_tui.service.logs import ledger
from thuis_tui.service.people import admin, beside

MARK = "Zeldzaam"


def values(client: str, author: str, **more: Any) -> dict[str, Any]:
    return {"client": client, "author": author, "recorded_at": "2026-11-22T10:00:00Z", **more}


@pytest.fixture
def client(alice: Laptop) -> str:
    """A dossier of Alice with a way to a home beside it."""
    client = new_id()
    alice.push((f"c:{client}", [alice.client(client, MARK)]))
    (outcome,) = begin(alice, client)
    assert outcome == "applied"
    return client


def begin(laptop: Laptop, client: str) -> list[str]:
    way = f"h:{client}"
    raw = laptop.write(way, f"candidacy:{client}", values(client, laptop.caseworker, name=f"J. {MARK}"))
    (outcome,) = laptop.push((way, [raw]))
    return [result.r for result in outcome.results]


def has(laptop: Laptop, scope: str) -> bool:
    return scope in {each.scope for each in laptop.scopes().scopes}


def logged(office: Office, scope: str) -> str:
    return "".join(
        bytes(row).decode() for (row,) in office.rows("SELECT row FROM log WHERE scope = ?", scope)
    )


def test_nobody_begins_a_way_to_a_home_beside_a_dossier_that_is_not_theirs(
    office: Office, bob: Laptop, alice: Laptop
) -> None:
    client = new_id()
    alice.push((f"c:{client}", [alice.client(client)]))
    assert begin(bob, client) == ["quarantined"]
    assert not office.rows("SELECT 1 FROM scope_head WHERE scope = ?", f"h:{client}")
    office.grant(bob.caseworker, client)
    assert begin(bob, client) == ["applied"]
    assert has(alice, f"h:{client}")


def test_it_comes_and_goes_with_the_dossier(office: Office, alice: Laptop, bob: Laptop, client: str) -> None:
    assert not has(bob, f"h:{client}")
    office.grant(bob.caseworker, client)
    assert has(bob, f"h:{client}")
    office.revoke(bob.caseworker, client)
    assert not has(bob, f"h:{client}")


def test_a_coordinator_has_the_ways_of_the_organisation_and_writes_no_record_of_a_dossier(
    office: Office, alice: Laptop, client: str
) -> None:
    team = office.rows("SELECT team FROM caseworker WHERE id = ?", alice.caseworker)[0][0]
    made = office.storage.write(
        lambda tx: admin.create_caseworker(tx, team, "Wil Bos", held=[Role.HOUSING_COORDINATOR])
    )
    wil = office.laptop(made)
    assert has(wil, f"h:{client}")
    assert not has(wil, f"c:{client}")
    way = f"h:{client}"
    note = values(client, made, kind="visit", occurred_at="2026-11-22T10:00:00Z", body="Hier hoort het niet.")
    move = values(client, made, stage="waiting", moved_on="2026-11-22")
    (outcome,) = wil.push(
        (way, [wil.write(way, f"note:{new_id()}", note), wil.write(way, f"stage_move:{new_id()}", move)])
    )
    assert [result.r for result in outcome.results] == ["quarantined", "applied"]


def test_a_whole_dossier_is_erased_with_the_way_beside_it(
    office: Office, alice: Laptop, bob: Laptop, client: str
) -> None:
    assert MARK in logged(office, f"h:{client}")
    office.storage.write(retention.erase_dossier, client, "FG", "verzoek")
    assert not logged(office, f"h:{client}")
    assert not has(alice, f"h:{client}")
    assert office.storage.read(erasure.is_gone, f"h:{client}")
    assert begin(alice, client) == ["quarantined"]
    raws = office.rows("SELECT raw FROM quarantine WHERE scope = ?", f"h:{client}")
    assert all(MARK.encode() not in bytes(raw) for (raw,) in raws)


def test_an_erased_name_goes_from_the_way_to_a_home_too(office: Office, alice: Laptop, client: str) -> None:
    office.storage.write(retention.erase_field, client, f"client:{client}", "surname", "FG", "verzoek")
    assert MARK not in logged(office, f"h:{client}")
    assert office.storage.read(ledger.verify, f"h:{client}")
    assert set(beside.COPIED.values()) >= {"name", "urgency"}


def test_an_export_of_somebody_has_the_way_to_a_home(office: Office, client: str) -> None:
    whole = office.storage.read(subject_export.gather, f"c:{client}")
    assert {one["type"] for one in whole["records"]} == {"client", "candidacy"}
    assert any(one["record"] == f"candidacy:{client}" for one in whole["history"])
    assert MARK in subject_export.readable(whole)


def test_a_way_that_was_begun_offline_beside_an_erased_dossier_comes_in_without_words(
    office: Office, alice: Laptop
) -> None:
    client = new_id()
    alice.push((f"c:{client}", [alice.client(client)]))
    office.storage.write(retention.erase_dossier, client, "FG", "verzoek")
    assert begin(alice, client) == ["quarantined"]
    ((raw, late),) = office.rows("SELECT raw, late_work FROM quarantine WHERE scope = ?", f"h:{client}")
    assert MARK.encode() not in bytes(raw)
    assert not late, "nobody is shown it"


def test_what_a_coordinator_got_and_read_is_in_the_access_log_of_whose_it_is(
    office: Office, alice: Laptop, client: str
) -> None:
    team = office.rows("SELECT team FROM caseworker WHERE id = ?", alice.caseworker)[0][0]
    made = office.storage.write(
        lambda tx: admin.create_caseworker(tx, team, "Wil Bos", held=[Role.HOUSING_COORDINATOR])
    )
    wil = office.laptop(made)
    assert wil.pull(f"h:{client}")[0].ops
    own = f"u:{made}"
    read = {
        "event": "read",
        "occurred_at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "client": client,
    }
    wil.push((own, [wil.write(own, f"access:{new_id()}", read)]))
    told = office.rows(
        "SELECT event, ground, remarks FROM access_log"
        " WHERE scope = ? AND (account = ? OR whom = ?) ORDER BY seq",
        *(f"c:{client}", made, made),
    )
    assert [tuple(row) for row in told] == [
        ("grant", "housing", ""),
        ("hand_out", "housing", ""),
        ("read", "housing", ""),
    ]
