"""Risks and safety of one person: the risks, the warning plan, the reporting code, calamities."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Literal

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from screens import moments
from screens.background import in_background
from screens.dialogs.reason import Reason
from screens.keys import bindings
from screens.list_page import ClientListPage
from screens.plain import one_line, plain
from screens.route import Route
from screens.safety import signs
from screens.widgets.cells import Cell, Line, Tone
from screens.widgets.form import reading
from screens.widgets.reading_pane import author
from screens.widgets.windowed_list import WindowedList
from thuis_tui.desk.reporting import CalamityShown, MeldcodeShown
from thuis_tui.desk.safety import Risk, WarningPlanShown
from thuis_tui.desk.shapes import InvalidInput
from thuis_tui.language import _, ngettext

Kind = Literal["risk", "plan", "meldcode", "calamity", "folded"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the page, whatever it is about."""

    kind: Kind
    id: str
    mark: str
    tone: Tone
    title: str
    right: str
    right_tone: Tone
    below: str
    full: Content


class SafetyScreen(ClientListPage[Entry]):
    """What one has to know before going, and what to do when it goes wrong."""

    CONTEXT = "safety"
    BINDINGS: ClassVar[list[BindingType]] = bindings("safety")

    def __init__(self, client: str) -> None:
        super().__init__(client)
        self._client_name = ""
        self._unfolded = False
        self._risks: dict[str, Risk] = {}

    @property
    def heading(self) -> str:
        """What it is, of whom."""
        told = _("Risks and safety")
        return f"{told} · {self._client_name}" if self._client_name else told

    @property
    def route(self) -> Route:
        """Back here after a lock."""
        return Route("safety", {"client": self._client})

    def compose_body(self) -> Iterable[Widget]:
        """The strictest of all, the list, and the one at the cursor in full."""
        yield Static("", markup=False, classes="safety-head")
        yield self._make_list()
        with VerticalScroll(classes="safety-full", can_focus=False):
            yield Static("", markup=False)
        yield self._make_empty("")

    async def _look(self) -> None:
        self._client_name = await self.desk.dossiers.name(self._client)
        self.retitle()
        at = self._current
        risks = await self.desk.safety.risks(self._client)
        plan = await self.desk.safety.plan(self._client)
        codes = await self.desk.reporting.meldcodes(self._client)
        calamities = await self.desk.reporting.calamities(self._client)
        dossier = await self.desk.dossiers.open(self._client)
        self._risks = {risk.id: risk for risk in risks}
        of_client = dossier.field("risk_level").value
        level = self.desk.safety.governing(risks, of_client if isinstance(of_client, str) else "")
        two = dossier.field("go_with_two").value == "yes"
        self.query_one(".safety-head", Static).update(_head(level, two, risks))
        entries = self._entries(risks, plan, codes, calamities)
        place = next(
            (n for n, each in enumerate(entries) if at and (each.kind, each.id) == (at.kind, at.id)), None
        )
        await self._show(entries, place)
        self.query_one(".safety-full").display = any(entry.full for entry in entries)
        self._show_current()
        self._shown()

    def _entries(
        self,
        risks: Sequence[Risk],
        plan: WarningPlanShown,
        codes: Sequence[MeldcodeShown],
        calamities: Sequence[CalamityShown],
    ) -> list[Entry]:
        """Open risks, the warning plan, the reporting code, calamities, and below them what has ended."""
        ended = [risk for risk in risks if risk.ended]
        entries = [self._risk(risk) for risk in risks if not risk.ended]
        entries.append(_plan(plan))
        entries += [_meldcode(code) for code in codes if not code.closed_on]
        entries += [_calamity(each) for each in calamities]
        entries += [_meldcode(code) for code in codes if code.closed_on]
        if ended:
            told = ngettext("{count} ended risk", "{count} ended risks", len(ended)).format(count=len(ended))
            way = _("Enter folds them away") if self._unfolded else _("Enter shows them with the reason")
            mark = "▾" if self._unfolded else "▸"
            entries.append(Entry("folded", "", mark, "quiet", told, "", "quiet", way, Content("")))
            if self._unfolded:
                entries += [self._risk(risk) for risk in ended]
        return entries

    def _risk(self, risk: Risk) -> Entry:
        day = moments.day_of(risk.review_on)
        right: str
        right_tone: Tone
        if risk.ended:
            right, right_tone = _("ended {day}").format(day=moments.day_of(risk.ended_on)), "quiet"
        elif risk.expired:
            right, right_tone = "! " + _("EXPIRED {day}").format(day=day), "alarm"
        else:
            right, right_tone = _("look again {day}").format(day=day), "quiet"
        title = f"{signs.word(risk.level)} · {risk.kind}"
        if "level" in risk.disputed:
            title += f"  {signs.values(risk.disputed['level'])}"
        below = risk.ended_reason if risk.ended else risk.fact
        tone: Tone = "quiet" if risk.ended else signs.tone(risk.level)
        return Entry(
            "risk",
            risk.id,
            signs.sign(risk.level),
            tone,
            title,
            right,
            right_tone,
            below,
            _risk_in_full(risk),
        )

    def _lines(self, item: Entry, width: int) -> tuple[Line, Line]:
        """Colour, word and day; below it what was observed."""
        first = (
            Cell(f" {item.mark} ", 3, item.tone),
            Cell(one_line(item.title), tone=item.tone if item.tone != "text" else "strong"),
            Cell(f"{item.right} ", len(item.right) + 2, item.right_tone, right=True),
        )
        return first, (Cell("", 3), Cell(one_line(item.below), tone="quiet"))

    def on_windowed_list_highlighted(self, event: WindowedList.Highlighted) -> None:
        """The one at the cursor in full."""
        event.stop()
        self._show_current()
        self.refresh_bindings()

    def _show_current(self) -> None:
        item = self._current
        pane = self.query_one(".safety-full", VerticalScroll)
        pane.query_one(Static).update(item.full if item is not None else Content(""))
        pane.scroll_home(animate=False)

    # The commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A risk can be changed, looked at again and ended; other lines cannot."""
        if action in ("edit", "review", "end"):
            item = self._current if self._looked else None
            if item is None or item.kind != "risk":
                return False
            return action == "review" or not self._risks[item.id].ended
        return True

    async def action_open(self) -> None:
        """What the line is about."""
        item = self._current
        if item is None:
            return
        if item.kind == "risk":
            await (self.action_review() if self._risks[item.id].ended else self.action_edit())
        elif item.kind == "plan":
            await self.action_plan()
        elif item.kind == "meldcode":
            await self.thuis.go("meldcode", client=self._client, meldcode=item.id)
        elif item.kind == "folded":
            self._unfolded = not self._unfolded
            await self._look()

    async def on_windowed_list_selected(self, event: WindowedList.Selected) -> None:
        """A second click opens."""
        event.stop()
        await self.action_open()

    async def action_new(self) -> None:
        """Write a risk down."""
        await self.thuis.go("risk_editor", client=self._client)

    async def action_edit(self) -> None:
        """Change the risk at the cursor."""
        if self._current is not None:
            await self.thuis.go("risk_editor", client=self._client, record=self._current.id)

    async def action_review(self) -> None:
        """Look at the risk at the cursor again."""
        if self._current is not None:
            await self.thuis.go("risk_review", client=self._client, record=self._current.id)

    async def action_plan(self) -> None:
        """The warning plan."""
        await self.thuis.go("warning_plan", client=self._client)

    async def action_calamity(self) -> None:
        """Report a calamity."""
        await self.thuis.go("calamity_editor", client=self._client)

    def action_end(self) -> None:
        """End the risk at the cursor, with the reason."""
        item = self._current
        if item is not None and item.kind == "risk":
            in_background(self, partial(self._end, self._risks[item.id]), "end", exclusive=True)

    async def _end(self, risk: Risk) -> None:
        about = f"{signs.colour(risk.level)} · {risk.kind}\n" + _("It stays in the dossier, folded away.")
        reason = await self.app.push_screen_wait(Reason(_("End this risk?"), about))
        if reason is None:
            return
        try:
            await self.desk.safety.end(self._client, risk.id, reason)
        except InvalidInput as fault:
            self.thuis.tell(str(fault.problems[0]), severity="warning")
        await self._look()

    def action_meldcode(self) -> None:
        """Begin the reporting code."""
        in_background(self, self._begin, "begin", exclusive=True)

    async def _begin(self) -> None:
        told = _(
            "About whom and what, in one line. Your team lead is told that it was begun, not about what."
        )
        concern = await self.app.push_screen_wait(Reason(_("Begin the reporting code (meldcode)?"), told))
        if concern is None:
            return
        try:
            meldcode = await self.desk.reporting.begin(self._client, concern)
        except InvalidInput as fault:
            self.thuis.tell(str(fault.problems[0]), severity="warning")
            return
        await self.thuis.go("meldcode", client=self._client, meldcode=meldcode)


