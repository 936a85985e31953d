"""Moving a card: on which day and why, asked in one small form; and what stands beside a stage."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Static

from screens.dialogs.choose_one import ChooseOne
from screens.dialogs.question import Answer
from screens.page import Page
from screens.plain import one_line, plain
from thuis_tui.casework import dates, stages
from thuis_tui.casework.problem import FieldProblem, Problem
from thuis_tui.casework.terms.housing import SIDE_STATE, STAGE
from thuis_tui.desk.shapes import InvalidInput
from thuis_tui.language import N_, _
from thuis_tui.language.dates import day as day_words

if TYPE_CHECKING:
    from thuis_tui.desk.housing import Seen

Write = Callable[[date, str], Awaitable[None]]
"""Writes the move of a day with a reason; raises InvalidInput at "moved_on" or "reason"."""


class When(ModalScreen[bool]):
    """A day and a reason. Gives True once it was written; what is refused stays as it was typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
    ]

    def __init__(self, title: str, detail: str, today: date, write: Write, *, needs_reason: bool) -> None:
        super().__init__()
        self._title = title
        self._detail = detail
        self._today = today
        self._write = write
        self._needs_reason = needs_reason

    def compose(self) -> Iterable[Widget]:
        """What happens, the two lines, and what is wrong under each."""
        with Vertical(classes="dialog"):
            yield Static(plain(self._title), markup=False, classes="ask")
            yield Static(plain(self._detail), markup=False, classes="quiet")
            yield Static(plain(_("On")), markup=False)
            yield self._line("moved_on", day_words(self._today), _("today, -1, mon, 3-12"))
            yield Static("", markup=False, id="moved_on-problem", classes="line-problem")
            yield Static(plain(_("Reason")), markup=False)
            hint = _("in a few words") if self._needs_reason else _("may stay empty")
            yield self._line("reason", "", hint)
            yield Static("", markup=False, id="reason-problem", classes="line-problem")
            yield Static(plain(_("Enter goes on · Esc leaves it"), "$quiet"), markup=False)

    def _line(self, name: str, value: str, hint: str) -> Input:
        line = Input(value, placeholder=hint, max_length=300, id=name, select_on_focus=True)
        line.cursor_blink = False
        return line

    def on_mount(self) -> None:
        """Where something has to be said; else Enter is enough."""
        self.query_one("#reason" if self._needs_reason else "#moved_on", Input).focus()

    @on(Input.Submitted)
    async def given(self, event: Input.Submitted) -> None:
        """Write it, or show at its line what is wrong."""
        event.stop()
        typed = {name: self.query_one(f"#{name}", Input).value for name in ("moved_on", "reason")}
        try:
            day = dates.day(typed["moved_on"], self._today, dates.Purpose.PAST)
            await self._write(day, typed["reason"])
        except FieldProblem as problem:
            self._show([Problem("moved_on", problem.message)])
        except InvalidInput as fault:
            self._show(fault.problems)
        else:
            self.dismiss(True)

    def _show(self, problems: Sequence[Problem]) -> None:
        wrong = {problem.field: str(problem) for problem in problems}
        for name in ("moved_on", "reason"):
            said = wrong.pop(name, "")
            line = self.query_one(f"#{name}-problem", Static)
            line.update(plain(f"▲ {said}" if said else ""))
            line.display = bool(said)
            if said:
                self.query_one(f"#{name}", Input).focus()
        for said in wrong.values():
            self.notify(said, severity="warning", markup=False)

    def action_leave(self) -> None:
        """Nothing is moved."""
        self.dismiss(False)


async def move(page: Page[None], client: str, steps: int) -> None:
    """Move a card so many stages on or back, with day and reason."""
    seen = await page.desk.housing.one(client)
    stage = stages.beside(seen.candidate.stage, steps)
    if stage is None:
        page.thuis.tell(str(stages.LAST if steps > 0 else stages.FIRST))
        return
    await move_to(page, seen, stage)


async def move_to(page: Page[None], seen: Seen, stage: str) -> None:
    """Move a card to a stage, with day and reason."""
    before = seen.candidate.stage
    back = stages.PLACE[stage] < stages.PLACE[before]
    over = stages.skipped(before, stage)
    detail = f"{one_line(seen.candidate.name)}: {STAGE.shown(before)} → {STAGE.shown(stage)}"
    if over:
        detail = (
            f"{detail}\n{_('Skips: {stages}').format(stages=', '.join(STAGE.shown(one) for one in over))}"
        )

    async def write(day: date, reason: str) -> None:
        await page.desk.housing.move(seen, stage, day, reason)

    title = _("Back to an earlier stage") if back else _("On to the next stage")
    today = page.thuis.local_now().date()
    asked = When(title, detail, today, write, needs_reason=back or bool(over))
    if await page.app.push_screen_wait(asked):
        told = _("{name} is in the stage {stage} now.")
        page.thuis.tell(told.format(name=one_line(seen.candidate.name), stage=STAGE.shown(stage)))


_MEANS = {
    "on_hold": N_("On hold: waits for something"),
    "refused": N_("Refused an offer: back on the list, with the same day"),
    "rehousing": N_("Rehousing: to another home, support goes on"),
    "ended": N_("Ended: this way to a home stops here"),
    "deceased": N_("Deceased"),
}


async def set_aside(page: Page[None], client: str) -> None:
    """Choose what stands beside the stage, or take that back; with day and reason."""
    seen = await page.desk.housing.one(client)
    now = seen.candidate.side_state
    answers = [Answer(code, _(text)) for code, text in _MEANS.items() if code != now]
    if now:
        again = _("Take back: {state}").format(state=SIDE_STATE.shown(now))
        answers.insert(0, Answer("", again))
    chosen = await page.app.push_screen_wait(
        ChooseOne(_("What is it?"), one_line(seen.candidate.name), answers)
    )
    if chosen is None:
        return
    state = chosen or None

    async def write(day: date, reason: str) -> None:
        await page.desk.housing.set_aside(seen, state, day, reason)

    title = _(_MEANS[chosen]) if chosen else _("Take back: {state}").format(state=SIDE_STATE.shown(now or ""))
    asked = When(
        title,
        one_line(seen.candidate.name),
        page.thuis.local_now().date(),
        write,
        needs_reason=state == "on_hold",
    )
    if await page.app.push_screen_wait(asked):
        page.thuis.tell(_("Written. Your colleagues see it with the next connection."))
