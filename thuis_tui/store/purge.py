"""When a dossier is taken away: hidden at once, erased when what was written here is safe, wiped, receipted.

A scope goes one way: ``active``, ``revoked``, ``erased``, ``purged``, ``gone``; only a new grant makes it
active again, and something written there after all begins the way anew. What others wrote is deleted with the
hiding: the service has it. What this caseworker wrote stays until the service has it in a verified backup.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection

from thuis_tui.casework.records import SCOPE_OF
from thuis_tui.log.wire import ScopeGrant
from thuis_tui.store import fold, history, holding, pending, schema, scopes, views, words
from thuis_tui.store.connection import Raw
from thuis_tui.store.scopes import ACTIVE, ERASED, GONE, PURGED, REVOKED, ScopeStanding
from thuis_tui.store.writing import Writing

_INDEXES = ("client_search", "note_search")
_WORDS = {"client": ("client_search",), "note": ("note_search", "note_moment")}


@dataclass(frozen=True, slots=True)
class Withheld:
    """A dossier that was taken away, with what keeps it in the file: operations that are not safe yet.

    `waiting`: not acknowledged; `unbacked`: acknowledged, but in no verified backup; `parked`: those that
    the service cannot read.
    """

    scope: str
    waiting: int
    unbacked: int
    parked: int


def hide(writing: Writing, names: Collection[str]) -> None:
    """Take scopes out of everything that is read, at once; what we wrote there goes on being pushed."""
    if not names:
        return
    raw = writing.raw
    with writing.permitted():
        for scope in names:
            writing.ents.update(_forget_rows(raw, scope))
            raw.execute(f"DELETE FROM register WHERE {scopes.OF_SCOPE}", (scope,)).close()  # noqa: S608
            raw.execute("DELETE FROM conflict WHERE scope=?", (scope,)).close()
            history.forget(raw, scope)
            raw.execute(
                "DELETE FROM confirmation WHERE operation IN (SELECT rowid FROM operation WHERE scope=?)",
                (scope,),
            ).close()
            raw.execute(
                "UPDATE scope SET state=?, seq=0, head=0, digest='', loaded=0, reloading=0, loading='',"
                " past='' WHERE scope=?",
                (REVOKED, scope),
            ).close()
            elsewhere = raw.execute(
                "SELECT count(*) FROM scope s JOIN operation o ON o.scope=s.scope AND o.chain NOT IN"
                " (s.chain, ?) WHERE s.scope=?",
                (pending.PARKED, scope),
            ).fetchone()[0]
            if elsewhere:
                # How safe an earlier chain is, nobody says: all of it again, on one that is told about.
                pending.replace_chain(writing, scope)
    writing.scopes.update(names)
    writing.drafts = writing.sync = True


def learn(writing: Writing, grants: Sequence[ScopeGrant]) -> list[str]:
    """Take the service's list of scopes over: hide what is not in it, fill what is new.

    Returns the scopes that begin another life: `shadow.restart`. A list from before a scope was taken away
    may come late; it brings nothing back.
    """
    raw = writing.raw
    named = {grant.scope for grant in grants}
    # A scope with gen 0 was made here and the service was not told of it yet: it is not gone.
    rows = raw.execute("SELECT scope FROM scope WHERE (gen>0 OR acked>0) AND state=?", (ACTIVE,)).fetchall()
    hide(writing, [row[0] for row in rows if row[0] not in named])
    _send_again(writing, named, {grant.epoch for grant in grants})
    before = scopes.of(raw, named)
    open_ = [_latest(before.get(grant.scope), grant) for grant in grants]
    given = [grant for grant in open_ if grant is not None]
    holding.learn(writing, given)
    other = pending.learn_grants(writing, given)
    for grant in given:
        if (scope := before.get(grant.scope)) is not None and scope.state != ACTIVE:
            _give_back(writing, grant.scope)
    return other


def _send_again(writing: Writing, named: Collection[str], lives: Collection[str]) -> None:
    """What was acknowledged in a scope that the service does not give in another life of it, it may not have:
    the backup it was restored from can be older than the dossier itself.
    """
    with writing.permitted():
        again = writing.raw.execute(
            "UPDATE scope SET acked=0, durable=0 WHERE state=? AND epoch<>'' AND acked>0"
            " AND epoch NOT IN (SELECT value FROM json_each(?))"
            " AND scope NOT IN (SELECT value FROM json_each(?)) RETURNING scope",
            (REVOKED, json.dumps(list(lives)), json.dumps(list(named))),
        ).fetchall()
    writing.scopes.update(row[0] for row in again)


def _latest(scope: ScopeStanding | None, grant: ScopeGrant) -> ScopeGrant | None:
    """The grant, or the later one that this file knows; None when that one was withdrawn."""
    if scope is None or scope.epoch != grant.epoch or grant.gen > scope.gen:
        return grant
    return msgspec.structs.replace(grant, gen=scope.gen) if scope.state == ACTIVE else None


def told(writing: Writing, scope: str, chain: str, acked: int, durable: int) -> None:
    """Keep how far the service has our chain in a scope that it took away. Lower than we knew: send again.

    Higher proves nothing: what has these numbers there may be a clone's. Sending them tells whose it is.
    """
    with writing.permitted():
        writing.raw.execute(
            "UPDATE scope SET acked=min(acked, ?1), durable=min(acked, ?1, ?2)"
            " WHERE scope=?3 AND chain=?4 AND state=?5",
            (acked, durable, scope, chain, REVOKED),
        ).close()
    writing.scopes.add(scope)
    writing.sync = True


def erase(writing: Writing, names: Iterable[str]) -> list[str]:
    """Delete every row of the scopes of which all that we wrote is safe; returns those that are erased now.

    Their traces in the file are wiped by `Database.wipe`, and `wiped` says that this was done.
    """
    raw = writing.raw
    asked = scopes.of(raw, names)
    done = [name for name, scope in asked.items() if scope.leaving and scope.safe and not _parked(raw, name)]
    with writing.permitted():
        for scope in done:
            _forget_rows(raw, scope)
            if scope.startswith("c:") or (scope.startswith("h:") and not _has(raw, f"c:{scope[2:]}")):
                raw.execute("DELETE FROM draft WHERE client=?", (scope[2:],)).close()
            raw.execute(
                "DELETE FROM confirmation WHERE operation IN (SELECT rowid FROM operation WHERE scope=?)",
                (scope,),
            ).close()
            raw.execute(f"DELETE FROM register WHERE {scopes.OF_SCOPE}", (scope,)).close()  # noqa: S608
            history.forget(raw, scope)
            for table in ("operation", "conflict", "outcome", "undone"):
                raw.execute(f"DELETE FROM {table} WHERE scope=?", (scope,)).close()  # noqa: S608
            # A chain of its own, should it be given back: to the service this laptop has nothing there.
            raw.execute(
                "UPDATE scope SET state=?, chain=?, n=0, hash='', acked=0, durable=0 WHERE scope=?",
                (ERASED, writing.ids(), scope),
            ).close()
        if done:
            # A deleted row leaves its words in the index until the parts of the index are made one.
            for index in _INDEXES:
                raw.execute(f"INSERT INTO {index}({index}) VALUES('optimize')").close()
    writing.scopes.update(done)
    writing.drafts = writing.sync = bool(done)
    return [*done, *(name for name, scope in asked.items() if scope.state == ERASED)]


def wiped(writing: Writing, names: Collection[str]) -> None:
    """The file was wiped after these scopes were erased."""
    _move(writing, names, ERASED, PURGED)


def receipted(writing: Writing, names: Collection[str]) -> None:
    """The service took the receipt of these scopes."""
    _move(writing, names, PURGED, GONE)


def _give_back(writing: Writing, scope: str) -> None:
    with writing.permitted():
        writing.raw.execute("UPDATE scope SET state=? WHERE scope=?", (ACTIVE, scope)).close()
        # What we wrote is shown at once; some of it will never come back from the service.
        rows = writing.raw.execute("SELECT DISTINCT ent FROM operation WHERE scope=?", (scope,)).fetchall()
        ents, touched = [row[0] for row in rows], views.Touched()
        fold.refold(writing, scope, ents, touched)
        views.settle(writing, touched)
    writing.ents.update(ents)
    writing.scopes.add(scope)
    writing.drafts = writing.sync = True


def hide_written(writing: Writing, scope: str) -> bool:
    """After something was written: whether that was in a scope that was taken away, so that none of it is
    shown, and it is pushed and purged as what was there before.
    """
    if not scopes.is_closed(writing.raw, scope):
        return False
    writing.raw.execute("UPDATE scope SET state=? WHERE scope=?", (REVOKED, scope)).close()
    return True


def withheld(connection: Connection) -> list[Withheld]:
    """The dossiers that were taken away and are still in the file, with the reason."""
    rows = connection.exec_driver_sql(
        "SELECT scope, n-acked, max(0, acked-durable),"
        " (SELECT count(*) FROM operation o WHERE o.scope=scope.scope AND o.chain=?)"
        " FROM scope WHERE state=? ORDER BY rowid",
        (pending.PARKED, REVOKED),
    )
    return [Withheld(*row) for row in rows]


def _move(writing: Writing, names: Collection[str], before: str, after: str) -> None:
    with writing.permitted():
        writing.raw.executemany(
            "UPDATE scope SET state=? WHERE scope=? AND state=?", [(after, name, before) for name in names]
        ).close()
    writing.scopes.update(names)
    writing.sync = True


def _parked(raw: Raw, scope: str) -> bool:
    found = raw.execute(
        "SELECT count(*) FROM operation WHERE scope=? AND chain=?", (scope, pending.PARKED)
    ).fetchone()
    return bool(found[0])


def _has(raw: Raw, scope: str) -> bool:
    """Whether a scope is open in this file."""
    found = raw.execute("SELECT 1 FROM scope WHERE scope=? AND state=?", (scope, ACTIVE)).fetchone()
    return found is not None


def _forget_rows(raw: Raw, scope: str) -> set[str]:
    """Take the records of a scope out of the views and the words; returns their names.

    Found by its log, so that this costs what the scope holds; and by its client, because a log may name a
    record of another dossier.
    """
    found = raw.execute(
        f"SELECT ent FROM register WHERE {scopes.OF_SCOPE} UNION SELECT ent FROM operation WHERE scope=?",  # noqa: S608
        (scope, scope),
    ).fetchall()
    ents = {str(row[0]) for row in found}
    by_type: dict[str, list[str]] = {}
    for ent in ents:
        record_type, _, record_id = ent.partition(":")
        by_type.setdefault(record_type, []).append(record_id)
    tables = schema.views()
    for record_type, ids in by_type.items():
        if record_type not in tables or SCOPE_OF.get(record_type) != scope[:1]:
            continue
        table = tables[record_type]
        mine = "id=?" if record_type == "client" else "client=?" if "client" in table.columns else "?<>''"
        places = raw.execute(
            f'SELECT rowid FROM "{table.name}"'  # noqa: S608
            f" WHERE id IN (SELECT value FROM json_each(?)) AND {mine}",
            (json.dumps(ids), scope[2:]),
        )
        kept = [row[0] for row in places.fetchall()]
        for index in _WORDS.get(record_type, ()):
            words.forget(raw, index, kept)
        raw.execute(
            f'DELETE FROM "{table.name}" WHERE rowid IN (SELECT value FROM json_each(?))',  # noqa: S608
            (json.dumps(kept),),
        ).close()
    return ents
