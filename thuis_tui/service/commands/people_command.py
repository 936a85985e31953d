"""What `thuis admin` does when somebody leaves, and when the secret of the service is lost."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from thuis_tui.language import N_, _
from thuis_tui.service.commands.admin_terminal import done, say, stopping
from thuis_tui.service.commands.terminal import Command, json_option


@click.command(
    "leave",
    cls=Command,
    help=N_(
        "End everything a caseworker has: dossiers, roles, codes and laptops.\n\n"
        "What they wrote stays, under their name. Their laptop hands over what it had not sent, and closes."
    ),
)
@click.argument("caseworker")
@json_option
@click.pass_context
def leave(context: click.Context, caseworker: str, as_json: bool) -> None:
    """Let somebody leave."""
    from thuis_tui.service.people.leaving import leave as end

    left = done(context, end, caseworker)
    text = _("Ended: {dossiers} dossiers, {devices} laptops, roles {roles}.").format(
        dossiers=left.dossiers, devices=left.devices, roles=", ".join(left.roles) or "-"
    )
    if left.unheld:
        text += "\n" + _("Nobody holds these dossiers now, so assign them: {clients}").format(
            clients=" ".join(left.unheld)
        )
    say(as_json, asdict(left), text)


@click.command(
    "new-secret",
    cls=Command,
    help=N_(
        "Go on with the secret that is configured now, after the one from before was lost.\n\n"
        "Stop all replicas first. Devices sign in anew by themselves."
    ),
)
@json_option
@click.pass_context
def new_secret(context: click.Context, as_json: bool) -> None:
    """Take over another secret."""
    from thuis_tui.service.database.storage import Storage

    with stopping():
        Storage(context.obj, adopt=True).close()
    facts: dict[str, Any] = {"adopted": True}
    say(as_json, facts, _("The secret that is configured is the secret of this service now."))
