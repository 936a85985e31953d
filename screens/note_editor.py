"""Writing a note: four short fields, and the rest of the screen for what happened."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widget import Widget

from screens.keys import bindings
from screens.route import Route
from screens.widgets.form.body_field import BodyField
from screens.widgets.form.choice import ChoiceField
from screens.widgets.form.derived import field_of, stored_moment, typed_moment
from screens.widgets.form.form import Form
from screens.writing_page import Subject, WritingPage
from thuis_tui.casework.attribute import specification
from thuis_tui.casework.note import Note
from thuis_tui.desk.shapes import DraftKind, NoteInput
from thuis_tui.language import N_, _

USUAL = "home_visit"
"""The kind of contact of a new note until somebody says otherwise."""
LABEL = 18
ENTRY = 24


class NoteEditorScreen(WritingPage):
    """One note about one client."""

    CONTEXT = "note_editor"
    KIND: ClassVar[DraftKind] = "note"
    OFFER = N_("You began a note about this person")
    AUTO_FOCUS = "NoteBody"
    BINDINGS: ClassVar[list[BindingType]] = bindings("note_editor")

    def __init__(self, client: str, draft: str | None = None, client_name: str = "", at: str = "") -> None:
        super().__init__(draft, at)
        self._client = client
        self._client_name = client_name

    @property
    def heading(self) -> str:
        """Whose dossier this goes into."""
        return f"{_('New note')} · {self._client_name}" if self._client_name else _("New note")

    @property
    def route(self) -> Route:
        """Back here after a lock, with the draft and to the same field."""
        return Route("note_editor", {"client": self._client, **self.where})

    def compose_body(self) -> Iterable[Widget]:
        """The four fields in three lines, then the page to write on."""
        facts = {each.name: each for each in specification(Note)}
        now = self.thuis.local_now
        kind = field_of(facts["kind"], now, label_width=LABEL, entry_width=ENTRY)
        duration = field_of(facts["duration_minutes"], now, label_width=12, entry_width=9)
        when = field_of(facts["occurred_at"], now, label_width=LABEL, entry_width=ENTRY)
        domains = field_of(facts["life_domains"], now, label_width=LABEL, entry_width=20)
        kind.styles.width = LABEL + ENTRY + 2
        assert isinstance(kind, ChoiceField)
        kind.choose(USUAL)
        when.entry.select_on_focus = True
        when.restore(typed_moment(now()))
        with Form(classes="note-fields", passed=self.into_body):
            with Horizontal(classes="field-row"):
                yield kind
                yield duration
            yield when
            yield domains
        what = _("What happened, what was said, what was agreed.")
        fields = _("Tab changes the kind of contact, the time and the life domains above.")
        yield BodyField(facts["body"], placeholder=f"{what}\n\n{fields}")

    def go_on(self) -> None:
        """Where one writes, whatever is there already."""
        if self.body is not None:
            self.set_focus(self.body.body)

    async def about(self) -> Subject:
        """The name above the note; asked only when the screen before did not know it."""
        if not self._client_name:
            self._client_name = (await self.desk.dossiers.open(self._client)).name
            self.retitle()
        return Subject(client=self._client, client_name=self._client_name)

    async def carry_out(self) -> str:
        """File the note."""
        values = self.form.values()
        occurred_at, offset = stored_moment(values["occurred_at"])
        assert self.body is not None
        await self.desk.notes.file(
            NoteInput(
                client=self._client,
                kind=values["kind"],
                occurred_at=occurred_at,
                occurred_offset=offset,
                body=self.body.text,
                duration_minutes=values.get("duration_minutes"),
                life_domains=tuple(values.get("life_domains", ())),
            ),
            self.draft_id,
        )
        return _("The note is filed. It goes to your colleagues as soon as there is a connection.")
