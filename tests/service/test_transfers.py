"""Dossiers change hands through the log: who may ask, what the other decides, and what each keeps."""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.service.conftest import Clock
from tests.service.office import Laptop, Office
from tests.service.test_notices import calamity
from thuis_tui.casework.rights import Role
from thuis_tui.desk import transfer_reading
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.people import admin, role_changes, transfers
from thuis_tui.service.people.late_work import moment_of

DAY = 24 * 3600


@dataclass
class Staff:
    """A team of two with a lead, one dossier of Alice's in it, and somebody of another team."""

    office: Office
    alice: Laptop
    bob: Laptop
    lead: Laptop
    elsewhere: Laptop
    dossier: str

    def ask(self, who: Laptop, kind: str, to: Laptop, **more: Any) -> str:
        """Let a laptop ask for something; the id."""
        id_ = new_id()
        values = {
            "client": self.dossier,
            "kind": kind,
            "recipient": to.caseworker,
            "author": who.caseworker,
            "recorded_at": moment_of(self.office.storage.now_ms()),
            "client_name": "Jansen",
            "sheet": "Risico's: hond.",
            **more,
        }
        own = f"u:{who.caseworker}"
        (outcome,) = who.push((own, [who.write(own, f"transfer:{id_}", values)]))
        assert outcome.results[0].r == "applied"
        return id_

    def answer(self, who: Laptop, id_: str, decision: str, reason: str = "") -> None:
        own, tx = f"u:{who.caseworker}", new_id()
        written = [("decision_reason", reason)] if reason else []
        self.set(who, own, f"offer:{id_}", [*written, ("decision", decision)], tx)

    def set(self, who: Laptop, own: str, ent: str, values: list[tuple[str, Any]], tx: str = "") -> None:
        raws = [who.write(own, ent, value, kind="set", name=name, tx=tx) for name, value in values]
        (outcome,) = who.push((own, raws))
        assert {result.r for result in outcome.results} <= {"applied", "conflict"}

    def shown(self, who: Laptop, ent: str) -> dict[str, Any]:
        """A record of somebody's own scope as a laptop would show it."""
        found: dict[str, Any] = {}
        for (row,) in self.office.rows(
            "SELECT row FROM log WHERE scope = ? ORDER BY seq", f"u:{who.caseworker}"
        ):
            _, _, name, field, kind, value, *_ = json.loads(bytes(row))
            if name == ent:
                found |= value if kind == "create" else {field: value}
        return found

    def held(self, who: Laptop) -> tuple[str, bool] | None:
        """How a laptop is told that it holds the dossier."""
        who.sign_in()
        for each in who.scopes().scopes:
            if each.scope == f"c:{self.dossier}":
                return each.kind, each.read_only
        return None

    def assignments(self) -> dict[str, tuple[str, bool]]:
        """What stands before the lead: by caseworker the kind, and whether it is open."""
        ents = {
            f"assignment:{name}": each
            for each in (self.alice, self.bob, self.elsewhere, self.lead)
            for name in [transfers_name(self.dossier, each.caseworker)]
        }
        found = {each.name: self.shown(self.lead, ent) for ent, each in ents.items()}
        return {name: (facts["kind"], not facts.get("ended_at")) for name, facts in found.items() if facts}


def transfers_name(client: str, account: str) -> str:
    from thuis_tui.service.people.holdings import name_of

    return name_of(f"c:{client}", account)


@pytest.fixture
def staff(office: Office) -> Iterator[Staff]:
    lead = office.storage.write(lambda tx: admin.create_caseworker(tx, office.team, "Lea", lead=True))
    away = office.storage.write(lambda tx: admin.create_team_of(tx, "Stichting", "Zuid"))
    elsewhere = office.storage.write(lambda tx: admin.create_caseworker(tx, away, "Zora"))
    alice, bob, lea, zora = (
        office.laptop(account, name)
        for account, name in (
            (office.caseworker("Alice"), "alice"),
            (office.caseworker("Bob"), "bob"),
            (lead, "lead"),
            (elsewhere, "elsewhere"),
        )
    )
    client = new_id()
    alice.push((f"c:{client}", [alice.client(client)]))
    yield Staff(office, alice, bob, lea, zora, client)


def test_a_lead_has_the_dossiers_of_the_team_and_sees_who_holds_them(staff: Staff) -> None:
    assert (staff.held(staff.alice), staff.held(staff.lead)) == (("", False), ("lead", False))
    assert staff.assignments() == {"alice": ("own", True)}
    staff.office.grant(staff.bob.caseworker, staff.dossier)
    assert staff.assignments() == {"alice": ("own", True), "bob": ("own", True)}
    staff.office.revoke(staff.bob.caseworker, staff.dossier)
    assert staff.assignments()["bob"] == ("own", False)

    take, give = role_changes.take, role_changes.give
    staff.office.storage.write(take, staff.lead.caseworker, Role.TEAM_LEAD)
    assert staff.held(staff.lead) is None
    assert not any(open_ for _, open_ in staff.assignments().values())
    staff.office.storage.write(give, staff.lead.caseworker, Role.TEAM_LEAD)
    assert staff.held(staff.lead) == ("lead", False)
    assert staff.assignments() == {"alice": ("own", True), "bob": ("own", False)}


