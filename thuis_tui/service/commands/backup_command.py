"""The commands of `thuis admin` about backups: make, verify, put back, tell."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from thuis_tui.language import N_, _
from thuis_tui.service.commands.admin_terminal import done, say, stopping
from thuis_tui.service.commands.terminal import (
    NOT_FOUND,
    USAGE,
    WRONG,
    Command,
    Group,
    Stopped,
    json_option,
    option,
)

if TYPE_CHECKING:
    from thuis_tui.service.configuration import Configuration
    from thuis_tui.service.keeping.backup_file import Made

_FILE = click.Path(path_type=Path)


class _Default(Group):
    """A group whose first word may be the argument of its main command."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Take what is no command of the group for the argument of `make`."""
        return super().resolve_command(ctx, args if args[0] in self.commands else ["make", *args])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take options that are not the group's, and nothing at all, for those of `make`."""
        if "--help" not in args and (not args or args[0].startswith("-")):
            args = ["make", *args]
        return super().parse_args(ctx, args)


@click.group(
    "backup",
    cls=_Default,
    help=N_(
        "Make a backup, also while the service runs, and see that everything comes out of it again.\n\n"
        "thuis admin backup FILE or FOLDER. It is encrypted to the recovery key of the organisation. Laptops "
        "are told that what it holds is safe once that key was shown to open a backup: see verify."
    ),
)
def backup() -> None:
    """Hold the commands about making backups."""


@backup.command("make", help=N_("Write a backup to a file, or to a folder under a name of this moment."))
@click.argument("place", required=False, type=_FILE)
@option(
    "--keep",
    type=click.IntRange(1),
    help=N_("Delete the oldest backups of the folder, so that this many are left."),
)
@json_option
@click.pass_context
def make(context: click.Context, place: Path | None, keep: int | None, as_json: bool) -> None:
    """Write, verify, and call durable."""
    from thuis_tui.service.keeping.backup_file import make as write
    from thuis_tui.service.keeping.backup_file import rotate

    configuration: Configuration = context.obj
    if place is None:
        place, keep = configuration.backup_directory, keep or configuration.backup_keep
        if place is not None:
            _make_folder(place)
    if place is None:
        raise Stopped(_("Say where to: a file or a folder, or backup_directory in the configuration."), USAGE)
    with stopping():
        made = write(configuration, place)
    gone = rotate(place, keep) if keep and place.is_dir() else []
    text = _("Written and verified: {operations} operations of {scopes} dossiers and other scopes.")
    if not made.durable:
        text += "\n" + _(
            "Laptops are not told yet: show once, with 'verify FILE --key KEYFILE', that the key in the safe "
            "opens it."
        )
    _say(as_json, made, text, deleted=[path.name for path in gone])


def _make_folder(place: Path) -> None:
    """Make the folder of the configuration: a name that is not there would become one file, over and over."""
    try:
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as problem:
        raise Stopped(
            _("The folder for backups, {folder}, cannot be made: {reason}.").format(
                folder=place, reason=problem.strerror or problem
            ),
            WRONG,
        ) from problem


@backup.command("status", help=N_("Tell of the last verified backup and how old it is."))
@json_option
@click.pass_context
def status(context: click.Context, as_json: bool) -> None:
    """Tell how old the last verified backup is."""
    from thuis_tui.service.keeping.backup_file import status as found

    told = done(context, found)
    text = _("There is no verified backup.")
    if told["age_hours"] is not None:
        text = _("The last verified backup is {hours} hours old.").format(hours=told["age_hours"])
    if not told["recovery_key_proved"]:
        text += "\n" + _("The recovery key was not shown to open one yet: see verify.")
    say(as_json, told, text)


@click.command(
    "verify",
    cls=Command,
    help=N_(
        "Put a backup into a database of its own, work out everything in it again, and tell laptops that "
        "what it holds is safe.\n\n"
        "Do it once with the first backup, and as a drill: it shows that the key in the safe opens it."
    ),
)
@click.argument("file", type=_FILE)
@option("--key", required=True, type=_FILE, help=N_("File with the private half of the recovery key."))
@option("--copy-url", help=N_("An empty PostgreSQL database to try it in as well."))
@json_option
@click.pass_context
def verify(context: click.Context, file: Path, key: Path, copy_url: str | None, as_json: bool) -> None:
    """Verify a backup and call durable what it holds."""
    from thuis_tui.service.keeping.backup_file import read_private_key
    from thuis_tui.service.keeping.backup_file import verify as prove

    with stopping():
        made = prove(context.obj, file, read_private_key(key), copy_url=copy_url)
    _say(as_json, made, _("Verified: {operations} operations of {scopes} dossiers and other scopes."))


