"""Every statement of the hot path names the scopes it is about: a database in shards asks one shard then."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool

from tests.costs.watched import shape
from tests.service.office import Laptop, Office, Running
from thuis_tui.log import wire
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.configuration import Configuration
from thuis_tui.service.database.tables import METADATA

REFERENCE = {
    "service_setting",
    "organisation",
    "team",
    "caseworker",
    "account_role",
    "device",
    "enrolment_code",
    "transfer",
    "escrow",
    "incident",
    "attempt",
    "emergency",
    "learning_project",
    "learning_export",
    "figure_count",
}
"""Tables that every node has whole: few rows, seldom written. `docs/scaling.md` says so of each."""

KEYED = {table.name for table in METADATA.sorted_tables if table.name not in REFERENCE}

EXCEPTIONS = {
    "FROM scope_grant g JOIN scope_head h ON h.scope = g.scope WHERE g.caseworker = ? AND g.revoked_at": (
        "The vector: all a caseworker holds, and how far each is. It goes to every shard, each by its index."
    ),
    "SELECT ? FROM quarantine WHERE caseworker = ? LIMIT ?": (
        "Whether anything of a caseworker was ever kept apart: asked once a push, nearly always of nothing."
    ),
    "SELECT count(*) FROM quarantine WHERE caseworker = ? AND received_at > ?": (
        "How much of a caseworker was kept apart lately, when something is now."
    ),
}
"""Statements that name none, by a part of them, and why they may."""

_TABLES = re.compile(
    r"\b(?:FROM|JOIN|UPDATE|INTO) (\w+)(?: (?:AS )?(?!WHERE|JOIN|ON|SET|ORDER|LEFT|VALUES)(\w+))?"
)
_EQUAL = re.compile(r"(\w+)\.scope = (\w+)\.scope")
_GIVEN = re.compile(r"(?:(\w+)\.)?scope (?:= \?|IN \()")


def unnamed(sql: str) -> set[str]:
    """The tables in shards that a statement asks without saying of which scopes."""
    if found := re.match(r"INSERT INTO (\w+)\(([^)]*)\)", sql):
        rest = sql[found.end() :]
        given = set() if "scope" in re.split(r", ?", found[2]) else {found[1]} & KEYED
        return given | (unnamed(rest) if "SELECT" in rest else set())
    if " UNION " in sql:
        return set[str]().union(*(unnamed(part) for part in sql.split(" UNION ")))
    names = {called or table: table for table, called in _TABLES.findall(sql)}
    bound = {"asked"} | {name for name, table in names.items() if table == "asked"}
    for given in _GIVEN.findall(sql):
        bound.update([given] if given else names if len(names) == 1 else ())
    for _ in names:
        for one, other in _EQUAL.findall(sql):
            if one in bound or other in bound:
                bound.update((one, other))
    return {table for name, table in names.items() if table in KEYED and name not in bound}


@dataclass
class Told:
    """What the driver told of the service's statements, by what was asked."""

    heard: list[str] = field(default_factory=list)
    by_work: dict[str, set[str]] = field(default_factory=dict)

    def of(self, work: str, do: Callable[[], Any]) -> Any:
        """Do it, and keep what was run meanwhile."""
        self.heard.clear()
        result = do()
        said = {shape(sql) for sql in self.heard}
        found = {sql for sql in said if not sql.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA"))}
        self.by_work.setdefault(work, set()).update(found)
        return result


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """A day on a service: two share a dossier and change the same, one loses it and goes on writing."""
    told = Told()

    def watch(connection: Any, _: object) -> None:
        connection.set_trace_callback(told.heard.append)

    event.listen(Pool, "connect", watch)
    configuration = Configuration(data_dir=tmp_path_factory.mktemp("keys"))
    running = Running(configuration)
    office = Office(configuration, running.url)
    try:
        amina, bram = (office.laptop(office.caseworker(name)) for name in ("Amina", "Bram"))
        a_day(told, office, amina, bram)
    finally:
        event.remove(Pool, "connect", watch)
        office.close()
        running.stop()
    yield told


def a_day(told: Told, office: Office, amina: Laptop, bram: Laptop) -> None:
    clients = [new_id() for _ in range(3)]
    for client in clients:
        new = [amina.client(client), amina.note(client)]
        told.of("push", partial(amina.push, (f"c:{client}", new)))
    scope = f"c:{clients[0]}"
    said = told.of("push", lambda: amina.push(*[(f"c:{client}", [amina.note(client)]) for client in clients]))
    assert len(said) == 3
    office.grant(bram.caseworker, clients[0])
    surname = {"kind": "set", "name": "surname"}
    for laptop in (amina, bram):
        value = laptop.write(scope, f"client:{clients[0]}", f"Bakker {laptop.caseworker}", **surname)
        told.of("push", lambda laptop=laptop, value=value: laptop.push((scope, [value])))
    twice = [bram.note(clients[0])]
    for _ in range(2):
        told.of("push", lambda: bram.push((scope, twice)))
    told.of("scopes", bram.scopes)
    told.of("scopes", bram.etag)
    (page,) = told.of("pull", lambda: bram.pull(scope))
    cursors = {scope: wire.Cursor(seq=page.head, epoch=page.epoch, chain=bram.chain(scope).chain)}
    answer = told.of("pull", lambda: bram.ask(cursors, scopes_etag=bram.etag()))
    assert answer.status_code == 204
    answer = told.of("pull", lambda: bram.ask({}, vector="0" * 32, scopes_etag=bram.etag()))
    assert answer.status_code == 200
    assert told.of("snapshot", lambda: bram.send("GET", f"{wire.SNAPSHOT}{scope}")).status_code == 200
    for query in ("", "?buckets=1"):
        assert told.of(
            "digest", lambda query=query: bram.send("GET", f"{wire.DIGEST}{scope}{query}")
        ).is_success
    office.revoke(bram.caseworker, clients[0])
    (outcome,) = told.of("push", lambda: bram.push((scope, [bram.note(clients[0])])))
    assert outcome.results[0].r == "quarantined"
    (line,) = told.of("pull", lambda: bram.pull(scope))
    assert line.t == "revoked"


def test_every_statement_of_the_hot_path_names_its_scopes(told: Told) -> None:
    assert {work: bool(found) for work, found in told.by_work.items()} == dict.fromkeys(
        ("push", "scopes", "pull", "snapshot", "digest"), True
    )
    used = set()
    for work, statements in told.by_work.items():
        for sql in statements:
            if tables := unnamed(sql):
                reason = [part for part in EXCEPTIONS if part in sql]
                assert reason, f"{work} asks {tables} of no scope: {sql}"
                used.update(reason)
    assert used == set(EXCEPTIONS), "an exception that nothing needs"


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ("SELECT row FROM log WHERE scope = ? AND seq > ?", set()),
        ("SELECT row FROM log WHERE id = ?", {"log"}),
        ("SELECT l.id FROM log l JOIN register r ON r.ent = l.id WHERE l.scope = ?", {"register"}),
        ("SELECT l.id FROM log l JOIN register r ON r.scope = l.scope WHERE l.scope IN (?)", set()),
        ("SELECT l.id FROM log l JOIN register r ON r.scope = l.scope", {"log", "register"}),
        (
            "WITH asked(scope) AS (VALUES (?)) SELECT c.n FROM asked a JOIN chain c ON c.scope = a.scope",
            set(),
        ),
        ("SELECT id FROM erasure WHERE scope IN (?) UNION SELECT id FROM erased WHERE id = ?", {"erased"}),
        ("INSERT INTO chain(chain, n) VALUES (?)", {"chain"}),
        ("UPDATE scope_head SET seq = ?", {"scope_head"}),
        ("SELECT id FROM device WHERE id = ?", set()),
    ],
)
def test_a_statement_that_names_none_is_seen(sql: str, tables: set[str]) -> None:
    assert unnamed(sql) == tables


def test_the_page_says_of_every_table_where_it_stands() -> None:
    page = (Path(__file__).parents[2] / "docs" / "scaling.md").read_text("utf-8")
    for table in KEYED:
        assert "scope" in METADATA.tables[table].primary_key.columns, table
        assert f"create_distributed_table('{table}', 'scope'" in page, table
    for table in REFERENCE:
        assert f"create_reference_table('{table}')" in page, table
    for reason in EXCEPTIONS.values():
        assert reason in " ".join(page.split()), reason
