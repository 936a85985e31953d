"""Reading one note, with its amendments beside it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from screens.background import in_background
from screens.keys import bindings
from screens.page import Page
from screens.route import Route
from screens.widgets.reading_pane import ReadingPane
from thuis_tui.desk.shapes import Changed, NotFound
from thuis_tui.language import _


class NoteScreen(Page[None]):
    """One note, full screen."""

    CONTEXT = "note"
    BINDINGS: ClassVar[list[BindingType]] = bindings("note")

    def __init__(self, note: str, client_name: str = "") -> None:
        super().__init__()
        self._note = note
        self._client = ""
        self._client_name = client_name

    @property
    def ready(self) -> bool:
        """Once the note is there."""
        return super().ready and bool(self._client)

    @property
    def heading(self) -> str:
        """Whose dossier this note is in."""
        return self._client_name

    @property
    def route(self) -> Route:
        """Back here after a lock."""
        return Route("note", {"note": self._note})

    @property
    def client(self) -> str:
        """Whose note it is, once it was read."""
        return self._client

    def compose_body(self) -> Iterable[Widget]:
        """The note."""
        yield ReadingPane(id="note")

    async def on_mount(self) -> None:
        """Read it."""
        self.query_one(ReadingPane).focus()
        await self._read()

    async def _read(self) -> None:
        try:
            note = await self.desk.dossiers.note(self._note)
        except NotFound:
            self.thuis.tell(_("This note is no longer on this laptop."), severity="warning")
            self.dismiss()
            return
        self._client = note.entry.client
        await self.query_one(ReadingPane).show(note)
        if not self._client_name:
            self._client_name = (await self.desk.dossiers.open(self._client)).name
            self.retitle()

    def records_changed(self, changed: Changed) -> None:
        """An amendment of a colleague, or word that ours has arrived."""
        if self._client in changed.clients or changed.sync:
            in_background(self, self._read, "read", exclusive=True)

    async def action_amend(self) -> None:
        """Correct this note with a reason."""
        from screens.amendment import AmendmentScreen

        await self.app.push_screen(AmendmentScreen(self._note, client_name=self._client_name))

    async def action_new_note(self) -> None:
        """Write a note about the same person."""
        if self._client:
            from screens.note_editor import NoteEditorScreen

            await self.app.push_screen(NoteEditorScreen(self._client, client_name=self._client_name))
