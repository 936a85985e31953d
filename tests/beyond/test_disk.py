"""The disk fails: it fills up in the middle of an exchange, or gives back something else than was written."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command_line.conftest import PASSPHRASE, Shell
from tests.service.office import Office, Running
from tests.sync.laptops import KEY, note_values, now_ms
from tests.sync.laptops import Laptop as Disk
from thuis_tui.desk import opening
from thuis_tui.settings import Places
from thuis_tui.store import write
from thuis_tui.store.connection import PAGE_BYTES
from thuis_tui.store.database import Database
from thuis_tui.store.errors import DiskFull, FileDamaged, WrongKey
from thuis_tui.store.integrity import damaged_pages
from thuis_tui.store.vault import ARGON2_FAST, FileKey
from thuis_tui.store.writing import Writing

ROOM = 1_000_000


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest) -> None:
    """The laptop's disk is what is tried here."""


@pytest.fixture
def laptops(office: Office, running: Running, tmp_path: Path) -> Iterator[tuple[Disk, Disk]]:
    caseworker = office.caseworker("Amina")
    made = tuple(Disk(tmp_path / name / "thuis.db") for name in ("one", "other"))
    for laptop in made:
        laptop.enrol(running.url, office.code(caseworker))
        assert laptop.sync().problem is None
    yield made[0], made[1]
    for laptop in made:
        laptop.close()


def limit(laptop: Disk, pages: int) -> None:
    """Let the file grow to so many pages; the database says of more that the disk is full."""
    laptop.database.write(lambda w: w.raw.execute(f"PRAGMA max_page_count={pages}").fetchone()).result()


def pages(laptop: Disk) -> int:
    return int(laptop.rows("PRAGMA page_count")[0][0])


def test_a_disk_that_fills_up_while_receiving_loses_nothing(laptops: tuple[Disk, Disk]) -> None:
    one, other = laptops
    client = one.client()
    values = note_values(client, one.actor, "Lang gesprek over de woning. " * 40)

    def fill(writing: Writing) -> None:
        for _ in range(400):
            write.create(writing, f"c:{client}", "note", values)

    one.database.write(fill).result()
    assert one.sync().problem is None
    own = other.client("Eigen werk")
    limit(other, pages(other) + 20)
    other.sync()
    before = other.rows("SELECT count(*) FROM note")
    assert before < [(400,)], "it did not fit"
    with pytest.raises(DiskFull):
        for _ in range(100):
            other.note(own, "x" * 20_000)
    written = set(other.bodies())
    limit(other, ROOM)
    assert (other.sync().problem, other.waiting()) == (None, 0)
    assert set(other.bodies()) == written | set(one.bodies())
    one.sync()
    assert one.rows("SELECT count(*) FROM note") == other.rows("SELECT count(*) FROM note")
    assert one.digests() == other.digests()
    assert other.runner.repairs == 0


def test_each_damaged_page_is_found_and_has_a_type(laptops: tuple[Disk, Disk], tmp_path: Path) -> None:
    """Whatever part of the file it is, used or free: opening it or looking it through says so."""
    laptop, _ = laptops
    client = laptop.client()
    for at in range(30):
        laptop.note(client, f"Gesprek {at}")
    laptop.close()
    whole = laptop.path.read_bytes()
    spoiled = tmp_path / "spoiled" / "thuis.db"
    spoiled.parent.mkdir()
    for page in range(len(whole) // PAGE_BYTES):
        content = bytearray(whole)
        content[page * PAGE_BYTES + 3000] ^= 1
        spoiled.write_bytes(content)
        try:
            found = damaged_pages(spoiled, FileKey(KEY))
        except (FileDamaged, WrongKey):
            found = 1
        assert found == 1, page
        with contextlib.suppress(FileDamaged, WrongKey):
            Database.open(spoiled, KEY, now=now_ms).close()
    laptop.open()


def test_a_damaged_page_is_reported_and_there_is_a_way_back(
    office: Office, running: Running, tmp_path: Path
) -> None:
    """Through the real command line: a file, a copy of it, more work, damage, and all of it back."""
    shell = Shell(tmp_path / "laptop")
    opening.create_file(Places(shell.folder, shell.folder), PASSPHRASE, ARGON2_FAST)
    run(shell, "setup", "--url", running.url, "--code", office.code(office.caseworker("Amina Bakker")))
    copied = tmp_path / "copy"
    run(shell, "backup", str(copied))
    run(shell, "client", "new", "--first-name", "Ali", "--surname", "Smit")
    run(shell, "sync")
    file = shell.folder / "thuis.db"
    whole = file.read_bytes()
    spoiled = bytearray(whole)
    spoiled[3000 - PAGE_BYTES] ^= 1
    file.write_bytes(spoiled)
    assert "The file is damaged" in run(shell, "doctor", well=False)
    assert file.read_bytes() == spoiled, "it is left as it is"
    for name in ("thuis.db", "thuis.keys"):
        shutil.copy(copied / name, shell.folder)
    run(shell, "sync")
    assert "Smit" in run(shell, "client", "list")


def run(shell: Shell, *arguments: str, well: bool = True) -> str:
    """What a command says on both streams; `well` is whether it ends with 0."""
    done = shell.run(*arguments)
    said = str(done.stdout.decode() + done.stderr.decode())
    assert "Traceback" not in said
    assert well == (done.returncode == 0), said
    return said
