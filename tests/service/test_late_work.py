"""Work that was set aside comes before who leads the team, and what they decide happens exactly once."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.service.office import Laptop, Office
from tests.service.test_administration import asked as asked
from tests.service.test_quarantine import reasons
from thuis_tui.log import wire
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.database.storage import Transaction
from thuis_tui.service.people import admin

ROWS = "SELECT row FROM log WHERE scope = ? ORDER BY seq"


@pytest.fixture
def lead(office: Office) -> Laptop:
    return office.laptop(lead_of(office, "Lea"))


def lead_of(office: Office, name: str) -> str:
    def make(tx: Transaction) -> str:
        return admin.create_caseworker(tx, office.team, name, lead=True)

    return office.storage.write(make)


def records(laptop: Laptop, record_type: str) -> dict[str, dict[str, Any]]:
    """Fold what stands in the scope of a caseworker: the values of each record by its name."""
    found: dict[str, dict[str, Any]] = {}
    for page in laptop.pull(f"u:{laptop.caseworker}"):
        for row in page.ops:
            assert isinstance(row.ent, str)
            if not row.ent.startswith(f"{record_type}:"):
                continue
            value = json.loads(bytes(row.val))
            if row.kind == "create":
                found[row.ent] = value
            else:
                found[row.ent][row.field] = value
    return found


def heads(office: Office, scope: str, ent: str) -> dict[str, int]:
    sql = "SELECT field, heads FROM register WHERE scope = ? AND ent = ?"
    return {name: len(ids.split()) for name, ids in office.rows(sql, scope, ent)}


def decide(
    lead: Laptop, ent: str, decision: str, reason: str | None = "Hoort er nog bij", *, tx: str = ""
) -> list[bytes]:
    scope, group = f"u:{lead.caseworker}", tx or new_id()
    raws = []
    if reason is not None:
        raws.append(lead.write(scope, ent, reason, kind="set", name="decision_reason", tx=group))
    raws.append(lead.write(scope, ent, decision, kind="set", name="decision", tx=group))
    return raws


def late(office: Office, author: Laptop, dossier: str, body: str = "nog onderweg") -> bytes:
    """Have a note come in after the dossier was taken back."""
    office.revoke(author.caseworker, dossier, "Overgedragen")
    raw = author.note(dossier, body)
    assert reasons(author, f"c:{dossier}", raw) == ["late"]
    return raw


def test_the_lead_sees_what_came_late(office: Office, lead: Laptop, alice: Laptop, dossier: str) -> None:
    raw = json.loads(late(office, alice, dossier))
    ((ent, shown),) = records(lead, "late_work").items()
    assert len(ent) == len("late_work:") + 32
    assert json.loads(shown.pop("value")) == raw["val"]
    assert shown.pop("recorded_at").endswith("Z")
    assert shown == {
        "client": dossier,
        "author": alice.caseworker,
        "reason": "late",
        "record_type": "note",
        "field": "",
        "operation": raw["id"],
    }
    assert records(alice, "late_work") == {}


def test_who_leads_another_team_sees_nothing(office: Office, alice: Laptop, dossier: str) -> None:
    def elsewhere(tx: Transaction) -> str:
        team = admin.create_team_of(tx, "Stichting", "Zuid")
        return admin.create_caseworker(tx, team, "Zora", lead=True)

    zora = office.laptop(office.storage.write(elsewhere))
    late(office, alice, dossier)
    assert records(zora, "late_work") == {}
    ((name,),) = office.rows("SELECT late_work FROM quarantine")
    assert name == ""


def test_accepted_work_is_in_the_log_once_as_it_was_written(
    office: Office, lead: Laptop, alice: Laptop, bob: Laptop, dossier: str
) -> None:
    scope = f"c:{dossier}"
    office.grant(bob.caseworker, dossier)
    raw = late(office, alice, dossier)
    ((ent, _),) = records(lead, "late_work").items()
    raws = decide(lead, ent, "accept")
    own = f"u:{lead.caseworker}"
    for expected in ("applied", "duplicate", "duplicate"):
        (outcome,) = lead.push((own, raws))
        assert {result.r for result in outcome.results} == {expected}
    (page,) = bob.pull(scope)
    note = json.loads(raw)
    (row,) = [row for row in page.ops if row.id == note["id"]]
    assert (row.ent, row.actor, row.hlc, json.loads(bytes(row.val))) == (
        note["ent"], alice.caseworker, note["hlc"], note["val"],
    )  # fmt: skip
    assert page.head == 2
    (again,) = alice.push((scope, [raw]))
    assert [result.r for result in again.results] == ["duplicate"]
    assert bob.pull(scope)[0].head == 2
    ((decision, reason, by, at),) = office.rows(
        "SELECT decision, decision_reason, decided_by, decided_at FROM quarantine"
    )
    assert (decision, reason, by) == ("accept", "Hoort er nog bij", lead.caseworker)
    assert at > 0


def test_its_author_gets_it_whole_when_the_dossier_is_theirs_again(
    office: Office, lead: Laptop, alice: Laptop, dossier: str
) -> None:
    scope = f"c:{dossier}"
    note = json.loads(late(office, alice, dossier))
    ((ent, _),) = records(lead, "late_work").items()
    lead.push((f"u:{lead.caseworker}", decide(lead, ent, "accept")))
    office.grant(alice.caseworker, dossier)
    answer = alice.ask({scope: wire.Cursor(0, alice.chain(scope).chain)}, scopes_etag=alice.etag())
    page = wire.decode_line(answer.content.splitlines()[0])
    assert [row.own for row in page.ops] == [True, False]
    assert page.ops[1].id == note["id"]


@pytest.mark.parametrize("decision", ["return", "archive"])
def test_what_is_not_accepted_stays_with_who_and_why(
    office: Office, lead: Laptop, alice: Laptop, dossier: str, decision: str
) -> None:
    raw = late(office, alice, dossier)
    ((ent, _),) = records(lead, "late_work").items()
    lead.push((f"u:{lead.caseworker}", decide(lead, ent, decision, "Staat er al in")))
    assert [bytes(row) for (row,) in office.rows("SELECT raw FROM quarantine")] == [raw]
    assert office.rows("SELECT seq FROM scope_head WHERE scope = ?", f"c:{dossier}") == [(1,)]
    ((_, told),) = records(alice, "ruling").items()
    assert told.pop("decided_at").endswith("Z")
    assert told == {
        "operation": json.loads(raw)["id"],
        "client": dossier,
        "decision": decision,
        "reason": "Staat er al in",
        "decided_by": lead.caseworker,
    }


def test_a_decision_stands_with_every_lead_and_the_first_one_counts(
    office: Office, lead: Laptop, alice: Laptop, dossier: str
) -> None:
    other = office.laptop(lead_of(office, "Lou"))
    late(office, alice, dossier)
    ((ent, _),) = records(lead, "late_work").items()
    assert set(records(other, "late_work")) == {ent}
    lead.push((f"u:{lead.caseworker}", decide(lead, ent, "archive", "Dubbel")))
    assert reasons(other, f"u:{other.caseworker}", *decide(other, ent, "accept")) == ["decided"] * 2
    for laptop in (lead, other):
        shown = records(laptop, "late_work")[ent]
        assert (shown["decision"], shown["decision_reason"], shown["decided_by"]) == (
            "archive", "Dubbel", lead.caseworker,
        )  # fmt: skip
        assert set(heads(office, f"u:{laptop.caseworker}", ent).values()) == {1}, "nobody disagrees"
    assert len(records(alice, "ruling")) == 1
    assert office.rows("SELECT decision FROM quarantine WHERE reason = 'late'") == [("archive",)]


def test_twice_in_one_request_is_once(office: Office, lead: Laptop, alice: Laptop, dossier: str) -> None:
    late(office, alice, dossier)
    ((ent, _),) = records(lead, "late_work").items()
    raws = decide(lead, ent, "accept") + decide(lead, ent, "archive")
    assert reasons(lead, f"u:{lead.caseworker}", *raws) == ["applied", "applied", "decided", "decided"]
    assert office.rows("SELECT seq FROM scope_head WHERE scope = ?", f"c:{dossier}") == [(2,)]


def test_without_a_reason_nothing_is_decided(
    office: Office, lead: Laptop, alice: Laptop, dossier: str, subtests: pytest.Subtests
) -> None:
    late(office, alice, dossier)
    ((ent, _),) = records(lead, "late_work").items()
    for reason in (None, "", "  ", "x" * 501, "stuur\x1b[2J"):
        with subtests.test(reason=reason):
            raws = decide(lead, ent, "accept", reason)
            assert set(reasons(lead, f"u:{lead.caseworker}", *raws)) == {"invalid"}
    scope = f"u:{lead.caseworker}"
    said = lead.write(scope, ent, "Hoort er nog bij", kind="set", name="decision_reason", tx=new_id())
    assert reasons(lead, scope, said) == ["applied"], "a reason alone decides nothing"
    assert reasons(lead, scope, *decide(lead, ent, "accept", None)) == ["invalid"], (
        "it belongs in the same group"
    )
    assert reasons(lead, scope, *decide(lead, ent, "nooit")) == ["invalid"] * 2
    assert office.rows("SELECT decision FROM quarantine WHERE reason = 'late'") == [("",)]
    assert records(alice, "ruling") == {}


def test_who_is_no_lead_decides_nothing(
    office: Office, lead: Laptop, alice: Laptop, bob: Laptop, dossier: str
) -> None:
    late(office, alice, dossier)
    ((ent, shown),) = records(lead, "late_work").items()
    for liar in (bob, alice):
        own = f"u:{liar.caseworker}"
        assert reasons(liar, own, *decide(liar, ent, "accept")) == ["not_granted"] * 2
        assert reasons(liar, own, liar.write(own, ent, shown)) == ["read_only"]
        ruling = {
            "operation": "0" * 32,
            "decision": "accept",
            "reason": "x",
            "decided_at": "2026-01-01T10:00:00Z",
        }
        assert reasons(liar, own, liar.write(own, f"ruling:{new_id()}", ruling)) == ["read_only"]
    assert reasons(bob, f"u:{lead.caseworker}", *_in(lead, bob, ent)) == ["not_granted"]
    assert reasons(lead, f"u:{lead.caseworker}", *_facts(lead, ent)) == ["invalid"] * 2
    assert office.rows("SELECT decision FROM quarantine WHERE reason = 'late'") == [("",)]
    assert len(records(lead, "late_work")) == 1, "what a decision was refused for is no late work"


def _in(lead: Laptop, liar: Laptop, ent: str) -> list[bytes]:
    return [liar.write(f"u:{lead.caseworker}", ent, "accept", kind="set", name="decision")]


def _facts(lead: Laptop, ent: str) -> list[bytes]:
    own = f"u:{lead.caseworker}"
    return [
        lead.write(own, ent, "0" * 32, kind="set", name="decided_by"),
        lead.write(own, ent, "0" * 32, kind="set", name="author"),
    ]


def test_what_the_rules_do_not_allow_is_not_accepted(
    office: Office, lead: Laptop, alice: Laptop, bob: Laptop, dossier: str
) -> None:
    scope = f"c:{dossier}"
    assert reasons(alice, scope, alice.note(dossier, "")) == ["invalid"]
    assert reasons(alice, scope, alice.note(dossier, actor=bob.caseworker)) == ["author"]
    nowhere = new_id()
    assert reasons(bob, f"c:{nowhere}", bob.note(nowhere)) == ["not_granted"]
    own = f"u:{lead.caseworker}"
    shown = records(lead, "late_work")
    assert sorted(values["reason"] for values in shown.values()) == ["author", "invalid", "not_granted"]
    for ent in shown:
        assert reasons(lead, own, *decide(lead, ent, "accept")) == ["not_acceptable"] * 2
        assert reasons(lead, own, *decide(lead, ent, "return")) == ["applied"] * 2
    assert len(records(alice, "ruling")) == 2


def test_what_belongs_together_is_accepted_together(
    office: Office, lead: Laptop, alice: Laptop, dossier: str
) -> None:
    scope, name, group = f"c:{dossier}", f"client:{dossier}", new_id()
    office.revoke(alice.caseworker, dossier)
    raws = [
        alice.write(scope, name, "Piet", kind="set", name="alias", tx=group),
        alice.note(dossier, tx=group),
        alice.note(dossier),
    ]
    assert reasons(alice, scope, *raws) == ["late"] * 3
    shown = records(lead, "late_work")
    first = json.loads(raws[0])["id"]
    (ent,) = [ent for ent, values in shown.items() if values["operation"] == first]
    lead.push((f"u:{lead.caseworker}", decide(lead, ent, "accept")))
    assert office.rows("SELECT decision FROM quarantine ORDER BY n") == [("accept",), ("accept",), ("",)]
    assert [values.get("decision") for values in records(lead, "late_work").values()].count("accept") == 2
    assert len(records(alice, "ruling")) == 2
    office.grant(alice.caseworker, dossier)
    (page,) = alice.pull(scope)
    assert [row.tx for row in page.ops] == ["", group, group]


def test_of_what_belongs_together_is_decided_once(
    office: Office, lead: Laptop, alice: Laptop, dossier: str
) -> None:
    scope, group, own = f"c:{dossier}", new_id(), f"u:{lead.caseworker}"
    office.revoke(alice.caseworker, dossier)
    assert reasons(alice, scope, *[alice.note(dossier, tx=group) for _ in range(2)]) == ["late"] * 2
    one, other = records(lead, "late_work")
    raws = [*decide(lead, one, "return"), *decide(lead, other, "accept")]
    assert reasons(lead, own, *raws) == ["applied", "applied", "decided", "decided"]
    assert office.rows("SELECT decision FROM quarantine WHERE scope = ?", scope) == [("return",)] * 2


def test_a_late_value_stands_beside_one_it_had_not_seen(
    office: Office, lead: Laptop, alice: Laptop, bob: Laptop, dossier: str
) -> None:
    scope, name = f"c:{dossier}", f"client:{dossier}"
    office.grant(bob.caseworker, dossier)
    made = bob.pull(scope)[0].ops[0].id
    office.revoke(alice.caseworker, dossier)
    alice.push((scope, [alice.write(scope, name, "Piet", kind="set", name="alias", base=(made,))]))
    bob.push((scope, [bob.write(scope, name, "Kees", kind="set", name="alias", base=(made,))]))
    ((ent, _),) = records(lead, "late_work").items()
    lead.push((f"u:{lead.caseworker}", decide(lead, ent, "accept")))
    assert heads(office, scope, name)["alias"] == 2
    assert bob.pull(scope)[0].digest


def test_from_the_shell(office: Office, lead: Laptop, alice: Laptop, dossier: str, asked: Any) -> None:
    late(office, alice, dossier)
    (row,) = asked("quarantine", "list", "--json")
    words = (row["id"], "--by", "Lea", "--reason", "Na overleg")
    asked("quarantine", "accept", row["id"], "--by", "Lea", "--reason", "  ", code=5)
    asked("quarantine", "accept", row["id"], "--by", "Niemand", "--reason", "x", code=5)
    asked("quarantine", "accept", row["id"], "--reason", "x", code=2)
    asked("quarantine", "return", *words)
    assert "Nothing" in asked("quarantine")
    assert asked("quarantine", "accept", *words, "--json")["operations"] == 1
    asked("quarantine", "accept", *words, code=5)
    asked("quarantine", "archive", *words, code=5)
    assert office.rows("SELECT seq FROM scope_head WHERE scope = ?", f"c:{dossier}") == [(2,)]
    ((ent, shown),) = records(lead, "late_work").items()
    assert (shown["decision"], shown["decided_by"]) == ("accept", lead.caseworker)
    assert set(heads(office, f"u:{lead.caseworker}", ent).values()) == {1}
    assert [told["decision"] for told in records(alice, "ruling").values()] == ["return", "accept"]


def test_a_flood_is_not_shown_to_leads(office: Office, lead: Laptop, bob: Laptop, dossier: str) -> None:
    for _ in range(2):
        bob.push((f"c:{dossier}", [bob.note(dossier, "x") for _ in range(400)]))
    assert len(records(lead, "late_work")) == 500
    assert office.rows("SELECT count(*) FROM quarantine") == [(800,)]
