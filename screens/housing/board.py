"""The board: who is how far on the way to a home, in columns; > and < move a card on and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from screens.background import in_background
from screens.housing import words
from screens.housing.moving import move, set_aside
from screens.keys import bindings
from screens.page import Page
from screens.plain import one_line, plain
from screens.route import Route
from screens.widgets.card_board import CardBoard, Column
from screens.widgets.cells import Cell, Line, Tone
from thuis_tui.casework import stages
from thuis_tui.casework.terms.housing import STAGE
from thuis_tui.desk.shapes import Changed
from thuis_tui.language import N_, _, ngettext

if TYPE_CHECKING:
    from thuis_tui.desk.housing import Candidate

_TITLES: Final = (
    N_("Referral"),
    N_("Waiting list"),
    N_("Offer"),
    N_("Viewing"),
    N_("Signing"),
    N_("Living"),
    N_("Afterwards"),
)
"""What the columns are called; the stage itself stands on the card where a column has more than one."""


class BoardScreen(Page[None]):
    """Columns of candidates."""

    CONTEXT = "board"
    BINDINGS: ClassVar[list[BindingType]] = bindings("board")
    AUTO_FOCUS = "CardBoard"

    def __init__(self, at: str = "") -> None:
        super().__init__()
        self._at = at
        self._looked = False

    @property
    def ready(self) -> bool:
        """Once the cards are there."""
        return super().ready and self._looked

    @property
    def heading(self) -> str:
        """The name of the page."""
        return _("Ways to a home")

    @property
    def route(self) -> Route:
        """Back here after a lock, at the same card."""
        card = self._board.current if self._looked else None
        return Route("board", {"at": card.client} if card is not None else {})

    @property
    def _board(self) -> CardBoard[Candidate]:
        return self.query_one("#board", CardBoard)

    def compose_body(self) -> Iterable[Widget]:
        """How many in one line, the columns, and what is in the way of the card at the cursor."""
        yield Static("", markup=False, classes="summary")
        board: CardBoard[Candidate] = CardBoard(_about, self._lines, id="board")
        yield board
        yield Static("", markup=False, id="card-in-full")
        yield Static("", markup=False, classes="empty-state")

    async def on_mount(self) -> None:
        """Look."""
        await self._look()
        if self._at:
            self._board.move_to(self._at)

    async def on_screen_resume(self) -> None:
        """Look again on coming back."""
        if self.is_mounted and self._looked and self.thuis.desk is not None:
            await self._look()

    def records_changed(self, changed: Changed) -> None:
        """A card was moved, here or elsewhere."""
        if changed.clients:
            in_background(self, self._look, "look", exclusive=True)

    async def _look(self) -> None:
        candidates = await self.desk.housing.board()
        shown = [
            Column(_(title), [card for card in candidates if card.stage in column])
            for title, column in zip(_TITLES, stages.COLUMNS, strict=True)
        ]
        self._board.show(shown)
        self._board.display = bool(candidates)
        self.query_one("#card-in-full").display = bool(candidates)
        empty = self.query_one(".empty-state", Static)
        empty.display = not candidates
        empty.update(
            plain(
                _("Nobody is on the way to a home yet.") + "\n\n" + _("In a dossier, s puts somebody here.")
            )
        )
        self.query_one(".summary", Static).update(plain(self._told(candidates)))
        self._looked = True
        self.refresh_bindings()

    def _told(self, candidates: Sequence[Candidate]) -> str:
        housed = sum(card.stage in stages.HOUSED for card in candidates)
        contested = sum(card.contested or card.doubled for card in candidates)
        parts = [
            ngettext("{count} candidate", "{count} candidates", len(candidates)).format(
                count=len(candidates)
            ),
            _("{count} with a home").format(count=housed),
            _("≠ {count} to decide").format(count=contested) if contested else "",
        ]
        return " · ".join(filter(None, parts)) if candidates else ""

    # Drawing

    def _lines(self, card: Candidate, width: int) -> Sequence[Line]:
        """The name, the stage with its days, and how much is in the way: the foot of the page tells what."""
        column = next(each for each in stages.COLUMNS if card.stage in each)
        days = words.short_days(card)
        second: Line = (Cell(days, tone="quiet"),)
        if len(column) > 1:
            second = (
                Cell(STAGE.shown(card.stage), tone="quiet"),
                Cell(f" {days}", len(days) + 1, "quiet", right=True),
            )
        tone: Tone = "alarm" if card.contested or card.doubled else "lamp"
        return (Cell(one_line(card.name), tone="strong"),), second, (Cell(words.beside(card), tone=tone),)

    def on_card_board_moved(self) -> None:
        """What is in the way of the card at the cursor, in full."""
        card = self._board.current
        pane = self.query_one("#card-in-full", Static)
        if card is None:
            pane.update("")
        else:
            first = f"{one_line(card.name)} · {words.stage(card)} · {words.days(card)}"
            blocks = " · ".join(str(one) for one in card.blocks) or _("Nothing is in the way.")
            pane.update(plain(f"{first}\n{blocks}"))
        self.refresh_bindings()

    # Commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without a card there is nothing to move."""
        if action in ("open", "on", "back_one", "aside", "dossier") and self._looked:
            return self._board.current is not None
        return True

    async def on_card_board_chosen(self) -> None:
        """A second click opens."""
        await self.action_open()

    def action_right(self) -> None:
        """The next column."""
        self._board.aside(1)

    def action_left(self) -> None:
        """The column before."""
        self._board.aside(-1)

    async def action_open(self) -> None:
        """The way of the candidate at the cursor."""
        if (card := self._board.current) is not None:
            await self.thuis.go("candidate", client=card.client)

    def action_on(self) -> None:
        """On to the next stage."""
        self._move(1)

    def action_back_one(self) -> None:
        """Back to the stage before."""
        self._move(-1)

    def _move(self, steps: int) -> None:
        if (card := self._board.current) is not None:
            in_background(self, partial(move, self, card.client, steps), "move", exclusive=True)

    def action_aside(self) -> None:
        """On hold, refused, rehousing, ended or deceased; or that taken back."""
        if (card := self._board.current) is not None:
            in_background(self, partial(set_aside, self, card.client), "move", exclusive=True)

    async def action_places(self) -> None:
        """The homes of the programme."""
        await self.thuis.go("places")

    async def action_waiting(self) -> None:
        """The waiting list with its order."""
        await self.thuis.go("waiting_list")


def _about(card: Candidate) -> str:
    return card.client
