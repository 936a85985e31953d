"""Planning a visit: when, how long, where, what for, and who goes along."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from textual.widget import Widget
from textual.widgets import Static

from screens.background import in_background
from screens.dialogs.question import Answer, Question
from screens.plain import plain
from screens.record_editor import RecordEditorScreen
from screens.visits import drawing, steps
from screens.writing_page import Subject
from thuis_tui.casework.visit_rules import USUAL_MINUTES
from thuis_tui.desk.visits import GO_WITH_TWO
from thuis_tui.language import N_, _

if TYPE_CHECKING:
    from thuis_tui.desk.records import RecordStanding


class VisitEditorScreen(RecordEditorScreen):
    """One visit, new or planned otherwise."""

    FIELDS = ("starts_at", "minutes", "place", "address", "purpose", "companion")
    ROUTE = "visit_editor"
    OFFER = N_("You began to plan a visit to this person")
    FOOT: ClassVar[str] = N_("Dates: mo 14:30, +2 10:00, 3-12 9:15")

    def __init__(
        self, client: str, record: str | None = None, draft: str | None = None, day: str = ""
    ) -> None:
        """`day` is what the line of the date begins with, as one would type it."""
        super().__init__(client, "visit", record, draft=draft)
        self._day = day
        self._alone_reason = ""
        self._asking = False
        self._alone: tuple[str, ...] = ()

    @property
    def ready(self) -> bool:
        """Not while it is looked up whether this may be; what is then asked takes its own keys."""
        return super().ready and (not self._asking or self.app.screen is not self)

    @property
    def heading(self) -> str:
        """Whom one visits."""
        label = _("Plan a visit") if self._record is None else _("Change a visit")
        return f"{label} · {self._client_name}" if self._client_name else label

    def compose_body(self) -> Iterable[Widget]:
        """What warns, then the form."""
        warning = Static("", markup=False, classes="known", id="alone")
        warning.display = False
        yield warning
        yield from super().compose_body()

    async def about(self) -> Subject:
        """Whether one may go alone is known before one types."""
        self._alone = await self.desk.visits.alone(self._client)
        subject = await super().about()
        warning = self.query_one("#alone", Static)
        warning.display = bool(self._alone)
        warning.update(plain(f"▲ {GO_WITH_TWO}"))
        if self._day and self._record is None:
            self.form.field("starts_at").restore(self._day)
            self._blank = self.gather()
        return subject

    def begin_with(self) -> Mapping[str, Any]:
        """The usual visit is at home and takes an hour."""
        return {"minutes": USUAL_MINUTES, "place": "home"}

    async def action_file(self) -> None:
        """Plan it; what may be passed is asked first."""
        in_background(self, self._ask_and_file, "file", exclusive=True)

    async def _ask_and_file(self) -> None:
        if self._keeper is None or self._asking or not self._judge():
            return
        self._asking = True
        try:
            passed = await self._may_go_alone() and await self._may_overlap()
        finally:
            self._asking = False
        if passed:
            await super().action_file()

    async def _may_go_alone(self) -> bool:
        values = self.typed_values()
        self._alone = await self.desk.visits.alone(self._client)
        before = self._seen.values.get("alone_reason") if self._seen is not None else None
        if not self._alone or values["companion"] or self._alone_reason or before:
            return True
        reason = await self.app.push_screen_wait(steps.alone_question(self._alone))
        if reason is None:
            companion = self.form.field("companion")
            companion.problem = str(GO_WITH_TWO)
            self.set_focus(companion.entry)
            return False
        self._alone_reason = reason
        return True

    async def _may_overlap(self) -> bool:
        """At the same time as another visit: a warning that may be passed."""
        values = self.typed_values()
        if not isinstance(values["starts_at"], str):
            return True
        found = await self.desk.visits.overlapping(values["starts_at"], values["minutes"], self._record)
        if not found:
            return True
        told = "\n".join(f"{drawing.times(one)}  {one.client_short}" for one in found)
        answers = (Answer("back", _("Another time")), Answer("both", _("Plan both")))
        question = Question(_("You have a visit at the same time"), told, answers)
        if await self.app.push_screen_wait(question) == "both":
            return True
        self.set_focus(self.form.field("starts_at").entry)
        return False

    async def create(self, values: Mapping[str, Any]) -> str:
        """Plan it."""
        await self.desk.visits.plan(self._client, self._with_reason(values), self.draft_id)
        if self._alone_reason:
            return _("Planned. Your team lead is told that you go alone, and why.")
        return _("Planned.")

    async def change(self, seen: RecordStanding, values: Mapping[str, Any]) -> str:
        """Plan it otherwise."""
        await self.desk.visits.change(seen, self._with_reason(values), self.draft_id)
        return _("The visit is changed.")

    def _with_reason(self, values: Mapping[str, Any]) -> dict[str, Any]:
        reason = {"alone_reason": self._alone_reason} if self._alone_reason else {}
        return {**values, **reason}
