"""The ZRM assessments of one client: the levels, how they went, and what was said of each domain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from screens.assessment.drawing import SPARKS, TONES, names_width, spark, track
from screens.assessment.trend import Trend
from screens.background import in_background
from screens.dialogs.reason import Reason
from screens.keys import bindings, first_key
from screens.page import Page
from screens.plain import one_line, plain
from screens.route import Route
from screens.widgets.cells import Cell, Line
from screens.widgets.reading_pane import author
from screens.widgets.windowed_list import WindowedList
from thuis_tui.casework import assessment_rules as rules
from thuis_tui.casework.terms.plan import ASSESSMENT_MOMENT
from thuis_tui.casework.vocabulary import LIFE_DOMAIN
from thuis_tui.commands import BY_ID
from thuis_tui.desk.assessments import DOMAINS, Assessment, History, Score, score_shown
from thuis_tui.desk.shapes import Changed, FileProblem, InvalidInput, NotFound
from thuis_tui.language import _
from thuis_tui.language.dates import stored_day


class AssessmentsScreen(Page[None]):
    """Thirteen rows with the last level of each; the one at the cursor is drawn large."""

    CONTEXT = "assessments"
    AUTO_FOCUS = "#levels"
    BINDINGS: ClassVar[list[BindingType]] = bindings("assessments")

    def __init__(self, client: str) -> None:
        super().__init__()
        self._client = client
        self._history = History(client, "")
        self._place = -1
        """Which assessment is shown: a place in all of them, counted from the last."""
        self._looked = False

    @property
    def ready(self) -> bool:
        """Once the assessments are there."""
        return super().ready and self._looked

    @property
    def heading(self) -> str:
        """Whose assessments these are."""
        name = self._history.client_name
        return f"{_('ZRM')} · {name}" if name else _("ZRM")

    @property
    def route(self) -> Route:
        """Back here after a lock."""
        return Route("assessments", {"client": self._client})

    def compose_body(self) -> Iterable[Widget]:
        """Which assessment, the rows, the trend of the row at the cursor and what was said of it."""
        yield Static("", markup=False, classes="assessment-head")
        empty = Static("", markup=False, classes="empty-state")
        empty.display = False
        yield empty
        with Horizontal(classes="assessment-body"):
            with Vertical(classes="assessment-levels"):
                yield Static("", markup=False, classes="assessment-names")
                yield WindowedList[int](self._fetch, lambda domain: domain, self._draw, id="levels")
                yield Trend(id="trend")
            with VerticalScroll(classes="assessment-story", can_focus=False):
                yield Static("", markup=False, classes="assessment-told")

    @property
    def _list(self) -> WindowedList[int]:
        return self.query_one("#levels", WindowedList)

    @property
    def _domain(self) -> int:
        return self._list.current_id or DOMAINS[0]

    @property
    def shown(self) -> Assessment | None:
        """The assessment whose levels are in the rows."""
        return self._history.assessments[self._place] if self._history.assessments else None

    async def _fetch(self, domains: Sequence[int]) -> list[int]:
        return list(domains)

    async def on_mount(self) -> None:
        """Look."""
        await self._look()

    def records_changed(self, changed: Changed) -> None:
        """Somebody filed or withdrew one."""
        if self._client in changed.clients:
            in_background(self, self._look, "look", exclusive=True)

    async def _look(self) -> None:
        try:
            self._history = await self.desk.assessments.history(self._client)
        except NotFound:
            self.thuis.tell(_("This dossier is no longer on this laptop."), severity="warning")
            self.dismiss()
            return
        self._place = max(self._place, -len(self._history.assessments)) if self._history.assessments else -1
        if not self._looked and self._history.latest is not None:
            self._place = self._history.assessments.index(self._history.latest) - len(
                self._history.assessments
            )
        there = bool(self._history.assessments)
        self.query_one(".empty-state").display = not there
        self.query_one(".assessment-body").display = there
        nothing = _("No ZRM assessment yet. {key} begins the first: a level for each domain.")
        key = first_key(BY_ID["assessments.new"])
        self.query_one(".empty-state", Static).update(plain(nothing.format(key=key)))
        self.retitle()
        await self._list.show(DOMAINS if there else ())
        self._show_all()
        self._looked = True
        self.refresh_bindings()

    # Drawing

    def _show_all(self) -> None:
        shown = self.shown
        head = self.query_one(".assessment-head", Static)
        head.display = shown is not None
        if shown is None:
            return
        head.update(self._head(shown))
        name, trend, level = _("Life domain"), _("Trend"), _("Level")
        names = f"     {name:<{names_width() - 1}}{trend:<{SPARKS + 2}}1 2 3 4 5 {level}"
        self.query_one(".assessment-names", Static).update(plain(names))
        self._list.refresh()
        domain = self._domain
        points = self._history.trend(domain)
        latest = self._history.latest
        target = latest.scores.get(domain, Score()).target if latest else None
        self.query_one(Trend).show(points, target)
        self.query_one(".assessment-told", Static).update(self._told(domain))

    def _head(self, shown: Assessment) -> Content:
        """Which of them this is: when, by whom, from how old information."""
        count = len(self._history.assessments)
        place = count + self._place + 1
        parts = [
            ASSESSMENT_MOMENT.shown(shown.moment),
            stored_day(shown.measured_on),
            one_line(author(shown.author_name)),
        ]
        told = Content.assemble(
            (f"‹ {place}/{count} › ", "bold $primary"),
            plain(" · ".join(part for part in parts if part), "bold"),
        )
        if shown.withdrawn:
            said = _("withdrawn: {reason}").format(reason=one_line(shown.withdrawn))
            return Content.assemble(told, " ", plain(f"▲ {said}", "bold $warning"))
        if shown.source_on:
            said = _("information of {day}").format(day=stored_day(shown.source_on))
            mark = "▲ " if shown.is_old else ""
            told = Content.assemble(told, plain(f" · {mark}{said}", "$warning" if shown.is_old else "$quiet"))
        return told

    def _draw(self, domain: int, width: int) -> tuple[Line, ...]:
        """Number and name, the trend, the picture of this and the one before, the level in words."""
        shown = self.shown
        if shown is None:
            return ((),)
        score = shown.scores.get(domain, Score())
        before = None if shown.withdrawn else self._history.before(shown).get(domain)
        tone = TONES[score.level]
        return (
            (
                Cell(f"{domain}", 3, "quiet", right=True),
                Cell(f" {LIFE_DOMAIN.shown(domain)}", names_width(), "strong"),
                Cell(spark(self._history.trend(domain)), SPARKS + 2, "brick"),
                Cell(track(score.level, before, score.target), 10, tone),
                Cell(one_line(score_shown(score)), tone=tone),
                Cell("✎ " if score.comment or score.explanation else "", 2, "quiet"),
            ),
        )

    def _told(self, domain: int) -> Content:
        """All that was said of one domain, the latest first."""
        parts = [plain(f"{domain} {LIFE_DOMAIN.shown(domain)}", "bold $primary")]
        for one in reversed(self._history.assessments):
            score = one.scores.get(domain, Score())
            head = f"{stored_day(one.measured_on)} · {ASSESSMENT_MOMENT.shown(one.moment)}"
            parts += [Content(""), plain(head, "bold"), plain(one_line(score_shown(score)))]
            if one.withdrawn:
                parts.append(plain(_("withdrawn: {reason}").format(reason=one.withdrawn), "$warning"))
            if score.target:
                parts.append(plain(_("Target {level}").format(level=score.target)))
            parts += [plain(text) for text in (score.explanation, score.comment) if text]
            parts.append(plain(author(one.author_name), "$quiet"))
        return Content("\n").join(parts)

    def on_windowed_list_highlighted(self, event: WindowedList.Highlighted) -> None:
        """The domain at the cursor is drawn large."""
        event.stop()
        if self._looked:
            self._show_all()
            self.refresh_bindings()

    # The commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without an assessment there is nothing to look at; what is withdrawn is not withdrawn again."""
        if action in ("earlier", "later", "open"):
            return bool(self._history.assessments)
        if action == "goal":
            return self._is_low
        if action == "withdraw":
            return self.shown is not None and not self.shown.withdrawn
        return True

    async def action_new(self) -> None:
        """Begin one, or go on with the one that was begun."""
        await self.thuis.go("assessment", client=self._client)

    @property
    def _is_low(self) -> bool:
        """Whether the domain at the cursor is one to make a goal of: low, or below its target."""
        latest = self._history.latest
        score = latest.scores.get(self._domain, Score()) if latest else Score()
        return score.level is not None and score.level < (score.target or rules.LOW + 1)

    async def action_goal(self) -> None:
        """Make a goal of the domain at the cursor, in the plan that is being written."""
        plans = self.desk.plans
        try:
            page = await plans.page(self._client)
            plan = page.plan.id if page.plan else await plans.begin(self._client)
        except InvalidInput as fault:
            self.thuis.tell(str(fault.problems[0]), severity="warning", timeout=10)
            return
        except FileProblem as fault:
            self.thuis.tell(fault.reason, severity="error", timeout=12)
            return
        if page.plan is not None and not page.plan.editable:
            await self.thuis.go("plan", client=self._client)
            self.thuis.tell(_("This plan is agreed: make a new version, then the goal."), timeout=10)
            return
        await self.thuis.go("domain_goal", client=self._client, record=f"@{plan}", domain=self._domain)

    def _to(self, place: int) -> None:
        self._place = max(-len(self._history.assessments), min(-1, place))
        self._show_all()
        self.refresh_bindings()

    def action_earlier(self) -> None:
        """The one before."""
        self._to(self._place - 1)

    def action_later(self) -> None:
        """The one after."""
        self._to(self._place + 1)

    def action_open(self) -> None:
        """Where there is no room beside the rows: what was said, in their place."""
        self.toggle_class("-reading")
        self.query_one(".assessment-story", VerticalScroll).scroll_home(animate=False)

    async def on_windowed_list_selected(self, event: WindowedList.Selected) -> None:
        """A second click reads."""
        event.stop()
        self.action_open()

    def action_back(self) -> None:
        """From reading to the rows, from the rows to where one came from."""
        if self.has_class("-reading") and self.has_class("-narrow"):
            self.remove_class("-reading")
        else:
            super().action_back()

    def action_withdraw(self) -> None:
        """Take the one that is shown out of the count."""
        if self.shown is not None:
            in_background(self, partial(self._withdraw, self.shown), "withdraw", exclusive=True)

    async def _withdraw(self, assessment: Assessment) -> None:
        reason = await self.app.push_screen_wait(
            Reason(
                _("Withdraw the assessment of {day}?").format(day=stored_day(assessment.measured_on)),
                _("It stays in the dossier with your reason and no longer counts. This cannot be undone."),
            )
        )
        if reason is None:
            return
        try:
            await self.desk.assessments.withdraw(self._client, assessment.id, reason)
        except InvalidInput as fault:
            self.thuis.tell(str(fault.problems[0]), severity="warning", timeout=10)
        except FileProblem as fault:
            self.thuis.tell(fault.reason, severity="error", timeout=12)
