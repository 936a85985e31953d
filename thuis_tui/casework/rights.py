"""What each role may do: one table, from which the service decides and the page and the tests are made.

A role is held by an account, which belongs to one team of one organisation. Whose dossiers a role reaches is
said by the table; which these are today is said by the grants of the service.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import Final

from thuis_tui.casework.vocabulary import Term, Vocabulary
from thuis_tui.language import N_, Message, message


class Role(StrEnum):
    """What somebody is to the service."""

    CASEWORKER = "caseworker"
    TEAM_LEAD = "team_lead"
    HOUSING_COORDINATOR = "housing_coordinator"
    PROGRAMME_ANALYST = "programme_analyst"
    ADMINISTRATOR = "administrator"
    PRIVACY_OFFICER = "privacy_officer"


class Right(StrEnum):
    """One thing that may be done."""

    OWN_RECORDS = "own_records"
    """Read and write what belongs to oneself alone, and read the names of colleagues and the homes."""
    READ_DOSSIER = "read_dossier"
    """Have a dossier on one's laptop."""
    WRITE_DOSSIER = "write_dossier"
    """Write in a dossier; not while only reading on in it."""
    MAKE_DOSSIER = "make_dossier"
    """Make the dossier of somebody new, in one's own team."""
    HAND_OVER = "hand_over"
    """Transfer a dossier to a colleague, or ask for cover of it."""
    ASSIGN = "assign"
    """Divide dossiers among the team, without the other having to accept; and restrict them."""
    APPROVE_PLAN = "approve_plan"
    """Approve a support plan one wrote nothing in; who leads the team before anybody else."""
    JUDGE_LATE_WORK = "judge_late_work"
    """Decide about work that the service set aside."""
    HEAR_NOTICES = "hear_notices"
    """Be told of visits alone in spite of a warning, of calamities and of the reporting code."""
    EMERGENCY_ACCESS = "emergency_access"
    """Open a dossier one does not hold for an hour, with a reason."""
    HEAR_EMERGENCIES = "hear_emergencies"
    """Be told of each emergency access."""
    EDIT_PLACES = "edit_places"
    """Put homes in the register and change them."""
    SEE_CANDIDATES = "see_candidates"
    """Who is a candidate for a home, and how far on the way; no notes."""
    COUNT = "count"
    """The figures of the programme: counted cells, never fewer than five people in one."""
    READ_ACCESS_LOG = "read_access_log"
    """Search who looked at what."""
    APPROVE_LEARNING = "approve_learning"
    """Approve or refuse an export for research that somebody else asked for; nothing of it is seen."""
    ADMINISTER = "administer"
    """Accounts, roles, devices, grants by their ids, backups: no content of any dossier."""


class Reach(IntEnum):
    """How far a right goes; the greater includes the smaller."""

    NOTHING = 0
    OWN = 1
    """What belongs to the account itself."""
    COUNTED = 2
    """Numbers only."""
    GRANTED = 3
    """Dossiers that are granted to the account now."""
    TEAM = 4
    """Dossiers of the account's team that are not restricted, and those that are granted."""
    ORGANISATION = 5


_CASEWORKER: Final = {
    Right.OWN_RECORDS: Reach.OWN,
    Right.READ_DOSSIER: Reach.GRANTED,
    Right.WRITE_DOSSIER: Reach.GRANTED,
    Right.MAKE_DOSSIER: Reach.TEAM,
    Right.HAND_OVER: Reach.GRANTED,
    Right.APPROVE_PLAN: Reach.GRANTED,
    Right.EMERGENCY_ACCESS: Reach.ORGANISATION,
}

