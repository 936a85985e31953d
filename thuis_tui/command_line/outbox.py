"""`thuis outbox`: what waits for the service, and what became of it."""

from __future__ import annotations

import click

from thuis_tui.command_line.base import Command, Invocation, json_option
from thuis_tui.command_line.output import moment, say, say_json
from thuis_tui.command_line.session import at_desk
from thuis_tui.language import N_, _


@click.command(
    cls=Command, help=N_("What waits for the service, what was refused and what was confirmed last.")
)
@json_option
@click.pass_obj
def outbox(invocation: Invocation, as_json: bool) -> None:
    """Write the items with their states and reasons."""
    items = at_desk(invocation, lambda desk: desk.outbox.items())
    if as_json:
        say_json(items)
        return
    if not items:
        say(_("Nothing was recorded on this device yet."))
    states = {
        "waiting": _("Waits"),
        "confirmed": _("Confirmed"),
        "refused": _("Refused"),
        "late": _("Came late"),
        "ruled": _("Decided"),
    }
    for item in items:
        about = f"{item.what}: {item.client_name}" if item.client_name else item.what
        say(f"{states[item.state]}. {about}, {moment(item.recorded_at)}")
        if item.reason:
            say(f"  {item.reason}")
