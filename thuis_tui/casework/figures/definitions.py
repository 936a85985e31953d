"""What each figure counts: of whom, from when to when, and what is left out. Its page is made of this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from thuis_tui.casework.figures.report import TOTAL
from thuis_tui.casework.programme import HOUSED_AFTER_MONTHS
from thuis_tui.casework.terms.housing import REFUSAL_REASON, STAGE
from thuis_tui.casework.vocabulary import LIFE_DOMAIN, MUNICIPALITY
from thuis_tui.language import N_, _

UNKNOWN: Final = "unknown"
OTHER: Final = "other"
PARTS: Final = ("city", "region", "elsewhere")
MONTHS_SHOWN: Final = 24
CHANGES: Final = ("-2", "-1", "0", "1", "2")
LOADS: Final = ("1-4", "5-8", "9-12", "13-16", "17+")
REASONS: Final = (*(str(term.code) for term in REFUSAL_REASON.terms), OTHER, UNKNOWN)
PLACE_COLUMNS: Final = ("target", "promised", "realised", "occupied")
DAY_COLUMNS: Final = ("people", "open", "quarter", "half", "three_quarters")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `rows` and `columns` name its axes; see `label` for the words of their codes."""

    key: str
    title: str
    definition: str
    rows: str
    columns: str
    columns_shown: tuple[str, ...]
    by_client: bool
    """Whether a cell opens to the dossiers that fall in it, for who has them."""


FIGURES: Final[tuple[Figure, ...]] = (
    Figure(
        "places_part",
        N_("Homes by part"),
        N_(
            "Homes in the register: promised (promised and not there yet), realised (available, reserved,"
            " occupied or not available now) and occupied, as their state is on the day of the report."
            " The target is what was agreed for five years. Homes that left the programme are left out."
        ),
        "part",
        "places",
        PLACE_COLUMNS,
        False,
    ),
    Figure(
        "places_municipality",
        N_("Homes by municipality"),
        N_("The same homes, by the municipality in which they stand."),
        "municipality",
        "places",
        PLACE_COLUMNS[1:],
        False,
    ),
    Figure(
        "places_corporation",
        N_("Homes by corporation"),
        N_("The same homes, by the corporation whose they are."),
        "corporation",
        "places",
        PLACE_COLUMNS[1:],
        False,
    ),
    Figure(
        "occupancy",
        N_("Homes lived in, by month"),
        N_(
            "Leases of homes of the programme that ran on the last day of each of the past 24 months: begun"
            " on or before it and not ended by it. Leases of other homes are left out."
        ),
        "month",
        "leases",
        ("leases",),
        False,
    ),
    Figure(
        "stage_days",
        N_("Days in each stage"),
        N_(
            "Every stay of a candidate in a stage, from the day of the move into it to the day of the next"
            " move. People still in it count for the days they are in it so far (Kaplan-Meier): after the"
            " number of days shown, a quarter, half and three quarters of the stays were over. Stays that"
            " stopped because the way ended or the candidate died count until that day. 'Open' is how many"
            " are in the stage now."
        ),
        "stage",
        "days",
        DAY_COLUMNS,
        True,
    ),
    Figure(
        "to_key",
        N_("From referral to key"),
        N_(
            "Days from the first day on the way to a home (on the list, or of the first move when that is"
            " earlier) to the first day with a key, in the stage 'key' or one after it. Who still waits"
            " counts for the days so far, who stopped or died before the key until that day (Kaplan-Meier);"
            " nobody is left out but those of whom no first day is known."
        ),
        "part",
        "days",
        ("reached", "waiting", "stopped", "quarter", "half", "three_quarters"),
        True,
    ),
    Figure(
        "still_housed",
        N_("Still housed"),
        N_(
            "Of all who got a lease: the share that still had one so many months after the first began"
            " (Kaplan-Meier, with its bounds of 95% confidence). Leases with less than 31 days between them"
            " are one stay. Who moved on to another home or died counts until that day and is no loss."
            " 'Followed' is how many had a lease for so many months."
        ),
        "months",
        "shares",
        ("followed", "share", "low", "high"),
        True,
    ),
    Figure(
        "zrm_change",
        N_("Change in the self-sufficiency matrix"),
        N_(
            "For each life domain: how many levels the last assessment differs from the first, of everybody"
            " with a level in two assessments or more. Assessments that were withdrawn are left out. Levels"
            " are never added up nor averaged."
        ),
        "domain",
        "change",
        ("people", *CHANGES),
        True,
    ),
    Figure(
        "refusals",
        N_("Refused offers, by reason"),
        N_(
            "Offers of a home that were refused, by the reason that was given; reasons outside the list"
            " together. Somebody who refused twice counts twice. Refusing has no consequence for the place"
            " on the list."
        ),
        "reason",
        "offers",
        ("offers",),
        True,
    ),
    Figure(
        "load",
        N_("Dossiers for each caseworker"),
        N_(
            "How many caseworkers hold how many dossiers of their own on the day of the report. Cover,"
            " leading a team and dossiers whose support ended are left out."
        ),
        "dossiers",
        "caseworkers",
        ("caseworkers",),
        False,
    ),
)
"""In the order in which they are shown."""

BY_KEY: Final[Mapping[str, Figure]] = MappingProxyType({figure.key: figure for figure in FIGURES})

_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        TOTAL: N_("All together"),
        UNKNOWN: N_("Not known"),
        OTHER: N_("Another reason"),
        "city": N_("City of Utrecht"),
        "region": N_("Region"),
        "elsewhere": N_("Elsewhere"),
        "target": N_("Agreed"),
        "promised": N_("Promised"),
        "realised": N_("Realised"),
        "occupied": N_("Occupied"),
        "leases": N_("Leases"),
        "people": N_("Counted"),
        "open": N_("Open"),
        "quarter": N_("A quarter after"),
        "half": N_("Half after"),
        "three_quarters": N_("Three quarters after"),
        "reached": N_("Have the key"),
        "waiting": N_("Waiting"),
        "stopped": N_("Stopped"),
        "followed": N_("Followed"),
        "share": N_("Still housed"),
        "low": N_("At least"),
        "high": N_("At most"),
        "-2": N_("2 or more worse"),
        "-1": N_("1 worse"),
        "0": N_("The same"),
        "1": N_("1 better"),
        "2": N_("2 or more better"),
        "offers": N_("Offers"),
        "caseworkers": N_("Caseworkers"),
    }
)
_VOCABULARIES: Final = MappingProxyType(
    {"municipality": MUNICIPALITY, "stage": STAGE, "reason": REFUSAL_REASON, "domain": LIFE_DOMAIN}
)


def label(axis: str, code: str) -> str:
    """What a row or a column is called, in the user's language.

    Corporations, months (2026-11) and numbers of dossiers are as they are.
    """
    if axis == "months":
        return _("after {count} months").format(count=code)
    if axis in ("corporation", "month", "dossiers"):
        return _(_WORDS[TOTAL]) if code == TOTAL else _(_WORDS[UNKNOWN]) if code == UNKNOWN else code
    vocabulary = _VOCABULARIES.get(axis)
    if vocabulary is not None:
        for term in vocabulary.terms:
            if str(term.code) == code:
                return term.shown()
    word = _WORDS.get(code)
    return code if word is None else _(word)


MONTHS: Final = tuple(str(months) for months in HOUSED_AFTER_MONTHS)
