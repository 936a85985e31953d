"""What one caseworker of the team holds: each dossier with how it is held, its risk and what is overdue."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from screens import moments
from screens.keys import bindings
from screens.list_page import ListPage
from screens.plain import one_line, plain
from screens.route import Route
from screens.safety import signs
from screens.widgets.cells import Cell, Line, Tone
from screens.widgets.windowed_list import WindowedList
from thuis_tui.casework.terms.handover import HELD_AS
from thuis_tui.casework.vocabulary import RISK_LEVEL
from thuis_tui.language import _, ngettext
from thuis_tui.language.dates import long_day

if TYPE_CHECKING:
    from thuis_tui.desk.team import Held, Member

_TONES: dict[str, Tone] = {"red": "alarm", "orange": "lamp"}


class MemberScreen(ListPage["Held"]):
    """The dossiers by name."""

    CONTEXT = "member"
    BINDINGS: ClassVar[list[BindingType]] = bindings("member")

    def __init__(self, caseworker: str) -> None:
        super().__init__()
        self._caseworker = caseworker
        self._member: Member | None = None

    @property
    def heading(self) -> str:
        """Whose dossiers these are."""
        name = one_line(self._member.name) if self._member is not None else ""
        return " · ".join(filter(None, [_("Team"), name]))

    @property
    def route(self) -> Route:
        """Back here after a lock."""
        return Route("member", {"caseworker": self._caseworker})

    def compose_body(self) -> Iterable[Widget]:
        """How many, and the dossiers."""
        yield Static("", markup=False, classes="summary")
        yield self._make_list()
        yield self._make_empty(_("No dossiers."), _("What is given to this caseworker comes here."))

    async def _look(self) -> None:
        at = self._current.client if self._looked and self._current is not None else None
        day = await self.desk.team.day()
        self._member = next((one for one in day.members if one.caseworker == self._caseworker), None)
        held = self._member.held if self._member is not None else ()
        count = ngettext("{count} dossier", "{count} dossiers", len(held)).format(count=len(held))
        self.query_one(".summary", Static).update(plain(count if held else ""))
        self.retitle()
        await self._show(held, next((place for place, one in enumerate(held) if one.client == at), None))
        self._shown()

    def _lines(self, item: Held, width: int) -> tuple[Line, Line]:
        """Who, and the colour of the risk; below it how it is held and what is overdue."""
        risk = f"{signs.sign(item.risk)} {RISK_LEVEL.shown(item.risk).lower()} " if item.risk else ""
        first = (
            Cell("", 3),
            Cell(one_line(item.client_name) or _("a dossier that is not on this laptop"), tone="strong"),
            Cell(risk, len(risk) + 1, _TONES.get(item.risk, "text"), right=True),
        )
        parts = [HELD_AS.shown(item.kind)]
        if item.last_day is not None:
            parts.append(_("until {date}").format(date=long_day(item.last_day)))
        elif item.since:
            parts.append(_("since {date}").format(date=long_day(moments.local(item.since))))
        if item.late:
            parts.append(
                ngettext("{count} thing overdue", "{count} things overdue", item.late).format(count=item.late)
            )
        return first, (Cell("", 3), Cell(" · ".join(parts), tone="quiet"))

    # Commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing can be done with a dossier of an empty list, and little with one that is not here."""
        if action not in ("open", "hand_over") or not self._looked:
            return True
        return bool(self._items) and self._current is not None and bool(self._current.client_name)

    async def on_windowed_list_selected(self, event: WindowedList.Selected) -> None:
        """A second click opens."""
        event.stop()
        await self.action_open()

    async def action_open(self) -> None:
        """The dossier at the cursor."""
        if (item := self._current) is not None and item.client_name:
            await self.thuis.go("dossier", client=item.client)

    async def action_hand_over(self) -> None:
        """Give the dossier at the cursor to somebody else of the team, or have it covered.

        It is taken from this caseworker only where it is theirs: who covers or reads on has nothing to give.
        """
        if (item := self._current) is not None and item.client_name:
            holder = {"holder": self._caseworker} if item.kind == "own" else {}
            await self.thuis.go("hand_over", client=item.client, **holder)
