"""Risks that expire visibly and never vanish, and the warning plan; also when two do it at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from tests.desk.conftest import Make
from tests.desk.laptops import PERSON, Pair
from thuis_tui.casework.safety import PARTIES, PHASES
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.safety import Risk, matters
from thuis_tui.desk.shapes import InvalidInput, NotFound
from thuis_tui.desk.world import World

START = datetime(2026, 3, 4, 12, tzinfo=UTC)


class Moved:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.at = START

    def now_ms(self) -> int:
        self.at += timedelta(seconds=1)
        return round(self.at.timestamp() * 1000)

    def go(self, **far: float) -> None:
        self.at += timedelta(**far)


def risk(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "weapon",
        "level": "orange",
        "fact": "Er lag een mes naast de deur.",
        "source": "gezien bij het bezoek",
        "review_on": "2026-06-01",
        **changes,
    }


@pytest.fixture
def clock() -> Moved:
    return Moved()


@pytest.fixture
def desk(make_desk: Make, clock: Moved) -> Desk:
    return make_desk(world=World(now_ms=clock.now_ms))


@pytest.fixture
async def client(desk: Desk) -> str:
    return await desk.intake.create(PERSON)


async def review(desk: Desk, client: str, made: str, values: dict[str, Any]) -> None:
    await desk.safety.review(await desk.safety.standing(client, made), values)


async def only(desk: Desk, client: str) -> Risk:
    [found] = await desk.safety.risks(client)
    return found


async def test_a_risk_expires_visibly_and_stays(desk: Desk, client: str, clock: Moved) -> None:
    made = await desk.safety.add_risk(client, risk())
    found = await only(desk, client)
    assert (found.id, found.kind, found.level, found.expired, found.ended) == (
        made,
        "Weapon",
        "orange",
        False,
        False,
    )
    assert found.author_name == "Anna de Wit"
    clock.go(days=200)
    assert (await only(desk, client)).expired
    await review(desk, client, made, {"review_on": "2026-12-01", "level": "red"})
    found = await only(desk, client)
    assert (found.expired, found.level, found.review_on) == (False, "red", "2026-12-01")


async def test_an_ended_risk_is_folded_away_with_its_reason_and_may_come_back(
    desk: Desk, client: str
) -> None:
    mild = await desk.safety.add_risk(client, risk(level="green", kind="animal"))
    ended = await desk.safety.add_risk(client, risk(level="red"))
    with pytest.raises(InvalidInput):
        await desk.safety.end(client, ended, "  ")
    await desk.safety.end(client, ended, "Het mes is ingeleverd.")
    first, last = await desk.safety.risks(client)
    assert (first.id, last.id) == (mild, ended)
    assert (last.ended_on, last.ended_reason) == ("2026-03-04", "Het mes is ingeleverd.")
    await review(desk, client, ended, {"review_on": "2026-04-01"})
    first, _last = await desk.safety.risks(client)
    assert (first.id, first.ended, first.ended_reason) == (ended, False, "")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"review_on": "2026-03-03"}, "review_on"),
        ({"review_on": "2026-09-05"}, "review_on"),
        ({"review_on": None}, "review_on"),
        ({"observed_on": "2026-03-05"}, "observed_on"),
        ({"level": "paars"}, "level"),
        ({"level": None}, "level"),
        ({"fact": ""}, "fact"),
        ({"fact": "x" * 2001}, "fact"),
        ({"source": None}, "source"),
    ],
)
async def test_a_bad_risk_is_refused_at_its_field(
    desk: Desk, client: str, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        await desk.safety.add_risk(client, risk(**changes))
    assert [problem.field for problem in caught.value.problems] == [field]
    assert await desk.safety.risks(client) == ()


async def test_a_review_has_the_same_bounds(desk: Desk, client: str) -> None:
    made = await desk.safety.add_risk(client, risk())
    for review_on in ("2026-03-03", "2026-09-05", None):
        with pytest.raises(InvalidInput):
            await review(desk, client, made, {"review_on": review_on})
    assert (await only(desk, client)).review_on == "2026-06-01"
    with pytest.raises(NotFound):
        await desk.safety.standing(client, "f" * 32)


async def asking(desk: Desk) -> list[tuple[str, bool]]:
    today, me = desk.file.world.today(), desk.file.author()

    def read(connection: Connection) -> list[tuple[str, bool]]:
        return [(matter.due_on, matter.urgent) for matter in matters(connection, today, me)]

    return await desk.file.read(read)


async def test_reviews_ask_for_attention_in_time(desk: Desk, client: str, clock: Moved) -> None:
    first = await desk.safety.add_risk(client, risk(review_on="2026-04-02"))
    await desk.safety.add_risk(client, risk(review_on="2026-08-01"))
    assert await asking(desk) == [("2026-04-02", False)]
    clock.go(days=40)
    assert await asking(desk) == [("2026-04-02", True)]
    await desk.safety.end(client, first, "Klaar")
    assert await asking(desk) == []


async def test_the_warning_plan_is_sixteen_fields(desk: Desk, client: str) -> None:
    shown = await desk.safety.plan(client)
    assert (shown.exists, shown.filled, len(shown.cells)) == (False, (), len(PHASES) * len(PARTIES))
    await desk.safety.make_plan(client)
    await desk.safety.make_plan(client)
    ent = f"warning_plan:{client}"
    await desk.facts.set(await desk.facts.standing(client, "red_signs", ent), "Komt de deur niet meer uit.")
    shown = await desk.safety.plan(client)
    assert shown.filled == ("red",)
    assert shown.phase("red")[0].texts == ("Komt de deur niet meer uit.",)


async def swap(pair: Pair) -> None:
    for desk in (pair.a, pair.b, pair.a):
        state = await desk.connection.run_once()
        assert (state.problem, state.waiting, state.refused) == (None, 0, 0)


def soon(desk: Desk, days: int = 60) -> str:
    return (desk.file.world.today() + timedelta(days=days)).isoformat()


async def test_two_laptops_write_down_a_risk_each_and_both_stay(pair: Pair) -> None:
    client = await pair.a.intake.create(PERSON)
    await pair.share(client)
    await pair.a.safety.add_risk(client, risk(level="orange", review_on=soon(pair.a)))
    await pair.b.safety.add_risk(client, risk(level="red", kind="animal", review_on=soon(pair.b)))
    await swap(pair)
    for desk in (pair.a, pair.b):
        assert [each.level for each in await desk.safety.risks(client)] == ["red", "orange"]
        assert await desk.conflicts.listed() == []


async def test_of_one_risk_the_strictest_colour_governs_until_somebody_decides(pair: Pair) -> None:
    client = await pair.a.intake.create(PERSON)
    made = await pair.a.safety.add_risk(client, risk(level="orange", review_on=soon(pair.a)))
    await pair.share(client)
    await review(pair.b, client, made, {"review_on": soon(pair.b, 90), "level": "red"})
    await review(pair.a, client, made, {"review_on": soon(pair.a, 90), "level": "green"})
    await swap(pair)
    for desk in (pair.a, pair.b):
        found = await only(desk, client)
        assert found.level == "red"
        assert {value.value for value in found.disputed["level"]} == {"red", "green"}
    [item] = await pair.a.conflicts.listed()
    seen = await pair.a.facts.standing(client, item.field, item.ent)
    await pair.a.conflicts.resolve(seen, "green")
    await swap(pair)
    for desk in (pair.a, pair.b):
        found = await only(desk, client)
        assert (found.level, found.disputed) == ("green", {})


async def test_two_laptops_make_the_warning_plan_and_of_one_cell_both_texts_are_shown(pair: Pair) -> None:
    client = await pair.a.intake.create(PERSON)
    await pair.share(client)
    ent = f"warning_plan:{client}"
    for desk, own, both in ((pair.a, "green_signs", "Wandelt."), (pair.b, "red_client", "Belt mij.")):
        await desk.safety.make_plan(client)
        await desk.facts.set(await desk.facts.standing(client, own, ent), "Eigen regel.")
        await desk.facts.set(await desk.facts.standing(client, "yellow_others", ent), both)
    await swap(pair)
    for desk in (pair.a, pair.b):
        cells = {cell.field: cell for cell in (await desk.safety.plan(client)).cells}
        assert cells["green_signs"].texts == cells["red_client"].texts == ("Eigen regel.",)
        assert set(cells["yellow_others"].texts) == {"Wandelt.", "Belt mij."}
        assert [item.field for item in await desk.conflicts.listed()] == ["yellow_others"]


async def test_both_end_the_same_risk_and_it_stays_ended(pair: Pair) -> None:
    client = await pair.a.intake.create(PERSON)
    made = await pair.a.safety.add_risk(client, risk(review_on=soon(pair.a)))
    await pair.share(client)
    await pair.a.safety.end(client, made, "Hond is weg.")
    await pair.b.safety.end(client, made, "Verhuisd.")
    await swap(pair)
    for desk in (pair.a, pair.b):
        found = await only(desk, client)
        assert found.ended
        assert {value.value for value in found.disputed["ended_reason"]} == {"Hond is weg.", "Verhuisd."}
