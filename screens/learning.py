"""Exports for research: a privacy officer reads what was asked, and approves or refuses it."""

from __future__ import annotations

from functools import partial
from typing import ClassVar, Final

from textual.binding import BindingType

from screens import moments
from screens.background import in_background
from screens.dialogs.reason import Reason
from screens.keys import bindings
from screens.list_page import ReadingListPage
from screens.plain import one_line
from screens.route import Route
from screens.widgets.cells import Cell, Line
from thuis_tui.desk.learning import Decision, LearningItem
from thuis_tui.desk.shapes import InvalidInput, NotFound
from thuis_tui.language import N_, _, ngettext

_ASKED: Final[dict[Decision, tuple[str, str]]] = {
    "approve": (
        N_("Approve this export?"),
        N_("It can be made once, within 30 days after it was asked. Each client's log says so."),
    ),
    "refuse": (N_("Refuse this export?"), N_("Nothing is made; who asked is told.")),
}


class LearningScreen(ReadingListPage[LearningItem]):
    """What waits for a decision, and what became of the others."""

    CONTEXT = "learning"
    BINDINGS: ClassVar[list[BindingType]] = bindings("learning")

    @property
    def heading(self) -> str:
        """The name of the screen."""
        return _("Exports for research")

    @property
    def route(self) -> Route:
        """Back here after a lock."""
        return Route("learning")

    def _nothing(self) -> tuple[str, ...]:
        return (
            _("Nothing was asked."),
            _(
                "What an institute would like to learn from comes here for the privacy officer, before "
                "anything is made of it."
            ),
        )

    def _in_full(self, item: LearningItem) -> str:
        return "\n".join(item.facts())

    async def _look(self) -> None:
        at = self._current.id if self._current is not None else None
        items = await self.desk.learning.items()
        waiting = sum(item.deciding for item in items)
        told = (
            ngettext(
                "{count} export waits for your decision", "{count} exports wait for your decision", waiting
            ).format(count=waiting)
            if waiting
            else _("Nothing waits for your decision.")
        )
        await self._show_all(
            items, told, next((place for place, item in enumerate(items) if item.id == at), None)
        )

    def _lines(self, item: LearningItem, width: int) -> tuple[Line, Line]:
        """Which project, to whom and since when; below it how it stands and what for."""
        when = (
            moments.when(moments.local(item.recorded_at).replace(tzinfo=None), self.thuis.local_now())
            if item.recorded_at
            else ""
        )
        first = (
            Cell(" ! ", 3, "alarm") if item.deciding else Cell(" § ", 3, "moss"),
            Cell(" · ".join(map(one_line, (item.project, item.institute))), tone="strong"),
            Cell(f"{when} ", len(when) + 2, "quiet", right=True),
        )
        return first, (Cell("", 3), Cell(f"{item.state_text}: {one_line(item.reason)}", tone="quiet"))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what waits for this person."""
        if action in ("approve", "refuse"):
            item = self._current if self._looked else None
            return item is not None and item.deciding
        return True

    def action_approve(self) -> None:
        """It can be made."""
        self._ask("approve")

    def action_refuse(self) -> None:
        """It cannot be made."""
        self._ask("refuse")

    def _ask(self, decision: Decision) -> None:
        item = self._current
        if item is not None and item.deciding:
            in_background(self, partial(self._decide, item, decision), "decide", exclusive=True)

    async def _decide(self, item: LearningItem, decision: Decision) -> None:
        question, detail = _ASKED[decision]
        about = f"{one_line(item.project)} · {one_line(item.institute)}"
        reason = await self.app.push_screen_wait(Reason(_(question), f"{about}\n{_(detail)}"))
        if reason is None:
            return
        try:
            await self.desk.learning.decide(item.id, decision, reason)
        except InvalidInput as fault:
            self.thuis.tell(str(fault.problems[0]), severity="warning")
        except NotFound:
            self.thuis.tell(_("This was decided meanwhile."), severity="warning")
        else:
            self.thuis.tell(_("Decided. It is carried out with the next connection."))
        await self._look()
