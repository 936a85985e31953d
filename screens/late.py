"""Work of the team that was set aside: who leads the team accepts it, returns it or puts it away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from screens import moments
from screens.background import in_background
from screens.dialogs.reason import Reason
from screens.keys import bindings
from screens.page import Page
from screens.plain import one_line, plain
from screens.route import Route
from screens.widgets.cells import Cell, Line
from screens.widgets.windowed_list import WindowedList
from thuis_tui.casework.vocabulary import DECISION
from thuis_tui.desk.late_work import NotAcceptable, Verdict
from thuis_tui.desk.shapes import Changed, InvalidInput, LateItem, NotFound
from thuis_tui.language import N_, _, ngettext

_ASKED: Final[dict[Verdict, tuple[str, str]]] = {
    "accept": (N_("Accept this?"), N_("It goes into the dossier as it was written, once.")),
    "return": (N_("Return this?"), N_("It stays out of the dossier; who wrote it reads your reason.")),
    "archive": (N_("Put this away?"), N_("It stays out of the dossier and is kept.")),
}


class LateScreen(Page[None]):
    """What waits for a decision, and what was decided last."""

    CONTEXT = "late"
    BINDINGS: ClassVar[list[BindingType]] = bindings("late")

    def __init__(self) -> None:
        super().__init__()
        self._items: Sequence[LateItem] = ()
        self._looked = False

    @property
    def ready(self) -> bool:
        """Once the list is there: the keys are about the item at its cursor."""
        return super().ready and self._looked

    @property
    def heading(self) -> str:
        """The name of the screen."""
        return _("Set aside")

    @property
    def route(self) -> Route:
        """Back here after a lock."""
        return Route("late")

    def compose_body(self) -> Iterable[Widget]:
        """How many wait, the items, and the one at the cursor in full."""
        yield Static("", markup=False, classes="summary")
        yield WindowedList[int](self._fetch, lambda place: place, self._draw, row_height=2, id="late")
        with VerticalScroll(classes="late-work"):
            yield Static("", markup=False)
        empty = Static(
            plain(
                _("Nothing was set aside.")
                + "\n\n"
                + _(
                    "What a colleague writes for a dossier that is no longer theirs comes here for who leads "
                    "the team. Nothing is thrown away."
                )
            ),
            markup=False,
            classes="empty-state",
        )
        empty.display = False
        yield empty

    @property
    def _list(self) -> WindowedList[int]:
        return self.query_one("#late", WindowedList)

    @property
    def _current(self) -> LateItem | None:
        place = self._list.current_id
        return None if place is None or place >= len(self._items) else self._items[place]

    async def on_mount(self) -> None:
        """Look."""
        self._list.focus()
        await self._look()

    async def _look(self) -> None:
        at = self._current.id if self._current is not None else None
        self._items = await self.desk.late_work.items()
        self.query_one(".empty-state").display = not self._items
        self._list.display = bool(self._items)
        self.query_one(".late-work").display = bool(self._items)
        waiting = sum(not item.decision for item in self._items)
        told = (
            ngettext(
                "{count} item waits for your decision", "{count} items wait for your decision", waiting
            ).format(count=waiting)
            if waiting
            else _("Everything is decided.")
        )
        self.query_one(".summary", Static).update(plain(told if self._items else ""))
        await self._list.show(range(len(self._items)))
        await self._list.reload()
        for place, item in enumerate(self._items):
            if item.id == at:
                self._list.move_to(place)
        self._show_current()
        self._looked = True
        self.refresh_bindings()

    async def _fetch(self, places: Sequence[int]) -> list[int]:
        return [place for place in places if place < len(self._items)]

    def _draw(self, place: int, width: int) -> tuple[Line, Line]:
        """What, for whom and by whom, since when; below it why it is here, or what was decided."""
        if place >= len(self._items):
            return (), ()
        item = self._items[place]
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

    def on_windowed_list_highlighted(self, event: WindowedList.Highlighted) -> None:
        """The one at the cursor in full."""
        event.stop()
        self._show_current()
        self.refresh_bindings()

    def _show_current(self) -> None:
        item = self._current
        pane = self.query_one(".late-work", VerticalScroll)
        text = "" if item is None else f"{item.why}\n\n{item.text}"
        pane.query_one(Static).update(plain(text))
        pane.scroll_home(animate=False)

    def records_changed(self, changed: Changed) -> None:
        """Something came, or a decision was taken."""
        in_background(self, self._look, "look", exclusive=True)

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
