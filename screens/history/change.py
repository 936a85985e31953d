"""One change in words: who, when and where, and what is new in it marked by signs as well as by colour."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from screens import moments
from screens.plain import one_line, plain
from screens.widgets.differing import compared
from thuis_tui.desk.history import ChangeShown
from thuis_tui.language import _


def who_and_when(change: ChangeShown, now: datetime) -> str:
    """'Anna de Wit, yesterday 14:05'."""
    who = one_line(change.author_name) or _("somebody whose name is not here yet")
    moment = moments.local(change.at).replace(tzinfo=None)
    when = moments.when(moment, now)
    if when == moments.day(moment):
        when = f"{when} {moments.clock(moment)}"
    return f"{who}, {when}"


def said(change: ChangeShown) -> tuple[str, str]:
    """Two lines with a sign each: '−' what it said before, '+' what it says since."""
    after = one_line(change.text)
    if change.kind == "made":
        return f"+ {_('new')}{': ' if after else ''}{after}", ""
    if change.kind == "removed":
        return f"− {_('removed: {reason}').format(reason=after)}", ""
    if change.kind == "put_back":
        return f"+ {_('put back')}", ""
    if change.was is None:
        before = _("what it said before is not on this laptop")
    else:
        before = one_line(change.was) or _("nothing")
    return f"− {before}", f"+ {after or _('nothing')}"


def since_words(change: ChangeShown, now: datetime) -> str:
    """Who, when, on which laptop, and whether it still stands."""
    where = _("on this laptop") if change.here else "" if change.mine else _("on another laptop")
    stands = _("it says so now") if change.stands else _("it was changed again since")
    stands = stands if change.kind == "set" else ""
    return " · ".join(filter(None, [who_and_when(change, now), where, stands]))


class ChangeSheet(ModalScreen[None]):
    """A change in full, for texts that are longer than a line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,h,l", "leave", show=False),
        Binding("down,j", "scroll(1)", show=False),
        Binding("up,k", "scroll(-1)", show=False),
        Binding("pagedown", "scroll(10)", show=False),
        Binding("pageup", "scroll(-10)", show=False),
    ]

    def __init__(self, change: ChangeShown, told: str) -> None:
        super().__init__()
        self._change = change
        self._told = told

    def compose(self) -> Iterable[Widget]:
        """What was changed, who did, then both texts."""
        change = self._change
        what = f"{change.label} · {change.record}" if change.record else change.label
        with Vertical(classes="sheet"):
            yield Static(plain(one_line(what)), markup=False, classes="sheet-title")
            yield Static(plain(self._told), markup=False, classes="quiet")
            with VerticalScroll(classes="change-texts", can_focus=False):
                yield Static(_texts(change), markup=False)
            yield Static(plain(_("Esc closes")), markup=False, classes="sheet-hint")

    def action_scroll(self, lines: int) -> None:
        """Further down or up in a long text."""
        self.query_one(".change-texts").scroll_relative(y=lines, animate=False)

    def action_leave(self) -> None:
        """Back to the list."""
        self.dismiss()


def _texts(change: ChangeShown) -> Content:
    if change.kind != "set":
        first, _second = said(change)
        return plain(f"{first[:2]}{_('new')}\n{change.text}" if change.kind == "made" else first)
    before = change.was if change.was is not None else _("what it said before is not on this laptop")
    return Content.assemble(
        plain(f"{_('Before')}\n", "bold"),
        plain(f"{before or _('nothing')}\n\n"),
        plain(f"{_('Since')}\n", "bold"),
        plain(change.text or _("nothing"))
        if change.was is None
        else compared(change.was, change.text, long=change.long),
    )
