"""A scope as it stands, taken in page by page instead of its whole log, and the repair of what differs.

The log goes on while the pages are read. Each register says at which place of the log it was last changed, so
whatever comes twice changes nothing; afterwards the device pulls from where the log ended at the first page.
How far it is lies in the row of the scope (`ScopeStanding.loading`), written together with each page: a
device that is cut off goes on behind the last page it has.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

import msgspec

from thuis_tui.log import digest, merge
from thuis_tui.log.erasure import Erasure
from thuis_tui.log.register import Head, decode_heads
from thuis_tui.log.versions import upcast_row
from thuis_tui.log.wire import DigestReply, PullRow, SnapshotPage
from thuis_tui.store import erasure, fold, history, past, pending, scopes, sense, shadow, views
from thuis_tui.store.connection import Raw
from thuis_tui.store.errors import BadPage
from thuis_tui.store.scopes import ACTIVE, ScopeStanding
from thuis_tui.store.shadow import Key
from thuis_tui.store.views import Touched
from thuis_tui.store.writing import Writing

FAR = 5_000
"""So many operations behind, a scope is read as it stands instead of operation by operation."""


class Mark(msgspec.Struct, frozen=True):
    """How far a scope was read. `head`, `chain` and `acked` are of the moment of the first page.

    `after`: what the next page is asked with, empty at the beginning.
    """

    after: str = ""
    head: int = 0
    chain: str = ""
    acked: int = 0


_read = msgspec.json.Decoder(Mark).decode
_NOT_KNOWN = msgspec.Raw(b"null")
_BEGIN = msgspec.json.encode(Mark()).decode()


def mark(scope: ScopeStanding) -> Mark:
    """Return how far a scope was read as it stands."""
    return _read(scope.loading) if scope.loading else Mark()


def begin(writing: Writing, scope: str, *, wanted: bool = True) -> None:
    """Read a scope as it stands from its beginning; or, when not `wanted`, not at all."""
    with writing.permitted():
        writing.raw.execute(
            "UPDATE scope SET loading=? WHERE scope=?", (_BEGIN if wanted else "", scope)
        ).close()
    writing.scopes.add(scope)
    writing.sync = True


@dataclass(slots=True)
class _Change:
    """What the pages change, of one scope."""

    scope: str
    total: int
    heads: dict[Key, tuple[Head, ...]] = field(default_factory=dict)
    seqs: dict[Key, int] = field(default_factory=dict)
    refold: set[str] = field(default_factory=set)
    confirmed: list[tuple[int, int]] = field(default_factory=list)
    erased: list[tuple[str, Erasure]] = field(default_factory=list)


def take(writing: Writing, page: SnapshotPage, after: str) -> bool:
    """Take the page in that was asked with `after`; with the last one the scope is where a pull goes on.

    Returns whether it was kept: not when it is of another life of the scope, or not the next page. Raises
    BadPage, and then nothing is kept.
    """
    raw = writing.raw
    before = scopes.of(raw, [page.scope]).get(page.scope)
    if before is None or not _same_life(before, page.gen, page.epoch):
        return False
    at = mark(before)
    if at.after != after:
        return False
    if not after:
        at = Mark("", page.head, before.chain, before.acked)
    if page.head < at.head or page.head < before.seq or (page.more and page.after in ("", after)):
        raise BadPage(f"a page up to {page.head} behind one up to {max(at.head, before.seq)}")
    with writing.permitted():
        change = _changed(raw, before, [page], mend=False)
        shadow.put(raw, change.heads, change.seqs, change.confirmed)
        if not after:
            past.begins(raw, before, page.head, writing.now())
        history.keep(raw, ((page.scope, row) for *_, rows in page.registers for row in rows))
        kept = _encoded(msgspec.structs.replace(at, after=page.after)) if page.more else ""
        # With the last page the head is what the service says now, whatever was said before.
        head = max(before.head, page.head) if page.more else page.head
        raw.execute(
            "UPDATE scope SET digest=?, head=?, loading=? WHERE scope=?",
            (digest.to_hex(change.total), head, kept, page.scope),
        ).close()
        if not page.more:
            _end(raw, before, at, change)
        _show(writing, change)
    _told(writing, change, [page])
    return True


def _end(raw: Raw, before: ScopeStanding, at: Mark, change: _Change) -> None:
    name = before.scope
    # What we wrote and was replaced before the first page is in no register and in no later pull. It is
    # taken as replaced, and sent again: the answer says its place, or a fork when a clone has its number.
    # What was refused may have been accepted since: it is sent again too, and stays refused until then.
    found = raw.execute(
        "SELECT rowid, ent, n, EXISTS(SELECT 1 FROM outcome u WHERE u.id=o.id AND u.result=?)"
        " FROM operation o WHERE scope=? AND chain=? AND n<=? AND NOT EXISTS("
        "SELECT 1 FROM confirmation c WHERE c.operation=o.rowid AND c.seq>0)",
        (pending.QUARANTINED, name, at.chain, at.acked),
    ).fetchall()
    if found:
        assumed = [(rowid, ent) for rowid, ent, _, refused in found if not refused]
        shadow.put(raw, {}, {}, [(rowid, pending.ASSUMED) for rowid, _ in assumed])
        change.refold.update(ent for _, ent in assumed)
        first = min(n for _, _, n, _ in found)
        raw.execute(
            "UPDATE scope SET acked=min(acked, ?) WHERE scope=? AND chain=?", (first - 1, name, at.chain)
        ).close()
    # The last operation comes once more, and with its page the digest, and that all is here.
    raw.execute("UPDATE scope SET seq=max(seq, ?) WHERE scope=?", (at.head - 1, name)).close()
    if not at.head:
        raw.execute("UPDATE scope SET loaded=1 WHERE scope=?", (name,)).close()
        change.refold |= shadow.leave_earlier_life(raw, name)


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of comparing: the `buckets` that differ, None when only that something does is known.

    `moved` when the two stand at different places.
    """

    moved: bool
    buckets: tuple[int, ...] | None = ()


