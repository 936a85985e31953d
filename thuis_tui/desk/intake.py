"""Quick intake: a new client in twelve fields, with a warning while typing of people already known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from thuis_tui.casework.records import cleaned, validate
from thuis_tui.desk import duplicates
from thuis_tui.desk.file import OpenFile, log_access
from thuis_tui.desk.shapes import Duplicate, InvalidInput
from thuis_tui.store import drafts, write
from thuis_tui.store.writing import Writing

FIRST_STATUS = "registered"


class Intake:
    """Creates clients and looks for people who may be the same."""

    def __init__(self, file: OpenFile) -> None:
        self._file = file

    async def create(
        self, values: Mapping[str, Any], draft_id: str | None = None, *, duplicate_reason: str = ""
    ) -> str:
        """Create a client from field values; an answer that is no value is {"answer": "unknown"|"refused"}.

        `duplicate_reason`: why somebody alike is not this person; it is kept. Returns the client's id. Raises
        InvalidInput with a problem for each field.
        """
        self._file.author()
        if reason := duplicate_reason.strip():
            values = {**values, "duplicate_reason": reason}
        kept = {name: value for name, value in cleaned("client", values).items() if value not in (None, "")}
        if problems := validate("client", kept):
            raise InvalidInput(problems)
        kept.setdefault("status", FIRST_STATUS)
        at = self._file.world.stamp()

        def create_it(writing: Writing) -> str:
            client = writing.ids()
            write.create(writing, f"c:{client}", "client", kept, id=client)
            log_access(writing, "create", client, at)
            if draft_id is not None:
                drafts.discard(writing, draft_id)
            return client

        return await self._file.write(create_it)

    async def duplicates(self, values: Mapping[str, Any]) -> list[Duplicate]:
        """People with the same name and birth date, phone or BSN; the strongest likeness first."""
        return await self._file.read(lambda connection: duplicates.find(connection, values))
