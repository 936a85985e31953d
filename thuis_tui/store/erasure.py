"""What the service says was erased is blanked in this file too: wherever the named operations left a value.

In the shadow, in what fields said before, in our own operations and in drafts of that record. What is shown
follows from folding the record again, and `Exchange` wipes the traces from the file.
"""

import json
from collections.abc import Iterable
from typing import Any

import msgspec

from thuis_tui.log import erasure
from thuis_tui.log.erasure import Erasure
from thuis_tui.log.merge import CREATE
from thuis_tui.log.operation import decode, encode
from thuis_tui.log.register import Head, decode_heads, encode_heads
from thuis_tui.store.scopes import OF_SCOPE
from thuis_tui.store.writing import Writing

FIRST, BEHIND = erasure.BEGINS, f"{erasure.TYPE};"
"""Between these two lie the names of all records that say what was erased."""
_INDEXES = {"client": "client_search", "note": "note_search", "amendment": "note_search"}


def said(ent: str, kind: str, value: msgspec.Raw) -> Erasure | None:
    """Return what an operation says was erased; None for all others."""
    return erasure.read(value) if kind == "create" and ent.startswith(erasure.BEGINS) else None


def carry_out(writing: Writing, told: Iterable[tuple[str, Erasure]]) -> set[str]:
    """Blank what was erased, each with its scope, in a permitted write; twice is once.

    Returns the records to fold again.
    """
    ents: set[str] = set()
    for scope, erased in told:
        _registers(writing, scope, erased)
        _history(writing, scope, erased)
        _own(writing, scope, erased)
        _drafts(writing, scope, erased)
        ents.add(erased.about)
        writing.erased = True
    return ents


def forget_words(writing: Writing, ents: Iterable[str]) -> None:
    """After these records were folded again: their former words leave the index."""
    for index in {_INDEXES[kind] for ent in ents if (kind := ent.partition(":")[0]) in _INDEXES}:
        # A replaced row leaves its words in the index until the parts of the index are made one.
        writing.raw.execute(f"INSERT INTO {index}({index}) VALUES('optimize')").close()


def _registers(writing: Writing, scope: str, erased: Erasure) -> None:
    rows = writing.raw.execute(
        "SELECT rowid, field, heads FROM register WHERE scope=? AND ent=? AND field IN (?, ?)",
        (scope, erased.about, CREATE, erased.field),
    ).fetchall()
    for rowid, field, heads in rows:
        before = decode_heads(heads)
        after = encode_heads(_blank_head(head, field, erased) for head in before)
        if after != heads:
            writing.raw.execute("UPDATE register SET heads=? WHERE rowid=?", (after, rowid)).close()


def _blank_head(head: Head, field: str, erased: Erasure) -> Head:
    value, was = head.value, head.was
    if head.id in erased.operations:
        value = erasure.blanked("set" if field else "create", field, value, erased.field)
    if field == erased.field:  # what it replaced may be what was erased
        was = msgspec.Raw()
    return Head(head.id, head.hlc, head.actor, value, was)


def _history(writing: Writing, scope: str, erased: Erasure) -> None:
    writing.raw.execute(
        f"UPDATE history SET value=? WHERE {OF_SCOPE} AND ent=? AND field=?"  # noqa: S608
        " AND id IN (SELECT value FROM json_each(?))",
        (b"null", scope, erased.about, erased.field, json.dumps(list(erased.operations))),
    ).close()


def _own(writing: Writing, scope: str, erased: Erasure) -> None:
    rows = writing.raw.execute(
        "SELECT rowid, payload FROM operation WHERE scope=? AND ent=?"
        " AND id IN (SELECT value FROM json_each(?))",
        (scope, erased.about, json.dumps(list(erased.operations))),
    ).fetchall()
    for rowid, payload in rows:
        operation = decode(payload)
        value = erasure.blanked(operation.kind, operation.field, operation.val, erased.field)
        if bytes(value) != bytes(operation.val):
            # Its hash stays: the next one hangs on it. Sent again, it begins a chain of its own.
            blank = encode(msgspec.structs.replace(operation, val=value))
            writing.raw.execute("UPDATE operation SET payload=? WHERE rowid=?", (blank, rowid)).close()


def _drafts(writing: Writing, scope: str, erased: Erasure) -> None:
    if not scope.startswith("c:"):
        return
    about_client = erased.about == f"client:{scope[2:]}"
    rows = writing.raw.execute(
        "SELECT id, subject, fields FROM draft WHERE client=?", (scope[2:],)
    ).fetchall()
    for id_, subject, raw in rows:
        if subject == f"{erased.about} {erased.field}":
            writing.raw.execute("DELETE FROM draft WHERE id=?", (id_,)).close()
        elif about_client or subject == erased.about:
            fields: dict[str, Any] = json.loads(raw)
            if fields.pop(erased.field, None) is None:
                continue
            writing.raw.execute("UPDATE draft SET fields=? WHERE id=?", (json.dumps(fields), id_)).close()
        else:
            continue
        writing.drafts = True
