"""The lists a caseworker chooses from: codes that never change and labels in the user's language.

Sources: ZRM 2017 (domain names and levels only; GGD Amsterdam), ETHOS Light as Statistics Netherlands counts
homelessness, CBS codes of the U16 municipalities. A code once used is never given another meaning.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from thuis_tui.language import N_, _

Code = str | int


@dataclass(frozen=True, slots=True)
class Term:
    """One choice: its code in the log and its label, a marked message."""

    code: Code
    label: str
    proper: bool = False
    """A name of its own (Utrecht, De Bilt) that is the same in every language."""

    def shown(self) -> str:
        """The label in the user's language."""
        return self.label if self.proper else _(self.label)


@dataclass(frozen=True)
class Vocabulary:
    """A list of terms in the order people know them by; an open one also takes what is not in the list."""

    name: str
    label: str
    terms: tuple[Term, ...]
    open: bool = False

    @cached_property
    def by_code(self) -> Mapping[Code, Term]:
        """The terms by their code."""
        return {term.code: term for term in self.terms}

    @cached_property
    def codes(self) -> frozenset[Code]:
        """All codes."""
        return frozenset(term.code for term in self.terms)

    def shown(self, code: Code) -> str:
        """The label of a code in the user's language; a text outside an open list is its own label."""
        term = self.by_code.get(code)
        return str(code) if term is None else term.shown()


NOTE_KIND = Vocabulary(
    "note_kind",
    N_("Kind of contact"),
    (
        Term("home_visit", N_("Home visit")),
        Term("visit", N_("Visit elsewhere")),
        Term("office", N_("At the office")),
        Term("phone", N_("By telephone")),
        Term("digital", N_("Video, chat or e-mail")),
        Term("third_party", N_("Consultation with others")),
        Term("other", N_("Other contact")),
    ),
)

LIFE_DOMAIN = Vocabulary(
    "life_domain",
    N_("Life domain"),
    (
        Term(1, N_("Finances")),
        Term(2, N_("Work & education")),
        Term(3, N_("Use of time")),
        Term(4, N_("Housing")),
        Term(5, N_("Domestic relations")),
        Term(6, N_("Mental health")),
        Term(7, N_("Physical health")),
        Term(8, N_("Substance use")),
        Term(9, N_("Basic ADL")),
        Term(10, N_("Instrumental ADL")),
        Term(11, N_("Social network")),
        Term(12, N_("Community participation")),
        Term(13, N_("Justice")),
    ),
)

ZRM_LEVEL = Vocabulary(
    "zrm_level",
    N_("Level of self-reliance"),
    (
        Term(1, N_("Acute problem")),
        Term(2, N_("Not self-reliant")),
        Term(3, N_("Limited self-reliance")),
        Term(4, N_("Sufficient self-reliance")),
        Term(5, N_("Full self-reliance")),
    ),
)

MUNICIPALITY = Vocabulary(
    "municipality",
    N_("Municipality"),
    (
        Term("0312", "Bunnik", proper=True),
        Term("0310", "De Bilt", proper=True),
        Term("0736", "De Ronde Venen", proper=True),
        Term("0321", "Houten", proper=True),
        Term("0353", "IJsselstein", proper=True),
        Term("0331", "Lopik", proper=True),
        Term("0335", "Montfoort", proper=True),
        Term("0356", "Nieuwegein", proper=True),
        Term("0589", "Oudewater", proper=True),
        Term("1904", "Stichtse Vecht", proper=True),
        Term("0344", "Utrecht", proper=True),
        Term("1581", "Utrechtse Heuvelrug", proper=True),
        Term("1961", "Vijfheerenlanden", proper=True),
        Term("0352", "Wijk bij Duurstede", proper=True),
        Term("0632", "Woerden", proper=True),
        Term("0355", "Zeist", proper=True),
    ),
    open=True,
)

CURRENT_STAY = Vocabulary(
    "current_stay",
    N_("Current stay"),
    (
        Term("1", N_("Public space")),
        Term("2", N_("Emergency accommodation")),
        Term("3", N_("Temporary accommodation")),
        Term("4", N_("Leaving an institution")),
        Term("5", N_("Non-conventional place (car, squat, holiday home)")),
        Term("6", N_("Temporarily with family, friends or acquaintances")),
        Term("7", N_("Threatened with eviction")),
    ),
)

GENDER = Vocabulary(
    "gender",
    N_("Gender"),
    (Term("woman", N_("Woman")), Term("man", N_("Man")), Term("other", N_("Other gender"))),
)

CLIENT_STATUS = Vocabulary(
    "client_status",
    N_("Status"),
    (
        Term("registered", N_("Registered")),
        Term("supported", N_("Receives support")),
        Term("aftercare", N_("Aftercare")),
        Term("closed", N_("Closed")),
    ),
)

RISK_LEVEL = Vocabulary(
    "risk_level",
    N_("Risk"),
    (Term("green", N_("Green")), Term("orange", N_("Orange")), Term("red", N_("Red"))),
)
"""From mild to strict: the order decides which of two values governs."""

VISIT_BY = Vocabulary(
    "visit_by",
    N_("Visits"),
    (Term("no", N_("one may go alone")), Term("yes", N_("go with two"))),
)
"""From mild to strict."""

ANSWER = Vocabulary(
    "answer",
    N_("No answer"),
    (Term("unknown", N_("unknown")), Term("refused", N_("refuses to say"))),
)
NOT_ASKED = N_("not asked")

DECISION = Vocabulary(
    "decision",
    N_("Decision"),
    (
        Term("accept", N_("accepted")),
        Term("return", N_("returned")),
        Term("archive", N_("archived")),
    ),
)

ACCESS_EVENT = Vocabulary(
    "access_event",
    N_("Access"),
    (
        Term("create", N_("created")),
        Term("read", N_("read")),
        Term("add", N_("added to")),
        Term("amend", N_("amended")),
        Term("change", N_("changed")),
        Term("remove", N_("removed")),
        Term("search", N_("searched")),
        Term("copy", N_("copied")),
        Term("print", N_("printed")),
        Term("export", N_("exported")),
        Term("merge", N_("merged")),
        Term("transfer", N_("transferred")),
        Term("emergency", N_("opened in an emergency")),
    ),
)
