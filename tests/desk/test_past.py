"""The history of a dossier that was read as it stands: older values come when somebody looks, and stay."""

from __future__ import annotations

import pytest

from tests.desk.laptops import PERSON, Laptop, Pair
from tests.desk.test_history import changes
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.shapes import NotFound
from thuis_tui.sync import messages

NUMBERS = [f"06-{number:08}" for number in range(8)]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Far is near, and parts are short."""
    monkeypatch.setattr(messages, "FAR", 5)
    monkeypatch.setattr(messages, "PAST_BYTES", 500)


async def shared(pair: Pair) -> str:
    """A dossier of Anna's, whose telephone was changed many times before Bram got it."""
    client = await pair.a.intake.create(PERSON)
    for number in NUMBERS:
        await pair.a.facts.set(await pair.a.facts.standing(client, "phone"), number)
    await pair.share(client)
    return client


async def phones(desk: Desk, client: str) -> list[tuple[str | None, str, str]]:
    return [
        (one.was, one.text, one.author_name)
        for one in await changes(desk, client, f"client:{client}", "phone")
    ]


async def test_who_looks_gets_every_value_with_its_author_and_keeps_it_offline(pair: Pair) -> None:
    client = await shared(pair)
    assert len(await phones(pair.b, client)) < len(NUMBERS)
    assert (await pair.b.history.listed(client)).since != ""
    assert (await pair.b.connection.run_once()).problem is None
    theirs = await phones(pair.a, client)
    assert [text for _, text, _ in theirs] == [*reversed(NUMBERS), PERSON["phone"]]
    assert await phones(pair.b, client) == theirs
    assert all(name.startswith("Anna") for _, _, name in theirs)
    assert (await pair.b.history.listed(client)).since == ""
    places, key = pair.b._places, pair.b._key
    again = Laptop(places, type(key)(key.raw()))
    pair.b.close()
    desk = again.open()  # without a connection
    try:
        assert await phones(desk, client) == theirs
    finally:
        desk.close()


async def test_offline_it_says_from_when_on_and_it_comes_with_the_connection(pair: Pair) -> None:
    client = await shared(pair)
    pair.b.connection.cut()
    since = (await pair.b.history.listed(client)).since
    assert since != ""
    assert (await pair.b.connection.run_once()).cut
    assert (await pair.b.history.listed(client)).since == since
    pair.b.connection.restore()
    await pair.b.connection.run_once()
    assert await phones(pair.b, client) == await phones(pair.a, client)


async def test_nobody_who_looks_costs_the_line_nothing(pair: Pair) -> None:
    client = await shared(pair)
    for _ in range(2):
        await pair.b.dossiers.open(client)
        await pair.b.connection.run_once()
    kept = "SELECT past<>'' FROM scope WHERE scope=?"
    assert await pair.b.file.read(lambda c: c.exec_driver_sql(kept, (f"c:{client}",)).scalar()) == 1
    assert len(await phones(pair.b, client)) < len(NUMBERS)


async def test_what_was_taken_away_meanwhile_does_not_come(pair: Pair) -> None:
    client = await shared(pair)
    await pair.b.history.listed(client)
    pair.organisation.admin("revoke", pair.b_id, client)
    await pair.b.connection.run_once()
    with pytest.raises(NotFound):
        await pair.b.history.listed(client)
    asked = "SELECT count(*) FROM history h JOIN scope s ON s.rowid=h.scope_row WHERE s.scope=?"
    assert await pair.b.file.read(lambda c: c.exec_driver_sql(asked, (f"c:{client}",)).scalar()) == 0


async def test_the_last_change_of_ones_own_is_undone_as_before(pair: Pair) -> None:
    client = await shared(pair)
    await pair.b.facts.set(await pair.b.facts.standing(client, "phone"), "06-99999999")
    await pair.b.history.listed(client)
    await pair.b.connection.run_once()
    undone = await pair.b.undoing.undo()
    assert undone is not None
    assert (await pair.b.dossiers.open(client)).field("phone").value == NUMBERS[-1]
    await pair.b.connection.run_once()
    await pair.a.connection.run_once()
    assert await phones(pair.b, client) == await phones(pair.a, client)
    assert len(await phones(pair.b, client)) == len(NUMBERS) + 3
