"""The table of rights is what the code asks: a right that is taken out of it is nobody's any more."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest

from tests.service.office import Laptop, Office
from thuis_tui.casework.rights import NOT_YET, RIGHTS, Reach, Right, Role
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.access.access_reading import officer
from thuis_tui.service.not_possible import NotPossible
from thuis_tui.service.people import admin, learning

MOMENT = "2026-11-23T10:00:00Z"
NAMED = {"surname": "Vermeulen", "birth_date": "1985-04-03"}


@pytest.fixture
def database_url() -> None:
    """What the table decides does not depend on the database."""


class Case:
    """A team with what one right is tried on."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.team = office.storage.write(admin.create_team_of, f"Stichting {new_id()}", "Team")

    def laptop(self, *held: Role) -> Laptop:
        """A laptop of a new account."""
        return self.office.laptop(
            self.office.storage.write(
                lambda tx: admin.create_caseworker(tx, self.team, f"Naam {new_id()}", held=held)
            )
        )

    def dossier(self, laptop: Laptop) -> str:
        client = new_id()
        laptop.push((f"c:{client}", [laptop.write(f"c:{client}", f"client:{client}", NAMED)]))
        return client

    def holds(self, laptop: Laptop, client: str) -> tuple[bool, bool]:
        """Whether a laptop reads a dossier, and writes in it."""
        for each in laptop.scopes().scopes:
            if each.scope == f"c:{client}":
                return True, not each.read_only
        return False, False

    def asked(self, laptop: Laptop, kind: str, client: str, to: Laptop) -> bool:
        """Whether a transfer or something like it is taken."""
        id_, own = new_id(), f"u:{laptop.caseworker}"
        values = {
            "client": client,
            "kind": kind,
            "recipient": to.caseworker,
            "author": laptop.caseworker,
            "recorded_at": MOMENT,
        }
        laptop.push((own, [laptop.write(own, f"transfer:{id_}", values)]))
        ((state,),) = self.office.rows("SELECT state FROM transfer WHERE id = ?", id_)
        return bool(state != "refused")

    def emergency(self, laptop: Laptop) -> str:
        id_, own = new_id(), f"u:{laptop.caseworker}"
        values = {**NAMED, "reason": "Staat op straat", "author": laptop.caseworker, "recorded_at": MOMENT}
        laptop.push((own, [laptop.write(own, f"emergency_access:{id_}", values)]))
        ((state,),) = self.office.rows("SELECT state FROM emergency WHERE id = ?", id_)
        return str(state)

    def records(self, laptop: Laptop, record_type: str) -> int:
        sql = "SELECT count(*) FROM register WHERE scope = ? AND ent LIKE ? AND field = ''"
        return int(self.office.rows(sql, f"u:{laptop.caseworker}", f"{record_type}:%")[0][0])


def _own_records(case: Case, role: Role) -> bool:
    laptop = case.laptop(role)
    return f"u:{laptop.caseworker}" in {each.scope for each in laptop.scopes().scopes}


def _counts(case: Case, role: Role) -> bool:
    return "figures" in {each.scope for each in case.laptop(role).scopes().scopes}


def _reads(case: Case, role: Role) -> bool:
    owner, other = case.laptop(Role.TEAM_LEAD), case.laptop(role)
    client = case.dossier(owner)
    try:
        case.office.grant(other.caseworker, client)
    except NotPossible:
        return False
    return case.holds(other, client)[0]


def _writes(case: Case, role: Role) -> bool:
    owner, other = case.laptop(Role.TEAM_LEAD), case.laptop(role)
    client = case.dossier(owner)
    case.office.grant(other.caseworker, client)
    (outcome,) = other.push((f"c:{client}", [other.note(client)]))
    reads, told = case.holds(other, client)
    assert reads
    assert told == (outcome.results[0].r == "applied"), "the laptop is told, and the service keeps to it"
    return told


def _of_the_team(case: Case, role: Role) -> tuple[bool, bool]:
    lead, alice = case.laptop(role), case.laptop(Role.CASEWORKER)
    client = case.dossier(alice)
    later = case.laptop(role)  # who comes to lead, as who did before
    assert case.holds(lead, client) == case.holds(later, client)
    return case.holds(lead, client)


def _makes(case: Case, role: Role) -> bool:
    laptop = case.laptop(role)
    return case.holds(laptop, case.dossier(laptop))[0]


