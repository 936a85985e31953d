"""All records by the name they have in the log, and whether their values may be kept."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Protocol, TypeVar

from thuis_tui.casework.access import AccessEvent
from thuis_tui.casework.assessment import Assessment, AssessmentScore
from thuis_tui.casework.attribute import Attribute, Merge, Record, specification
from thuis_tui.casework.candidacy import Candidacy, HomeOffer, StageMove
from thuis_tui.casework.caseworker import Caseworker
from thuis_tui.casework.client import Client
from thuis_tui.casework.late_work import LateWork
from thuis_tui.casework.learning.request import LearningRequest
from thuis_tui.casework.note import Amendment, Note
from thuis_tui.casework.own import Notice, SavedSearch, WorkingNote
from thuis_tui.casework.paragraphs import merged
from thuis_tui.casework.people import Consent, Contact
from thuis_tui.casework.place import Place
from thuis_tui.casework.plan import Action, Goal, Plan
from thuis_tui.casework.problem import FieldProblem, Problem
from thuis_tui.casework.programme_report import ProgrammeReport
from thuis_tui.casework.reporting import Calamity, Meldcode, MeldcodeStep
from thuis_tui.casework.ruling import Ruling
from thuis_tui.casework.safety import RiskFlag, WarningPlan
from thuis_tui.casework.task import Task
from thuis_tui.casework.tenancy import Arrears, LandlordContact, Nuisance, Tenancy
from thuis_tui.casework.transfer import Assignment, EmergencyAccess, Offer, Transfer
from thuis_tui.casework.validation import REQUIRED, UNKNOWN_FIELD, Judge, judge
from thuis_tui.casework.visit import Visit
from thuis_tui.casework.vocabulary import ANSWER, Vocabulary
from thuis_tui.language import N_, message
from thuis_tui.text import clean

__all__ = [
    "IMMUTABLE",
    "RECORDS",
    "SCOPE_OF",
    "SERVICE_MADE",
    "VOCABULARIES",
    "FieldProblem",
    "Problem",
    "cleaned",
    "decided_alone",
    "fields",
    "merge_texts",
    "pick",
    "record_label",
    "validate",
    "validate_change",
]

RECORDS: Mapping[str, type[Record]] = {
    "client": Client,
    "note": Note,
    "amendment": Amendment,
    "caseworker": Caseworker,
    "place": Place,
    "candidacy": Candidacy,
    "stage_move": StageMove,
    "home_offer": HomeOffer,
    "tenancy": Tenancy,
    "arrears": Arrears,
    "nuisance": Nuisance,
    "landlord_contact": LandlordContact,
    "access": AccessEvent,
    "late_work": LateWork,
    "ruling": Ruling,
    "visit": Visit,
    "plan": Plan,
    "goal": Goal,
    "action": Action,
    "assessment": Assessment,
    "assessment_score": AssessmentScore,
    "risk_flag": RiskFlag,
    "warning_plan": WarningPlan,
    "meldcode": Meldcode,
    "meldcode_step": MeldcodeStep,
    "calamity": Calamity,
    "contact": Contact,
    "consent": Consent,
    "task": Task,
    "working_note": WorkingNote,
    "saved_search": SavedSearch,
    "notice": Notice,
    "transfer": Transfer,
    "offer": Offer,
    "assignment": Assignment,
    "emergency_access": EmergencyAccess,
    "learning_request": LearningRequest,
    "programme_report": ProgrammeReport,
}

_ELSEWHERE: Mapping[str, str] = {
    "caseworker": "ref",
    "place": "ref",
    "candidacy": "h",
    "stage_move": "h",
    "home_offer": "h",
    "tenancy": "h",
    "arrears": "h",
    "nuisance": "h",
    "landlord_contact": "h",
    "access": "u",
    "late_work": "u",
    "ruling": "u",
    "working_note": "u",
    "saved_search": "u",
    "notice": "u",
    "transfer": "u",
    "offer": "u",
    "assignment": "u",
    "emergency_access": "u",
    "learning_request": "u",
    "programme_report": "figures",
}
SCOPE_OF: Mapping[str, str] = {name: _ELSEWHERE.get(name, "c") for name in RECORDS}
"""Where each record lives: 'c' in the dossier of its client, 'h' beside it on the client's way to a home (for
who divides the homes), 'u' with its caseworker, 'ref' shared by all, 'figures' with who
may read what is counted.
"""


def scope_for(record_type: str, client: str) -> str:
    """The scope of a record of a client: the dossier, the way to a home, or what all share."""
    kind = SCOPE_OF.get(record_type, "c")
    return kind if kind in ("ref", "figures") else f"{kind}:{client}"


_NAMES = ("first_name", "surname", "alias")
NAMELESS = message(
    N_("Give a first name, a surname or an alias: without one of them this dossier cannot be found again.")
)


@cache
def fields(record_type: str) -> Mapping[str, Attribute]:
    """The fields of a record that operations carry, by name, in order."""
    return {facts.name: facts for facts in specification(RECORDS[record_type]) if not facts.derived}


VOCABULARIES: Mapping[str, Vocabulary] = {
    facts.vocabulary.name: facts.vocabulary
    for record in RECORDS.values()
    for facts in specification(record)
    if facts.vocabulary is not None
} | {ANSWER.name: ANSWER}
"""All vocabularies that a field uses, by name."""


@cache
def record_label(record_type: str) -> str:
    """What a record is called, a marked message."""
    columns = RECORDS[record_type].__table__.columns  # type: ignore[attr-defined]
    label: str = next(column.info["attribute"].label for column in columns if column.primary_key)
    return label


@cache
def _judges(record_type: str) -> Mapping[str, Judge]:
    return {name: judge(facts) for name, facts in fields(record_type).items()}


@cache
def _required(record_type: str) -> tuple[str, ...]:
    return tuple(name for name, facts in fields(record_type).items() if facts.required and not facts.system)


SERVICE_MADE: frozenset[str] = frozenset(
    {
        *("caseworker", "late_work", "ruling", "notice", "offer", "assignment", "learning_request"),
        "programme_report",
    }
)
"""Records that only the service makes and removes; a lead sets the decision on late work, who is offered a
dossier that on the offer, a privacy officer that on a learning export.
"""

IMMUTABLE: frozenset[str] = frozenset(
    name for name in RECORDS if all(facts.merge is Merge.IMMUTABLE for facts in fields(name).values())
)
"""Records that never change once they are made."""


def validate(record_type: str, values: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with the values of a new record: empty when it may be kept.

    Fields that thuis fills in itself are checked when they are there and not missed when they are not, so
    that a form can ask before they are known.
    """
    judges = _judges(record_type)
    problems = []
    for name, value in values.items():
        judged = judges.get(name)
        if judged is None:
            problems.append(Problem(name, UNKNOWN_FIELD))
        elif found := judged(value):
            problems.append(Problem(name, found))
    problems.extend(Problem(name, REQUIRED) for name in _required(record_type) if name not in values)
    if record_type == "client" and not any(_is_given(values.get(name)) for name in _NAMES):
        problems.append(Problem("surname", NAMELESS))
    return problems


