"""The commands of `thuis admin` that keep work safe: recovery key, escrow, quarantine, incidents."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from thuis_tui.language import N_, _
from thuis_tui.service.commands.admin_terminal import done, say, show
from thuis_tui.service.commands.terminal import WRONG, Command, Group, Stopped, json_option, option

if TYPE_CHECKING:
    from thuis_tui.service.database.storage import Transaction


@click.command(
    "recovery-key",
    cls=Command,
    help=N_(
        "Make the recovery key of the organisation, once.\n\n"
        "The private half is written here and kept nowhere: put it in the safe. With it the organisation "
        "opens backups, and what a revoked laptop had not handed over."
    ),
)
@option(
    "--file",
    type=click.Path(path_type=Path, dir_okay=False),
    help=N_("Write it to this new file, readable by you only, and do not show it."),
)
@json_option
@click.pass_context
def recovery_key(context: click.Context, file: Path | None, as_json: bool) -> None:
    """Make the key pair and give its private half out."""
    import base64

    from thuis_tui import whole_file
    from thuis_tui.service.keeping.backup_file import key_file

    written = False

    def give(private: bytes) -> None:
        nonlocal written
        if file is None:
            text = base64.b64encode(private).decode()
            say(as_json, {"private_key": text}, text)
            return
        if written:  # the database asked for it to be tried again: that key is nobody's
            file.unlink()
        whole_file.make(file, key_file(private))
        written = True

    try:
        done(context, _handed_out, give)
    except OSError as problem:
        raise Stopped(
            _("Not written: {reason}. There is no recovery key yet.").format(
                reason=problem.strerror or problem
            ),
            WRONG,
        ) from problem
    if file is not None:
        say(as_json, {"file": str(file)}, _("Written. Put it in the safe."))


def _handed_out(tx: Transaction, give: Callable[[bytes], None]) -> None:
    """Make the key and give its private half out before anything is sealed to it: it is made once."""
    from thuis_tui.service.people.escrow import make_recovery_key

    give(make_recovery_key(tx))


@click.group("escrow", cls=Group, help=N_("What revoked laptops had not handed over, sealed."))
def escrow() -> None:
    """Hold the commands about escrow."""


@escrow.command("list", help=N_("List the sealed boxes."))
@json_option
@click.pass_context
def escrow_list(context: click.Context, as_json: bool) -> None:
    """List the boxes."""
    from thuis_tui.service.people.escrow import boxes

    show(as_json, done(context, boxes))


@escrow.command("export", help=N_("Write a sealed box to a file, as it came in."))
@click.argument("box")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@json_option
@click.pass_context
def escrow_export(context: click.Context, box: str, file: Path, as_json: bool) -> None:
    """Write a box to a file."""
    from thuis_tui import whole_file
    from thuis_tui.service.people.escrow import box as read_box

    sealed = done(context, read_box, box)
    try:
        whole_file.make(file, sealed)
    except OSError as problem:
        raise Stopped(
            _("Not written: {reason}.").format(reason=problem.strerror or problem), WRONG
        ) from problem
    say(as_json, {"file": str(file), "bytes": len(sealed)}, _("Written."))


@click.command(
    "receipts", cls=Command, help=N_("List the dossiers that laptops deleted after they were taken back.")
)
@json_option
@click.pass_context
def receipts(context: click.Context, as_json: bool) -> None:
    """List receipts."""
    from thuis_tui.service.people.escrow import receipts as found

    show(as_json, done(context, found))


@click.command("incidents", cls=Command, help=N_("List what no honest laptop does."))
@json_option
@click.pass_context
def incidents(context: click.Context, as_json: bool) -> None:
    """List incidents."""
    from thuis_tui.service.exchange.incidents import incidents as found

    show(as_json, done(context, found))


@click.group(
    "quarantine",
    cls=Group,
    invoke_without_command=True,
    help=N_("What was kept aside for a person to decide on."),
)
@click.pass_context
def quarantine(context: click.Context) -> None:
    """List what waits, unless a command follows."""
    if context.invoked_subcommand is None:
        _quarantine_list(context, as_json=False)


@quarantine.command("list", help=N_("List what waits for a decision."))
@json_option
@click.pass_context
def quarantine_list(context: click.Context, as_json: bool) -> None:
    """List what waits for a decision."""
    _quarantine_list(context, as_json=as_json)


def _quarantine_list(context: click.Context, *, as_json: bool) -> None:
    from thuis_tui.service.exchange.quarantine import waiting

    show(as_json, done(context, waiting))


def _decision(name: str, help_: str) -> None:
    """Add a command that decides one way."""

    @quarantine.command(name, help=help_)
    @click.argument("operation")
    @option("--by", required=True, help=N_("Id or name of the caseworker who decides."))
    @option("--reason", required=True, help=N_("Why; who wrote it is told."))
    @json_option
    @click.pass_context
    def decide(context: click.Context, operation: str, by: str, reason: str, as_json: bool) -> None:
        """Decide about one operation."""
        from thuis_tui.service.exchange.quarantine import decide as carry_out

        count = done(context, carry_out, operation, name, by, reason)
        say(as_json, {"operation": operation, "decision": name, "operations": count}, _("Decided."))


_decision("accept", N_("Put an operation into its dossier after all."))
_decision("return", N_("Leave an operation out, for its author to write again."))
_decision("archive", N_("Leave an operation out, and keep it."))