def _hands_over(case: Case, role: Role) -> bool:
    alice, bob = case.laptop(role), case.laptop(Role.TEAM_LEAD)
    return case.asked(alice, "transfer", case.dossier(alice), bob)


def _hands_over_as_lead(case: Case, role: Role) -> bool:
    alice, bob, lead = case.laptop(Role.CASEWORKER), case.laptop(Role.CASEWORKER), case.laptop(role)
    return case.asked(lead, "transfer", case.dossier(alice), bob)


def _assigns(case: Case, role: Role) -> bool:
    alice, bob, lead = case.laptop(Role.CASEWORKER), case.laptop(Role.CASEWORKER), case.laptop(role)
    return case.asked(lead, "assign", case.dossier(alice), bob)


def _judges(case: Case, role: Role) -> bool:
    lead, alice = case.laptop(role), case.laptop(Role.CASEWORKER)
    client = case.dossier(alice)
    alice.push((f"c:{client}", [alice.write(f"c:{client}", f"note:{new_id()}", {})]))
    return case.records(lead, "late_work") == 1


def _decides(case: Case, role: Role) -> bool:
    """Shown while the table said so, decided after."""
    lead, alice = case.laptop(role), case.laptop(Role.CASEWORKER)
    client, own, tx = case.dossier(alice), f"u:{lead.caseworker}", new_id()
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(_cells(role), Right.JUDGE_LATE_WORK, Reach.TEAM)
        alice.push((f"c:{client}", [alice.write(f"c:{client}", f"note:{new_id()}", {})]))
    ((late,),) = case.office.rows("SELECT late_work FROM quarantine WHERE scope = ?", f"c:{client}")
    raws = [
        lead.write(own, f"late_work:{late}", value, kind="set", name=name, tx=tx)
        for name, value in (("decision_reason", "Gezien"), ("decision", "archive"))
    ]
    (outcome,) = lead.push((own, raws))
    return outcome.results[1].r == "applied"


def _hears(case: Case, role: Role) -> bool:
    lead, alice = case.laptop(role), case.laptop(Role.CASEWORKER)
    client = case.dossier(alice)
    values = {
        "client": client,
        "kind": "fire",
        "occurred_at": MOMENT,
        "what": "Brand",
        "author": alice.caseworker,
        "recorded_at": MOMENT,
    }
    alice.push((f"c:{client}", [alice.write(f"c:{client}", f"calamity:{new_id()}", values)]))
    return case.records(lead, "notice") == 1


def _opens(case: Case, role: Role) -> bool:
    case.dossier(case.laptop(Role.CASEWORKER))
    return case.emergency(case.laptop(role)) == "granted"


def _hears_of_emergencies(case: Case, role: Role) -> bool:
    told = case.laptop(role)
    case.dossier(case.laptop(Role.CASEWORKER))
    assert case.emergency(case.laptop(Role.CASEWORKER)) == "granted"
    return case.records(told, "notice") == 1


def _looks(case: Case, role: Role) -> bool:
    account = case.laptop(role).caseworker
    try:
        case.office.storage.read(officer, account)
    except NotPossible:
        return False
    return True


def _keeps_homes(case: Case, role: Role) -> bool:
    coordinator = case.laptop(role)
    values = {
        "address": "Weg 4",
        "municipality": "0344",
        "corporation": "Woongoed",
        "state": "available",
        "author": coordinator.caseworker,
        "recorded_at": MOMENT,
    }
    (outcome,) = coordinator.push(("ref", [coordinator.write("ref", f"place:{new_id()}", values)]))
    return outcome.results[0].r == "applied"


def _sees_candidates(case: Case, role: Role) -> bool:
    coordinator, alice = case.laptop(role), case.laptop(Role.CASEWORKER)
    client = case.dossier(alice)
    way = f"h:{client}"
    values = {"client": client, "author": alice.caseworker, "recorded_at": MOMENT}
    (outcome,) = alice.push((way, [alice.write(way, f"candidacy:{client}", values)]))
    assert outcome.results[0].r == "applied"
    assert case.holds(coordinator, client) == (False, False), "the dossier never"
    return way in {each.scope for each in coordinator.scopes().scopes}


