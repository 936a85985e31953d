"""`thuis admin dossier`: who beside its holders may have a dossier."""

from __future__ import annotations

import click

from thuis_tui.language import N_, _
from thuis_tui.service.commands.admin_terminal import done, say
from thuis_tui.service.commands.terminal import Group, json_option


@click.group("dossier", cls=Group, help=N_("Dossiers, by their ids."))
def dossier() -> None:
    """Hold the commands about dossiers."""


@dossier.command("restrict", help=N_("Keep a dossier to who has it as their own: no lead, no emergency."))
@click.argument("client")
@json_option
@click.pass_context
def dossier_restrict(context: click.Context, client: str, as_json: bool) -> None:
    """Restrict a dossier."""
    _restrict(context, client, True, as_json)


@dossier.command("open", help=N_("End the restriction of a dossier: who leads its team has it again."))
@click.argument("client")
@json_option
@click.pass_context
def dossier_open(context: click.Context, client: str, as_json: bool) -> None:
    """Open a dossier again."""
    _restrict(context, client, False, as_json)


def _restrict(context: click.Context, client: str, on: bool, as_json: bool) -> None:
    from thuis_tui.service.people.admin import restrict

    changed = done(context, restrict, client, on)
    text = (_("Restricted.") if on else _("Opened.")) if changed else _("It was so already.")
    say(as_json, {"client": client, "restricted": on, "changed": changed}, text)
