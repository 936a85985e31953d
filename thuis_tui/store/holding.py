"""How dossiers are held: as one's own, or for a colleague, a team, a while. The service's list says it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from thuis_tui.log.wire import ScopeGrant
from thuis_tui.store.writing import Writing


@dataclass(frozen=True, slots=True)
class Holding:
    """A dossier that is not simply one's own. `until`: milliseconds since 1970, 0 without end."""

    client: str
    kind: str
    """Why it is here: lead, cover, reading_on or emergency."""
    until: int
    read_only: bool


def learn(writing: Writing, grants: Sequence[ScopeGrant]) -> None:
    """Take over how the scopes of the service's list are held; what is not in the list is held no more."""
    held = [(g.scope, g.kind, g.until, g.read_only) for g in grants if g.scope.startswith("c:") and g.kind]
    before = writing.raw.execute("SELECT scope, kind, until, read_only FROM holding").fetchall()
    if sorted(before) == sorted(held):
        return
    with writing.permitted():
        writing.raw.execute("DELETE FROM holding").close()
        writing.raw.executemany("INSERT INTO holding VALUES(?, ?, ?, ?)", held).close()
    writing.ents.update(f"client:{one[0].removeprefix('c:')}" for one in {*before} ^ {*held})


def by_client(connection: Connection) -> dict[str, Holding]:
    """The dossiers that are held otherwise than as one's own."""
    rows = connection.exec_driver_sql("SELECT scope, kind, until, read_only FROM holding")
    return {scope[2:]: Holding(scope[2:], kind, until, bool(only)) for scope, kind, until, only in rows}


def led(connection: Connection) -> frozenset[str]:
    """The clients whose dossiers are here only because one leads their team."""
    rows = connection.exec_driver_sql("SELECT scope FROM holding WHERE kind='lead'")
    return frozenset(row[0][2:] for row in rows)
