"""The whole intake in short sections, and what the regional access form asks, in the order in which it asks.

The form cannot be saved midway and is handled only when complete with its attachments [regionaletoegang.nl],
so what is still missing is known before anybody opens it. Its order is professional practice that differs and
changes: the setting `access_form` replaces it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from thuis_tui.casework.records import fields
from thuis_tui.language import N_


@dataclass(frozen=True, slots=True)
class Section:
    """A few questions that belong together; the title is a marked message."""

    name: str
    title: str
    fields: tuple[str, ...]


SECTIONS: tuple[Section, ...] = (
    Section(
        "referral",
        N_("Referral"),
        ("referred_on", "referred_by", "support_question", "strengths"),
    ),
    Section(
        "person",
        N_("Person"),
        (
            "first_name",
            "initials",
            "name_prefix",
            "surname",
            "alias",
            "birth_date",
            "gender",
            "bsn",
            "bsn_absent",
            "residence_status",
            "language",
            "interpreter",
        ),
    ),
    Section(
        "contact",
        N_("Contact"),
        (
            "phone",
            "second_phone",
            "safe_to_call",
            "email",
            "address",
            "postcode",
            "postal_address",
            "emergency_contact",
        ),
    ),
    Section(
        "living",
        N_("Living place"),
        ("municipality", "regional_tie", "tie_account", "current_stay", "homeless_since"),
    ),
    Section(
        "household",
        N_("Household"),
        ("household", "children", "pets", "urgency", "housing_wish"),
    ),
    Section("money", N_("Money"), ("income", "debts", "debt_help", "budget_administrator")),
    Section(
        "care",
        N_("Care"),
        (
            "health_insurance",
            "general_practitioner",
            "care",
            "mental_health",
            "substance_use",
            "medication",
        ),
    ),
    Section(
        "safety",
        N_("Safety"),
        ("justice", "risk_level", "go_with_two", "agreements"),
    ),
    Section(
        "attachments",
        N_("Attachments"),
        ("authorisation", "intake_report", "current_plan", "treatment_plan", "diagnostics"),
    ),
)
"""Every field of a client that a person fills in stands in exactly one of these."""

ATTACHMENTS = SECTIONS[-1].fields

ACCESS_FORM: tuple[str, ...] = (
    "referred_on",
    "referred_by",
    "surname",
    "name_prefix?",
    "initials",
    "first_name",
    "alias?",
    "birth_date",
    "gender",
    "bsn",
    "bsn_absent",
    "residence_status",
    "language",
    "interpreter",
    "phone",
    "second_phone?",
    "safe_to_call",
    "email?",
    "address",
    "postcode",
    "postal_address",
    "emergency_contact",
    "municipality",
    "regional_tie",
    "tie_account",
    "current_stay",
    "homeless_since",
    "household",
    "children",
    "pets?",
    "urgency",
    "housing_wish",
    "income",
    "debts",
    "debt_help",
    "budget_administrator",
    "health_insurance",
    "general_practitioner",
    "care",
    "mental_health",
    "substance_use",
    "medication",
    "justice",
    "support_question",
    "strengths?",
    *ATTACHMENTS,
)
"""The order of the form; a question mark behind a name: it may stay empty there."""

STANDS_IN: Mapping[str, str] = {
    "emergency_contact": "emergency",
    "budget_administrator": "budget_administrator",
    "general_practitioner": "gp",
}
"""Questions that are answered too by somebody among the people around the client, and as whom."""


class Said(StrEnum):
    """What is known about one question."""

    ANSWERED = "answered"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class Meter:
    """How far a section is: how many fields say what, and which of them the access form still needs."""

    answered: int
    unknown: int
    refused: int
    not_asked: int
    needed: tuple[str, ...]

    @property
    def asked(self) -> int:
        """How many were asked, whatever was said."""
        return self.answered + self.unknown + self.refused


def said(value: Any) -> Said:
    """What a kept value says; an empty text says nothing."""
    if isinstance(value, Mapping):
        return Said.REFUSED if value.get("answer") == Said.REFUSED else Said.UNKNOWN
    return Said.NOT_ASKED if value is None or value == "" else Said.ANSWERED


def section(name: str) -> Section | None:
    """The section of that name."""
    return next((each for each in SECTIONS if each.name == name), None)


def section_of(field: str) -> Section | None:
    """The section that a field stands in."""
    return next((each for each in SECTIONS if field in each.fields), None)


def strangers(order: Sequence[str]) -> list[str]:
    """What in an order of the form is no question of ours."""
    known = fields("client")
    return [each for each in order if (name := each.removesuffix("?")) not in known or known[name].system]


def asked_in(order: Sequence[str]) -> tuple[str, ...]:
    """The fields of the form in its order."""
    return tuple(each.removesuffix("?") for each in order)


def still_needed(values: Mapping[str, Any], order: Sequence[str] = ACCESS_FORM) -> tuple[str, ...]:
    """What the form still needs, in its order.

    "Unknown" and "refuses to say" can be typed into it; an empty line cannot. An attachment has to be there,
    or not to be needed.
    """
    return tuple(
        name
        for name in order
        if not name.endswith("?") and not _does_not_apply(name, values) and _is_missing(name, values)
    )


def meter(asked: Section, values: Mapping[str, Any], needed: Sequence[str]) -> Meter:
    """How far a section is. `needed`: what the form still needs of all."""
    counts = dict.fromkeys(Said, 0)
    for name in asked.fields:
        counts[said(values.get(name))] += 1
    return Meter(
        counts[Said.ANSWERED],
        counts[Said.UNKNOWN],
        counts[Said.REFUSED],
        counts[Said.NOT_ASKED],
        tuple(name for name in needed if name in asked.fields),
    )


def _is_missing(name: str, values: Mapping[str, Any]) -> bool:
    value = values.get(name)
    return value not in ("present", "not_needed") if name in ATTACHMENTS else said(value) is Said.NOT_ASKED


def _does_not_apply(name: str, values: Mapping[str, Any]) -> bool:
    """Whether another answer makes this question idle."""
    get = values.get
    if name == "bsn_absent":
        return said(get("bsn")) is Said.ANSWERED
    if name == "bsn":
        return said(get("bsn_absent")) is Said.ANSWERED
    if name == "tie_account":
        return said(get("regional_tie")) is not Said.ANSWERED or get("regional_tie") == "no"
    if name == "debt_help":
        return get("debts") == "none"
    if name == "budget_administrator":
        return get("debts") == "none" or get("debt_help") not in ("administration", "budget")
    return False
