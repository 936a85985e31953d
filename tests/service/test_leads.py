"""Who leads a team holds its dossiers: after their own grant ends, and whoever comes first of two at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from tests.service.office import Laptop, Office, eventually
from tests.service.test_spreading import told
from tests.service.test_transfers import Staff, staff  # noqa: F401  the fixture
from thuis_tui.casework.rights import Role
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.database.storage import Transaction
from thuis_tui.service.people import admin, grants, leaving, role_changes


def test_a_lead_whose_own_grant_ends_keeps_what_the_team_has(staff: Staff) -> None:  # noqa: F811
    office, lead = staff.office, staff.lead.caseworker
    office.grant(lead, staff.dossier)
    assert staff.held(staff.lead) == ("", False)
    assert staff.assignments()["lead"] == ("own", True)
    office.revoke(lead, staff.dossier, "Weer van Alice")
    assert staff.held(staff.lead) == ("lead", False)
    assert staff.assignments() == {"alice": ("own", True), "lead": ("own", False)}
    staff.lead.push((f"c:{staff.dossier}", [staff.lead.note(staff.dossier)]))
    # As the lead they can be told to let it go; and of a restricted one they hold only their own.
    office.revoke(lead, staff.dossier)
    assert staff.held(staff.lead) is None
    office.grant(lead, staff.dossier)
    office.storage.write(admin.restrict, staff.dossier, True)
    assert staff.held(staff.lead) == ("", False)
    office.revoke(lead, staff.dossier)
    assert staff.held(staff.lead) is None


def test_a_lead_who_leaves_keeps_nothing(staff: Staff) -> None:  # noqa: F811
    office, lead = staff.office, staff.lead.caseworker
    mine = new_id()
    staff.lead.push((f"c:{mine}", [staff.lead.client(mine)]))
    left = office.storage.write(leaving.leave, lead)
    assert (left.dossiers, left.unheld) == (2, [mine])
    assert office.storage.read(admin.dossiers, lead) == []
    assert {
        reason
        for (reason,) in office.rows(
            "SELECT reason FROM scope_grant WHERE caseworker = ? AND scope LIKE ?", lead, "c:%"
        )
    } == {leaving.LEFT}


_WAITING = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@contextmanager
def _held_open(office: Office, work: Callable[[Transaction], object]) -> Iterator[None]:
    """Do something, and commit it when the block ends."""
    done, go = threading.Event(), threading.Event()

    def slowly(tx: Transaction) -> None:
        work(tx)
        done.set()
        assert go.wait(20)

    with ThreadPoolExecutor(1) as thread:
        written = thread.submit(office.storage.write, slowly)
        assert done.wait(20)
        try:
            yield
        finally:
            go.set()
            written.result(20)


def _meet(
    url: str, office: Office, first: Callable[[Transaction], object], second: Callable[[], object]
) -> None:
    """Begin the second while the first is open, and commit that when the second waits for it, or is done."""
    with ThreadPoolExecutor(1) as thread:
        with _held_open(office, first):
            other: Future[object] = thread.submit(second)
            eventually(lambda: other.done() or bool(told(url, _WAITING)))
        other.result(20)


class TestTwoAtOnce:
    """Two transactions on PostgreSQL that each have to see what the other did; SQLite has one writer."""

    @pytest.fixture
    def database_url(self, request: pytest.FixtureRequest) -> str:
        from tests.service import postgresql

        url: str = request.getfixturevalue("postgresql_database")
        postgresql.empty(url)
        return url

    def test_a_dossier_that_is_made_while_somebody_becomes_lead(
        self, office: Office, alice: Laptop, database_url: str
    ) -> None:
        bob, client = office.caseworker("Bob"), new_id()
        scope = f"c:{client}"
        raw = alice.client(client)
        _meet(
            database_url,
            office,
            lambda tx: role_changes.give(tx, bob, Role.TEAM_LEAD),
            lambda: alice.push((scope, [raw])),
        )
        assert office.storage.read(grants.kind_of, bob, scope) == (grants.Kind.LEAD, "write")

    def test_somebody_who_becomes_lead_while_a_dossier_is_made(
        self, office: Office, alice: Laptop, database_url: str
    ) -> None:
        bob, client = office.caseworker("Bob"), new_id()
        scope = f"c:{client}"

        def make(tx: Transaction) -> None:
            assert grants.make_dossiers(tx, alice.caseworker, [scope]) == [scope]
            with admin.holding(tx) as holdings:
                holdings.made(alice.caseworker, [scope])

        _meet(
            database_url,
            office,
            make,
            lambda: office.storage.write(role_changes.give, bob, Role.TEAM_LEAD),
        )
        assert office.storage.read(grants.kind_of, bob, scope) == (grants.Kind.LEAD, "write")

    def test_a_cover_that_begins_while_somebody_becomes_lead_is_shown_to_them(
        self, office: Office, alice: Laptop, bob: Laptop, dossier: str, database_url: str
    ) -> None:
        carol = office.caseworker("Carol")
        _meet(
            database_url,
            office,
            lambda tx: role_changes.give(tx, carol, Role.TEAM_LEAD),
            lambda: office.grant(bob.caseworker, dossier),
        )
        sql = "SELECT count(*) FROM register WHERE scope = ? AND ent LIKE ? AND field = ''"
        assert office.rows(sql, f"u:{carol}", "assignment:%") == [(2,)]
