"""Handing one dossier over: first the sheet that the colleague will read, then what is to be done with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from screens.background import in_background
from screens.dialogs.choose_one import ChooseOne
from screens.dialogs.one_line import OneLine
from screens.dialogs.question import Answer, Question
from screens.keys import bindings
from screens.page import Page
from screens.plain import one_line, plain
from screens.route import Route
from thuis_tui.casework.dates import Purpose, day
from thuis_tui.casework.problem import FieldProblem
from thuis_tui.desk.shapes import InvalidInput, NotFound
from thuis_tui.language import N_, _

if TYPE_CHECKING:
    from thuis_tui.desk.transfer_shapes import Colleague

Kind = Literal["transfer", "cover", "assign"]

_ASKED: Final[dict[Kind, tuple[str, str]]] = {
    "transfer": (
        N_("Transfer to whom?"),
        N_("It is theirs once they accept it; you can read on for 14 days."),
    ),
    "cover": (
        N_("Who covers for you?"),
        N_("They read and write in this dossier until the day that you give; it stays yours."),
    ),
    "assign": (
        N_("Whose does it become?"),
        N_("It is theirs with the next connection; who has it now can read on for 14 days."),
    ),
}
_DONE: Final[dict[Kind, str]] = {
    "transfer": N_("Offered. You are told when your colleague answers."),
    "cover": N_("The cover begins with the next connection."),
    "assign": N_("It is handed over with the next connection."),
}

LAST_DAY: Final = N_("mo, +7, 3-12")
"""How the last day of a cover can be typed."""
_RESTRICTED: Final = N_("Restricted with the next connection.")


class HandOverScreen(Page[None]):
    """The handover sheet of a client, and the ways to hand the dossier over."""

    CONTEXT = "hand_over"
    BINDINGS: ClassVar[list[BindingType]] = bindings("hand_over")

    def __init__(self, client: str, holder: str = "") -> None:
        super().__init__()
        self._client = client
        self._holder = holder
        self._name = ""
        self._may: frozenset[str] = frozenset()
        self._looked = False

    @property
    def ready(self) -> bool:
        """Once it is known what may be done."""
        return super().ready and self._looked

    @property
    def heading(self) -> str:
        """Whose dossier it is."""
        return " · ".join(filter(None, [_("Hand over"), self._name]))

    @property
    def route(self) -> Route:
        """Back here after a lock."""
        holder = {"holder": self._holder} if self._holder else {}
        return Route("hand_over", {"client": self._client, **holder})

    def compose_body(self) -> Iterable[Widget]:
        """What may be done, and the sheet."""
        yield Static("", markup=False, classes="summary")
        with VerticalScroll(classes="handover-sheet"):
            yield Static("", markup=False)

    async def on_mount(self) -> None:
        """Read the dossier."""
        self._name = one_line((await self.desk.dossiers.open(self._client)).name or "")
        self._may = await self.desk.transfers.may(self._client)
        sheet = await self.desk.transfers.sheet(self._client)
        told = (
            _("Your colleague gets this sheet with the dossier. Read it through first.")
            if self._may
            else _("This dossier is not yours to hand over. Who holds it can do so, or who leads the team.")
        )
        self.query_one(".summary", Static).update(plain(told))
        pane = self.query_one(".handover-sheet", VerticalScroll)
        pane.query_one(Static).update(plain(sheet))
        pane.focus()
        self.retitle()
        self._looked = True
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what this person may do with this dossier."""
        return action in self._may if action in ("transfer", "cover", "assign", "restrict") else True

    def action_transfer(self) -> None:
        """To a colleague who has to accept."""
        self._ask("transfer")

    def action_cover(self) -> None:
        """For a while."""
        self._ask("cover")

    def action_assign(self) -> None:
        """As who leads the team."""
        self._ask("assign")

    def action_restrict(self) -> None:
        """Only for who has it as their own."""
        in_background(self, self._restrict, "hand over", exclusive=True)

    async def _restrict(self) -> None:
        answer = await self.app.push_screen_wait(
            Question(
                _("Restrict this dossier?"),
                _(
                    "Only who has it as their own keeps it. You lose it too, it is counted nowhere, and your "
                    "organisation's administrator alone can open it again."
                ),
                [Answer("no", _("No")), Answer("yes", _("Restrict"))],
            )
        )
        if answer == "yes":
            await self._carry_out(partial(self.desk.transfers.restrict, self._client), _RESTRICTED)

    def _ask(self, kind: Kind) -> None:
        in_background(self, partial(self._hand_over, kind), "hand over", exclusive=True)

    async def _hand_over(self, kind: Kind) -> None:
        owners = await self._owners() if kind == "assign" else {}
        colleagues = [
            one for one in await self.desk.transfers.colleagues(self._client, kind) if one.id not in owners
        ]
        if not colleagues:
            self.thuis.tell(_("There is no colleague on this laptop to give it to."), severity="warning")
            return
        question, detail = _ASKED[kind]
        to = await self.app.push_screen_wait(
            ChooseOne(_(question), _(detail), [Answer(one.id, _called(one)) for one in colleagues])
        )
        if to is None:
            return
        until = await self._until() if kind == "cover" else None
        if kind == "cover" and until is None:
            return
        reason = await self.app.push_screen_wait(
            OneLine(
                _("Why?"), _("Your colleague reads this above the sheet; it may stay empty."), _("Reason")
            )
        )
        if reason is None:
            return
        if kind == "assign":
            called = next(one_line(one.name) for one in colleagues if one.id == to)
            if not await self._certain(", ".join(owners.values()), called):
                return
        work: Callable[[], Awaitable[object]] = partial(self.desk.transfers.offer, self._client, to, reason)
        if until is not None:
            work = partial(self.desk.transfers.cover, self._client, to, until, reason)
        elif kind == "assign":
            work = partial(self.desk.transfers.assign, self._client, to, self._holder, reason)
        await self._carry_out(work, _DONE[kind])

    async def _owners(self) -> dict[str, str]:
        """From whom it would be taken: by account, the names of whose own it is."""
        day = await self.desk.team.day()
        return {
            member.caseworker: one_line(member.name)
            for member in day.members
            if self._holder in ("", member.caseworker)
            and any(one.client == self._client and one.kind == "own" for one in member.held)
        }

    async def _certain(self, holder: str, to: str) -> bool:
        """Whether it is to go from these to this one: it takes a dossier from somebody, at once."""
        told = (
            _("{client} goes from {holder} to {to} with the next connection.")
            if holder
            else _("{client} goes to {to} with the next connection; nobody has it as their own now.")
        ).format(client=self._name, holder=holder, to=to)
        answer = await self.app.push_screen_wait(
            Question(_("Assign this dossier?"), told, [Answer("no", _("No")), Answer("yes", _("Assign"))])
        )
        return answer == "yes"

    async def _carry_out(self, work: Callable[[], Awaitable[object]], done: str) -> None:
        """Do it and go back; what cannot be is said."""
        try:
            await work()
        except InvalidInput as fault:
            self.thuis.tell(str(fault.problems[0]), severity="warning")
        except NotFound:
            self.thuis.tell(_("This dossier is not on this laptop any more."), severity="warning")
        else:
            self.thuis.tell(_(done))
            self.dismiss()

    async def _until(self) -> date | None:
        """The last day of the cover, asked until it is one or left open."""
        typed, problem, today = "", "", self.thuis.local_now().date()
        while True:
            answer = await self.app.push_screen_wait(
                OneLine(_("Until when?"), _("The last day of the cover."), _(LAST_DAY), typed, problem)
            )
            if answer is None:
                return None
            try:
                return day(answer, today, Purpose.FUTURE)
            except FieldProblem as fault:
                typed, problem = answer, str(fault)


def _called(colleague: Colleague) -> str:
    """The name; with the team of one of another team."""
    name = one_line(colleague.name)
    return name if colleague.same_team else f"{name} · {one_line(colleague.team)}"
