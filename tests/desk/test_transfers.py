"""Dossiers change hands between real laptops over a real service."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.desk.laptops import PERSON, Team, note
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.shapes import InvalidInput, NotFound
from thuis_tui.store import holding

RISK = {
    "kind": "animal",
    "level": "orange",
    "fact": "De hond bijt wie vreemd is.",
    "source": "Wijkagent",
    "review_on": "2027-01-15",
}


async def _dossier(team: Team) -> str:
    client = await team.a.intake.create(PERSON)
    await team.a.notes.file(note(client, "Over de huur gesproken."))
    await team.sync(team.a)
    await team.sync()
    return client


async def _held(desk: Desk, client: str) -> str | None:
    """How this laptop holds a dossier: empty is as its own, None not at all."""
    sql = "SELECT 1 FROM client WHERE id=?"
    if (await desk.file.read(lambda connection: connection.exec_driver_sql(sql, (client,)).first())) is None:
        return None
    found = (await desk.file.read(holding.by_client)).get(client)
    return found.kind if found else ""


async def test_a_dossier_is_offered_with_its_sheet_and_accepted(team: Team) -> None:
    client = await _dossier(team)
    due = team.a.file.world.today().isoformat()
    await team.a.safety.add_risk(client, {**RISK, "review_on": due})
    await team.a.tasks.add(client, {"what": "Sleutel ophalen", "due_on": due})
    assert await team.a.transfers.may(client) == {"transfer", "cover"}
    others = [one.id for one in await team.a.transfers.colleagues(client, "transfer")]
    assert others[:2] == [team.b_id, team.lead_id]

    early = await team.a.transfers.offer(client, team.lead_id)
    await team.a.transfers.withdraw(early)
    assert [one.state for one in await team.a.transfers.sent()] == ["withdrawn"]
    id_ = await team.a.transfers.offer(client, team.b_id, "Ik ga met verlof.")
    waiting, _back = await team.a.transfers.sent()
    assert (waiting.id, waiting.state, waiting.to) == (id_, "", team.b_id)
    await team.sync(team.a, team.b)
    [offered] = await team.b.transfers.received()
    assert (offered.state, offered.reason, offered.client_name) == (
        *("offered", "Ik ga met verlof."),
        "José van der Ünal",
    )
    order = [offered.sheet.index(each) for each in ("De hond bijt", "Sleutel ophalen", "Over de huur")]
    assert order == sorted(order)
    assert await _held(team.b, client) is None
    [matter] = [each for each in (await team.b.today.day()).matters if each.kind == "offer"]
    assert (matter.client_name, matter.urgent) == ("José van der Ünal", True)

    await team.b.transfers.answer(id_, "accept")
    assert not [each for each in (await team.b.today.day()).matters if each.kind == "offer"]
    await team.sync(team.b)
    await team.sync()
    assert await _held(team.b, client) == ""
    assert await _held(team.a, client) == "reading_on"
    assert await team.a.transfers.may(client) == frozenset()
    sent = {one.id: one for one in await team.a.transfers.sent()}
    told = sent[id_]
    assert (told.state, sent[early].state) == ("accepted", "withdrawn")
    assert told.reads_until > told.recorded_at
    with pytest.raises(NotFound):
        await team.a.transfers.withdraw(id_)
    with pytest.raises(NotFound):
        await team.b.transfers.answer(id_, "decline", "Toch niet")


async def test_declining_takes_a_reason_that_the_sender_reads(team: Team) -> None:
    client = await _dossier(team)
    id_ = await team.a.transfers.offer(client, team.b_id)
    await team.sync(team.a, team.b)
    with pytest.raises(InvalidInput):
        await team.b.transfers.answer(id_, "decline", " ")
    await team.b.transfers.answer(id_, "decline", "Mijn caseload is vol.")
    await team.sync(team.b, team.a)
    [told] = await team.a.transfers.sent()
    assert (told.state, told.answer) == ("declined", "Mijn caseload is vol.")
    assert (await _held(team.a, client), await _held(team.b, client)) == ("", None)
    assert await _not_taken(team.a) == [(client, "Bram", "Mijn caseload is vol.")]
    # Until it was offered to somebody else.
    await team.a.transfers.offer(client, team.lead_id)
    assert await _not_taken(team.a) == []


async def _not_taken(desk: Desk) -> list[tuple[str | None, str, str]]:
    """What was not taken on the page of today: of whom, the first word, and why."""
    found = [one for one in (await desk.today.day()).matters if one.kind == "transfer"]
    return [(one.client, one.text.split()[0], one.text.partition(": ")[2]) for one in found]


async def test_cover_begins_at_once_and_is_ended_by_who_asked(team: Team) -> None:
    client = await _dossier(team)
    day = team.a.file.world.today() + timedelta(days=3)
    with pytest.raises(InvalidInput):
        await team.a.transfers.cover(client, team.b_id, day - timedelta(days=4))
    id_ = await team.a.transfers.cover(client, team.b_id, day, "Vrij")
    await team.sync(team.a, team.b, team.lead)
    await team.sync(team.b)
    assert await _held(team.b, client) == "cover"
    assert await team.b.transfers.may(client) == frozenset()
    members = (await team.lead.team.day()).members
    held = {(one.kind, member.caseworker, one.last_day) for member in members for one in member.held}
    assert held == {("own", team.a_id, None), ("cover", team.b_id, day)}
    assert [one.last_day for one in await team.a.transfers.sent()] == [day]
    assert [one.last_day for one in await team.b.transfers.received()] == [day]
    await team.a.transfers.withdraw(id_)
    # Told at once, and once only; the service has it later.
    assert [one.state for one in await team.a.transfers.sent()] == ["ended"]
    with pytest.raises(NotFound):
        await team.a.transfers.withdraw(id_)
    await team.sync(team.a, team.b)
    assert await _held(team.b, client) is None
    assert [one.state for one in await team.b.transfers.received()] == ["ended"]


async def test_a_lead_divides_and_restricts(team: Team) -> None:
    client = await _dossier(team)
    assert await _held(team.lead, client) == "lead"
    assert await team.lead.transfers.may(client) == {"transfer", "cover", "assign", "restrict"}
    assigned = await team.lead.transfers.assign(client, team.b_id, team.a_id, "Verdeling")
    with pytest.raises(NotFound):  # it takes effect as soon as the service has it: there is no way back
        await team.lead.transfers.withdraw(assigned)
    await team.sync(team.lead, team.b, team.a)
    await team.sync(team.b)
    assert (await _held(team.b, client), await _held(team.a, client)) == ("", "reading_on")
    with pytest.raises(InvalidInput):
        await team.a.transfers.offer(client, team.lead_id)

    await team.lead.transfers.restrict(client)
    await team.sync(team.lead)
    await team.sync(team.lead)
    assert await _held(team.lead, client) is None
    assert not any(member.held for member in (await team.lead.team.day()).members)


async def test_what_the_service_refuses_is_said_in_words(team: Team) -> None:
    client = await _dossier(team)
    team.organisation.admin("grant", team.b_id, client)
    await team.a.transfers.offer(client, team.b_id)
    await team.sync(team.a)
    await team.sync(team.a)
    [told] = await team.a.transfers.sent()
    assert (told.state, told.answer) == ("refused", "This colleague has the dossier already.")
    [matter] = [one for one in (await team.a.today.day()).matters if one.kind == "transfer"]
    assert (matter.client, matter.text) == (
        *(client, "Not handed over. This colleague has the dossier already."),
    )
    with pytest.raises(NotFound):
        await team.a.transfers.offer("f" * 32, team.b_id)
