"""The caseload, search and the warning for people who are known already."""

from __future__ import annotations

import statistics
import time
from datetime import date
from typing import Any

import pytest

from tests.desk.laptops import PERSON, note
from thuis_tui.desk.demo.people import people
from thuis_tui.desk.demo.seed import Record, record
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.shapes import CaseloadRow


async def _names(desk: Desk, words: str = "") -> list[str]:
    rows: list[CaseloadRow] = await desk.caseload.rows(await desk.caseload.ids(words))
    return [row.name for row in rows]


async def test_the_caseload_is_in_order_of_surname_without_prefix(desk: Desk) -> None:
    for first, prefix, surname in (("Jan", "van der", "Berg"), ("An", None, "Çelik"), ("Bo", "de", "Aar")):
        await desk.intake.create({"first_name": first, "name_prefix": prefix, "surname": surname})
    assert await _names(desk) == ["Aar, Bo de", "Berg, Jan van der", "Çelik, An"]
    assert await _names(desk, "celi") == ["Çelik, An"]
    assert await _names(desk, "jan berg") == ["Berg, Jan van der"]
    assert await _names(desk, "nobody") == []


async def test_rows_come_in_the_order_asked_for_and_gone_ones_are_left_out(desk: Desk) -> None:
    await desk.intake.create({"surname": "Een"})
    await desk.intake.create({"surname": "Twee"})
    first, second = await desk.caseload.ids()
    rows = await desk.caseload.rows([second, 999_999, first])
    assert [row.name for row in rows] == ["Twee", "Een"]


async def test_a_client_is_found_by_phone_however_it_is_typed(desk: Desk) -> None:
    await desk.intake.create(PERSON)
    for typed in ("0612345678", "06-1234", "+31 6 1234 5678"):
        assert len((await desk.search.find(typed)).clients) == 1, typed


async def test_a_note_is_found_by_the_beginning_of_a_word_and_marked(desk: Desk) -> None:
    client = await desk.intake.create(PERSON)
    filed = await desk.notes.file(note(client, "Vandaag naar de fietsenwerkplaats in Vleuten geweest."))
    found = await desk.search.find("FIETSENW vleu")
    [hit] = found.notes
    assert (hit.note, hit.client_name) == (filed, "José van der Ünal")
    assert [hit.excerpt[start:end] for start, end in hit.marks] == ["fietsenw", "Vleu"]
    assert (await desk.search.find("fietsenw houten")).notes == ()


@pytest.mark.parametrize(
    "typed", ["", "   ", '"', "*", "a AND", "NEAR(", "' OR 1=1", "\x00", "👩‍👩‍👧", "(" * 5000]
)
async def test_nothing_that_is_typed_breaks_a_search(desk: Desk, typed: str) -> None:
    await desk.intake.create(PERSON)
    found = await desk.search.find(typed)
    assert found.notes == ()
    await desk.caseload.ids(typed)


async def test_more_than_asked_for_is_told(desk: Desk) -> None:
    client = await desk.intake.create(PERSON)
    for number in range(4):
        await desk.notes.file(note(client, f"soep {number}"))
    assert (await desk.search.find("soep", limit=3)).more
    assert not (await desk.search.find("soep", limit=4)).more


@pytest.mark.parametrize(
    ("typed", "because"),
    [
        ({"first_name": "jose", "surname": "unal", "birth_date": "1985-04-03"}, ("name", "birth_date")),
        ({"first_name": "Jose", "surname": "Ünel", "birth_date": "1985-04-03"}, ("name", "birth_date")),
        ({"first_name": "José", "surname": "Ünal"}, ("name",)),
        ({"first_name": "José", "surname": "Ünal", "birth_date": "1985~"}, ("name",)),
        ({"surname": "Iemand", "phone": "06-12345678"}, ("phone",)),
        ({"surname": "Iemand", "bsn": "999900006"}, ("bsn",)),
        ({**PERSON}, ("name", "birth_date", "phone", "bsn")),
        ({"first_name": "José", "surname": "Ünal", "birth_date": "1990-01-01"}, None),
        ({"first_name": "Piet", "surname": "Jansen", "birth_date": "1985-04-03"}, None),
        ({"surname": "", "phone": {"answer": "unknown"}}, None),
        ({"first_name": "José"}, None),
    ],
)
async def test_people_alike_are_told_with_the_reason(
    desk: Desk, typed: dict[str, Any], because: tuple[str, ...] | None
) -> None:
    client = await desk.intake.create(PERSON)
    found = await desk.intake.duplicates(typed)
    if because is None:
        assert found == []
    else:
        [alike] = found
        assert (alike.client, alike.because) == (client, because)


async def test_the_warning_is_live_at_two_thousand_clients(desk: Desk) -> None:
    made = []
    for person in people(2000, 3, date(2026, 11, 22)):
        client = desk.file.world.new_id()
        made.append(Record(client, "client", client, person.values))
    record(desk, made)
    known = made[1234].values
    await desk.intake.duplicates(known)
    taken = []
    for _time in range(9):
        started = time.perf_counter()
        found = await desk.intake.duplicates(known)
        taken.append(time.perf_counter() - started)
        assert found[0].client == made[1234].id
    assert statistics.median(taken) < 0.02
