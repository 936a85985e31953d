"""Tasks: what has to be done for whom and by whom, ticked with one key; and the form of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from screens.background import in_background
from screens.dialogs.choose_client import ChooseClient
from screens.keys import bindings, first_key
from screens.list_page import ListPage
from screens.plain import one_line, plain
from screens.removing import remove_record
from screens.route import Route
from screens.widgets.cells import Cell, Line, Tone
from screens.widgets.windowed_list import WindowedList
from thuis_tui.commands import BY_ID
from thuis_tui.desk.shapes import Changed
from thuis_tui.language import N_, _
from thuis_tui.language.dates import long_day

if TYPE_CHECKING:
    from thuis_tui.desk.task_reading import Counts, TaskShown, Whose

_WHOSE: Final[Mapping[Whose, str]] = {
    "mine": N_("Mine"),
    "cover": N_("Cover"),
    "all": N_("All"),
}
_NONE: Final[Mapping[Whose, str]] = {
    "mine": N_("You have nothing to do for anybody."),
    "cover": N_("There is nothing to do for others in dossiers that you cover."),
    "all": N_("There are no open tasks."),
}


class TasksScreen(ListPage["TaskShown"]):
    """Open tasks by day, then those done today."""

    CONTEXT = "tasks"
    BINDINGS: ClassVar[list[BindingType]] = bindings("tasks")

    def __init__(self, whose: Whose = "mine") -> None:
        super().__init__()
        self._whose: Whose = whose

    @property
    def heading(self) -> str:
        """The name of the page."""
        return _("Tasks")

    @property
    def route(self) -> Route:
        """Back here after a lock."""
        return Route("tasks", {} if self._whose == "mine" else {"whose": self._whose})

    def compose_body(self) -> Iterable[Widget]:
        """Whose, the tasks, or a word when there are none."""
        yield Static("", markup=False, classes="summary", id="whose")
        yield self._make_list()
        yield self._make_empty("")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing can be done with a task of an empty list."""
        if action in ("tick", "edit", "dossier", "remove"):
            return not self._looked or bool(self._items)
        return True

    def records_changed(self, changed: Changed) -> None:
        """A task was written, here or elsewhere, or somebody got another name."""
        if any(ent.startswith(("task:", "client:", "caseworker:")) for ent in changed.ents):
            super().records_changed(changed)

    async def _look(self) -> None:
        found, counts = await self.desk.tasks.listed(self._whose)
        self.query_one("#whose", Static).update(self._tabs(counts))
        key = first_key(BY_ID["tasks.new_task"])
        empty = f"{_(_NONE[self._whose])}\n\n{_('{key} makes a task.').format(key=key)}"
        self.query_one(".empty-state", Static).update(plain(empty))
        # One that is ticked goes to the end; the cursor stays where it is, at the next.
        await self._show(found)
        self._shown()

    def _tabs(self, counts: Counts) -> Content:
        """Which of the three lists is shown, and how long each is."""
        parts = []
        for whose, title in _WHOSE.items():
            said = f"{_(title)} {counts.of(whose)}"
            here = whose == self._whose
            parts.append(Content.styled(f"▸ {said}" if here else f"  {said}", "bold" if here else "$quiet"))
        return Content("    ").join(parts)

    # Drawing

    def _lines(self, item: TaskShown, width: int) -> tuple[Line, Line]:
        """What and by when; below it of whom, whose it is and because of what."""
        mark, tone = _mark(item)
        when = self._when(item)
        first = (
            Cell(f" {mark}", 4, tone),
            Cell(one_line(item.what), tone="quiet" if item.done else "strong"),
            Cell(f"{when} ", 22, tone, right=True),
        )
        owner = _("you") if item.mine else one_line(item.owner_name) or _("nobody yet")
        parts = [one_line(item.client_name), _("who: {name}").format(name=owner), _cover(item), item.because]
        return first, (Cell("", 4), Cell(" · ".join(part for part in parts if part), tone="quiet"))

    def _when(self, task: TaskShown) -> str:
        if task.done:
            return _("done today")
        if not task.due_on:
            return _("no day")
        on, today = date.fromisoformat(task.due_on), self.thuis.local_now().date()
        if on == today:
            return _("today")
        shown = long_day(on) if on.year != today.year else " ".join(long_day(on).split()[:3])
        return _("overdue: {day}").format(day=shown) if task.late else shown

    # Commands

    async def on_windowed_list_selected(self, event: WindowedList.Selected) -> None:
        """A second click changes it."""
        event.stop()
        await self.action_edit()

    def action_tick(self) -> None:
        """Done, or open after all."""
        if (task := self._current) is not None:
            in_background(self, partial(self._tick, task), "tick")

    async def _tick(self, task: TaskShown) -> None:
        if task.done:
            await self.desk.tasks.reopen(task.task)
        else:
            await self.desk.tasks.finish(task.task)
        await self._look()

    async def action_edit(self) -> None:
        """The form of the task at the cursor."""
        if (task := self._current) is not None:
            await self.thuis.go("task_editor", client=task.client, record=task.task)

    def action_new_task(self) -> None:
        """For whom, then what."""
        in_background(self, self._new, "new", exclusive=True)

    async def _new(self) -> None:
        client = await self.app.push_screen_wait(ChooseClient(_("A task for whom?")))
        if client is not None:
            await self.thuis.go("task_editor", client=client)

    async def action_whose(self) -> None:
        """The next of the three lists."""
        order = list(_WHOSE)
        self._whose = order[(order.index(self._whose) + 1) % len(order)]
        await self._look()

    async def action_dossier(self) -> None:
        """The dossier of whom the task is for."""
        if (task := self._current) is not None:
            await self.thuis.go("dossier", client=task.client)

    def action_remove(self) -> None:
        """Take the task at the cursor away, with a reason."""
        if (task := self._current) is not None:
            work: Any = partial(remove_record, self, task.client, f"task:{task.task}", one_line(task.what))
            in_background(self, work, "remove", exclusive=True)


def _cover(task: TaskShown) -> str:
    """That one covers the dossier, for whom and until when."""
    if not task.covered:
        return ""
    said = _("cover for {name}").format(name=one_line(task.covered_for)) if task.covered_for else _("cover")
    if not task.covered_until:
        return said
    last = " ".join(long_day(date.fromisoformat(task.covered_until)).split()[:3])
    return _("{cover} until {day}").format(cover=said, day=last)


def _mark(task: TaskShown) -> tuple[str, Tone]:
    """How it stands: a sign, and a tone that repeats it."""
    if task.done:
        return "✓", "moss"
    return ("!", "lamp") if task.late else ("○", "text")
