"""The variables of the learning export: what each means, where it comes from, how coarse it is.

The file that leaves, its codebook and the page in `docs` are made from this table. Nothing leaves that it
does not allow: every value is one of a short list or a small number, so no text that somebody typed, no id
and no date can be in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from thuis_tui.casework.learning import classes
from thuis_tui.casework.terms.housing import OFFER_OUTCOME, REFUSAL_REASON, SIDE_STATE, STAGE, TENANCY_END
from thuis_tui.casework.terms.intake import HOUSEHOLD
from thuis_tui.casework.terms.plan import ASSESSMENT_MOMENT
from thuis_tui.casework.vocabulary import CURRENT_STAY, GENDER, LIFE_DOMAIN, ZRM_LEVEL, Vocabulary
from thuis_tui.language import N_

VERSION: Final = 1
"""Of this table: it goes up when a variable comes, goes or means something else."""

OTHER: Final = "other_text"
"""In the place of what somebody typed where a list was open."""
UNKNOWN: Final = "unknown"
ANY: Final = "*"
"""In the place of a value that was left out to make a person less findable."""

MOST_WEEKS: Final = 260
"""Five years; what took longer is given as this."""
MOST_TIMES: Final = 5

_PSEUDONYM: Final = re.compile(r"p[0-9a-f]{20}\Z")


class Role(StrEnum):
    """What a variable is to somebody who would like to know whose row it is."""

    PSEUDONYM = "pseudonym"
    QUASI = "quasi_identifier"
    """Somebody who knows the person may know this: k-anonymity is over these together."""
    SENSITIVE = "sensitive"
    """What nobody should learn of a person from the file."""


class Kind(StrEnum):
    """What its values look like."""

    PSEUDONYM = "pseudonym"
    CODE = "code"
    CLASS = "class"
    NUMBER = "number"
    LEVEL = "level"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """One column. `meaning`, `coarse` and the labels of `values` are marked messages."""

    name: str
    meaning: str
    source: str
    """The fields of the dossier that it is made of."""
    coarse: str
    """How much of what the dossier says is left."""
    kind: Kind
    role: Role = Role.SENSITIVE
    values: Mapping[str, str] = field(default_factory=dict)
    """The codes it may have with their labels; empty for numbers and classes of years."""
    most: int = 0
    """The greatest number."""
    steps: tuple[str, ...] = ()
    """How it is made coarser, step by step: see `classes`."""
    of: tuple[str, ...] = ()
    """What stands in braces in the meaning, in order: labels, marked messages."""

    def allows(self, value: str) -> bool:
        """Whether this may stand in the column; an empty value is one that there is not."""
        if self.kind is Kind.PSEUDONYM:
            return _PSEUDONYM.match(value) is not None
        if not value or value in self.values or (self.steps and value == ANY):
            return True
        if self.kind in (Kind.NUMBER, Kind.LEVEL):
            return value.isascii() and value.isdecimal() and len(value) < 4 and int(value) <= self.most
        return bool(self.steps) and classes.is_class(self.name, value)


def _codes(vocabulary: Vocabulary, *, answers: bool = False) -> Mapping[str, str]:
    found = {str(term.code): term.label for term in vocabulary.terms}
    if vocabulary.open:
        found[OTHER] = N_("something that is not in the list")
    if answers:
        found[UNKNOWN] = N_("not known")
    return MappingProxyType(found)


_NOT_KNOWN: Final = MappingProxyType({UNKNOWN: N_("not known")})
_PARTS: Final = MappingProxyType(
    {
        "city": N_("Utrecht"),
        "region": N_("another municipality of the U16"),
        "elsewhere": N_("outside the U16"),
        UNKNOWN: N_("not known"),
    }
)
_SPANS: Final = MappingProxyType(
    {
        "0-25": N_("less than half a year"),
        "26-51": N_("half a year to a year"),
        "52-103": N_("one to two years"),
        "104+": N_("two years or more"),
    }
)
_YEARS: Final = MappingProxyType(
    {
        "0": N_("less than a year"),
        "1-2": N_("one or two years"),
        "3-5": N_("three to five years"),
        "6+": N_("six years or more"),
        UNKNOWN: N_("not known"),
    }
)
_WEEKS: Final = N_("whole weeks, at most 260")
_AS_CODE: Final = N_("the code only")
_COUNTED: Final = N_("a number, at most 5")

_WHO: Final = (
    Variable(
        name="person",
        meaning=N_("One person in this project: the same in every export of the project, and in no other"),
        source="client.id",
        coarse=N_("a keyed hash; the key stays with the service"),
        kind=Kind.PSEUDONYM,
        role=Role.PSEUDONYM,
    ),
    Variable(
        name="born",
        meaning=N_("Year of birth, in a class"),
        source="client.birth_date",
        coarse=N_("classes of five years"),
        kind=Kind.CLASS,
        role=Role.QUASI,
        values=_NOT_KNOWN,
        steps=(N_("classes of ten years"), N_("classes of twenty years"), N_("left out")),
    ),
    Variable(
        name="gender",
        meaning=N_("Gender"),
        source="client.gender",
        coarse=_AS_CODE,
        kind=Kind.CODE,
        role=Role.QUASI,
        values=_codes(GENDER, answers=True),
        steps=(N_("left out"),),
    ),
    Variable(
        name="part",
        meaning=N_("Where the person is registered"),
        source="client.municipality",
        coarse=N_("city, region or elsewhere; never the municipality"),
        kind=Kind.CODE,
        role=Role.QUASI,
        values=_PARTS,
        steps=(N_("left out"),),
    ),
    Variable(
        name="household",
        meaning=N_("Household"),
        source="client.household",
        coarse=_AS_CODE,
        kind=Kind.CODE,
        role=Role.QUASI,
        values=MappingProxyType({**_codes(HOUSEHOLD, answers=True), "together": N_("not alone")}),
        steps=(N_("alone, not alone or not known"), N_("left out")),
    ),
    Variable(
        name="entered",
        meaning=N_("Year in which the person came on the list, or was referred"),
        source="candidacy.registered_on, client.referred_on",
        coarse=N_("the year"),
        kind=Kind.CLASS,
        role=Role.QUASI,
        values=_NOT_KNOWN,
        steps=(N_("classes of two years"), N_("left out")),
    ),
)

_BEFORE: Final = (
    Variable(
        name="stay",
        meaning=N_("Where the person stayed at the intake (ETHOS Light)"),
        source="client.current_stay",
        coarse=_AS_CODE,
        kind=Kind.CODE,
        values=_codes(CURRENT_STAY, answers=True),
    ),
    Variable(
        name="homeless_years",
        meaning=N_("How long the person had been homeless on entering"),
        source="client.homeless_since",
        coarse=N_("four classes of years"),
        kind=Kind.CODE,
        values=_YEARS,
    ),
)

_WAY: Final = (
    Variable(
        name="stage",
        meaning=N_("The stage on the way to a home on the day of the export"),
        source="candidacy.stage",
        coarse=_AS_CODE,
        kind=Kind.CODE,
        values=_codes(STAGE),
    ),
    Variable(
        name="side_state",
        meaning=N_("What is beside the stage: on hold, refused, rehousing, ended, deceased"),
        source="candidacy.side_state",
        coarse=_AS_CODE,
        kind=Kind.CODE,
        values=_codes(SIDE_STATE),
    ),
    Variable(
        name="weeks_in_stage",
        meaning=N_("Weeks in that stage so far"),
        source="stage_move.moved_on",
        coarse=N_("four classes, so that it does not tell the day of entering"),
        kind=Kind.CODE,
        values=_SPANS,
    ),
    *(
        Variable(
            name=f"weeks_{term.code}",
            meaning=N_("Weeks in the stage '{stage}', all times together, without the one that goes on"),
            source="stage_move.moved_on",
            coarse=_WEEKS,
            kind=Kind.NUMBER,
            most=MOST_WEEKS,
            of=(term.label,),
        )
        for term in STAGE.terms
    ),
    Variable(
        name="weeks_to_key",
        meaning=N_("Weeks from entering to the first key; empty while there is none"),
        source="stage_move.moved_on",
        coarse=_WEEKS,
        kind=Kind.NUMBER,
        most=MOST_WEEKS,
    ),
    Variable(
        name="followed",
        meaning=N_("Weeks from entering to the day of the export: how long a key could have come"),
        source="candidacy.registered_on, client.referred_on",
        coarse=N_("four classes, so that it does not tell the day of entering"),
        kind=Kind.CODE,
        values=_SPANS,
    ),
)

_HOMES: Final = (
    Variable(
        name="offers",
        meaning=N_("Homes that were offered"),
        source="home_offer",
        coarse=_COUNTED,
        kind=Kind.NUMBER,
        most=MOST_TIMES,
    ),
    *(
        Variable(
            name=f"offers_{term.code}",
            meaning=N_("Offers of which became: {outcome}"),
            source="home_offer.outcome",
            coarse=_COUNTED,
            kind=Kind.NUMBER,
            most=MOST_TIMES,
            of=(term.label,),
        )
        for term in OFFER_OUTCOME.terms
    ),
    Variable(
        name="refusal",
        meaning=N_("Why the last offer that was refused was refused"),
        source="home_offer.refusal_reason",
        coarse=_AS_CODE,
        kind=Kind.CODE,
        values=_codes(REFUSAL_REASON),
    ),
    Variable(
        name="tenancies",
        meaning=N_("Leases that began"),
        source="tenancy.starts_on",
        coarse=_COUNTED,
        kind=Kind.NUMBER,
        most=MOST_TIMES,
    ),
    Variable(
        name="tenancy",
        meaning=N_("How the last lease stands on the day of the export"),
        source="tenancy.ends_on",
        coarse=_AS_CODE,
        kind=Kind.CODE,
        values=MappingProxyType({"running": N_("goes on"), "ended": N_("ended")}),
    ),
    Variable(
        name="tenancy_weeks",
        meaning=N_("Weeks that the last lease lasted, when it has ended"),
        source="tenancy.starts_on, tenancy.ends_on",
        coarse=_WEEKS,
        kind=Kind.NUMBER,
        most=MOST_WEEKS,
    ),
    Variable(
        name="tenancy_so_far",
        meaning=N_("Weeks that the last lease has lasted so far, when it goes on"),
        source="tenancy.starts_on",
        coarse=N_("four classes, so that it does not tell the day of entering"),
        kind=Kind.CODE,
        values=_SPANS,
    ),
    Variable(
        name="tenancy_end",
        meaning=N_("Why the last lease ended"),
        source="tenancy.end_reason",
        coarse=_AS_CODE,
        kind=Kind.CODE,
        values=_codes(TENANCY_END),
    ),
    Variable(
        name="takeover",
        meaning=N_("Whether a lease came into the person's own name"),
        source="tenancy.takeover_on",
        coarse=N_("yes or no"),
        kind=Kind.CODE,
        values=MappingProxyType({"yes": N_("Yes"), "no": N_("No")}),
    ),
)

_ZRM: Final = (
    *(
        Variable(
            name=f"zrm_{moment.code}_{domain.code}",
            meaning=N_("ZRM level of '{domain}', moment '{moment}'"),
            source="assessment_score.level",
            coarse=N_("the level, 1 to 5; of two at this moment the last"),
            kind=Kind.LEVEL,
            most=len(ZRM_LEVEL.terms),
            of=(domain.label, moment.label),
        )
        for moment in ASSESSMENT_MOMENT.terms
        for domain in LIFE_DOMAIN.terms
    ),
    *(
        Variable(
            name=f"zrm_{moment.code}_weeks",
            meaning=N_("Weeks between the assessments '{first}' and '{moment}'"),
            source="assessment.measured_on",
            coarse=_WEEKS,
            kind=Kind.NUMBER,
            most=MOST_WEEKS,
            of=(ASSESSMENT_MOMENT.terms[0].label, moment.label),
        )
        for moment in ASSESSMENT_MOMENT.terms[1:]
    ),
)

VARIABLES: Final[tuple[Variable, ...]] = (*_WHO, *_BEFORE, *_WAY, *_HOMES, *_ZRM)
"""All columns in their order."""
BY_NAME: Final[Mapping[str, Variable]] = MappingProxyType({each.name: each for each in VARIABLES})
QUASI: Final[tuple[str, ...]] = tuple(each.name for each in VARIABLES if each.role is Role.QUASI)
SENSITIVE: Final[tuple[str, ...]] = tuple(each.name for each in VARIABLES if each.role is Role.SENSITIVE)

SOURCES: Final = frozenset(
    name.partition(".")[0] for each in VARIABLES for name in each.source.split(", ")
) | {"assessment"}
"""The records that are read for it, beside consents."""


class NotAllowed(Exception):
    """A value that its variable does not allow was about to leave: nothing leaves then."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def check(row: Mapping[str, str]) -> None:
    """See that a row has all variables, no others, and in each what it allows. Raises NotAllowed."""
    if row.keys() != BY_NAME.keys():
        raise NotAllowed(next(iter(row.keys() ^ BY_NAME.keys())))
    for name, value in row.items():
        if not BY_NAME[name].allows(value):
            raise NotAllowed(name)
