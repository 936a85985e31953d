"""Whether what the service says can be true. Nonsense in valid JSON must never reach the shadow.

What is merely unknown is no nonsense: records, fields and values of a later program are kept as they came.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec

from thuis_tui.casework.records import SCOPE_OF
from thuis_tui.log.clock import MAX_STAMP
from thuis_tui.log.operation import MAX_OPERATION, REMOVED
from thuis_tui.log.wire import PullLine, PullRow, ScopesReply
from thuis_tui.store.errors import BadPage

_is_scope = re.compile(r"(ref|figures|[chu]:[0-9a-f]{32})\Z").match
_is_record = re.compile(r"[a-z][a-z_]{0,39}:[0-9a-f]{32}\Z").match
_is_field = lru_cache(maxsize=1024)(re.compile(r"([a-z][a-z0-9_]{0,59})?\Z").match)
_LONGEST_ACTOR = 64
_any = msgspec.json.Decoder().decode
_object = msgspec.json.Decoder(dict[str, Any]).decode
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


def check_scope(page: PullLine) -> None:
    """Raise BadPage unless the page is of something that can be a scope."""
    if not _is_scope(page.scope):
        raise BadPage("no scope")


def check_page(page: PullLine) -> None:
    """Raise BadPage unless the rows can be what follows `from_` in the log of a scope."""
    rows = page.ops
    if page.from_ < 0 or page.head < page.from_ + len(rows):
        raise BadPage(f"{len(rows)} rows after {page.from_}, up to {page.head}")
    if rows and (rows[0].seq != page.from_ + 1 or rows[-1].seq != page.from_ + len(rows)):
        raise BadPage(f"rows {rows[0].seq} to {rows[-1].seq} after {page.from_}")


def of_list(reply: ScopesReply, actor: str) -> str:
    """Return why a list of scopes cannot be ours; empty when it can. What is not in it gets closed."""
    if reply.caseworker.id != actor:
        return "the list of scopes of somebody else"
    names = [grant.scope for grant in reply.scopes]
    if len(set(names)) < len(names) or not all(_is_scope(name) for name in names):
        return "a list of scopes with what is no scope, or twice the same"
    if not all(grant.gen and grant.epoch for grant in reply.scopes):
        return "a list of scopes with a scope that has no life"
    return ""


def check_row(row: PullRow, scope: str) -> None:
    """Raise BadPage unless the row has the shape of an operation of this scope; its value is not judged."""
    ent, field, kind = row.ent, row.field, row.kind
    if not isinstance(ent, str) or not _is_record(ent) or not _is_field(field):
        raise BadPage(f"{row.id}: no record or no field")
    if kind == "create":
        fits = not field and not row.base
    elif kind == "set":
        fits = bool(field)
    else:
        fits = kind == "remove" and field == REMOVED
    if not fits:
        raise BadPage(f"{row.id}: kind {kind[:20]!r} with this field and base")
    if SCOPE_OF.get(ent[:-33], scope[0]) not in (scope[0], scope):
        raise BadPage(f"{row.id}: a record that does not live in such a scope")
    if not 0 <= row.hlc <= MAX_STAMP or len(row.actor) > _LONGEST_ACTOR or row.sv < 1:
        raise BadPage(f"{row.id}: stamp, author or version")
    if row.superseded not in (0, 1) or memoryview(row.val).nbytes > MAX_OPERATION:
        raise BadPage(f"{row.id}: mark or size")


def read_created(row: PullRow) -> dict[str, Any]:
    """Return the values of a new record. Raises BadPage."""
    try:
        return _object(row.val)
    except _UNREADABLE as problem:
        raise BadPage(f"{row.id}: {type(problem).__name__}") from problem


def check_value(row: PullRow) -> None:
    """Raise BadPage unless the value is one that its kind of operation may have."""
    if row.kind == "create":
        read_created(row)
        return
    try:
        value = _any(row.val)
    except _UNREADABLE as problem:
        raise BadPage(f"{row.id}: {type(problem).__name__}") from problem
    if row.kind == "remove" and not (isinstance(value, dict) and isinstance(value.get("seen"), list)):
        raise BadPage(f"{row.id}: a removal that does not say what it has seen")


def check_registers(registers: Sequence[tuple[str, str, int, list[PullRow]]], scope: str) -> None:
    """Raise BadPage unless these can be registers of the scope with all their heads."""
    if len({(ent, field) for ent, field, _, _ in registers}) < len(registers):
        raise BadPage("a register twice")
    for ent, field, seq, rows in registers:
        if not rows or len({row.id for row in rows}) < len(rows):
            raise BadPage("a register without heads, or with one twice")
        for row in rows:
            check_row(row, scope)
            if (row.ent, row.field) != (ent, field) or not 1 <= row.seq <= seq or row.superseded:
                raise BadPage(f"{row.id}: no head of this register")
            check_value(row)
