"""The form of one home."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from screens.record_editor import RecordEditorScreen
from screens.route import Route
from screens.writing_page import Subject
from thuis_tui.language import N_, _

if TYPE_CHECKING:
    from thuis_tui.desk.records import RecordStanding


class PlaceEditorScreen(RecordEditorScreen):
    """A new home, or one that is changed. It belongs to no client."""

    ROUTE = "place_editor"
    OFFER = N_("You began writing a home down")
    FOOT: ClassVar[str] = N_("Dates: +14, mon, 3-12 · amounts: 623,45")

    def __init__(self, record: str | None = None, draft: str | None = None) -> None:
        super().__init__("", "place", record, {"state": "available"}, draft)

    @property
    def heading(self) -> str:
        """Which home."""
        return " · ".join(filter(None, [_("Home"), self._client_name]))

    @property
    def route(self) -> Route:
        """Back here after a lock, with the draft."""
        return Route("place_editor", {"record": self._record, "draft": self.draft_id})

    async def about(self) -> Subject:
        """The home as it stands."""
        if self._record is not None:
            self._seen = await self.desk.places.standing(self._record)
            self._client_name = str(self._seen.values.get("address") or "")
            self._put(self._seen.values)
            self._start_reading()
        else:
            self._put(self.begin_with())
            self._offer(True)
        self.retitle()
        self._blank = self.gather()
        return Subject(client_name=self._client_name, note=f"place:{self._record or ''}")

    async def create(self, values: Mapping[str, Any]) -> str:
        """Put it in the register."""
        await self.desk.places.create(values, self.draft_id)
        return _("The home is in the register. Your colleagues see it with the next connection.")

    async def change(self, seen: RecordStanding, values: Mapping[str, Any]) -> str:
        """Write what was changed."""
        await self.desk.places.change(seen, values, self.draft_id)
        return _("Changed. Your colleagues see it with the next connection.")

    async def action_history(self) -> None:
        """Who changed what about this home, and how long it stood empty."""
        if self._record is not None:
            await self.thuis.go("place_past", place=self._record)
