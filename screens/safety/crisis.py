"""The crisis card: over whatever is shown, big and calm, what to do now and whom to call."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final, cast

from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Static

from screens.background import in_background
from screens.plain import one_line, plain
from screens.safety import signs
from screens.widgets.cells import Cell, Line
from screens.widgets.windowed_list import WindowedList
from thuis_tui.casework.safety import PHASES
from thuis_tui.casework.vocabulary import MUNICIPALITY
from thuis_tui.desk.crisis import DO_NOT_CALL, CrisisCard, Number
from thuis_tui.desk.safety import Risk
from thuis_tui.desk.shapes import CaseloadRow, FileProblem, NotFound
from thuis_tui.language import N_, _
from thuis_tui.text import excerpt

if TYPE_CHECKING:
    from screens.app import ThuisApp
    from thuis_tui.desk.desk import Desk

NUMBERS = (
    ("112", N_("danger to life")),
    ("0800-2000", N_("Veilig Thuis")),
    ("113", N_("suicide prevention")),
)
"""Numbers that are the same for everybody in the Netherlands."""
AT_ONCE: Final = 0.1
"""Seconds that the card may take to be read before it is shown without its person."""
LONGEST_FACT = 160
"""Of a fact so much is on the card; the whole of it is with the risks."""
WIDEST: Final = 116
"""Columns of the card, its frame included."""
LABEL: Final = 11
FIRST = ("signs", "caseworker", "others", "client")
"""What the caseworker needs first comes first."""


class CrisisScreen(ModalScreen[None]):
    """One person in a crisis; what was being typed under it stays."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012  an instance variable in Textual
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", show=False),
        *(Binding(str(n), f"phase('{phase}')", show=False) for n, phase in enumerate(PHASES, 1)),
        Binding("right,l", "worse(1)", show=False),
        Binding("left,h", "worse(-1)", show=False),
        Binding("down,j", "scroll('down')", show=False),
        Binding("up,k", "scroll('up')", show=False),
        Binding("pagedown", "scroll('page_down')", show=False),
        Binding("pageup", "scroll('page_up')", show=False),
    ]

    def __init__(self, client: str) -> None:
        super().__init__()
        self._client = client
        self._phase = ""
        self._read = asyncio.Event()
        self._drawn: CrisisCard | None = None
        self._width = 0
        self.card: CrisisCard | None = None

    async def over(self, thuis: ThuisApp, desk: Desk) -> None:
        """Show it over what is there: whole when the card is read at once, else it is filled in.

        What is drawn once stands there sooner than what is drawn and then changed.
        """
        in_background(thuis, partial(self._reading, thuis, desk), "crisis")
        with suppress(TimeoutError):
            await asyncio.wait_for(self._read.wait(), AT_ONCE)
        await thuis.push_screen(self)

    async def _reading(self, thuis: ThuisApp, desk: Desk) -> None:
        try:
            await desk.crisis.show(self._client, self._take)
        except NotFound:
            self._read.set()
            thuis.tell(_("This dossier is no longer on this laptop."), severity="warning")
        except FileProblem as fault:
            self._read.set()
            thuis.tell(fault.reason, severity="warning", timeout=12)

    def _take(self, card: CrisisCard) -> None:
        filled = card.plan.filled
        self.card = card
        self._phase = "red" if not filled or "red" in filled else filled[-1]
        self._read.set()
        if self.is_mounted:
            self._fill()

    def compose(self) -> Iterable[Widget]:
        """The numbers need nobody's dossier and are there whatever happens."""
        self._drawn = card = self.card
        with Vertical(classes="crisis"):
            yield Static(_head(card), markup=False, classes="crisis-head")
            with VerticalScroll(classes="crisis-all", can_focus=False):
                yield Static(self._all(), markup=False, classes="crisis-text")
            foot = _("1-4 phase · ↑↓ scroll · Esc back · thuis cannot call anyone")
            yield Static(plain(foot, "$quiet"), markup=False, classes="crisis-foot")

    def on_mount(self) -> None:
        """What came while this was made is shown too."""
        if self._drawn is not self.card:
            self._fill()

    def _fill(self) -> None:
        self.query_one(".crisis-head", Static).update(_head(self.card))
        self._show_phase()

    def _show_phase(self) -> None:
        self.query_one(".crisis-text", Static).update(self._all())

    def on_resize(self) -> None:
        """Another width breaks the lines elsewhere."""
        if self._width != self._room:
            self._show_phase()

    @property
    def _room(self) -> int:
        """Columns that a line of the card has: the frame, the air and the scrollbar are taken off."""
        return min(WIDEST, self.app.size.width) - 7

    def _all(self) -> Content:
        """The person, the phases, and what each does: in one widget, because each costs milliseconds."""
        self._width = self._room
        if self.card is None:
            return Content("")
        parts = [_person(self.card, self._width), Content(""), self._tabs(self.card), self._to_do(self.card)]
        return Content("\n").join(parts)

    def _tabs(self, card: CrisisCard) -> Content:
        """The phases, the one that is shown reversed, empty ones with a dot."""
        tabs = []
        for number, phase in enumerate(PHASES, 1):
            style = signs.STYLES[signs.tone(phase)]
            said = f" {number} {signs.colour(phase)}{'' if phase in card.plan.filled else ' ·'} "
            tabs.append(plain(said, f"{style} reverse" if phase == self._phase else style))
        return Content(" ").join([plain(_("What to do now")), *tabs])

    def _to_do(self, card: CrisisCard) -> Content:
        """What each does in the phase that is shown; without a plan what always holds."""
        plan = card.plan
        if not plan.filled:
            told = _("There is no warning plan. Keep distance, keep a way out, and call.")
            after = _("Afterwards: r in the dossier, then p, makes one together with the client.")
            return Content("\n").join([plain(told), plain(after, "$quiet")])
        by_party = {cell.party: cell for cell in plan.phase(self._phase)}
        lines = []
        for party in FIRST:
            title = plain(_(signs.PARTY_NAMES[party]), "bold $primary")
            lines += [Content.assemble(title, plain("  "), plain(text)) for text in by_party[party].texts]
        return Content("\n").join(lines or [plain(_("Nothing is written for this phase."), "$quiet")])

    def action_phase(self, phase: str) -> None:
        """Show another phase."""
        if self.card is not None:
            self._phase = phase
            self._show_phase()

    def action_worse(self, way: int) -> None:
        """The phase beside it."""
        if self._phase:
            place = min(max(PHASES.index(self._phase) + way, 0), len(PHASES) - 1)
            self.action_phase(PHASES[place])

    def action_scroll(self, way: str) -> None:
        """Scroll the card."""
        getattr(self.query_one(".crisis-all", VerticalScroll), f"scroll_{way}")(animate=False)

    def action_leave(self) -> None:
        """Back to where one was."""
        self.dismiss()


