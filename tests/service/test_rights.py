"""Every address with every role, in the own team and in another organisation, against the table of rights."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.service.office import Laptop, Office, Running
from tests.service.test_events import Heard, listening
from thuis_tui.casework.rights import ADDRESSES, Reach, Right, Role, holds_dossiers, may, reach
from thuis_tui.log import wire
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.figures import publishing
from thuis_tui.service.not_possible import NotPossible
from thuis_tui.service.people import admin, grants
from thuis_tui.service.people.late_work import moment_of

MOMENT = "2026-11-23T10:00:00Z"
FREE = {"/v1/health/live", "/v1/health/ready"}
"""Addresses that say nothing of anybody."""


@dataclass
class Member:
    """An account with one role, its laptop and another one of the same person."""

    role: Role
    at_home: bool
    laptop: Laptop
    other: Laptop

    @property
    def own(self) -> str:
        return f"u:{self.laptop.caseworker}"


@dataclass
class Town:
    """Alice with three dossiers of her team, and an account of each role in that team and elsewhere."""

    office: Office
    alice: Laptop
    shared: str
    """Granted to everybody who can be granted a dossier."""
    plain: str
    restricted: str
    members: list[Member]

    def has(self, member: Member, client: str) -> bool:
        """Whether the table says that this account has a dossier now."""
        if not may([member.role], Right.READ_DOSSIER):
            return False
        if client == self.shared:
            return True
        leads = reach([member.role], Right.READ_DOSSIER) >= Reach.TEAM and member.at_home
        return leads and client == self.plain


@pytest.fixture
def town(office: Office) -> Iterator[Town]:
    alice = office.laptop(office.caseworker("Alice"), "alice")
    shared, plain, restricted = new_id(), new_id(), new_id()
    alice.push(*((f"c:{client}", [alice.client(client)]) for client in (shared, plain, restricted)))
    office.storage.write(admin.restrict, restricted, True)
    away = office.storage.write(admin.create_team_of, "Gemeente", "Zuid")
    members = []
    for role in Role:
        for at_home in (True, False):
            name, team = f"{role} {at_home}", office.team if at_home else away
            account = office.storage.write(admin.create_caseworker, team, name, held=[role])
            if holds_dossiers([role]):
                office.grant(account, shared)
            else:
                with pytest.raises(NotPossible):
                    office.grant(account, shared)
            members.append(Member(role, at_home, office.laptop(account), office.laptop(account)))
    publishing.count(office.storage)
    yield Town(office, alice, shared, plain, restricted, members)


def test_every_address_is_in_the_table(running: Running) -> None:
    paths = running.app.openapi()["paths"]
    found = {
        f"{method.upper()} {path}" for path, ways in paths.items() for method in ways if path not in FREE
    }
    assert found == set(ADDRESSES)


def test_what_each_role_reads_and_writes_is_what_the_table_says(
    town: Town, subtests: pytest.Subtests
) -> None:
    for member in town.members:  # all of them first: what is made below is in the lists of who leads
        with subtests.test("reads", role=member.role, at_home=member.at_home):
            _reads(town, member)
    for member in town.members:
        with subtests.test("writes", role=member.role, at_home=member.at_home):
            _writes(town, member)
        with subtests.test("asks", role=member.role, at_home=member.at_home):
            _asks(town, member)
        with subtests.test("leaves", role=member.role, at_home=member.at_home):
            _leaves(town, member)


def test_what_each_role_hears_is_what_the_table_says(town: Town, subtests: pytest.Subtests) -> None:
    late = _set_aside(town)
    with listening(*(member.laptop for member in town.members)) as heard:
        clients = (town.shared, town.plain, town.restricted)
        town.alice.push(*((f"c:{client}", [town.alice.note(client)]) for client in clients))
        for member in town.members:  # a hint of their own, sent after those: then nothing is to come
            member.other.push((member.own, [_working_note(member.other)]))
        for member, ears in zip(town.members, heard, strict=True):
            with subtests.test("hints", role=member.role, at_home=member.at_home):
                _hears(town, member, ears)
    scope = f"c:{town.plain}"
    calamity = {
        "client": town.plain,
        "kind": "fire",
        "occurred_at": MOMENT,
        "what": "Brand",
        "author": town.alice.caseworker,
        "recorded_at": MOMENT,
    }
    town.alice.push((scope, [town.alice.write(scope, f"calamity:{new_id()}", calamity)]))
    for member in town.members:
        leads = member.at_home and reach([member.role], Right.HEAR_NOTICES) >= Reach.TEAM
        judges = member.at_home and reach([member.role], Right.JUDGE_LATE_WORK) >= Reach.TEAM
        with subtests.test("notices", role=member.role, at_home=member.at_home):
            assert bool(_ents(town, member.own, "notice:")) == leads
        with subtests.test("late work", role=member.role, at_home=member.at_home):
            assert bool(_ents(town, member.own, "late_work:")) == judges
            assert _decide(member, late) == (("applied", "") if judges else ("quarantined", "not_granted"))


def _reads(town: Town, member: Member) -> None:
    laptop = member.laptop
    counts = may([member.role], Right.COUNT)
    readable = {"ref": True, "figures": counts, member.own: True, f"u:{town.alice.caseworker}": False}
    for client in (town.shared, town.plain, town.restricted):
        readable[f"c:{client}"] = town.has(member, client)
    assert {each.scope for each in laptop.scopes().scopes} == {name for name, yes in readable.items() if yes}
    for scope, yes in readable.items():
        for target in (f"/v1/sync/snapshot/{scope}", f"/v1/sync/digest/{scope}"):
            assert laptop.send("GET", target).status_code == (200 if yes else 403), scope
        assert [line.scope for line in laptop.pull(scope)] == ([scope] if yes else []), scope


def _writes(town: Town, member: Member) -> None:
    laptop = member.laptop
    for client in (town.shared, town.plain, town.restricted):
        told = ("applied", "") if town.has(member, client) else ("quarantined", "not_granted")
        assert _pushed(laptop, f"c:{client}", laptop.note(client)) == told
    new = new_id()
    told = ("applied", "") if may([member.role], Right.MAKE_DOSSIER) else ("quarantined", "not_granted")
    assert _pushed(laptop, f"c:{new}", laptop.client(new)) == told
    assert _pushed(laptop, member.own, _working_note(laptop)) == ("applied", "")
    theirs = f"u:{town.alice.caseworker}"
    assert _pushed(laptop, theirs, _working_note(laptop, theirs)) == ("quarantined", "not_granted")
    forged = laptop.write("ref", f"caseworker:{laptop.caseworker}", ["team_lead"], kind="set", name="roles")
    assert _pushed(laptop, "ref", forged) == ("quarantined", "read_only")
    told = ("quarantined", "read_only" if may([member.role], Right.COUNT) else "not_granted")
    forged = laptop.write("figures", publishing.ENT, "{}", kind="set", name="report")
    assert _pushed(laptop, "figures", forged) == told


def _asks(town: Town, member: Member) -> None:
    """Handing over, covering and dividing, asked through one's own log: what is refused happens nowhere."""
    office, account = town.office, member.laptop.caseworker
    mine = new_id()
    town.alice.push((f"c:{mine}", [town.alice.client(mine)]))
    if holds_dossiers([member.role]):
        office.grant(account, mine)
    leads = member.at_home and reach([member.role], Right.READ_DOSSIER) >= Reach.TEAM
    how = {mine: Reach.GRANTED if holds_dossiers([member.role]) else None}
    how |= {town.plain: Reach.TEAM if leads else None, town.restricted: None}
    assigns = member.at_home and reach([member.role], Right.ASSIGN) >= Reach.TEAM
    hands = reach([member.role], Right.HAND_OVER)
    until = moment_of(office.storage.now_ms() + 86_400_000)
    for client, held in how.items():
        for kind in ("transfer", "cover", "assign") if held else ("transfer",):
            bob = office.caseworker(f"Bob {new_id()}")
            if held is None:
                refusal = "not_held"
            elif kind == "assign":
                refusal = "" if assigns else "no_right"
            else:
                refusal = "" if hands >= held else "no_right"
            id_ = new_id()
            values = {
                "client": client,
                "kind": kind,
                "recipient": bob,
                "author": account,
                "recorded_at": MOMENT,
                "until": until,
            }
            raw = member.laptop.write(member.own, f"transfer:{id_}", values)
            assert _pushed(member.laptop, member.own, raw) == ("applied", "")
            ((state,),) = office.rows("SELECT state FROM transfer WHERE id = ?", id_)
            assert state == ("refused" if refusal else "offered" if kind == "transfer" else "in_force")
            assert _last(town, member.own, f"transfer:{id_}", "refusal") == (refusal or None), (kind, client)
            offered = _ents(town, f"u:{bob}", "offer:")
            assert offered == ([] if refusal else [(f"offer:{id_}",)])
            has = office.storage.read(grants.kind_of, bob, f"c:{client}") is not None
            assert has == (not refusal and kind != "transfer"), (kind, client)


