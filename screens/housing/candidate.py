"""One candidate: the stage with what is in the way, the wishes, and every move with its day and reason."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from screens.background import in_background
from screens.dialogs.choose_one import ChooseOne
from screens.dialogs.question import Answer
from screens.housing import words
from screens.housing.moving import move, move_to, set_aside
from screens.housing.offering import answer, told
from screens.keys import bindings
from screens.list_page import ClientListPage
from screens.plain import one_line, plain
from screens.record_editor import RecordEditorScreen
from screens.route import Route
from screens.widgets.cells import Cell, Line
from thuis_tui.casework import stages
from thuis_tui.casework.reading import shown
from thuis_tui.casework.records import fields
from thuis_tui.casework.terms.housing import SIDE_STATE, STAGE
from thuis_tui.language import N_, _
from thuis_tui.language.dates import stored_day

if TYPE_CHECKING:
    from thuis_tui.desk.housing import Moved, Seen
    from thuis_tui.desk.records import RecordStanding

OFFERS: Final = 3
"""Offers that stand on the page, the latest first; how many more there are is told."""
WISHES = (
    "registered_on",
    "urgency",
    "municipality",
    "household",
    "wished_municipalities",
    "wished_area",
    "avoided_area",
    "wished_type",
    "rent_up_to",
    "accessible",
    "pets",
)


class CandidateScreen(ClientListPage["Moved"]):
    """What is known of somebody's way to a home; the moves are the list."""

    CONTEXT = "candidate"
    BINDINGS: ClassVar[list[BindingType]] = bindings("candidate")

    def __init__(self, client: str) -> None:
        super().__init__(client)
        self._seen: Seen | None = None

    @property
    def client(self) -> str:
        """Whose way it is: F8 and F9 are about them."""
        return self._client

    @property
    def heading(self) -> str:
        """Whose way it is."""
        name = one_line(self._seen.candidate.name) if self._seen is not None else ""
        return " · ".join(filter(None, [_("Way to a home"), name]))

    @property
    def route(self) -> Route:
        """Back here after a lock."""
        return Route("candidate", {"client": self._client})

    def compose_body(self) -> Iterable[Widget]:
        """The stage, the wishes, and the moves."""
        yield Static("", markup=False, id="candidate-stage")
        yield Static("", markup=False, id="candidate-wishes")
        yield Static("", markup=False, id="candidate-offers")
        yield self._make_list()
        yield self._make_empty(_("No move is written down."))

    async def _look(self) -> None:
        self._seen = await self.desk.housing.one(self._client)
        card = self._seen.candidate
        blocks = " · ".join(str(one) for one in card.blocks) or _("Nothing is in the way.")
        sign = "≠" if card.contested else "▪" if card.blocks else "✓"
        head = f"{words.stage(card)} · {words.days(card)}"
        self.query_one("#candidate-stage", Static).update(plain(f"{head}\n{sign} {blocks}"))
        known = fields("candidacy")
        wishes = [
            f"{_(known[name].label)}: {one_line(shown(known[name], card.values[name]))}"
            for name in WISHES
            if card.values.get(name)
        ]
        known_wishes = " · ".join(wishes) or _("Nothing is known of the wishes yet: e writes them down.")
        self.query_one("#candidate-wishes", Static).update(plain(known_wishes))
        offers = await self.desk.offers.of_client(self._client)
        pane = self.query_one("#candidate-offers", Static)
        pane.display = bool(offers)
        lines = [told(one) for one in offers[:OFFERS]]
        if len(offers) > OFFERS:
            lines.append(_("and {count} before that").format(count=len(offers) - OFFERS))
        pane.update(plain("\n".join(lines)))
        self.retitle()
        await self._show(self._seen.moves)
        self._shown()

    def _lines(self, item: Moved, width: int) -> tuple[Line, Line]:
        """The day, from where to where; below it why and by whom."""
        before = STAGE.shown(item.stage_before) if item.stage_before else ""
        if item.stage_before == item.stage or not before:
            way = STAGE.shown(item.stage)
        else:
            way = f"{before} → {STAGE.shown(item.stage)}"
        if item.side_state:
            way = f"{way} · {SIDE_STATE.shown(item.side_state)}"
        below = " · ".join(filter(None, [one_line(item.reason), one_line(item.author_name)]))
        return (
            (Cell(f"  {stored_day(item.moved_on)}", 14, "quiet"), Cell(way, tone="strong")),
            (Cell("", 14), Cell(below, tone="quiet")),
        )

    # Commands

    def action_on(self) -> None:
        """On to the next stage."""
        in_background(self, partial(move, self, self._client, 1), "move", exclusive=True)

    def action_back_one(self) -> None:
        """Back to the stage before."""
        in_background(self, partial(move, self, self._client, -1), "move", exclusive=True)

    def action_stage(self) -> None:
        """To any stage."""
        in_background(self, self._choose, "move", exclusive=True)

    async def _choose(self) -> None:
        seen = await self.desk.housing.one(self._client)
        answers = [
            Answer(stage, STAGE.shown(stage)) for stage in stages.STAGES if stage != seen.candidate.stage
        ]
        chosen = await self.app.push_screen_wait(
            ChooseOne(_("To which stage?"), one_line(seen.candidate.name), answers)
        )
        if chosen is not None:
            await move_to(self, seen, chosen)

    def action_aside(self) -> None:
        """On hold, refused, rehousing, ended or deceased; or that taken back."""
        in_background(self, partial(set_aside, self, self._client), "move", exclusive=True)

    async def action_fitting(self) -> None:
        """The homes that fit, to offer one."""
        await self.thuis.go("places_for", client=self._client)

    def action_offer(self) -> None:
        """What became of an offer."""
        in_background(self, partial(answer, self, self._client), "move", exclusive=True)

    async def action_wishes(self) -> None:
        """The form of the wishes."""
        await self.thuis.go("candidacy_editor", client=self._client, record=self._client)

    async def action_dossier(self) -> None:
        """The dossier, for who has it."""
        if await self.desk.housing.has_dossier(self._client):
            await self.thuis.go("dossier", client=self._client)
        else:
            self.thuis.tell(_("The dossier is not yours to read: only the way to a home is."))


class CandidacyEditorScreen(RecordEditorScreen):
    """What a candidate wishes and needs; with a new one the way to a home begins."""

    ROUTE = "candidacy_editor"
    FIELDS = ("name", *WISHES)
    OFFER = N_("You began the way to a home of this person")
    FOOT: ClassVar[str] = N_("Who divides the homes reads this, and nothing else of the dossier.")

    def __init__(self, client: str, record: str | None = None, draft: str | None = None) -> None:
        super().__init__(client, "candidacy", record, draft=draft)

    async def about(self) -> Any:
        """What the dossier knows already."""
        if self._record is None:
            self._given = await self.desk.housing.prefilled(self._client)
        return await super().about()

    async def create(self, values: Any) -> str:
        """Put them on the way."""
        await self.desk.housing.begin(self._client, values, self.draft_id)
        return _("On the way to a home. Who divides the homes sees it with the next connection.")

    async def change(self, seen: RecordStanding, values: Any) -> str:
        """Write what was changed."""
        await self.desk.housing.change(seen, values, self.draft_id)
        return _("Changed. Your colleagues see it with the next connection.")
