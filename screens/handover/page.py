"""Handovers: dossiers that colleagues offer, and what became of those that one handed over."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from screens import moments
from screens.background import in_background
from screens.dialogs.reason import Reason
from screens.keys import bindings
from screens.list_page import ReadingListPage
from screens.plain import one_line
from screens.route import Route
from screens.widgets.cells import Cell, Line, Tone
from thuis_tui.casework.terms.handover import TRANSFER_KIND, TRANSFER_STATE
from thuis_tui.desk.shapes import InvalidInput, NotFound
from thuis_tui.language import _, ngettext
from thuis_tui.language.dates import long_day

if TYPE_CHECKING:
    from thuis_tui.desk.transfer_shapes import Received, Sent

OPEN = ("", "offered")
"""States in which somebody still has to answer."""


@dataclass(frozen=True, slots=True)
class Item:
    """One handover, received or sent."""

    received: Received | None = None
    sent: Sent | None = None

    @property
    def one(self) -> Received | Sent:
        """Whichever it is."""
        found = self.received or self.sent
        assert found is not None
        return found

    @property
    def asked(self) -> bool:
        """Whether it waits for one's own answer."""
        return self.received is not None and self.received.state in OPEN


class TransfersScreen(ReadingListPage[Item]):
    """What waits for an answer first; the sheet of the one at the cursor below."""

    CONTEXT = "transfers"
    BINDINGS: ClassVar[list[BindingType]] = bindings("transfers")

    @property
    def heading(self) -> str:
        """The name of the page."""
        return _("Handovers")

    @property
    def route(self) -> Route:
        """Back here after a lock."""
        return Route("transfers")

    def _nothing(self) -> tuple[str, ...]:
        return (
            _("No handovers."),
            _(
                "A dossier that a colleague wants to give you comes here. "
                "To hand one over, open it and press >."
            ),
        )

    def _in_full(self, item: Item) -> str:
        sheet = item.received.sheet if item.received is not None else ""
        return "\n\n".join(filter(None, [item.one.reason, sheet]))

    async def _look(self) -> None:
        at = self._current.one.id if self._looked and self._current is not None else None
        received = [Item(received=one) for one in await self.desk.transfers.received()]
        sent = [Item(sent=one) for one in await self.desk.transfers.sent()]
        items = sorted([*received, *sent], key=lambda item: (not item.asked, _reversed(item.one.recorded_at)))
        waiting = sum(item.asked for item in items)
        told = (
            ngettext(
                "{count} dossier waits for your answer", "{count} dossiers wait for your answer", waiting
            ).format(count=waiting)
            if waiting
            else _("Nothing waits for your answer.")
        )
        await self._show_all(
            items, told, next((place for place, item in enumerate(items) if item.one.id == at), None)
        )

    def _lines(self, item: Item, width: int) -> tuple[Line, Line]:
        """Whose dossier, from or to whom, when; below it how it stands."""
        one = item.one
        when = moments.when(moments.local(one.recorded_at).replace(tzinfo=None), self.thuis.local_now())
        mark, tone = self._mark(item)
        whom = (
            _("from {name}").format(name=one_line(item.received.sender_name))
            if item.received is not None
            else _("to {name}").format(name=one_line(item.sent.to_name if item.sent else ""))
        )
        first = (
            Cell(f" {mark} ", 3, tone),
            Cell(" · ".join([one_line(one.client_name), TRANSFER_KIND.shown(one.kind), whom]), tone="strong"),
            Cell(f"{when} ", len(when) + 2, "quiet", right=True),
        )
        return first, (Cell("", 3), Cell(self._standing(item), tone="quiet"))

    def _mark(self, item: Item) -> tuple[str, Tone]:
        if item.asked:
            return "!", "lamp"
        state = item.one.state
        if state in ("accepted", "in_force"):
            return "✓", "moss"
        return ("×", "alarm") if state in ("declined", "refused") else (" ", "text")

    def _standing(self, item: Item) -> str:
        """How it stands, in words."""
        one = item.one
        parts = [TRANSFER_STATE.shown(one.state) if one.state else _("waits on this laptop")]
        if one.last_day is not None:
            parts.append(_("until {date}").format(date=long_day(one.last_day)))
        if item.sent is not None and item.sent.last_reading_day is not None:
            until = long_day(item.sent.last_reading_day)
            parts.append(_("you can read on until {date}").format(date=until))
        if one.answer:
            parts.append(one_line(one.answer))
        return " · ".join(parts)

    # Commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Answering what waits for an answer; taking back what one sent and still runs."""
        item = self._current if self._looked and self._items else None
        if action in ("accept", "decline"):
            return item is not None and item.asked
        if action == "withdraw":
            return item is not None and item.sent is not None and item.sent.can_be_taken_back
        return True

    def action_accept(self) -> None:
        """Take the dossier."""
        in_background(self, partial(self._answer, "accept"), "answer", exclusive=True)

    def action_decline(self) -> None:
        """Leave it, with the reason."""
        in_background(self, partial(self._answer, "decline"), "answer", exclusive=True)

    async def _answer(self, decision: str) -> None:
        item = self._current
        if item is None or not item.asked:
            return
        reason = ""
        if decision == "decline":
            said = await self.app.push_screen_wait(
                Reason(_("Decline this dossier?"), _("It stays with your colleague, who reads your reason."))
            )
            if said is None:
                return
            reason = said
        told = {
            "accept": _("Accepted. The dossier comes with the next connection."),
            "decline": _("Declined. Your colleague is told."),
        }[decision]
        await self._do(partial(self.desk.transfers.answer, item.one.id, decision, reason), told)

    def action_withdraw(self) -> None:
        """Take back what one offered, or end a cover now."""
        item = self._current
        if item is not None and item.sent is not None:
            told = _("Taken back. It takes effect with the next connection.")
            in_background(
                self,
                partial(self._do, partial(self.desk.transfers.withdraw, item.sent.id), told),
                "withdraw",
                exclusive=True,
            )

    async def _do(self, work: Callable[[], Awaitable[object]], told: str) -> None:
        try:
            await work()
        except InvalidInput as fault:
            self.thuis.tell(str(fault.problems[0]), severity="warning")
        except NotFound:
            self.thuis.tell(_("This was settled meanwhile."), severity="warning")
        else:
            self.thuis.tell(told)
        await self._look()


def _reversed(stamp: str) -> tuple[int, ...]:
    """A key that puts the latest first."""
    return tuple(-ord(character) for character in stamp)