def test_a_transfer_waits_for_a_yes_and_the_sender_reads_on(staff: Staff, clock: Clock) -> None:
    id_ = staff.ask(staff.alice, "transfer", staff.elsewhere, reason="Ik ga weg")
    assert staff.shown(staff.alice, f"transfer:{id_}")["state"] == "offered"
    offered = staff.shown(staff.elsewhere, f"offer:{id_}")
    assert (offered["sheet"], offered["client_name"], offered["reason"], offered["sender"]) == (
        *("Risico's: hond.", "Jansen", "Ik ga weg"),
        staff.alice.caseworker,
    )
    assert staff.held(staff.elsewhere) is None  # nothing of it before the yes

    staff.answer(staff.elsewhere, id_, "accept")
    assert staff.held(staff.elsewhere) == ("", False)
    assert staff.held(staff.alice) == ("reading_on", True)
    assert staff.held(staff.lead) is None  # it is another team's now
    told = staff.shown(staff.alice, f"transfer:{id_}")
    assert (told["state"], staff.shown(staff.elsewhere, f"offer:{id_}")["state"]) == ("accepted", "accepted")
    assert told["reads_until"] > told["decided_at"]
    assert not any(open_ for _, open_ in staff.assignments().values())
    scope = f"c:{staff.dossier}"
    (outcome,) = staff.alice.push((scope, [staff.alice.note(staff.dossier)]))
    assert outcome.results[0].reason == "read_only"
    clock.ahead = 14 * DAY - 60
    assert staff.held(staff.alice) == ("reading_on", True)
    clock.ahead = 14 * DAY + 60
    assert staff.held(staff.alice) is None
    (line,) = staff.alice.pull(scope)
    assert (line.t, "read on" in line.reason) == ("revoked", True)


def test_a_no_leaves_all_as_it_was_and_the_sender_reads_why(staff: Staff) -> None:
    id_ = staff.ask(staff.alice, "transfer", staff.bob)
    staff.answer(staff.bob, id_, "decline", "Mijn caseload is vol")
    told = staff.shown(staff.alice, f"transfer:{id_}")
    assert (told["state"], told["answer"]) == ("declined", "Mijn caseload is vol")
    staff.answer(staff.bob, id_, "accept")  # too late: it was answered
    assert staff.held(staff.bob) is None
    assert staff.held(staff.alice) == ("", False)


def test_nobody_answers_for_another_or_after_it_was_taken_back(staff: Staff) -> None:
    id_ = staff.ask(staff.alice, "transfer", staff.bob)
    own = f"u:{staff.elsewhere.caseworker}"
    staff.set(staff.elsewhere, own, f"offer:{id_}", [("decision", "accept")])
    assert (staff.held(staff.elsewhere), staff.held(staff.bob)) == (None, None)
    mine = f"u:{staff.alice.caseworker}"
    staff.set(staff.alice, mine, f"transfer:{id_}", [("withdrawn_at", "2026-11-23T10:00:00Z")])
    assert staff.shown(staff.bob, f"offer:{id_}")["state"] == "withdrawn"
    staff.answer(staff.bob, id_, "accept")
    assert staff.held(staff.bob) is None


def test_a_yes_after_the_sender_lost_the_dossier_gives_nothing(staff: Staff) -> None:
    id_ = staff.ask(staff.alice, "transfer", staff.bob)
    staff.office.revoke(staff.alice.caseworker, staff.dossier)
    staff.answer(staff.bob, id_, "accept")
    assert staff.held(staff.bob) is None
    assert staff.shown(staff.alice, f"transfer:{id_}")["refusal"] == "not_held"


def test_cover_is_at_once_within_the_team_and_ends_of_itself(staff: Staff, clock: Clock) -> None:
    until = moment_of(staff.office.storage.now_ms() + 3 * DAY * 1000)
    id_ = staff.ask(staff.alice, "cover", staff.bob, until=until)
    assert staff.held(staff.bob) == ("cover", False)
    assert staff.assignments() == {"alice": ("own", True), "bob": ("cover", True)}
    assert staff.shown(staff.bob, f"offer:{id_}")["state"] == "in_force"
    refused = staff.ask(staff.bob, "cover", staff.lead, until=until)  # who covers does not hand on
    assert staff.shown(staff.bob, f"transfer:{refused}")["refusal"] == "not_own"
    mine = f"u:{staff.alice.caseworker}"
    staff.set(staff.alice, mine, f"transfer:{id_}", [("withdrawn_at", "2026-11-23T10:00:00Z")])
    assert staff.held(staff.bob) is None
    assert staff.assignments()["bob"] == ("cover", False)
    staff.ask(staff.lead, "cover", staff.bob, until=until)
    clock.ahead = 3 * DAY + 60
    assert staff.held(staff.bob) is None
    assert staff.held(staff.alice) == ("", False)


