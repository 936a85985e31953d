"""`thuis admin`: managing who may use the central service. `thuis serve` is beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from thuis_tui.casework.rights import ORGANISATION_KINDS, Role
from thuis_tui.language import N_, _
from thuis_tui.service.commands.access_command import access
from thuis_tui.service.commands.admin_terminal import done, say, show
from thuis_tui.service.commands.backup_command import backup, durable, restore, verify
from thuis_tui.service.commands.dossier_command import dossier
from thuis_tui.service.commands.export_command import export, open_export
from thuis_tui.service.commands.figures_command import figures
from thuis_tui.service.commands.learning_command import learning
from thuis_tui.service.commands.people_command import leave, new_secret
from thuis_tui.service.commands.retention_command import retention
from thuis_tui.service.commands.role_command import role
from thuis_tui.service.commands.safety_command import escrow, incidents, quarantine, receipts, recovery_key
from thuis_tui.service.commands.schema_command import migrate
from thuis_tui.service.commands.serve_command import settings_of, where_options
from thuis_tui.service.commands.terminal import Group, json_option, option


@click.group(cls=Group, help=N_("Manage the team, the devices and the grants of a service."))
@where_options
@click.pass_context
def admin(context: click.Context, /, file: Path | None, **given: Any) -> None:
    """Remember which service is meant; its database is opened by the command."""
    context.obj = settings_of(file, **given).configuration()


@admin.group("organisation", cls=Group, help=N_("Organisations."))
def organisation() -> None:
    """Hold the commands about organisations."""


@organisation.command("create", help=N_("Make an organisation."))
@click.argument("name")
@option(
    "--kind",
    type=click.Choice(ORGANISATION_KINDS),
    default="provider",
    show_default=True,
    help=N_("What kind of organisation it is."),
)
@json_option
@click.pass_context
def organisation_create(context: click.Context, name: str, kind: str, as_json: bool) -> None:
    """Make an organisation."""
    from thuis_tui.service.people.admin import create_organisation

    id_ = done(context, create_organisation, name, kind)
    say(as_json, {"organisation": id_, "name": name}, id_)


@admin.group("team", cls=Group, help=N_("Teams."))
def team() -> None:
    """Hold the commands about teams."""


@team.command("create", help=N_("Make a team of an organisation."))
@click.argument("name")
@option(
    "--organisation", "of", default="thuis", show_default=True, help=N_("Its organisation; made when new.")
)
@json_option
@click.pass_context
def team_create(context: click.Context, name: str, of: str, as_json: bool) -> None:
    """Make a team, and its organisation when that is new."""
    from thuis_tui.service.people.admin import create_team_of

    id_ = done(context, create_team_of, of, name)
    say(as_json, {"team": id_, "name": name}, id_)


@team.command("list", help=N_("List the teams."))
@json_option
@click.pass_context
def team_list(context: click.Context, as_json: bool) -> None:
    """List the teams."""
    from thuis_tui.service.people.admin import teams

    show(as_json, done(context, teams))


@admin.group("caseworker", cls=Group, help=N_("Caseworkers."))
def caseworker() -> None:
    """Hold the commands about caseworkers."""


@caseworker.command("create", help=N_("Make a caseworker."))
@click.argument("name")
@option("--team", "team_", required=True, help=N_("Id or name of the team."))
@option("--lead", is_flag=True, help=N_("Leads the team: the same as the role team_lead beside caseworker."))
@option(
    "--role",
    "held",
    type=click.Choice([str(role) for role in Role]),
    multiple=True,
    help=N_("A role; more than once for more. Without it: caseworker."),
)
@json_option
@click.pass_context
def caseworker_create(
    context: click.Context, name: str, team_: str, lead: bool, held: tuple[str, ...], as_json: bool
) -> None:
    """Make a caseworker."""
    from thuis_tui.service.people.admin import create_caseworker

    id_ = done(context, create_caseworker, team_, name, lead=lead, held=[Role(each) for each in held])
    say(as_json, {"caseworker": id_, "name": name}, id_)


@caseworker.command("list", help=N_("List the caseworkers."))
@json_option
@click.pass_context
def caseworker_list(context: click.Context, as_json: bool) -> None:
    """List the caseworkers."""
    from thuis_tui.service.people.admin import caseworkers

    show(as_json, done(context, caseworkers))


@admin.command("enrolment-code", help=N_("Make a code with which a caseworker enrols one device, once."))
@click.argument("caseworker")
@json_option
@click.pass_context
def enrolment_code(context: click.Context, caseworker: str, as_json: bool) -> None:
    """Make a one-time code."""
    from thuis_tui.service.people.admin import make_code

    made = done(context, make_code, caseworker, context.obj.code_seconds)
    say(
        as_json,
        {"code": made.code, "caseworker": made.caseworker, "expires_in": made.seconds},
        _("{code}  (valid once, for {minutes} minutes)").format(code=made.code, minutes=made.seconds // 60),
    )


@admin.command("grant", help=N_("Give a caseworker the dossier of a client."))
@click.argument("caseworker")
@click.argument("client")
@json_option
@click.pass_context
def grant(context: click.Context, caseworker: str, client: str, as_json: bool) -> None:
    """Give a dossier."""
    from thuis_tui.service.people.admin import grant as give

    gen = done(context, give, caseworker, client)
    say(as_json, {"client": client, "gen": gen}, _("Granted."))


@admin.command("revoke", help=N_("Take the dossier of a client from a caseworker."))
@click.argument("caseworker")
@click.argument("client")
@option("--reason", default="", help=N_("Shown on the laptop that lets the dossier go."))
@json_option
@click.pass_context
def revoke(context: click.Context, caseworker: str, client: str, reason: str, as_json: bool) -> None:
    """Take a dossier."""
    from thuis_tui.service.people.admin import revoke as take

    done(context, take, caseworker, client, reason)
    say(as_json, {"client": client, "revoked": True}, _("Revoked."))


@admin.command("dossiers", help=N_("List the dossiers of a caseworker."))
@click.argument("caseworker")
@json_option
@click.pass_context
def dossiers(context: click.Context, caseworker: str, as_json: bool) -> None:
    """List dossiers."""
    from thuis_tui.service.people.admin import dossiers as listed

    show(as_json, done(context, listed, caseworker))


@admin.command("devices", help=N_("List the enrolled devices."))
@json_option
@click.pass_context
def devices(context: click.Context, as_json: bool) -> None:
    """List devices."""
    from thuis_tui.service.people.admin import devices as listed

    show(as_json, done(context, listed))


@admin.command("revoke-device", help=N_("Shut a lost device out."))
@click.argument("device")
@json_option
@click.pass_context
def revoke_device(context: click.Context, device: str, as_json: bool) -> None:
    """Shut a device out."""
    from thuis_tui.service.people.admin import revoke_device as shut

    done(context, shut, device)
    say(as_json, {"device": device, "revoked": True}, _("Revoked."))


caseworker.add_command(leave)
admin.add_command(new_secret)
admin.add_command(role)
admin.add_command(dossier)
admin.add_command(access)
admin.add_command(migrate)
admin.add_command(backup)
admin.add_command(durable)
admin.add_command(restore)
admin.add_command(verify)
admin.add_command(recovery_key)
admin.add_command(escrow)
admin.add_command(quarantine)
admin.add_command(receipts)
admin.add_command(incidents)
admin.add_command(retention)
admin.add_command(export)
admin.add_command(open_export)
admin.add_command(learning)
admin.add_command(figures)
