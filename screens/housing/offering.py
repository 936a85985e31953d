"""Offering a home and writing down what became of it: a few lines in a dialog, from wherever one is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from screens.dialogs.choose_one import ChooseOne
from screens.dialogs.question import Answer
from screens.housing.lines import AskLines, LineAsked
from screens.page import Page
from screens.plain import one_line
from thuis_tui.casework import dates, home_offers
from thuis_tui.casework.problem import FieldProblem, Problem
from thuis_tui.casework.stages import Card
from thuis_tui.casework.terms.housing import OFFER_OUTCOME, REFUSAL_REASON, STAGE
from thuis_tui.desk.shapes import InvalidInput
from thuis_tui.language import N_, _
from thuis_tui.language.dates import day as day_words
from thuis_tui.language.dates import stored_day

if TYPE_CHECKING:
    from thuis_tui.desk.housing import Seen
    from thuis_tui.desk.offer_reading import OfferShown

OTHER = "other"
RESERVED = N_("{home} is offered to {name}, and reserved.")
NOT_RESERVED = N_(
    "{home} is offered to {name}. The home itself is set to reserved by a housing coordinator: tell them."
)
FREE_AGAIN = N_("Written: {outcome}.")
NOT_FREE = N_("Written: {outcome}. The home is set free again by a housing coordinator: tell them.")


async def offer(page: Page[None], client: str, place: str) -> str:
    """Offer a home to a candidate; what to tell of it, empty when it was left."""
    seen = await page.desk.housing.one(client)
    home = one_line(str((await page.desk.places.one(place)).values["address"]))
    name, today = one_line(seen.candidate.name), page.thuis.local_now().date()
    card = Card(seen.candidate.stage, seen.candidate.side_state, seen.candidate.values.get("stage_since"))
    lines = [
        LineAsked("offered_on", _("Offered on"), day_words(today), _("today, -1, mon, 3-12")),
        LineAsked("viewing_on", _("Viewing on"), "", _("+3, fri, 3-12; may stay empty")),
    ]
    detail = [f"{home} → {name}"]
    if home_offers.moves_to_offer(card):
        detail.append(f"{STAGE.shown(card.stage)} → {STAGE.shown(home_offers.OFFER)}")
    if home_offers.needs_reason(card):
        lines.append(LineAsked("reason", _("Reason"), "", _("why stages are skipped, in a few words")))
    reserved = False

    async def write(typed: Mapping[str, str]) -> None:
        nonlocal reserved
        days = _days(typed, today, {"offered_on": dates.Purpose.PAST, "viewing_on": dates.Purpose.FUTURE})
        offered_on = days.get("offered_on") or today
        try:
            reserved = await page.desk.offers.make(
                seen, place, offered_on, days.get("viewing_on"), typed.get("reason", "")
            )
        except InvalidInput as fault:
            # The home is no line here: what is wrong with it is told above them.
            raise InvalidInput(
                [Problem("" if one.field == "place" else one.field, one.message) for one in fault.problems]
            ) from fault

    if not await page.app.push_screen_wait(AskLines(_("Offer this home"), "\n".join(detail), lines, write)):
        return ""
    return _(RESERVED if reserved else NOT_RESERVED).format(home=home, name=name)


async def answer(page: Page[None], client: str) -> None:
    """What became of an offer, or another day for the viewing."""
    seen = await page.desk.housing.one(client)
    waiting = [one for one in await page.desk.offers.of_client(client) if one.open]
    if not waiting:
        page.thuis.tell(_("No offer waits for an answer. f shows the homes that fit."))
        return
    name = one_line(seen.candidate.name)
    this: OfferShown | None = waiting[0]
    if len(waiting) > 1:
        answers = [Answer(one.id, _home(one)) for one in waiting]
        chosen = await page.app.push_screen_wait(ChooseOne(_("Which offer?"), name, answers))
        this = next((one for one in waiting if one.id == chosen), None)
    if this is None:
        return
    about = f"{_home(this)} → {name}"
    answers = [Answer(str(term.code), term.shown()) for term in OFFER_OUTCOME.terms]
    answers.append(Answer("viewing", _("Not answered yet: a day for the viewing")))
    outcome = await page.app.push_screen_wait(ChooseOne(_("What became of this offer?"), about, answers))
    if outcome == "viewing":
        await _viewing(page, seen, this, about)
    elif outcome is not None:
        await _outcome(page, seen, this, outcome, about)


async def _outcome(page: Page[None], seen: Seen, offer: OfferShown, outcome: str, about: str) -> None:
    today, reason = page.thuis.local_now().date(), ""
    lines = [LineAsked("answered_on", _("Answered on"), day_words(today), _("today, -1, mon, 3-12"))]
    if outcome == "refused":
        answers = [Answer(str(term.code), term.shown()) for term in REFUSAL_REASON.terms]
        answers.append(Answer(OTHER, _("Something else")))
        detail = _("The candidate keeps their place on the waiting list.")
        chosen = await page.app.push_screen_wait(ChooseOne(_("Why was it refused?"), detail, answers))
        if chosen is None:
            return
        reason = chosen
        if chosen == OTHER:
            lines.append(
                LineAsked("refusal_reason", _("Reason"), "", _("in a few words, without care content"))
            )
    done = False

    async def write(typed: Mapping[str, str]) -> None:
        nonlocal done
        days = _days(typed, today, {"answered_on": dates.Purpose.PAST})
        said = typed.get("refusal_reason", reason)
        done = await page.desk.offers.answer(seen, offer.id, outcome, days.get("answered_on"), said)

    shown = OFFER_OUTCOME.shown(outcome)
    if await page.app.push_screen_wait(AskLines(shown, about, lines, write)):
        page.thuis.tell(_(FREE_AGAIN if done else NOT_FREE).format(outcome=shown))


async def _viewing(page: Page[None], seen: Seen, offer: OfferShown, about: str) -> None:
    today = page.thuis.local_now().date()
    known = offer.values.get("viewing_on")
    value = day_words(date.fromisoformat(known)) if known else ""

    async def write(typed: Mapping[str, str]) -> None:
        days = _days(typed, today, {"viewing_on": dates.Purpose.FUTURE}, needed=True)
        await page.desk.offers.set_viewing(seen, offer.id, days["viewing_on"])

    line = LineAsked("viewing_on", _("Viewing on"), value, _("+3, fri, 3-12"))
    if await page.app.push_screen_wait(AskLines(_("A day for the viewing"), about, [line], write)):
        page.thuis.tell(_("Written. Your colleagues see it with the next connection."))


def told(offer: OfferShown) -> str:
    """One offer in a line: the home, the day, and what became of it."""
    values = offer.values
    sign = "≠" if offer.doubled else "▸" if offer.open else "·"
    parts = [f"{sign} {stored_day(values['offered_on'])} {_home(offer)}"]
    if offer.open:
        viewing = values.get("viewing_on")
        parts.append(_("viewing {day}").format(day=stored_day(viewing)) if viewing else _("no viewing yet"))
        parts.append(_("offered to somebody else too") if offer.doubled else _("waits for an answer"))
    else:
        parts.append(OFFER_OUTCOME.shown(values["outcome"]))
        parts.append(stored_day(values["answered_on"]) if values.get("answered_on") else "")
        parts.append(one_line(offer.reason))
    return " · ".join(filter(None, parts))


def _home(offer: OfferShown) -> str:
    return one_line(offer.address) or _("a home that is not on this laptop")


def _days(
    typed: Mapping[str, str], today: date, purposes: Mapping[str, dates.Purpose], *, needed: bool = False
) -> dict[str, date]:
    """The days that were typed; raises InvalidInput for all that are none, each at its line."""
    found, problems = {}, []
    for name, purpose in purposes.items():
        if typed[name] or needed:
            try:
                found[name] = dates.day(typed[name], today, purpose)
            except FieldProblem as problem:
                problems.append(Problem(name, problem.message))
    if problems:
        raise InvalidInput(problems)
    return found
