"""Two dossiers that were merged change hands as one: shown as one, answered together, neither left behind."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.desk.laptops import PERSON, Team
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.shapes import NotFound
from thuis_tui.store import holding

OTHER = {"first_name": "José", "surname": "Ünal", "phone": "06-12345678"}
REASON = "Ligt buiten bewustzijn voor de deur"


async def merged(desk: Desk, born: str | None = None, **changes: object) -> tuple[str, str]:
    """Two dossiers of one person, the second, with this birth date, merged into the first."""
    client = await desk.intake.create({**PERSON, **changes})
    other = await desk.intake.create({**OTHER, "birth_date": born})
    await desk.merging.merge(await desk.merging.compare(client, other))
    return client, other


async def held(desk: Desk, clients: tuple[str, ...]) -> list[str | None]:
    """How a laptop holds each: empty is as its own, None not at all."""
    known = {
        row[0] for row in await desk.file.read(lambda c: c.exec_driver_sql("SELECT id FROM client").all())
    }
    how = await desk.file.read(holding.by_client)
    return [(how[one].kind if one in how else "") if one in known else None for one in clients]


async def test_what_is_one_is_offered_taken_back_and_answered_as_one(team: Team) -> None:
    client, other = await merged(team.a)
    await team.sync(team.a)
    # Also when it is asked of the half that was merged away.
    early = await team.a.transfers.offer(other, team.b_id)
    await team.a.transfers.withdraw(early)
    await team.sync(team.a, team.b)
    assert [(one.client, one.state) for one in await team.a.transfers.sent()] == [(client, "withdrawn")]
    assert [one.state for one in await team.b.transfers.received()] == ["withdrawn"]

    offered = await team.a.transfers.offer(client, team.b_id, "Verhuisd")
    await team.sync(team.a, team.b)
    [waiting] = [one for one in await team.b.transfers.received() if one.state == "offered"]
    assert (waiting.id, waiting.client) == (offered, client)
    assert [one.kind for one in (await team.b.today.day()).matters] == ["offer"]
    await team.b.transfers.answer(waiting.id, "accept")
    with pytest.raises(NotFound):
        await team.b.transfers.answer(waiting.id, "decline", "Toch niet")
    await team.sync(team.b)
    await team.sync()
    assert await held(team.b, (client, other)) == ["", ""]
    assert await held(team.a, (client, other)) == ["reading_on", "reading_on"]
    assert [one.state for one in await team.a.transfers.sent()] == ["accepted", "withdrawn"]
    assert [row.client for row in await team.b.caseload.rows(await team.b.caseload.ids())] == [client]


async def test_a_half_that_the_colleague_has_already_is_no_trouble(team: Team) -> None:
    client, other = await merged(team.a)
    await team.sync(team.a)
    team.organisation.admin("grant", team.b_id, client)
    id_ = await team.a.transfers.offer(client, team.b_id)
    await team.sync(team.a, team.b)
    [waiting] = await team.b.transfers.received()
    await team.b.transfers.answer(waiting.id, "decline", "Te vol")
    await team.sync(team.b, team.a)
    [told] = await team.a.transfers.sent()
    assert (told.id, told.state, told.answer) == (id_, "declined", "Te vol")
    [matter] = [one for one in (await team.a.today.day()).matters if one.kind == "transfer"]
    assert matter.text.endswith("does not take the dossier over: Te vol")
    assert (matter.client, other in matter.arguments.values()) == (client, False)


async def test_cover_assignment_and_restriction_are_of_both(team: Team) -> None:
    both = await merged(team.a)
    await team.sync()
    day = team.a.file.world.today() + timedelta(days=3)
    cover = await team.a.transfers.cover(both[0], team.b_id, day)
    await team.sync(team.a, team.b)
    assert await held(team.b, both) == ["cover", "cover"]
    await team.a.transfers.withdraw(cover)
    await team.sync(team.a, team.b)
    assert await held(team.b, both) == [None, None]
    # A lead gives it to themselves, and restricts it: who gave it on has it no more.
    assert team.lead_id in [one.id for one in await team.lead.transfers.colleagues(both[0], "assign")]
    await team.lead.transfers.assign(both[0], team.lead_id, team.a_id)
    await team.sync(team.lead)
    await team.sync()
    assert await held(team.lead, both) == ["", ""]
    assert await held(team.a, both) == ["reading_on", "reading_on"]
    assert await team.lead.transfers.received() == ()
    await team.lead.transfers.restrict(both[0])
    await team.sync(team.lead, team.a)
    assert await held(team.lead, both) == ["", ""]
    assert await held(team.a, both) == [None, None]


async def test_an_emergency_opens_both_and_one_restricted_half_closes_both(team: Team) -> None:
    # Of a day of their own: other tests have made the same person in this organisation.
    both = await merged(team.a, "1961-08-15", birth_date="1961-08-14", bsn=None)
    await team.sync(team.a)
    # Asked by what only the half says that was merged away.
    await team.b.emergency.ask("Ünal", "15-8-1961", REASON)
    await team.sync(team.b)
    await team.sync(team.b)
    [given] = await team.b.emergency.listed()
    assert (given.state, await held(team.b, both)) == ("granted", ["emergency", "emergency"])
    assert (given.client, given.client_name) == (both[0], "José van der Ünal")

    # The half that nobody would find by name is restricted: that counts for the other.
    team.organisation.admin("dossier", "restrict", both[1])
    await team.lead.emergency.ask("Ünal", "14-8-1961", REASON)
    await team.sync(team.lead)
    await team.sync(team.lead)
    assert [one.state for one in await team.lead.emergency.listed()] == ["not_found"]
    await team.a.transfers.cover(both[0], team.b_id, team.a.file.world.today())
    await team.sync(team.a)
    [told] = await team.a.transfers.sent()
    assert (told.state, told.answer) == ("refused", "This dossier is restricted: nobody covers it.")
