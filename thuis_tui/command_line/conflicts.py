"""`thuis conflicts`: what two people wrote differently, and deciding it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import click

from thuis_tui.command_line.base import Group, Invocation, json_option, option
from thuis_tui.command_line.exits import Exit, Stop
from thuis_tui.command_line.output import moment, say, say_json
from thuis_tui.command_line.session import at_desk, one_client
from thuis_tui.desk.shapes import FieldStanding, MergedItem
from thuis_tui.language import N_, _

if TYPE_CHECKING:
    from thuis_tui.desk.desk import Desk

BOTH = "both"


def mark(seen: FieldStanding) -> str:
    """What stands for exactly these values: a decision names it, so that it is about what was shown."""
    return hashlib.blake2b("".join(sorted(seen.base)).encode(), digest_size=4).hexdigest()


def named_field(seen: FieldStanding) -> str:
    """How a field is named on the command line: alone for the client, "contact:<id>.name" for a record."""
    return seen.field if seen.record_type == "client" else f"{seen.ent}.{seen.field}"


@click.group(
    cls=Group,
    invoke_without_command=True,
    help=N_("What two people wrote differently without having seen each other's, and deciding it."),
)
@json_option
@click.pass_context
def conflicts(context: click.Context, as_json: bool) -> None:
    """List them when nothing else is asked."""
    if context.invoked_subcommand is None:
        _list(context.obj, None, as_json)


@conflicts.command("list", help=N_("List every conflict, or those of one client, with all values."))
@click.argument("who", metavar="[CLIENT]", required=False)
@json_option
@click.pass_obj
def list_conflicts(invocation: Invocation, who: str | None, as_json: bool) -> None:
    """Write each with its values, numbered, and the texts that were put together lately."""
    _list(invocation, who, as_json)


def _list(invocation: Invocation, who: str | None, as_json: bool) -> None:
    async def job(desk: Desk) -> tuple[list[FieldStanding], list[MergedItem]]:
        client = None if who is None else await one_client(desk, who)
        items = await desk.conflicts.listed(client)
        for shown in sorted({item.client for item in items}):
            await desk.dossiers.open(shown)  # Reading is in the access log.
        standings = [await desk.facts.standing(item.client, item.field, item.ent) for item in items]
        return standings, await desk.conflicts.merged()

    standings, merged = at_desk(invocation, job)
    if as_json:
        say_json({"conflicts": [_data(seen) for seen in standings], "merged": merged})
        return
    if not standings:
        say(_("Nothing to decide."))
    for seen in standings:
        named = f"{seen.client} {named_field(seen)}"
        say(f"{seen.client_name}, {seen.label} ({named}, {_('shown as')} {mark(seen)})")
        say(f"  {_('It was')}: {seen.was or _('nothing')}")
        for number, value in enumerate(seen.values, 1):
            who_wrote = _("Mine") if value.mine else value.author_name
            governs = f", {_('governs now')}" if seen.safety and value.governs else ""
            said = value.text or _("nothing")
            say(f"  {number}. {who_wrote}, {moment(value.written_at)}{governs}: {said}")
    for item in merged:
        said = _("Put together from two texts; look whether it is right:")
        say(f"{item.client_name}, {item.label}, {moment(item.merged_at)}. {said}")
        say(f"  {item.text}")


def _data(seen: FieldStanding) -> dict[str, Any]:
    return {
        "client": seen.client,
        "client_name": seen.client_name,
        "field": named_field(seen),
        "was": seen.was,
        "shown": mark(seen),
        "values": seen.values,
    }


@conflicts.command(
    help=N_(
        "Decide one conflict: the number of a value, 'both' for texts, or another value with --value.\n\n"
        "--shown names the values you saw in the list. When others came meanwhile nothing is written."
    )
)
@click.argument("who", metavar="CLIENT")
@click.argument("field")
@click.argument("choice", metavar="[NUMBER|both]", required=False)
@option("--value", "typed", help=N_("Another value, in the place of all."))
@option("--shown", required=True, help=N_("What the list said after 'shown as'."))
@json_option
@click.pass_obj
def resolve(
    invocation: Invocation,
    who: str,
    field: str,
    choice: str | None,
    typed: str | None,
    shown: str,
    as_json: bool,
) -> None:
    """Write the decision; it replaces exactly the values that the list showed."""
    if (choice is None) == (typed is None):
        raise Stop(_("Give the number of a value, 'both', or another value with --value."), Exit.USAGE)

    async def job(desk: Desk) -> FieldStanding:
        client = await one_client(desk, who)
        ent, _point, name = field.rpartition(".")
        seen = await desk.facts.standing(client, name, ent or None)
        if not seen.contested:
            raise Stop(_("Nobody disagrees about this field (any more)."), Exit.NOT_FOUND)
        if mark(seen) != shown:
            raise Stop(
                _("The values have changed since you saw them; nothing was written. List them again."),
                Exit.INVALID,
            )
        await desk.conflicts.resolve(seen, _chosen(seen, choice, typed))
        return await desk.facts.standing(client, name, ent or None)

    now = at_desk(invocation, job)
    if as_json:
        value = now.values[0].value if now.values else None
        say_json({"client": now.client, "field": named_field(now), "value": value})
    elif now.values:
        say(_("Decided: {value}.").format(value=now.values[0].text or _("nothing")))
    else:
        say(_("Decided."))


def _chosen(seen: FieldStanding, choice: str | None, typed: str | None) -> Any:
    from thuis_tui.desk.conflicts import both
    from thuis_tui.desk.facts import meant

    if seen.removal and (typed is not None or choice == BOTH):
        raise Stop(_("This is removed or kept: choose one of the numbers."), Exit.INVALID)
    if typed is not None:
        return meant(seen.field, typed, seen.record_type)
    if choice == BOTH:
        together = both(seen, seen.values)
        if together is None:
            raise Stop(_("This field holds one value: choose one, or give another."), Exit.INVALID)
        return together
    if choice is None or not choice.isdecimal() or not 1 <= int(choice) <= len(seen.values):
        raise Stop(
            _("There is no value {choice}: choose 1 to {most}.").format(choice=choice, most=len(seen.values)),
            Exit.USAGE,
        )
    return seen.values[int(choice) - 1].value
