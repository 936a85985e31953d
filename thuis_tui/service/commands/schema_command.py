"""`thuis admin migrate`: which schema the database has, and bringing it to that of this program."""

from __future__ import annotations

import click

from thuis_tui.language import N_, _
from thuis_tui.service.commands.admin_terminal import say, stopping
from thuis_tui.service.commands.terminal import WRONG, Command, json_option, option


@click.command(
    "migrate",
    cls=Command,
    help=N_(
        "Bring the database to the schema of this version.\n\n"
        "Starting the service does the same; there is no way back but a backup, so make one first."
    ),
)
@option("--check", is_flag=True, help=N_("Change nothing; the exit status is 1 when there is work to do."))
@json_option
@click.pass_context
def migrate(context: click.Context, check: bool, as_json: bool) -> None:
    """Migrate, or say what there is to do."""
    from thuis_tui.service.database import migrations
    from thuis_tui.service.database.storage import Storage, engine_of

    with stopping():
        engine = engine_of(context.obj)
        try:
            with engine.connect() as connection:
                found, ahead = migrations.standing(connection)
        finally:
            engine.dispose()
        if ahead and not check:
            Storage(context.obj).close()
    facts = {
        "found": found,
        "known": migrations.HEAD,
        "revisions": ahead,
        "migrated": bool(ahead) and not check,
    }
    if not ahead:
        say(as_json, facts, _("The schema is {known}: there is nothing to do.").format(known=migrations.HEAD))
    elif check:
        text = _("The schema is {found}; to do: {revisions}.")
        say(as_json, facts, text.format(found=found or "-", revisions=", ".join(ahead)))
        context.exit(WRONG)
    else:
        say(as_json, facts, _("The schema is {known} now.").format(known=migrations.HEAD))
