"""Databases of every revision come to today's schema with all they hold, once, and are never taken back."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from click.testing import CliRunner

from tests.service import postgresql
from thuis_tui.service.commands.command import admin
from thuis_tui.service.commands.serve_command import serve
from thuis_tui.service.configuration import Configuration
from thuis_tui.service.database import migrations
from thuis_tui.service.database.migrations.alembic import configuration as of_alembic
from thuis_tui.service.database.storage import Storage, engine_of
from thuis_tui.service.database.tables import METADATA
from thuis_tui.service.people import role_changes

FIRST = "0001"


def of_each(databases: tuple[str, ...]) -> Iterator[Any]:
    """Every database with every revision; on PostgreSQL those between, which 0001 goes through, take long."""
    for database, revision in product(databases, migrations.REVISIONS):
        seldom = database == "postgresql" and revision not in (FIRST, migrations.HEAD)
        yield pytest.param(database, revision, marks=[pytest.mark.soak] if seldom else [])


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with (
        postgresql.server(tmp_path_factory) as server,
        postgresql.database(server, tables=False) as url,
    ):
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Configuration:
    """A service whose database has no tables yet."""
    if request.param == "sqlite":
        return Configuration(data_dir=tmp_path / "service")
    url: str = request.getfixturevalue("database")
    configuration = Configuration(data_dir=tmp_path / "service", database_url=url)
    with connected(configuration) as connection:
        emptied(connection)
    return configuration


@contextmanager
def connected(configuration: Configuration) -> Iterator[sa.Connection]:
    engine = engine_of(configuration)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def described(connection: sa.Connection) -> dict[str, Any]:
    """Everything the database tells about its tables, whatever the order of their columns."""
    found: dict[str, Any] = {}
    looked = sa.inspect(connection)
    for table in looked.get_table_names():
        columns = {
            column["name"]: str(sorted(column.items(), key=str)) for column in looked.get_columns(table)
        }
        found[table] = {
            "columns": columns,
            "key": looked.get_pk_constraint(table)["constrained_columns"],
            "foreign": sorted(str(key) for key in looked.get_foreign_keys(table)),
            "unique": sorted(str(each["column_names"]) for each in looked.get_unique_constraints(table)),
            "indexes": sorted(
                str((each["name"], each["column_names"])) for each in looked.get_indexes(table)
            ),
        }
    if connection.dialect.name == "sqlite":
        for _, name, kind, _, without_rowid, _ in connection.exec_driver_sql("PRAGMA main.table_list"):
            if kind == "table" and name in found:
                found[name]["without_rowid"] = without_rowid
        triggers = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    else:
        triggers = "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"
    found["triggers"] = [tuple(row) for row in connection.exec_driver_sql(triggers)]
    return found


def filled(connection: sa.Connection) -> dict[str, dict[str, Any]]:
    """Put a row of made-up values into every table there is, and return them."""
    there = sa.MetaData()
    there.reflect(connection)
    rows: dict[str, dict[str, Any]] = {}
    for table in there.sorted_tables:
        if table.name in {"alembic_version", "service_setting"}:
            continue
        row: dict[str, Any] = {}
        for column in table.columns:
            if column.foreign_keys:
                target = next(iter(column.foreign_keys)).column
                row[column.name] = rows[target.table.name][target.name]
            elif isinstance(column.type, sa.Integer):
                row[column.name] = len(rows) + 1
            elif isinstance(column.type, sa.LargeBinary):
                row[column.name] = f"{table.name} {column.name}".encode()
            else:
                row[column.name] = f"{table.name} {column.name}"
        connection.execute(table.insert().values(row))
        rows[table.name] = row
    return rows


def test_there_is_one_line_of_revisions_and_the_program_knows_its_end() -> None:
    script = ScriptDirectory.from_config(of_alembic())
    assert [each.revision for each in script.walk_revisions()][::-1] == list(migrations.REVISIONS)
    assert script.get_heads() == [migrations.HEAD]
    assert set(migrations.AFTERWARDS) <= set(migrations.REVISIONS)
    for function in migrations.AFTERWARDS.values():
        assert function.startswith("thuis_tui.service.")


@pytest.mark.parametrize(("empty", "revision"), [*of_each(("sqlite", "postgresql"))], indirect=["empty"])
def test_a_database_of_each_revision_comes_to_todays_schema_with_all_it_holds(
    empty: Configuration, revision: str
) -> None:
    with connected(empty) as connection:
        migrations.upgrade(connection, revision)
        rows = filled(connection)
    with connected(empty) as connection:
        migrations.bring(connection)
        assert migrations.standing(connection) == (migrations.HEAD, ())
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
        migrated = described(connection)
        for name, row in rows.items():
            table = sa.Table(name, sa.MetaData(), autoload_with=connection)
            kept = [found._mapping for found in connection.execute(table.select())]
            assert any(all(each[column] == value for column, value in row.items()) for each in kept), name
    if revision != FIRST:
        return
    with connected(empty) as connection:  # and what Alembic does not compare
        emptied(connection)
        migrations.bring(connection)
        assert described(connection) == migrated


def emptied(connection: sa.Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    else:
        there = sa.MetaData()
        there.reflect(connection)
        there.drop_all(connection)


@pytest.mark.parametrize("revision", [FIRST, migrations.HEAD])
def test_a_database_from_before_revisions_were_written_down_is_taken_as_what_it_is(
    empty: Configuration, revision: str
) -> None:
    with connected(empty) as connection:
        migrations.upgrade(connection, revision)
        connection.exec_driver_sql("DROP TABLE alembic_version")
        if revision == FIRST:  # and older still: columns came one at a time
            connection.exec_driver_sql("ALTER TABLE quarantine DROP COLUMN decided_at")
            connection.exec_driver_sql("ALTER TABLE caseworker DROP COLUMN lead")
    with connected(empty) as connection:
        migrations.bring(connection)
        assert migrations.standing(connection) == (migrations.HEAD, ())
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


PEOPLE = (
    "INSERT INTO organisation(id, name, created_at) VALUES ('o', 'Stichting', 1)",
    "INSERT INTO team(id, organisation, name, created_at) VALUES ('t', 'o', 'Noord', 1)",
    "INSERT INTO caseworker(id, team, name, created_at, lead) VALUES ('a', 't', 'Amina', 5, 1)",
    "INSERT INTO caseworker(id, team, name, created_at, lead) VALUES ('b', 't', 'Bram', 6, 0)",
    "INSERT INTO scope_head(scope, seq, epoch, digest, log_hash) VALUES ('c:1', 0, 'e', 'd', '')",
    "INSERT INTO scope_grant(caseworker, scope, gen, role, granted_at, revoked_at, reason)"
    " VALUES ('b', 'c:1', 1, 'write', 7, 8, ''), ('a', 'c:1', 1, 'write', 9, 0, '')",
)


def test_people_of_the_first_databases_have_roles_and_dossiers_a_team_and_devices_are_told_once(
    empty: Configuration, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connected(empty) as connection:
        migrations.upgrade(connection, FIRST)
        for statement in PEOPLE:
            connection.exec_driver_sql(statement)
    told = []
    monkeypatch.setattr(role_changes, "tell", lambda tx, *accounts: told.append(accounts))
    for _ in range(2):
        storage = Storage(empty)
        roles = storage.read(
            lambda tx: tx.rows("SELECT account, role FROM account_role ORDER BY account, role")
        )
        dossiers = storage.read(lambda tx: tx.rows("SELECT scope, team, created_by, created_at FROM dossier"))
        grants = storage.read(lambda tx: tx.rows("SELECT DISTINCT kind, until FROM scope_grant"))
        storage.close()
        assert [tuple(row) for row in roles] == [("a", "caseworker"), ("a", "team_lead"), ("b", "caseworker")]
        assert [tuple(row) for row in dossiers] == [("c:1", "t", "b", 7)]
        assert [tuple(row) for row in grants] == [("own", 0)]
    assert told == [("a", "b")]


def test_a_step_that_stopped_half_way_is_done_at_the_next_start(
    empty: Configuration, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connected(empty) as connection:
        migrations.upgrade(connection, FIRST)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(role_changes, "tell_everybody", stop)
        Storage(empty)
    asked: list[Any] = []
    monkeypatch.setattr(role_changes, "tell_everybody", asked.append)
    for _ in range(2):
        Storage(empty).close()
    assert len(asked) == 1


def test_replicas_that_start_at_once_migrate_once(empty: Configuration) -> None:
    with connected(empty) as connection:
        migrations.upgrade(connection, FIRST)
        for statement in PEOPLE:
            connection.exec_driver_sql(statement)
    with ThreadPoolExecutor(4) as threads:
        opened = list(threads.map(lambda _: Storage(empty), range(4)))
    counted = {
        storage.read(lambda tx: tx.first("SELECT count(*) AS n FROM account_role").n) for storage in opened
    }
    assert counted == {3}
    assert len({storage.identity.epoch for storage in opened}) == 1
    for storage in opened:
        storage.close()


def test_a_database_of_a_later_version_is_refused_and_left_alone(empty: Configuration) -> None:
    Storage(empty).close()
    with connected(empty) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        before = described(connection)
    with pytest.raises(migrations.NewerDatabase, match="9999"):
        Storage(empty)
    where = ["--data", str(empty.data_dir)]
    where += ["--database-url", empty.database_url] if empty.database_url else []
    for words in (["team", "list"], ["migrate"], ["migrate", "--check"]):
        refused = CliRunner().invoke(admin, [*where, *words])
        assert (refused.exit_code, "9999" in refused.output) == (5, True)
    refused = CliRunner().invoke(serve, [*where, "--port", "0"])
    assert (refused.exit_code, "9999" in refused.output) == (1, True)
    with connected(empty) as connection:
        assert described(connection) == before


def test_the_administrator_sees_what_there_is_to_do_and_has_it_done(empty: Configuration) -> None:
    with connected(empty) as connection:
        migrations.upgrade(connection, FIRST)
    where = ["--data", str(empty.data_dir)]
    where += ["--database-url", empty.database_url] if empty.database_url else []

    def ask(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(admin, [*where, "migrate", *words])
        return result.exit_code, result.output

    code, told = ask("--check")
    assert (code, migrations.REVISIONS[1] in told) == (1, True)
    assert ask("--check", "--json") == (1, ask("--check", "--json")[1])
    assert ask()[0] == 0
    code, told = ask("--check")
    assert (code, migrations.HEAD in told) == (0, True)
    assert ask()[0] == 0


def test_opening_a_current_database_does_not_load_alembic(tmp_path: Path) -> None:
    opening = (
        "import sys; from pathlib import Path; from thuis_tui.service.database.storage import Storage;"
        "from thuis_tui.service.configuration import Configuration;"
        f"configuration = Configuration(data_dir=Path({str(tmp_path)!r}));"
        "Storage(configuration).close();"  # new, and there already
        "Storage(configuration).close();"
        "print('alembic' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", opening], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"
