"""The demo's other laptop: what has reached the colleague, seen from here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from screens import moments
from screens.page import STYLES
from screens.plain import plain
from screens.widgets.reading_pane import author
from thuis_tui.language import _

if TYPE_CHECKING:
    from screens.app import ThuisApp
    from thuis_tui.desk.demo.colleague import Colleague, Received


class ColleagueScreen(ModalScreen[None]):
    """A sheet with the latest that arrived over there; it follows while it is open."""

    CSS_PATH = STYLES
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f10,enter", "leave", show=False),
        Binding("f6", "app.cut", show=False),
    ]

    def __init__(self, colleague: Colleague) -> None:
        super().__init__()
        self._colleague = colleague

    def compose(self) -> Iterable[Widget]:
        """Whose laptop it is, and what is on it."""
        with Vertical(classes="sheet", id="colleague"):
            with Horizontal(classes="sheet-head"):
                title = _("The laptop of your colleague {name}").format(name=self._colleague.name)
                yield Static(plain(title), classes="sheet-title")
                yield Static(_("Esc closes"), classes="sheet-hint", markup=False)
            with VerticalScroll():
                yield Static(id="received")

    async def on_mount(self) -> None:
        """What is there already."""
        await self.look()

    async def look(self) -> None:
        """Show again what has arrived; that it did is told here, not on top of it."""
        cast("ThuisApp", self.app).hush()
        received = await self._colleague.latest()
        self.query_one("#received", Static).update(_told(received))

    def action_leave(self) -> None:
        """Back to one's own laptop."""
        self.dismiss()


def _told(received: Sequence[Received]) -> Content:
    """Each thing that arrived: when, what, about whom, by whom, and how it begins."""
    if not received:
        return Content.styled(
            _("Nothing has arrived yet. File a note and look again, or press F6 to work offline first."),
            "$quiet",
        )
    parts: list[Content] = []
    for item in received:
        at = moments.clock(moments.local(item.received_at))
        head = _("{time}  {what} about {client}").format(time=at, what=item.what, client=item.client_name)
        parts += [
            Content(""),
            plain(head, "bold $primary"),
            plain(author(item.author_name), "$quiet"),
            plain(item.excerpt),
        ]
    return Content("\n").join(parts[1:])
