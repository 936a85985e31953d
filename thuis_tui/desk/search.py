"""Search in names, phone numbers, addresses and notes, inside the encryption."""

from __future__ import annotations

from thuis_tui.desk.shapes import SearchResult


class Search:
    """Finds as you type: each word as the beginning of a word, accents folded."""

    async def find(self, text: str, limit: int = 20) -> SearchResult:
        """Up to `limit` clients in surname order and `limit` notes, the latest first."""
        raise NotImplementedError
