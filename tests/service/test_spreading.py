"""A push at one replica is heard by devices that listen at another."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import make_url

from tests.service.office import Laptop, Office, Running, eventually
from tests.service.test_events import Heard
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.configuration import Configuration
from thuis_tui.service.people import admin


@pytest.fixture(params=["postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    from tests.service import postgresql

    url: str = request.getfixturevalue("postgresql_database")
    postgresql.empty(url)
    return url


@pytest.fixture
def another(configuration: Configuration) -> Iterator[Running]:
    running = Running(configuration)
    yield running
    running.stop()


def test_a_hint_goes_to_every_replica_also_after_its_connection_was_cut(
    office: Office, another: Running, alice: Laptop, bob: Laptop, dossier: str, database_url: str
) -> None:
    scope = f"c:{dossier}"
    office.grant(bob.caseworker, dossier)
    second = office.laptop(alice.caseworker, "tweede laptop")
    for laptop in (alice, bob):
        laptop.url = another.url
    there, his = Heard(alice), Heard(bob)
    eventually(lambda: listening(database_url) == 2)
    second.push((scope, [second.note(dossier)]))
    eventually(lambda: there.hints() == his.hints() == [(scope, 2)])
    office.revoke(bob.caseworker, dossier)
    for pid in pids(database_url):
        told(database_url, "SELECT pg_terminate_backend(%s)", pid)
    eventually(lambda: listening(database_url) == 2)
    # Alice pushes here and listens there: of her own work her laptop hears nothing.
    assert alice.push((scope, [alice.note(dossier)]))[0].head == 3
    second.push((scope, [second.note(dossier)]))
    eventually(lambda: there.hints() == [(scope, 2), (scope, 4)])
    assert his.hints() == [(scope, 2)]


def test_what_the_service_writes_itself_is_told_at_every_replica(
    office: Office, another: Running, alice: Laptop, database_url: str
) -> None:
    lead = office.laptop(office.storage.write(admin.create_caseworker, office.team, "Lea", lead=True))
    lead.url = another.url
    theirs = Heard(lead)
    eventually(lambda: listening(database_url) == 2)
    client = new_id()
    alice.push((f"c:{client}", [alice.client(client)]))
    ((seq,),) = office.rows("SELECT seq FROM scope_head WHERE scope = ?", f"u:{lead.caseworker}")
    eventually(lambda: set(theirs.hints()) == {(f"u:{lead.caseworker}", seq), (f"c:{client}", 1)})


def told(url: str, sql: str, *parameters: object) -> list[tuple[object, ...]]:
    plain = make_url(url).set(drivername="postgresql").render_as_string(False)
    with psycopg.connect(plain, autocommit=True) as connection:
        return connection.execute(sql, parameters).fetchall()


def pids(url: str) -> list[object]:
    """The connections that listen."""
    sql = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE %s"
    return [pid for (pid,) in told(url, sql, "LISTEN%")]


def listening(url: str) -> int:
    return len(pids(url))
