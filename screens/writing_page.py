"""What the screens on which one writes share: a draft from the first key, offered again, filed or kept."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import uuid4

from textual import events

from screens import moments
from screens.background import in_background
from screens.dialogs.question import Answer, Question
from screens.draft_keeper import DraftKeeper
from screens.page import Page
from screens.widgets.form import reading
from screens.widgets.form.body_field import BodyField
from screens.widgets.form.foot import Foot
from screens.widgets.form.form import Form
from screens.widgets.note_body import NoteBody
from thuis_tui.casework.problem import Problem
from thuis_tui.desk.shapes import Draft, DraftKind, FileProblem, InvalidInput, NotEnrolled
from thuis_tui.language import N_, _
from thuis_tui.text import excerpt

BODY = "body"


@dataclass(frozen=True, slots=True)
class Subject:
    """What the writing is about: ids that are known when the screen is made or soon after."""

    client: str | None = None
    client_name: str = ""
    note: str | None = None


class _LeftOpen(Exception):
    """The user went back instead of choosing between the draft and a new beginning."""


class WritingPage(Page[None]):
    """A form, perhaps with a body, and its draft."""

    KIND: ClassVar[DraftKind]
    AUTO_FOCUS = "Entry"
    OFFER: ClassVar[str] = N_("You began this before")

    def __init__(self, draft: str | None = None, at: str = "") -> None:
        """Begin anew, or go on with a draft; `at` is the field where one was."""
        super().__init__()
        self._at = at
        self._draft_id = draft or uuid4().hex
        self._resumes = draft is not None
        self._keeper: DraftKeeper | None = None
        self._blank: dict[str, Any] = {}
        self._was_kept = False
        self._leaving = asyncio.Lock()

    # What a subclass says

    async def about(self) -> Subject:
        """Find out what the writing is about; the screen may show it now."""
        return Subject()

    async def carry_out(self) -> str:
        """File what was written, letting go of the draft; answers what to tell. Raises InvalidInput."""
        raise NotImplementedError

    # The draft

    @property
    def ready(self) -> bool:
        """Once a draft of before is put back, and until one has left."""
        return super().ready and self._keeper is not None and not self._leaving.locked()

    @property
    def draft_id(self) -> str:
        """The id under which this is kept."""
        return self._draft_id

    @property
    def where(self) -> dict[str, str]:
        """The draft and the field one is in, for the way back after a lock."""
        at = next((field.field_name for field in self.form.fields if field.entry is self.focused), "")
        if self.body is not None and self.body.body is self.focused:
            at = BODY
        return {"draft": self.draft_id, "at": at}

    @property
    def form(self) -> Form:
        """The fields."""
        return self.query_one(Form)

    @property
    def body(self) -> BodyField | None:
        """The long text, where there is one."""
        return next(iter(self.query(BodyField)), None)

    def on_mount(self) -> None:
        """Begin after the first paint; what is typed before that is not lost."""
        self._blank = self.gather()
        in_background(self, self._begin, "begin")

    async def _begin(self) -> None:
        """Offer what was begun before, put it back, and keep from now on."""
        subject = await self.about()
        try:
            draft = await self._found(subject)
        except _LeftOpen:
            self.dismiss()
            return
        if draft is not None:
            self._draft_id = draft.id
            self._restore(draft)
        self._keeper = DraftKeeper(
            self,
            Draft(
                id=self._draft_id,
                kind=self.KIND,
                client=subject.client,
                client_name=subject.client_name,
                subject=subject.note,
            ),
            self._worth_keeping,
            self._show_kept,
            self._show_not_kept,
            None if draft is None else self.gather(),
        )
        if draft is not None or self._at:
            self.go_on()
        elif self.gather() != self._blank:
            self.edited()

    def go_on(self) -> None:
        """Put the cursor where one was before a lock, else where one goes on with a draft."""
        body = self.body
        was = next((field for field in self.form.fields if field.field_name == self._at), None)
        if was is not None:
            was.entry.focus()
        elif body is not None and (body.text or self._at == BODY):
            body.body.focus()
        else:
            self.form.start()

    def into_body(self, direction: int) -> None:
        """After the last field comes the text."""
        if direction > 0 and self.body is not None:
            self.set_focus(self.body.body)

    def on_note_body_left(self, event: NoteBody.Left) -> None:
        """Before the text comes the last field."""
        event.stop()
        self.set_focus(self.form.fields[-1].entry)

    async def _found(self, subject: Subject) -> Draft | None:
        """The draft to go on with: the one asked for, or one that is offered and accepted."""
        drafts = await self.desk.drafts.list()
        if self._resumes:
            return next((draft for draft in drafts if draft.id == self._draft_id), None)
        for draft in drafts:
            same = (draft.kind, draft.client, draft.subject) == (self.KIND, subject.client, subject.note)
            if same and await self._accepted(draft):
                return draft
            if same:
                break
        return None

    async def _accepted(self, draft: Draft) -> bool:
        """Ask whether to go on with a draft; leaving the question open leaves this screen."""
        when = reading.kept(moments.local(draft.kept_at).replace(tzinfo=None), self.thuis.local_now())
        words = excerpt(str(draft.fields.get(BODY) or ""), 120)
        detail = f"{when}\n\n{words}" if words else when
        answer = await self.app.push_screen_wait(
            Question(
                _(self.OFFER),
                detail,
                (Answer("resume", _("Go on with it")), Answer("another", _("Begin another"))),
            )
        )
        if answer is None:
            raise _LeftOpen
        return answer == "resume"

    def _restore(self, draft: Draft) -> None:
        self.form.restore(draft.fields)
        if self.body is not None:
            self.body.restore(str(draft.fields.get(BODY) or ""))
        self._was_kept = True
        if draft.kept_at:
            self._show_kept(moments.local(draft.kept_at).replace(tzinfo=None))

    def gather(self) -> dict[str, Any]:
        """The fields as they stand."""
        fields = self.form.kept()
        if self.body is not None and self.body.body.length:
            fields[BODY] = self.body.body.text
        return fields

    def _worth_keeping(self) -> dict[str, object] | None:
        fields = self.gather()
        if fields == self._blank and not self._was_kept:
            return None
        self._was_kept = True
        return fields

    def _show_kept(self, moment: datetime) -> None:
        for foot in self.query(Foot):
            foot.right = reading.kept(moment, self.thuis.local_now())

    def _show_not_kept(self, reason: str) -> None:
        for foot in self.query(Foot):
            foot.right = _("NOT kept on disk")
        self.thuis.tell(reason, severity="error", timeout=12)

    def on_form_edited(self, event: Form.Edited) -> None:
        """A field was changed: the draft follows."""
        event.stop()
        self.edited()

    def on_body_field_edited(self, event: BodyField.Edited) -> None:
        """The text was changed: the draft follows."""
        event.stop()
        self.edited()

    def edited(self) -> None:
        """Something was typed."""
        if self._keeper is not None:
            self._keeper.touch()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """A change of focus is a moment to keep."""
        in_background(self, self.keep_draft, "keep")

    async def keep_draft(self) -> None:
        """Put what is being typed on disk."""
        if self._keeper is not None:
            await self._keeper.keep()

    def keep_draft_now(self) -> None:
        """The same, blocking."""
        if self._keeper is not None:
            self._keeper.keep_now()

    # The commands

    async def action_file(self) -> None:
        """File it, or go to the first problem with everything that was typed still there."""
        keeper = self._keeper
        if keeper is None or self._leaving.locked():
            return
        async with self._leaving:
            told = await self.filed(keeper)
            if told is not None:
                self.thuis.tell(told)
                self.dismiss()

    async def filed(self, keeper: DraftKeeper) -> str | None:
        """File it and answer what to tell; None when it could not be, which is shown."""
        if not self._judge():
            return None
        await keeper.keep()
        keeper.end()
        try:
            return await self.carry_out()
        except InvalidInput as fault:
            keeper.resume()
            self._show(fault.problems)
        except FileProblem as fault:
            keeper.resume()
            self.thuis.tell(fault.reason, severity="error", timeout=12)
        except NotEnrolled:
            keeper.resume()
            self.thuis.tell(
                _(
                    "This laptop is not connected to an organisation yet, so nothing can be filed under "
                    "your name. What you typed is kept. Press Ctrl+P and choose 'Connect to the service'."
                ),
                severity="warning",
                timeout=12,
            )
        return None

    def _judge(self) -> bool:
        """Show every problem; the first has the focus."""
        sound = self.form.judge()
        body = self.body
        if body is not None and not body.judge():
            if sound:
                body.body.focus()
            return False
        return sound

    def _show(self, problems: Iterable[Problem]) -> None:
        """Show what the desk found wrong."""
        for problem in self.form.show(problems):
            if self.body is not None and problem.field == self.body.field_name:
                self.body.problem = str(problem)
                self.body.body.focus()
            else:
                self.thuis.tell(str(problem), severity="warning", timeout=10)

    def action_back(self) -> None:
        """Put it aside: the draft stays, an empty one goes."""
        in_background(self, self._put_aside, "leave")

    async def _put_aside(self) -> None:
        async with self._leaving:
            keeper = self._keeper
            if keeper is None:
                self.dismiss()
                return
            if self.gather() == self._blank:
                await keeper.discard()
            else:
                await keeper.keep()
                self.thuis.tell(_("Kept as a draft. You find it under 'Continue' (v)."))
            self.dismiss()

    def action_discard(self) -> None:
        """Throw it away, after asking once."""
        in_background(self, self._discard, "leave")

    async def _discard(self) -> None:
        if self.gather() != self._blank:
            answer = await self.app.push_screen_wait(throw_away_question())
            if answer != "throw-away":
                return
        async with self._leaving:
            if self._keeper is not None:
                await self._keeper.discard()
            self.dismiss()


def throw_away_question() -> Question:
    """Whether to throw a draft away; keeping it has the focus."""
    return Question(
        _("Throw this draft away?"),
        _("It was never filed, so it cannot be brought back."),
        (Answer("keep", _("Keep it")), Answer("throw-away", _("Throw away"))),
    )