def compare(writing: Writing, reply: DigestReply) -> Compared:
    """Compare our registers with the service's digest or its parts, and count our own digest anew."""
    raw = writing.raw
    before = scopes.of(raw, [reply.scope]).get(reply.scope)
    if before is None or not _same_life(before, reply.gen, reply.epoch) or before.seq != reply.seq:
        with writing.permitted():
            raw.execute(
                "UPDATE scope SET head=max(head, ?) WHERE scope=? AND epoch=?",
                (reply.seq, reply.scope, reply.epoch),
            ).close()
        writing.scopes.add(reply.scope)
        writing.sync = True
        return Compared(True)
    theirs, whole = [digest.from_hex(one) for one in reply.buckets], digest.from_hex(reply.digest)
    if theirs and (len(theirs) != digest.BUCKETS or digest.total(theirs) != whole):
        raise BadPage("a digest that is not the sum of its parts")
    with writing.permitted():
        ours = _recount(raw, reply.scope)
    if not theirs:
        return Compared(False, () if digest.total(ours) == whole else None)
    return Compared(False, tuple(at for at in range(digest.BUCKETS) if ours[at] != theirs[at]))


def mend(writing: Writing, pages: Sequence[SnapshotPage], buckets: Collection[int]) -> bool:
    """Make the registers of these buckets what the pages say: all of them, nothing else.

    What changed here later than the pages stays. Returns whether the pages were of this life of the scope.
    """
    raw, scope = writing.raw, pages[0].scope
    before = scopes.of(raw, [scope]).get(scope)
    if before is None or not all(
        page.scope == scope and _same_life(before, page.gen, page.epoch) for page in pages
    ):
        return False
    with writing.permitted():
        change = _changed(raw, before, pages, mend=True)
        if any(digest.bucket(ent, name) not in buckets for _, ent, name in change.heads):
            raise BadPage("a register of another bucket")
        told = {(ent, name) for page in pages for ent, name, _, _ in page.registers}
        gone = [
            (scope, ent, name)
            for ent, name in raw.execute(
                f"SELECT ent, field FROM register WHERE {scopes.OF_SCOPE} AND seq BETWEEN 1 AND ?",  # noqa: S608
                (scope, pages[0].head),
            )
            if digest.bucket(ent, name) in buckets and (ent, name) not in told
        ]
        raw.executemany("DELETE FROM register WHERE scope=? AND ent=? AND field=?", gone).close()
        change.refold.update(ent for _, ent, _ in gone)
        shadow.put(raw, change.heads, change.seqs, change.confirmed)
        _recount(raw, scope)
        _show(writing, change)
    _told(writing, change, pages)
    return True