RIGHTS: Final[Mapping[Role, Mapping[Right, Reach]]] = MappingProxyType(
    {
        Role.CASEWORKER: _CASEWORKER,
        Role.TEAM_LEAD: {
            **_CASEWORKER,
            Right.READ_DOSSIER: Reach.TEAM,
            Right.WRITE_DOSSIER: Reach.TEAM,
            Right.HAND_OVER: Reach.TEAM,
            Right.ASSIGN: Reach.TEAM,
            Right.APPROVE_PLAN: Reach.TEAM,
            Right.JUDGE_LATE_WORK: Reach.TEAM,
            Right.HEAR_NOTICES: Reach.TEAM,
            Right.HEAR_EMERGENCIES: Reach.TEAM,
            Right.COUNT: Reach.COUNTED,
        },
        Role.HOUSING_COORDINATOR: {
            Right.OWN_RECORDS: Reach.OWN,
            Right.EDIT_PLACES: Reach.ORGANISATION,
            Right.SEE_CANDIDATES: Reach.ORGANISATION,
            Right.COUNT: Reach.COUNTED,
        },
        Role.PROGRAMME_ANALYST: {
            Right.OWN_RECORDS: Reach.OWN,
            Right.COUNT: Reach.COUNTED,
        },
        Role.ADMINISTRATOR: {
            Right.OWN_RECORDS: Reach.OWN,
            Right.ADMINISTER: Reach.ORGANISATION,
        },
        Role.PRIVACY_OFFICER: {
            Right.OWN_RECORDS: Reach.OWN,
            Right.HEAR_EMERGENCIES: Reach.ORGANISATION,
            Right.READ_ACCESS_LOG: Reach.ORGANISATION,
            Right.APPROVE_LEARNING: Reach.ORGANISATION,
        },
    }
)
"""What is not named is not allowed."""

_READING: Final = (Right.OWN_RECORDS, Right.READ_DOSSIER, Right.COUNT)
ADDRESSES: Final[Mapping[str, tuple[Right, ...]]] = MappingProxyType(
    {
        "POST /v1/enrol": (),
        "POST /v1/session/challenge": (),
        "POST /v1/session/token": (),
        "POST /v1/sync/push": (
            Right.OWN_RECORDS,
            Right.WRITE_DOSSIER,
            Right.MAKE_DOSSIER,
            Right.HAND_OVER,
            Right.ASSIGN,
            Right.JUDGE_LATE_WORK,
            Right.EMERGENCY_ACCESS,
            Right.APPROVE_LEARNING,
        ),
        "POST /v1/sync/pull": _READING,
        "GET /v1/sync/scopes": _READING,
        "GET /v1/sync/snapshot/{scope}": _READING,
        "GET /v1/sync/digest/{scope}": _READING,
        "GET /v1/sync/events": _READING,
        "POST /v1/sync/purged": (Right.OWN_RECORDS,),
        "POST /v1/sync/escrow": (),
    }
)
"""The addresses of the service and the rights that count there; none: the proof of the device is enough."""

ROLE = Vocabulary(
    "role",
    N_("Role"),
    (
        Term("caseworker", N_("caseworker")),
        Term("team_lead", N_("team lead")),
        Term("housing_coordinator", N_("housing coordinator")),
        Term("programme_analyst", N_("programme analyst")),
        Term("administrator", N_("administrator")),
        Term("privacy_officer", N_("privacy officer")),
    ),
)

ORGANISATION_KINDS: Final = ("municipality", "provider", "corporation")

NOT_YET: Final = frozenset({Right.ADMINISTER})
"""Rights that nothing asks for yet: there is no address, command or screen with an account behind it."""

APART = message(
    N_("Only caseworker and team lead go together. Give this person a second account for the other role.")
)


def reach(roles: Collection[str], right: Right) -> Reach:
    """How far a right goes for somebody with these roles; a role that is not known adds nothing."""
    found = Reach.NOTHING
    for role in roles:
        if role in RIGHTS:
            found = max(found, RIGHTS[Role(role)].get(right, Reach.NOTHING))
    return found


def may(roles: Collection[str], right: Right) -> bool:
    """Whether somebody with these roles has a right at all."""
    return reach(roles, right) is not Reach.NOTHING


def holds_dossiers(roles: Collection[str]) -> bool:
    """Whether dossiers may be granted to somebody with these roles."""
    return may(roles, Right.READ_DOSSIER)


def having(right: Right, least: Reach) -> list[str]:
    """The roles that have a right at least so far."""
    return [str(role) for role in Role if reach([role], right) >= least]


def in_order(roles: Collection[str]) -> list[str]:
    """The roles in the order of the table, as a record carries them."""
    return [str(role) for role in Role if role in roles]


def refusal(roles: Collection[str]) -> Message | None:
    """Why nobody may have these roles together, or None.

    Who looks after the service, or looks over it, sees no dossier; a role beside it would undo that.
    """
    return APART if len(set(roles)) > 1 and not all(holds_dossiers([role]) for role in roles) else None
