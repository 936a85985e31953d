"""Quick intake: a new client in twelve fields, with a warning while typing of people already known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from thuis_tui.desk.shapes import Duplicate


class Intake:
    """Creates clients and looks for people who may be the same."""

    async def create(self, values: Mapping[str, Any], draft_id: str | None = None) -> str:
        """Create a client from field values; an answer that is no value is {"answer": "unknown"|"refused"}.

        Returns the client's id. Raises InvalidInput with a problem for each field.
        """
        raise NotImplementedError

    async def duplicates(self, values: Mapping[str, Any]) -> list[Duplicate]:
        """People with the same name and birth date, phone or BSN; the strongest likeness first."""
        raise NotImplementedError
