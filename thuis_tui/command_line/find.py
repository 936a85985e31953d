"""`thuis find`: clients and notes by any word."""

from __future__ import annotations

import click

from thuis_tui.command_line.base import Command, Invocation, json_option, option
from thuis_tui.command_line.exits import Exit, Stop
from thuis_tui.command_line.output import day, moment, say, say_json
from thuis_tui.command_line.session import at_desk
from thuis_tui.desk.shapes import SearchResult
from thuis_tui.language import N_, _


@click.command(
    cls=Command,
    help=N_(
        "Find clients and notes by any word, name or number.\n\n"
        "Each word may be the beginning of a word; accents "
        "and capitals make no difference. Clients come first, then notes, the latest first."
    ),
)
@click.argument("words", nargs=-1, required=True)
@option("--limit", type=click.IntRange(1, 500), default=20, help=N_("How many of each at most."))
@json_option
@click.pass_obj
def find(invocation: Invocation, words: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Write what was found; the exit code says when nothing was."""
    found = at_desk(invocation, lambda desk: desk.search.find(" ".join(words), limit))
    if as_json:
        say_json(found)
    else:
        _say(found)
    if not found.clients and not found.notes:
        raise Stop(_("Nothing was found."), Exit.NOT_FOUND)


def _say(found: SearchResult) -> None:
    for client in found.clients:
        into = _("merged into {name}").format(name=client.into) if client.into else ""
        facts = [client.name, day(client.birth_date), into, client.client]
        say(_("Client: {facts}").format(facts=", ".join(fact for fact in facts if fact)))
    for hit in found.notes:
        when = moment(hit.occurred_at, hit.occurred_offset)
        say(_("Note: {name}, {when}, {note}").format(name=hit.client_name, when=when, note=hit.note))
        say(f"  {hit.excerpt}")
    if found.more:
        say(_("There are more notes: ask for more with --limit."))
