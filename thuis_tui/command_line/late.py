"""`thuis late`: work of the team that came late or was refused, for who leads the team."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from thuis_tui.casework.vocabulary import DECISION
from thuis_tui.command_line.base import Group, Invocation, json_option, option
from thuis_tui.command_line.exits import Exit, Stop
from thuis_tui.command_line.output import moment, say, say_json
from thuis_tui.command_line.session import at_desk
from thuis_tui.language import N_, _

if TYPE_CHECKING:
    from thuis_tui.desk.desk import Desk
    from thuis_tui.desk.late_work import Verdict


@click.group(cls=Group, help=N_("Work of the team that came late or was refused: list it, decide about it."))
def late() -> None:
    """Lead to the commands."""


@late.command("list", help=N_("List what waits for a decision, then what was decided last."))
@json_option
@click.pass_obj
def list_late(invocation: Invocation, as_json: bool) -> None:
    """Write each item with why it was set aside and what it says."""
    items = at_desk(invocation, lambda desk: desk.late_work.items())
    if as_json:
        say_json(items)
        return
    if not items:
        say(_("Nothing was set aside."))
    for item in items:
        state = DECISION.shown(item.decision) if item.decision else _("Waits")
        about = ", ".join(filter(None, [item.what, item.client_name, item.author_name]))
        say(f"{state}. {about}, {moment(item.recorded_at)}, {item.id}")
        say(f"  {item.why}")
        for line in item.text.splitlines():
            say(f"  {line}")
        if item.decision_reason:
            say(f"  {_('Reason: {reason}').format(reason=item.decision_reason)}")


_reason = option("--reason", required=True, help=N_("Why; whoever wrote it reads this."))


def _decide(invocation: Invocation, late_work: str, verdict: Verdict, reason: str) -> None:
    from thuis_tui.desk.late_work import NotAcceptable

    async def job(desk: Desk) -> None:
        try:
            await desk.late_work.decide(late_work, verdict, reason)
        except NotAcceptable as fault:
            raise Stop(
                _("This cannot go into a dossier as it is: return it or put it away."), Exit.INVALID
            ) from fault

    at_desk(invocation, job)
    say(_("Decided. It is carried out with the next connection."))


@late.command(help=N_("Put it in the dossier after all."))
@click.argument("late_work", metavar="ID")
@_reason
@click.pass_obj
def accept(invocation: Invocation, late_work: str, reason: str) -> None:
    """Accept one item."""
    _decide(invocation, late_work, "accept", reason)


@late.command("return", help=N_("Send it back to who wrote it."))
@click.argument("late_work", metavar="ID")
@_reason
@click.pass_obj
def return_work(invocation: Invocation, late_work: str, reason: str) -> None:
    """Return one item."""
    _decide(invocation, late_work, "return", reason)


@late.command(help=N_("Keep it aside for good."))
@click.argument("late_work", metavar="ID")
@_reason
@click.pass_obj
def archive(invocation: Invocation, late_work: str, reason: str) -> None:
    """Archive one item."""
    _decide(invocation, late_work, "archive", reason)
