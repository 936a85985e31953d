"""The whole intake, one short section at a time: left at any point, and gone on with at any point."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Static

from screens.background import in_background
from screens.keys import bindings
from screens.plain import plain
from screens.record_editor import RecordEditorScreen
from screens.route import Route
from screens.widgets.cells import fitted
from screens.widgets.form.derived import field_of
from screens.widgets.form.foot import Foot
from screens.widgets.form.form import ANSWERS_KEY, Form
from screens.widgets.section_list import Mark, SectionList
from screens.writing_page import Subject
from thuis_tui.casework.intake_sections import SECTIONS, section
from thuis_tui.casework.records import fields
from thuis_tui.desk.shapes import Draft, DraftKind
from thuis_tui.language import N_, _

if TYPE_CHECKING:
    from thuis_tui.desk.whole_intake import IntakeStanding, SectionStanding

BAR: Final = 20
SUBJECT: Final = "intake:"
"""What the subject of a draft begins with; the name of its section follows."""


class WholeIntakeScreen(RecordEditorScreen):
    """One section of the intake of one client; going to another section saves this one."""

    CONTEXT = "whole_intake"
    KIND: ClassVar[DraftKind] = "section"
    OFFER = N_("You began this before")
    AUTO_FOCUS = "Entry, NoteBody"
    BINDINGS: ClassVar[list[BindingType]] = bindings("whole_intake")

    def __init__(self, client: str, part: str = "", draft: str | None = None) -> None:
        super().__init__(client, "client", client, draft=draft)
        self._section = section(part) or SECTIONS[0]
        self._place = SECTIONS.index(self._section)

    @property
    def heading(self) -> str:
        """Whose intake it is."""
        title = _("Whole intake")
        return f"{title} · {self._client_name}" if self._client_name else title

    @property
    def route(self) -> Route:
        """Back here after a lock, with the draft."""
        return Route(
            "whole_intake", {"client": self._client, "part": self._section.name, "draft": self.draft_id}
        )

    @property
    def _shown(self) -> tuple[str, ...]:
        """The fields of the form."""
        return self._section.fields

    def compose_body(self) -> Iterable[Widget]:
        """How far the intake is, the sections, and the questions of this one."""
        yield Static("", markup=False, classes="intake-head")
        with Horizontal(classes="intake-body"):
            sections = SectionList()
            sections.here = self._place
            yield sections
            with Form(classes="record-fields", passed=self._beyond):
                for each in self._in_form():
                    yield field_of(each, self.thuis.local_now, label_width=22, side_width=30)
        yield Foot()

    async def about(self) -> Subject:
        """What is kept of this section, and how far all of them are."""
        await self.desk.dossiers.log_reading(self._client)
        self._seen = await self.desk.whole_intake.section(self._client, self._section)
        self._put(self._seen.values)
        self._blank = self.gather()
        standing = await self.desk.whole_intake.standing(self._client, self.thuis.settings.access_form)
        self._client_name = standing.client_name
        self.retitle()
        self._tell(standing)
        return Subject(
            client=self._client, client_name=self._client_name, note=f"{SUBJECT}{self._section.name}"
        )

    def _tell(self, standing: IntakeStanding) -> None:
        """Show the meters."""
        self._standing = standing
        here = standing.sections[self._place]
        self.query_one(SectionList).marks = tuple(_mark(each) for each in standing.sections)
        self.query_one(Foot).left = _told(here)
        seen, known = self._seen, fields("client")
        for field in self.form.fields:
            contested = seen is not None and seen.fields[field.field_name].contested
            mark = "≠" if contested else "▲" if field.field_name in here.meter.needed else " "
            field.label = f"{mark} {_(known[field.field_name].label)}"
            field.refresh()
        self._show_head()

    def on_resize(self) -> None:
        """The head takes the width there is."""
        self._show_head()

    def _show_head(self) -> None:
        standing: IntakeStanding | None = getattr(self, "_standing", None)
        if standing is None:
            return
        width = max(20, self.size.width - 4)
        open_ = len(standing.needed)
        have = standing.asked - open_
        full = BAR * have // max(1, standing.asked)
        first = _("Access form {bar} {have} of {asked}").format(
            bar="█" * full + "░" * (BAR - full), have=have, asked=standing.asked
        )
        first += " · " + (_("everything it asks is here") if not open_ else _("▲ still needed"))
        needed = standing.sections[self._place].needed
        if needed:
            second = _("It needs here: {names}").format(names=", ".join(needed))
        else:
            second = _("It needs nothing more of this section.")
        self.query_one(".intake-head", Static).update(
            plain(f"{fitted(first, width)}\n{fitted(second, width)}")
        )

    async def _accepted(self, draft: Draft) -> bool:
        """Going on needs no question: each field still replaces only what was seen."""
        return True

    def _restore(self, draft: Draft) -> None:
        """A draft of a change says of every field what stood there, also that nothing did."""
        answers = draft.fields.get(ANSWERS_KEY) or {}
        for field in self.form.fields:
            if field.field_name not in draft.fields and field.field_name not in answers:
                field.restore("", "")
        super()._restore(draft)

    # From section to section

    def _beyond(self, direction: int) -> None:
        """After the last field comes the next section."""
        if direction > 0:
            self._leave_for(self._place + 1)

    def action_next_section(self) -> None:
        """Save this one and go on; after the last, back to the dossier."""
        self._leave_for(self._place + 1)

    def action_previous_section(self) -> None:
        """Save this one and go back one."""
        if self._place:
            self._leave_for(self._place - 1)

    def on_section_list_chosen(self, event: SectionList.Chosen) -> None:
        """A click on a section."""
        event.stop()
        if event.place != self._place:
            self._leave_for(event.place)

    def _leave_for(self, place: int) -> None:
        if place < len(SECTIONS):
            goal = Route("whole_intake", {"client": self._client, "part": SECTIONS[place].name})
        else:
            goal = None
        in_background(self, partial(self._go_on_to, goal), "leave")

    async def action_sheet(self) -> None:
        """Save this section and show the sheet; Esc there leads back to it."""
        here = Route("whole_intake", {"client": self._client, "part": self._section.name})
        await self._go_on_to(here, above=Route("typing_sheet", {"client": self._client}))

    async def _go_on_to(self, goal: Route | None, above: Route | None = None) -> None:
        """Save what was changed here and show another page in the place of this one, or leave."""
        keeper = self._keeper
        if keeper is None or self._leaving.locked():
            return
        async with self._leaving:
            if self.gather() == self._blank:
                await keeper.discard()
            elif (told := await self.filed(keeper)) is None:
                return
            elif goal is None:
                self.thuis.tell(told)
            # No key is for this page any more.
            self._keeper = None
            if goal is None:
                self.dismiss()
                return
            self.app.switch_screen(goal.build())
            if above is not None:
                self.app.call_after_refresh(self.thuis.go, above.name, **above.arguments)


def _mark(each: SectionStanding) -> Mark:
    meter = each.meter
    short = " ".join(f"{sign} {count}" for count, sign, _words in _counts(each) if count)
    return Mark(each.title, meter.asked, meter.asked + meter.not_asked, len(meter.needed), short)


def _counts(each: SectionStanding) -> tuple[tuple[int, str, str], ...]:
    """The numbers of a section, each with its sign and in words."""
    meter = each.meter
    return (
        (meter.answered, "✓", _("{count} answered")),
        (meter.unknown, "?", _("{count} unknown")),
        (meter.refused, "!", _("{count} refused")),
        (meter.not_asked, "○", _("{count} not asked")),
    )


def _told(each: SectionStanding) -> str:
    """The numbers of a section in words; what is nought is left out."""
    return "  ".join(f"{sign} {words.format(count=count)}" for count, sign, words in _counts(each) if count)
