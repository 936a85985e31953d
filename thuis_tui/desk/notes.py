"""Filing notes, and amending them with a reason: a filed note is never changed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from thuis_tui.casework.problem import Problem
from thuis_tui.casework.records import cleaned, validate
from thuis_tui.desk.file import OpenFile, log_access
from thuis_tui.desk.shapes import InvalidInput, NoteInput, NotFound
from thuis_tui.language import N_, message
from thuis_tui.store import drafts, merged, scopes, write
from thuis_tui.store.writing import Writing

NOT_IN_DOSSIER = message(N_("This is not, or no longer, in the dossier of this client."))


class Notes:
    """Writes notes and amendments."""

    def __init__(self, file: OpenFile) -> None:
        self._file = file

    async def file(self, note: NoteInput, draft_id: str | None = None) -> str:
        """File a note and let go of its draft in the same transaction; the note's id. Raises InvalidInput."""
        values = {
            "client": note.client,
            "kind": note.kind,
            "occurred_at": note.occurred_at,
            "occurred_offset": note.occurred_offset,
            "duration_minutes": note.duration_minutes,
            "life_domains": list(note.life_domains),
            "body": note.body,
            "visit": note.visit,
            "goals": list(note.goals) or None,
        }
        return await self._record("note", values, draft_id, "add")

    async def goals(self, client: str) -> list[tuple[str, str]]:
        """The goals of the plan that runs, which a note may be about: ids and their words, in order."""
        return await self._file.read_of(client, lambda connection: _goals(connection, client))

    async def amend(self, note_id: str, reason: str, body: str, draft_id: str | None = None) -> str:
        """File an amendment beside a note; its id. Raises InvalidInput or NotFound."""
        values = {"note": note_id, "reason": reason, "body": body}
        return await self._record("amendment", values, draft_id, "amend")

    async def _record(self, record_type: str, typed: dict[str, Any], draft_id: str | None, event: str) -> str:
        world = self._file.world
        values = {name: value for name, value in cleaned(record_type, typed).items() if value is not None}
        values["author"] = self._file.author()
        values["recorded_at"] = world.stamp()
        values["recorded_offset"] = world.offset()
        if problems := validate(record_type, values):
            raise InvalidInput(problems)

        def file_it(writing: Writing) -> str:
            client = _client_of(writing, values)
            if "note" not in values:
                client = merged.goes_on(writing.connection, client)
            _refuse_strangers(writing, client, values)
            ent = write.create(writing, f"c:{client}", record_type, {**values, "client": client})
            log_access(writing, event, client, values["recorded_at"])
            if draft_id is not None:
                drafts.discard(writing, draft_id)
            return ent.partition(":")[2]

        return await self._file.write(file_it)


def _goals(connection: Connection, client: str) -> list[tuple[str, str]]:
    together = merged.family(connection, client)
    rows = connection.exec_driver_sql(
        "SELECT goal.id, goal.wording FROM goal JOIN plan ON plan.id=goal.plan"  # noqa: S608
        f" WHERE goal.client {merged.one_of(together)} AND plan.state IN ('active', 'in_evaluation')"
        " ORDER BY goal.position, goal.recorded_at, goal.id",
        together,
    )
    return [(row[0], row[1]) for row in rows]


def _refuse_strangers(writing: Writing, client: str, values: dict[str, Any]) -> None:
    """Raise InvalidInput when a note is about a visit or a goal that is not in this dossier."""
    asked = [("visit", values.get("visit"))] + [("goals", goal) for goal in values.get("goals", ())]
    if scopes.is_closed(writing.raw, f"c:{client}"):
        return
    together = merged.family(writing.connection, client)
    for field, record in asked:
        table = "goal" if field == "goals" else "visit"
        query = f"SELECT 1 FROM {table} WHERE id=? AND client {merged.one_of(together)}"  # noqa: S608  our own two
        if record is not None and writing.raw.execute(query, (record, *together)).fetchone() is None:
            raise InvalidInput([Problem(field, NOT_IN_DOSSIER)])


def _client_of(writing: Writing, values: dict[str, Any]) -> str:
    """The client whose dossier this goes into; raises NotFound when it is not in this file."""
    if "note" in values:
        row = writing.raw.execute("SELECT client FROM note WHERE id=?", (values["note"],)).fetchone()
    else:
        row = writing.raw.execute("SELECT id FROM client WHERE id=?", (values["client"],)).fetchone()
        if row is None and scopes.is_closed(writing.raw, f"c:{values['client']}"):
            # Taken away while it was typed: it is sent all the same, and the team lead decides.
            return str(values["client"])
    if row is None:
        raise NotFound(values.get("note") or values["client"])
    return str(row[0])
