"""A dossier is taken away: no question to the desk shows any of it, and nothing that was typed is lost."""

from __future__ import annotations

import pytest

from tests.desk.conftest import Make
from tests.desk.laptops import PERSON, enrolled, note
from thuis_tui.desk.demo.organisation import Organisation
from thuis_tui.desk.shapes import Draft, NotFound


async def test_nothing_of_it_is_shown_and_what_was_typed_is_sent(
    make_desk: Make, organisation: Organisation
) -> None:
    desk = make_desk(None)
    caseworker = await enrolled(organisation, desk, "Iris Bos")
    client = await desk.intake.create(PERSON)
    noted = await desk.notes.file(note(client, "Een woord over wonen."))
    await desk.drafts.keep(Draft(id="d" * 32, kind="note", client=client, fields={"body": "half"}))
    assert (await desk.connection.run_once()).waiting == 0
    organisation.admin("revoke", caseworker, client, "--reason", "moved")
    await desk.connection.run_once()

    assert await desk.caseload.ids() == ()
    assert await desk.caseload.ids("ünal") == ()
    assert (await desk.caseload.found("", 5)) == ((), [])
    result = await desk.search.find("wonen")
    assert (result.clients, result.notes) == ((), ())
    assert (await desk.search.find("José")).clients == ()
    assert await desk.dossiers.timeline(client) == ()
    assert await desk.dossiers.entries(range(1, 50)) == []
    assert await desk.drafts.list() == []
    assert await desk.intake.duplicates(PERSON) == []
    for asked in (desk.dossiers.open(client), desk.dossiers.name(client), desk.dossiers.note(noted)):
        with pytest.raises(NotFound):
            await asked
    today = await desk.today.overview()
    assert (today.clients, today.notes, today.latest, today.drafts) == (0, 0, (), ())
    assert await desk.outbox.items() == []
    health = await desk.health.check()
    assert health.good
    assert health.withheld == 1

    await desk.notes.file(note(client, "Stond nog op het scherm."))
    (waiting,) = await desk.outbox.items()
    assert (waiting.state, waiting.client_name) == ("waiting", "")
    assert (await desk.connection.run_once()).waiting == 0
    (late,) = await desk.outbox.items()
    assert late.state == "late"
    assert await desk.dossiers.timeline(client) == ()