class CrisisOfWhom(ModalScreen[str | None]):
    """Whose card: typed letters find the person, Enter takes the one at the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("down", "move('down')", show=False, priority=True),
        Binding("up", "move('up')", show=False, priority=True),
        Binding("enter", "choose", show=False, priority=True),
    ]

    def compose(self) -> Iterable[Widget]:
        """The numbers, a field, and the people."""
        with Vertical(classes="crisis"):
            title = plain(f"■ {_('CRISIS')} · {_('whose card?')}", "bold $error")
            yield Static(Content("\n").join([title, _numbers()]), markup=False, classes="crisis-head")
            field = Input(placeholder=_("Type a part of the name"), classes="crisis-filter")
            field.cursor_blink = False
            yield field
            yield WindowedList(self._rows, lambda row: row.rowid, self._line, id="crisis-people")
            yield Static(plain(_("↑↓ Enter the card · Esc back"), "$quiet"), classes="crisis-foot")

    async def on_mount(self) -> None:
        """Everybody, until something is typed."""
        self.query_one(Input).focus()
        await self._find("")

    @property
    def _people(self) -> WindowedList[CaseloadRow]:
        return self.query_one("#crisis-people", WindowedList)

    async def _rows(self, ids: Sequence[int]) -> Sequence[CaseloadRow]:
        desk = cast("ThuisApp", self.app).desk
        return [] if desk is None else await desk.caseload.rows(ids)

    async def _find(self, typed: str) -> None:
        desk = cast("ThuisApp", self.app).desk
        if desk is not None:
            await self._people.show(await desk.caseload.ids(typed), keep=False)

    def _line(self, row: CaseloadRow, width: int) -> Sequence[Line]:
        return [
            [
                Cell(f" {row.name}", tone="strong"),
                Cell(MUNICIPALITY.shown(row.municipality or ""), 20, "quiet"),
            ]
        ]

    async def on_input_changed(self, event: Input.Changed) -> None:
        """Fewer with each letter."""
        event.stop()
        await self._find(event.value)

    def action_move(self, way: str) -> None:
        """Move in the list while the field keeps the focus."""
        getattr(self._people, f"action_{way}")()

    def action_choose(self) -> None:
        """This person."""
        row = self._people.current
        self.dismiss(row.client if row is not None else None)

    def on_windowed_list_selected(self, event: WindowedList.Selected) -> None:
        """A second click chooses."""
        event.stop()
        self.action_choose()

    def action_leave(self) -> None:
        """Nobody."""
        self.dismiss(None)


def _numbers() -> Content:
    parts = [Content.assemble(plain(number, "bold $error"), plain(f" {_(what)}")) for number, what in NUMBERS]
    return Content("   ").join(parts)


def _head(card: CrisisCard | None) -> Content:
    """Whose card it is, and the numbers that are the same for everybody."""
    name = f" · {one_line(card.name)}" if card is not None else ""
    return Content("\n").join([plain(f"■ {_('CRISIS')}{name}", "bold $error"), _numbers()])


def _person(card: CrisisCard, width: int) -> Content:
    """Colour and risks, whom to call, where it is: each begins with its word, and goes on under itself."""
    lines: list[tuple[str, Content]] = []
    now = []
    if card.level:
        now.append(signs.coloured(card.level))
    if card.go_with_two:
        now.append(plain(f"▲ {_('go with two')}", "bold $warning"))
    if card.pets:
        now.append(plain(_("pets: {pets}").format(pets=one_line(card.pets))))
    if card.interpreter or card.language:
        spoken = one_line(card.language) or "?"
        now.append(plain(_("language: {language}").format(language=spoken)))
    if now:
        lines.append((_("Now"), Content("  ·  ").join(now)))
    lines += [_call(_("Call first"), each) for each in card.emergency]
    if not card.emergency:
        lines.append((_("Call first"), plain(_("no emergency contact is known"), "$quiet")))
    lines += [_call(_("GP"), each, role=False) for each in card.doctors]
    if not card.doctors:
        lines.append((_("GP"), plain(_("no general practitioner is known"), "$quiet")))
    where = plain(one_line(card.address) or _("no address is known"))
    lines.append((_("Address"), where))
    own = " / ".join(one_line(number) for number in card.phones) or _("no number is known")
    said = [plain(own, "bold"), *_safe(card.safe_to_call, card.safe_code)]
    lines.append((_("Own number"), Content(" · ").join(said)))
    lines += [_risk(risk) for risk in card.risks]
    under = plain(" " * LABEL)
    drawn = []
    for label, content in lines:
        first, *rest = content.wrap(width - LABEL) or [Content("")]
        drawn += [Content.assemble(plain(f"{label:<{LABEL}}", "$quiet"), first)]
        drawn += [Content.assemble(under, each) for each in rest]
    return Content("\n").join(drawn)


def _risk(risk: Risk) -> tuple[str, Content]:
    parts = [signs.coloured(risk.level), plain(f" {risk.kind}: {excerpt(one_line(risk.fact), LONGEST_FACT)}")]
    if risk.expired:
        parts.append(plain(f"  ! {_('expired')}", "bold $error"))
    return _("Risk"), Content.assemble(*parts)


def _call(label: str, number: Number, *, role: bool = True) -> tuple[str, Content]:
    phones = " / ".join([one_line(number.phone) or _("no number"), *map(one_line, number.other_phones)])
    who = plain(f"{one_line(number.name)} ({number.role})" if role else one_line(number.name))
    parts = [plain(phones, "bold"), who, *_safe(number.safe_to_call, number.safe_code)]
    return label, Content(" · ").join(parts)


def _safe(said: str, code: str) -> list[Content]:
    """Whether calling is safe; 'no' is said loudest, and not asked is said too."""
    told = _("safe to call: {answer}").format(answer=said or _("not asked"))
    if code == DO_NOT_CALL:
        return [plain(f"✗ {told}", "bold $error")]
    return [plain(told, "" if code == "yes" else "$warning")]
