"""The steps at the door, which lists and the page of a visit share: in, longer, nobody home, not at all.

Each asks what it has to know and runs in a worker of its page; a refusal is said where one typed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Any

from screens.dialogs.choose_one import ChooseOne
from screens.dialogs.one_line import OneLine
from screens.dialogs.question import Answer
from screens.dialogs.reason import Reason
from screens.page import Page
from screens.visits import drawing
from thuis_tui.casework.problem import FieldProblem
from thuis_tui.casework.visit_rules import OVERRUN_MINUTES, stamp, typed_end, usual_end
from thuis_tui.desk.shapes import FileProblem, InvalidInput, NotEnrolled
from thuis_tui.desk.visit_reading import VisitShown
from thuis_tui.language import _


async def check_in(page: Page[Any], visit: VisitShown) -> bool:
    """Go in: until when, and where one does not go alone, why one does; whether one is in."""
    why = None
    if (
        not visit.companion
        and not visit.alone_reason
        and (reasons := await page.desk.visits.alone(visit.client))
    ):
        why = await page.app.push_screen_wait(alone_question(reasons))
        if why is None:
            return False
    question = _("You go in. Until when?")
    act = partial(page.desk.visits.check_in, visit.visit, alone_reason=why)
    until = usual_end(_now(page), visit.minutes)
    return await _ask_end(page, question, until, lambda moment: act(until=moment))


async def stay(page: Page[Any], visit: VisitShown) -> bool:
    """Move the planned end; whether it was moved."""
    act = partial(page.desk.visits.stay_until, visit.visit)
    return await _ask_end(page, _("You stay longer. Until when?"), usual_end(_now(page), 30), act)


async def not_home(page: Page[Any], visit: VisitShown) -> None:
    """Nobody opened; what one did about it may be left out."""
    said = await page.app.push_screen_wait(
        OneLine(
            _("Not at home: {name}").format(name=visit.client_short),
            _("Enter keeps it. What you did about it may be added."),
            _("rang twice, card through the door"),
        )
    )
    if said is not None and await _done(page, page.desk.visits.not_home(visit.visit, said)):
        page.thuis.tell(_("Kept: nobody was at home."))


async def cancel(page: Page[Any], visit: VisitShown) -> None:
    """It will not take place: by whom, and why."""
    by = await page.app.push_screen_wait(
        ChooseOne(
            _("Who cancels this visit?"),
            f"{visit.client_short} · {drawing.times(visit)}",
            (Answer("client", _("The client")), Answer("us", _("We do"))),
        )
    )
    if by is None:
        return
    reason = await page.app.push_screen_wait(Reason(_("Why does it not take place?"), ""))
    if reason is not None and await _done(page, page.desk.visits.cancel(visit.visit, by, reason)):
        page.thuis.tell(_("The visit is cancelled."))


def alone_question(reasons: tuple[str, ...]) -> Reason:
    """Why somebody goes alone where one does not."""
    told = {"risk": _("The risk is red."), "go_with_two": _("The dossier says: go with two.")}
    return Reason(
        _("Nobody goes here alone"),
        " ".join(told[reason] for reason in reasons)
        + " "
        + _("Esc goes back, to name who goes along. To go alone needs a reason, which your team lead gets."),
    )


async def _ask_end(
    page: Page[Any], question: str, usual: datetime, act: Callable[[str], Awaitable[None]]
) -> bool:
    """Ask for the planned end until it is one, and act by it; False when it was left open or refused."""
    detail = _("{minutes} minutes after that time thuis raises the alarm, on this laptop only.").format(
        minutes=OVERRUN_MINUTES
    )
    typed, problem = f"{usual:%H:%M}", ""
    while True:
        dialog = OneLine(question, detail, _("15:30, or +45 for minutes from now"), typed, problem)
        answer = await page.app.push_screen_wait(dialog)
        if answer is None:
            return False
        try:
            await act(stamp(typed_end(answer, _now(page))))
        except FieldProblem as fault:
            typed, problem = answer, str(fault)
        except InvalidInput as refusal:
            [first, *_more] = refusal.problems
            if first.field != "expected_end_at":
                page.thuis.tell(str(first), severity="warning", timeout=10)
                return False
            typed, problem = answer, str(first)
        except (FileProblem, NotEnrolled) as fault:
            page.thuis.tell(_said(fault), severity="error", timeout=12)
            return False
        else:
            return True


async def _done(page: Page[Any], work: Awaitable[None]) -> bool:
    """Carry out; a refusal is told."""
    try:
        await work
    except InvalidInput as refusal:
        page.thuis.tell(str(refusal.problems[0]), severity="warning", timeout=10)
    except (FileProblem, NotEnrolled) as fault:
        page.thuis.tell(_said(fault), severity="error", timeout=12)
    else:
        return True
    return False


async def check_out(page: Page[Any], visit: VisitShown) -> bool:
    """Leave; whether one is out."""
    return await _done(page, page.desk.visits.check_out(visit.visit))


def _said(fault: FileProblem | NotEnrolled) -> str:
    if isinstance(fault, FileProblem):
        return fault.reason
    return _("This laptop is not connected to an organisation yet, so nothing can be recorded in your name.")


def _now(page: Page[Any]) -> datetime:
    return datetime.fromtimestamp(page.desk.visits.now_ms() / 1000)
