"""What a version of a plan says otherwise than another: goal by goal, marked by more than colour."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from screens.keys import bindings
from screens.page import Page
from screens.plain import one_line, plain
from screens.route import Route
from screens.widgets.differing import GONE, compared
from screens.widgets.reading_pane import ReadingPane
from thuis_tui.casework.terms.plan import PLAN_STATE
from thuis_tui.casework.vocabulary import LIFE_DOMAIN
from thuis_tui.desk.plan_shapes import GoalDifference, PlanDifference, PlanShown, Words
from thuis_tui.desk.shapes import NotFound
from thuis_tui.language import N_, _

_SIGNS = {"added": "+", "dropped": "−", "changed": "≠", "same": "="}
_SAID = {
    "added": N_("new goal"),
    "dropped": N_("no longer in the plan"),
    "changed": N_("changed"),
    "same": N_("the same"),
}


class PlanDifferenceScreen(Page[None]):
    """Two versions of the plan of one client."""

    CONTEXT = "plan_difference"
    AUTO_FOCUS = "ReadingPane"
    BINDINGS: ClassVar[list[BindingType]] = bindings("plan_difference")

    def __init__(self, client: str, older: str, newer: str) -> None:
        super().__init__()
        self._client = client
        self._older = older
        self._newer = newer
        self._told: PlanDifference | None = None

    @property
    def heading(self) -> str:
        """Whose plan it is."""
        name = f" · {self._told.newer.client_name}" if self._told else ""
        return _("What changed in the plan") + name

    @property
    def route(self) -> Route:
        """Back here after a lock."""
        versions = {"older": self._older, "newer": self._newer}
        return Route("plan_difference", {"client": self._client, **versions})

    def compose_body(self) -> Iterable[Widget]:
        """Which two, and what differs."""
        yield Static("", markup=False, classes="plan-head")
        yield ReadingPane(id="differences")

    async def on_mount(self) -> None:
        """Compare."""
        try:
            told = await self.desk.plans.difference(self._client, self._older, self._newer)
        except NotFound:
            self.thuis.tell(_("This version is no longer there."), severity="warning")
            self.dismiss()
            return
        self._told = told
        self.retitle()
        head = _("From {older} to {newer}").format(older=_named(told.older), newer=_named(told.newer))
        self.query_one(".plan-head", Static).update(plain(head))
        pane = self.query_one("#differences", ReadingPane)
        async with pane.batch():
            await pane.remove_children()
            await pane.mount(Vertical(*_sheets(told), classes="note-sheet"))


def _named(plan: PlanShown) -> str:
    """A version by its number, its state and who made it."""
    who = one_line(plan.author_name)
    told = _("version {number} ({state})").format(number=plan.number, state=PLAN_STATE.shown(plan.state))
    return f"{told}, {who}" if who else told


def _sheets(told: PlanDifference) -> Iterable[Widget]:
    if not told.head and all(goal.kind == "same" for goal in told.goals):
        yield Static(plain(_("Both versions say the same.")), classes="note-sheet-quiet")
    for words in told.head:
        yield Static(_words(words), classes="plan-words")
    for goal in told.goals:
        yield from _goal(goal)


def _goal(goal: GoalDifference) -> Iterable[Widget]:
    title = f"{_SIGNS[goal.kind]} {LIFE_DOMAIN.shown(goal.life_domain)} · {_(_SAID[goal.kind])}"
    yield Static(plain(title), classes="plan-goal-title")
    wording = plain(goal.wording, {"added": "bold underline", "dropped": GONE}.get(goal.kind, ""))
    if goal.kind != "changed":
        yield Static(wording, classes="plan-words")
    for words in goal.words:
        yield Static(_words(words), classes="plan-words")


def _words(words: Words) -> Content:
    """What it was and what it is, the new words underlined, under their label."""
    was = plain(f"− {words.was}", GONE) if words.was else plain("")
    if not words.now:
        return Content.assemble(plain(f"{words.label}\n", "$quiet"), was)
    now = (
        compared(words.was, words.now, long=words.long)
        if words.was
        else plain(f"+ {words.now}", "bold underline")
    )
    between = plain("\n") if words.was else plain("")
    return Content.assemble(plain(f"{words.label}\n", "$quiet"), was, between, now)
