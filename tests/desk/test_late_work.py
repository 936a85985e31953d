"""Late work before who leads the team, and the answer in the outbox of who wrote it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.desk.laptops import PERSON, Pair, note
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.late_work import NotAcceptable
from thuis_tui.desk.shapes import InvalidInput, NotFound
from thuis_tui.store import pending, write
from thuis_tui.store.writing import Writing

ME = "a" * 32


async def set_aside(desk: Desk, **changes: Any) -> str:
    """A record as the service writes it; its id."""
    values = {
        "author": "b" * 32,
        "client": "c" * 32,
        "reason": "late",
        "recorded_at": "2026-11-20T13:30:00Z",
        "record_type": "note",
        "value": '{"kind":"phone","body":"Nog gebeld [/x].","recorded_offset":60}',
        "operation": "d" * 32,
        **changes,
    }

    def make(writing: Writing) -> str:
        return write.create(writing, f"u:{ME}", "late_work", values).partition(":")[2]

    return await desk.file.write(make)


async def test_what_was_set_aside_is_read_in_plain_words(desk: Desk) -> None:
    await set_aside(desk)
    await set_aside(desk, record_type="client", field="risk_level", value='"red"', reason="invalid")
    await set_aside(desk, record_type="client", field="go_with_two", value="x" * 30, reason="unheard_of")
    note, risk, unknown = await desk.late_work.items()
    assert (note.what, note.acceptable, note.decision) == ("Note", True, "")
    assert "no longer had this dossier" in note.why
    assert "You" not in note.why
    assert "Nog gebeld [/x]." in note.text
    assert "60" not in note.text
    assert (risk.what, risk.text, risk.acceptable) == ("Change: Risk", "Red", False)
    assert unknown.text == "x" * 30
    assert "unheard_of" in unknown.why


async def test_a_decision_is_two_operations_of_one_group_the_reason_first(desk: Desk) -> None:
    late = await set_aside(desk)
    await desk.late_work.decide(late, "accept", " Klopt, was haar laatste dag. ")
    asked = "SELECT field, tx FROM operation WHERE kind='set' ORDER BY rowid"
    rows = await desk.file.read(lambda connection: connection.exec_driver_sql(asked).fetchall())
    assert [row[0] for row in rows] == ["decision_reason", "decision"]
    assert rows[0][1] and rows[0][1] == rows[1][1]
    [item] = await desk.late_work.items()
    assert (item.decision, item.decision_reason) == ("accept", "Klopt, was haar laatste dag.")
    with pytest.raises(NotFound):
        await desk.late_work.decide(late, "archive", "Nog eens")


@pytest.mark.parametrize("reason", ["", "  \t", "x" * 501])
async def test_without_a_reason_that_fits_nothing_is_decided(desk: Desk, reason: str) -> None:
    late = await set_aside(desk)
    with pytest.raises(InvalidInput):
        await desk.late_work.decide(late, "return", reason)
    [item] = await desk.late_work.items()
    assert item.decision == ""


async def test_what_no_dossier_can_hold_is_not_accepted_by_anybody(desk: Desk) -> None:
    late = await set_aside(desk, reason="invalid")
    with pytest.raises(NotAcceptable):
        await desk.late_work.decide(late, "accept", "Toch maar")
    with pytest.raises(NotFound):
        await desk.late_work.decide("f" * 32, "return", "Bestaat niet")
    await desk.late_work.decide(late, "return", "Schrijf het opnieuw")
    [item] = await desk.late_work.items()
    assert item.decision == "return"


async def test_who_wrote_it_reads_what_became_of_it(pair: Pair) -> None:
    client = await pair.a.intake.create(PERSON)
    await pair.share(client)
    await pair.b.notes.file(note(client, "Nog net geschreven."))
    pair.organisation.admin("revoke", pair.b_id, client, "--reason", "Andere begeleider")
    assert (await pair.b.connection.run_once()).refused == 1
    [late] = [item for item in await pair.b.outbox.items() if item.state == "late"]
    ruling = {
        "operation": late.id,
        "client": client,
        "decision": "return",
        "reason": "Anna heeft het al geschreven.",
        "decided_by": pair.b_id,
        "decided_at": "2026-11-21T09:00:00Z",
    }
    await pair.b.file.write(lambda writing: write.create(writing, f"u:{pair.b_id}", "ruling", ruling))
    [item] = [item for item in await pair.b.outbox.items() if item.id == late.id]
    assert item.state == "ruled"
    assert item.reason.startswith("Returned by Bram")
    assert item.reason.endswith("Anna heeft het al geschreven.")
    assert await pair.b.file.read(pending.refused) == 0