def _recount(raw: Raw, scope: str) -> list[int]:
    rows = raw.execute(
        f"SELECT ent, field, heads FROM register WHERE {scopes.OF_SCOPE} AND seq>0",  # noqa: S608
        (scope,),
    )
    sums = digest.bucket_sums(
        (ent, name, [head.id for head in decode_heads(heads)]) for ent, name, heads in rows
    )
    raw.execute("UPDATE scope SET digest=? WHERE scope=?", (digest.to_hex(digest.total(sums)), scope)).close()
    return sums


def _changed(raw: Raw, before: ScopeStanding, pages: Iterable[SnapshotPage], *, mend: bool) -> _Change:
    name = before.scope
    change = _Change(name, digest.from_hex(before.digest))
    registers = [register for page in pages for register in page.registers]
    sense.check_registers(registers, name)
    asked = {(name, ent, part) for ent, named, _, _ in registers for part in (named, merge.CREATE)}
    kept = {key: (seq, heads) for key, seq, heads in shadow.kept(raw, asked)}
    made = {head.id for (_, _, part), (_, heads) in kept.items() if part == merge.CREATE for head in heads}
    made.update(row.id for _, part, _, rows in registers if part == merge.CREATE for row in rows)
    own = _own(raw, before, [row.id for *_, rows in registers for row in rows])
    for ent, named, seq, rows in registers:
        key = (name, ent, named)
        had, old = kept.get(key, (0, ()))
        if had > seq or (had == seq and not mend):
            continue
        known = {head.id: head for head in old}
        for row in rows:
            upcast_row(row)
            if (erased := erasure.said(ent, row.kind, row.val)) is not None:
                change.erased.append((name, erased))
            if row.id in own:
                change.confirmed.append((own[row.id], row.seq))
        now = tuple((not mend and known.get(row.id)) or _head(row, made) for row in rows)
        if had:
            change.total -= digest.term(ent, named, [head.id for head in old])
        change.total += digest.term(ent, named, [head.id for head in now])
        change.heads[key], change.seqs[key] = now, seq
        change.refold.add(ent)
    change.total = digest.replace(change.total, 0, 0)
    return change


def _head(row: PullRow, made: set[str]) -> Head:
    # What a value replaced is not in a snapshot; only of the first one after the create it is known.
    first = row.kind != "set" or not made.isdisjoint(row.base)
    return Head(row.id, row.hlc, row.actor, row.val, msgspec.Raw() if first else _NOT_KNOWN)


def _own(raw: Raw, before: ScopeStanding, ids: list[str]) -> dict[str, int]:
    if not before.n:
        return {}
    found = raw.execute(
        "SELECT id, rowid FROM operation WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(ids),)
    )
    return dict(found.fetchall())


def _show(writing: Writing, change: _Change) -> None:
    touched = Touched()
    blank = erasure.carry_out(writing, change.erased)
    change.refold |= blank
    fold.refold(writing, change.scope, change.refold, touched)
    views.settle(writing, touched)
    erasure.forget_words(writing, blank)


def _told(writing: Writing, change: _Change, pages: Iterable[SnapshotPage]) -> None:
    shadow.observe(writing, (row.hlc for page in pages for *_, rows in page.registers for row in rows))
    writing.ents.update(change.refold)
    writing.scopes.add(change.scope)
    writing.sync = True


def _same_life(scope: ScopeStanding, gen: int, epoch: str) -> bool:
    return scope.state == ACTIVE and scope.gen == gen and scope.epoch == epoch


def _encoded(at: Mark) -> str:
    return msgspec.json.encode(at).decode()
