"""What two people wrote differently, one by one: what it was, mine, theirs, and a key for each decision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from textual.binding import BindingType
from textual.containers import Container, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from screens import moments
from screens.background import in_background
from screens.keys import LIST, bindings, first_key
from screens.page import Page
from screens.plain import one_line, plain
from screens.route import Route
from screens.widgets.differing import by_whom, compared
from thuis_tui.commands import BY_ID
from thuis_tui.desk.shapes import (
    Changed,
    ConflictItem,
    FieldStanding,
    FieldValue,
    InvalidInput,
    MergedItem,
    NotFound,
)
from thuis_tui.language import _, ngettext

WHOLE = 20_000
"""Lines: no text has more."""
_DECISIONS = frozenset(["mine", "theirs", "both", "edit"])


class Column(VerticalScroll):
    """One value with a title above it. The keys move all three together, so none takes the focus."""

    can_focus = False

    def __init__(self, name: str) -> None:
        super().__init__(name=name, classes=f"conflict-column -{name}")

    def compose(self) -> Iterable[Widget]:
        """Title and text."""
        yield Static("", markup=False, classes="conflict-title")
        yield Static("", markup=False, classes="conflict-text")


class Columns(Container, can_focus=True):
    """The three of them, which the keys of a list move together."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(LIST)

    def _move(self, lines: int) -> None:
        for column in self.query(Column):
            column.scroll_relative(y=lines, animate=False)

    def action_down(self) -> None:
        """One line down."""
        self._move(1)

    def action_up(self) -> None:
        """One line up."""
        self._move(-1)

    def action_page_down(self) -> None:
        """Down by what is in sight."""
        self._move(max(1, self.query(Column).last().size.height - 1))

    def action_page_up(self) -> None:
        """Up by what is in sight."""
        self._move(-max(1, self.query(Column).last().size.height - 1))

    def action_first(self) -> None:
        """To the beginning."""
        self._move(-WHOLE)

    def action_last(self) -> None:
        """To the end."""
        self._move(WHOLE)


