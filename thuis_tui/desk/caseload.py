"""The caseload: everyone in this file, in the order of their surnames."""

from __future__ import annotations

from collections.abc import Sequence

from thuis_tui.desk.shapes import CaseloadRow


class Caseload:
    """Reads the list in windows: all row ids first, then only the rows that are visible."""

    async def ids(self, filter_text: str = "") -> tuple[int, ...]:
        """Row ids in surname order; with a filter, those whose name, phone or address match all its words."""
        raise NotImplementedError

    async def rows(self, ids: Sequence[int]) -> list[CaseloadRow]:
        """The rows of these ids, in the order asked for; ids that are gone are left out."""
        raise NotImplementedError
