"""`thuis client`: list, show and add clients without a screen."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from thuis_tui.command_line.base import Group, Invocation, json_option, option
from thuis_tui.command_line.exits import Exit, Stop
from thuis_tui.command_line.output import day, entry_line, moment, say, say_json
from thuis_tui.command_line.session import ask_line, at_desk, one_client, rest_of_input
from thuis_tui.desk.shapes import CaseloadRow, Dossier, Duplicate, FieldStanding, TimelineEntry
from thuis_tui.language import N_, _, ngettext

if TYPE_CHECKING:
    from thuis_tui.casework.attribute import Attribute
    from thuis_tui.desk.desk import Desk

LATEST = 5
"""How many notes `client show` lists."""

FIELDS: dict[str, str] = {
    "first_name": N_("First name"),
    "name_prefix": N_("Name prefix"),
    "surname": N_("Surname"),
    "alias": N_("Alias"),
    "birth_date": N_("Birth date"),
    "gender": N_("Gender"),
    "bsn": N_("BSN"),
    "phone": N_("Telephone"),
    "address": N_("Address"),
    "postcode": N_("Postcode"),
    "municipality": N_("Municipality"),
    "current_stay": N_("Current stay"),
}
"""The fields of quick intake; repeated here, and compared by a test, so that help needs no record classes."""


@click.group(cls=Group, help=N_("List, show or add clients."))
def client() -> None:
    """Lead to the commands."""


@client.command("list", help=N_("List the caseload in order of surname."))
@click.argument("words", nargs=-1)
@json_option
@click.pass_obj
def list_clients(invocation: Invocation, words: tuple[str, ...], as_json: bool) -> None:
    """Write one line for each client, those matching the words when there are any."""

    async def job(desk: Desk) -> list[CaseloadRow]:
        return await desk.caseload.rows(await desk.caseload.ids(" ".join(words)))

    rows = at_desk(invocation, job)
    if as_json:
        say_json(rows)
        return
    for row in rows:
        facts = [row.name]
        if row.birth_date:
            facts.append(_("born {date}").format(date=day(row.birth_date)))
        facts.append(ngettext("{count} note", "{count} notes", row.note_count).format(count=row.note_count))
        if row.last_note_at:
            facts.append(_("last {moment}").format(moment=moment(row.last_note_at)))
        say(", ".join([*facts, row.client]))


@client.command(help=N_("Show a client's fields and latest notes."))
@click.argument("who", metavar="CLIENT")
@json_option
@click.pass_obj
def show(invocation: Invocation, who: str, as_json: bool) -> None:
    """Write the dossier's head and the first lines of its timeline."""

    async def job(desk: Desk) -> tuple[Dossier, list[TimelineEntry]]:
        dossier = await desk.dossiers.open(await one_client(desk, who))
        rowids = await desk.dossiers.timeline(dossier.client)
        return dossier, await desk.dossiers.entries(rowids[:LATEST])

    dossier, entries = at_desk(invocation, job)
    if as_json:
        say_json({"dossier": dossier, "latest": entries})
        return
    say(_("Client: {name}").format(name=dossier.name))
    for shown in dossier.fields:
        say(f"{shown.label}: {shown.text}")
        for sibling in shown.siblings:
            say(_("  also: {value}, by {name}").format(value=sibling.text, name=sibling.author_name))
    for entry in entries:
        say()
        say(f"{entry_line(entry)}, {entry.note}")
        say(f"  {entry.excerpt}")


def _field_options(function: Any) -> Any:
    for name, label in reversed(FIELDS.items()):
        function = option(f"--{name.replace('_', '-')}", name, help=label)(function)
    return function


