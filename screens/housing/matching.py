"""Which homes fit a candidate, and which candidates fit a home: with the reasons, and without deciding."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from screens.background import in_background
from screens.housing.offering import offer
from screens.keys import bindings
from screens.list_page import ItemT, ReadingListPage
from screens.plain import one_line
from screens.route import Route
from screens.widgets.cells import Cell, Line
from screens.widgets.windowed_list import WindowedList
from thuis_tui.casework.terms.housing import SIDE_STATE
from thuis_tui.desk.offers import problem_lines
from thuis_tui.desk.shapes import Changed
from thuis_tui.language import _, ngettext

if TYPE_CHECKING:
    from thuis_tui.casework.matching import Fit
    from thuis_tui.desk.offers import FittingCandidate, FittingPlace


class MatchingScreen(ReadingListPage[ItemT]):
    """What both sides share: the line of reasons, all of them below, and Enter that offers."""

    PANE = "place-facts"

    async def on_screen_resume(self) -> None:
        """Look again on coming back."""
        if self.is_mounted and self._looked and self.thuis.desk is not None:
            await self._look()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without a line there is nothing to offer."""
        return bool(self._items) if action == "offer" and self._looked else True

    async def on_windowed_list_selected(self, event: WindowedList.Selected) -> None:
        """A second click offers."""
        event.stop()
        self.action_offer()

    def action_offer(self) -> None:
        """Offer the home."""
        raise NotImplementedError

    def _offered(self, told: str) -> None:
        """Back to where one came from, which shows it, with what became of the home."""
        if told:
            self.thuis.tell(told)
            self.dismiss()


class PlacesForScreen(MatchingScreen["FittingPlace"]):
    """The homes that can be offered to one candidate, those that fit first."""

    CONTEXT = "places_for"
    BINDINGS: ClassVar[list[BindingType]] = bindings("places_for")

    def __init__(self, client: str) -> None:
        super().__init__()
        self._client = client
        self._name = ""

    @property
    def client(self) -> str:
        """For whom: F8 and F9 are about them."""
        return self._client

    @property
    def heading(self) -> str:
        """For whom."""
        return " · ".join(filter(None, [_("Fitting homes"), self._name]))

    @property
    def route(self) -> Route:
        """Back here after a lock."""
        return Route("places_for", {"client": self._client})

    def _nothing(self) -> tuple[str, ...]:
        return (_("No home can be offered now."), _("Homes that are available or promised come here."))

    def records_changed(self, changed: Changed) -> None:
        """The wishes or a home changed."""
        if self._client in changed.clients or any(ent.startswith("place:") for ent in changed.ents):
            super().records_changed(changed)

    async def _look(self) -> None:
        found = await self.desk.offers.places_for(self._client)
        self._name = one_line((await self.desk.housing.one(self._client)).candidate.name)
        self.retitle()
        await self._show_all(found, _sum([one.fit for one in found]), None)

    def _lines(self, item: FittingPlace, width: int) -> tuple[Line, Line]:
        """The home with its rent and state; below it how much speaks for and against."""
        rent = item.place.text("rent")
        return (
            (
                Cell(f"  {_sign(item.fit)}", 4, "moss" if item.fit.fitting else "quiet"),
                Cell(one_line(item.place.text("address")), tone="strong"),
                Cell(item.place.text("municipality"), 20, "quiet"),
                Cell(f"€ {rent}" if rent else "", 11, right=True),
            ),
            (
                Cell("", 4),
                Cell(_short(item.fit), tone="quiet"),
                Cell(f"  {item.place.text('state')}", 15, "quiet"),
            ),
        )

    def _in_full(self, item: FittingPlace) -> str:
        """Every reason, each kind on a line of its own."""
        return _reasons(item.fit)

    def action_offer(self) -> None:
        """Offer the home at the cursor."""
        if (item := self._current if self._items else None) is not None:
            in_background(self, partial(self._offer, item.place.place), "offer", exclusive=True)

    async def _offer(self, place: str) -> None:
        self._offered(await offer(self, self._client, place))


