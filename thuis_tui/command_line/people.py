"""`thuis people` and `thuis share`: who is around a client, and giving what a consent allows to somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from thuis_tui.casework.terms.people import CONSENT_DATA
from thuis_tui.command_line.base import Command, Invocation, json_option, option
from thuis_tui.command_line.exits import Exit, Stop
from thuis_tui.command_line.output import say, say_json
from thuis_tui.command_line.session import at_desk, one_client
from thuis_tui.language import N_, _

if TYPE_CHECKING:
    from thuis_tui.desk.desk import Desk
    from thuis_tui.desk.sharing import Shared


@click.command(cls=Command, help=N_("List the people around a client, and the consents to share."))
@click.argument("client")
@json_option
@click.pass_obj
def people(invocation: Invocation, client: str, as_json: bool) -> None:
    """Write the contacts, then the consents."""

    async def job(desk: Desk) -> dict[str, Any]:
        found = await one_client(desk, client)
        await desk.dossiers.open(found)
        return {
            "contacts": await desk.people.contacts(found),
            "consents": await desk.people.consents(found),
        }

    found = at_desk(invocation, job)
    if as_json:
        say_json(found)
        return
    for contact in found["contacts"]:
        facts = [contact.name, contact.role, contact.phone, contact.organisation]
        if contact.emergency:
            facts.append(_("in an emergency"))
        if contact.warned:
            facts.append(f"{_('Safe to call')}: {contact.safe_to_call}")
        say(", ".join(fact for fact in facts if fact))
    for consent in found["consents"]:
        data = ", ".join(consent.data)
        say(
            f"{_('Consent')}: {consent.party}, {consent.purpose}: {data} ({consent.state}, {consent.consent})"
        )
    if not found["contacts"] and not found["consents"]:
        say(_("Nobody is recorded yet."))


@click.command(
    cls=Command,
    help=N_(
        "Write what a consent allows into a file, to hand over.\n\n"
        "Without a consent of the client for each kind of data nothing is written; what is missing is named. "
        "The file is not encrypted."
    ),
)
@click.argument("client")
@option("--with", "party", required=True, help=N_("With whom, as the consent names them."))
@option("--data", required=True, help=N_("What, as codes with commas between: identity,plan."))
@option("--into", "folder", required=True, help=N_("The folder to write the file into."))
@json_option
@click.pass_obj
def share(invocation: Invocation, client: str, party: str, data: str, folder: str, as_json: bool) -> None:
    """Write the file, or say what is missing."""
    from thuis_tui.desk.people import NoConsent

    codes = [code.strip() for code in data.split(",") if code.strip()]
    unknown = [code for code in codes if code not in CONSENT_DATA.codes]
    if unknown or not codes:
        known = ", ".join(str(term.code) for term in CONSENT_DATA.terms)
        raise Stop(_("Choose what to share from: {known}.").format(known=known), Exit.USAGE)

    async def job(desk: Desk) -> Shared:
        found = await one_client(desk, client)
        try:
            return await desk.sharing.write(found, party, codes, folder)
        except NoConsent as refusal:
            raise Stop(refusal.told, Exit.INVALID) from refusal

    shared = at_desk(invocation, job)
    if as_json:
        say_json({"place": str(shared.place)})
    else:
        say(_("Written: {place}").format(place=shared.place))