def _leaves(town: Town, member: Member) -> None:
    """A receipt and a sealed box are taken of every device: kept as its own, and nothing is told for them."""
    office, laptop, scope = town.office, member.other, f"c:{new_id()}"
    town.alice.push((scope, [town.alice.client(scope[2:])]))
    had = holds_dossiers([member.role])
    leads = member.at_home and reach([member.role], Right.READ_DOSSIER) >= Reach.TEAM
    if had:
        office.grant(laptop.caseworker, scope[2:])
        office.revoke(laptop.caseworker, scope[2:])
    receipt = wire.encode(wire.PurgedRequest([wire.PurgedScope(scope, 1)]))
    answer = laptop.post(wire.PURGED, receipt)
    assert (answer.status_code, set(answer.json())) == (200, {"server_time"})
    kept = office.rows("SELECT device, caseworker FROM purge_receipt WHERE scope = ?", scope)
    assert kept == ([(laptop.device, laptop.caseworker)] if had and not leads else []), "a lead has it still"
    sealed = b"box of " + laptop.device.encode()
    body = {
        "device": laptop.device,
        "sealed": base64.b64encode(sealed).decode(),
        "signature": laptop.sign(hashlib.sha256(sealed).digest()),
    }
    answer = laptop.http.post(wire.ESCROW, json=body)
    assert (answer.status_code, set(answer.json())) == (200, {"server_time"})
    boxes = office.rows("SELECT sealed FROM escrow WHERE device = ?", laptop.device)
    assert [bytes(box) for (box,) in boxes] == [sealed]


