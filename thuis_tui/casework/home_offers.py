"""Offering a home: when it can be done, and what may be written down about what became of it.

Everything here is pure. Nothing decides who gets a home; refusing one has no consequence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from thuis_tui.casework import stages
from thuis_tui.casework.matching import FREE
from thuis_tui.casework.problem import Problem
from thuis_tui.casework.stages import HOUSED, PLACE, Card
from thuis_tui.casework.terms.housing import OFFER_OUTCOME, PLACE_STATE
from thuis_tui.language import N_, Message, message
from thuis_tui.language.dates import stored_day

OFFER: Final = "offer"
"""The stage in which an offer waits for its answer."""
STANDING: Final = frozenset(stages.STAGES[PLACE["nomination"] : PLACE["key"]])
"""Where an accepted offer still has to become a home: until then the place is theirs."""

NOT_FREE = N_("This home cannot be offered: its state is '{state}'.")
OFFERED_TO_OTHER = message(N_("This home is offered already, and the offer waits for an answer."))
OFFERED_BEFORE = message(
    N_("Another home is offered to this candidate already. First write down what became of that.")
)
HAS_HOME = message(
    N_("This candidate has the key of a home. For another one, set them to rehousing first (s).")
)
IN_THE_FUTURE = message(N_("This day is still to come. An offer is written down when it was made."))
VIEWING_BEFORE = N_("The viewing is before the offer, on {day}.")
NO_SUCH_OUTCOME = message(N_("Choose what became of the offer."))
NO_DAY = message(N_("On which day was it? The answer needs its day."))
ANSWER_AHEAD = message(N_("This day is still to come. An answer is written down when it was given."))
ANSWER_BEFORE = N_("The answer is before the offer, on {day}.")
NO_REASON = message(N_("Say why the home was refused; it has no consequence for the candidate."))
ANSWERED = message(N_("What became of this offer is written down already."))
DOUBLE = message(N_("This home is offered to somebody else too: decide together who it is for"))
TWO_HOMES = message(N_("Two homes are offered to this candidate at once"))


def is_open(offer: Mapping[str, Any]) -> bool:
    """Whether an offer waits for what becomes of it."""
    return not offer.get("outcome")


def stands(offer: Mapping[str, Any], stage: str | None) -> bool:
    """Whether an offer keeps its place from others: it is open, or accepted and not yet a home."""
    return is_open(offer) or (offer.get("outcome") == "accepted" and stage in STANDING)


def double_problems(doubled: bool, offers: Sequence[Mapping[str, Any]]) -> tuple[Message, ...]:
    """What people have to decide about the offers to a candidate."""
    several = len({offer["place"] for offer in offers if is_open(offer)}) > 1
    return (*((DOUBLE,) if doubled else ()), *((TWO_HOMES,) if several else ()))


def offer_problems(
    place: Mapping[str, Any],
    card: Card,
    open_offers: Iterable[Mapping[str, Any]],
    offered_on: date,
    viewing_on: date | None,
    reason: str,
    today: date,
) -> list[Problem]:
    """Why this home may not be offered to this candidate on this day, each at its own field.

    `open_offers`: those of this candidate and of this place that wait for an answer.
    """
    problems = []
    waiting = list(open_offers)
    if card.side_state in stages.CLOSED:
        problems.append(Problem("", stages.CLOSED_CARD))
    elif card.stage in HOUSED or PLACE[card.stage] >= PLACE["exit"]:
        problems.append(Problem("", HAS_HOME))
    if any(offer["place"] == place["id"] for offer in waiting):
        problems.append(Problem("place", OFFERED_TO_OTHER))
    elif place.get("state") not in FREE:
        state = PLACE_STATE.shown(str(place.get("state") or ""))
        problems.append(Problem("place", message(NOT_FREE, state=state)))
    if any(offer["place"] != place["id"] for offer in waiting):
        problems.append(Problem("", OFFERED_BEFORE))
    if offered_on > today:
        problems.append(Problem("offered_on", IN_THE_FUTURE))
    if viewing_on is not None:
        problems += viewing_problems(offered_on, viewing_on)
    if not problems and moves_to_offer(card):
        asked = needs_reason(card)
        moves = stages.move_problems(card, OFFER, offered_on, reason, today)
        problems += [at_offer(one) for one in moves if one.field != "reason" or asked]
    return problems


def viewing_problems(offered_on: date, viewing_on: date) -> list[Problem]:
    """A home is looked at on the day of the offer or after it."""
    if viewing_on < offered_on:
        return [Problem("viewing_on", message(VIEWING_BEFORE, day=stored_day(offered_on.isoformat())))]
    return []


def moves_to_offer(card: Card) -> bool:
    """Whether the card goes on to the stage of an offer: when it is there, or further, it stays."""
    return PLACE[card.stage] < PLACE[OFFER]


def needs_reason(card: Card) -> bool:
    """Whether an offer now skips stages for which a reason is asked: nomination alone goes without saying."""
    return moves_to_offer(card) and any(stage != "nomination" for stage in stages.skipped(card.stage, OFFER))


def at_offer(problem: Problem) -> Problem:
    """What is wrong with the move of the card, said at the field of the offer it comes from."""
    return Problem("offered_on", problem.message) if problem.field == "moved_on" else problem


def answer_problems(
    offer: Mapping[str, Any], outcome: str, answered_on: date | None, reason: str | None, today: date
) -> list[Problem]:
    """Why this may not be written down as what became of an offer, each at its own field."""
    problems = []
    if not is_open(offer):
        return [Problem("", ANSWERED)]
    if outcome not in OFFER_OUTCOME.codes:
        problems.append(Problem("outcome", NO_SUCH_OUTCOME))
    if answered_on is None:
        problems.append(Problem("answered_on", NO_DAY))
    elif answered_on > today:
        problems.append(Problem("answered_on", ANSWER_AHEAD))
    elif answered_on.isoformat() < str(offer["offered_on"]):
        problems.append(
            Problem("answered_on", message(ANSWER_BEFORE, day=stored_day(str(offer["offered_on"]))))
        )
    if outcome == "refused" and not (reason or "").strip():
        problems.append(Problem("refusal_reason", NO_REASON))
    return problems


def after_answer(card: Card, outcome: str, others: Sequence[Mapping[str, Any]]) -> tuple[str, str | None]:
    """Stage and side state of a candidate once an offer has its outcome.

    Who accepts goes on from where they are. Who refuses, and whose offer ended otherwise, waits again with
    the same day on the list; not when another home is offered to them still, or their way has ended.
    """
    if outcome == "accepted" or card.side_state in stages.CLOSED or any(map(is_open, others)):
        return card.stage, card.side_state
    side = "refused" if outcome == "refused" and card.side_state is None else card.side_state
    return stages.after_refusal(card.stage), side
