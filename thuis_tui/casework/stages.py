"""The way to a home, stage by stage: which move is possible, what it skips, and what is in the way.

Everything here is pure: a card says what blocks it, a person decides whether it moves all the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from thuis_tui.casework.problem import Problem
from thuis_tui.casework.terms.housing import STAGE
from thuis_tui.language import N_, Message, message

STAGES: Final[tuple[str, ...]] = tuple(str(term.code) for term in STAGE.terms)
"""In the order in which a candidate goes through them."""
PLACE: Final[Mapping[str, int]] = {stage: at for at, stage in enumerate(STAGES)}
WAITING: Final = "waiting"
HOUSED: Final = frozenset(STAGES[PLACE["key"] : PLACE["exit"]])
"""The stages in which somebody has the key of a home."""
CLOSED: Final = frozenset({"ended", "deceased"})
"""Side states after which a card does not move, until somebody takes them back."""
COLUMNS: Final[tuple[tuple[str, ...], ...]] = (
    ("referral", "screening"),
    ("waiting",),
    ("nomination", "offer"),
    ("viewing", "introduction"),
    ("signing", "key"),
    ("living", "takeover"),
    ("scaling_down", "aftercare", "exit"),
)
"""Which stages stand together where there is no room for a column each."""

NOT_A_STAGE = message(N_("There is no such stage."))
LAST = message(N_("This is the last stage: there is nothing after it."))
FIRST = message(N_("This is the first stage: there is nothing before it."))
SAME = message(N_("The candidate is in this stage already."))
CLOSED_CARD = message(N_("This way to a home has ended. Take that back first, with u, to move the card."))
BEFORE_LAST = message(N_("This is before the last move, on {day}. A move is not before the one it follows."))
IN_THE_FUTURE = message(N_("This day is still to come. A move is written down when it has happened."))
REASON_BACK = message(N_("Say in a few words why the candidate goes back."))
REASON_SKIP = message(N_("Say in a few words why {count} stages are skipped."))
REASON_HELD = message(N_("Say in a few words what the candidate waits for."))

NO_DATE = message(N_("The day on the list is not known"))
NO_URGENCY = message(N_("The urgency is not known"))
NO_TIE = message(N_("The regional tie is not known"))
NO_PLACE = message(N_("No home has been offered yet"))
NO_ANSWER = message(N_("The offer waits for an answer"))
NO_VIEWING = message(N_("No day for the viewing"))
NO_TENANCY = message(N_("No lease is written down"))
NO_TAKEOVER = message(N_("No day for the takeover of the lease"))
ON_HOLD = message(N_("On hold"))
REFUSED = message(N_("Refused an offer: stays on the list as before"))
REHOUSING = message(N_("To be rehoused; support goes on"))
CONTESTED = message(N_("Two people moved this card: decide which is right"))


@dataclass(frozen=True, slots=True)
class Card:
    """What the rules want to know of a candidate."""

    stage: str
    side_state: str | None = None
    since: str | None = None
    contested: bool = False


def beside(stage: str, steps: int) -> str | None:
    """The stage so many steps on, or back; None beyond either end."""
    at = PLACE[stage] + steps
    return STAGES[at] if 0 <= at < len(STAGES) else None


def skipped(before: str, after: str) -> tuple[str, ...]:
    """The stages that a move goes over without a day in them; a move back skips none."""
    return STAGES[PLACE[before] + 1 : PLACE[after]]


def move_problems(card: Card, stage: str, day: date, reason: str, today: date) -> list[Problem]:
    """Why a card may not move to this stage on this day, each at its own field.

    A move back, and a move over a stage, needs its reason; no day lies before the move it follows.
    """
    if card.side_state in CLOSED:
        return [Problem("", CLOSED_CARD)]
    if stage not in PLACE:
        return [Problem("stage", NOT_A_STAGE)]
    if stage == card.stage:
        return [Problem("stage", SAME)]
    problems = _day_problems(card, day, today)
    over = skipped(card.stage, stage)
    if not reason.strip():
        if PLACE[stage] < PLACE[card.stage]:
            problems.append(Problem("reason", REASON_BACK))
        elif over:
            problems.append(Problem("reason", _counted(len(over))))
    return problems


def side_problems(card: Card, side_state: str | None, day: date, reason: str, today: date) -> list[Problem]:
    """Why a side state may not be set on this day. Taking one back is always possible."""
    problems = _day_problems(card, day, today)
    if side_state == "on_hold" and not reason.strip():
        problems.append(Problem("reason", REASON_HELD))
    return problems


def _counted(count: int) -> Message:
    return message(REASON_SKIP.text, count=count)


def _day_problems(card: Card, day: date, today: date) -> list[Problem]:
    if day > today:
        return [Problem("moved_on", IN_THE_FUTURE)]
    if card.since and day.isoformat() < card.since:
        return [Problem("moved_on", message(BEFORE_LAST.text, day=card.since))]
    return []


def after_refusal(stage: str) -> str:
    """Where somebody is who refused an offer: on the waiting list, from wherever the offer was made."""
    return WAITING if PLACE[WAITING] < PLACE[stage] < PLACE["key"] else stage


def days_in(since: str | None, today: date) -> int | None:
    """Whole days in a stage; None when it is not known since when."""
    return None if not since else max(0, (today - date.fromisoformat(since)).days)


def blocks(
    card: Card,
    candidacy: Mapping[str, Any],
    offers: Sequence[Mapping[str, Any]],
    tenancies: Sequence[Mapping[str, Any]],
) -> list[Message]:
    """What is in the way of the next stage, the most urgent first; it keeps nobody from moving a card."""
    found = [CONTESTED] if card.contested else []
    if card.side_state == "on_hold":
        found.append(ON_HOLD)
    elif card.side_state == "refused":
        found.append(REFUSED)
    elif card.side_state == "rehousing":
        found.append(REHOUSING)
    open_offers = [offer for offer in offers if not offer.get("outcome")]
    accepted = any(offer.get("outcome") == "accepted" for offer in offers)
    leases = [tenancy for tenancy in tenancies if not tenancy.get("ends_on")]
    stage = card.stage
    if stage in ("referral", "screening", WAITING):
        needed = (("registered_on", NO_DATE), ("urgency", NO_URGENCY), ("municipality", NO_TIE))
        found += [missing for name, missing in needed if not candidacy.get(name)]
    elif stage == "nomination" and not open_offers and not accepted:
        found.append(NO_PLACE)
    elif stage == "offer" and not (accepted and not open_offers):
        found.append(NO_ANSWER if open_offers else NO_PLACE)
    elif stage == "viewing" and not any(offer.get("viewing_on") for offer in offers):
        found.append(NO_VIEWING)
    elif stage in ("signing", "key", "living") and not leases:
        found.append(NO_TENANCY)
    elif stage == "takeover" and not any(lease.get("takeover_on") for lease in leases):
        found.append(NO_TAKEOVER)
    return found
