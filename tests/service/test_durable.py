"""Laptops drop what is durable: a file that anybody could have made makes nothing so that is not in it."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.service.office import Laptop, Office
from tests.service.test_backup import durable_of
from tests.service.test_backup_file import key as key
from tests.service.test_backup_file import sealed
from thuis_tui.log import digest
from thuis_tui.log.operation import decode
from thuis_tui.service.configuration import Configuration
from thuis_tui.service.database.migrations import HEAD
from thuis_tui.service.database.storage import Transaction
from thuis_tui.service.database.tables import METADATA
from thuis_tui.service.keeping import backup_file, dump, durability
from thuis_tui.service.keeping.scratch import scratch
from thuis_tui.service.not_possible import NotPossible

Change = Callable[[Transaction], Any]


def run(*statements: str) -> Change:
    return lambda tx: [tx.run(statement) for statement in statements]


def forged(office: Office, key: bytes, path: Path, change: Change, made_at: int = 0) -> Path:
    """A backup of the service as it is now, in which somebody changed something."""
    whole, other = io.BytesIO(), io.BytesIO()

    def write(tx: Transaction) -> None:
        tx.steady()
        dump.write(tx, whole, HEAD)

    office.storage.read(write)
    whole.seek(0)
    with scratch() as made:
        dump.Dump(whole).load(made.tx)
        change(made.tx)
        made.tx.identity = office.storage.identity
        made.tx.now_ms = made_at or office.storage.now_ms()
        dump.write(made.tx, other, HEAD)
    return sealed(other.getvalue(), key, path)


def emptied(tx: Transaction) -> None:
    for table in reversed(METADATA.sorted_tables):
        if table.name != "service_setting" and not table.name.startswith("access_"):
            tx.run(f"DELETE FROM {table.name}")


def without_logs(tx: Transaction) -> None:
    """The chains and all else are there, and what they wrote is not."""
    for table in ("log", "register", "superseded"):
        tx.run(f"DELETE FROM {table}")
    tx.run("UPDATE scope_head SET seq = 0, digest = ?, log_hash = ?", (digest.to_hex(digest.EMPTY), b""))


def safe(office: Office, laptop: Laptop, scope: str) -> int:
    """What a laptop is told, also of a dossier that it has not."""
    sql = "SELECT durable FROM chain WHERE scope = ? AND chain = ?"
    ((durable,),) = office.rows(sql, scope, laptop.chain(scope).chain)
    return int(durable)


def test_what_is_not_in_a_file_does_not_become_durable(
    configuration: Configuration,
    office: Office,
    alice: Laptop,
    bob: Laptop,
    dossier: str,
    key: bytes,
    tmp_path: Path,
    subtests: pytest.Subtests,
) -> None:
    scope = f"c:{dossier}"
    earlier = forged(office, key, tmp_path / "earlier", run("UPDATE chain SET n = 99"))
    alice.push((scope, [alice.note(dossier), alice.note(dossier)]))
    aside = forged(office, key, tmp_path / "aside", run("UPDATE chain SET n = 99"))
    bob.push((scope, [bob.note(dossier)]))
    changes: Sequence[tuple[str, Change, tuple[int, int]]] = (
        ("empty", emptied, (0, 0)),
        ("without logs", without_logs, (0, 1)),
        ("no quarantine", run("DELETE FROM quarantine", "UPDATE chain SET n = n + 9"), (3, 0)),
        ("another quarantine", lambda tx: tx.run("UPDATE quarantine SET raw = ?", (b"x",)), (3, 0)),
        ("a chain that ends later", run("UPDATE chain SET n = n + 9"), (3, 1)),
    )
    files = [
        ("of before", earlier, (1, 0)),
        ("without what was set aside", aside, (3, 0)),
        *((name, forged(office, key, tmp_path / name, change), told) for name, change, told in changes),
    ]
    for name, file, told in files:
        with subtests.test(name):
            office.storage.write(lambda tx: tx.run("UPDATE chain SET durable = 0"))
            assert backup_file.verify(configuration, file, key).durable
            assert (safe(office, alice, scope), safe(office, bob, scope)) == told
    with subtests.test("a chain that ends before its log does"):
        short = forged(office, key, tmp_path / "short", run("UPDATE chain SET n = 1 WHERE n > 1"))
        with pytest.raises(NotPossible, match="chain_end"):
            backup_file.verify(configuration, short, key)


def test_what_came_twice_is_safe_when_the_first_is(
    configuration: Configuration, office: Office, alice: Laptop, dossier: str, key: bytes, tmp_path: Path
) -> None:
    """After a fork a laptop sends everything again on a chain of its own: most of that stands already."""
    scope = f"c:{dossier}"
    before = forged(office, key, tmp_path / "before", run("UPDATE chain SET n = 99"))
    raw = alice.note(dossier)
    alice.push((scope, [raw]))
    first = alice.chains.pop(scope).chain
    sent = decode(raw)
    again = alice.note(dossier, id=sent.id, hlc=sent.hlc, note=sent.ent.removeprefix("note:"))
    fresh = alice.note(dossier)
    assert [told.r for told in alice.push((scope, [again, fresh]))[0].results] == ["duplicate", "applied"]
    backup_file.verify(configuration, before, key)
    assert (durable_of(alice, scope), ends_of(office, first)) == (0, [(2, 1)])
    backup_file.verify(configuration, forged(office, key, tmp_path / "now", run()), key)
    assert (durable_of(alice, scope), ends_of(office, first)) == (2, [(2, 2)])


def ends_of(office: Office, chain: str) -> list[tuple[Any, ...]]:
    return office.rows("SELECT n, durable FROM chain WHERE chain = ?", chain)


def test_a_backup_is_no_newer_than_what_it_lacks(
    configuration: Configuration, office: Office, alice: Laptop, dossier: str, key: bytes, tmp_path: Path
) -> None:
    alice.push((f"c:{dossier}", [alice.note(dossier)]))
    ((received,),) = office.rows("SELECT min(received_at) FROM log")
    later = office.storage.now_ms() + 10**9
    backup_file.verify(configuration, forged(office, key, tmp_path / "empty", emptied, later), key)
    assert office.storage.read(durability.last_verified) == received
    backup_file.verify(configuration, forged(office, key, tmp_path / "whole", run(), later), key)
    assert received <= (office.storage.read(durability.last_verified) or 0) <= office.storage.now_ms()
