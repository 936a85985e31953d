"""`thuis visits`: one's visits as lines, an agenda file, and the steps of a visit without a screen."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from thuis_tui.casework import dates
from thuis_tui.casework.problem import FieldProblem
from thuis_tui.casework.terms.visits import VISIT_OUTCOME, VISIT_PLACE
from thuis_tui.casework.visit_rules import stamp, typed_end
from thuis_tui.command_line.base import Group, Invocation, option
from thuis_tui.command_line.exits import Exit, Stop
from thuis_tui.command_line.output import moment, say, say_json
from thuis_tui.command_line.session import at_desk, one_client
from thuis_tui.language import N_, _, ngettext

if TYPE_CHECKING:
    from thuis_tui.desk.desk import Desk
    from thuis_tui.desk.visit_reading import VisitShown


@click.group(
    cls=Group,
    invoke_without_command=True,
    help=N_("Show your visits from today on, or write them into an agenda file with initials only."),
)
@option("--days", type=click.IntRange(1, 366), default=7, show_default=True, help=N_("How many days."))
@option("--ics", type=click.Path(path_type=Path, dir_okay=False), help=N_("Write this agenda file instead."))
@option("--json", "as_json", is_flag=True, help=N_("Write JSON, for other programs."))
@click.pass_context
def visits(context: click.Context, days: int, ics: Path | None, as_json: bool) -> None:
    """List, or write the agenda; other commands follow."""
    if context.invoked_subcommand is not None:
        return
    invocation: Invocation = context.obj
    if ics is not None:
        _agenda(invocation, ics, days)
        return
    found = at_desk(invocation, lambda desk: desk.visits.week(desk.file.world.today(), days))
    if as_json:
        say_json(found)
        return
    if not found:
        say(_("No visits."))
    for visit in found:
        say(_line(visit))


def _agenda(invocation: Invocation, path: Path, days: int) -> None:
    try:
        count = at_desk(invocation, lambda desk: desk.visits.write_agenda(path, days))
    except OSError as fault:
        reason = _("This file cannot be written: {reason}").format(reason=fault.strerror or "")
        raise Stop(reason, Exit.INVALID) from fault
    told = ngettext("{count} visit is in {path}.", "{count} visits are in {path}.", count)
    say(told.format(count=count, path=path))


def _line(visit: VisitShown) -> str:
    states = {
        "planned": _("planned"),
        "passed": _("did it take place?"),
        "under_way": _("under way until {time}").format(time=moment(visit.ends_at)),
    }
    parts = [
        moment(visit.starts_at, visit.starts_offset),
        visit.client_name,
        VISIT_PLACE.shown(visit.place) if visit.place else "",
        visit.purpose,
        _("with {name}").format(name=visit.companion) if visit.companion else "",
        states.get(visit.state) or VISIT_OUTCOME.shown(visit.state),
        visit.visit,
    ]
    return ", ".join(part for part in parts if part)


@visits.command(help=N_("Plan a visit to a client."))
@click.argument("who", metavar="CLIENT")
@option("--day", required=True, help=N_("The day, like +2, mo or 3-12."))
@option("--time", "clock", required=True, help=N_("The time, like 14:30."))
@option("--duration", help=N_("How long, like 45 or 1:30."))
@option("--purpose", help=N_("What it is for."))
@option("--with", "companion", help=N_("Who goes along."))
@option("--alone", "alone_reason", help=N_("Why you go alone where nobody does; the team lead is told."))
@click.pass_obj
def plan(
    invocation: Invocation,
    who: str,
    day: str,
    clock: str,
    duration: str | None,
    purpose: str | None,
    companion: str | None,
    alone_reason: str | None,
) -> None:
    """Plan it and tell its id."""
    try:
        today = datetime.now().date()
        at = datetime.combine(dates.day(day, today, dates.Purpose.FUTURE), dates.clock_time(clock))
        minutes = dates.duration(duration) if duration else None
    except FieldProblem as problem:
        raise Stop(str(problem), Exit.INVALID) from problem
    local = at.astimezone()
    offset = local.utcoffset()
    values = {
        "starts_at": stamp(local),
        "starts_offset": round(offset.total_seconds() / 60) if offset else 0,
        "minutes": minutes,
        "purpose": purpose,
        "companion": companion,
        "alone_reason": alone_reason,
    }

    async def job(desk: Desk) -> str:
        return await desk.visits.plan(await one_client(desk, who), values)

    say(at_desk(invocation, job))


_visit = click.argument("visit")


@visits.command("in", help=N_("Check in at a visit. No alarm sounds while the screens of thuis are closed."))
@_visit
@option("--until", required=True, help=N_("When you expect to leave: 15:30, or +45 minutes."))
@option("--alone", "alone_reason", help=N_("Why you go alone where nobody does; the team lead is told."))
@click.pass_obj
def check_in(invocation: Invocation, visit: str, until: str, alone_reason: str | None) -> None:
    """Go in."""
    try:
        end = stamp(typed_end(until, datetime.now()))
    except FieldProblem as problem:
        raise Stop(str(problem), Exit.INVALID) from problem
    at_desk(invocation, lambda desk: desk.visits.check_in(visit, end, alone_reason))
    say(
        _("Checked in until {time}. The alarm sounds only while the screens are open.").format(
            time=moment(end)
        )
    )


@visits.command("out", help=N_("Check out of a visit."))
@_visit
@click.pass_obj
def check_out(invocation: Invocation, visit: str) -> None:
    """Leave."""
    at_desk(invocation, lambda desk: desk.visits.check_out(visit))
    say(_("You are checked out."))


@visits.command("not-home", help=N_("Say that nobody opened."))
@_visit
@option("--said", default="", help=N_("What you did about it."))
@click.pass_obj
def not_home(invocation: Invocation, visit: str, said: str) -> None:
    """Nobody opened."""
    at_desk(invocation, lambda desk: desk.visits.not_home(visit, said))
    say(_("Kept: nobody was at home."))
