"""Nobody writes past the store: not through the ORM, not in bulk, not in SQL, not from another program."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert, text, update
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2
from sqlmodel import Session

import thuis_tui
from tests.cases import each
from tests.samples import WHOLE
from tests.store.world import KEY, add_client, add_note, rows
from thuis_tui.casework.client import Client
from thuis_tui.casework.note import Note
from thuis_tui.store import history, schema, write
from thuis_tui.store.connection import CIPHER
from thuis_tui.store.database import Database

TABLES = schema.guarded()


@pytest.fixture
def filled(database: Database) -> Database:
    """A file with a row in every guarded table."""
    client = add_client(database)
    add_note(database, client)
    scope = f"c:{client}"
    others = {name: values for name, values in WHOLE.items() if name not in ("client", "note")}
    for record_type, fields in others.items():
        database.write(
            lambda writing, made=(record_type, fields): write.create(writing, scope, made[0], made[1])
        ).result()

    def fill(writing: Any) -> None:
        with writing.permitted():
            writing.raw.execute(
                "INSERT INTO register(scope, scope_row, ent, field, seq, heads)"
                " VALUES(?, 1, 'x', '', 1, x'00')",
                (scope,),
            )
            writing.raw.execute("INSERT INTO confirmation(operation, seq) VALUES(1, 1)")
            writing.raw.execute("INSERT INTO conflict(scope, ent, field) VALUES(?, 'x', '')", (scope,))
            writing.raw.execute(
                "INSERT INTO outcome(id, scope, n, result, at) VALUES('x', ?, 1, 'r', '')", (scope,)
            )
            writing.raw.execute("INSERT INTO undone(scope, id) VALUES(?, 'x')", (scope,))
            writing.raw.execute("INSERT INTO holding VALUES(?, 'cover', 1, 0)", (scope,))
            history.begins(writing.raw, scope, 1)

    database.write(fill).result()
    return database


def statements(table: str) -> Iterator[str]:
    column = {
        "scope": "gen",
        "operation": "hlc",
        "confirmation": "seq",
        "register": "seq",
        "outcome": "n",
        "conflict": "field",
        "holding": "until",
    }.get(table, "id")
    yield f"INSERT INTO {table} SELECT * FROM {table} LIMIT 1"
    yield f"UPDATE {table} SET {column}={column}"
    yield f"DELETE FROM {table}"
    yield f"REPLACE INTO {table} SELECT * FROM {table} LIMIT 1"


def dump(database: Database) -> list[Any]:
    return [rows(database, f"SELECT * FROM {table} ORDER BY 1, 2") for table in TABLES]


@each("table", TABLES)
def test_sql_on_the_writers_own_connection_is_refused(filled: Database, table: str) -> None:
    before = dump(filled)
    for statement in statements(table):
        with pytest.raises(dbapi2.IntegrityError, match="only the store"):
            filled.write(lambda writing, sql=statement: writing.raw.execute(sql)).result()
        with pytest.raises(DBAPIError, match="only the store"):
            filled.write(lambda writing, sql=statement: writing.connection.execute(text(sql))).result()
    assert dump(filled) == before


@each("table", TABLES)
def test_sql_on_a_readers_connection_is_refused(filled: Database, table: str) -> None:
    def unlocked(connection: Connection, sql: str) -> None:
        connection.exec_driver_sql("PRAGMA query_only=OFF")
        try:
            connection.exec_driver_sql(sql)
        finally:
            connection.exec_driver_sql("PRAGMA query_only=ON")

    before = dump(filled)
    for statement in statements(table):
        with pytest.raises(DBAPIError), filled.engine.begin() as connection:
            connection.exec_driver_sql(statement)
        with pytest.raises(DBAPIError, match="only the store"), filled.engine.begin() as connection:
            unlocked(connection, statement)
    assert dump(filled) == before


@each("table", TABLES)
def test_another_program_with_the_key_is_refused(filled: Database, table: str) -> None:
    before = dump(filled)
    with closing(dbapi2.connect(str(filled.path), isolation_level=None)) as foreign:
        foreign.execute(f"PRAGMA key=\"x'{KEY.hex()}'\"")
        for said in CIPHER:
            foreign.execute(f"PRAGMA {said}")
        assert foreign.execute("SELECT count(*) FROM client").fetchone() == (1,)
        for statement in statements(table):
            with pytest.raises(dbapi2.IntegrityError, match="only the store"):
                foreign.execute(statement)
            foreign.execute("BEGIN")
            foreign.execute("DELETE FROM guard")
            with pytest.raises(dbapi2.IntegrityError, match="only the store"):
                foreign.execute(statement)
            foreign.execute("ROLLBACK")
    assert dump(filled) == before


def test_the_orm_is_refused(filled: Database) -> None:
    before = dump(filled)
    client = rows(filled, "SELECT id FROM client")[0]["id"]

    def edit(session: Session) -> None:
        found = session.get(Client, client)
        assert found is not None
        found.surname = "Anders"

    def add(session: Session) -> None:
        session.add(Client(id="f" * 32, surname="Nieuw"))

    def delete(session: Session) -> None:
        session.delete(session.get(Client, client))

    for act in (edit, add, delete):
        with pytest.raises(DBAPIError), Session(filled.engine) as session:
            act(session)
            session.commit()

        def inside(writing: Any, act: Any = act) -> None:
            with Session(writing.connection) as session:
                act(session)
                session.flush()

        with pytest.raises(DBAPIError, match="only the store"):
            filled.write(inside).result()
    assert dump(filled) == before


def test_bulk_statements_are_refused(filled: Database) -> None:
    before = dump(filled)
    many = [
        update(Client).values(surname="Anders"),
        update(Note).values(body=""),
        insert(Note).values([{"id": "f" * 32, "client": "c", "body": "b"}]),
    ]
    for statement in many:
        with pytest.raises(DBAPIError), filled.engine.begin() as connection:
            connection.execute(statement)
        with pytest.raises(DBAPIError):
            filled.write(lambda writing, sql=statement: writing.connection.execute(sql)).result()
    assert dump(filled) == before


def test_the_guard_closes_again_when_a_store_function_fails(filled: Database) -> None:
    def fails(writing: Any) -> None:
        with pytest.raises(ZeroDivisionError), writing.permitted():
            _ = 1 / 0
        writing.raw.execute("DELETE FROM note")

    with pytest.raises(dbapi2.IntegrityError, match="only the store"):
        filled.write(fails).result()


def test_the_guard_is_closed_in_every_commit(filled: Database) -> None:
    assert rows(filled, "SELECT open FROM guard") == [{"open": 0}]

    def fails(writing: Any) -> None:
        with writing.permitted():
            writing.raw.execute("INSERT INTO note(id) SELECT id FROM note")

    with pytest.raises(dbapi2.IntegrityError, match="UNIQUE"):
        filled.write(fails).result()
    add_note(filled, rows(filled, "SELECT id FROM client")[0]["id"])
    assert rows(filled, "SELECT open FROM guard") == [{"open": 0}]


def test_reading_through_the_orm_works(filled: Database) -> None:
    with Session(filled.engine) as session:
        client = rows(filled, "SELECT id FROM client")[0]["id"]
        found = session.get(Client, client)
        assert found is not None
        assert (found.surname, found.note_count) == ("Berg", 1)


def test_only_the_store_lets_writes_through() -> None:
    root = Path(thuis_tui.__file__).parent
    users = {
        path.relative_to(root).parts[0]
        for path in root.rglob("*.py")
        if ".permitted(" in path.read_text("utf-8")
    }
    assert users == {"store"}
