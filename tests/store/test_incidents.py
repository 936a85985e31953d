"""Incidents are kept once each, not for ever."""

from tests.store.world import KEY, add_client, add_note, as_in_the_third_version, rows, shown
from thuis_tui.store import incidents, meta, migrations, schema
from thuis_tui.store.connection import connect
from thuis_tui.store.database import Database
from thuis_tui.store.incidents import Incident
from thuis_tui.store.vault import FileKey


def record(database: Database, at: str, kind: str, scope: str, detail: str) -> None:
    database.write(lambda w: incidents.record(w, at, kind, scope, detail)).result()


def test_each_is_told_once_and_the_latest_first(database: Database) -> None:
    record(database, "t1", incidents.NONSENSE, "ref", "a")
    record(database, "t2", incidents.DIGEST, "ref", "a")
    record(database, "t3", incidents.NONSENSE, "ref", "a")
    assert database.read(incidents.listing).result() == [
        Incident("t2", "digest", "ref", "a"),
        Incident("t1", "nonsense", "ref", "a"),
    ]


def test_they_do_not_fill_the_file(database: Database) -> None:
    def many(writing) -> None:
        for number in range(incidents.KEPT + 20):
            incidents.record(writing, "t", incidents.NONSENSE, "ref", f"{number} " + "x" * 1000)

    database.write(many).result()
    found = database.read(incidents.listing).result()
    assert len(found) == incidents.KEPT
    assert found[0].detail.startswith(f"{incidents.KEPT + 19} ")
    assert max(len(one.detail) for one in found) == incidents.MAX_DETAIL


def test_a_file_of_the_first_version_gets_them_and_its_records_anew(database: Database, open_file) -> None:
    client = add_client(database)
    add_note(database, client, "Over de huurachterstand")
    before = shown(database)
    database.close()
    raw = connect(database.path, FileKey(KEY), read_only=False)
    schema.drop_guards(raw)
    as_in_the_third_version(raw)
    raw.execute("DROP TABLE incident").close()
    raw.execute("ALTER TABLE scope DROP COLUMN loading").close()
    raw.execute("ALTER TABLE client DROP COLUMN address").close()
    meta.put(raw, meta.SCHEMA, "1")
    raw.close()
    again = open_file()
    assert shown(again) == before
    assert rows(again, "SELECT value FROM meta WHERE key IN ('schema', 'refold') ORDER BY key") == [
        {"value": ""},
        {"value": str(schema.VERSION)},
    ]
    record(again, "t1", incidents.NONSENSE, "ref", "a")
    assert sorted(migrations.STEPS) == list(range(1, schema.VERSION))
