"""`thuis today`: what is unfinished, what waits, whom you saw last."""

from __future__ import annotations

import click

from thuis_tui.command_line.base import Command, Invocation, json_option
from thuis_tui.command_line.output import connection_line, day, entry_line, moment, say, say_json
from thuis_tui.command_line.session import at_desk
from thuis_tui.desk.shapes import Overview
from thuis_tui.language import N_, _, ngettext


@click.command(
    cls=Command, help=N_("What is unfinished, what waits, whom you saw last and whom longest ago.")
)
@json_option
@click.pass_obj
def today(invocation: Invocation, as_json: bool) -> None:
    """Write the overview."""
    overview = at_desk(invocation, lambda desk: desk.today.overview())
    if as_json:
        say_json(overview)
    else:
        _say(overview)


def _say(overview: Overview) -> None:
    say(ngettext("{count} client", "{count} clients", overview.clients).format(count=overview.clients))
    say(
        ngettext("{count} note today", "{count} notes today", overview.notes_today).format(
            count=overview.notes_today
        )
    )
    say(_("Service: {state}").format(state=connection_line(overview.connection)))
    if overview.conflicts:
        say(
            ngettext(
                "{count} field has more than one value",
                "{count} fields have more than one value",
                overview.conflicts,
            ).format(count=overview.conflicts)
        )
    _say_matters(overview)
    if overview.drafts:
        say()
        say(_("Unfinished:"))
        for draft in overview.drafts:
            who = draft.client_name or _("new client")
            say(f"- {who}, {_('kept')} {moment(draft.kept_at)}, {draft.id}")
    if overview.latest:
        say()
        say(_("Last notes:"))
        for entry in overview.latest:
            say(f"- {overview.latest_names.get(entry.client, '')}: {entry_line(entry)}")
    if overview.longest_unseen:
        say()
        say(_("Longest without a note:"))
        for row in overview.longest_unseen:
            say(f"- {row.name}: {moment(row.last_note_at) or _('never')}{_born(row.birth_date)}")


def _say_matters(overview: Overview) -> None:
    """What asks for attention, by group; drafts and conflicts have lines of their own."""
    from datetime import date

    from thuis_tui.desk.matter import GROUPS, grouped

    today = date.today()
    told = [one for one in overview.matters if one.kind not in ("draft", "conflict")]
    for group, found in grouped(told, today).items():
        say()
        say(f"{_(GROUPS[group])}:")
        for one in found:
            when = one.when or day(one.due_on)
            late = _("overdue") if one.late(today) else ""
            say("- " + ", ".join(part for part in (when, late, one.client_name, one.text) if part))


def _born(birth_date: str | None) -> str:
    return f" ({_('born')} {day(birth_date)})" if birth_date else ""