def _head(level: str, two: bool, risks: Sequence[Risk]) -> Content:
    """What governs now, in sign and word, and how much of it is past its day."""
    parts: list[Content] = []
    if level:
        parts.append(Content.assemble(plain(_("Now: ")), signs.coloured(level)))
    if two:
        parts.append(plain(f"▲ {_('go with two')}", "bold $warning"))
    if late := sum(risk.expired and not risk.ended for risk in risks):
        told = ngettext("{count} risk expired: look again", "{count} risks expired: look again", late)
        parts.append(plain(f"! {told.format(count=late)}", "bold $error"))
    if not any(not risk.ended for risk in risks):
        parts.append(plain(_("No open risks. n writes one down."), "$quiet"))
    return Content("  ·  ").join(parts)


def _risk_in_full(risk: Risk) -> Content:
    seen = [_("Source: {source}").format(source=one_line(risk.source))]
    if risk.observed_on:
        seen.append(_("seen on {day}").format(day=moments.day_of(risk.observed_on)))
    seen.append(_("written by {author}").format(author=author(risk.author_name)))
    lines = [plain(risk.fact), plain(" · ".join(seen), "$quiet")]
    lines += [plain(signs.values(values), "bold $warning") for values in risk.disputed.values()]
    if risk.ended:
        told = _("Ended {day}: {reason}").format(day=moments.day_of(risk.ended_on), reason=risk.ended_reason)
        lines.insert(0, plain(told, "bold"))
    return Content("\n").join(lines)


