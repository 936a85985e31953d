"""No byte on the disk can be read without the key."""

from pathlib import Path

from tests.store.world import AUTHOR, KEY, Author, Service, add_client, add_note
from thuis_tui.store import drafts, fold, search, shadow, write
from thuis_tui.store.database import Database
from thuis_tui.store.vault import ARGON2_FAST, Vault

PASSPHRASE = "merkteken-wachtwoord"
MARKERS = {
    "name": "Merktekennaam",
    "note": "merktekenrapportage",
    "draft": "merktekenconcept",
    "search": "merktekenzoekwoord",
    "pulled": "merktekenopgehaald",
    "removed": "merktekenverwijderd",
    "table": "note_timeline",
    "slots": PASSPHRASE,
    "author": AUTHOR,
}


def readable(folder: Path) -> set[str]:
    """The markers that stand in any file of the folder, in any case and in the usual encodings."""
    found = set()
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes().lower()
            for name, marker in MARKERS.items():
                for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
                    if marker.lower().encode(encoding) in content:
                        found.add(f"{name} in {path.name}")
            assert KEY not in path.read_bytes()
            assert KEY.hex().encode() not in content
    return found


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "leak").write_bytes(b"..." + MARKERS["note"].encode() + b"...")
    assert readable(tmp_path) == {"note in leak"}


def test_nothing_is_readable_while_open_nor_after(tmp_path: Path, monkeypatch: object) -> None:
    folder = tmp_path / "data"
    Vault.create(folder / "thuis.keys", PASSPHRASE, parameters=ARGON2_FAST)
    database = Database.open(folder / "thuis.db", KEY, now=lambda: 1_767_225_600_000)
    try:
        database.write(lambda writing: write.identify(writing, AUTHOR)).result()
        client = add_client(database, surname=MARKERS["name"], alias=MARKERS["search"])
        for at in range(40):
            add_note(database, client, f"{MARKERS['note']} {at} {MARKERS['search']} " * 20)
        draft = drafts.Draft(id="d", kind="note", fields={"body": MARKERS["draft"] * 50})
        database.write(lambda writing: drafts.keep(writing, draft)).result()
        note = add_note(database, client, MARKERS["removed"])
        database.write(lambda writing: write.remove(writing, f"c:{client}", note, "fout")).result()
        service = Service("c:" + "9" * 32)
        Author(service).create("client", {"surname": MARKERS["pulled"]}, "9" * 32)
        database.write(lambda writing: shadow.apply_pages(writing, [service.page(0)])).result()
        assert len(database.read(lambda c: search.notes(c, MARKERS["search"])).result().notes) == 20
        assert (folder / "thuis.db-wal").stat().st_size > 0
        assert readable(folder) == set()
        # Sorting what does not fit in memory must not spill either.
        database.read(
            lambda c: c.exec_driver_sql(
                "SELECT a.body FROM note a, note b, note c ORDER BY a.body || b.id"
            ).fetchmany(5)
        ).result()
        database.write(fold.rebuild).result()
        database.backup(folder / "copy" / "thuis.db")
        assert readable(folder) == set()
    finally:
        database.close()
    assert readable(folder) == set()
    assert sorted(path.name for path in folder.iterdir()) == ["copy", "thuis.db", "thuis.keys"]
