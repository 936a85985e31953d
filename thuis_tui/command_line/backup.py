"""`thuis backup`: a copy of the encrypted file in another place."""

from __future__ import annotations

from pathlib import Path

import click

from thuis_tui.command_line.base import Command, Invocation
from thuis_tui.command_line.exits import Exit, Stop
from thuis_tui.command_line.output import say
from thuis_tui.command_line.session import at_desk
from thuis_tui.language import N_, _


@click.command(
    cls=Command,
    help=N_(
        "Copy the encrypted file and its key slots into an empty folder.\n\n"
        "The copy opens with the passphrase and "
        "the recovery key of today, also after the passphrase was changed here."
    ),
)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.pass_obj
def backup(invocation: Invocation, folder: Path) -> None:
    """Make the copy."""
    if folder.exists() and any(folder.iterdir()):
        raise Stop(_("{folder} is not empty. Nothing was written.").format(folder=folder), Exit.INVALID)
    at_desk(invocation, lambda desk: desk.backup(folder), enrolled=False)
    say(_("Copied to {folder}.").format(folder=folder))
