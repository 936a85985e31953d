"""The support plan of one client: one readable page, and a key for everything that is done with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from screens.background import in_background
from screens.keys import bindings, first_key
from screens.page import Page
from screens.plain import plain
from screens.plan import drawing
from screens.plan.forms import NEW
from screens.plan.paper import to_paper
from screens.plan.sheet import Item, Sheet
from screens.plan.steps import next_step, outcomes
from screens.route import Route
from screens.widgets.windowed_list import WindowedList
from thuis_tui.commands import BY_ID
from thuis_tui.desk.plan_shapes import ActionShown, GoalShown, PlanPage, PlanShown
from thuis_tui.desk.shapes import Changed, FileProblem, InvalidInput, NotEnrolled, NotFound
from thuis_tui.language import _

_EDITORS = {"plan": "plan_editor", "goal": "goal_editor", "action": "action_editor"}


class PlanScreen(Page[None]):
    """The version of a plan that is worked on, or one that was chosen."""

    CONTEXT = "plan"
    BINDINGS: ClassVar[list[BindingType]] = bindings("plan")

    def __init__(self, client: str, plan: str | None = None, goal: str | None = None) -> None:
        """`goal`: where the cursor begins."""
        super().__init__()
        self._client = client
        self._wanted = plan
        self._begin_at = ("goal", goal) if goal else None
        self._page: PlanPage | None = None

    @property
    def ready(self) -> bool:
        """Once the plan is there: the keys are about what is at its cursor."""
        return super().ready and self._page is not None

    @property
    def heading(self) -> str:
        """Whose plan it is."""
        name = self._page.client_name if self._page else ""
        return f"{_('Support plan')} · {name}" if name else _("Support plan")

    @property
    def route(self) -> Route:
        """Back here after a lock."""
        arguments = {"client": self._client}
        return Route("plan", {**arguments, "plan": self._wanted} if self._wanted else arguments)

    def compose_body(self) -> Iterable[Widget]:
        """What one wants to know first, the plan itself, and a word when there is none."""
        yield Static("", markup=False, classes="plan-head")
        yield Sheet(id="plan-sheet")
        empty = Static("", markup=False, classes="empty-state")
        empty.display = False
        yield empty

    # Looking

    @property
    def _sheet(self) -> Sheet:
        return self.query_one("#plan-sheet", Sheet)

    @property
    def plan(self) -> PlanShown | None:
        """The version that is shown."""
        return self._page.plan if self._page else None

    async def on_mount(self) -> None:
        """Read it; opening a dossier is in the access log."""
        self._sheet.focus()
        try:
            await self.desk.dossiers.open(self._client)
        except NotFound:
            self._gone()
            return
        self.call_after_refresh(self.look)

    async def look_again(self) -> None:
        """Back from a form."""
        if self._page is not None:
            await self.look()

    def records_changed(self, changed: Changed) -> None:
        """Something of this dossier was written, here or by a colleague."""
        if self._client in changed.clients and self.is_current:
            in_background(self, self.look, "look", exclusive=True)

    async def look(self) -> None:
        """Read the plan and show it."""
        try:
            try:
                page = await self.desk.plans.page(self._client, self._wanted)
            except NotFound:
                # The version was taken away on another laptop; the dossier may still be here.
                self._wanted = None
                page = await self.desk.plans.page(self._client)
        except NotFound:
            self._gone()
            return
        self._page = page
        self.retitle()
        self._show(page)
        self.refresh_bindings()

    def _gone(self) -> None:
        self.thuis.tell(_("This dossier is no longer on this laptop."), severity="warning")
        self.dismiss()

    def _show(self, page: PlanPage) -> None:
        plan = page.plan
        empty = self.query_one(".empty-state", Static)
        empty.display = plan is None or not plan.goals
        self._sheet.display = plan is not None
        self._sheet.set_class(empty.display, "-short")
        if plan is None:
            self.query_one(".plan-head", Static).update("")
            told = [
                _("There is no plan yet."),
                _("n begins one with the first goal, in the client's own words."),
            ]
        else:
            today = self.thuis.local_now().date()
            me = self.desk.caseworker.id if self.desk.caseworker else ""
            lines = drawing.head(page, today) + drawing.warnings(page, me)
            self.query_one(".plan-head", Static).update(plain("\n".join(lines)))
            self._sheet.lay(drawing.items(plan, today), self._begin_at)
            self._begin_at = None
            told = [_("No goals yet. n writes the first: what does the client want to be different?")]
        empty.update(plain("\n\n".join(told)))

    # What is at the cursor

    @property
    def _item(self) -> Item | None:
        return self._sheet.item if self.plan is not None else None

    @property
    def _goal(self) -> GoalShown | None:
        item = self._item
        return self.plan.goal(item.goal) if self.plan and item else None

    @property
    def _action(self) -> ActionShown | None:
        item, goal = self._item, self._goal
        if item is None or goal is None or item.kind != "action":
            return None
        return next((each for each in goal.actions if each.id == item.id), None)

    def on_windowed_list_highlighted(self, event: WindowedList.Highlighted) -> None:
        """Other keys work here."""
        event.stop()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done with what is shown."""
        page, plan, item = self._page, self.plan, self._item
        if page is None or action not in _WHEN:
            return True
        if plan is None:
            return action == "new_goal"
        kind = item.kind if item else ""
        return _WHEN[action](page, plan, kind)

    async def try_to(self, work: Callable[[], Awaitable[object]]) -> bool:
        """Do it and look again, or say why not; whether it was done."""
        try:
            await work()
        except InvalidInput as fault:
            self.thuis.tell(str(fault.problems[0]), severity="warning", timeout=10)
        except FileProblem as fault:
            self.thuis.tell(fault.reason, severity="error", timeout=12)
        except NotFound:
            self.thuis.tell(_("This was taken away on another laptop."), severity="warning")
        except NotEnrolled:
            self.thuis.tell(
                _("This laptop is not connected to an organisation yet, so nothing can be filed."),
                severity="warning",
            )
        else:
            await self.look()
            return True
        await self.look()
        return False

    # Words

    async def action_new_goal(self) -> None:
        """Write a goal; the first begins the plan."""
        if self.plan is None and not await self.try_to(partial(self.desk.plans.begin, self._client)):
            return
        if self.plan is not None:
            await self.thuis.go("goal_editor", client=self._client, record=NEW + self.plan.id)

    async def action_new_action(self) -> None:
        """Write an action for the goal at the cursor."""
        goal = self._goal
        if goal is not None:
            await self.thuis.go("action_editor", client=self._client, record=NEW + goal.id)

    async def action_edit(self) -> None:
        """Change what is at the cursor, or read the note there."""
        item, plan = self._item, self.plan
        if item is None or plan is None:
            return
        if item.kind == "note":
            await self.thuis.go("note", note=item.id)
        elif plan.state == "in_evaluation" and item.kind == "goal":
            await self.thuis.go("outcome_editor", client=self._client, record=item.id)
        elif plan.editable:
            await self.thuis.go(_EDITORS[item.kind], client=self._client, record=item.id)
        else:
            self.thuis.tell(
                _("What is agreed stays as it is. {key} makes a new version to change it.").format(
                    key=first_key(BY_ID["plan.new_version"])
                )
            )

    async def on_windowed_list_selected(self, event: WindowedList.Selected) -> None:
        """A second click changes it."""
        event.stop()
        await self.action_edit()

    async def _move(self, down: bool) -> None:
        item = self._item
        if item is not None:
            await self.try_to(partial(self.desk.plans.move, self._client, f"{item.kind}:{item.id}", down))

    async def action_lower(self) -> None:
        """One place lower."""
        await self._move(True)

    async def action_higher(self) -> None:
        """One place higher."""
        await self._move(False)

    def action_remove(self) -> None:
        """Take away what is at the cursor, with the reason."""
        in_background(self, self._remove, "remove", exclusive=True)

    async def _remove(self) -> None:
        from screens.dialogs.reason import Reason

        item = self._item
        if item is None:
            return
        question = {
            "plan": _("Take this version of the plan away?"),
            "goal": _("Take this goal away, with its actions?"),
            "action": _("Take this action away?"),
        }[item.kind]
        reason = await self.app.push_screen_wait(
            Reason(question, _("Colleagues see who took it away and why. The log keeps it."))
        )
        if reason is not None:
            ent = f"{item.kind}:{item.id}"
            await self.try_to(partial(self.desk.plans.remove, self._client, ent, reason))

    # Doing and evaluating

    async def action_done(self) -> None:
        """The action at the cursor is done, or not after all."""
        await self._set_action("done")

    async def action_drop(self) -> None:
        """The action at the cursor need not be done, or has to after all."""
        await self._set_action("dropped")

    async def _set_action(self, state: str) -> None:
        plan, action = self.plan, self._action
        if plan is not None and action is not None:
            wanted = "open" if action.state == state else state
            await self.try_to(partial(self.desk.plans.set_action, plan, action, wanted))

    async def action_outcome(self) -> None:
        """What became of the goal at the cursor, else of the first without an outcome."""
        goal = self._goal
        if goal is not None:
            await self.thuis.go("outcome_editor", client=self._client, record=goal.id)
        else:
            in_background(self, self._outcomes, "outcomes", exclusive=True)

    async def _outcomes(self) -> None:
        await outcomes(self)

    def action_step(self) -> None:
        """The ways on from here."""
        in_background(self, partial(next_step, self), "step", exclusive=True)

    def action_paper(self) -> None:
        """On paper, for the client."""
        in_background(self, partial(to_paper, self), "paper", exclusive=True)

    # Versions

    async def action_new_version(self) -> None:
        """A draft to change what is agreed."""
        if await self.try_to(partial(self.desk.plans.new_version, self._client)):
            await self._go_to(None)
            self.thuis.tell(
                _("A new version to work on. The one that is active stays until this one begins.")
            )

    async def _go_to(self, plan: str | None) -> None:
        self._wanted = plan
        await self.look()

    async def _turn(self, by: int) -> None:
        if self._page is None or self.plan is None:
            return
        order = [each.id for each in self._page.versions]
        place = order.index(self.plan.id) + by
        if 0 <= place < len(order):
            await self._go_to(order[place])

    async def action_older(self) -> None:
        """The version before this one."""
        await self._turn(1)

    async def action_newer(self) -> None:
        """The version after this one."""
        await self._turn(-1)

    async def action_difference(self) -> None:
        """What this version says otherwise than the one before it in the list."""
        if self._page is None or self.plan is None:
            return
        order = [each.id for each in self._page.versions]
        place = order.index(self.plan.id)
        older, newer = (place + 1, place) if place + 1 < len(order) else (place, place - 1)
        await self.thuis.go("plan_difference", client=self._client, older=order[older], newer=order[newer])

    async def action_conflicts(self) -> None:
        """Decide what two people wrote differently."""
        await self.thuis.go("conflicts", client=self._client)


