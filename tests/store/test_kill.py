"""The program is killed in the middle of writing: all that it was told is on the disk is on the disk."""

import random
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.store.world import KEY, rows, shown
from thuis_tui.store import drafts, fold
from thuis_tui.store.database import Database

WRITER = """
import itertools, sys
from pathlib import Path
from tests.store.world import AUTHOR, KEY, add_client, add_note
from thuis_tui.store import drafts, write
from thuis_tui.store.database import Database

database = Database.open(Path(sys.argv[1]), KEY, now=lambda: 1_767_225_600_000)
database.write(lambda writing: write.identify(writing, AUTHOR)).result()
client = add_client(database)
print("client", client, flush=True)
for at in itertools.count():
    draft = drafts.Draft(id=f"{client}-{at % 3}", kind="note", fields={"at": at, "body": "x" * (at % 4000)})
    database.write(lambda writing: drafts.keep(writing, draft)).result()
    print("draft", draft.id, at, flush=True)
    print("note", add_note(database, client, f"Gesprek {at}")[5:], flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_what_was_promised_is_there_after_a_kill(tmp_path: Path, open_file: Callable[..., Database]) -> None:
    path = tmp_path / "data" / "thuis.db"
    chance = random.Random(20260101)
    notes: set[str] = set()
    clients: set[str] = set()
    latest: dict[str, int] = {}
    for _ in range(10):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        ) as process:
            assert process.stdout is not None
            for told, line in enumerate(process.stdout):
                what, name, *rest = line.split()
                {"client": clients.add, "note": notes.add}.get(what, lambda _: None)(name)
                if what == "draft":
                    latest[name] = int(rest[0])
                # At a moment between two lines that nobody chose.
                if told > 3 and chance.random() < 0.05:
                    process.send_signal(signal.SIGKILL)
                    break
            for line in process.stdout:
                what, name, *rest = line.split()
                if line.endswith("\n") and what == "note" and len(name) == 32:
                    notes.add(name)
        assert process.returncode == -signal.SIGKILL
    database = open_file(key=KEY)
    assert {row["id"] for row in rows(database, "SELECT id FROM note")} >= notes
    assert {row["id"] for row in rows(database, "SELECT id FROM client")} == clients
    found = {draft.id: draft.fields["at"] for draft in database.read(drafts.kept).result()}
    assert all(found[name] >= at for name, at in latest.items())
    assert rows(database, "PRAGMA integrity_check") == [{"integrity_check": "ok"}]
    before = shown(database)
    database.write(fold.rebuild).result()
    assert shown(database) == before
