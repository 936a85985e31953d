"""`thuis admin role`: who may do what."""

from __future__ import annotations

import click

from thuis_tui.casework.rights import Role
from thuis_tui.language import N_, _
from thuis_tui.service.commands.admin_terminal import done, say, show
from thuis_tui.service.commands.terminal import Group, json_option

_ROLE = click.Choice([str(role) for role in Role])


@click.group("role", cls=Group, help=N_("Roles: what somebody may do."))
def role() -> None:
    """Hold the commands about roles."""


@role.command("give", help=N_("Give somebody a role."))
@click.argument("caseworker")
@click.argument("role_", metavar="ROLE", type=_ROLE)
@json_option
@click.pass_context
def role_give(context: click.Context, caseworker: str, role_: str, as_json: bool) -> None:
    """Give a role."""
    from thuis_tui.service.people.role_changes import give

    changed = done(context, give, caseworker, Role(role_))
    say(as_json, {"role": role_, "changed": changed}, _("Given.") if changed else _("It was so already."))


@role.command("take", help=N_("Take a role from somebody; dossiers that hang on it go with it."))
@click.argument("caseworker")
@click.argument("role_", metavar="ROLE", type=_ROLE)
@json_option
@click.pass_context
def role_take(context: click.Context, caseworker: str, role_: str, as_json: bool) -> None:
    """Take a role."""
    from thuis_tui.service.people.role_changes import take

    changed = done(context, take, caseworker, Role(role_))
    say(as_json, {"role": role_, "changed": changed}, _("Taken.") if changed else _("It was so already."))


@role.command("list", help=N_("List who has which role."))
@json_option
@click.pass_context
def role_list(context: click.Context, as_json: bool) -> None:
    """List roles."""
    from thuis_tui.service.people.role_changes import held

    show(as_json, done(context, held))