_When = Callable[[PlanPage, PlanShown, str], bool]
_WHEN: dict[str, _When] = {
    "new_goal": lambda page, plan, kind: plan.editable,
    "new_action": lambda page, plan, kind: plan.editable and kind in ("goal", "action", "note"),
    "lower": lambda page, plan, kind: plan.editable and kind in ("goal", "action"),
    "higher": lambda page, plan, kind: plan.editable and kind in ("goal", "action"),
    "remove": lambda page, plan, kind: plan.editable and kind in _EDITORS,
    "edit": lambda page, plan, kind: bool(kind),
    "done": lambda page, plan, kind: plan.running and kind == "action",
    "drop": lambda page, plan, kind: plan.running and kind == "action",
    "outcome": lambda page, plan, kind: plan.state == "in_evaluation",
    "step": lambda page, plan, kind: bool(plan.steps),
    "new_version": lambda page, plan, kind: all(
        each.state in ("active", "in_evaluation", "closed") for each in page.versions
    ),
    "difference": lambda page, plan, kind: len(page.versions) > 1,
    "older": lambda page, plan, kind: len(page.versions) > 1,
    "newer": lambda page, plan, kind: len(page.versions) > 1,
    "paper": lambda page, plan, kind: bool(plan.goals),
    "conflicts": lambda page, plan, kind: bool(plan.conflicts),
}