def test_a_lead_divides_the_dossiers_of_the_team(staff: Staff) -> None:
    id_ = staff.ask(staff.lead, "assign", staff.bob, holder=staff.alice.caseworker)
    assert staff.shown(staff.lead, f"transfer:{id_}")["state"] == "in_force"
    assert (staff.held(staff.bob), staff.held(staff.alice)) == (("", False), ("reading_on", True))
    assert staff.assignments() == {"alice": ("reading_on", True), "bob": ("own", True)}


@pytest.mark.parametrize(
    ("kind", "who", "to", "why"),
    [
        ("assign", "alice", "bob", "no_right"),
        ("assign", "lead", "elsewhere", "other_team"),
        ("cover", "alice", "elsewhere", "other_team"),
        ("cover", "alice", "bob", "until"),
        ("transfer", "bob", "elsewhere", "not_held"),
        ("transfer", "elsewhere", "bob", "not_held"),
        ("transfer", "alice", "alice", "has_it"),
        ("restrict", "alice", "alice", "no_right"),
    ],
)
def test_what_may_not_be_is_refused_with_its_reason(
    staff: Staff, kind: str, who: str, to: str, why: str
) -> None:
    asker: Laptop = getattr(staff, who)
    id_ = staff.ask(asker, kind, getattr(staff, to), until="2020-01-01T00:00:00Z")
    told = staff.shown(asker, f"transfer:{id_}")
    assert (told["state"], told["refusal"]) == ("refused", why)
    assert staff.held(staff.bob) is None
    assert staff.held(staff.alice) == ("", False)


@pytest.mark.parametrize(
    ("kind", "organisation", "role", "why"),
    [
        ("transfer", "Gemeente", Role.CASEWORKER, "other_organisation"),
        ("cover", "Gemeente", Role.CASEWORKER, "other_organisation"),
        ("transfer", "Stichting", Role.ADMINISTRATOR, "no_dossiers"),
        ("cover", "Stichting", Role.PRIVACY_OFFICER, "no_dossiers"),
        ("assign", "Stichting", Role.HOUSING_COORDINATOR, "no_dossiers"),
    ],
)
def test_who_cannot_hold_a_dossier_here_is_given_none(
    staff: Staff, kind: str, organisation: str, role: Role, why: str
) -> None:
    storage = staff.office.storage
    team = storage.write(admin.create_team_of, organisation, "Noord")
    other = staff.office.laptop(
        storage.write(lambda tx: admin.create_caseworker(tx, team, "Otto", held=[role]))
    )
    asker = staff.lead if kind == "assign" else staff.alice
    id_ = staff.ask(asker, kind, other, until=moment_of(storage.now_ms() + DAY * 1000))
    told = staff.shown(asker, f"transfer:{id_}")
    assert (told["state"], told["refusal"]) == ("refused", why)
    assert (staff.held(other), staff.shown(other, f"offer:{id_}")) == (None, {})
    assert staff.held(staff.alice) == ("", False)


def test_every_reason_that_the_service_gives_has_words_on_the_laptop() -> None:
    source = ast.parse(inspect.getsource(transfers.Transfers))
    given = {
        node.value.value
        for each in ast.walk(source)
        if isinstance(each, ast.FunctionDef) and each.name in ("_refusal", "_refused_to")
        for node in ast.walk(each)
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Constant)
    } - {""}
    assert given == set(transfer_reading.REFUSED)


def test_a_restricted_dossier_is_nowhere_but_with_its_own_holder(staff: Staff) -> None:
    staff.ask(staff.lead, "restrict", staff.lead)
    assert staff.held(staff.lead) is None
    assert not any(open_ for _, open_ in staff.assignments().values())
    assert staff.held(staff.alice) == ("", False)
    staff.office.grant(staff.bob.caseworker, staff.dossier)
    assert "bob" not in staff.assignments()
    leo = staff.office.storage.write(
        lambda tx: admin.create_caseworker(tx, staff.office.team, "Leo", lead=True)
    )
    assert staff.held(staff.office.laptop(leo)) is None  # nor with who comes to lead the team
    assert staff.office.storage.write(admin.restrict, staff.dossier, False)
    assert staff.held(staff.lead) == ("lead", False)
    assert staff.assignments() == {"alice": ("own", True), "bob": ("own", True)}


