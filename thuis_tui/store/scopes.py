"""Where each scope stands: our chain, how far the service has it, how far we have the service."""

import json
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection

from thuis_tui.log.chain import Chain
from thuis_tui.store.connection import Raw
from thuis_tui.store.writing import Writing

ACTIVE = "active"
REVOKED = "revoked"
"""Taken away: nothing of it is shown; what we wrote there is on its way, and in the file until it is safe."""
ERASED = "erased"
"""All its rows are deleted; their traces have still to be wiped from the file."""
PURGED = "purged"
"""Not a byte is left; the service has not taken the receipt of that yet."""
GONE = "gone"
"""It has. The name of the scope stays, so that a late answer cannot bring anything back."""

OF_SCOPE = "scope_row=(SELECT rowid FROM scope WHERE scope=?)"
"""Of registers: all those of the scope with this name."""


class ScopeStanding(NamedTuple):
    """One scope. `n`: the end of our chain; `acked`: what the service has of it; `seq` of `head` is pulled.

    `durable`: what the service has in a verified backup. `digest`: of our own confirmed registers, 32 hex
    digits or empty. `loaded`: the first load reached the head once. `reloading`: what is
    shown is partly of an earlier life, until the pull of this one reaches the head. `loading`: how far the
    scope was read as it stands, see `snapshot.Mark`; empty when it is not being read so.
    `past`: what of its log was never read, see `past.Mark`; empty when nothing is missing.
    """

    scope: str
    gen: int
    chain: str
    n: int
    hash: str
    acked: int
    durable: int
    epoch: str
    seq: int
    head: int
    digest: str
    state: str
    loaded: int
    reloading: int = 0
    loading: str = ""
    past: str = ""

    @property
    def waiting(self) -> int:
        """How many of our operations the service has not acknowledged."""
        return self.n - self.acked

    @property
    def leaving(self) -> bool:
        """Whether it was taken away and what we wrote there is still in the file."""
        return self.state == REVOKED

    @property
    def safe(self) -> bool:
        """Whether all that we wrote there is in a verified backup of the service."""
        return self.durable >= self.n

    @property
    def behind(self) -> bool:
        """Whether the service has something that we do not."""
        return self.head > self.seq


_COLUMNS = ", ".join(ScopeStanding._fields)
_standing = ScopeStanding._make


def standing(connection: Connection) -> list[ScopeStanding]:
    """Every scope, in the order they became known: what the sync engine decides on."""
    rows = connection.exec_driver_sql(f"SELECT {_COLUMNS} FROM scope ORDER BY rowid")  # noqa: S608
    return [_standing(row) for row in rows]


def one(connection: Connection, scope: str) -> ScopeStanding | None:
    """One scope, or None when this file does not know it."""
    row = connection.exec_driver_sql(f"SELECT {_COLUMNS} FROM scope WHERE scope=?", (scope,)).first()  # noqa: S608
    return None if row is None else _standing(row)


def of(raw: Raw, names: Iterable[str]) -> dict[str, ScopeStanding]:
    """These scopes, those that are known."""
    rows = raw.execute(
        f"SELECT {_COLUMNS} FROM scope WHERE scope IN (SELECT value FROM json_each(?))",  # noqa: S608
        (json.dumps(list(names)),),
    )
    return {standing.scope: standing for standing in map(_standing, rows)}


def make_known(writing: Writing, names: Iterable[str]) -> None:
    """Make the rows of scopes that are new to this file; each starts a chain of its own."""
    with writing.permitted():
        writing.raw.executemany(
            "INSERT INTO scope(scope, chain) VALUES(?, ?) ON CONFLICT(scope) DO NOTHING",
            [(name, writing.ids()) for name in names],
        ).close()


def is_closed(raw: Raw, scope: str) -> bool:
    """Whether the scope was taken away from this file."""
    row = raw.execute("SELECT state FROM scope WHERE scope=?", (scope,)).fetchone()
    return row is not None and row[0] != ACTIVE


def is_erased(raw: Raw, scope: str) -> bool:
    """Whether the scope was taken away and nothing of it is in the file any more."""
    row = raw.execute("SELECT state FROM scope WHERE scope=?", (scope,)).fetchone()
    return row is not None and row[0] not in (ACTIVE, REVOKED)


def chain_end(writing: Writing, scope: str) -> Chain:
    """The end of our chain in the scope; the scope becomes known if it was not."""
    find = "SELECT chain, n, hash FROM scope WHERE scope=?"
    row = writing.raw.execute(find, (scope,)).fetchone()
    if row is None:
        make_known(writing, [scope])
        row = writing.raw.execute(find, (scope,)).fetchone()
    return Chain(scope, *row)
