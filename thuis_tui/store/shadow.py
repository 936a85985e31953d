"""The shadow: what the service has confirmed. Pages of its log go in here, many scopes in one transaction.

The service has merged already; a device only repeats the effect, in the order of the log. Data, cursor and
digest are written together, so a cut at any moment leaves the file at one place of the log.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec

from thuis_tui.log import digest
from thuis_tui.log.erasure import Erasure
from thuis_tui.log.operation import Operation
from thuis_tui.log.register import Head, advance, decode_heads, encode_heads, replaced
from thuis_tui.log.versions import UPCASTERS, upcast_row
from thuis_tui.log.wire import PullLine, PullRow
from thuis_tui.store import erasure, fold, history, meta, past, pending, scopes, sense, views
from thuis_tui.store.connection import Raw
from thuis_tui.store.errors import BadPage, NotOurs
from thuis_tui.store.pending import Written
from thuis_tui.store.scopes import OF_SCOPE, ScopeStanding
from thuis_tui.store.views import Touched
from thuis_tui.store.writing import Writing

Key = tuple[str, str, str]
# What this program wrote itself needs no judging of its value.
_our_own = msgspec.json.Decoder(Operation).decode


class Applied(NamedTuple):
    """Where a scope stands after its page.

    `stale`: the page was of another life of the scope, or not the next one, and nothing of it was kept.
    `intact`: at the head of the log our digest is the service's; None when it was not to be compared, because
    the page ends before the head that we know.
    """

    scope: str
    seq: int
    head: int
    stale: bool
    intact: bool | None


@dataclass(slots=True)
class _Scope:
    """One scope while its pages are applied."""

    before: ScopeStanding
    gen: int
    epoch: str
    seq: int
    head: int
    digest: int
    acked: int
    durable: int
    loaded: int
    rows: list[PullRow] = field(default_factory=list)
    refold: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Batch:
    """What all pages together need from the disk and put on it."""

    own: dict[str, Written] = field(default_factory=dict)
    heads: dict[Key, tuple[Head, ...]] = field(default_factory=dict)
    seqs: dict[Key, int] = field(default_factory=dict)
    overlaid: set[str] = field(default_factory=set)
    creates: dict[str, dict[str, tuple[str, dict[str, Any]]]] = field(default_factory=dict)
    confirmed: list[tuple[int, int]] = field(default_factory=list)
    erased: list[tuple[str, Erasure]] = field(default_factory=list)


def apply_pages(
    writing: Writing,
    pages: Sequence[PullLine],
    own: Mapping[str, Written] | None = None,
    before: Mapping[str, ScopeStanding] | None = None,
) -> list[Applied]:
    """Take pages of the service's log in, each after what the file has of its scope.

    `own`: operations of ours by id, as they lie in the file, for who has just read them; all that are among
    the rows, or None to have them looked up. `before`: where each scope stands, for who has just read that.

    Raises BadPage, and then nothing is kept: a page must not be half there. Give about 2,000 rows at a time,
    so that what is typed meanwhile is written in between.
    """
    raw = writing.raw
    for page in pages:
        sense.check_scope(page)
    names = {page.scope for page in pages}
    known = scopes.of(raw, names) if before is None else before
    if len(known) < len(names):
        scopes.make_known(writing, [name for name in names if name not in known])
        known = scopes.of(raw, names)
    open_: dict[str, _Scope] = {}
    results = [_take(open_, known[page.scope], page) for page in pages]
    with writing.permitted():
        batch = _load(raw, open_.values(), own)
        for scope in open_.values():
            _apply(scope, batch)
        _write(writing, open_.values(), batch)
    observe(writing, (row.hlc for scope in open_.values() for row in scope.rows))
    writing.scopes.update(open_)
    writing.sync = True
    return [_judged(result, open_, page) for result, page in zip(results, pages, strict=True)]


def apply_page(
    writing: Writing,
    scope: str,
    rows: list[PullRow],
    *,
    gen: int,
    epoch: str,
    start: int,
    head: int,
) -> Applied:
    """Take one page in: `rows` are those after `start`, the cursor that was asked with."""
    line = PullLine(scope=scope, gen=gen, epoch=epoch, from_=start, head=head, ops=rows)
    return apply_pages(writing, [line])[0]


def confirm(writing: Writing, scope: str, places: Mapping[str, int]) -> None:
    """Take operations of ours as come back that the service had before the place at which we are.

    Who read the scope as it stands gets no row of them any more. `places`: where each is, by its id.
    """
    raw = writing.raw
    rows = raw.execute(
        "SELECT o.rowid, o.id, o.ent FROM operation o WHERE o.scope=? AND o.id IN (SELECT value FROM"
        " json_each(?)) AND NOT EXISTS(SELECT 1 FROM confirmation c WHERE c.operation=o.rowid AND c.seq>0)",
        (scope, json.dumps(list(places))),
    ).fetchall()
    if not rows:
        return
    ents, touched = {row[2] for row in rows}, Touched()
    with writing.permitted():
        put(raw, {}, {}, [(row[0], places[row[1]]) for row in rows])
        fold.refold(writing, scope, ents, touched)
        views.settle(writing, touched)
    writing.ents.update(ents)


def restart(writing: Writing, scope: str, gen: int, epoch: str) -> None:
    """Begin another life of a scope (the service was restored, or the grant renewed): pull all of it again.

    What was there goes on being shown until the pull reaches the head; what we wrote is sent again from the
    start, whatever chain it was on.
    """
    raw = writing.raw
    with writing.permitted():
        for before in scopes.of(raw, [scope]).values():
            past.restart(raw, before)
        raw.execute(f"UPDATE register SET seq=0 WHERE {OF_SCOPE}", (scope,)).close()  # noqa: S608
        raw.execute(
            "UPDATE confirmation SET seq=0 WHERE operation IN (SELECT rowid FROM operation WHERE scope=?)",
            (scope,),
        ).close()
        raw.execute(
            "UPDATE scope SET gen=?, epoch=?, seq=0, head=0, digest='', acked=0, durable=0, loaded=0,"
            " reloading=1, loading='' WHERE scope=?",
            (gen, epoch, scope),
        ).close()
    elsewhere = raw.execute(
        "SELECT count(*) FROM scope s JOIN operation o ON o.scope=s.scope AND o.chain NOT IN (s.chain, ?)"
        " WHERE s.scope=?",
        (pending.PARKED, scope),
    ).fetchone()[0]
    if elsewhere:
        pending.replace_chain(writing, scope)
    writing.scopes.add(scope)
    writing.sync = True


def leave_earlier_life(raw: Raw, name: str) -> set[str]:
    """All of this life is here: what only the earlier one had goes, ours is on its way again.

    Returns the records that have to be folded again.
    """
    gone = raw.execute(
        f"DELETE FROM register WHERE {OF_SCOPE} AND seq=0 RETURNING ent",  # noqa: S608
        (name,),
    ).fetchall()
    ours = raw.execute(
        "SELECT o.ent FROM operation o JOIN confirmation c ON c.operation=o.rowid"
        " WHERE o.scope=? AND c.seq=0",
        (name,),
    ).fetchall()
    raw.execute(
        "DELETE FROM confirmation WHERE seq=0 AND operation IN (SELECT rowid FROM operation WHERE scope=?)",
        (name,),
    ).close()
    raw.execute("UPDATE scope SET reloading=0 WHERE scope=?", (name,)).close()
    past.restarted(raw, name)
    return {row[0] for row in (*gone, *ours)}


def empty(writing: Writing, names: Sequence[str]) -> None:
    """The logs of these scopes hold nothing in this life: no page will come that says that all is here."""
    raw = writing.raw
    for name, scope in scopes.of(raw, names).items():
        if not scope.reloading or scope.seq or scope.loading:
            continue
        touched = Touched()
        with writing.permitted():
            ents = leave_earlier_life(raw, name)
            fold.refold(writing, name, ents, touched)
            views.settle(writing, touched)
        writing.ents.update(ents)
        writing.scopes.add(name)


def _take(open_: dict[str, _Scope], before: ScopeStanding, page: PullLine) -> Applied:
    scope = open_.get(page.scope)
    at = scope.seq if scope else before.seq
    other_life = bool(before.epoch and before.epoch != page.epoch) or bool(
        before.gen and before.gen != page.gen
    )
    closed = before.state != scopes.ACTIVE
    if closed or other_life or page.from_ > at or (scope and scope.epoch != page.epoch):
        return Applied(page.scope, at, before.head, True, None)
    sense.check_page(page)
    if scope is None:
        kept = digest.from_hex(before.digest)
        scope = open_[page.scope] = _Scope(
            before, page.gen, page.epoch, at, before.head, kept, before.acked, before.durable, before.loaded
        )
    fresh = [row for row in page.ops if row.seq > at]
    for row in fresh:
        if row.seq != scope.seq + 1:
            raise BadPage(f"{page.scope}: {row.seq} after {scope.seq}")
        scope.seq = row.seq
    scope.rows.extend(fresh)
    scope.head = max(scope.head, page.head)
    scope.durable = max(scope.durable, page.durable)
    scope.loaded = scope.loaded or (not page.more and scope.seq >= page.head)
    return Applied(page.scope, scope.seq, scope.head, False, None)


def _judged(result: Applied, open_: dict[str, _Scope], page: PullLine) -> Applied:
    scope = open_.get(page.scope)
    if result.stale or scope is None or not page.digest or scope.seq != page.head:
        return result
    if page.head < scope.before.head:  # of before what we know already: so may our registers be later
        return result
    return result._replace(intact=digest.from_hex(page.digest) == scope.digest)


def _load(raw: Raw, open_: Iterable[_Scope], own: Mapping[str, Written] | None) -> _Batch:
    batch = _Batch()
    if own is not None:
        batch.own.update(own)
    elif mine := [row.id for scope in open_ if scope.before.n for row in scope.rows]:
        found = raw.execute(
            "SELECT id, rowid, payload FROM operation WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(mine),),
        )
        batch.own = {row[0]: (row[1], row[2]) for row in found}
    asked: list[Key] = []
    overlaid: list[tuple[str, str]] = []
    for scope in open_:
        for row in scope.rows:
            if row.own:
                _fill(row, batch)
            else:
                sense.check_row(row, scope.before.scope)
            if row.sv in UPCASTERS:
                upcast_row(row)
        if scope.before.seq or scope.before.digest:  # read as it stands, it can be at 0 and have registers
            asked.extend((scope.before.scope, str(row.ent), row.field) for row in scope.rows)
        if scope.before.n:
            overlaid.extend(
                (scope.before.scope, str(row.ent)) for row in scope.rows if row.id not in batch.own
            )
    if asked:
        for key, seq, heads in kept(raw, asked):
            batch.heads[key] = heads
            batch.seqs[key] = seq
    if overlaid:
        batch.overlaid = {row[0] for row in raw.execute(_OVERLAID, (json.dumps(overlaid),))}
    return batch


def kept(raw: Raw, keys: Iterable[Key]) -> Iterator[tuple[Key, int, tuple[Head, ...]]]:
    """Give those of these registers that the file has, each with its place in the log and its heads."""
    for scope, ent, name, seq, heads in raw.execute(_ASKED, (json.dumps(list(keys)),)):
        yield (scope, ent, name), seq, decode_heads(heads)


_ASKED = (
    "SELECT r.scope, r.ent, r.field, r.seq, r.heads FROM json_each(?) j CROSS JOIN register r"
    " ON r.scope=j.value->>0 AND r.ent=j.value->>1 AND r.field=j.value->>2"
)
_OVERLAID = (
    "SELECT o.ent FROM json_each(?) j CROSS JOIN operation o"  # noqa: S608
    f" ON o.scope=j.value->>0 AND o.ent=j.value->>1 AND {fold.UNCONFIRMED}"
)


def _fill(row: PullRow, batch: _Batch) -> None:
    # A short row: [seq, id, superseded]; what it says is what we wrote.
    written = batch.own.get(row.id)
    if written is None:
        raise NotOurs(f"an operation of ours that this file does not have: {row.id}")
    operation = _our_own(written[1])
    row.superseded = int(row.ent)
    if row.superseded not in (0, 1):
        raise BadPage(f"{row.id}: mark")
    row.ent, row.field, row.kind = operation.ent, operation.field, operation.kind
    row.val, row.base, row.hlc, row.actor = operation.val, operation.base, operation.hlc, operation.actor
    row.sv = operation.sv


def _apply(scope: _Scope, batch: _Batch) -> None:
    name, total = scope.before.scope, scope.digest
    heads, seqs, own, overlaid, creates = batch.heads, batch.seqs, batch.own, batch.overlaid, batch.creates
    started: set[str] = set()
    reloading = scope.before.reloading
    for row in scope.rows:
        ent = str(row.ent)
        key = (name, ent, row.field)
        if (erased := erasure.said(ent, row.kind, row.val)) is not None:
            batch.erased.append((name, erased))
        known = seqs.get(key)
        alone = known is None and row.kind == "create" and row.id not in own and ent not in overlaid
        if alone and not (row.superseded or reloading):
            # Nothing can be beneath or on top of it: its values are its row, without a fold.
            total += digest.term(ent, "", (row.id,))
            heads[key], seqs[key] = (Head(row.id, row.hlc, row.actor, row.val),), row.seq
            record_type, _, record_id = ent.partition(":")
            creates.setdefault(record_type, {})[record_id] = (name, sense.read_created(row))
            started.add(ent)
            continue
        if known is not None and known >= row.seq:
            if row.id in own:  # what was read as it stands has it, or what replaced it
                batch.confirmed.append((own[row.id][0], row.seq))
                scope.refold.add(ent)
            continue
        # Of an earlier life (seq 0): shown so far, but not what this life builds on.
        before = heads.get(key, ()) if known else ()
        head = None if row.superseded else Head(row.id, row.hlc, row.actor, row.val)
        if before:
            if head is not None and row.kind == "set":
                head = Head(row.id, row.hlc, row.actor, row.val, replaced(before, row.base))
            after = advance(before, row.base, head)
            total -= digest.term(ent, row.field, [old.id for old in before])
            total += digest.term(ent, row.field, [new.id for new in after])
        elif head is not None:
            after = (head,)
            total += digest.term(ent, row.field, (row.id,))
        else:
            after = ()
        heads[key], seqs[key] = after, row.seq
        mine = row.id in own
        if mine:
            batch.confirmed.append((own[row.id][0], row.seq))
        if not mine:
            sense.check_value(row)
        if not mine or head is None or reloading:
            scope.refold.add(ent)
    for ent in started & scope.refold:
        record_type, _, record_id = ent.partition(":")
        del creates[record_type][record_id]
    scope.digest = digest.replace(total, 0, 0)


def _write(writing: Writing, open_: Iterable[_Scope], batch: _Batch) -> None:
    raw = writing.raw
    put(raw, batch.heads, batch.seqs, batch.confirmed)
    others = (
        (s.before.scope, row)
        for s in open_
        for row in s.rows
        if row.kind != "create" and row.id not in batch.own
    )
    history.keep(raw, others)
    raw.executemany(
        "UPDATE scope SET gen=?, epoch=?, seq=?, head=?, digest=?, durable=?, loaded=? WHERE scope=?",
        [
            (s.gen, s.epoch, s.seq, s.head, digest.to_hex(s.digest), s.durable, int(s.loaded), s.before.scope)
            for s in open_
        ],
    ).close()
    touched = Touched()
    blank = erasure.carry_out(writing, batch.erased)
    about = {(name, erased.about) for name, erased in batch.erased}
    for record_type, records in batch.creates.items():
        views.add(
            writing, record_type, [(record_id, made[1]) for record_id, made in records.items()], touched
        )
        writing.ents.update(f"{record_type}:{record_id}" for record_id in records)
    for scope in open_:
        if scope.before.reloading and scope.loaded:
            scope.refold |= leave_earlier_life(raw, scope.before.scope)
        scope.refold.update(ent for name, ent in about if name == scope.before.scope)
        fold.refold(writing, scope.before.scope, scope.refold, touched)
        writing.ents.update(scope.refold)
        writing.ents.update(str(row.ent) for row in scope.rows if row.id in batch.own)
    views.settle(writing, touched)
    erasure.forget_words(writing, blank)


def put(
    raw: Raw,
    heads: Mapping[Key, tuple[Head, ...]],
    seqs: Mapping[Key, int],
    confirmed: Sequence[tuple[int, int]],
) -> None:
    """Write registers, and which operations of ours (by their rowid) have which place in the log."""
    raw.executemany(
        "INSERT OR FAIL INTO register(scope, scope_row, ent, field, seq, heads)"
        " VALUES(?1, (SELECT rowid FROM scope WHERE scope=?1), ?2, ?3, ?4, ?5)"
        " ON CONFLICT(ent, field, scope) DO UPDATE SET seq=excluded.seq, heads=excluded.heads",
        [(*key, seqs[key], encode_heads(now)) for key, now in heads.items()],
    ).close()
    if confirmed:
        raw.executemany(
            "INSERT INTO confirmation(operation, seq) VALUES(?, ?)"
            " ON CONFLICT(operation) DO UPDATE SET seq=excluded.seq",
            confirmed,
        ).close()


def observe(writing: Writing, stamps: Iterable[int]) -> None:
    """Let the clock follow stamps of others, and keep where it is."""
    before = writing.clock.last
    for stamp in stamps:
        if stamp > writing.clock.last:
            writing.clock.observe(stamp)
    if writing.clock.last != before:
        meta.put(writing.raw, meta.CLOCK, str(writing.clock.last))
