"""The past of a home: in which state it was for how long, and every change with its day and who made it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from screens.keys import bindings
from screens.list_page import ListPage
from screens.moments import local
from screens.plain import one_line, plain
from screens.route import Route
from screens.widgets.cells import Cell, Line
from thuis_tui.casework.terms.housing import PLACE_STATE
from thuis_tui.desk.shapes import Changed
from thuis_tui.language import _, ngettext
from thuis_tui.language.dates import clock
from thuis_tui.language.dates import day as day_words

if TYPE_CHECKING:
    from thuis_tui.desk.place_history import PlaceChange, Spell

SHOWN: Final = 4
"""Spells that stand above the list; how many more there are is told."""


class PlacePastScreen(ListPage["PlaceChange"]):
    """Occupied and empty over time, and below it the changes."""

    CONTEXT = "place_past"
    BINDINGS: ClassVar[list[BindingType]] = bindings("place_past")

    def __init__(self, place: str) -> None:
        super().__init__()
        self._place = place
        self._address = ""

    @property
    def heading(self) -> str:
        """Of which home."""
        return " · ".join(filter(None, [_("Past of a home"), self._address]))

    @property
    def route(self) -> Route:
        """Back here after a lock."""
        return Route("place_past", {"place": self._place})

    def compose_body(self) -> Iterable[Widget]:
        """The states over time, and the changes."""
        yield Static("", markup=False, id="place-spells")
        yield self._make_list()
        yield self._make_empty(_("Nothing about this home is on this laptop."))

    def records_changed(self, changed: Changed) -> None:
        """This home was changed."""
        if f"place:{self._place}" in changed.ents:
            super().records_changed(changed)

    async def _look(self) -> None:
        found = await self.desk.places.history(self._place)
        self._address = one_line((await self.desk.places.one(self._place)).text("address"))
        self.retitle()
        lines = [_("Occupied and empty over time")] + [_told(spell) for spell in found.spells[:SHOWN]]
        if (more := len(found.spells) - SHOWN) > 0:
            lines.append(_("and {count} before that").format(count=more))
        self.query_one("#place-spells", Static).update(plain("\n".join(lines)))
        await self._show(found.changes)
        self._shown()

    def _lines(self, item: PlaceChange, width: int) -> tuple[Line, Line]:
        """When and what; below it by whom."""
        at = local(item.at)
        was = f"{one_line(item.was) or _('nothing')} → " if item.field else ""
        return (
            (Cell(f"  {day_words(at)} {clock(at)}", 22, "quiet"), Cell(item.label, tone="strong")),
            (
                Cell(f"  {one_line(item.author_name)}", 22, "quiet"),
                Cell(f"{was}{one_line(item.text) or _('nothing')}"),
            ),
        )


def _told(spell: Spell) -> str:
    state = PLACE_STATE.shown(spell.state)
    days = ngettext("{count} day", "{count} days", spell.days).format(count=spell.days)
    if spell.until is None:
        return _("▪ {state} since {day} · {days}").format(state=state, day=day_words(spell.since), days=days)
    return _("· {state} from {day} to {until} · {days}").format(
        state=state, day=day_words(spell.since), until=day_words(spell.until), days=days
    )
