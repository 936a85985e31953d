"""The warning plan: one phase at a time, with its signs and what each party does. Made with the client."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from screens import moments
from screens.background import in_background
from screens.keys import LIST, bindings
from screens.page import Page
from screens.plain import plain
from screens.route import Route
from screens.safety import signs
from screens.widgets.reading_pane import author
from thuis_tui.casework.safety import PARTIES, PHASES
from thuis_tui.desk.safety import PlanCell, WarningPlanShown
from thuis_tui.desk.shapes import Changed
from thuis_tui.language import _

START = "red"
"""The phase that is shown first when it says something; else the first that does not."""


class CellView(Static, can_focus=True):
    """One party in one phase: its title and its text, or every text while people disagree."""

    class Chosen(Message):
        """A click or Enter on this cell."""

        def __init__(self, cell: CellView) -> None:
            super().__init__()
            self.cell = cell

    def __init__(self, party: str) -> None:
        super().__init__("", markup=False, classes="plan-cell")
        self.party = party
        self.cell: PlanCell | None = None

    def show(self, cell: PlanCell) -> None:
        """Show this."""
        self.cell = cell
        title = plain(_(signs.PARTY_NAMES[cell.party]), "bold $primary")
        if cell.disputed:
            texts = [
                Content.assemble(
                    plain(f"≠ {author(each.author_name)}: ", "bold $warning"),
                    plain(each.text or _("nothing")),
                )
                for each in cell.disputed
            ]
        elif cell.texts:
            texts = [plain(text) for text in cell.texts]
        else:
            texts = [plain(_("Nothing written yet."), "$quiet")]
        self.update(Content("\n").join([title, *texts]))

    def on_click(self, event: events.Click) -> None:
        """The first click goes to the cell, a second one changes it."""
        if event.chain > 1:
            self.post_message(self.Chosen(self))


class WarningPlanScreen(Page[None]):
    """The warning plan of one client."""

    CONTEXT = "warning_plan"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("warning_plan"),
        *(each for each in bindings(LIST) if isinstance(each, Binding) and each.action in ("down", "up")),
    ]

    def __init__(self, client: str, phase: str = "") -> None:
        super().__init__()
        self._client = client
        self._client_name = ""
        self._phase = phase
        self._plan: WarningPlanShown | None = None

    @property
    def ready(self) -> bool:
        """Once it was read."""
        return super().ready and self._plan is not None

    @property
    def heading(self) -> str:
        """What it is, of whom."""
        told = _("Warning plan")
        return f"{told} · {self._client_name}" if self._client_name else told

    @property
    def route(self) -> Route:
        """Back to the same plan after a lock."""
        return Route("warning_plan", {"client": self._client})

    def compose_body(self) -> Iterable[Widget]:
        """The phases in a line, and the four cells of one."""
        yield Static("", markup=False, classes="plan-phases")
        with VerticalScroll(classes="plan-cells", can_focus=False):
            for party in PARTIES:
                yield CellView(party)
        yield Static("", markup=False, classes="plan-foot")

    async def on_mount(self) -> None:
        """Read it."""
        await self._look()
        self.query(CellView).first().focus()

    def records_changed(self, changed: Changed) -> None:
        """The plan was changed, here or by a colleague."""
        if self._client in changed.clients:
            in_background(self, self._look, "look", exclusive=True)

    async def look_again(self) -> None:
        """Back from the editor."""
        if self._plan is not None:
            await self._look()

    async def _look(self) -> None:
        self._client_name = await self.desk.dossiers.name(self._client)
        self.retitle()
        await self.desk.dossiers.log_reading(self._client)
        self._plan = plan = await self.desk.safety.plan(self._client)
        if not self._phase:
            self._phase = START if START in plan.filled else (plan.filled or PHASES)[-1 if plan.filled else 0]
        told = (
            _("Discussed on {day}. F4 changes that.").format(day=moments.day_of(plan.discussed_on))
            if plan.discussed_on
            else _("Not discussed with the client yet. F4 writes down when it was.")
        )
        self.query_one(".plan-foot", Static).update(plain(told, "$quiet"))
        self._show()

    def _show(self) -> None:
        if self._plan is None:
            return
        parts = []
        for number, phase in enumerate(PHASES, 1):
            mark = "" if phase in self._plan.filled else " ·" + _("empty")
            said = f" {number} {signs.colour(phase)}{mark} "
            style = signs.STYLES[signs.tone(phase)]
            parts.append(plain(said, f"{style} reverse" if phase == self._phase else style))
        self.query_one(".plan-phases", Static).update(Content("  ").join(parts))
        for view, cell in zip(self.query(CellView), self._plan.phase(self._phase), strict=True):
            view.show(cell)

    # The commands

    def _go(self, phase: str) -> None:
        self._phase = phase
        self._show()
        self.query_one(".plan-cells").scroll_home(animate=False)

    def action_phase_1(self) -> None:
        """Green."""
        self._go(PHASES[0])

    def action_phase_2(self) -> None:
        """Yellow."""
        self._go(PHASES[1])

    def action_phase_3(self) -> None:
        """Orange."""
        self._go(PHASES[2])

    def action_phase_4(self) -> None:
        """Red."""
        self._go(PHASES[3])

    def action_next_phase(self) -> None:
        """One phase worse."""
        self._go(PHASES[min(PHASES.index(self._phase) + 1, len(PHASES) - 1)])

    def action_earlier_phase(self) -> None:
        """One phase better."""
        self._go(PHASES[max(PHASES.index(self._phase) - 1, 0)])

    def action_down(self) -> None:
        """To the next cell."""
        self.focus_next(CellView)

    def action_up(self) -> None:
        """To the cell before."""
        self.focus_previous(CellView)

    async def action_edit(self) -> None:
        """Change the cell that has the focus."""
        view = self.focused
        if isinstance(view, CellView) and view.cell is not None:
            # What merged dossiers say beside it goes into the one text that is kept from here on.
            await self._change(view.cell.field, together=True)

    async def on_cell_view_chosen(self, event: CellView.Chosen) -> None:
        """Change the cell that was clicked twice."""
        event.stop()
        await self.action_edit()

    async def action_discussed(self) -> None:
        """When it was discussed with the client."""
        await self._change("discussed_on")

    async def _change(self, field: str, *, together: bool = False) -> None:
        await self.desk.safety.make_plan(self._client)
        await self.thuis.go(
            "field_editor",
            client=self._client,
            field=field,
            ent=f"warning_plan:{self._client}",
            together=together,
        )
