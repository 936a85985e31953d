"""`thuis history` and `thuis undo`: who changed what, and taking one's last change back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from thuis_tui.command_line.base import Command, Invocation, json_option, option
from thuis_tui.command_line.exits import Exit, Stop
from thuis_tui.command_line.output import moment, say, say_json
from thuis_tui.command_line.session import at_desk, one_client
from thuis_tui.language import N_, _

if TYPE_CHECKING:
    from thuis_tui.desk.desk import Desk
    from thuis_tui.desk.history import ChangeShown, HistoryList
    from thuis_tui.desk.undo import LastChange

MOST = 100


@click.command(
    cls=Command, help=N_("Who changed what in a dossier, the latest first; or one field of a client.")
)
@click.argument("who", metavar="CLIENT")
@click.argument("field", required=False)
@option("--limit", type=click.IntRange(1), default=MOST, help=N_("At most so many changes."))
@json_option
@click.pass_obj
def history(invocation: Invocation, who: str, field: str | None, limit: int, as_json: bool) -> None:
    """Write each change with who, when, what it said before and since."""
    from thuis_tui.desk.facts import changeable

    if field is not None and field not in changeable():
        raise Stop(
            _("There is no field {field}. Fields: {names}").format(
                field=field, names=", ".join(changeable())
            ),
            Exit.USAGE,
        )

    async def job(desk: Desk) -> tuple[HistoryList, list[ChangeShown]]:
        client = await one_client(desk, who)
        await desk.dossiers.open(client)  # Reading is in the access log.
        ent = "" if field is None else f"client:{client}"
        listed = await desk.history.listed(client, ent, field or "")
        return listed, await desk.history.changes(client, listed.keys[:limit], field or "")

    listed, changes = at_desk(invocation, job)
    if as_json:
        say_json(
            {
                "client": listed.client,
                "client_name": listed.client_name,
                "since": listed.since,
                "count": len(listed.keys),
                "changes": changes,
            }
        )
        return
    say(_("History: {about}{name}").format(about="", name=listed.client_name))
    for change in changes:
        what = f"{change.label} ({change.record})" if change.record else change.label
        say(f"{moment(change.at)}, {change.author_name or '?'}: {what}")
        for line in _said(change):
            say(f"  {line}")
    if listed.since:
        text = _(
            "What was changed before {when} is not all on this laptop yet."
            " It comes by itself when there is a connection."
        )
        say(text.format(when=moment(listed.since)))


def _said(change: ChangeShown) -> list[str]:
    if change.kind == "made":
        return [_("new: {text}").format(text=change.text)]
    if change.kind == "removed":
        return [_("removed: {reason}").format(reason=change.text)]
    if change.kind == "put_back":
        return [_("put back")]
    if change.was is None:
        before = _("what it said before is not on this laptop")
    else:
        before = change.was or _("nothing")
    return [f"{_('Before')}: {before}", f"{_('Since')}: {change.text or _('nothing')}"]


@click.command(cls=Command, help=N_("Take back the last thing that was changed on this laptop."))
@json_option
@click.pass_obj
def undo(invocation: Invocation, as_json: bool) -> None:
    """Undo it by a new change, or tell why it stays."""

    async def job(desk: Desk) -> LastChange | None:
        from thuis_tui.desk.undo import CannotUndo

        try:
            return await desk.undoing.undo()
        except CannotUndo as why:
            raise Stop(why.reason, Exit.INVALID) from why

    undone = at_desk(invocation, job)
    if as_json:
        say_json({"undone": undone})
    elif undone is None:
        say(_("There is nothing to undo."))
    else:
        say(_("Undone: {what} · {name}").format(what=undone.what, name=undone.client_name))
