"""Quick intake at a kitchen table: twelve lines that may stay empty, and a warning of people known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Final

from textual.binding import BindingType
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from screens import moments
from screens.background import in_background
from screens.dialogs.question import Answer, Question
from screens.dialogs.reason import Reason
from screens.keys import bindings, shown
from screens.plain import one_line, plain
from screens.route import Route
from screens.widgets.form.derived import field_of
from screens.widgets.form.foot import Foot
from screens.widgets.form.form import Form
from screens.writing_page import WritingPage
from thuis_tui.casework.attribute import specification
from thuis_tui.casework.client import QUICK_INTAKE, Client
from thuis_tui.commands import BY_ID
from thuis_tui.desk.shapes import DraftKind, Duplicate
from thuis_tui.language import N_, _, ngettext

LIKENESS_AFTER: Final = 0.3
"""Seconds of rest before looking for people who may be the same."""
TELLING: Final = frozenset(("first_name", "name_prefix", "surname", "alias", "birth_date", "phone", "bsn"))
_BECAUSE: Final = {
    "name": N_("the name is alike"),
    "birth_date": N_("born on the same day"),
    "phone": N_("same telephone number"),
    "bsn": N_("same BSN"),
}
SHOWN: Final = 3


class IntakeScreen(WritingPage):
    """A new client from what one knows now."""

    CONTEXT = "intake"
    KIND: ClassVar[DraftKind] = "intake"
    OFFER = N_("You began an intake")
    BINDINGS: ClassVar[list[BindingType]] = bindings("intake")

    def __init__(self, draft: str | None = None, at: str = "") -> None:
        super().__init__(draft, at)
        self._likeness_timer: Timer | None = None
        self._duplicates: Sequence[Duplicate] = ()
        self._other: frozenset[str] = frozenset()
        """Who was looked at and is somebody else, for the reason that was given."""
        self._reason = ""

    @property
    def heading(self) -> str:
        """Nobody's name: it is being typed."""
        return _("Intake")

    @property
    def route(self) -> Route:
        """Back here after a lock, with the draft and to the same field."""
        return Route("intake", self.where)

    def compose_body(self) -> Iterable[Widget]:
        """The twelve fields, who they may be, and when this was kept."""
        facts = {each.name: each for each in specification(Client)}
        with Form(classes="intake-fields"):
            for name in QUICK_INTAKE:
                yield field_of(facts[name], self.thuis.local_now, label_width=16, side_width=36)
        known = Static("", markup=False, classes="known")
        known.display = False
        yield known
        foot = Foot()
        foot.left = _("Everything may stay empty but one name. Later is fine too.")
        yield foot

    def edited(self) -> None:
        """Keep, and look who this may be when the typing rests."""
        super().edited()
        if self._likeness_timer is not None:
            self._likeness_timer.stop()
        self._likeness_timer = self.set_timer(LIKENESS_AFTER, self._look_for_duplicates)

    def go_on(self) -> None:
        """A draft that comes back may be of somebody known by now."""
        super().go_on()
        self._look_for_duplicates()

    def _look_for_duplicates(self) -> None:
        self._likeness_timer = None
        in_background(self, self._find_duplicates, "likeness", exclusive=True)

    async def _find_duplicates(self) -> None:
        self._duplicates = await self._alike()
        self._show_duplicates()

    async def _alike(self) -> Sequence[Duplicate]:
        """People who may be the one that is being typed."""
        values = {name: value for name, value in self._values().items() if name in TELLING}
        telling = {name: value for name, value in values.items() if not isinstance(value, dict)}
        return await self.desk.intake.duplicates(telling) if telling else ()

    def _values(self) -> dict[str, Any]:
        return self.form.values()

    def _show_duplicates(self) -> None:
        known = self.query_one(".known", Static)
        known.display = bool(self._duplicates)
        if not self._duplicates:
            return
        count = len(self._duplicates)
        key = shown(BY_ID["intake.open_duplicate"].keys[0])
        title = ngettext(
            "Perhaps known already ({key} opens the dossier):",
            "Perhaps known already, {count} are alike ({key} opens the first):",
            count,
        ).format(count=count, key=key)
        lines = [plain(f"  {_who(each)}") for each in self._duplicates[:SHOWN]]
        known.update(plain("\n").join([plain(f"! {title}", "bold"), *lines]))
        if (current := self.form.current) is not None:
            self.call_after_refresh(current.scroll_visible, animate=False)

    async def action_next(self) -> None:
        """To the next field; from elsewhere, into the form."""
        current = self.form.current
        fields = self.form.fields
        at = fields.index(current) + 1 if current in fields else 0
        if at < len(fields):
            fields[at].entry.focus()

    def action_cycle_answer(self) -> None:
        """Unknown, refused, not asked, and back to what was typed."""
        current = self.form.current
        if current is None:
            return
        if current.answerable:
            current.cycle_answer()
        else:
            current.side = _("only a value, or empty")

    async def action_open_duplicate(self) -> None:
        """Look at the dossier that this person may already have."""
        if self._duplicates:
            await self.keep_draft()
            await self.thuis.go("dossier", client=self._duplicates[0].client)

    async def action_file(self) -> None:
        """Make the dossier; of somebody who may be known already only with a reason."""
        if self._keeper is None or self._leaving.locked() or not self._judge():
            return
        self._duplicates = await self._alike()
        if {each.client for each in self._duplicates} <= self._other:
            await super().action_file()
        else:
            self._show_duplicates()
            in_background(self, self._known_or_new, "known", exclusive=True)

    async def _known_or_new(self) -> None:
        """Ask which it is: the known one, or somebody new after all."""
        alike = self._duplicates
        told = "\n".join(_who(each) for each in alike[:SHOWN])
        answers = (Answer("open", _("Open the known one")), Answer("new", _("New after all")))
        answer = await self.app.push_screen_wait(
            Question(_("Perhaps this person is known already"), told, answers)
        )
        if answer == "open":
            await self.action_open_duplicate()
        elif answer == "new":
            reason = await self.app.push_screen_wait(
                Reason(_("Why a new dossier after all?"), _("The reason is kept in the new dossier."))
            )
            if reason is not None:
                self._reason, self._other = reason, frozenset(each.client for each in alike)
                await super().action_file()

    async def carry_out(self) -> str:
        """Make the dossier and go there."""
        reason = self._reason if self._duplicates else ""
        client = await self.desk.intake.create(self._values(), self.draft_id, duplicate_reason=reason)
        self.app.call_after_refresh(self.thuis.go, "dossier", client=client)
        return _("The dossier is made. It goes to your colleagues as soon as there is a connection.")


def _who(duplicate: Duplicate) -> str:
    """Somebody known, and why this may be the same person."""
    born = moments.day_of(duplicate.birth_date)
    who = one_line(duplicate.name) + (f", {born}" if born else "")
    return f"{who} — {', '.join(_(_BECAUSE.get(because, because)) for because in duplicate.because)}"
