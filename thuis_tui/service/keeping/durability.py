"""What is safe: a copy of the database is verified whole, and only then its operations are called durable.

A laptop throws its own operations away once they are durable, so nothing here is taken on trust: the chained
hashes of every log, the places in it, and the digests are worked out again from the copy itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from thuis_tui.log import digest
from thuis_tui.service.database import migrations
from thuis_tui.service.database.storage import Transaction, flatten, tuples
from thuis_tui.service.exchange.snapshot import registers
from thuis_tui.service.logs import access_log, ledger
from thuis_tui.service.logs.access_log import Entry, Event

BACKUP_AT = "backup_at"
"""The setting that holds when the last verified backup was made, in milliseconds."""

_BATCH = 500


class NotWhole(Exception):
    """A copy is damaged or not of this service; `reason` says how, in a word for the log."""

    def __init__(self, reason: str, scope: str = "") -> None:
        super().__init__(f"{reason} {scope}".strip())
        self.reason = reason
        self.scope = scope


@dataclass(frozen=True, slots=True)
class Verified:
    """How much a verified copy holds."""

    scopes: int
    operations: int


def verify(tx: Transaction) -> Verified:
    """Work out everything again that a copy says of itself. Raises NotWhole."""
    scopes = operations = 0
    own = setting(tx, "chain")
    for scope, seq, sum_ in _heads(tx):
        (count, last) = tx.rows("SELECT count(*), max(seq) FROM log WHERE scope = ?", (scope,))[0]
        if count != seq or (last or 0) != seq:
            raise NotWhole("missing_operations", scope)
        if seq and not ledger.verify(tx, scope):
            raise NotWhole("log_hash", scope)
        if seq and tx.first(_BEYOND, (scope, own)) is not None:
            raise NotWhole("chain_end", scope)
        if digest.to_hex(digest.total(digest.bucket_sums(registers(tx, scope)))) != sum_:
            raise NotWhole("digest", scope)
        scopes += 1
        operations += seq
    return Verified(scopes, operations)


_BEYOND = (
    "SELECT 1 FROM (SELECT scope, chain, max(n) AS n FROM log WHERE scope = ? AND chain <> ?"
    " GROUP BY scope, chain) l LEFT JOIN chain c ON c.scope = l.scope AND c.chain = l.chain"
    " WHERE c.n IS NULL OR c.n < l.n OR c.durable > c.n LIMIT 1"
)
"""A chain that goes on in the log after its end. Under the chain of the service itself stands more than it
wrote: what was accepted late, with the number it had elsewhere.
"""


def _heads(tx: Transaction) -> Iterator[tuple[str, int, str]]:
    at = ""
    sql = "SELECT scope, seq, digest FROM scope_head WHERE scope > ? ORDER BY scope LIMIT ?"
    while found := tx.rows(sql, (at, _BATCH)):
        yield from found
        at = found[-1][0]


def last_verified(tx: Transaction) -> int | None:
    """Return when the latest verified backup was made, in milliseconds since 1970; None: there is none."""
    found = setting(tx, BACKUP_AT)
    return int(found) if found else None


def setting(tx: Transaction, name: str) -> str:
    """Return something that the service keeps of itself; empty when it does not."""
    row = tx.first("SELECT value FROM service_setting WHERE name = ?", (name,))
    return str(row.value) if row else ""


def keep(tx: Transaction, name: str, value: str) -> None:
    """Keep something that the service knows of itself."""
    tx.run(
        "INSERT INTO service_setting(name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )


_ASKED = (
    "WITH asked(scope, seq) AS (VALUES {}) SELECT h.scope, h.epoch, h.seq, l.link FROM asked a"
    " JOIN scope_head h ON h.scope = a.scope LEFT JOIN log l ON l.scope = a.scope AND l.seq = a.seq"
)


def compare(live: Transaction, copy: Transaction) -> None:
    """See that the logs of a copy are the beginnings of the logs of the service. Raises NotWhole.

    Anybody can make a file that is whole in itself. A scope of an earlier life, or that is
    gone, is not judged.
    """
    at = ""
    sql = "SELECT scope, seq, epoch, log_hash FROM scope_head WHERE scope > ? ORDER BY scope LIMIT ?"
    while found := copy.rows(sql, (at, _BATCH)):
        told = {scope: (epoch, bytes(hash_)) for scope, seq, epoch, hash_ in found if seq}
        asked = [(scope, seq) for scope, seq, _, _ in found if seq]
        rows = live.rows(_ASKED.format(tuples(len(asked), 2)), flatten(asked)) if asked else []
        for scope, epoch, seq, link in rows:
            if epoch == told[scope][0] and seq and (link is None or bytes(link) != told[scope][1]):
                raise NotWhole("another log", scope)
        at = found[-1][0]


def told_more(live: Transaction, copy: Transaction) -> bool:
    """Tell whether laptops were told that more is durable than a copy holds."""
    at = ("", "")
    sql = (
        "SELECT scope, chain, durable FROM chain WHERE durable > 0 AND (scope, chain) > (?, ?)"
        " ORDER BY scope, chain LIMIT ?"
    )
    while found := live.rows(sql, (*at, _BATCH)):
        keys = [(scope, chain) for scope, chain, _ in found]
        held = {
            (scope, chain): n
            for scope, chain, n in copy.rows(
                f"WITH asked(scope, chain) AS (VALUES {tuples(len(keys), 2)})"  # noqa: S608
                " SELECT c.scope, c.chain, c.n FROM asked a"
                " JOIN chain c ON c.scope = a.scope AND c.chain = a.chain",
                flatten(keys),
            )
        }
        if any(durable > held.get((scope, chain), 0) for scope, chain, durable in found):
            return True
        at = keys[-1]
    return False


def begin_anew(tx: Transaction, epoch: str) -> int:
    """Begin a new life of every scope, as after a restore; returns how many there are.

    A device that sees it starts its cursor again and sends again whatever was not durable.
    """
    tx.run("UPDATE service_setting SET value = ? WHERE name = 'epoch'", (epoch,))
    tx.run("DELETE FROM service_setting WHERE name = 'secret_check'")  # it may go on with another secret
    migrations.ask(tx, "0007")  # the index for emergency access is under a key of that secret
    begun = tx.run("UPDATE scope_head SET epoch = ?", (epoch,))
    access_log.append(tx, [Entry(access_log.SERVICE, Event.RESTORE, reason=epoch)])
    tx.finish()
    return begun