class ConflictsScreen(Page[None]):
    """All conflicts, or those of one client."""

    CONTEXT = "conflicts"
    AUTO_FOCUS = "Columns"
    BINDINGS: ClassVar[list[BindingType]] = bindings("conflicts")

    def __init__(self, client: str | None = None) -> None:
        super().__init__()
        self._client = client
        self._items: Sequence[ConflictItem] = ()
        self._place = 0
        self._seen: FieldStanding | None = None
        self._at = 0
        self._shown: set[str] = set()
        self._looked = False
        self._busy = False
        self._can_undo = False

    @property
    def ready(self) -> bool:
        """Once a conflict is there, and not while a decision is being written."""
        return super().ready and self._looked and not self._busy

    @property
    def heading(self) -> str:
        """The name of the screen."""
        return _("Decide")

    @property
    def route(self) -> Route:
        """Back here after a lock."""
        return Route("conflicts", {"client": self._client} if self._client else {})

    def compose_body(self) -> Iterable[Widget]:
        """Which it is, the three columns, and a word when there is nothing left."""
        yield Static("", markup=False, classes="conflict-head")
        with Columns(classes="conflict-columns"):
            for name in ("was", "mine", "theirs"):
                yield Column(name)
        empty = Static("", markup=False, classes="empty-state")
        empty.display = False
        yield empty

    async def on_mount(self) -> None:
        """Look."""
        await self._look()

    async def look_again(self) -> None:
        """Back from writing something else."""
        if self._looked:
            await self._look()

    # Looking

    async def _look(self) -> None:
        """Show the conflict at this place, or that there is none."""
        self._items = await self.desk.conflicts.listed(self._client)
        self._can_undo = await self.desk.conflicts.can_undo()
        while self._items:
            self._place %= len(self._items)
            item = self._items[self._place]
            try:
                seen = await self.desk.facts.standing(item.client, item.field, item.ent)
            except NotFound:  # Its dossier went away after it was listed.
                self._items = [each for each in self._items if each != item]
                continue
            break
        else:
            seen = None
        if seen is not None:
            # What is shown here is read: that is in the access log.
            await self.desk.dossiers.open(seen.client)
        if seen != self._seen or seen is None:
            self._seen, self._at, self._shown = seen, 0, set()
        if seen is None:
            self._show_done(await self.desk.conflicts.merged())
        else:
            self._show(seen)
        self._looked = True
        self.refresh_bindings()

    def records_changed(self, changed: Changed) -> None:
        """Something was written, here or by a colleague."""
        if changed.clients and self.is_current:
            in_background(self, self._look, "look", exclusive=True)

    @property
    def _mine(self) -> FieldValue:
        """The value in the middle: mine, or else the first."""
        assert self._seen is not None
        return self._seen.values[0]

    @property
    def _others(self) -> Sequence[FieldValue]:
        assert self._seen is not None
        return self._seen.values[1:]

    # Drawing

    def _show(self, seen: FieldStanding) -> None:
        self.query_one(".conflict-columns").display = True
        self.query_one(".empty-state").display = False
        head = f"≠ {self._place + 1} / {len(self._items)}  ·  {one_line(seen.client_name)}  ·  {seen.label}"
        if len(self._items) > 1:
            head += "  ·  " + _("{key} next").format(key=first_key(BY_ID["conflicts.next"]))
        if seen.removal:
            head += "\n▲ " + _("One removed it while another changed it: it stays until somebody decides.")
        if seen.safety:
            head += "\n▲ " + _("Safety: the strictest governs until somebody decides.")
        self.query_one(".conflict-head", Static).update(plain(head, "bold"))
        title = _("What it is about") if seen.removal else _("What it was")
        self._fill("was", title, plain(seen.was or _("nothing")))
        self._fill_value("mine", "1", self._mine)
        self._show_other()

    def _show_other(self) -> None:
        others = self._others
        if not others:
            self._fill("theirs", _("Nobody else wrote anything any more."), plain(""))
            return
        more = f"  ·  {self._at + 1}/{len(others)} →" if len(others) > 1 else ""
        self._fill_value("theirs", "2", others[self._at], more)

    def _fill_value(self, name: str, key: str, value: FieldValue, more: str = "") -> None:
        assert self._seen is not None
        title = f"{key}  {by_whom(value, self.thuis.local_now())}{more}"
        if (self._seen.safety or self._seen.removal) and value.governs:
            title += f"\n   ▲ {_('governs now')}"
        if self._seen.removal:
            self._fill(name, title, plain(value.text))
        else:
            self._fill(name, title, compared(self._seen.was, value.text, long=self._seen.long))
        self._shown.update(value.ids)

    def _fill(self, name: str, title: str, text: Any) -> None:
        column = self.query_one(f".-{name}", Column)
        column.query_one(".conflict-title", Static).update(plain(title))
        column.query_one(".conflict-text", Static).update(text)
        column.scroll_home(animate=False)

    def _show_done(self, merged: Sequence[MergedItem]) -> None:
        self.query_one(".conflict-columns").display = False
        self.query_one(".conflict-head", Static).update("")
        lines = [_("Nothing to decide."), ""]
        if self._can_undo:
            lines += [_("u takes your last decision back."), ""]
        if merged:
            lines.append(
                ngettext(
                    "{count} text was put together from two in the last 14 days; look whether it is right:",
                    "{count} texts were put together from two in the last 14 days; look whether it is right:",
                    len(merged),
                ).format(count=len(merged))
            )
        for item in merged:
            when = moments.when(moments.local(item.merged_at).replace(tzinfo=None), self.thuis.local_now())
            lines += ["", f"  {one_line(item.client_name)} · {item.label} · {when}"]
            lines += [f"    {line}" for line in item.text.split("\n")]
        empty = self.query_one(".empty-state", Static)
        empty.display = True
        empty.update(plain("\n".join(lines)))

    # Deciding

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done with what is shown."""
        if action in _DECISIONS:
            if self._seen is None or (self._seen.removal and action in ("both", "edit")):
                return False
            return bool(self._others) or action not in ("theirs", "both")
        if action == "next":
            return len(self._items) > 1
        if action == "other":
            return self._seen is not None and len(self._others) > 1
        return True

    async def action_mine(self) -> None:
        """The value in the middle."""
        await self._decide(self._mine.value)

    async def action_theirs(self) -> None:
        """The value on the right."""
        if self._others:
            await self._decide(self._others[self._at].value)

    async def action_both(self) -> None:
        """Both texts, where the field can hold that."""
        from thuis_tui.desk.conflicts import both

        assert self._seen is not None
        shown = [value for value in self._seen.values if self._shown.issuperset(value.ids)]
        together = both(self._seen, shown)
        if together is None:
            self.thuis.tell(
                _("This field holds one value. Choose one of them, or press e to write something else."),
                severity="warning",
            )
            return
        await self._decide(together)

    async def _decide(self, value: Any) -> None:
        if self._seen is None or self._busy:
            return
        self._busy = True
        seen, unseen = self._seen, len(self._seen.values) > 1 + len(self._shown_others)
        try:
            await self.desk.conflicts.resolve(seen, value, self._shown)
        except InvalidInput as fault:
            self.thuis.tell(str(fault.problems[0]), severity="warning", timeout=10)
            return
        finally:
            self._busy = False
        if unseen:
            self.thuis.tell(_("There is a value that you have not looked at yet: it is still there."))
        await self._look()

    @property
    def _shown_others(self) -> Sequence[FieldValue]:
        return [value for value in self._others if self._shown.issuperset(value.ids)]

    async def action_edit(self) -> None:
        """Write something else, with every value in sight."""
        if self._seen is not None:
            await self.thuis.go(
                "field_editor", client=self._seen.client, field=self._seen.field, ent=self._seen.ent
            )

    async def action_undo(self) -> None:
        """Take the last decision back, and go there."""
        from thuis_tui.desk.undo import CannotUndo

        try:
            undone = await self.desk.conflicts.undo()
        except CannotUndo as why:
            self.thuis.tell(why.reason, severity="warning", timeout=12)
            return
        if undone is None:
            self.thuis.action_undo()
            return
        items = await self.desk.conflicts.listed(self._client)
        if undone in items:
            self._place = items.index(undone)
        await self._look()

    async def action_next(self) -> None:
        """The next; this one stays."""
        self._place += 1
        await self._look()

    def action_other(self) -> None:
        """The next value on the right."""
        if self._others:
            self._at = (self._at + 1) % len(self._others)
            self._show_other()
