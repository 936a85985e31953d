"""Intake, notes, amendments and drafts on one laptop."""

from __future__ import annotations

from typing import Any

import pytest

from tests.desk.laptops import PERSON, note
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.shapes import Draft, InvalidInput, NotFound

NASTY = "'; DROP TABLE note; -- [/x] [bijlage] <script> ../../etc/passwd %s {0} \\ 👩‍👩‍👧 é €"


async def _events(desk: Desk) -> list[tuple[str, str | None]]:
    asked = "SELECT event, client FROM access ORDER BY rowid"
    return await desk.file.read(
        lambda connection: [(row[0], row[1]) for row in connection.exec_driver_sql(asked)]
    )


async def test_an_intake_is_in_the_caseload_and_in_its_dossier(desk: Desk) -> None:
    client = await desk.intake.create({**PERSON, "gender": {"answer": "refused"}, "alias": None})
    [row] = await desk.caseload.rows(await desk.caseload.ids())
    assert (row.client, row.name, row.birth_date) == (client, "Ünal, José van der", "1985-04-03")
    assert row.waiting
    dossier = await desk.dossiers.open(client)
    assert dossier.name == "José van der Ünal"
    assert dossier.field("gender").answer == "refused"
    assert dossier.field("alias").answer == "not_asked"
    assert dossier.field("birth_date").text == "03-04-1985"
    assert dossier.field("municipality").text == "Utrecht"
    assert dossier.field("status").value == "registered"
    assert dossier.conflicts == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"bsn": "999900007"}, "bsn"),
        ({"postcode": "12 AB"}, "postcode"),
        ({"phone": "\x00"}, "phone"),
        ({"first_name": "x" * 81}, "first_name"),
        ({"gender": "unheard of"}, "gender"),
        ({"birth_date": "03-04-1985"}, "birth_date"),
        ({"nickname": "Pino"}, "nickname"),
        ({"name_prefix": {"answer": "unknown"}}, "name_prefix"),
        ({"surname": "a\u202eb"}, "surname"),
    ],
)
async def test_each_problem_names_its_field(desk: Desk, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await desk.intake.create({**PERSON, **changes})
    assert [problem.field for problem in refused.value.problems] == [field]
    assert str(refused.value.problems[0].message)
    assert await desk.caseload.ids() == ()


async def test_someone_without_any_name_cannot_be_found_again(desk: Desk) -> None:
    with pytest.raises(InvalidInput) as refused:
        await desk.intake.create({"municipality": "0344", "surname": {"answer": "unknown"}})
    assert [problem.field for problem in refused.value.problems] == ["surname"]


async def test_an_error_never_repeats_what_was_typed(desk: Desk) -> None:
    with pytest.raises(InvalidInput) as refused:
        await desk.intake.create({**PERSON, "bsn": "123456789"})
    assert "123456789" not in repr(refused.value)
    assert "123456789" not in str(refused.value)


async def test_a_note_comes_out_as_it_went_in(desk: Desk) -> None:
    client = await desk.intake.create(PERSON)
    filed = await desk.notes.file(note(client, NASTY))
    shown = await desk.dossiers.note(filed)
    assert shown.body == NASTY
    assert (shown.entry.kind, shown.entry.duration_minutes, shown.entry.life_domains) == (
        "home_visit",
        45,
        (1, 4),
    )
    assert (shown.entry.occurred_at, shown.entry.occurred_offset) == ("2026-11-20T13:30:00Z", 60)
    assert shown.entry.waiting
    [entry] = await desk.dossiers.entries(await desk.dossiers.timeline(client))
    assert entry == shown.entry
    [row] = await desk.caseload.rows(await desk.caseload.ids())
    assert (row.note_count, row.last_note_at) == (1, "2026-11-20T13:30:00Z")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"body": ""}, "body"),
        ({"body": "x" * 20_001}, "body"),
        ({"body": "a\x07b"}, "body"),
        ({"kind": "telepathy"}, "kind"),
        ({"life_domains": (14,)}, "life_domains"),
        ({"duration_minutes": 1441}, "duration_minutes"),
        ({"occurred_at": "yesterday"}, "occurred_at"),
    ],
)
async def test_a_note_with_a_problem_is_not_filed(desk: Desk, changes: dict[str, Any], field: str) -> None:
    client = await desk.intake.create(PERSON)
    with pytest.raises(InvalidInput) as refused:
        await desk.notes.file(note(client, **changes))
    assert [problem.field for problem in refused.value.problems] == [field]
    assert await desk.dossiers.timeline(client) == ()


async def test_nothing_is_recorded_about_someone_who_is_not_here(desk: Desk) -> None:
    with pytest.raises(NotFound):
        await desk.notes.file(note("0" * 32))
    with pytest.raises(NotFound):
        await desk.notes.amend("0" * 32, "reden", "tekst")
    with pytest.raises(NotFound):
        await desk.dossiers.open("0" * 32)
    with pytest.raises(NotFound):
        await desk.dossiers.note("0" * 32)


