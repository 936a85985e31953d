"""Emergency access from a real laptop: what has to be said, and what it gives."""

from __future__ import annotations

import pytest

from tests.desk.laptops import PERSON, Team
from thuis_tui.desk.shapes import InvalidInput

REASON = "Ligt buiten bewustzijn voor de deur"


async def test_a_dossier_is_opened_in_an_emergency(team: Team) -> None:
    # Of a day of their own: other tests of the session have made the same person in this organisation.
    client = await team.a.intake.create({**PERSON, "birth_date": "1961-08-13", "bsn": None})
    await team.sync()
    assert await team.b.emergency.may()
    with pytest.raises(InvalidInput) as refused:
        await team.b.emergency.ask("", "1985", "kort")
    assert {problem.field for problem in refused.value.problems} == {"surname", "birth_date", "reason"}
    with pytest.raises(InvalidInput):
        await team.b.emergency.ask_bsn("123", REASON)

    await team.b.emergency.ask("van der Ünal", "13-8-1961", REASON)
    [waiting] = await team.b.emergency.listed()
    assert (waiting.state, waiting.client) == ("", "")
    await team.sync(team.b)
    await team.sync(team.b)
    [given] = await team.b.emergency.listed()
    assert (given.state, given.client, given.client_name) == ("granted", client, "José van der Ünal")
    assert given.until > given.recorded_at
    assert (await team.b.dossiers.open(client)).name == "José van der Ünal"
    assert await team.b.transfers.may(client) == frozenset()

    await team.sync(team.lead)
    [notice] = await team.lead.notices.listed()
    assert (notice.kind, notice.account) == ("emergency", REASON)
    await team.a.emergency.ask_bsn("999900018", REASON)
    await team.sync(team.a)
    await team.sync(team.a)
    assert [one.state for one in await team.a.emergency.listed()] == ["not_found"]
