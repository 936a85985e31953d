"""The log of the reporting code in its five steps, and the forms for a step and for a calamity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from screens import moments
from screens.background import in_background
from screens.dialogs.question import Answer, Question
from screens.keys import bindings
from screens.list_page import ClientListPage
from screens.plain import one_line, plain
from screens.record_editor import RecordEditorScreen
from screens.route import Route
from screens.widgets.cells import Cell, Line, Tone
from screens.widgets.reading_pane import author
from screens.widgets.windowed_list import WindowedList
from thuis_tui.casework.safety_rules import DECIDING, STEPS, WEIGHING
from thuis_tui.casework.terms.safety import MELDCODE_STEP
from thuis_tui.desk.reporting import MeldcodeShown, StepTaken
from thuis_tui.desk.shapes import Draft, InvalidInput
from thuis_tui.language import N_, _

if TYPE_CHECKING:
    from thuis_tui.desk.records import Rule

MELDCODE, STEP = "meldcode", "taken_step"
"""Where a draft keeps which concern it belongs to, and which step it is."""


class MeldcodeScreen(ClientListPage[tuple[int, StepTaken | None]]):
    """One concern: the five steps, those that were taken with what was written, the others open."""

    CONTEXT = "meldcode"
    BINDINGS: ClassVar[list[BindingType]] = bindings("meldcode")

    def __init__(self, client: str, meldcode: str) -> None:
        super().__init__(client)
        self._meldcode = meldcode
        self._client_name = ""
        self._code: MeldcodeShown | None = None

    @property
    def heading(self) -> str:
        """What it is, of whom."""
        told = _("Reporting code (meldcode)")
        return f"{told} · {self._client_name}" if self._client_name else told

    @property
    def route(self) -> Route:
        """Back here after a lock."""
        return Route("meldcode", {"client": self._client, "meldcode": self._meldcode})

    def compose_body(self) -> Iterable[Widget]:
        """The concern, the steps, and the one at the cursor in full."""
        yield Static("", markup=False, classes="safety-head")
        yield self._make_list()
        with VerticalScroll(classes="safety-full", can_focus=False):
            yield Static("", markup=False)
        yield self._make_empty("")

    async def _look(self) -> None:
        self._client_name = await self.desk.dossiers.name(self._client)
        self.retitle()
        await self.desk.dossiers.log_reading(self._client)
        codes = await self.desk.reporting.meldcodes(self._client)
        self._code = code = next((each for each in codes if each.id == self._meldcode), None)
        if code is None:
            self.thuis.tell(_("This is no longer on this laptop."), severity="warning")
            self.dismiss()
            return
        told = f"§ {one_line(code.concern)}"
        if code.closed_on:
            told += "\n" + _("Closed on {day}.").format(day=moments.day_of(code.closed_on))
        else:
            told += "\n" + _("Steps may be taken in any order; nobody decides (5) before weighing (4).")
        self.query_one(".safety-head", Static).update(plain(told))
        items: list[tuple[int, StepTaken | None]] = []
        for step in STEPS:
            taken = [each for each in code.steps if each.step == step]
            items += [(step, each) for each in taken] or [(step, None)]
        await self._show(items)
        self._show_current()
        self._shown()

    def _lines(self, item: tuple[int, StepTaken | None], width: int) -> tuple[Line, Line]:
        """The step, when and by whom; below it what was written."""
        step, taken = item
        title = f"{step}  {MELDCODE_STEP.shown(step)}"
        tone: Tone = "strong" if taken else "quiet"
        if taken is None:
            waits = step == DECIDING and self._code is not None and not self._code.weighed
            mark, below = "○", _("first weigh (step 4)") if waits else _("not taken yet")
            return (Cell(f" {mark} ", 3, "lamp"), Cell(title, tone=tone)), (
                Cell("", 6),
                Cell(below, tone="quiet"),
            )
        day = moments.day_of(taken.taken_on)
        said = f"{taken.decision}: {taken.account}" if taken.decision else taken.account
        return (
            Cell(" ✓ ", 3, "moss"),
            Cell(title, tone=tone),
            Cell(f"{day} ", len(day) + 2, "quiet", right=True),
        ), (Cell("", 6), Cell(one_line(said), tone="quiet"))

    def on_windowed_list_highlighted(self, event: WindowedList.Highlighted) -> None:
        """The step at the cursor in full."""
        event.stop()
        self._show_current()
        self.refresh_bindings()

    def _show_current(self) -> None:
        item = self._current
        taken = item[1] if item is not None else None
        lines = []
        if taken is not None:
            if taken.decision:
                lines.append(_("Decision: {decision}").format(decision=taken.decision))
            if taken.consulted:
                lines.append(_("Consulted: {who}").format(who=taken.consulted))
            lines += [taken.account, _("written by {author}").format(author=author(taken.author_name))]
        self.query_one(".safety-full", VerticalScroll).query_one(Static).update(plain("\n".join(lines)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A closed concern takes no steps; one that was not decided is not closed."""
        code = self._code
        if action == "close":
            return code is not None and not code.closed_on and code.weighed and code.decided
        if action == "take":
            return code is not None and not code.closed_on
        return True

    async def action_take(self) -> None:
        """Write down the step at the cursor."""
        item, code = self._current, self._code
        if item is None or code is None:
            return
        if item[0] == DECIDING and not code.weighed:
            told = _("Nobody decides before the violence was weighed: write down step {step} first.")
            self.thuis.tell(told.format(step=WEIGHING), severity="warning")
            return
        await self.thuis.go("meldcode_step", client=self._client, meldcode=code.id, step=item[0])

    async def on_windowed_list_selected(self, event: WindowedList.Selected) -> None:
        """A second click writes the step down."""
        event.stop()
        await self.action_take()

    def action_close(self) -> None:
        """Close the concern, after asking once."""
        in_background(self, self._close, "close", exclusive=True)

    async def _close(self) -> None:
        answer = await self.app.push_screen_wait(
            Question(
                _("Close this concern?"),
                _("It stays in the dossier with every step."),
                (Answer("keep", _("Leave it open")), Answer("close", _("Close it"))),
            )
        )
        if answer != "close":
            return
        try:
            await self.desk.reporting.close(self._client, self._meldcode)
        except InvalidInput as fault:
            self.thuis.tell(str(fault.problems[0]), severity="warning")
        await self._look()


