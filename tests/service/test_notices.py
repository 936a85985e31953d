"""What a team lead is told of: written with what it tells of, once, to everybody who leads the team."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.service.office import Laptop, Office
from tests.service.test_late_work import lead_of, records
from thuis_tui.log.identifiers import new_id

STAMPED = {"recorded_at": "2026-11-20T10:00:00Z", "recorded_offset": 60}


@pytest.fixture
def lead(office: Office) -> Laptop:
    return office.laptop(lead_of(office, "Lea"))


def make(laptop: Laptop, client: str, record_type: str, **values: Any) -> bytes:
    whole = {"client": client, "author": laptop.caseworker, **STAMPED, **values}
    return laptop.write(f"c:{client}", f"{record_type}:{new_id()}", whole)


def calamity(laptop: Laptop, client: str, **values: Any) -> bytes:
    told = {"kind": "fire", "occurred_at": "2026-11-20T09:00:00Z", "what": "Brand in de keuken."}
    return make(laptop, client, "calamity", **{**told, **values})


def visit(laptop: Laptop, client: str, **values: Any) -> bytes:
    planned = {"caseworker": laptop.caseworker, "starts_at": "2026-11-21T10:00:00Z", "starts_offset": 60}
    return make(laptop, client, "visit", **planned, **values)


def applied(laptop: Laptop, client: str, *raws: bytes) -> None:
    (outcome,) = laptop.push((f"c:{client}", list(raws)))
    assert {result.r for result in outcome.results} == {"applied"}


def kinds(laptop: Laptop) -> list[str]:
    return sorted(each["kind"] for each in records(laptop, "notice").values())


def test_a_calamity_is_told_with_what_happened(
    office: Office, lead: Laptop, alice: Laptop, dossier: str
) -> None:
    raw = calamity(alice, dossier)
    applied(alice, dossier, raw)
    ((ent, told),) = records(lead, "notice").items()
    assert len(ent) == len("notice:") + 32
    assert told.pop("recorded_at").endswith("Z")
    assert told == {
        "kind": "calamity",
        "client": dossier,
        "author": alice.caseworker,
        "about": json.loads(raw)["ent"],
        "account": "Brand in de keuken.",
    }
    assert records(alice, "notice") == {}


def test_of_the_reporting_code_only_that_it_began(lead: Laptop, alice: Laptop, dossier: str) -> None:
    applied(alice, dossier, make(alice, dossier, "meldcode", concern="Zorg om de kinderen."))
    (told,) = records(lead, "notice").values()
    assert told["kind"] == "meldcode"
    assert "kinderen" not in json.dumps(told)


def test_a_visit_alone_is_told_when_it_is_planned_and_when_it_is_changed(
    lead: Laptop, alice: Laptop, dossier: str
) -> None:
    together = visit(alice, dossier)
    applied(alice, dossier, together, visit(alice, dossier, alone_reason="Collega is ziek."))
    assert [each["account"] for each in records(lead, "notice").values()] == ["Collega is ziek."]
    made = json.loads(together)
    change: dict[str, Any] = {"kind": "set", "name": "alone_reason", "base": [made["id"]]}
    scope = f"c:{dossier}"
    raw = alice.write(scope, made["ent"], "Toch alleen.", **change)
    applied(alice, dossier, raw)
    emptied: dict[str, Any] = {**change, "base": [json.loads(raw)["id"]]}
    applied(alice, dossier, alice.write(scope, made["ent"], None, **emptied))
    other: dict[str, Any] = {"kind": "set", "name": "purpose", "base": [made["id"]]}
    applied(alice, dossier, alice.write(scope, made["ent"], "Koffie", **other))
    accounts = {each["account"] for each in records(lead, "notice").values()}
    assert accounts == {"Collega is ziek.", "Toch alleen."}


def test_what_is_sent_again_is_told_once(lead: Laptop, alice: Laptop, dossier: str) -> None:
    raws = [calamity(alice, dossier), calamity(alice, dossier, what="Nog een.")]
    for expected in ("applied", "duplicate", "duplicate"):
        (outcome,) = alice.push((f"c:{dossier}", raws))
        assert {result.r for result in outcome.results} == {expected}
    assert kinds(lead) == ["calamity", "calamity"]


def test_each_lead_of_the_team_is_told_and_nobody_else(
    office: Office, lead: Laptop, alice: Laptop, bob: Laptop, dossier: str
) -> None:
    second = office.laptop(lead_of(office, "Loes"))
    applied(alice, dossier, calamity(alice, dossier))
    assert records(lead, "notice").keys() == records(second, "notice").keys()
    assert kinds(lead) == ["calamity"]
    assert records(bob, "notice") == {}


def test_who_leads_alone_is_told_of_their_own(office: Office, lead: Laptop) -> None:
    client = new_id()
    applied(lead, client, lead.client(client), calamity(lead, client))
    assert kinds(lead) == ["calamity"]


def test_a_team_without_a_lead_goes_on(alice: Laptop, dossier: str) -> None:
    applied(alice, dossier, calamity(alice, dossier))


def test_what_is_set_aside_is_late_work_and_no_notice(
    office: Office, lead: Laptop, alice: Laptop, dossier: str
) -> None:
    office.revoke(alice.caseworker, dossier, "Overgedragen")
    (outcome,) = alice.push((f"c:{dossier}", [calamity(alice, dossier)]))
    assert {result.r for result in outcome.results} == {"quarantined"}
    assert records(lead, "notice") == {}
    assert len(records(lead, "late_work")) == 1


def test_a_long_account_is_cut_where_a_notice_ends(lead: Laptop, alice: Laptop, dossier: str) -> None:
    applied(alice, dossier, calamity(alice, dossier, what="x" * 10_000))
    (told,) = records(lead, "notice").values()
    assert (len(told["account"]), told["account"][-1]) == (2000, "…")


def test_only_the_service_makes_notices_and_the_lead_marks_them(
    office: Office, lead: Laptop, alice: Laptop, dossier: str
) -> None:
    forged = {"kind": "calamity", "author": alice.caseworker, "recorded_at": "2026-11-20T10:00:00Z"}
    own = f"u:{alice.caseworker}"
    (outcome,) = alice.push((own, [alice.write(own, f"notice:{new_id()}", forged)]))
    assert [result.reason for result in outcome.results] == ["read_only"]
    applied(alice, dossier, calamity(alice, dossier))
    scope = f"u:{lead.caseworker}"
    (page,) = lead.pull(scope)
    (row,) = [each for each in page.ops if str(each.ent).startswith("notice:")]
    seen = lead.write(scope, str(row.ent), "2026-11-20T12:00:00Z", kind="set", name="seen_at", base=[row.id])
    (outcome,) = lead.push((scope, [seen]))
    assert {result.r for result in outcome.results} == {"applied"}
    (told,) = records(lead, "notice").values()
    assert told["seen_at"] == "2026-11-20T12:00:00Z"
