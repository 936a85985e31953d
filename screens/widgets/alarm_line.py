"""The line under the title while a visit is over time: on every page, until somebody does something."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from screens.keys import first_key
from screens.moments import clock, local
from screens.widgets.cells import fitted
from thuis_tui.commands import BY_ID
from thuis_tui.language import _

if TYPE_CHECKING:
    from screens.visits.alarm import Alarm


class AlarmLine(Widget):
    """Follows the application's alarm; it takes no room while there is none."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"alarm-line--text"}

    def __init__(self) -> None:
        super().__init__()
        self._alarm: Alarm | None = None
        self.display = False

    def on_mount(self) -> None:
        """Follow the alarm."""
        if hasattr(self.app, "alarm"):
            self.watch(self.app, "alarm", self._show)

    def _show(self, alarm: Alarm | None) -> None:
        self._alarm = alarm
        self.display = alarm is not None
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """What is the matter, and the key that leads to what to do."""
        alarm, width = self._alarm, self.size.width
        style = self.get_component_rich_style("alarm-line--text")
        if y or alarm is None:
            return Strip.blank(width, style)
        told = _("OVER TIME: visit planned until {end}, now {now}").format(
            end=clock(local(alarm.ends_at)), now=clock(alarm.now)
        )
        if getattr(self.app, "desk", None) is None:
            what = _("unlock")
        else:
            what = _("{key}: what to do").format(key=first_key(BY_ID["app.under_way"]))
        return Strip([Segment(fitted(f" ▲ {told} · {what}", width), style)], width)