def test_only_the_service_makes_offers_and_says_how_things_stand(staff: Staff) -> None:
    own = f"u:{staff.bob.caseworker}"
    values = {
        "client": staff.dossier,
        "kind": "transfer",
        "sender": staff.alice.caseworker,
        "recorded_at": "2026-11-23T10:00:00Z",
    }
    (outcome,) = staff.bob.push((own, [staff.bob.write(own, f"offer:{new_id()}", values)]))
    assert outcome.results[0].reason == "read_only"
    id_ = staff.ask(staff.alice, "transfer", staff.bob, state="accepted")
    assert staff.shown(staff.alice, f"transfer:{id_}")["state"] == "offered"
    mine = f"u:{staff.alice.caseworker}"
    forged = staff.alice.write(mine, f"transfer:{id_}", "accepted", kind="set", name="state")
    (outcome,) = staff.alice.push((mine, [forged]))
    assert outcome.results[0].reason == "invalid"
    assert staff.held(staff.bob) is None


def test_restricting_ends_what_others_hold_and_gives_no_new_cover(staff: Staff) -> None:
    until = moment_of(staff.office.storage.now_ms() + 3 * DAY * 1000)
    staff.ask(staff.alice, "cover", staff.bob, until=until)
    assert staff.held(staff.bob) == ("cover", False)
    staff.ask(staff.lead, "restrict", staff.lead)
    assert (staff.held(staff.bob), staff.held(staff.lead)) == (None, None)
    again = staff.ask(staff.alice, "cover", staff.bob, until=until)
    assert staff.shown(staff.alice, f"transfer:{again}")["refusal"] == "restricted"
    assert staff.held(staff.bob) is None
    # Handed over, it is that of one: who had it does not read on.
    id_ = staff.ask(staff.alice, "transfer", staff.bob)
    staff.answer(staff.bob, id_, "accept")
    assert (staff.held(staff.bob), staff.held(staff.alice)) == (("", False), None)


def test_of_a_restricted_dossier_nothing_is_told_to_a_lead_who_does_not_hold_it(staff: Staff) -> None:
    staff.ask(staff.lead, "restrict", staff.lead)
    scope = f"c:{staff.dossier}"
    raw = calamity(staff.alice, staff.dossier)
    (outcome,) = staff.alice.push((scope, [raw]))
    assert outcome.results[0].r == "applied"
    bad = staff.alice.write(scope, f"client:{staff.dossier}", "paars", kind="set", name="risk_level")
    (outcome,) = staff.alice.push((scope, [bad]))
    assert outcome.results[0].r == "quarantined"
    told = [
        bytes(row)
        for (row,) in staff.office.rows("SELECT row FROM log WHERE scope = ?", f"u:{staff.lead.caseworker}")
    ]
    assert not [row for row in told if b"Brand" in row or b"paars" in row]


@pytest.mark.parametrize("kind", ["transfer", "assign"])
def test_what_a_lead_gives_on_is_that_of_one(staff: Staff, kind: str) -> None:
    id_ = staff.ask(staff.lead, kind, staff.bob)
    staff.answer(staff.bob, id_, "accept")
    assert (staff.held(staff.bob), staff.held(staff.alice)) == (("", False), ("reading_on", True))
    assert staff.held(staff.lead) == ("lead", False)


def test_a_cover_that_is_taken_back_leaves_one_that_runs_longer(staff: Staff) -> None:
    now = staff.office.storage.now_ms()
    short, long = (moment_of(now + days * DAY * 1000) for days in (3, 9))
    first = staff.ask(staff.alice, "cover", staff.bob, until=short)
    staff.ask(staff.lead, "cover", staff.bob, until=long)
    mine = f"u:{staff.alice.caseworker}"
    staff.set(staff.alice, mine, f"transfer:{first}", [("withdrawn_at", "2026-11-23T10:00:00Z")])
    assert staff.held(staff.bob) == ("cover", False)


def test_a_record_without_its_fields_asks_nothing_and_holds_nothing_up(staff: Staff) -> None:
    own = f"u:{staff.alice.caseworker}"
    raws = [
        staff.alice.write(own, f"transfer:{new_id()}", {}),
        staff.alice.write(own, f"offer:{new_id()}", {}),
    ]
    (outcome,) = staff.alice.push((own, raws))
    assert outcome.acked == max(result.n for result in outcome.results)
    id_ = staff.ask(staff.alice, "transfer", staff.bob)
    staff.set(staff.bob, f"u:{staff.bob.caseworker}", f"offer:{id_}", [("decision", None)])
    assert staff.shown(staff.alice, f"transfer:{id_}")["state"] == "offered"
