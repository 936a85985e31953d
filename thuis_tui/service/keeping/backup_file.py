"""Backups of the whole service as one encrypted file, the same from SQLite and from PostgreSQL.

A file is worth what comes out of it: it is read again from the disk, put into a database of its own, and all
logs and digests in that are worked out anew. Only then laptops are told that what it holds is safe. Because
the private key lies in a safe, the service does this with the key of the file while it still has it; but it
calls nothing safe before somebody has shown once, with `verify`, that the private key opens a file of it.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from thuis_tui.language import N_, message
from thuis_tui.sealed import KEY_BYTES, BadPublicKey, public_key
from thuis_tui.service.configuration import Configuration
from thuis_tui.service.database.migrations import HEAD
from thuis_tui.service.database.storage import Storage, Transaction
from thuis_tui.service.keeping import another_life, backup, dump, durability, erasure, erasure_list, marking
from thuis_tui.service.keeping.backup import Restored
from thuis_tui.service.keeping.durability import NotWhole, Verified
from thuis_tui.service.keeping.encrypted_file import (
    MAGIC,
    NotReadable,
    Opening,
    Sealing,
    identity_of,
    key_of,
    skip_head,
)
from thuis_tui.service.keeping.erasure import Decision
from thuis_tui.service.keeping.scratch import Fresh, NoRoom, NotAlone, beside, fresh, is_full, scratch
from thuis_tui.service.not_possible import NotPossible
from thuis_tui.service.people.escrow import recovery_key

PROVED = "recovery_key_proved"
"""The setting with the public half of the key that opened a backup once."""
LAST = "backup_last"
"""The setting that tells of the last verified backup, as JSON."""
ENDING = ".thuis-backup"
_NAMES = f"*{ENDING}"


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made or verified. `durable`: laptops were told that what is in it is safe.

    `made_at`: milliseconds since 1970. `erased_since`: values in it that were erased after it was made.
    """

    file: str
    made_at: int
    bytes: int
    scopes: int
    operations: int
    durable: bool
    erased_since: int = 0


def make(configuration: Configuration, target: Path) -> Made:
    """Write a backup, also while the service runs, and see that everything comes out of it again.

    `target` is a file, or a folder in which it gets a name of its moment. Raises NotPossible, and then an
    older file of that name is untouched.
    """
    storage = Storage(configuration)
    try:
        key = _key_to_seal_with(storage)
        if target.is_dir():
            moment = datetime.fromtimestamp(storage.now_ms() / 1000, UTC)
            target = target / f"{moment:%Y%m%dT%H%M%SZ}{ENDING}"
        unfinished = target.with_name(f"{target.name}.copying")
        try:
            file_key = _write(storage, unfinished, key)
            with unfinished.open("rb") as file:
                skip_head(file)
                with _proved(file, file_key) as (tx, head, verified):
                    storage.read(durability.compare, tx)
                    _without_what_was_erased(storage, tx, head)
                    unfinished.replace(target)
                    erasure_list.keep(storage, [target.parent, *erasure_list.folders(configuration)])
                    backup.flush(target.parent)
                    made = _made(target, head, verified, durable=_is_proved(storage))
                    if made.durable:
                        _call_durable(storage, tx, made)
                    return made
        except OSError as problem:
            raise NotPossible(
                message(N_("The copy could not be written: {reason}."), reason=problem.strerror or problem)
            ) from problem
        except NotWhole as problem:
            raise backup.damaged(problem) from problem
        finally:
            unfinished.unlink(missing_ok=True)
    finally:
        storage.close()


def verify(
    configuration: Configuration, source: Path, private_key: bytes, *, copy_url: str | None = None
) -> Made:
    """Put a backup into a database of its own, work everything out again, and call durable what it holds.

    `copy_url`: an empty PostgreSQL database to use for it; it is empty again afterwards. It also shows that
    the private key opens backups. Raises NotPossible.
    """
    storage = Storage(configuration)
    try:
        with _opened(source, private_key) as (file, file_key):
            _of_this_service(storage, file, file_key)
        with _opened(source, private_key) as (file, file_key), _proved(file, file_key) as told:
            tx, head, verified = told
            storage.read(durability.compare, tx)
            erased_since = _without_what_was_erased(storage, tx, head)
            if copy_url:
                _try_out(source, private_key, copy_url)
            made = _made(source, head, verified, durable=True, erased_since=erased_since)
            if recovery_key(tx) == _public(private_key):
                storage.write(durability.keep, PROVED, _public(private_key))
            _call_durable(storage, tx, made)
            return made
    except NotWhole as problem:
        raise backup.damaged(problem) from problem
    except OSError as problem:
        raise _no_disk(problem) from problem
    finally:
        storage.close()


