"""One visit: what one wants to know before the door, and the steps there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Any, ClassVar, Final

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from screens.background import in_background
from screens.keys import bindings
from screens.page import Page
from screens.route import Route
from screens.visits import brief as wording
from screens.visits import steps
from thuis_tui.desk.shapes import Changed, NotFound
from thuis_tui.desk.visit_reading import Brief, VisitShown
from thuis_tui.language import _

WIDE: Final = 100


class VisitScreen(Page[None]):
    """The page before the door."""

    CONTEXT = "visit"
    BINDINGS: ClassVar[list[BindingType]] = bindings("visit")

    def __init__(self, visit: str) -> None:
        super().__init__()
        self._visit = visit
        self._brief: Brief | None = None
        self._stepping = False

    @property
    def ready(self) -> bool:
        """Once it is known how the visit stands; what a step asks takes its own keys."""
        stepping = self._stepping and self.app.screen is self
        return super().ready and self._brief is not None and not stepping

    @property
    def heading(self) -> str:
        """Whom one visits."""
        return f"{_('Visit')} · {self._brief.visit.client_name}" if self._brief else _("Visit")

    @property
    def route(self) -> Route:
        """Back here after a lock."""
        return Route("visit", {"visit": self._visit})

    @property
    def client(self) -> str:
        """Whom one visits, once that is known: whose crisis card it is."""
        return self._brief.visit.client if self._brief else ""

    @property
    def _wide(self) -> bool:
        return self.size.width >= WIDE

    @property
    def _now(self) -> VisitShown | None:
        return self._brief.visit if self._brief else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The steps that make sense as the visit stands; those of a colleague's visit are theirs."""
        visit = self._now
        if visit is None:
            return action == "back"
        waiting = visit.state in ("planned", "passed")
        if action == "check_in":
            return waiting
        if action in ("edit", "cancel"):
            return waiting and visit.mine
        if action in ("check_out", "stay"):
            return visit.state == "under_way" and visit.mine
        if action == "not_home":
            return not visit.over and visit.mine
        return True

    def compose_body(self) -> Iterable[Widget]:
        """The alarm card, the head, and both columns; below each other where there is no room."""
        card = Static("", markup=False, classes="escalation")
        card.display = False
        yield card
        yield Static("", markup=False, classes="visit-head")
        with VerticalScroll(classes="visit-columns"):
            yield Static("", markup=False, classes="visit-safety")
            yield Static("", markup=False, classes="visit-before")

    async def on_mount(self) -> None:
        """Read it, which is in the access log."""
        self.query_one(VerticalScroll).focus()
        await self._look()
        self.watch(self.app, "alarm", self._alarm_changed, init=False)

    async def look_again(self) -> None:
        """Back from the note."""
        if self._brief is not None:
            await self._look()

    def records_changed(self, changed: Changed) -> None:
        """Something of this dossier was written."""
        if self._brief is not None and self._brief.visit.client in changed.clients:
            in_background(self, self._look, "look", exclusive=True)

    def _alarm_changed(self) -> None:
        in_background(self, self._look, "look", exclusive=True)

    async def _look(self) -> None:
        try:
            self._brief = brief = await self.desk.visits.brief(self._visit)
        except NotFound:
            self.thuis.tell(_("This visit is no longer on this laptop."), severity="warning")
            self.dismiss()
            return
        self.retitle()
        card = self.query_one(".escalation", Static)
        card.display = brief.visit.overdue
        if brief.visit.overdue:
            state = self.desk.connection.state
            online = state.confirmed_at and not (state.cut or state.offline_since or state.problem)
            card.border_title = f"▲ {_('OVER TIME: what to do')}"
            card.update(wording.escalation(not online))
        self.query_one(".visit-head", Static).update(wording.head(brief.visit))
        self.query_one(".visit-safety", Static).update(wording.safety(brief, airy=self._wide))
        self.query_one(".visit-before", Static).update(wording.before(brief, airy=self._wide))
        self.refresh_bindings()

    # The steps

    def _step(self, step: Callable[[Page[Any], VisitShown], Awaitable[object]]) -> None:
        """Take a step in a worker, then show what became of it."""
        if (visit := self._now) is not None and not self._stepping:
            self._stepping = True
            in_background(self, partial(self._take, step, visit), "step")

    async def _take(
        self, step: Callable[[Page[Any], VisitShown], Awaitable[object]], visit: VisitShown
    ) -> None:
        try:
            await step(self, visit)
            await self._look()
        finally:
            self._stepping = False

    def action_check_in(self) -> None:
        """Go in."""
        self._step(steps.check_in)

    def action_stay(self) -> None:
        """Stay longer."""
        self._step(steps.stay)

    def action_not_home(self) -> None:
        """Nobody opened."""
        self._step(steps.not_home)

    def action_cancel(self) -> None:
        """It will not take place."""
        self._step(steps.cancel)

    async def action_check_out(self) -> None:
        """Leave, and write the note while it is fresh."""
        visit = self._now
        if visit is None or not await steps.check_out(self, visit):
            return
        await self._look()
        self.thuis.tell(_("You are checked out."))
        if visit.note is None:
            await self.action_new_note()

    async def action_new_note(self) -> None:
        """Write the note of this visit; read it when it is there."""
        visit = self._now
        if visit is None:
            return
        if visit.note is not None:
            await self.thuis.go("note", note=visit.note)
        else:
            await self.thuis.go("note_editor", client=visit.client, visit=visit.visit)

    async def action_edit(self) -> None:
        """Plan it otherwise."""
        if (visit := self._now) is not None:
            await self.thuis.go("visit_editor", client=visit.client, record=visit.visit)

    async def action_dossier(self) -> None:
        """To the dossier."""
        if (visit := self._now) is not None:
            await self.thuis.go("dossier", client=visit.client)