@click.command(
    "durable",
    cls=Command,
    help=N_(
        "Verify a copy of the database that was put back elsewhere, and tell laptops that it is safe.\n\n"
        "For a PostgreSQL that is also dumped by other means: restore that dump into an empty database and "
        "give its address."
    ),
)
@option("--copy-url", required=True, help=N_("The database with the copy (postgresql+psycopg://...)."))
@json_option
@click.pass_context
def durable(context: click.Context, copy_url: str, as_json: bool) -> None:
    """Verify a copy and call durable what it holds."""
    from thuis_tui.service.keeping.backup import mark_copy

    with stopping():
        found = mark_copy(context.obj, replace(context.obj, database_url=copy_url))
    say(
        as_json,
        {"scopes": found.scopes, "operations": found.operations},
        _("Verified: {operations} operations of {scopes} dossiers and other scopes.").format(
            operations=found.operations, scopes=found.scopes
        ),
    )


@click.command(
    "restore",
    cls=Command,
    help=N_(
        "Put a backup in the place of the database.\n\n"
        "Stop the service first. The database that was there is set aside. Laptops send again what is not in "
        "the backup. Without a file: of a PostgreSQL database that you put back by other means."
    ),
)
@click.argument("file", required=False, type=_FILE)
@option("--key", type=_FILE, help=N_("File with the private half of the recovery key."))
@option("--older", is_flag=True, help=N_("Also when laptops were told of a later backup than this."))
@option(
    "--without-erasures",
    is_flag=True,
    help=N_("Also when nothing tells what was erased since: words that were erased come back."),
)
@json_option
@click.pass_context
def restore(
    context: click.Context,
    file: Path | None,
    key: Path | None,
    older: bool,
    without_erasures: bool,
    as_json: bool,
) -> None:
    """Put a backup back and begin a new life of every scope."""
    from thuis_tui.service.keeping import backup as copies
    from thuis_tui.service.keeping import backup_file

    configuration: Configuration = context.obj
    encrypted = file is not None and backup_file.is_encrypted(file)
    if encrypted and key is None:
        raise Stopped(_("This backup is encrypted: give the recovery key with --key."), USAGE)
    with stopping():
        private = None if key is None else backup_file.read_private_key(key)
        if file is not None and encrypted and private is not None:
            found = backup_file.restore(
                configuration, file, private, older=older, without_erasures=without_erasures
            )
        elif file is not None and not file.is_file():
            raise Stopped(_("There is no file '{name}'.").format(name=file.name), NOT_FOUND)
        elif (file is None) != bool(configuration.database_url):
            raise Stopped(_("This is no backup that can be put into this database."), WRONG)
        elif file is None:
            found = copies.begin_anew(configuration, private, without_erasures=without_erasures)
        else:
            found = copies.restore(
                configuration, file, private, older=older, without_erasures=without_erasures
            )
    say(
        as_json,
        {
            "scopes": found.scopes,
            "operations": found.operations,
            "aside": str(found.aside) if found.aside else "",
            "erased": found.erased,
        },
        _(
            "Restored: {operations} operations of {scopes} dossiers and other scopes. Check what was decided "
            "since that backup: devices revoked, dossiers taken back, caseworkers and laptops that are new. "
            "Erasures done again: {erased}."
        ).format(operations=found.operations, scopes=found.scopes, erased=found.erased),
    )


def _say(as_json: bool, made: Made, text: str, **more: Any) -> None:
    from dataclasses import asdict

    facts = asdict(made) | more
    if made.erased_since:
        text += "\n" + _(
            "It still holds {erased} values that were erased since; a restore erases them again. "
            "Make a new one."
        )
    say(as_json, facts, text.format(operations=made.operations, scopes=made.scopes, erased=made.erased_since))
