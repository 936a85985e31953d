"""`thuis learning`: exports for research, for a privacy officer to approve or to refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from thuis_tui.command_line.base import Group, Invocation, json_option, option
from thuis_tui.command_line.output import moment, say, say_json
from thuis_tui.command_line.session import at_desk
from thuis_tui.language import N_, _

if TYPE_CHECKING:
    from thuis_tui.desk.learning import Decision


@click.group(cls=Group, help=N_("Exports for research: list what was asked; a privacy officer decides."))
def learning() -> None:
    """Lead to the commands."""


@learning.command("list", help=N_("List what waits for a decision, then what was decided last."))
@json_option
@click.pass_obj
def list_learning(invocation: Invocation, as_json: bool) -> None:
    """Write each request with what it is for and how it stands."""
    items = at_desk(invocation, lambda desk: desk.learning.items())
    if as_json:
        say_json(items)
        return
    if not items:
        say(_("Nothing was asked."))
    for item in items:
        say(f"{item.project}, {item.institute}: {item.state_text}, {moment(item.recorded_at)}, {item.id}")
        for line in item.facts():
            say(f"  {line}")


_reason = option("--reason", required=True, help=N_("Why; it is kept with the export and in the access log."))


@learning.command(help=N_("Approve an export: it can be made once."))
@click.argument("request", metavar="ID")
@_reason
@click.pass_obj
def approve(invocation: Invocation, request: str, reason: str) -> None:
    """Approve one export."""
    _decide(invocation, request, "approve", reason)


@learning.command(help=N_("Refuse an export."))
@click.argument("request", metavar="ID")
@_reason
@click.pass_obj
def refuse(invocation: Invocation, request: str, reason: str) -> None:
    """Refuse one export."""
    _decide(invocation, request, "refuse", reason)


def _decide(invocation: Invocation, request: str, decision: Decision, reason: str) -> None:
    at_desk(invocation, lambda desk: desk.learning.decide(request, decision, reason))
    say(_("Decided. It is carried out with the next connection."))
