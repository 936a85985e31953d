"""Amending a filed note: the note stays as it was, and the correction stands beside it with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.widget import Widget

from screens.keys import bindings
from screens.route import Route
from screens.widgets.form.body_field import BodyField
from screens.widgets.form.derived import field_of
from screens.widgets.form.form import Form
from screens.widgets.reading_pane import ReadingPane
from screens.writing_page import Subject, WritingPage
from thuis_tui.casework.attribute import specification
from thuis_tui.casework.note import Amendment
from thuis_tui.desk.shapes import DraftKind
from thuis_tui.language import N_, _


class AmendmentScreen(WritingPage):
    """One amendment of one note."""

    CONTEXT = "amendment"
    KIND: ClassVar[DraftKind] = "amendment"
    OFFER = N_("You began an amendment of this note")
    BINDINGS: ClassVar[list[BindingType]] = bindings("amendment")

    def __init__(self, note: str, draft: str | None = None, client_name: str = "") -> None:
        super().__init__(draft)
        self._note = note
        self._client_name = client_name

    @property
    def heading(self) -> str:
        """Whose note is amended."""
        return f"{_('Amendment')} · {self._client_name}" if self._client_name else _("Amendment")

    @property
    def route(self) -> Route:
        """Back here after a lock, with the draft."""
        return Route("amendment", {"note": self._note, "draft": self.draft_id})

    def compose_body(self) -> Iterable[Widget]:
        """The note as it was filed, and below or beside it the amendment."""
        facts = {each.name: each for each in specification(Amendment)}
        reason = field_of(facts["reason"], self.thuis.local_now, label_width=16, side_width=1)
        reason.entry.placeholder = reason.hint
        with Container(classes="amending"):
            original = ReadingPane(id="original")
            original.border_title = _("The note as it was filed")
            yield original
            with Vertical(classes="amending-form"):
                with Form(classes="amending-fields", passed=self.into_body):
                    yield reason
                yield BodyField(facts["body"], placeholder=_("What should be read beside the note."))

    async def about(self) -> Subject:
        """The original, to look at while writing."""
        note = await self.desk.dossiers.note(self._note)
        await self.query_one("#original", ReadingPane).show(note)
        if not self._client_name:
            self._client_name = (await self.desk.dossiers.open(note.entry.client)).name
            self.retitle()
        return Subject(client=note.entry.client, client_name=self._client_name, note=self._note)

    async def carry_out(self) -> str:
        """File the amendment."""
        assert self.body is not None
        reason = self.form.values()["reason"]
        await self.desk.notes.amend(self._note, reason, self.body.text, self.draft_id)
        return _("The amendment stands beside the note. It goes to your colleagues with the next connection.")
