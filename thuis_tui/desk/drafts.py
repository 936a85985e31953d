"""Drafts: what was being typed, kept within a second and offered again."""

from __future__ import annotations

from datetime import date
from typing import cast

from sqlalchemy import Connection

from thuis_tui.casework.names import full_name
from thuis_tui.desk import names
from thuis_tui.desk.file import OpenFile
from thuis_tui.desk.matter import Matter
from thuis_tui.desk.shapes import Draft, DraftKind
from thuis_tui.language import N_, _
from thuis_tui.store import drafts as store_drafts
from thuis_tui.text import excerpt

KINDS = {
    "note": N_("Note"),
    "amendment": N_("Amendment"),
    "intake": N_("Intake"),
    "section": N_("Whole intake"),
    "assessment": N_("ZRM assessment"),
    "field": N_("Change"),
    "record": N_("Form"),
}
WORDS = 120
"""Characters of a draft that tell which one it is."""


class Drafts:
    """Keeps, lists and discards drafts; they stay on this device."""

    def __init__(self, file: OpenFile) -> None:
        self._file = file

    async def keep(self, draft: Draft) -> None:
        """Put the draft on disk; keeping again under the same id replaces it."""
        kept = self._stored(draft)
        await self._file.write(lambda writing: store_drafts.keep(writing, kept))

    def keep_now(self, draft: Draft) -> None:
        """The same, blocking until it is on disk: for hang-up, termination and locking."""
        kept = self._stored(draft)
        self._file.write_now(lambda writing: store_drafts.keep(writing, kept))

    async def list(self) -> list[Draft]:
        """All drafts, the latest first."""
        return await self._file.read(listed)

    async def discard(self, draft_id: str) -> None:
        """Let go of a draft; nothing happens when it is gone already."""
        await self._file.write(lambda writing: store_drafts.discard(writing, draft_id))

    def _stored(self, draft: Draft) -> store_drafts.Draft:
        return store_drafts.Draft(
            id=draft.id,
            kind=draft.kind,
            fields=dict(draft.fields),
            client=draft.client,
            subject=draft.subject,
            kept_at=self._file.world.stamp(),
        )


def listed(connection: Connection) -> list[Draft]:
    """All drafts with the names of their clients, the latest first."""
    kept = store_drafts.kept(connection)
    clients = names.of_clients(connection, (draft.client for draft in kept))
    return [
        Draft(
            id=draft.id,
            kind=cast(DraftKind, draft.kind),
            fields=draft.fields,
            client=draft.client,
            client_name=clients.get(draft.client or "", ""),
            subject=draft.subject,
            kept_at=draft.kept_at,
        )
        for draft in kept
    ]


def matters(connection: Connection, today: date, me: str) -> list[Matter]:
    """What was begun on this laptop and not filed, the latest first."""
    return [
        Matter(
            kind="draft",
            text=_begun(draft),
            client=draft.client,
            client_name=draft.client_name or name_typed(draft),
            at=draft.kept_at,
            route="drafts",
            arguments={"draft": draft.id},
        )
        for draft in listed(connection)
    ]


def _begun(draft: Draft) -> str:
    words = excerpt(first_words(draft), WORDS)
    kind = _(KINDS[draft.kind])
    return _("{kind}: {words}").format(kind=kind, words=words) if words else kind


def name_typed(draft: Draft) -> str:
    """Whom an intake is about, as far as it was typed."""
    typed = draft.fields
    first, prefix, surname = (str(typed.get(name) or "") for name in ("first_name", "name_prefix", "surname"))
    return full_name(first, prefix, surname) if first or surname else str(typed.get("alias") or "")


def first_words(draft: Draft) -> str:
    """What of the draft tells which one it is; empty when it has no text."""
    for name in ("body", "text", draft.subject or "", "what", "reason", "address", "phone"):
        if words := str(draft.fields.get(name) or "").strip():
            return words[:400]
    return ""
