"""`thuis sync`: exchange until both sides are quiet, without a screen."""

from __future__ import annotations

import click

from thuis_tui.command_line.base import Command, Invocation, json_option
from thuis_tui.command_line.exits import Exit, Stop
from thuis_tui.command_line.output import connection_line, problem_text, say, say_json
from thuis_tui.command_line.session import at_desk
from thuis_tui.language import N_, _


@click.command(
    cls=Command,
    help=N_("Exchange with the service until both sides are quiet. The exit code says how it ended."),
)
@json_option
@click.pass_obj
def sync(invocation: Invocation, as_json: bool) -> None:
    """Exchange, and tell how things stand."""
    state = at_desk(invocation, lambda desk: desk.connection.run_once())
    if as_json:
        say_json(state)
    else:
        say(connection_line(state))
    if state.problem:
        raise Stop(problem_text(state.problem), Exit.NOT_SYNCED)
    if state.waiting:
        raise Stop(_("Not everything was sent; run it again."), Exit.NOT_SYNCED)
    if state.refused:
        raise Stop(_("The service refused something: see 'thuis outbox'."), Exit.REFUSED)
