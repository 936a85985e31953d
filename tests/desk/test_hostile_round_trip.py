"""Nasty text through the whole house: desk, encrypted file, service, and the colleague's laptop."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.desk.laptops import Laptop, enrolled, note
from tests.hostile import HOSTILE, SHORT, same
from thuis_tui.desk.demo.organisation import Organisation
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.shapes import InvalidInput

LINES = ("first_name", "name_prefix", "surname", "alias", "address", "municipality")


@pytest.fixture
async def pair(organisation: Organisation, tmp_path: Path) -> AsyncIterator[tuple[Desk, Desk, str]]:
    a, b = Laptop.make(tmp_path / "a").open(), Laptop.make(tmp_path / "b").open()
    await enrolled(organisation, a, f"Anna {tmp_path.name}")
    b_id = await enrolled(organisation, b, f"Bram {tmp_path.name}")
    yield a, b, b_id
    a.close()
    b.close()


async def _exchange(organisation: Organisation, a: Desk, b: Desk, b_id: str, clients: list[str]) -> None:
    state = await a.connection.run_once()
    assert (state.problem, state.waiting, state.refused) == (None, 0, 0)
    for client in clients:
        organisation.admin("grant", b_id, client)
    assert (await b.connection.run_once()).problem is None


async def test_notes_and_amendments_arrive_as_they_were_typed_or_are_refused_at_the_field(
    organisation: Organisation, pair: tuple[Desk, Desk, str]
) -> None:
    a, b, b_id = pair
    client = await a.intake.create({"surname": "Nasty"})
    filed: dict[str, str] = {}
    refused: dict[str, set[str]] = {}
    for hostile in HOSTILE:
        try:
            filed[await a.notes.file(note(client, hostile.text))] = hostile.text
        except InvalidInput as problem:
            refused[hostile.name] = {one.field for one in problem.problems}
            assert all(str(one.message) for one in problem.problems)
    assert set().union(*refused.values()) == {"body"}
    assert len(filed) > 400
    subject, amended = next(iter(filed)), []
    for hostile in SHORT:
        try:
            await a.notes.amend(subject, hostile.text, hostile.text)
        except InvalidInput as problem:
            assert {one.field for one in problem.problems} <= {"reason", "body"}
        else:
            amended.append(hostile.text)
    assert len(amended) > 300
    await _exchange(organisation, a, b, b_id, [client])
    for name, typed in filed.items():
        assert same((await b.dossiers.note(name)).body, typed)
    arrived = {(one.reason, one.body) for one in (await b.dossiers.note(subject)).amendments}
    for typed in amended:
        assert any(same(reason, typed) and same(body, typed) for reason, body in arrived)


async def test_every_line_of_an_intake_arrives_as_it_was_typed_or_is_refused_at_the_field(
    organisation: Organisation, pair: tuple[Desk, Desk, str]
) -> None:
    a, b, b_id = pair
    made: dict[str, tuple[str, str]] = {}
    for place, hostile in enumerate(SHORT):
        field = LINES[place % len(LINES)]
        values = {"surname": f"Nummer {place}", field: hostile.text}
        try:
            made[await a.intake.create(values)] = (field, hostile.text)
        except InvalidInput as problem:
            assert {one.field for one in problem.problems} <= {field, "surname"}
    assert len(made) > 100
    assert {field for field, _ in made.values()} == set(LINES)
    await _exchange(organisation, a, b, b_id, list(made))
    for client, (field, typed) in made.items():
        stored = (await b.dossiers.open(client)).field(field).value
        assert same(stored or "", typed) or (stored is None and not typed.strip())