class CandidatesForScreen(MatchingScreen["FittingCandidate"]):
    """Who waits for a home like this one, in the order of the waiting list, those it fits first."""

    CONTEXT = "candidates_for"
    BINDINGS: ClassVar[list[BindingType]] = bindings("candidates_for")

    def __init__(self, place: str) -> None:
        super().__init__()
        self._place = place
        self._address = ""
        self._every = False

    @property
    def heading(self) -> str:
        """For which home."""
        return " · ".join(filter(None, [_("Fitting candidates"), self._address]))

    @property
    def route(self) -> Route:
        """Back here after a lock."""
        return Route("candidates_for", {"place": self._place})

    def _nothing(self) -> tuple[str, ...]:
        return (
            _("Nobody on this laptop is on the waiting list."),
            _("Who divides the homes has the candidates of the organisation here; others their own."),
        )

    async def _look(self) -> None:
        found = await self.desk.offers.candidates_for(self._place)
        self._address = one_line((await self.desk.places.one(self._place)).text("address"))
        self._every = await self.desk.housing.sees_candidates()
        self.retitle()
        told = _sum([one.fit for one in found])
        if not self._every:
            told = f"{told} · {_('only your own candidates are on this laptop')}"
        await self._show_all(found, told, None)

    def _lines(self, item: FittingCandidate, width: int) -> tuple[Line, Line]:
        """The turn on the list and the name; below it what speaks for and against."""
        name = one_line(str(item.turn.candidacy.get("name") or ""))
        return (
            (
                Cell(f"{item.turn.number} ", 6, "brick", right=True),
                Cell(_sign(item.fit), 2, "moss" if item.fit.fitting else "quiet"),
                Cell(name, tone="strong"),
                Cell(_beside(item), 24, "lamp"),
            ),
            (Cell("", 8), Cell(_short(item.fit), tone="quiet")),
        )

    def _in_full(self, item: FittingCandidate) -> str:
        """Every reason, and why this turn."""
        because = " · ".join(str(one) for one in item.turn.because)
        turn = _("Number {number} on the list: {because}").format(number=item.turn.number, because=because)
        return f"{_reasons(item.fit)}\n{turn}"

    def action_offer(self) -> None:
        """Offer the home to the candidate at the cursor."""
        if (item := self._current if self._items else None) is not None:
            in_background(self, partial(self._offer, item.turn.candidacy["id"]), "offer", exclusive=True)

    async def _offer(self, client: str) -> None:
        self._offered(await offer(self, client, self._place))

    async def action_way(self) -> None:
        """The way of the candidate at the cursor."""
        if (item := self._current if self._items else None) is not None:
            await self.thuis.go("candidate", client=item.turn.candidacy["id"])


def _beside(item: FittingCandidate) -> str:
    """What one wants to know before offering: that another home is offered to them, or their side state."""
    if item.offered:
        return _("offered another home")
    side = item.turn.candidacy.get("side_state")
    return SIDE_STATE.shown(str(side)) if side else ""


def _sum(fits: Sequence[Fit]) -> str:
    fitting = sum(fit.fitting for fit in fits)
    told = ngettext("{count} fits", "{count} fit", fitting).format(count=fitting)
    rest = len(fits) - fitting
    parts = [told, _("{count} with something against").format(count=rest) if rest else ""]
    return " · ".join([*filter(None, parts), _("you decide")])


def _sign(fit: Fit) -> str:
    return "✓ " if fit.fitting else "✗ "


def _short(fit: Fit) -> str:
    """What speaks against it, in words; else how much speaks for it and what is not known."""
    if fit.against:
        return " · ".join(str(one) for one in fit.against)
    known = " · ".join(str(one) for one in fit.fits) or _("no wish is known")
    return f"{known} · ?" if fit.unknown else known


def _reasons(fit: Fit) -> str:
    lines = [f"{sign} {' · '.join(str(one) for one in said)}" for sign, said in problem_lines(fit) if said]
    return "\n".join(lines) or _("No wish is known, so nothing speaks for or against.")
