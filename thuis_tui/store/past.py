"""The older operations of a dossier that was read as it stands: what its fields said before that.

They are read from the beginning of the log when somebody looks at the history, a page at a time, and go into
`history` alone: registers, rows and digests are of later, and nothing is decided by what is older. How far
that is lies in the row of the scope (`ScopeStanding.past`), written together with each page.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import Connection

from thuis_tui.log.merge import CREATE
from thuis_tui.log.operation import decode
from thuis_tui.log.register import decode_heads
from thuis_tui.log.versions import upcast_row
from thuis_tui.log.wire import Cursor, PullLine, PullRow
from thuis_tui.store import erasure, history, scopes, sense
from thuis_tui.store.connection import Raw, driver
from thuis_tui.store.errors import BadPage
from thuis_tui.store.scopes import ACTIVE, OF_SCOPE, ScopeStanding
from thuis_tui.store.writing import Writing


class Mark(msgspec.Struct, frozen=True):
    """What of a log is missing: what comes after `seq` up to `head`, which 0 leaves open.

    `row`: the last row of `history` before the first page came.
    """

    seq: int = 0
    head: int = 0
    row: int = 0
    wanted: bool = False


_read = msgspec.json.Decoder(Mark).decode


def mark(scope: ScopeStanding) -> Mark | None:
    """What is missing of a scope; None when all of its log was read."""
    return _read(scope.past) if scope.past else None


def cursor(scope: ScopeStanding) -> Cursor | None:
    """Where to go on reading, when that is wanted and can be done now."""
    missing = mark(scope)
    if missing is None or not missing.wanted or not _level(scope):
        return None
    # Without a chain: every row comes whole, also of what was written here and is not in this file any more.
    return Cursor(scope.gen, "", scope.epoch, missing.seq)


def begins(raw: Raw, before: ScopeStanding, head: int, milliseconds: int) -> None:
    """Keep that a scope is read as it stands at this place of its log: what was before has not been read."""
    earlier = mark(before)
    start = earlier.seq if earlier else before.seq
    _keep(raw, before.scope, Mark(start, head, wanted=bool(earlier and earlier.wanted)))
    history.begins(raw, before.scope, milliseconds)


def restart(raw: Raw, before: ScopeStanding) -> None:
    """In another life of a scope all is read from the beginning: by its log, unless `begins` follows."""
    earlier = mark(before)
    if earlier is not None:
        _keep(raw, before.scope, Mark(wanted=earlier.wanted))


def restarted(raw: Raw, name: str) -> None:
    """All of another life is here; when it came by its log, so did what is older."""
    for scope in scopes.of(raw, [name]).values():
        missing = mark(scope)
        if missing is not None and not missing.head:
            _end(raw, name)


def unasked(connection: Connection, names: Iterable[str]) -> list[str]:
    """Those of these scopes of which something is missing that nobody wanted yet."""
    found = scopes.of(driver(connection), names)
    return [name for name, scope in found.items() if (missing := mark(scope)) and not missing.wanted]


def want(writing: Writing, names: Iterable[str]) -> None:
    """Have what is missing of these scopes read, now or when there is a connection."""
    for name, scope in scopes.of(writing.raw, names).items():
        missing = mark(scope)
        if missing is None or missing.wanted:
            continue
        with writing.permitted():
            if _level(scope) and missing.seq >= (missing.head or scope.seq):
                _end(writing.raw, name)
            else:
                _keep(writing.raw, name, msgspec.structs.replace(missing, wanted=True))
        writing.scopes.add(name)
        writing.sync = True


def take_all(writing: Writing, pages: Iterable[PullLine]) -> bool:
    """Take pages of one scope in, in their order; whether all were kept."""
    kept = [take(writing, page) for page in pages]
    return all(kept)


def take(writing: Writing, page: PullLine) -> bool:
    """Take a page of the log in, after what was read of it before.

    Returns whether it was kept: not when it is of another life, or not the next page. Raises BadPage when it
    cannot be what led to what stands.
    """
    raw = writing.raw
    before = scopes.of(raw, [page.scope]).get(page.scope)
    missing = mark(before) if before is not None else None
    if before is None or missing is None or not _level(before):
        return False
    if (page.gen, page.epoch, page.from_) != (before.gen, before.epoch, missing.seq):
        return False
    end = missing.head or before.seq
    if page.head < end:
        raise BadPage(f"a log that ends at {page.head} and was read up to {end}")
    sense.check_page(page)
    rows = [row for row in page.ops if row.seq <= end]
    if not rows:
        return missing.seq >= end
    for row in rows:
        sense.check_row(row, page.scope)
        upcast_row(row)
        sense.check_value(row)
    with writing.permitted():
        if not missing.row:
            last = raw.execute("SELECT ifnull(max(rowid), 0) FROM history").fetchone()[0]
            missing = msgspec.structs.replace(missing, row=last)
        _blank(raw, page.scope, rows)
        history.keep(raw, ((page.scope, row) for row in _of_others(raw, rows)))
        missing = msgspec.structs.replace(missing, seq=rows[-1].seq)
        if missing.seq < end:
            _keep(raw, page.scope, missing)
        else:
            _check_led_to_what_stands(raw, page.scope, missing.row)
            _end(raw, page.scope)
    writing.scopes.add(page.scope)
    writing.sync = True
    return True


def _level(scope: ScopeStanding) -> bool:
    """Whether what stands is as the service confirmed it: only then can the past be held against it."""
    quiet = not (scope.loading or scope.reloading or scope.behind)
    return bool(scope.state == ACTIVE and scope.gen and scope.epoch and scope.loaded and quiet)


def _keep(raw: Raw, scope: str, missing: Mark) -> None:
    kept = msgspec.json.encode(missing).decode()
    raw.execute("UPDATE scope SET past=? WHERE scope=?", (kept, scope)).close()


def _end(raw: Raw, scope: str) -> None:
    """Nothing is missing any more."""
    raw.execute("UPDATE scope SET past='' WHERE scope=?", (scope,)).close()
    history.whole(raw, scope)


def _of_others(raw: Raw, rows: Sequence[PullRow]) -> list[PullRow]:
    """All but those that the file has as operations of its own."""
    found = raw.execute(
        "SELECT id FROM operation WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps([row.id for row in rows]),),
    )
    ours = {row[0] for row in found.fetchall()}
    return [row for row in rows if row.id not in ours]


def _blank(raw: Raw, scope: str, rows: Sequence[PullRow]) -> None:
    """What this file was told is erased does not come back, whatever the service has."""
    erased: dict[tuple[str, str], set[str]] = {}
    for ent, heads in raw.execute(
        f"SELECT ent, heads FROM register WHERE {OF_SCOPE} AND ent>=? AND ent<? AND field=?",  # noqa: S608
        (scope, erasure.FIRST, erasure.BEHIND, CREATE),
    ):
        for head in decode_heads(heads):
            if (told := erasure.said(ent, "create", head.value)) is not None:
                erased.setdefault((told.about, told.field), set()).update(told.operations)
    for row in rows:
        if row.kind == "set" and row.id in erased.get((str(row.ent), row.field), ()):
            row.val = msgspec.Raw(b"null")


def _check_led_to_what_stands(raw: Raw, scope: str, after: int) -> None:
    """Raise BadPage unless each value that came in stands, or was replaced by one that is here."""
    replaced: set[str] = set()
    rows = raw.execute(
        f"SELECT rowid, id, ent, field, base FROM history WHERE {OF_SCOPE} AND id<>''",  # noqa: S608
        (scope,),
    ).fetchall()
    for *_, base in rows:
        replaced.update(base.split())
    for (payload,) in raw.execute("SELECT payload FROM operation WHERE scope=?", (scope,)):
        replaced.update(decode(payload).base)
    left = {(id_, ent, field) for rowid, id_, ent, field, _ in rows if rowid > after and id_ not in replaced}
    if not left:
        return
    asked = json.dumps(sorted({ent for _, ent, _ in left}))
    for ent, field, heads in raw.execute(
        "SELECT ent, field, heads FROM register WHERE scope=? AND ent IN (SELECT value FROM json_each(?))",
        (scope, asked),
    ):
        left.difference_update((head.id, ent, field) for head in decode_heads(heads))
    if left:
        raise BadPage(f"the past does not lead to what stands: {min(left)[0]}")