def validate_change(record_type: str, field: str, value: Any) -> list[Problem]:
    """What is wrong with setting one field of a record that is already there."""
    facts = fields(record_type).get(field)
    if facts is None:
        return [Problem(field, UNKNOWN_FIELD)]
    if facts.merge is Merge.IMMUTABLE:
        return [Problem(field, UNCHANGEABLE)]
    found = _judges(record_type)[field](value)
    return [Problem(field, found)] if found else []


UNCHANGEABLE = message(N_("What is filed does not change. Write an amendment with the reason beside it."))


def cleaned(record_type: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with their texts in the form in which text is kept (NFC, line ends)."""
    known = fields(record_type)
    return {
        name: clean(value) if isinstance(value, str) and name in known else value
        for name, value in values.items()
    }


def _is_given(value: Any) -> bool:
    return isinstance(value, str) and bool(value) and not value.isspace()


class Valued(Protocol):
    """One of several values of a field, as the log keeps them."""

    @property
    def id(self) -> str: ...
    @property
    def hlc(self) -> int: ...
    @property
    def value(self) -> Any: ...


Head = TypeVar("Head", bound=Valued)


def pick(record_type: str) -> Callable[[str, Sequence[Any]], Any]:
    """How this record shows one of several values until a person decides: the strictest, else the latest."""
    known = fields(record_type)

    def shown(field: str, heads: Sequence[Head]) -> Head:
        facts = known.get(field)
        if facts is not None and facts.merge is Merge.STRICTEST:
            return max(heads, key=lambda head: (_strictness(facts, head.value), head.hlc, head.id))
        return max(heads, key=lambda head: (head.hlc, head.id))

    return shown


@cache
def decided_alone(record_type: str) -> frozenset[str]:
    """The fields of which nobody has to decide anything when two people wrote them differently."""
    return frozenset(name for name, facts in fields(record_type).items() if facts.merge is Merge.LATEST)


def _strictness(facts: Attribute, raw: Any) -> int:
    """The place of a value in its vocabulary, which is ordered from mild to strict; no value is mildest.

    A value that this version does not know may be a warning of a later one, so it is taken for the strictest.
    """
    value = json.loads(bytes(raw))
    if value is None or value == "":
        return -1
    codes = [term.code for term in facts.vocabulary.terms] if facts.vocabulary else []
    return codes.index(value) if value in codes else len(codes)


def merge_texts(record_type: str, field: str, base: Any, one: Any, other: Any) -> str | None:
    """Two changes of one long text as one text; None when the field has another rule or a person decides.

    A text that was never written is empty.
    """
    facts = fields(record_type).get(field)
    if facts is None or facts.merge is not Merge.PARAGRAPHS:
        return None
    texts = ["" if value is None else value for value in (base, one, other)]
    if not all(isinstance(text, str) for text in texts):
        return None
    return merged(texts[0], texts[1], texts[2], facts.limit)
