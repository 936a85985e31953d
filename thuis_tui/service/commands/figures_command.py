"""`thuis admin figures`: counting the figures of the programme now, and showing what was counted."""

from __future__ import annotations

import click

from thuis_tui.language import N_, _
from thuis_tui.service.commands.admin_terminal import done, storage_of
from thuis_tui.service.commands.terminal import NOT_FOUND, Group, Stopped, json_option, option


@click.group(
    "figures",
    cls=Group,
    help=N_("The figures of the programme: counted cells, in which small numbers are hidden."),
)
def figures() -> None:
    """Hold the commands about figures."""


@figures.command("count", help=N_("Count what changed, and send the report to who may read it."))
@option("--anew", is_flag=True, help=N_("Count everything anew, from the logs."))
@json_option
@click.pass_context
def figures_count(context: click.Context, anew: bool, as_json: bool) -> None:
    """Count now."""
    from thuis_tui.casework.figures.report import to_json
    from thuis_tui.service.figures import publishing, recount

    with storage_of(context.obj) as storage:
        if anew:
            storage.write(recount.everything_anew)
        found = publishing.count(storage)
    click.echo(to_json(found) if as_json else _("Counted on {day}.").format(day=found.counted_on))


@figures.command("show", help=N_("Show the report that was sent last."))
@json_option
@click.pass_context
def figures_show(context: click.Context, as_json: bool) -> None:
    """Show the newest report."""
    from thuis_tui.casework.figures.plain import lines
    from thuis_tui.casework.figures.report import to_json
    from thuis_tui.service.figures import publishing

    found = done(context, publishing.newest)
    if found is None:
        raise Stopped(_("Nothing was counted yet: 'thuis admin figures count'."), NOT_FOUND)
    click.echo(to_json(found) if as_json else "\n".join(lines(found)))
