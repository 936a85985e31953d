"""`thuis admin learning`: exports for research. Whether one may be made is decided on a laptop, not here."""

from __future__ import annotations

from pathlib import Path

import click

from thuis_tui.casework.programme import FEWEST
from thuis_tui.language import N_, _, ngettext
from thuis_tui.service.commands.admin_terminal import done, say, show, stopping, storage_of
from thuis_tui.service.commands.terminal import Command, Group, json_option, option

_PATH = click.Path(path_type=Path)


@click.group(
    "learning",
    cls=Group,
    help=N_(
        "Exports for research: without names, of who allows it, after a privacy officer approved.\n\n"
        "Approving is done on the laptop of a privacy officer: 'thuis learning'."
    ),
)
def learning() -> None:
    """Hold the commands about learning exports."""


@learning.command("request", help=N_("Ask for an export; every privacy officer of the organisation sees it."))
@click.argument("project")
@option("--institute", required=True, help=N_("To whom, as it is written in the consents."))
@option("--by", required=True, help=N_("Who asks for it: the id or name of an account. Cannot approve it."))
@option("--reason", required=True, help=N_("What for; the privacy officer reads it."))
@option("--k", type=int, default=FEWEST, show_default=True, help=N_("So many people are alike, or more."))
@option(
    "--recipient",
    default="",
    help=N_("The institute's public key (age1…); without it the recovery key opens the file."),
)
@json_option
@click.pass_context
def learning_request(
    context: click.Context,
    project: str,
    institute: str,
    by: str,
    reason: str,
    k: int,
    recipient: str,
    as_json: bool,
) -> None:
    """Ask for an export."""
    from thuis_tui.service.keeping import bech32
    from thuis_tui.service.people.learning import request

    with stopping():
        if recipient:
            bech32.recipient(recipient)
    id_ = done(context, request, project, institute, by, reason, least=k, opened_by=recipient.strip())
    say(as_json, {"request": id_, "project": project}, _("{id}: waits for a privacy officer.").format(id=id_))


@learning.command("list", help=N_("List what was asked, and how it stands."))
@json_option
@click.pass_context
def learning_list(context: click.Context, as_json: bool) -> None:
    """List exports."""
    from thuis_tui.service.people.learning import listed

    show(as_json, done(context, listed))


@learning.command("run", help=N_("Make an export that was approved, once, in a new encrypted file."))
@click.argument("request")
@click.argument("file", type=_PATH)
@json_option
@click.pass_context
def learning_run(context: click.Context, request: str, file: Path, as_json: bool) -> None:
    """Make an export."""
    from thuis_tui.service.keeping.learning_export import run

    with storage_of(context.obj) as storage:
        made = run(storage, request, file)
    text = ngettext(
        "Written: {count} person, each alike with {k} or more. Left out as too rare: {left}.",
        "Written: {count} people, each alike with {k} or more. Left out as too rare: {left}.",
        made.people,
    )
    say(
        as_json,
        {
            "file": str(file),
            "people": made.people,
            "k": made.k,
            "left_out": made.left_out,
            "steps": dict(made.steps),
        },
        text.format(count=made.people, k=made.k, left=made.left_out),
    )


@learning.command("close", help=N_("Throw the key of a project away: nobody makes its pseudonyms any more."))
@click.argument("project")
@json_option
@click.pass_context
def learning_close(context: click.Context, project: str, as_json: bool) -> None:
    """Close a project."""
    from thuis_tui.service.people.learning import close

    done(context, close, project)
    say(as_json, {"project": project, "closed": True}, _("Closed."))


@learning.command(
    "open",
    cls=Command,
    help=N_("Open an export that is encrypted to the recovery key. Needs no service."),
)
@click.argument("file", type=_PATH)
@click.argument("folder", type=_PATH)
@option("--key", required=True, type=_PATH, help=N_("File with the private half of the recovery key."))
@json_option
def learning_open(file: Path, folder: Path, key: Path, as_json: bool) -> None:
    """Open an export."""
    from thuis_tui.service.keeping.backup_file import read_private_key
    from thuis_tui.service.keeping.learning_export import FILES
    from thuis_tui.service.keeping.sealed_zip import unpack

    with stopping():
        made = unpack(file, read_private_key(key), folder, FILES)
    names = [str(path) for path in made]
    say(as_json, {"files": names}, "\n".join(names))
