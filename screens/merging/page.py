"""Two dossiers of one person side by side where they differ: which fact goes on, and then they are one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from screens.keys import bindings
from screens.list_page import ListPage
from screens.plain import one_line, plain
from screens.route import Route
from screens.widgets.cells import Cell, Line, Tone
from screens.widgets.windowed_list import WindowedList
from thuis_tui.desk.shapes import Changed, FileProblem, InvalidInput, NotEnrolled
from thuis_tui.language import _, ngettext

if TYPE_CHECKING:
    from thuis_tui.desk.merging import Difference, Proposal, Side  # noqa: F401  named by the base class

LABEL: Final = 20
_ONE: Final = frozenset(("bsn", "birth_date"))
"""Of one person these are hardly ever two things."""
_STEPS: Final[dict[str, Side]] = {"here": "there", "there": "both", "both": "here"}


class MergingScreen(ListPage["Difference"]):
    """What differs between the dossier that goes on and the one that is merged into it."""

    CONTEXT = "merging"
    BINDINGS: ClassVar[list[BindingType]] = bindings("merging")

    def __init__(self, client: str, other: str) -> None:
        super().__init__()
        self._client = client
        self._other = other
        self._proposal: Proposal | None = None
        self._chosen: dict[str, Side] = {}

    @property
    def heading(self) -> str:
        """Who is merged."""
        title = _("Merge two dossiers")
        return f"{title} · {self._proposal.client_name}" if self._proposal else title

    @property
    def route(self) -> Route:
        """Back here after a lock; what was chosen is suggested anew."""
        return Route("merging", {"client": self._client, "other": self._other})

    def compose_body(self) -> Iterable[Widget]:
        """What it means, the facts, and the one at the cursor in full."""
        yield Static("", markup=False, classes="summary")
        yield self._make_list()
        yield self._make_empty(
            _("The two do not differ in any fact."), _("Ctrl+S merges them; their notes stand together.")
        )
        with Horizontal(classes="merging-values"):
            for side in ("here", "there"):
                with VerticalScroll(classes="merging-value", can_focus=False):
                    yield Static("", markup=False, id=f"value-{side}")

    def _make_list(self) -> WindowedList[int]:
        """One fact on each line."""
        return WindowedList[int](
            self._fetch, lambda place: place, self._row, id=self.CONTEXT, classes="items"
        )

    def records_changed(self, changed: Changed) -> None:
        """What came meanwhile in one of the two is shown."""
        if {self._client, self._other} & changed.clients:
            super().records_changed(changed)

    async def _look(self) -> None:
        try:
            proposal = await self.desk.merging.compare(self._client, self._other)
            for one in (self._client, self._other):
                await self.desk.dossiers.log_reading(one)
        except InvalidInput as fault:
            self.thuis.tell(str(fault.problems[0]), severity="warning", timeout=10)
            self.dismiss()
            return
        self._proposal = proposal
        for each in proposal.differences:
            self._chosen.setdefault(each.field, each.suggested)
        self.retitle()
        self.query_one(".summary", Static).update(plain(_summary(proposal)))
        await self._show(proposal.differences)
        self._show_values()
        self._shown()

    def _row(self, place: int, width: int) -> tuple[Line, ...]:
        """The fact, and what both say of it; a filled circle is what goes on."""
        if place >= len(self._items):
            return ((),)
        each = self._items[place]
        chosen = self._chosen[each.field]
        cells = [Cell(f" {each.label}", LABEL, "strong")]
        for side, text in (("here", each.here), ("there", each.there)):
            taken = chosen in (side, "both")
            tone: Tone = "text" if taken else "quiet"
            cells += [Cell("● " if taken else "○ ", 2, "moss" if taken else "quiet")]
            cells += [Cell(one_line(text) or "–", tone=tone)]
        return (tuple(cells),)

    def _show_values(self) -> None:
        """The fact at the cursor in full, each side under the name of its dossier."""
        each, proposal = self._current, self._proposal
        self.query_one(".merging-values").display = each is not None
        if each is None or proposal is None:
            return
        chosen = self._chosen[each.field]
        for number, side, name, text in (
            (1, "here", proposal.client_name, each.here),
            (2, "there", proposal.other_name, each.there),
        ):
            mark = "●" if chosen in (side, "both") else "○"
            title = plain(f"{mark} {number} {one_line(name)}\n", "bold")
            self.query_one(f"#value-{side}", Static).update(title + plain(text or "–"))

    def on_windowed_list_highlighted(self, event: WindowedList.Highlighted) -> None:
        """Another fact has the cursor."""
        event.stop()
        if self._looked:
            self._show_values()

    def on_windowed_list_selected(self, event: WindowedList.Selected) -> None:
        """A second click takes the other side."""
        event.stop()
        self.action_other()

    # The commands

    def action_here(self) -> None:
        """What this dossier says goes on."""
        self._choose("here")

    def action_there(self) -> None:
        """What the other says goes on."""
        self._choose("there")

    def action_both(self) -> None:
        """Both, where the field can hold that."""
        self._choose("both")

    def action_other(self) -> None:
        """One side further."""
        each = self._current
        if each is not None:
            step = _STEPS[self._chosen[each.field]]
            self._choose("here" if step == "both" and not each.both else step, stay=True)

    def _choose(self, side: Side, *, stay: bool = False) -> None:
        each = self._current
        if each is None:
            return
        if side == "both" and not each.both:
            self.thuis.tell(_("This fact can only be one of the two."))
            return
        self._chosen[each.field] = side
        self._list.refresh()
        if not stay:
            self._list.action_down()
        self._show_values()

    async def action_merge(self) -> None:
        """Make them one and go to the dossier that goes on."""
        proposal = self._proposal
        if proposal is None:
            return
        known = {each.field for each in proposal.differences}
        choices = {name: side for name, side in self._chosen.items() if name in known}
        try:
            await self.desk.merging.merge(proposal, choices)
        except InvalidInput as fault:
            self._tell_problem(fault)
        except NotEnrolled:
            self.thuis.tell(_("This laptop is not connected to an organisation yet."), severity="warning")
        except FileProblem as fault:
            self.thuis.tell(fault.reason, severity="error", timeout=12)
        else:
            self.thuis.tell(_("Merged. M in the dossier takes it back, at any time."), timeout=8)
            self._looked = False
            self.dismiss()

    def _tell_problem(self, fault: InvalidInput) -> None:
        """Go to the fact that does not fit, with the reason."""
        problem = fault.problems[0]
        place = next((at for at, each in enumerate(self._items) if each.field == problem.field), None)
        if place is not None:
            self._list.move_to(place)
        self.thuis.tell(str(problem), severity="warning", timeout=10)


def _summary(proposal: Proposal) -> str:
    """What merging does, in two lines."""
    told = _("{other} is merged into {name}, which goes on.").format(
        other=one_line(proposal.other_name), name=one_line(proposal.client_name)
    )
    notes = ngettext(
        "Its {count} note stands in one timeline with the others; nothing is lost.",
        "Its {count} notes stand in one timeline with the others; nothing is lost.",
        proposal.notes,
    ).format(count=proposal.notes)
    telling = {each.field: each.label for each in proposal.differences if each.here and each.field in _ONE}
    if not telling:
        return f"{told} {notes}"
    warning = _("▲ Are they really one person? They differ in: {names}.")
    return f"{told} {notes}\n{warning.format(names=', '.join(telling.values()))}"