def _approves(case: Case, role: Role) -> bool:
    """Put before somebody while the table said so, decided after."""
    officer, other = case.laptop(role), case.laptop(Role.PROGRAMME_ANALYST)
    own, tx = f"u:{officer.caseworker}", new_id()
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(_cells(role), Right.APPROVE_LEARNING, Reach.ORGANISATION)
        id_ = case.office.storage.write(learning.request, "Landing", "Instituut", other.caseworker, "Leren")
    raws = [
        officer.write(own, f"learning_request:{id_}", value, kind="set", name=name, tx=tx)
        for name, value in (("decision_reason", "Goed"), ("decision", "approve"))
    ]
    officer.push((own, raws))
    return case.office.rows("SELECT state FROM learning_export WHERE id = ?", id_) == [("approved",)]


NOBODY, GRANTED = Reach.NOTHING, Reach.GRANTED
CASES: list[tuple[Right, Role, Reach, Callable[[Case, Role], object], object, object]] = [
    (Right.OWN_RECORDS, Role.HOUSING_COORDINATOR, NOBODY, _own_records, True, False),
    (Right.READ_DOSSIER, Role.CASEWORKER, NOBODY, _reads, True, False),
    (Right.READ_DOSSIER, Role.TEAM_LEAD, GRANTED, _of_the_team, (True, True), (False, False)),
    (Right.READ_DOSSIER, Role.ADMINISTRATOR, GRANTED, _reads, False, True),
    (Right.WRITE_DOSSIER, Role.CASEWORKER, NOBODY, _writes, True, False),
    (Right.WRITE_DOSSIER, Role.TEAM_LEAD, GRANTED, _of_the_team, (True, True), (True, False)),
    (Right.MAKE_DOSSIER, Role.CASEWORKER, NOBODY, _makes, True, False),
    (Right.HAND_OVER, Role.CASEWORKER, NOBODY, _hands_over, True, False),
    (Right.HAND_OVER, Role.TEAM_LEAD, GRANTED, _hands_over_as_lead, True, False),
    (Right.ASSIGN, Role.TEAM_LEAD, NOBODY, _assigns, True, False),
    (Right.JUDGE_LATE_WORK, Role.TEAM_LEAD, NOBODY, _judges, True, False),
    (Right.JUDGE_LATE_WORK, Role.TEAM_LEAD, NOBODY, _decides, True, False),
    (Right.HEAR_NOTICES, Role.TEAM_LEAD, NOBODY, _hears, True, False),
    (Right.EMERGENCY_ACCESS, Role.CASEWORKER, NOBODY, _opens, True, False),
    (Right.HEAR_EMERGENCIES, Role.TEAM_LEAD, NOBODY, _hears_of_emergencies, True, False),
    (Right.HEAR_EMERGENCIES, Role.PRIVACY_OFFICER, NOBODY, _hears_of_emergencies, True, False),
    (Right.EDIT_PLACES, Role.HOUSING_COORDINATOR, NOBODY, _keeps_homes, True, False),
    (Right.SEE_CANDIDATES, Role.HOUSING_COORDINATOR, NOBODY, _sees_candidates, True, False),
    *(
        (Right.COUNT, role, NOBODY, _counts, True, False)
        for role in (Role.PROGRAMME_ANALYST, Role.TEAM_LEAD, Role.HOUSING_COORDINATOR)
    ),
    (Right.READ_ACCESS_LOG, Role.PRIVACY_OFFICER, NOBODY, _looks, True, False),
    (Right.APPROVE_LEARNING, Role.PRIVACY_OFFICER, NOBODY, _approves, True, False),
]
ON_LAPTOPS = {Right.APPROVE_PLAN}
"""What laptops decide: `tests/desk/test_roles.py`."""


def _cells(role: Role) -> dict[Right, Reach]:
    return cast(dict[Right, Reach], RIGHTS[role])


def test_every_right_is_asked_for_or_said_not_to_be() -> None:
    assert {right for right, *_ in CASES} | ON_LAPTOPS | NOT_YET == set(Right)


def test_what_the_table_says_is_what_happens(
    office: Office, subtests: pytest.Subtests, monkeypatch: pytest.MonkeyPatch
) -> None:
    for right, role, other, happens, before, after in CASES:
        with subtests.test(right=right, role=role, what=happens.__name__):
            assert happens(Case(office), role) == before, "as it is"
            with monkeypatch.context() as patch:
                patch.setitem(_cells(role), right, other)
                assert happens(Case(office), role) == after, "with another cell"
