"""Writing a note: four short fields, and the rest of the screen for what happened."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widget import Widget

from screens.keys import bindings
from screens.note_facts import fill_from_visit, offer_goals
from screens.route import Route
from screens.widgets.form.body_field import BodyField
from screens.widgets.form.choice import ChoiceField
from screens.widgets.form.derived import field_of, stored_moment, typed_moment
from screens.widgets.form.form import Form
from screens.writing_page import BODY, Subject, WritingPage
from thuis_tui.casework.attribute import specification
from thuis_tui.casework.note import Note
from thuis_tui.casework.note_templates import template
from thuis_tui.casework.validation import too_long
from thuis_tui.desk.shapes import Draft, DraftKind, NoteInput
from thuis_tui.language import N_, _
from thuis_tui.text import refuse

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

    def __init__(
        self,
        client: str,
        draft: str | None = None,
        client_name: str = "",
        at: str = "",
        visit: str | None = None,
    ) -> None:
        """`visit`: the visit that the note grows out of, from which it takes its facts."""
        super().__init__(draft, at)
        self._client = client
        self._client_name = client_name
        self._visit = visit

    @property
    def heading(self) -> str:
        """Whose dossier this goes into."""
        return f"{_('New note')} · {self._client_name}" if self._client_name else _("New note")

    @property
    def route(self) -> Route:
        """Back here after a lock, with the draft and to the same field."""
        about = {"visit": self._visit} if self._visit else {}
        return Route("note_editor", {"client": self._client, **about, **self.where})

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
        await offer_goals(self, self._client, LABEL)
        if self._visit is not None:
            await fill_from_visit(self, self._visit)
        self._blank = {name: value for name, value in self.gather().items() if name != BODY}
        return Subject(client=self._client, client_name=self._client_name, note=self._visit)

    def _restore(self, draft: Draft) -> None:
        """A note that was begun at a visit stays about that visit."""
        super()._restore(draft)
        self._visit = draft.subject or self._visit

    def action_template(self) -> None:
        """The prompts of this kind of contact, at the cursor or on an empty page."""
        body = self.body
        kind = self.form.values().get("kind")
        prompts = template(str(kind)) if kind else ""
        if body is None or not prompts:
            return
        if body.text.strip():
            prompts = f"\n\n{prompts}"
        if body.body.length + len(prompts) > body.body.limit:
            self.thuis.tell(_("There is no room for the prompts."), severity="warning")
            return
        body.body.focus()
        start = body.body.selection.end if body.text.strip() else (0, 0)
        body.body.insert(prompts, start)
        if start == (0, 0):
            body.body.move_cursor((1, 0))

    async def action_outside(self) -> None:
        """In the editor that the user is used to."""
        from screens.outside_editor import NoEditor, edited

        body = self.body
        if body is None:
            return
        if not self.thuis.settings.editor:
            self.thuis.tell(
                _("Opening another editor is off: 'editor = true' in the settings allows it."),
                severity="warning",
            )
            return
        await self.keep_draft()
        try:
            with self.app.suspend():
                text = edited(body.text)
        except NoEditor as fault:
            self.thuis.tell(str(fault), severity="warning", timeout=10)
            return
        if (refusal := refuse(text)) is not None or len(text) > body.body.limit:
            told = str(refusal) if refusal else str(too_long(len(text), body.body.limit))
            self.thuis.tell(told, severity="warning", timeout=12)
            return
        body.restore(text)
        self.edited()
        await self.keep_draft()

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
                visit=self._visit,
                goals=tuple(values.get("goals", ())),
            ),
            self.draft_id,
        )
        return _("The note is filed. It goes to your colleagues as soon as there is a connection.")