async def test_an_amendment_stands_beside_its_note(desk: Desk) -> None:
    client = await desk.intake.create(PERSON)
    filed = await desk.notes.file(note(client, "Het bedrag is € 35."))
    with pytest.raises(InvalidInput) as refused:
        await desk.notes.amend(filed, "", "tekst")
    assert [problem.field for problem in refused.value.problems] == ["reason"]
    await desk.notes.amend(filed, "Verkeerd bedrag", "Het bedrag is € 45.")
    shown = await desk.dossiers.note(filed)
    assert shown.body == "Het bedrag is € 35."
    assert [(one.reason, one.body) for one in shown.amendments] == [
        ("Verkeerd bedrag", "Het bedrag is € 45.")
    ]
    assert shown.entry.amendments == 1


async def test_the_timeline_begins_with_the_latest_event(desk: Desk) -> None:
    client = await desk.intake.create(PERSON)
    for day in ("11", "19", "03", "20", "07"):
        await desk.notes.file(note(client, day, occurred_at=f"2026-11-{day}T10:00:00Z"))
    entries = await desk.dossiers.entries(await desk.dossiers.timeline(client))
    assert [entry.excerpt for entry in entries] == ["20", "19", "11", "07", "03"]


async def test_the_own_name_is_known_before_the_first_exchange(desk: Desk) -> None:
    client = await desk.intake.create(PERSON)
    shown = await desk.dossiers.note(await desk.notes.file(note(client)))
    assert shown.entry.author_name == "Anna de Wit"


async def test_composed_and_decomposed_letters_are_one(desk: Desk) -> None:
    client = await desk.intake.create(PERSON)
    filed = await desk.notes.file(note(client, "cafe\u0301\r\nregel"))
    assert (await desk.dossiers.note(filed)).body == "café\nregel"


async def test_every_access_is_in_the_log(desk: Desk) -> None:
    client = await desk.intake.create(PERSON)
    filed = await desk.notes.file(note(client))
    await desk.dossiers.open(client)
    await desk.dossiers.note(filed)
    await desk.notes.amend(filed, "reden", "tekst")
    await desk.search.find("koffie")
    await desk.search.find("koffiepot")
    assert await _events(desk) == [
        ("create", client),
        ("add", client),
        ("read", client),
        ("amend", client),
        ("search", None),
    ]


async def test_a_draft_is_kept_listed_replaced_and_let_go_by_filing(desk: Desk) -> None:
    client = await desk.intake.create(PERSON)
    draft = Draft(id="d" * 32, kind="note", client=client, fields={"body": "half", "kind": "phone"})
    await desk.drafts.keep(draft)
    desk.drafts.keep_now(Draft(id="d" * 32, kind="note", client=client, fields={"body": "half een"}))
    await desk.drafts.keep(Draft(id="e" * 32, kind="intake", fields={"surname": NASTY}))
    first, second = await desk.drafts.list()
    assert {first.id, second.id} == {"d" * 32, "e" * 32}
    kept = first if first.id.startswith("d") else second
    assert (kept.fields, kept.client_name, kept.kind) == ({"body": "half een"}, "José van der Ünal", "note")
    assert kept.kept_at.endswith("Z")
    await desk.notes.file(note(client, "half een twee"), "d" * 32)
    await desk.drafts.discard("e" * 32)
    await desk.drafts.discard("e" * 32)
    assert await desk.drafts.list() == []


async def test_a_refused_note_keeps_its_draft(desk: Desk) -> None:
    client = await desk.intake.create(PERSON)
    await desk.drafts.keep(Draft(id="d" * 32, kind="note", client=client, fields={"body": ""}))
    with pytest.raises(InvalidInput):
        await desk.notes.file(note(client, ""), "d" * 32)
    assert len(await desk.drafts.list()) == 1


async def test_those_who_subscribed_hear_what_changed(desk: Desk) -> None:
    heard: list[frozenset[str]] = []
    leave = desk.subscribe(lambda changed: heard.append(changed.clients))
    client = await desk.intake.create(PERSON)
    leave()
    await desk.intake.create({"surname": "Later"})
    assert heard == [frozenset([client])]


async def test_today_tells_what_is_unfinished_and_who_was_seen(desk: Desk) -> None:
    seen = await desk.intake.create(PERSON)
    unseen = await desk.intake.create({"surname": "Niet Gezien"})
    filed = await desk.notes.file(note(seen, occurred_at=desk.file.world.stamp()))
    await desk.drafts.keep(Draft(id="d" * 32, kind="note", client=seen))
    overview = await desk.today.overview()
    assert (overview.clients, overview.notes, overview.notes_today) == (2, 1, 1)
    assert [entry.note for entry in overview.latest] == [filed]
    assert overview.latest_names == {seen: "José van der Ünal"}
    assert [row.client for row in overview.longest_unseen] == [unseen, seen]
    assert len(overview.drafts) == 1
    assert overview.connection.waiting == 3