def _plan(plan: WarningPlanShown) -> Entry:
    filled = ", ".join(signs.colour(phase) for phase in plan.filled)
    below = filled or _("Nothing written yet. Enter begins it, together with the client.")
    right = _("discussed {day}").format(day=moments.day_of(plan.discussed_on)) if plan.discussed_on else ""
    lines = []
    for phase in reversed(plan.filled):
        texts = [text for cell in plan.phase(phase) for text in cell.texts]
        lines.append(Content.assemble(signs.coloured(phase), plain("  " + one_line(" · ".join(texts)))))
    full = Content("\n").join(lines)
    return Entry("plan", "", "◎", "brick", _("Warning plan"), right, "quiet", below, full)


def _meldcode(code: MeldcodeShown) -> Entry:
    steps = " ".join(f"{n}{' ' if n in code.missing else '✓'}" for n in range(1, 6))
    right = (
        _("closed {day}").format(day=moments.day_of(code.closed_on))
        if code.closed_on
        else _("steps {steps}").format(steps=steps)
    )
    told = [f"{each.step} {each.title}: {one_line(each.account)}" for each in code.steps]
    title = _("Reporting code: {concern}").format(concern=one_line(code.concern))
    if code.closed_on:
        below = _("Weighed and decided.")
    elif not code.weighed:
        below = _("Still to weigh (step 4) and to decide (step 5).")
    else:
        below = _("Still to decide (step 5).") if not code.decided else _("Decided. It can be closed.")
    tone: Tone = "quiet" if code.closed_on else "lamp"
    return Entry("meldcode", code.id, "§", tone, title, right, "quiet", below, plain("\n".join(told)))


def _calamity(each: CalamityShown) -> Entry:
    when = reading.full_moment(moments.at_place(each.occurred_at, each.occurred_offset))
    lines = [plain(when, "bold"), plain(each.what)]
    for label, text in (
        (_("Involved: {text}"), each.involved),
        (_("Done: {text}"), each.measures),
        (_("Told: {text}"), each.told),
    ):
        if text:
            lines.append(plain(label.format(text=text)))
    lines.append(plain(_("written by {author}").format(author=author(each.author_name)), "$quiet"))
    title = _("Calamity: {kind}").format(kind=each.kind)
    day = moments.day(moments.at_place(each.occurred_at, each.occurred_offset))
    return Entry("calamity", each.id, "!", "alarm", title, day, "quiet", each.what, Content("\n").join(lines))
