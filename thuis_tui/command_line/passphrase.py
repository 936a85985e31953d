"""`thuis passphrase`: another passphrase for the same file."""

from __future__ import annotations

import click

from thuis_tui.command_line.base import Command, Invocation, option
from thuis_tui.command_line.exits import Exit, Stop
from thuis_tui.command_line.output import say
from thuis_tui.command_line.session import ask_line, ask_passphrase, locked
from thuis_tui.language import N_, _
from thuis_tui.settings import SHORTEST_PASSPHRASE


def new_passphrase(invocation: Invocation) -> str:
    """A new passphrase, asked for twice on a terminal, with a least length."""
    typed = ask_passphrase(invocation, _("New passphrase:"), twice=True)
    if len(typed) < SHORTEST_PASSPHRASE:
        raise Stop(
            _("The passphrase has {count} characters; at least {least} are needed.").format(
                count=len(typed), least=SHORTEST_PASSPHRASE
            ),
            Exit.INVALID,
        )
    return typed


@click.command(
    cls=Command,
    help=N_(
        "Change the passphrase.\n\n"
        "The old one is asked for first, then the new one; on standard input that is two "
        "lines. The data is not touched."
    ),
)
@option(
    "--with-recovery-key",
    is_flag=True,
    help=N_("Unlock with the recovery key instead of the old passphrase."),
)
@click.pass_obj
def passphrase(invocation: Invocation, with_recovery_key: bool) -> None:
    """Seal the file's key under another passphrase."""
    from thuis_tui.desk import opening

    places = invocation.places
    if opening.state(places) == "absent":
        raise Stop(_("There is no file here yet: run 'thuis setup' first."), Exit.NO_FILE)
    try:
        if with_recovery_key:
            key = opening.unlock_with_recovery(places, ask_line(_("Recovery key:")))
        else:
            key = opening.unlock(places, ask_passphrase(invocation, _("Passphrase:")))
    except opening.MistypedRecoveryKey as fault:
        raise Stop(_("That is not a whole recovery key: check each group of four."), Exit.LOCKED) from fault
    except (opening.WrongPassphrase, opening.TooSoon, opening.VaultDamaged) as fault:
        raise locked(fault) from fault
    opening.set_passphrase(places, key, new_passphrase(invocation))
    say(_("The passphrase is changed. The recovery key stays the same."))