def _hears(town: Town, member: Member, ears: Heard) -> None:
    from tests.service.office import eventually

    eventually(lambda: member.own in {scope for scope, _ in ears.hints()})
    clients = (town.shared, town.plain, town.restricted)
    hearable = {f"c:{client}" for client in clients if town.has(member, client)}
    assert {scope for scope, _ in ears.hints() if scope.startswith("c:")} == hearable


def _set_aside(town: Town) -> str:
    """Something of Alice's that the service sets aside; the id of the record its leads see."""
    scope = f"c:{town.shared}"
    assert _pushed(town.alice, scope, town.alice.write(scope, f"note:{new_id()}", {})) == (
        "quarantined",
        "invalid",
    )
    ((late,),) = town.office.rows("SELECT late_work FROM quarantine WHERE scope = ?", scope)
    assert late
    return str(late)


def _decide(member: Member, late: str) -> tuple[str, str]:
    laptop, tx, ent = member.laptop, new_id(), f"late_work:{late}"
    raws = [
        laptop.write(member.own, ent, value, kind="set", name=name, tx=tx)
        for name, value in (("decision_reason", "Gezien"), ("decision", "archive"))
    ]
    (outcome,) = laptop.push((member.own, raws))
    return outcome.results[1].r, outcome.results[1].reason


def _working_note(laptop: Laptop, scope: str = "") -> bytes:
    values = {"body": "Bellen", "recorded_at": MOMENT}
    return laptop.write(scope or f"u:{laptop.caseworker}", f"working_note:{new_id()}", values)


def _pushed(laptop: Laptop, scope: str, raw: bytes) -> tuple[str, str]:
    (outcome,) = laptop.push((scope, [raw]))
    return outcome.results[0].r, outcome.results[0].reason


def _last(town: Town, scope: str, ent: str, name: str) -> Any:
    """What a field of a record was set to last; None when it never was."""
    found = None
    for (row,) in town.office.rows("SELECT row FROM log WHERE scope = ? ORDER BY seq", scope):
        _, _, of, field, _, value, *_ = json.loads(bytes(row))
        found = value if (of, field) == (ent, name) else found
    return found


def _ents(town: Town, scope: str, begins: str) -> list[Any]:
    return town.office.rows(
        "SELECT ent FROM register WHERE scope = ? AND ent LIKE ? AND field = ''", scope, f"{begins}%"
    )