class StepEditorScreen(RecordEditorScreen):
    """A step of the reporting code, as it was taken. It is not changed afterwards."""

    ROUTE = "meldcode_step"

    def __init__(
        self,
        client: str,
        meldcode: str = "",
        step: int = 0,
        record: str | None = None,
        draft: str | None = None,
    ) -> None:
        super().__init__(client, "meldcode_step", record, None, draft)
        self._meldcode = meldcode
        self._step = step

    @property
    def _shown(self) -> tuple[str, ...]:
        """The step is asked when it is not known; only the last step decides."""
        step = () if self._step else ("step",)
        decision = ("decision",) if self._step in (0, DECIDING) else ()
        return (*step, "taken_on", "consulted", *decision, "account")

    @property
    def heading(self) -> str:
        """Which step, of whom."""
        step = f"{self._step} {MELDCODE_STEP.shown(self._step)}" if self._step else ""
        return " · ".join(filter(None, [step, self._client_name]))

    @property
    def route(self) -> Route:
        """Back here after a lock, with the draft."""
        arguments = {"client": self._client, "meldcode": self._meldcode, "step": self._step}
        return Route(self.ROUTE, {**arguments, "draft": self.draft_id})

    def begin_with(self) -> Mapping[str, Any]:
        """Taken today."""
        return {"taken_on": self.thuis.local_now().date().isoformat(), **super().begin_with()}

    def gather(self) -> dict[str, Any]:
        """What was typed, and about which concern."""
        return {**super().gather(), MELDCODE: self._meldcode, STEP: self._step}

    def _restore(self, draft: Draft) -> None:
        """A draft belongs to the concern that it was begun for."""
        super()._restore(draft)
        self._meldcode = str(draft.fields.get(MELDCODE) or self._meldcode)
        step = draft.fields.get(STEP)
        if isinstance(step, int) and step and not self._step:
            self.form.field("step").restore(MELDCODE_STEP.shown(step), "")

    async def create(self, values: Mapping[str, Any]) -> str:
        """Write the step down."""
        whole = {"step": self._step, **values} if self._step else values
        await self.desk.reporting.take_step(self._client, self._meldcode, whole, self.draft_id)
        return _("Written down. It stays as it is; a step may be taken again.")


class CalamityEditorScreen(RecordEditorScreen):
    """Reporting a calamity: at once, and as it is."""

    FIELDS = ("kind", "occurred_at", "involved", "told", "measures", "what")
    ROUTE = "calamity_editor"
    FOOT: ClassVar[str] = N_("It is not changed afterwards.")

    def __init__(self, client: str, record: str | None = None, draft: str | None = None) -> None:
        super().__init__(client, "calamity", record, None, draft)

    @property
    def rule(self) -> Rule | None:
        """What has happened is not still to come."""
        return self.desk.reporting.calamity_rule

    async def create(self, values: Mapping[str, Any]) -> str:
        """Report it."""
        await self.desk.reporting.report_calamity(self._client, values, self.draft_id)
        return _(
            "Reported. Your team lead is told with the next connection; thuis cannot call anyone: "
            "call your team lead now."
        )
