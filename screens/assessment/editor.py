"""Making a ZRM assessment: thirteen rows on one page, a level a key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Final

from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from screens.assessment import asked, rows
from screens.assessment.asked import Asked
from screens.assessment.sheet import Sheet
from screens.keys import bindings, first_key
from screens.plain import one_line, plain
from screens.route import Route
from screens.widgets.cells import Line
from screens.widgets.form.entry import Entry
from screens.widgets.form.foot import Foot
from screens.widgets.windowed_list import WindowedList
from screens.writing_page import Subject, WritingPage
from thuis_tui.casework import assessment_rules as rules
from thuis_tui.casework.problem import FieldProblem, Problem
from thuis_tui.casework.terms.plan import ASSESSMENT_MOMENT
from thuis_tui.casework.vocabulary import LIFE_DOMAIN
from thuis_tui.commands import BY_ID
from thuis_tui.desk.assessments import DOMAINS, LEVELS, History, Score
from thuis_tui.desk.shapes import Draft, DraftKind, NotFound
from thuis_tui.language import N_, _, ngettext

SUBJECT: Final = "assessment:"
MOMENTS: Final = tuple(str(term.code) for term in ASSESSMENT_MOMENT.terms)


class AssessmentScreen(WritingPage):
    """One new assessment of one client."""

    CONTEXT = "assessment"
    KIND: ClassVar[DraftKind] = "assessment"
    OFFER = N_("You began an assessment of this person")
    AUTO_FOCUS = "#domains"
    BINDINGS: ClassVar[list[BindingType]] = bindings("assessment")

    def __init__(self, client: str, draft: str | None = None) -> None:
        super().__init__(draft)
        self._client = client
        self._client_name = ""
        self._history = History(client, "")
        self._sheet = Sheet(MOMENTS[0], self.today)
        self._asked: Asked | None = None
        self._problems: dict[str, str] = {}
        self._targeting = False

    @property
    def today(self) -> str:
        """The day on the clock of this laptop, YYYY-MM-DD."""
        return self.thuis.local_now().date().isoformat() if self.is_attached else ""

    @property
    def heading(self) -> str:
        """Whose assessment it is."""
        return f"{_('ZRM assessment')} · {self._client_name}" if self._client_name else _("ZRM assessment")

    @property
    def route(self) -> Route:
        """Back here after a lock, with the draft."""
        return Route("assessment", {"client": self._client, "draft": self.draft_id})

    def compose_body(self) -> Iterable[Widget]:
        """When it is of, the rows, what is said of the row at the cursor, and a line to type on."""
        self._sheet.measured_on = self.today
        yield Static("", markup=False, classes="assessment-head")
        yield Static("", markup=False, classes="assessment-names")
        yield WindowedList[int](self._fetch, lambda domain: domain, self._draw, id="domains")
        yield Static("", markup=False, classes="assessment-said")
        entry = Entry()
        entry.step = self._stepped
        with Horizontal(classes="assessment-line") as line:
            yield Static("", markup=False, classes="assessment-label")
            yield entry
        line.display = False
        yield Foot()

    @property
    def _list(self) -> WindowedList[int]:
        return self.query_one("#domains", WindowedList)

    @property
    def _entry(self) -> Entry:
        return self.query_one(Entry)

    @property
    def _domain(self) -> int:
        return self._list.current_id or DOMAINS[0]

    async def _fetch(self, domains: Sequence[int]) -> list[int]:
        return list(domains)

    # The draft

    async def about(self) -> Subject:
        """The earlier assessments, to hold this one against."""
        try:
            self._history = await self.desk.assessments.history(self._client)
        except NotFound:
            self._client_name = ""
        self._client_name = self._history.client_name
        self.retitle()
        if self._history.standing:
            self._sheet.moment = "progress"
        self._blank = self.gather()
        await self._list.show(DOMAINS)
        self._show_all()
        return Subject(client=self._client, client_name=self._client_name, note=SUBJECT)

    def gather(self) -> dict[str, Any]:
        """The sheet as it stands."""
        return self._sheet.kept()

    def _restore(self, draft: Draft) -> None:
        self._sheet.restore(draft.fields)
        self._was_kept = True
        self._show_all()

    def go_on(self) -> None:
        """To the first domain without an answer."""
        self._list.move_to(self._sheet.next)
        self._list.focus()

    @property
    def where(self) -> dict[str, str]:
        """The draft."""
        return {"draft": self.draft_id}

    def edited(self) -> None:
        """Something was said: the draft follows, and the page."""
        super().edited()
        self._show_all()

    # Drawing

    @property
    def _before(self) -> dict[int, int]:
        return dict(self._history.until(self._sheet.measured_on))

    def _show_all(self) -> None:
        self.query_one(".assessment-head", Static).update(rows.head(self._sheet))
        self.query_one(".assessment-names", Static).update(plain(rows.names(self.size.width)))
        self.query_one(".assessment-said", Static).update(self._said())
        count = self._sheet.answered
        foot = self.query_one(Foot)
        foot.left = _("{count} of {all} domains").format(count=count, all=len(DOMAINS))
        if count == len(DOMAINS):
            foot.left += " · " + _("{key} files").format(key=first_key(BY_ID["assessment.file"]))
        self._list.refresh()

    def _draw(self, domain: int, width: int) -> tuple[Line, ...]:
        """One domain; marked while it still asks something."""
        asks = bool(self._asks(domain)) or bool(self._problem_of(domain))
        return (rows.row(domain, self._sheet.score(domain), self._before.get(domain), asks),)

    def _said(self) -> Content:
        """What there is to know of the domain at the cursor, and what is wrong."""
        domain = self._domain
        if self._targeting:
            text = _("Target for {domain}: 1 to 5; - takes it away.")
            return plain(text.format(domain=LIFE_DOMAIN.shown(domain)), "bold $primary")
        score = self._sheet.score(domain)
        before = rows.before(self._history, domain)
        problem = self._problem_of(domain)
        if self._asked is not None and not self._asked.domain:
            problem = self._problems.get(self._asked.field, "")
        if problem:
            return Content("\n").join([plain(before, "$quiet"), plain(f"✗ {problem}", "bold $error")])
        said = [
            f"{label}: {one_line(text)}"
            for label, text, fields in (
                (_("Why"), score.explanation or score.not_assessed, ("explanation", "not_assessed")),
                (_("Comment"), score.comment, ("comment",)),
            )
            if text and (self._asked is None or self._asked.field not in fields)
        ]
        hint = _("{key} comments").format(key=first_key(BY_ID["assessment.comment"]))
        second = plain(" · ".join(said)) if said or self._asked else plain(hint, "$quiet")
        return Content("\n").join([plain(before, "$quiet"), second])

    def _problem_of(self, domain: int) -> str:
        return next((text for name, text in self._problems.items() if name.startswith(f"{domain}.")), "")

    def on_windowed_list_highlighted(self, event: WindowedList.Highlighted) -> None:
        """Another row: what is said of it."""
        event.stop()
        self._targeting = False
        self._show_all()

    def on_resize(self) -> None:
        """The names of the columns stand above them."""
        if self._keeper is not None:
            self._show_all()

    # The line to type on

    def _asks(self, domain: int) -> str:
        """Which line of the domain is still asked; empty when none."""
        score = self._sheet.score(domain)
        if score.level is None:
            return ""
        asks = rules.asks_explanation(score.level, self._before.get(domain))
        return "explanation" if asks and not score.explanation.strip() else ""

    def _ask(self, field: str, domain: int = 0) -> None:
        """Open the line for this, with what was typed there before."""
        self._asked = Asked(field, domain)
        self.query_one(".assessment-label", Static).update(plain(self._asked.label(self._sheet)))
        entry = self._entry
        with entry.prevent(Entry.Changed):
            entry.value = self._asked.typed(self._sheet)
            entry.cursor_position = len(entry.value)
        entry.placeholder = self._asked.hint
        self.query_one(".assessment-line").display = True
        self.set_focus(entry)
        self._show_all()

    def on_input_changed(self, event: Entry.Changed) -> None:
        """What is typed about a domain is kept at once; a day only when it is one."""
        event.stop()
        if self._asked is not None and self._asked.domain:
            self._sheet.change(self._asked.domain, **{self._asked.field: event.value})
            self._problems.pop(f"{self._asked.domain}.{self._asked.field}", None)
            self.edited()

    def on_entry_refused(self, event: Entry.Refused) -> None:
        """A paste that was not taken."""
        event.stop()
        self.thuis.tell(event.reason, severity="warning")

    def _stepped(self, direction: int, _leave: bool) -> None:
        """Enter and the arrows end the line; what is asked and not said keeps it open."""
        line = self._asked
        if line is None:
            return
        if not line.domain:
            if self._take_day(line):
                self._close()
            return
        score = self._sheet.score(line.domain)
        self._forget(line.domain)
        if line.field != "comment" and direction > 0:
            found = rules.problems_of(line.domain, score, self._before.get(line.domain))
            if found:
                self._problems |= {found[0].field: str(found[0])}
                self._show_all()
                return
        self._close()
        if line.field != "comment":
            self._move(direction)

    def _take_day(self, line: Asked) -> bool:
        """Read a typed day; whether it is one."""
        try:
            value = asked.day(self._entry.value, self.thuis.local_now().date())
        except FieldProblem as problem:
            self._problems[line.field] = str(problem)
            self._show_all()
            return False
        self._problems.pop(line.field, None)
        if line.field == "measured_on":
            value = value or self.today
        setattr(self._sheet, line.field, value)
        self.edited()
        return True

    def _close(self) -> None:
        self._asked = None
        self.query_one(".assessment-line").display = False
        self.set_focus(self._list)
        self._show_all()

    def _move(self, direction: int) -> None:
        if direction > 0:
            self._list.action_down()
        else:
            self._list.action_up()

    # The commands

    def _level(self, level: int) -> None:
        domain = self._domain
        if self._targeting:
            self._targeting = False
            self._sheet.change(domain, target=level)
            self.edited()
            return
        self._sheet.change(domain, level=level, not_assessed="")
        self._forget(domain)
        self.edited()
        if field := self._asks(domain):
            self._ask(field, domain)
        else:
            self._move(1)

    def _forget(self, domain: int) -> None:
        """What was wrong with a domain before something else was said of it."""
        self._problems = {
            name: text for name, text in self._problems.items() if not name.startswith(f"{domain}.")
        }

    def action_level_1(self) -> None:
        """An acute problem."""
        self._level(LEVELS[0])

    def action_level_2(self) -> None:
        """Not self-reliant."""
        self._level(LEVELS[1])

    def action_level_3(self) -> None:
        """Limited self-reliance."""
        self._level(LEVELS[2])

    def action_level_4(self) -> None:
        """Sufficient self-reliance."""
        self._level(LEVELS[3])

    def action_level_5(self) -> None:
        """Full self-reliance."""
        self._level(LEVELS[4])

    def action_not_assessed(self) -> None:
        """No level, and why; after t: no target."""
        domain = self._domain
        if self._targeting:
            self._targeting = False
            self._sheet.change(domain, target=None)
            self.edited()
            return
        self._sheet.change(domain, level=None)
        self._forget(domain)
        self.edited()
        self._ask("not_assessed", domain)

    def action_target(self) -> None:
        """The next number is the target."""
        self._targeting = not self._targeting
        self._show_all()

    def action_comment(self) -> None:
        """A comment with this domain."""
        self._ask("comment", self._domain)

    def action_explain(self) -> None:
        """Back to the line that explains."""
        score = self._sheet.score(self._domain)
        self._ask("explanation" if score.level is not None else "not_assessed", self._domain)

    def action_clear(self) -> None:
        """Nothing was said of this domain."""
        self._sheet.scores[self._domain] = Score()
        self._forget(self._domain)
        self.edited()

    def action_moment(self) -> None:
        """The next of the moments."""
        place = MOMENTS.index(self._sheet.moment) if self._sheet.moment in MOMENTS else -1
        self._sheet.moment = MOMENTS[(place + 1) % len(MOMENTS)]
        self.edited()

    def action_day(self) -> None:
        """Another day of the assessment."""
        self._ask("measured_on")

    def action_source(self) -> None:
        """The day of the oldest information."""
        self._ask("source_on")

    def action_back(self) -> None:
        """Out of the line, out of choosing a target, else out of the page with the draft kept."""
        if self._asked is not None:
            self._close()
        elif self._targeting:
            self._targeting = False
            self._show_all()
        else:
            super().action_back()

    # Filing

    def _judge(self) -> bool:
        """A day that is being typed is taken first; the desk looks at the rest."""
        line = self._asked
        if line is not None and not line.domain and not self._take_day(line):
            return False
        if line is not None:
            self._close()
        return True

    async def carry_out(self) -> str:
        """File it."""
        await self.desk.assessments.file(self._sheet.filed(self._client), self.draft_id)
        return _("The assessment is filed. It goes to your colleagues with the next connection.")

    def _show(self, problems: Iterable[Problem]) -> None:
        """Mark every row that is not right, and go to the first with the line that is asked."""
        found = list(problems)
        self._problems = {problem.field: str(problem) for problem in found}
        domain, dot, field = found[0].field.partition(".")
        if not dot:
            if domain in ("measured_on", "source_on"):
                self._ask(domain)
            self._show_all()
            return
        self._list.move_to(int(domain))
        missing = ngettext(
            "{count} domain still asks something.", "{count} domains still ask something.", len(found)
        )
        self.thuis.tell(missing.format(count=len(found)), severity="warning")
        if field in asked.TEXTS:
            self._ask(field, int(domain))
        self._show_all()
