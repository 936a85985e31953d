"""The access log of the service: what goes in, and what nobody takes out or changes unseen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from tests.service.conftest import Clock
from tests.service.office import Laptop, Office, lines
from thuis_tui.casework.rights import Role
from thuis_tui.log import wire
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.access.access_check import Break, Report, check, heads
from thuis_tui.service.access.access_expiry import expire
from thuis_tui.service.database.storage import Transaction
from thuis_tui.service.keeping import durability
from thuis_tui.service.logs import access_log
from thuis_tui.service.logs.access_log import COLUMNS, Entry, Event, link
from thuis_tui.service.people import admin, role_changes

_YEAR = 365 * 86_400


def at(clock: Clock, seconds: float = 0) -> str:
    return datetime.fromtimestamp(clock() + seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def record(laptop: Laptop, event: str, client: str | None, moment: str, **more: Any) -> bytes:
    """An access record as laptops write them."""
    values = {"event": event, "occurred_at": moment} | ({"client": client} if client else {}) | more
    return laptop.write(f"u:{laptop.caseworker}", f"access:{new_id()}", values)


def tell(laptop: Laptop, event: str, client: str | None, moment: str) -> None:
    (outcome,) = laptop.push((f"u:{laptop.caseworker}", [record(laptop, event, client, moment)]))
    assert [result.r for result in outcome.results] == ["applied"]


def logged(office: Office, scope: str, *names: str) -> list[tuple[Any, ...]]:
    return office.rows(f"SELECT {', '.join(names)} FROM access_log WHERE scope = ? ORDER BY seq", scope)


def verified(office: Office, **more: Any) -> Report:
    def work(tx: Transaction) -> Report:
        tx.steady()
        return check(tx, 5, **more)

    return office.storage.read(work)


def broken(office: Office, **more: Any) -> set[tuple[str, int, Break]]:
    return {(each.scope, each.seq, each.what) for each in verified(office, **more).broken}


def by_force(office: Office, *statements: tuple[str, tuple[Any, ...]]) -> None:
    """Do as the owner of the database can, past the triggers."""

    def work(tx: Transaction) -> None:
        if office.storage.one_writer:
            for (name,) in tx.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
                tx.run(f"DROP TRIGGER {name}")
        else:
            tx.run("SET LOCAL session_replication_role = replica")
        for sql, parameters in statements:
            assert tx.run(sql, parameters) > 0 or sql.startswith("DELETE FROM access_seal")

    office.storage.write(work)


def test_by_what_right_it_was_is_known_and_what_cannot_be_is_marked(
    office: Office, alice: Laptop, bob: Laptop, dossier: str, clock: Clock
) -> None:
    scope = f"c:{dossier}"
    tell(alice, "read", dossier, at(clock, -3600))  # before the service knew of it: she made it
    tell(bob, "read", dossier, at(clock))
    office.grant(bob.caseworker, dossier)
    tell(bob, "print", dossier, at(clock))
    tell(bob, "read", dossier, at(clock, -3600))
    office.revoke(bob.caseworker, dossier)
    clock.ahead = 60
    tell(bob, "export", dossier, at(clock))
    tell(alice, "read", dossier, at(clock, 3600))
    tell(alice, "read", dossier, "1999-01-01T00:00:00Z")
    facts = ("event", "action", "account", "ground", "responsible", "remarks", "device")
    a, b = alice.caseworker, bob.caseworker
    assert logged(office, scope, *facts) == [
        ("read", "R", a, "own", "", "", alice.device),
        ("read", "R", b, "", a, "no_grant", bob.device),
        ("grant", "E", "", "own", "", "", ""),
        ("print", "R", b, "own", "", "", bob.device),
        ("read", "R", b, "", "", "before_grant", bob.device),
        ("revoke", "E", "", "", "", "", ""),
        ("export", "R", b, "", a, "after_grant", bob.device),
        ("read", "R", a, "own", "", "time", alice.device),
        ("read", "R", a, "own", "", "time", alice.device),
    ]
    ((whom,), *_) = office.rows("SELECT whom FROM access_log WHERE event = 'grant'")
    assert whom == b
    ((roles, organisation, occurred, received), *_) = logged(
        office, scope, "roles", "organisation", "occurred_at", "received_at"
    )
    assert (roles, 3500_000 < received - occurred < 3700_000) == ("caseworker", True)
    assert office.rows("SELECT name FROM organisation WHERE id = ?", organisation) == [("Stichting",)]

    # What was searched for is nowhere; that there was a search stands under whoever searched.
    tell(alice, "search", None, at(clock))
    assert logged(office, f"u:{a}", "event", "remarks") == [("search", "")]
    # What goes into quarantine is in the log all the same, once, however often it is sent.
    odd = [record(alice, "spied", "nobody", "yesterday"), record(alice, "read", dossier, at(clock), more=1)]
    for _ in range(2):
        alice.push((f"u:{a}", odd))
    assert logged(office, f"u:{a}", "event", "remarks")[1:] == [("unknown", "time set_aside")]
    assert logged(office, scope, "event", "remarks")[-1] == ("read", "set_aside")
    assert len(logged(office, scope, "seq")) == 10
    assert not broken(office)


def test_a_dossier_that_goes_to_a_laptop_is_logged_once_for_each_grant(
    office: Office, alice: Laptop, bob: Laptop, dossier: str
) -> None:
    scope = f"c:{dossier}"
    assert bob.pull(scope) == []
    office.grant(bob.caseworker, dossier)
    bob.pull(scope)
    bob.pull(scope)
    assert bob.send("GET", f"/v1/sync/snapshot/{scope}").status_code == 200
    office.laptop(bob.caseworker, "second").pull(scope)
    office.revoke(bob.caseworker, dossier)
    office.grant(bob.caseworker, dossier)
    assert bob.send("GET", f"/v1/sync/snapshot/{scope}").status_code == 200
    handed = office.rows("SELECT account, device, ground FROM access_log WHERE event = 'hand_out'")
    assert [(account, device == bob.device, ground) for account, device, ground in handed] == [
        (bob.caseworker, True, "own"),
        (bob.caseworker, False, "own"),
        (bob.caseworker, True, "own"),
    ]
    # To who wrote it all, nothing is given.
    answer = alice.ask({scope: wire.Cursor(chain=alice.chain(scope).chain)}, scopes_etag=alice.etag())
    assert [line.head for line in lines(answer)] == [1]
    assert len(office.rows("SELECT 1 FROM access_log WHERE event = 'hand_out'")) == 3


@pytest.fixture
def log(office: Office, alice: Laptop, dossier: str, clock: Clock) -> str:
    """The scope of a dossier with four lines, the last by the service; another dossier has one."""
    for _ in range(3):
        tell(alice, "read", dossier, at(clock))
    office.storage.write(access_log.append, [Entry(f"c:{dossier}", Event.EXPORT, reason="inzage")])
    office.storage.write(access_log.append, [Entry(f"c:{new_id()}", Event.EXPORT)])
    return f"c:{dossier}"


def test_the_database_refuses_to_change_or_drop_a_line(office: Office, log: str) -> None:
    attempts = [
        "UPDATE access_log SET account = ''",
        "DELETE FROM access_log",
        "DELETE FROM access_log WHERE seq = 4",
    ]
    if not office.storage.one_writer:
        attempts += ["TRUNCATE access_log", "TRUNCATE access_seal"]
    for sql in attempts:
        with pytest.raises(DBAPIError, match="only added to"):
            office.storage.write(Transaction.run, sql)
    assert [seq for (seq,) in logged(office, log, "seq")] == [1, 2, 3, 4]
    report = verified(office)
    assert (report.scopes, report.lines, report.breaks) == (2, 5, 0)


def test_tampering_past_the_triggers_is_found_and_where(
    office: Office, alice: Laptop, log: str, subtests: pytest.Subtests
) -> None:
    before = office.storage.read(heads)
    rows = {table: office.rows(f"SELECT * FROM {table}") for table in ("access_log", "access_head")}
    columns = ", ".join(COLUMNS)
    forged = [*logged(office, log, columns)[1]]
    forged[COLUMNS.index("account")] = "f" * 32
    # A chain made anew from the second line on, with its head: whole in itself.
    third, fourth = (list(row) for row in logged(office, log, columns)[2:])
    (((first,)), *_) = logged(office, log, "hash")
    hashes = [link(first, forged)]
    hashes.append(link(hashes[0], third))
    hashes.append(link(hashes[1], fourth))
    own = f"u:{alice.caseworker}"
    change = "UPDATE access_log SET {} WHERE scope = ? AND seq = ?"
    cases: dict[str, tuple[list[tuple[str, tuple[Any, ...]]], set[tuple[str, int, Break]]]] = {
        "another account": (
            [(change.format("account = 'x'"), (log, 2))],
            {(log, 2, Break.CHANGED), (own, 0, Break.NOT_LOGGED)},
        ),
        "another time": (
            [(change.format("occurred_at = occurred_at + 1"), (log, 4))],
            {(log, 4, Break.CHANGED)},
        ),
        "a line less": (
            [("DELETE FROM access_log WHERE scope = ? AND seq = 2", (log,))],
            {(log, 3, Break.MISSING), (own, 0, Break.NOT_LOGGED)},
        ),
        "the end": ([("DELETE FROM access_log WHERE scope = ? AND seq = 4", (log,))], {(log, 3, Break.END)}),
        "everything": (
            [("DELETE FROM access_log WHERE scope = ?", (log,))],
            {(log, 0, Break.END), (own, 0, Break.NOT_LOGGED)},
        ),
        "a line more": (
            [
                (
                    f"INSERT INTO access_log({columns}, hash) SELECT scope, 5, "
                    f"{', '.join(COLUMNS[2:])}, hash FROM access_log WHERE scope = ? AND seq = 4",
                    (log,),
                )
            ],
            {(log, 5, Break.CHANGED), (log, 5, Break.END)},
        ),
        "a seal that nobody made": (
            [
                (
                    "INSERT INTO access_seal SELECT scope, seq, hash, 1, received_at, received_at,"
                    " received_at FROM access_log WHERE scope = ? AND seq = 1",
                    (log,),
                ),
                ("DELETE FROM access_log WHERE scope = ? AND seq = 1", (log,)),
            ],
            {(log, 1, Break.SEAL)},
        ),
        "a chain made anew": (
            [
                (change.format("account = ?, hash = ?"), ("f" * 32, hashes[0], log, 2)),
                (change.format("hash = ?"), (hashes[1], log, 3)),
                (change.format("hash = ?"), (hashes[2], log, 4)),
                ("UPDATE access_head SET hash = ? WHERE scope = ?", (hashes[2], log)),
            ],
            {(log, 4, Break.ANCHOR), (own, 0, Break.NOT_LOGGED)},
        ),
    }
    for name, (statements, found) in cases.items():
        by_force(office, *statements)
        with subtests.test(name):
            assert found <= broken(office, anchor=before)
        put_back(office, rows)
        with subtests.test(f"{name}, and put back"):
            assert not broken(office, anchor=before)
    # Without a copy of the heads, a chain made anew is told by what laptops said.
    by_force(office, *cases["a chain made anew"][0])
    assert broken(office) == {(own, 0, Break.NOT_LOGGED)}


def put_back(office: Office, rows: dict[str, list[tuple[Any, ...]]]) -> None:
    emptied = [(f"DELETE FROM {table}", ()) for table in ("access_seal", *rows)]
    filled = [
        (f"INSERT INTO {table} VALUES ({', '.join('?' * len(line))})", line)
        for table, kept in rows.items()
        for line in kept
    ]
    by_force(office, *emptied, *filled)


def test_what_is_older_than_five_years_is_sealed_and_the_chain_goes_on(
    office: Office, alice: Laptop, log: str, dossier: str, clock: Clock
) -> None:
    clock.ahead = 3 * _YEAR
    alice.sign_in()
    tell(alice, "read", dossier, at(clock))
    assert expire(office.storage, 5).lines == 0
    clock.ahead = 5.5 * _YEAR
    expired = expire(office.storage, 5)
    assert (expired.scopes, expired.lines) == (2, 5)
    assert logged(office, log, "seq", "event") == [(5, "read"), (6, "seal")]
    report = verified(office)
    assert (report.breaks, report.sealed, report.lines) == (0, 5, 3)
    assert expire(office.storage, 5).lines == 0
    with pytest.raises(DBAPIError, match="only added to"):
        office.storage.write(Transaction.run, "DELETE FROM access_log WHERE seq = 5")
    clock.ahead = 9 * _YEAR
    assert expire(office.storage, 5).lines == 1
    assert verified(office).breaks == 0
    by_force(office, ("UPDATE access_seal SET hash = ? WHERE scope = ? AND seq = 5", (b"x" * 32, log)))
    assert {what for scope, _, what in broken(office) if scope == log} == {Break.CHANGED, Break.SEAL}


def test_what_a_lead_gets_is_logged_with_who_did_it(office: Office, alice: Laptop) -> None:
    lead = office.caseworker("Lea")
    office.storage.write(role_changes.give, lead, Role.TEAM_LEAD)
    client = new_id()
    alice.push((f"c:{client}", [alice.client(client)]))
    assert logged(office, f"c:{client}", "event", "account", "whom", "ground") == [
        ("grant", alice.caseworker, lead, "lead")
    ]
    assert office.storage.read(admin.dossiers, lead)


def test_many_lines_are_one_chain_and_a_restore_is_another(office: Office) -> None:
    moment = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=1)
    entries = [
        Entry("c:" + "1" * 32, Event.READ, occurred_at=int(moment.timestamp() * 1000)) for _ in range(1001)
    ]
    office.storage.write(access_log.append, entries)
    assert (verified(office).lines, broken(office)) == (1001, set())
    office.storage.write(durability.begin_anew, "a" * 32)
    assert logged(office, access_log.SERVICE, "event", "reason") == [("restore", "a" * 32)]


def test_a_laptop_cannot_make_the_check_fail_by_what_it_sends(
    office: Office, alice: Laptop, bob: Laptop, dossier: str, clock: Clock
) -> None:
    tell(alice, "read", dossier, at(clock))
    foreign = f"c:{dossier}"
    raw = bob.write(
        foreign, f"access:{new_id()}", {"event": "read", "occurred_at": at(clock), "client": dossier}
    )
    (outcome,) = bob.push((foreign, [raw]))
    assert outcome.results[0].r == "quarantined"
    assert broken(office) == set()


def test_a_record_that_is_made_twice_breaks_nothing(
    office: Office, alice: Laptop, dossier: str, clock: Clock
) -> None:
    own, ent = f"u:{alice.caseworker}", f"access:{new_id()}"
    values = {"event": "read", "occurred_at": at(clock), "client": dossier}
    first, again = (alice.write(own, ent, values) for _ in range(2))
    (outcome,) = alice.push((own, [first, again]))
    assert [result.r for result in outcome.results] == ["applied", "conflict"]
    changed = alice.write(own, ent, "print", kind="set", name="event")
    (outcome,) = alice.push((own, [changed]))
    assert [result.r for result in outcome.results] == ["quarantined"]
    assert len(logged(office, f"c:{dossier}", "id")) == 2
    assert logged(office, own, "event", "remarks") == [("unknown", "time set_aside")]
    assert broken(office) == set()
    ((last,),) = office.rows("SELECT max(seq) FROM access_log WHERE scope = ?", f"c:{dossier}")
    by_force(
        office,
        ("DELETE FROM access_log WHERE scope = ? AND seq = ?", (f"c:{dossier}", last)),
    )
    assert (own, 0, Break.NOT_LOGGED) in broken(office)


def test_a_seal_that_says_it_is_old_lets_no_young_line_go(office: Office, log: str) -> None:
    """A seal can be written by whoever may write at all; what it covers has to be as old as it says."""
    ((seq, hash_),) = office.rows(
        "SELECT seq, hash FROM access_log WHERE scope = ? ORDER BY seq DESC LIMIT 1", log
    )

    def pretend(tx: Transaction) -> None:
        tx.run(
            "INSERT INTO access_seal(scope, seq, hash, lines, first_at, last_at, made_at)"
            " VALUES (?, ?, ?, 1, 1, 1, ?)",
            (log, seq, hash_, tx.now_ms),
        )

    office.storage.write(pretend)
    with pytest.raises(DBAPIError, match="only added to"):
        office.storage.write(lambda tx: tx.run("DELETE FROM access_log WHERE scope = ?", (log,)))
