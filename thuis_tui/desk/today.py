"""Today: the first thing a caseworker wants to know."""

from __future__ import annotations

from thuis_tui.desk.shapes import Overview


class Today:
    """Gathers the overview from the tables and the connection."""

    async def overview(self) -> Overview:
        """How things stand today."""
        raise NotImplementedError