def restore(
    configuration: Configuration,
    source: Path,
    private_key: bytes,
    *,
    older: bool = False,
    without_erasures: bool = False,
) -> Restored:
    """Put a backup in the place of the database, and begin a new life of every scope in it.

    The service has to be stopped. What was there is set aside, never deleted. Raises NotPossible; then
    nothing has changed.
    """
    try:
        with _opened(source, private_key) as (file, file_key), _proved_or_told(file, file_key) as told:
            tx, _, verified = told
            if not configuration.database_url and configuration.database.exists():
                backup.need_it_alone(configuration.database)
            there = another_life.look(configuration, tx, older=older)
            erased = another_life.erased_since(
                configuration, source.parent, there, private_key, without_erasures=without_erasures
            )
            with _opened(source, private_key) as (again, _key):
                place, done = _replace(configuration, dump.Dump(Opening(again, file_key)), erased)
            return Restored(verified.scopes, verified.operations, place, done)
    except OSError as problem:
        raise _no_disk(problem) from problem


def rotate(folder: Path, keep: int) -> list[Path]:
    """Delete the oldest backups of a folder so that `keep` are left; returns those that are gone."""
    found = sorted(folder.glob(_NAMES))
    gone = found[: max(0, len(found) - max(keep, 1))]
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def status(tx: Transaction) -> dict[str, Any]:
    """Tell of the last verified backup, and whether the private key was shown to open one."""
    last = durability.setting(tx, LAST)
    made_at = durability.last_verified(tx)
    key = recovery_key(tx)
    return {
        "made_at": made_at or 0,
        "age_hours": round((tx.now_ms - made_at) / 3_600_000, 1) if made_at else None,
        "recovery_key": bool(key),
        "recovery_key_proved": bool(key) and durability.setting(tx, PROVED) == key,
        "last": json.loads(last) if last else None,
    }


def is_encrypted(source: Path) -> bool:
    """Tell whether a file is one of these, and not a copy of the SQLite file as it is."""
    try:
        with source.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def read_private_key(path: Path) -> bytes:
    """Read the private half of the recovery key as it was given out, base64. Raises NotPossible."""
    try:
        words = path.read_text("ascii").split()
    except (OSError, UnicodeDecodeError):
        words = []
    for word in words:
        try:
            found = base64.b64decode(word, validate=True)
        except (binascii.Error, ValueError):
            continue
        if len(found) == KEY_BYTES:
            return found
    raise NotPossible(message(N_("In '{name}' is no recovery key."), name=path.name))


def key_file(private_key: bytes) -> bytes:
    """Return what a file with a private key holds: in this way the age program reads it too."""
    return f"# {base64.b64encode(private_key).decode()}\n{identity_of(private_key)}\n".encode()


def _key_to_seal_with(storage: Storage) -> bytes:
    if key := storage.read(recovery_key):
        return base64.b64decode(key)
    raise NotPossible(
        message(
            N_(
                "A backup is encrypted to the recovery key of the organisation: "
                "make that first (recovery-key)."
            )
        )
    )


def _write(storage: Storage, path: Path, key: bytes) -> bytes:
    path.unlink(missing_ok=True)
    path.touch(0o600)
    with path.open("r+b") as file:
        try:
            sealing = Sealing(file, key)
        except BadPublicKey as problem:
            raise NotPossible(message(N_("The recovery key of this service is no key."))) from problem

        def whole(tx: Transaction) -> None:
            tx.steady()
            dump.write(tx, sealing, HEAD)

        storage.read(whole)
        sealing.close()
        file.flush()
        os.fsync(file.fileno())
    return sealing.key


@contextmanager
def _opened(source: Path, private_key: bytes) -> Iterator[tuple[BinaryIO, bytes]]:
    """Give a file that stands where its content begins, and its key."""
    try:
        file = source.open("rb")
    except FileNotFoundError as problem:
        raise NotPossible(message(N_("There is no file '{name}'."), name=source.name)) from problem
    except OSError as problem:
        raise NotPossible(
            message(
                N_("'{name}' cannot be read: {reason}."),
                name=source.name,
                reason=problem.strerror or problem,
            )
        ) from problem
    with file:
        try:
            key = key_of(file, private_key)
        except NotReadable as problem:
            if problem.reason == "another key":
                raise NotPossible(
                    message(N_("This key does not open the file: it was made for another recovery key."))
                ) from problem
            raise backup.damaged(NotWhole(problem.reason)) from problem
        yield file, key


@contextmanager
def _proved(file: BinaryIO, file_key: bytes) -> Iterator[tuple[Transaction, dump.Head, Verified]]:
    """Put a file into a scratch database and work everything out again. Raises NotWhole."""
    source = dump_of(file, file_key)
    if source.head.revision > HEAD:
        raise NotPossible(
            message(
                N_(
                    "This backup is of a later version of the service (schema {found}, this program knows "
                    "up to {known}). Use that version."
                ),
                found=source.head.revision,
                known=HEAD,
            )
        )
    with scratch(source.head.revision) as made:
        yield made.tx, source.head, _load(source, made)


