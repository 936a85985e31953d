"""`thuis setup`: make the encrypted file, show the recovery key once, enrol the device."""

from __future__ import annotations

import asyncio
import platform

import click

from thuis_tui.command_line.base import Command, Invocation, option
from thuis_tui.command_line.exits import Exit, Stop
from thuis_tui.command_line.output import say
from thuis_tui.command_line.passphrase import new_passphrase
from thuis_tui.command_line.session import ask_line, open_desk, unlock
from thuis_tui.desk import opening
from thuis_tui.desk.shapes import EnrolmentRefused
from thuis_tui.language import N_, _

ASKED_GROUP = 2
"""Which group of the recovery key has to be typed over, counted from 0."""


@click.command(
    cls=Command,
    help=N_(
        "Make the encrypted file and enrol this device.\n\n"
        "On standard input: the new passphrase, then the third group of the recovery key that is shown, as "
        "proof that it was written down. With a file already there, only the enrolment is done."
    ),
)
@option("--url", help=N_("Address of the service; the settings name it too."))
@option("--code", help=N_("One-time enrolment code from your administrator."))
@option("--device-name", default=platform.node, show_default=False, help=N_("Name of this device."))
@option("--recovery-noted", is_flag=True, help=N_("Do not ask for a group of the recovery key: it was kept."))
@click.pass_obj
def setup(
    invocation: Invocation, url: str | None, code: str | None, device_name: str, recovery_noted: bool
) -> None:
    """Create what is missing, then enrol when there is a code."""
    key = (
        _create(invocation, recovery_noted)
        if opening.state(invocation.places) == "absent"
        else unlock(invocation)
    )
    address = url or invocation.settings.service
    desk = open_desk(invocation, key)
    try:
        if desk.caseworker is not None:
            say(_("This device is enrolled for {name}.").format(name=desk.caseworker.name))
        elif not code or not address:
            say(_("Not enrolled yet. Ask for a code and run 'thuis setup --url URL --code CODE'."))
        else:
            caseworker = asyncio.run(desk.enrolment.enrol(address, code, device_name))
            say(_("Enrolled for {name}.").format(name=caseworker.name))
    except EnrolmentRefused as fault:
        raise Stop(fault.reason, Exit.NOT_ENROLLED) from fault
    finally:
        desk.close()


def _create(invocation: Invocation, recovery_noted: bool) -> opening.FileKey:
    key, recovery = opening.create_file(invocation.places, new_passphrase(invocation))
    say(_("The encrypted file is made in {folder}.").format(folder=invocation.places.data_dir))
    say(_("Recovery key, shown once: {recovery}").format(recovery=recovery))
    say(_("Write it down, and keep it apart from the laptop: it opens the file when the passphrase is lost."))
    while not recovery_noted:
        typed = ask_line(_("Type group {number} of the recovery key:").format(number=ASKED_GROUP + 1))
        if opening.confirms_recovery(recovery, ASKED_GROUP, typed):
            break
        if not typed:
            raise Stop(
                _("The recovery key was not confirmed. The file is made and opens with the passphrase."),
                Exit.INVALID,
            )
        say(_("That is not group {number}; look again.").format(number=ASKED_GROUP + 1))
    return key
