"""Dossiers are kept for their time and then go from everywhere; older backups bring nothing back."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.service.conftest import Clock
from tests.service.office import Office, Running
from tests.sync.laptops import Laptop
from tests.sync.test_erasure import MARK, client, found, kept, whole
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.commands.command import admin
from thuis_tui.service.configuration import Configuration
from thuis_tui.service.database.storage import Transaction
from thuis_tui.service.keeping import backup_file, erasure, erasure_list
from thuis_tui.service.logs import ledger
from thuis_tui.service.logs.own_chain import OwnChain
from thuis_tui.service.not_possible import NotPossible
from thuis_tui.service.people import escrow
from thuis_tui.store import write

__all__ = ["client"]
DECIDED = ("--by", "Functionaris", "--reason", "verzoek art. 17")
YEAR = 365.25 * 86_400


@pytest.fixture
def asked(configuration: Configuration, monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Any:
    def ask(*words: str, code: int = 0) -> Any:
        result = CliRunner().invoke(admin, ["--data", str(configuration.data_dir), *words, "--json"])
        assert result.exit_code == code, result.output
        return json.loads(result.output) if code == 0 else result.output

    return ask


def test_the_clock_of_a_dossier_runs_from_the_end_of_the_support(
    client: str, office: Office, asked: Any
) -> None:
    assert asked("retention", "list") == []
    ended = asked("retention", "end", client, "--on", "2008-02-29")
    assert [row["client"] for row in asked("retention", "list", "--over")] == [client]
    asked("retention", "end", client)
    assert asked("retention", "list") == []
    assert asked("retention", "end", client, "--on", "2020-01-01")["keep_until"] > ended["keep_until"]
    assert [row["client"] for row in asked("retention", "list")] == [client]
    assert asked("retention", "list", "--over") == []
    assert asked("retention", "run", "--yes", *DECIDED)["clients"] == []
    assert "still to come" in asked("retention", "end", client, "--on", "2999-01-01", code=5)
    assert "no dossier" in asked("retention", "end", "f" * 32, code=5)


def test_on_hold_nothing_of_it_is_erased(client: str, office: Office, asked: Any) -> None:
    asked("retention", "end", client, "--on", "2001-01-01")
    asked("retention", "hold", client, *DECIDED)
    assert asked("retention", "run", "--yes", *DECIDED)["clients"] == []
    assert "legal hold" in asked("retention", "erase", client, "--whole", *DECIDED, code=5)
    field = ("retention", "erase", client, f"client:{client}", "address", *DECIDED)
    assert "legal hold" in asked(*field, code=5)
    assert kept(office)
    assert "already" in asked("retention", "hold", client, *DECIDED, code=5)
    asked("retention", "release", client, *DECIDED)
    assert asked(*field)["operations"] == 3
    (told,) = asked("retention", "erased")
    assert (told["record"], told["decided_by"]) == (f"client:{client}", "Functionaris")
    assert [
        reason
        for event, reason in office.rows("SELECT event, reason FROM access_log ORDER BY seq")
        if event == "erase"
    ] == [f"client:{client} address · Functionaris · verzoek art. 17"]


def test_a_dossier_over_its_time_goes_from_the_service_and_every_laptop(
    alice: Laptop, bob: Laptop, client: str, office: Office, asked: Any
) -> None:
    scope = f"c:{client}"
    asked("retention", "end", client, "--on", "2001-01-01")
    assert asked("retention", "run", *DECIDED) == {"clients": [client], "erased": False}
    assert kept(office)
    bob.set(client, "address", f"{MARK}laan, nog niet verstuurd")
    asked("retention", "run", "--yes", *DECIDED)
    assert office.rows("SELECT count(*) FROM log WHERE scope = ?", scope) == [(0,)]
    assert office.rows("SELECT seq > 0 FROM erasure WHERE scope = ?", scope) == [(1,)]
    for laptop in (alice, bob):
        laptop.sync()
    office.storage.write(lambda tx: tx.run("UPDATE chain SET durable = n"))
    for laptop in (alice, bob):
        laptop.sync()
        assert found(laptop) == []
    assert kept(office) == []
    assert whole(office)
    (row,) = asked("retention", "list")
    assert (row["receipts"], row["erased_at"] > 0) == (2, True)
    assert "was erased" in asked("retention", "erase", client, "--whole", *DECIDED, code=5)
    assert "was erased" in asked("grant", bob.actor, client, code=5)


@pytest.mark.parametrize("given", ["{}", "c:{}"])
def test_an_erasure_is_in_the_access_log_of_its_dossier(
    client: str, office: Office, asked: Any, given: str
) -> None:
    """However its name is given."""
    asked("retention", "erase", given.format(client), "--whole", *DECIDED)
    found = office.rows("SELECT scope FROM access_log WHERE event = 'erase'")
    assert found == [(f"c:{client}",)]
    assert asked("retention", "erased")[0]["scope"] == f"c:{client}"


def test_a_run_that_fails_half_way_keeps_the_list_of_what_it_erased(
    alice: Laptop,
    client: str,
    office: Office,
    asked: Any,
    configuration: Configuration,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first dossier goes, the database refuses the second; the list is on the disk all the same."""
    key = office.storage.write(escrow.make_recovery_key)
    other = alice.client("Bakker")
    alice.sync()
    asked("retention", "end", client, "--on", "2001-01-01")
    asked("retention", "end", other, "--on", "2002-01-01")
    refuse = f"BEFORE DELETE ON log WHEN old.scope = 'c:{other}' BEGIN SELECT RAISE(ABORT, 'no'); END"
    office.storage.write(lambda tx: tx.run(f"CREATE TRIGGER no {refuse}"))
    real, flushed = os.fsync, set[str]()

    def watched(descriptor: int) -> None:
        flushed.add(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    asked("retention", "run", "--yes", *DECIDED, code=1)
    folder = configuration.data_dir
    assert [decision.scope for decision in erasure_list.read([folder], key)] == [f"c:{client}"]
    assert str(folder) in flushed
    assert any(name.startswith(str(folder / erasure_list.FILE)) for name in flushed)
    office.storage.write(lambda tx: tx.run("DROP TRIGGER no"))
    asked("retention", "run", "--yes", *DECIDED)
    assert {decision.scope for decision in erasure_list.read([folder], key)} == {f"c:{client}", f"c:{other}"}


@pytest.mark.parametrize("whole_dossier", [False, True])
def test_what_quotes_a_dossier_elsewhere_goes_with_it(
    bob: Laptop, client: str, office: Office, asked: Any, whole_dossier: bool
) -> None:
    """A handover sheet lies in the scope of who is to take the dossier."""
    scope = f"u:{bob.actor}"

    def offer(tx: Transaction) -> None:
        logs: dict[str, ledger.ScopeLog] = {}
        own = OwnChain(tx, logs)
        own.open([scope])
        values = {
            "client": client,
            "kind": "transfer",
            "sender": bob.actor,
            "client_name": "Jansen",
            "sheet": f"Woont op {MARK}laan 3.",
            "recorded_at": "2026-11-01T10:00:00Z",
        }
        own.create(scope, f"offer:{new_id()}", values, "service")
        ledger.flush(tx, logs.values())
        own.write()

    office.storage.write(offer)
    bob.sync()
    assert bob.rows("SELECT sheet FROM offer") == [(f"Woont op {MARK}laan 3.",)]
    what = ("--whole",) if whole_dossier else (f"client:{client}", "address")
    asked("retention", "erase", client, *what, *DECIDED)
    assert kept(office) == []
    assert whole(office)
    bob.sync()
    assert bob.rows("SELECT sheet, client_name FROM offer") == [(None, None if whole_dossier else "Jansen")]
    office.storage.write(lambda tx: tx.run("UPDATE chain SET durable = n"))
    bob.sync()
    assert found(bob) == []


def test_an_older_backup_brings_nothing_back_that_was_erased(
    alice: Laptop,
    bob: Laptop,
    client: str,
    configuration: Configuration,
    running: Running,
    office: Office,
    asked: Any,
    tmp_path: Path,
) -> None:
    """A field and a whole dossier, erased after the backup; the database itself is lost."""
    other = alice.client("Bakker")
    alice.note(other, f"Gesproken over {MARK}.")
    alice.sync()
    key = office.storage.write(escrow.make_recovery_key)
    folder = tmp_path / "backups"
    folder.mkdir()
    made = backup_file.make(configuration, folder)
    # What Bob wrote about it since is in no backup: he sends it once more after the restore.
    values = {"client": other, "body": f"Bellen over {MARK}.", "recorded_at": "2026-11-01T10:00:00Z"}
    bob.database.write(lambda w: write.create(w, f"u:{bob.actor}", "working_note", values)).result()
    bob.sync()
    office.storage.write(erasure.erase, f"c:{client}", f"client:{client}", "address", "F", "verzoek")
    asked("retention", "erase", other, "--whole", *DECIDED)
    erasure_list.keep(office.storage, [folder])
    told = backup_file.verify(configuration, Path(made.file), key)
    assert told.erased_since > 1
    assert backup_file.make(configuration, tmp_path / "later").erased_since == 0
    listed = erasure_list.read([folder], key)
    assert [decision.ent for decision in listed] == [f"client:{client}", ""]
    office.close()
    running.stop()
    for path in configuration.data_dir.glob("*"):
        path.unlink() if path.is_file() else None
    restored = backup_file.restore(configuration, Path(made.file), key)
    assert restored.erased == 2
    again = Running(configuration)
    office = Office(configuration, again.url)
    try:
        assert kept(office) == []
        assert whole(office)
        assert asked("retention", "erased")[0]["decided_by"]
        for laptop in (alice, bob):
            laptop.move_to(again.url)
            laptop.sync()
        assert kept(office) == []
        bob.sync()
        assert found(bob) == []
        assert alice.rows("SELECT address FROM client WHERE id=?", client) == [(None,)]
        assert alice.waiting() == bob.waiting() == 0
    finally:
        office.close()
        again.stop()


def test_the_list_of_erasures_has_to_be_readable(office: Office, tmp_path: Path) -> None:
    key = office.storage.write(escrow.make_recovery_key)
    erasure_list.keep(office.storage, [tmp_path])
    assert erasure_list.read([tmp_path, tmp_path / "nothing"], key) == []
    (tmp_path / erasure_list.FILE).write_bytes(base64.b64decode("AAAA"))
    with pytest.raises(NotPossible, match="cannot be read"):
        erasure_list.read([tmp_path], key)
