"""The program is killed in the middle of writing: all that it was told is on the disk is on the disk."""

import itertools
import multiprocessing
import random
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from tests.store.world import AUTHOR, KEY, add_client, add_note, rows, shown
from thuis_tui.store import drafts, fold, write
from thuis_tui.store.database import Database


def write_for_ever(path: Path, told: Connection) -> None:
    """Write drafts and notes, and tell of each when its commit returned."""
    database = Database.open(path, KEY, now=lambda: 1_767_225_600_000)
    database.write(lambda writing: write.identify(writing, AUTHOR)).result()
    client = add_client(database)
    told.send(("client", client, 0))
    for at in itertools.count():
        draft = drafts.Draft(
            id=f"{client}-{at % 3}", kind="note", fields={"at": at, "body": "x" * (at % 4000)}
        )
        database.write(lambda writing, kept=draft: drafts.keep(writing, kept)).result()
        told.send(("draft", draft.id, at))
        told.send(("note", add_note(database, client, f"Gesprek {at}")[5:], at))


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_what_was_promised_is_there_after_a_kill(tmp_path: Path, open_file: Callable[..., Database]) -> None:
    path = tmp_path / "data" / "thuis.db"
    chance = random.Random(20260101)
    notes: set[str] = set()
    clients: set[str] = set()
    latest: dict[str, int] = {}
    # Each is forked from a process that has the store loaded: ten lives, not ten starts of Python.
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload(["pytest", "tests.store.world"])
    for _ in range(10):
        heard, telling = forks.Pipe(duplex=False)
        process = forks.Process(target=write_for_ever, args=(path, telling), daemon=True)
        process.start()
        telling.close()
        alive = True
        for told in itertools.count():
            try:
                what, name, at = heard.recv()
            except EOFError:
                break
            {"client": clients.add, "note": notes.add}.get(what, lambda _: None)(name)
            if what == "draft":
                latest[name] = at
            # At a moment between two that it told, that nobody chose.
            if alive and told > 3 and chance.random() < 0.05:
                process.kill()
                alive = False
        process.join()
        heard.close()
        assert process.exitcode == -signal.SIGKILL
    database = open_file(key=KEY)
    assert {row["id"] for row in rows(database, "SELECT id FROM note")} >= notes
    assert {row["id"] for row in rows(database, "SELECT id FROM client")} == clients
    found = {draft.id: draft.fields["at"] for draft in database.read(drafts.kept).result()}
    assert all(found[name] >= at for name, at in latest.items())
    assert rows(database, "PRAGMA integrity_check") == [{"integrity_check": "ok"}]
    before = shown(database)
    database.write(fold.rebuild).result()
    assert shown(database) == before