def dump_of(file: BinaryIO, file_key: bytes) -> dump.Dump:
    """Begin to read what a file holds. Raises NotWhole."""
    try:
        return dump.Dump(Opening(file, file_key))
    except (dump.Damaged, NotReadable) as problem:
        raise NotWhole(problem.reason) from problem


def _load(source: dump.Dump, made: Fresh) -> Verified:
    """Put a stream into new tables of its revision, and bring them to that of this program."""
    tx = made.tx
    try:
        end = source.load(tx)
        if differing := dump.compare(tx, source, end):
            raise NotWhole(f"sums of {differing}")
        made.bring()
        return durability.verify(tx)
    except (dump.Damaged, NotReadable) as problem:
        raise NotWhole(problem.reason) from problem
    except DBAPIError as problem:
        if is_full(problem):
            raise NoRoom(problem) from problem
        raise NotWhole(another_life.first_line(problem)[:80]) from problem


@contextmanager
def _proved_or_told(file: BinaryIO, key: bytes) -> Iterator[tuple[Transaction, dump.Head, Verified]]:
    try:
        with _proved(file, key) as told:
            yield told
    except NotWhole as problem:
        raise backup.damaged(problem) from problem


def _of_this_service(storage: Storage, file: BinaryIO, file_key: bytes) -> None:
    if dump_of(file, file_key).head.chain != storage.identity.chain:
        raise NotPossible(message(N_("This is no copy of the database of this service.")))


def _try_out(source: Path, private_key: bytes, url: str) -> None:
    """Put a file into an empty PostgreSQL database, work everything out again, and leave that empty."""

    try:
        with _opened(source, private_key) as (file, key):
            told = dump_of(file, key)
            with beside(url, "verifying", told.head.revision, keep=False) as made:
                _load(told, made)
    except NotAlone as problem:
        raise NotPossible(message(N_("Somebody else uses that database."))) from problem


def _replace(
    configuration: Configuration, source: dump.Dump, erased: Sequence[Decision]
) -> tuple[Path | None, int]:
    """Put a stream in the place of the database; returns where what was there is now.

    Also returns how many erasures were done again that were decided since.
    """
    moment = int(configuration.now() * 1000)
    if url := configuration.database_url:
        name = f"replaced_{moment}"
        try:
            with beside(url, name, source.head.revision) as made:
                done = _fill(configuration, source, made, erased)
        except NotAlone as problem:
            raise backup.not_alone() from problem
        except NotWhole as problem:
            raise backup.damaged(problem) from problem
        return Path(name), done
    database = configuration.database
    database.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = database.with_name(f"{database.name}.restoring")
    backup.remove(path)
    path.touch(0o600)
    try:
        with (
            closing(dbapi2.connect(str(path), isolation_level=None)) as connection,
            fresh(connection, source.head.revision) as made,
        ):
            done = _fill(configuration, source, made, erased)
        with path.open("rb") as file:
            os.fsync(file.fileno())
        return backup.swap(configuration, path, moment), done
    except NotWhole as problem:
        raise backup.damaged(problem) from problem
    finally:
        backup.remove(path)


def _fill(configuration: Configuration, source: dump.Dump, made: Fresh, erased: Sequence[Decision]) -> int:
    """Fill a new database: what the stream has, without what was erased since, as a life of its own."""
    _load(source, made)
    return another_life.begin(configuration, made.tx, erased)


def _no_disk(problem: OSError) -> NotPossible:
    return NotPossible(
        message(
            N_("This cannot be done on this disk: {reason}. Nothing was changed."),
            reason=" ".join(filter(None, (problem.strerror or str(problem), problem.filename))),
        )
    )


def _made(path: Path, head: dump.Head, verified: Verified, *, durable: bool, erased_since: int = 0) -> Made:
    size = path.stat().st_size
    return Made(str(path), head.made_at, size, verified.scopes, verified.operations, durable, erased_since)


def _without_what_was_erased(storage: Storage, copy: Transaction, head: dump.Head) -> int:
    """See that nothing is in a copy that was erased before it was made; count what was erased since.

    Raises NotWhole.
    """
    decided: list[Decision] = storage.read(lambda tx: list(erasure.decisions(tx)))
    if erasure.holds(copy, erasure.decisions(copy)) or erasure.holds(
        copy, (one for one in decided if one.decided_at < head.made_at)
    ):
        raise NotWhole("erased value")
    return erasure.holds(copy, (one for one in decided if one.decided_at >= head.made_at))


def _call_durable(storage: Storage, tx: Transaction, made: Made) -> None:
    marking.mark(storage, tx, made.made_at)
    told = asdict(made) | {"file": Path(made.file).name, "verified_at": storage.now_ms()}
    storage.write(durability.keep, LAST, json.dumps(told))


def _is_proved(storage: Storage) -> bool:
    proved: str = storage.read(durability.setting, PROVED)
    return bool(proved) and proved == storage.read(recovery_key)


def _public(private_key: bytes) -> str:
    return base64.b64encode(public_key(private_key)).decode()
