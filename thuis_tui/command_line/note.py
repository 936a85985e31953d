"""`thuis note`: write, show and amend notes without a screen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, TypeVar

import click

from thuis_tui.casework import dates
from thuis_tui.casework.problem import FieldProblem
from thuis_tui.casework.vocabulary import LIFE_DOMAIN, NOTE_KIND
from thuis_tui.command_line.base import Group, Invocation, json_option, option
from thuis_tui.command_line.exits import Exit, Stop
from thuis_tui.command_line.output import say, say_json, say_note
from thuis_tui.command_line.session import at_desk, one_client, rest_of_input
from thuis_tui.desk.shapes import NoteInput, NoteShown
from thuis_tui.language import N_, _

if TYPE_CHECKING:
    from thuis_tui.desk.desk import Desk


class _NoteGroup(Group):
    """What follows `note` is a client, unless it is the name of a command."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Write a note when no other command is named."""
        if args and args[0] not in self.commands:
            args = ["write", *args]
        return super().resolve_command(ctx, args)


@click.group(
    cls=_NoteGroup,
    help=N_(
        "Write, show or amend a note.\n\n"
        "'thuis note CLIENT' writes: the text is read from standard input, after "
        "the line with the passphrase when that comes from there too."
    ),
)
def note() -> None:
    """Lead to the commands."""


@note.command(help=N_("Write a note about a client; the text is read from standard input."))
@click.argument("client")
@option("--kind", default="home_visit", show_default=True, help=N_("Kind of contact: a code, or its label."))
@option("--date", "day", help=N_("Day of the contact, like 3-4 or mo; today when left out."))
@option("--time", "clock", help=N_("Time of the contact, like 14:30; now when left out."))
@option("--duration", help=N_("How long, like 45 or 1:30."))
@option("--domain", "domains", multiple=True, help=N_("Life domain, 1 to 13 or its name; may be repeated."))
@json_option
@click.pass_obj
def write(
    invocation: Invocation,
    client: str,
    kind: str,
    day: str | None,
    clock: str | None,
    duration: str | None,
    domains: tuple[str, ...],
    as_json: bool,
) -> None:
    """File the note and tell its id."""
    from thuis_tui.casework.reading import choice

    faults: list[str] = []
    chosen = _read("kind", lambda: str(choice(NOTE_KIND, kind)), faults)
    at = _read("occurred_at", lambda: _occurred(day, clock, datetime.now().astimezone()), faults)
    minutes = _read("duration_minutes", lambda: dates.duration(duration) if duration else None, faults)
    numbers = _read(
        "life_domains", lambda: tuple(int(choice(LIFE_DOMAIN, domain)) for domain in domains), faults
    )
    if faults or chosen is None or at is None or numbers is None:
        raise Stop("\n".join(faults), Exit.INVALID)

    async def job(desk: Desk) -> str:
        found = await one_client(desk, client)
        offset = at.utcoffset()
        typed = NoteInput(
            client=found,
            kind=chosen,
            occurred_at=at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            occurred_offset=round(offset.total_seconds() / 60) if offset else 0,
            body=rest_of_input(),
            duration_minutes=minutes,
            life_domains=numbers,
        )
        return await desk.notes.file(typed)

    _tell(at_desk(invocation, job), "note", as_json)


@note.command(help=N_("Show a note with its amendments."))
@click.argument("note_id", metavar="NOTE")
@json_option
@click.pass_obj
def show(invocation: Invocation, note_id: str, as_json: bool) -> None:
    """Write one note in full."""

    async def job(desk: Desk) -> tuple[NoteShown, str]:
        shown = await desk.dossiers.note(note_id)
        return shown, await desk.dossiers.name(shown.entry.client)

    shown, client_name = at_desk(invocation, job)
    if as_json:
        say_json(shown)
    else:
        say_note(shown, client_name)


@note.command(help=N_("Amend a filed note; the text is read from standard input."))
@click.argument("note_id", metavar="NOTE")
@option("--reason", required=True, help=N_("Why the note needs this."))
@json_option
@click.pass_obj
def amend(invocation: Invocation, note_id: str, reason: str, as_json: bool) -> None:
    """File the amendment and tell its id."""

    async def job(desk: Desk) -> str:
        return await desk.notes.amend(note_id, reason, rest_of_input())

    _tell(at_desk(invocation, job), "amendment", as_json)


T = TypeVar("T")


def _tell(written: str, what: str, as_json: bool) -> None:
    if as_json:
        say_json({what: written})
    else:
        say(_("Filed as {id}. It is in the outbox until the service has it.").format(id=written))


def _occurred(day: str | None, clock: str | None, now: datetime) -> datetime:
    """The time of the contact with the offset that this place has at that time."""
    on = dates.day(day, now.date(), dates.Purpose.PAST) if day else now.date()
    at = dates.clock_time(clock) if clock else time(now.hour, now.minute)
    return datetime.combine(on, at).astimezone()


def _read(field: str, reading: Callable[[], T], faults: list[str]) -> T | None:
    try:
        return reading()
    except FieldProblem as problem:
        faults.append(f"{field}: {problem}")
        return None