@client.command(
    help=N_(
        "Add a client: quick intake by options, or field by field on a terminal.\n\n"
        "For any field '?' means unknown and '!' means that the person refuses to say."
    )
)
@_field_options
@option(
    "--despite-duplicates",
    metavar="REASON",
    default="",
    help=N_("Add also when somebody alike is known already, for this reason, which is kept."),
)
@json_option
@click.pass_obj
def new(invocation: Invocation, /, despite_duplicates: str, as_json: bool, **typed: str | None) -> None:
    """Check every field, warn for people alike, then create."""
    ask_all = sys.stdin.isatty() and not any(typed.values())

    async def job(desk: Desk) -> str:
        values = _values(typed, ask_all)
        alike = await desk.intake.duplicates(values)
        if alike and not despite_duplicates.strip():
            raise Stop(_alike(alike), Exit.INVALID)
        return await desk.intake.create(values, duplicate_reason=despite_duplicates if alike else "")

    created = at_desk(invocation, job)
    if as_json:
        say_json({"client": created})
    else:
        say(_("Added as {id}.").format(id=created))


@client.command(
    "set",
    help=N_(
        "Set one field of a client, in the place of what this file has now.\n\n"
        "'?' means unknown, '!' that the person refuses to say, an empty text not asked; with '-' the text "
        "is read from standard input."
    ),
)
@click.argument("who", metavar="CLIENT")
@click.argument("field")
@click.argument("value")
@json_option
@click.pass_obj
def set_field(invocation: Invocation, who: str, field: str, value: str, as_json: bool) -> None:
    """Check the value, then write it; where people disagree, `thuis conflicts` decides."""
    from thuis_tui.desk.facts import changeable

    if field not in changeable():
        raise Stop(
            _("There is no field '{field}'. The fields are: {names}.").format(
                field=field, names=", ".join(changeable())
            ),
            Exit.USAGE,
        )

    async def job(desk: Desk) -> FieldStanding:
        found = await one_client(desk, who)
        seen = await desk.facts.standing(found, field)
        if seen.contested:
            raise Stop(
                _("People disagree about this field; nothing was written. See 'thuis conflicts'."),
                Exit.INVALID,
            )
        await desk.facts.type(seen, rest_of_input() if value == "-" else value)
        return await desk.facts.standing(found, field)

    now = at_desk(invocation, job)
    if as_json:
        say_json({"client": now.client, "field": now.field, "value": now.values[0].value})
    else:
        say(f"{now.client_name}, {now.label}: {now.values[0].text or _('nothing')}")


def _values(typed: dict[str, str | None], ask_all: bool) -> dict[str, Any]:
    from thuis_tui.casework.records import FieldProblem, fields

    known = fields("client")
    today = date.today()
    values, faults = {}, []
    for name in FIELDS:
        facts = known[name]
        if ask_all:
            values[name] = _ask(facts, today)
        elif (text := typed.get(name)) is not None:
            try:
                values[name] = _value(facts, text, today)
            except FieldProblem as problem:
                faults.append(f"{name}: {problem}")
    if faults:
        raise Stop("\n".join(faults), Exit.INVALID)
    return {name: value for name, value in values.items() if value is not None}


def _ask(facts: Attribute, today: date) -> Any:
    from thuis_tui.casework.records import FieldProblem

    while True:
        hint = f" ({_(facts.hint)})" if facts.hint else ""
        try:
            return _value(facts, ask_line(f"{_(facts.label)}{hint}:"), today)
        except FieldProblem as problem:
            click.echo(str(problem), err=True)


def _value(facts: Attribute, text: str, today: date) -> Any:
    from thuis_tui.casework.reading import REFUSED, UNKNOWN, read

    if facts.answerable and text.strip() in ("?", "!"):
        return UNKNOWN if text.strip() == "?" else REFUSED
    return read(facts, text, today)


def _alike(alike: list[Duplicate]) -> str:
    labels = {**FIELDS, "name": N_("name")}
    lines = [
        _(
            "Somebody alike is known already; nothing was written. To add all the same: "
            "--despite-duplicates REASON"
        )
    ]
    for one in alike:
        because = ", ".join(_(labels.get(name, name)) for name in one.because)
        lines.append(f"{one.name}, {day(one.birth_date)}, {one.client} ({because})")
    return "\n".join(lines)
