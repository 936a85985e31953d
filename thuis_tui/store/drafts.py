"""What is being typed, on disk before it is finished. Drafts stay on this device."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from thuis_tui.store import scopes
from thuis_tui.store.scopes import ACTIVE
from thuis_tui.store.writing import Writing


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A form as it stands. `client`: whose dossier, if any; `subject`: the note being amended, if any."""

    id: str
    kind: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    client: str | None = None
    subject: str | None = None
    kept_at: str = ""


def keep(writing: Writing, draft: Draft) -> None:
    """Put the draft on disk; under the same id it replaces what was there.

    Not in a dossier that was erased while it was open: nothing of it may come back. What is typed there can
    still be filed.
    """
    if draft.client is not None and scopes.is_erased(writing.raw, f"c:{draft.client}"):
        return
    writing.raw.execute(
        "INSERT INTO draft(id, kind, client, subject, fields, kept_at) VALUES(?, ?, ?, ?, ?, ?)"
        " ON CONFLICT(id) DO UPDATE SET kind=excluded.kind, client=excluded.client,"
        " subject=excluded.subject, fields=excluded.fields, kept_at=excluded.kept_at",
        (draft.id, draft.kind, draft.client, draft.subject, json.dumps(dict(draft.fields)), draft.kept_at),
    ).close()
    writing.drafts = True


def discard(writing: Writing, draft_id: str) -> None:
    """Let go of a draft: when its person says so, or in the transaction that files it."""
    writing.raw.execute("DELETE FROM draft WHERE id=?", (draft_id,)).close()
    writing.drafts = True


def kept(connection: Connection) -> list[Draft]:
    """All drafts, the one kept last first; but not those in dossiers that were taken away."""
    rows = connection.exec_driver_sql(
        "SELECT id, kind, client, subject, fields, kept_at FROM draft"
        " WHERE NOT EXISTS(SELECT 1 FROM scope WHERE scope='c:' || client AND state<>?)"
        " ORDER BY kept_at DESC, rowid DESC",
        (ACTIVE,),
    )
    return [
        Draft(
            id=row[0], kind=row[1], client=row[2], subject=row[3], fields=json.loads(row[4]), kept_at=row[5]
        )
        for row in rows
    ]


def one(connection: Connection, draft_id: str) -> Draft | None:
    """One draft, or None when it is gone."""
    return next((draft for draft in kept(connection) if draft.id == draft_id), None)
