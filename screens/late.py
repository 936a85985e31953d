"""Work of the team that was set aside: who leads the team accepts it, returns it or puts it away."""

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
from thuis_tui.casework.vocabulary import DECISION
from thuis_tui.desk.late_work import NotAcceptable, Verdict
from thuis_tui.desk.shapes import InvalidInput, LateItem, NotFound
from thuis_tui.language import N_, _, ngettext

_ASKED: Final[dict[Verdict, tuple[str, str]]] = {
    "accept": (N_("Accept this?"), N_("It goes into the dossier as it was written, once.")),
    "return": (N_("Return this?"), N_("It stays out of the dossier; who wrote it reads your reason.")),
    "archive": (N_("Put this away?"), N_("It stays out of the dossier and is kept.")),
}


class LateScreen(ReadingListPage[LateItem]):
    """What waits for a decision, and what was decided last."""

    CONTEXT = "late"
    BINDINGS: ClassVar[list[BindingType]] = bindings("late")

    @property
    def heading(self) -> str:
        """The name of the screen."""
        return _("Set aside")

    @property
    def route(self) -> Route:
        """Back here after a lock."""
        return Route("late")

    def _nothing(self) -> tuple[str, ...]:
        return (
            _("Nothing was set aside."),
            _(
                "What a colleague writes for a dossier that is no longer theirs comes here for who leads "
                "the team. Nothing is thrown away."
            ),
        )

    def _in_full(self, item: LateItem) -> str:
        return f"{item.why}\n\n{item.text}"

    async def _look(self) -> None:
        at = self._current.id if self._current is not None else None
        items = await self.desk.late_work.items()
        waiting = sum(not item.decision for item in items)
        told = (
            ngettext(
                "{count} item waits for your decision", "{count} items wait for your decision", waiting
            ).format(count=waiting)
            if waiting
            else _("Everything is decided.")
        )
        await self._show_all(
            items, told, next((place for place, item in enumerate(items) if item.id == at), None)
        )

    def _lines(self, item: LateItem, width: int) -> tuple[Line, Line]:
        """What, for whom and by whom, since when; below it why it is here, or what was decided."""
        when = self._when(item)
        mark, tone = ("§", "moss") if item.decision else ("!", "alarm")
        first = (
            Cell(f" {mark} ", 3, "moss" if tone == "moss" else "alarm"),
            Cell(" · ".join(filter(None, [item.what, self._of(item), self._by(item)])), tone="strong"),
            Cell(f"{when} ", len(when) + 2, "quiet", right=True),
        )
        below = f"{self._decided(item)}: {one_line(item.decision_reason)}" if item.decision else item.why
        return first, (Cell("", 3), Cell(below, tone="quiet"))

    def _when(self, item: LateItem) -> str:
        if not item.recorded_at:
            return ""
        return moments.when(moments.local(item.recorded_at).replace(tzinfo=None), self.thuis.local_now())

    def _of(self, item: LateItem) -> str:
        return one_line(item.client_name) or _("a dossier that is not on this laptop")

    def _by(self, item: LateItem) -> str:
        return one_line(item.author_name) or _("somebody whose name is not here yet")

    def _decided(self, item: LateItem) -> str:
        return DECISION.shown(item.decision)

    # Deciding

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what is not decided yet; only some work can be accepted."""
        if action in ("accept", "return_work", "archive"):
            item = self._current if self._looked else None
            return item is not None and not item.decision and (action != "accept" or item.acceptable)
        return True

    def action_accept(self) -> None:
        """Into the dossier after all."""
        self._ask("accept")

    def action_return_work(self) -> None:
        """Back to who wrote it."""
        self._ask("return")

    def action_archive(self) -> None:
        """Aside for good."""
        self._ask("archive")

    def _ask(self, verdict: Verdict) -> None:
        item = self._current
        if item is not None and not item.decision:
            in_background(self, partial(self._decide, item, verdict), "decide", exclusive=True)

    async def _decide(self, item: LateItem, verdict: Verdict) -> None:
        question, detail = _ASKED[verdict]
        about = f"{item.what} · {self._of(item)} · {self._by(item)}"
        reason = await self.app.push_screen_wait(Reason(_(question), f"{about}\n{_(detail)}"))
        if reason is None:
            return
        try:
            await self.desk.late_work.decide(item.id, verdict, reason)
        except InvalidInput as fault:
            self.thuis.tell(str(fault.problems[0]), severity="warning")
        except (NotFound, NotAcceptable):
            self.thuis.tell(_("This was decided meanwhile, or cannot be accepted."), severity="warning")
        else:
            self.thuis.tell(_("Decided. It is carried out with the next connection."))
        await self._look()
