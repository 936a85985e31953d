"""The demo without a terminal: one day of two caseworkers, played on the real parts and told step by step."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from thuis_tui.desk import opening
from thuis_tui.desk.demo.organisation import DemoTrouble
from thuis_tui.desk.demo.stage import PASSPHRASE, Stage
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.shapes import Draft, NoteInput, OutboxItem
from thuis_tui.language import _, dates
from thuis_tui.log.identifiers import new_id

Tell = Callable[[str], None]
T = TypeVar("T")

FIRST = (
    "Eerste gesprek met Zoë, bij het inlooppunt. Zij slaapt nu drie weken bij een vriendin op de bank en wil "
    "vóór de winter een eigen plek. Van haar uitkering houdt zij € 35 per week over. [/x] [bijlage]"
)
SECOND = (
    "Met Zoë de aanmelding ingevuld; zij deed zelf het woord. De kat Pluche mag mee, dat was het "
    "belangrijkste."
)
REASON = "Bedrag verkeerd genoteerd"
CORRECTION = "Het leefgeld is € 45 per week, niet € 35."
WORD = "Pluche"


def play(stage: Stage, tell: Tell) -> None:
    """Play the day; raises DemoTrouble when something is not as it should be."""
    first, second = stage.laptops
    colleague = stage.colleague
    if colleague is None:
        raise DemoTrouble(_("There is no colleague in this demo."))
    stage.organisation.stop_service()
    tell(_("The service is down."))
    client, note, draft = _with_desk(stage, lambda desk: _write(desk, first.name, tell))
    tell(_("{name} closes the laptop in the middle of a word and opens it again.").format(name=first.name))
    second_note = _with_desk(stage, lambda desk: _finish(desk, first.name, client, draft, tell))
    stage.organisation.start_service()
    tell(_("The service comes up."))
    _with_desk(stage, lambda desk: _sync(desk, first.name, tell))
    stage.share_new()
    asyncio.run(_colleague(colleague.desk, second.name, note, second_note, tell))
    _with_desk(stage, lambda desk: _look(desk, first.name, note, tell))
    tell(_("Nothing was entered twice, and nothing is missing."))


async def _write(desk: Desk, name: str, tell: Tell) -> tuple[str, str, Draft]:
    clients = len(await desk.caseload.ids())
    tell(_("{name} unlocks and sees {count} clients.").format(name=name, count=clients))
    values = {"first_name": "Zoë", "surname": "Zonneveld", "birth_date": "1994-03-05", "phone": "06-12340000"}
    alike = await desk.intake.duplicates(values)
    client = await desk.intake.create(values)
    tell(_("{name} adds Zoë Zonneveld; known already: {count}.").format(name=name, count=len(alike)))
    note = await desk.notes.file(_note(desk, client, FIRST))
    tell(_("{name} files a note: {text}").format(name=name, text=FIRST))
    draft = Draft(id=new_id(), kind="note", client=client, fields={"body": SECOND[:60]})
    await desk.drafts.keep(draft)
    return client, note, draft


async def _finish(desk: Desk, name: str, client: str, draft: Draft, tell: Tell) -> str:
    kept = [one for one in await desk.drafts.list() if one.id == draft.id]
    _expect(bool(kept) and kept[0].fields == draft.fields)
    at = dates.moment(kept[0].kept_at, desk.file.world.offset())
    text = str(kept[0].fields["body"])
    tell(_("The draft is offered, kept {moment}: {text}…").format(moment=at, text=text))
    note = await desk.notes.file(_note(desk, client, SECOND), draft.id)
    _expect(not await desk.drafts.list())
    tell(_("{name} finishes and files it. The outbox:").format(name=name))
    _tell_outbox(await desk.outbox.items(), tell)
    state = await desk.connection.run_once()
    _expect(state.problem == "unreachable" and state.waiting == 3)
    tell(
        _("{name} tries to exchange: the service cannot be reached, {count} wait.").format(name=name, count=3)
    )
    return note


async def _sync(desk: Desk, name: str, tell: Tell) -> None:
    state = await desk.connection.run_once()
    _expect(state.problem is None and state.waiting == 0)
    tell(_("{name} exchanges; waiting: {count}. The outbox:").format(name=name, count=state.waiting))
    _tell_outbox((await desk.outbox.items())[:3], tell)


async def _colleague(desk: Desk, name: str, note: str, second_note: str, tell: Tell) -> None:
    state = await desk.connection.run_once()
    _expect(state.problem is None)
    found = await desk.search.find(WORD)
    _expect([hit.note for hit in found.notes] == [second_note])
    hit = found.notes[0]
    tell(
        _("{name} is given the dossier, searches for '{word}' and finds: {client}, {text}").format(
            name=name, word=WORD, client=hit.client_name, text=hit.excerpt
        )
    )
    shown = await desk.dossiers.note(note)
    _expect(shown.body == FIRST)
    tell(_("{name} reads the note of {author}.").format(name=name, author=shown.entry.author_name))
    await desk.notes.amend(note, REASON, CORRECTION)
    state = await desk.connection.run_once()
    _expect(state.problem is None and state.waiting == 0)
    tell(_("{name} files an amendment. Reason: {reason}").format(name=name, reason=REASON))


async def _look(desk: Desk, name: str, note: str, tell: Tell) -> None:
    state = await desk.connection.run_once()
    _expect(state.problem is None)
    shown = await desk.dossiers.note(note)
    _expect(shown.body == FIRST and [one.body for one in shown.amendments] == [CORRECTION])
    for one in shown.amendments:
        tell(
            _("{name} sees beside the note: amendment by {author}, {reason}: {text}").format(
                name=name, author=one.author_name, reason=one.reason, text=one.body
            )
        )


def _note(desk: Desk, client: str, body: str) -> NoteInput:
    world = desk.file.world
    return NoteInput(
        client=client,
        kind="visit",
        occurred_at=world.stamp(),
        occurred_offset=world.offset(),
        body=body,
        duration_minutes=45,
        life_domains=(1, 4),
    )


def _tell_outbox(items: list[OutboxItem], tell: Tell) -> None:
    states = {
        "waiting": _("waits"),
        "confirmed": _("confirmed"),
        "refused": _("refused"),
        "late": _("came late"),
    }
    for item in items:
        if item.state != "confirmed" or item.client_name == "Zoë Zonneveld":
            tell(f"  {item.what}, {item.client_name}: {states[item.state]}")


def _with_desk(stage: Stage, job: Callable[[Desk], Awaitable[T]]) -> T:
    """Unlock the first laptop with its passphrase, do a job, lock it again."""
    places = stage.laptops[0].places
    key = opening.unlock(places, PASSPHRASE)
    desk = opening.open_desk(places, key, connect=False)
    key.wipe()
    try:
        return asyncio.run(_run(job, desk))
    finally:
        desk.close()


async def _run(job: Callable[[Desk], Awaitable[T]], desk: Desk) -> T:
    return await job(desk)


def _expect(as_it_should_be: bool) -> None:
    if not as_it_should_be:
        raise DemoTrouble(_("The demo did not go as it should: something is missing on a laptop."))
