"""`thuis intake`: how far the whole intake of a client is, and the typing sheet for the access form."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from thuis_tui.command_line.base import Group, Invocation, json_option, option
from thuis_tui.command_line.output import say, say_json
from thuis_tui.command_line.session import at_desk, one_client
from thuis_tui.language import N_, _

if TYPE_CHECKING:
    from thuis_tui.desk.desk import Desk
    from thuis_tui.desk.whole_intake import IntakeStanding, TypingSheet


@click.group(cls=Group, help=N_("How far an intake is, and the sheet for the access form."))
def intake() -> None:
    """Lead to the commands."""


@intake.command(help=N_("Show how far each section is and what the access form still needs."))
@click.argument("who", metavar="CLIENT")
@json_option
@click.pass_obj
def show(invocation: Invocation, who: str, as_json: bool) -> None:
    """One line for each section."""

    async def job(desk: Desk) -> IntakeStanding:
        client = await one_client(desk, who)
        await desk.dossiers.log_reading(client)
        return await desk.whole_intake.standing(client, invocation.settings.access_form)

    standing = at_desk(invocation, job)
    if as_json:
        say_json(standing)
        return
    say(_("Client: {name}").format(name=standing.client_name))
    for each in standing.sections:
        meter = each.meter
        parts = [
            _("{count} answered").format(count=meter.answered),
            _("{count} unknown").format(count=meter.unknown),
            _("{count} refused").format(count=meter.refused),
            _("{count} not asked").format(count=meter.not_asked),
        ]
        say(f"{each.title}: {', '.join(parts)}")
        if each.needed:
            say("  " + _("It needs here: {names}").format(names=", ".join(each.needed)))


@intake.command(
    help=N_(
        "Write all answers in the order of the regional access form, to type them over.\n\n"
        "To the screen, or with --folder into a new file that only you can read. Both go into the access log."
    )
)
@click.argument("who", metavar="CLIENT")
@option("--folder", type=click.Path(path_type=Path), help=N_("The folder to write the file into."))
@json_option
@click.pass_obj
def sheet(invocation: Invocation, who: str, folder: Path | None, as_json: bool) -> None:
    """The sheet, or where it was written."""
    from thuis_tui.desk.whole_intake import text_of

    async def job(desk: Desk) -> tuple[TypingSheet, Path | None]:
        client = await one_client(desk, who)
        found = await desk.whole_intake.sheet(client, invocation.settings.access_form)
        written = None if folder is None else await desk.whole_intake.export(found, str(folder))
        return found, written

    found, written = at_desk(invocation, job)
    if written is not None:
        say_json({"written": str(written)}) if as_json else say(_("Written: {path}").format(path=written))
    elif as_json:
        say_json(found)
    else:
        say(text_of(found).rstrip("\n"))
