"""The status line: what waits on this laptop, when the service last confirmed, and what stands in the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from screens.keys import first_key
from screens.moments import local, when
from screens.widgets.cells import Tone, fitted
from thuis_tui.commands import BY_ID
from thuis_tui.language import _, ngettext

if TYPE_CHECKING:
    from thuis_tui.desk.shapes import ConnectionState


class Told(NamedTuple):
    """A connection state in words: a mark and a tone that repeat, never replace, what the words say."""

    mark: str
    tone: Tone
    text: str


def told(state: ConnectionState | None, now: datetime) -> Told:
    """What the status line says; None is a laptop without a service."""
    if state is None:
        return Told("○", "quiet", _("Not connected to a service: everything is kept on this laptop"))
    waiting = _waiting(state)
    if state.refused:
        refused = ngettext("{count} item refused", "{count} items refused", state.refused).format(
            count=state.refused
        )
        return Told("▲", "alarm", " · ".join(filter(None, [refused, _("see the outbox"), waiting])))
    if state.problem in _PROBLEMS:
        return Told("▲", "alarm", " · ".join(filter(None, [_PROBLEMS[state.problem](), waiting])))
    if state.cut or state.offline_since or state.problem:
        since = state.offline_since
        offline = (
            _("Offline since {time}").format(time=when(local(since), now)) if since else _("Working offline")
        )
        return Told("○", "lamp", " · ".join([offline, waiting or _("nothing waits to be sent")]))
    if state.skew_seconds:
        return Told("▲", "lamp", " · ".join(filter(None, [_clock(state.skew_seconds), waiting])))
    if state.exchanging:
        return Told("◐", "brick", " · ".join(filter(None, [_("Exchanging with the service"), waiting])))
    confirmed = state.confirmed_at
    at = (
        _("confirmed at {time}").format(time=when(local(confirmed), now))
        if confirmed
        else _("not confirmed yet")
    )
    if waiting:
        return Told("◔", "lamp", f"{waiting} · {at}")
    return Told("●", "moss", _("Everything is with the service · {at}").format(at=at) if confirmed else at)


def _clock(skew: int) -> str:
    """By how much the clock of this laptop is wrong: times are shown by it, nothing is decided by it."""
    minutes = abs(skew) // 60
    if minutes >= 120:
        amount = ngettext("{count} hour", "{count} hours", minutes // 60).format(count=minutes // 60)
    else:
        amount = ngettext("{count} minute", "{count} minutes", minutes).format(count=minutes)
    said = (
        _("This laptop's clock is {amount} fast") if skew > 0 else _("This laptop's clock is {amount} slow")
    )
    return said.format(amount=amount)


def _waiting(state: ConnectionState) -> str:
    """How much is on this laptop only; empty when nothing is."""
    if not state.waiting:
        return ""
    return ngettext(
        "{count} item waits on this laptop", "{count} items wait on this laptop", state.waiting
    ).format(count=state.waiting)


_PROBLEMS: dict[str | None, Callable[[], str]] = {
    "not_the_service": lambda: _(
        "Another page answers instead of the service: does this network ask to sign in?"
    ),
    "service_error": lambda: _("The service has a fault: trying again by itself"),
    "signed_out": lambda: _("The service asks this laptop to sign in again"),
    "revoked": lambda: _("Access of this laptop was withdrawn: call your team lead"),
    "update_needed": lambda: _("This version is too old to receive: sending still works"),
}


class StatusLine(Widget):
    """Follows the application's connection state."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "status-line--text",
        "status-line--quiet",
        "status-line--moss",
        "status-line--lamp",
        "status-line--alarm",
        "status-line--brick",
    }

    state: reactive[ConnectionState | None] = reactive(None)
    private: reactive[bool] = reactive(False)

    def on_mount(self) -> None:
        """Follow the connection; a screen without an open file shows nothing here."""
        if hasattr(self.app, "connection"):
            self.watch(self.app, "connection", self._set_state)
        if hasattr(self.app, "private"):
            self.watch(self.app, "private", self._set_private)

    def _set_state(self, state: ConnectionState | None) -> None:
        self.state = state

    def _set_private(self, private: str) -> None:
        self.private = bool(private)

    def render_line(self, y: int) -> Strip:
        """Mark and words."""
        style = self.get_component_rich_style
        width = self.size.width
        if y or getattr(self.app, "desk", None) is None:
            return Strip.blank(width, style("status-line--text"))
        said = told(self.state, getattr(self.app, "local_now", datetime.now)())
        if self.private:
            # How much waits tells of others too.
            key = first_key(BY_ID["app.privacy"])
            said = Told(
                "◉", "brick", _("Privacy view: only this dossier is shown · {key} ends").format(key=key)
            )
        room = width - 4 - cell_len(said.text)
        hint = next((hint for hint in self._hints() if cell_len(hint) <= room), "")
        return Strip(
            [
                Segment(f" {said.mark} ", style(f"status-line--{said.tone}")),
                Segment(fitted(said.text, max(0, width - 3 - len(hint))), style("status-line--text")),
                Segment(hint, style("status-line--brick")),
            ],
            width,
        )

    def _hints(self) -> tuple[str, ...]:
        """In the demo, the two keys that make it worth playing: cut the line, see the other side."""
        if getattr(self.app, "colleague", None) is None:
            return ()
        cut = self.state is not None and self.state.cut
        long, short = (
            (_("F6 connect again"), _("F6 connect"))
            if cut
            else (_("F6 cut the connection"), _("F6 disconnect"))
        )
        return (f"{long}  {_('F10 your colleague')} ", f"{short}  {_('F10 colleague')} ", "F6  F10 ")
