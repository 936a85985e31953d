"""One person's row of the learning export, from what stands in the dossier and on the way to a home.

Of a dossier that was merged into another both count. A value outside a list, whoever typed it, becomes a
code; a date becomes a year or a number of weeks here, before anything else sees it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from thuis_tui.casework.learning import classes
from thuis_tui.casework.learning.variables import BY_NAME, MOST_TIMES, MOST_WEEKS, OTHER, UNKNOWN
from thuis_tui.casework.programme import part_of
from thuis_tui.casework.stages import PLACE
from thuis_tui.casework.terms.housing import OFFER_OUTCOME
from thuis_tui.casework.terms.plan import ASSESSMENT_MOMENT
from thuis_tui.casework.vocabulary import LIFE_DOMAIN

Values = Mapping[str, Any]

_WHOLE_DAY: Final = 10
_SPANS: Final = ((26, "0-25"), (52, "26-51"), (104, "52-103"))
_YEARS: Final = ((1, "0"), (3, "1-2"), (6, "3-5"))


@dataclass(slots=True)
class Person:
    """What is read of one person: the values of records that were not removed, by their kind."""

    records: dict[str, list[Values]] = field(default_factory=dict)

    def add(self, record_type: str, values: Values) -> None:
        """Take a record of the person."""
        self.records.setdefault(record_type, []).append(values)

    def of(self, record_type: str) -> Sequence[Values]:
        """The records of a kind."""
        return self.records.get(record_type, ())


def row(person: Person, pseudonym: str, today: date) -> dict[str, str]:
    """The row of a person as it stands on a day, with the finest classes there are."""
    made = dict.fromkeys(BY_NAME, "")
    client = {
        name: value for each in person.of("client") for name, value in each.items() if value is not None
    }
    ways = sorted(person.of("candidacy"), key=lambda each: _day(each.get("registered_on")) or date.max)
    way: Values = ways[0] if ways else {}
    entered = _day(way.get("registered_on")) or _day(client.get("referred_on"))
    made["person"] = pseudonym
    made["born"] = classes.of_year(client.get("birth_date"), classes.WIDTHS["born"][0])
    made["gender"] = _code("gender", client.get("gender")) or UNKNOWN
    made["part"] = _part(client.get("municipality"))
    made["household"] = _code("household", client.get("household") or way.get("household")) or UNKNOWN
    made["entered"] = classes.of_year(
        way.get("registered_on") or client.get("referred_on"), classes.WIDTHS["entered"][0]
    )
    made["stay"] = _code("stay", client.get("current_stay")) or UNKNOWN
    made["homeless_years"] = _homeless(client.get("homeless_since"), entered or today)
    made["followed"] = _span(entered, today)
    made |= _stages(way, person.of("stage_move"), entered, today)
    made |= _offers(person.of("home_offer"))
    made |= _tenancies(person.of("tenancy"), today)
    made |= _levels(person.of("assessment"), person.of("assessment_score"))
    return made


def _stages(way: Values, moves: Iterable[Values], entered: date | None, today: date) -> dict[str, str]:
    """How long each stage took, from the moves in the order of their days."""
    order = sorted(
        (day, str(move.get("recorded_at") or ""), str(move["stage"]))
        for move in moves
        if (day := _day(move.get("moved_on"))) and move.get("stage") in PLACE
    )
    made = {
        "stage": _code("stage", way.get("stage")),
        "side_state": _code("side_state", way.get("side_state")),
    }
    days: dict[str, int] = {}
    begun = entered if order and entered and entered <= order[0][0] else None
    at, since = ("referral", begun) if begun else ("", None)
    for day, _, stage in order:
        if stage == at:
            continue
        if at and since:
            days[at] = days.get(at, 0) + (day - since).days
        at, since = stage, day
    if at == way.get("stage") and since:
        made["weeks_in_stage"] = _span(since, today)
    for stage, count in days.items():
        made[f"weeks_{stage}"] = str(min(count // 7, MOST_WEEKS))
    keys = [day for day, _, stage in order if PLACE[stage] >= PLACE["key"]]
    if entered and keys:
        made["weeks_to_key"] = _weeks(entered, keys[0])
    return made


def _offers(offers: Sequence[Values]) -> dict[str, str]:
    made = {"offers": _times(len(offers))}
    for term in OFFER_OUTCOME.terms:
        made[f"offers_{term.code}"] = _times(sum(offer.get("outcome") == term.code for offer in offers))
    refused = [offer for offer in offers if offer.get("outcome") == "refused"]
    if refused:
        last = max(refused, key=lambda offer: str(offer.get("answered_on") or offer.get("offered_on") or ""))
        made["refusal"] = _code("refusal", last.get("refusal_reason"))
    return made


def _tenancies(tenancies: Iterable[Values], today: date) -> dict[str, str]:
    begun = sorted(
        ((day, tenancy) for tenancy in tenancies if (day := _day(tenancy.get("starts_on"))) and day <= today),
        key=lambda each: each[0],
    )
    made = {"tenancies": _times(len(begun))}
    if not begun:
        return made
    over = [_day(tenancy.get("takeover_on")) for _, tenancy in begun]
    made["takeover"] = "yes" if any(day and day <= today for day in over) else "no"
    since, last = begun[-1]
    ends = _day(last.get("ends_on"))
    if ends and ends <= today:
        made["tenancy"], made["tenancy_weeks"] = "ended", _weeks(since, ends)
        made["tenancy_end"] = _code("tenancy_end", last.get("end_reason"))
    else:
        made["tenancy"], made["tenancy_so_far"] = "running", _span(since, today)
    return made


def _levels(assessments: Iterable[Values], scores: Sequence[Values]) -> dict[str, str]:
    """The levels of the last assessment of each moment that was not withdrawn."""
    last: dict[str, tuple[date, str]] = {}
    for each in assessments:
        day = _day(each.get("measured_on"))
        if day and not each.get("withdrawn_reason"):
            moment = str(each.get("moment"))
            last[moment] = max(last.get(moment, (day, "")), (day, str(each["id"])))
    made = {}
    first = last.get(str(ASSESSMENT_MOMENT.terms[0].code))
    for term in ASSESSMENT_MOMENT.terms:
        moment = str(term.code)
        if moment not in last:
            continue
        day, assessment = last[moment]
        for score in scores:
            domain, level = score.get("life_domain"), score.get("level")
            if score.get("assessment") == assessment and domain in LIFE_DOMAIN.codes and level is not None:
                made[f"zrm_{moment}_{domain}"] = str(level)
        if first and term is not ASSESSMENT_MOMENT.terms[0]:
            made[f"zrm_{moment}_weeks"] = _weeks(first[0], day)
    return made


def _code(name: str, value: object) -> str:
    """A code of a variable's list; what is typed where a list is open is only that; empty for no value."""
    if value is None or value == "":
        return ""
    allowed = BY_NAME[name].values
    if isinstance(value, str) and value in allowed and value not in (OTHER, UNKNOWN):
        return value
    if isinstance(value, str) and OTHER in allowed:
        return OTHER
    return UNKNOWN if UNKNOWN in allowed else ""


def _part(value: object) -> str:
    return part_of(value) if isinstance(value, str) and value else UNKNOWN


def _homeless(since: object, then: date) -> str:
    found = classes.of_year(since, 1)
    if found == UNKNOWN:
        return UNKNOWN
    years = max(0, then.year - int(found))
    return next((name for below, name in _YEARS if years < below), "6+")


def _span(since: date | None, until: date) -> str:
    if since is None:
        return ""
    weeks = max(0, (until - since).days) // 7
    return next((name for below, name in _SPANS if weeks < below), "104+")


def _weeks(since: date, until: date) -> str:
    return str(min(max(0, (until - since).days) // 7, MOST_WEEKS))


def _times(count: int) -> str:
    return str(min(count, MOST_TIMES))


def _day(value: object) -> date | None:
    """A whole day; None for none, and for what a device wrote that is none."""
    if not isinstance(value, str) or len(value) != _WHOLE_DAY:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
