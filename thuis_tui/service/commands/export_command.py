"""`thuis admin export` and `open-export`: all that is kept of one person, for that person."""

from __future__ import annotations

from pathlib import Path

import click

from thuis_tui.language import N_, _
from thuis_tui.service.commands.admin_terminal import say, stopping, storage_of
from thuis_tui.service.commands.terminal import Command, json_option, option

_PATH = click.Path(path_type=Path)


@click.command(
    "export",
    cls=Command,
    help=N_(
        "Write all that is kept of a client to a new file, for the client.\n\n"
        "It is encrypted to the recovery key of the organisation and stands in the access log."
    ),
)
@click.argument("client")
@click.argument("file", type=_PATH)
@option("--by", required=True, help=N_("Who decided it."))
@option("--reason", required=True, help=N_("Why; it is kept in the access log."))
@json_option
@click.pass_context
def export(context: click.Context, client: str, file: Path, by: str, reason: str, as_json: bool) -> None:
    """Write an export."""
    from thuis_tui.service.keeping.subject_export import write

    with storage_of(context.obj) as storage:
        count = write(storage, client, file, by, reason)
    text = _("Written: {count} records, encrypted to the recovery key.")
    say(as_json, {"file": str(file), "records": count}, text.format(count=count))


@click.command(
    "open-export",
    cls=Command,
    help=N_("Open an export with the recovery key: as data (JSON) and as a text to read. Needs no service."),
)
@click.argument("file", type=_PATH)
@click.argument("folder", type=_PATH)
@option("--key", required=True, type=_PATH, help=N_("File with the private half of the recovery key."))
@json_option
def open_export(file: Path, folder: Path, key: Path, as_json: bool) -> None:
    """Open an export."""
    from thuis_tui.service.keeping.backup_file import read_private_key
    from thuis_tui.service.keeping.subject_export import unpack

    with stopping():
        made = unpack(file, read_private_key(key), folder)
    names = [str(path) for path in made]
    say(as_json, {"files": names}, "\n".join(names))
