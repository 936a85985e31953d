"""The reporting code in its steps, and calamities; also when two write at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from tests.desk.laptops import PERSON, Pair
from thuis_tui.casework.records import IMMUTABLE
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.reporting import matters
from thuis_tui.desk.shapes import InvalidInput, NotFound
from thuis_tui.desk.world import stamp_of


def step(desk: Desk, number: int, **changes: Any) -> dict[str, Any]:
    values = {
        "step": number,
        "taken_on": desk.file.world.today().isoformat(),
        "account": "Besproken met de aandachtsfunctionaris.",
        "decision": "both" if number == 5 else None,
    }
    return {**values, **changes}


def calamity(**changes: Any) -> dict[str, Any]:
    return {"kind": "fire", "occurred_at": "2026-03-04T10:00:00Z", "what": "Brand in de keuken.", **changes}


@pytest.fixture
async def client(desk: Desk) -> str:
    return await desk.intake.create(PERSON)


async def fields(fault: pytest.ExceptionInfo[InvalidInput]) -> list[str]:
    return [problem.field for problem in fault.value.problems]


async def test_the_weighing_is_not_skipped(desk: Desk, client: str) -> None:
    code = await desk.reporting.begin(client, "Zorg om de kinderen van de buren.")
    for number in (2, 1, 3):
        await desk.reporting.take_step(client, code, step(desk, number))
    with pytest.raises(InvalidInput) as caught:
        await desk.reporting.take_step(client, code, step(desk, 5))
    assert await fields(caught) == ["step"]
    with pytest.raises(InvalidInput):
        await desk.reporting.close(client, code)
    await desk.reporting.take_step(client, code, step(desk, 4))
    with pytest.raises(InvalidInput) as caught:
        await desk.reporting.take_step(client, code, step(desk, 5, decision="neither", account=""))
    assert await fields(caught) == ["account"]
    assert "Neither" in str(caught.value.problems[0])
    await desk.reporting.take_step(client, code, step(desk, 5, decision="neither"))
    [shown] = await desk.reporting.meldcodes(client)
    assert [each.step for each in shown.steps] == [1, 2, 3, 4, 5]
    assert (shown.weighed, shown.decided, shown.missing) == (True, True, ())
    await desk.reporting.close(client, code)
    [shown] = await desk.reporting.meldcodes(client)
    assert shown.closed_on == desk.file.world.today().isoformat()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"account": None}, "account"),
        ({"account": "x" * 10_001}, "account"),
        ({"step": 6}, "step"),
        ({"taken_on": "gisteren"}, "taken_on"),
        ({"taken_on": "2999-01-01"}, "taken_on"),
        ({"decision": "help"}, "decision"),
        ({"consulted": "x" * 201}, "consulted"),
    ],
)
async def test_a_bad_step_is_refused_at_its_field(
    desk: Desk, client: str, changes: dict[str, Any], field: str
) -> None:
    code = await desk.reporting.begin(client, "Zorg")
    with pytest.raises(InvalidInput) as caught:
        await desk.reporting.take_step(client, code, step(desk, 1, **changes))
    assert await fields(caught) == [field]


async def test_a_step_belongs_to_a_concern_of_this_dossier(desk: Desk, client: str) -> None:
    other = await desk.intake.create({"first_name": "Karim"})
    code = await desk.reporting.begin(other, "Zorg")
    with pytest.raises(NotFound):
        await desk.reporting.take_step(client, code, step(desk, 1))


async def asking(desk: Desk) -> list[str]:
    today, me = desk.file.world.today(), desk.file.author()

    def read(connection: Connection) -> list[str]:
        return [matter.text for matter in matters(connection, today, me)]

    return await desk.file.read(read)


async def test_what_was_not_weighed_or_decided_asks_for_it(desk: Desk, client: str) -> None:
    assert await asking(desk) == []
    code = await desk.reporting.begin(client, "Zorg")
    [said] = await asking(desk)
    assert "step 4" in said
    await desk.reporting.take_step(client, code, step(desk, 4))
    [said] = await asking(desk)
    assert "step 4" not in said and "step 5" in said
    await desk.reporting.take_step(client, code, step(desk, 5))
    assert await asking(desk) == []


async def test_a_calamity_is_reported_once_and_not_changed(desk: Desk, client: str) -> None:
    assert {"calamity", "meldcode_step"} <= IMMUTABLE
    await desk.reporting.report_calamity(client, calamity(told="112, teamleider"))
    [shown] = await desk.reporting.calamities(client)
    assert (shown.kind, shown.what, shown.told) == (
        "Fire or explosion",
        "Brand in de keuken.",
        "112, teamleider",
    )
    ahead = stamp_of(desk.file.world.now_ms() + 3_600_000)
    for changes, field in (
        ({"occurred_at": ahead}, "occurred_at"),
        ({"what": " "}, "what"),
        ({"kind": None}, "kind"),
    ):
        with pytest.raises(InvalidInput) as caught:
            await desk.reporting.report_calamity(client, calamity(**changes))
        assert await fields(caught) == [field]
    seen = await desk.records.standing(client, f"calamity:{shown.id}")
    with pytest.raises(InvalidInput):
        await desk.records.change(seen, {"what": "Toch niet."})


async def swap(pair: Pair) -> None:
    for desk in (pair.a, pair.b, pair.a):
        state = await desk.connection.run_once()
        assert (state.problem, state.waiting, state.refused) == (None, 0, 0)


async def test_two_laptops_take_the_same_step_and_report_the_same_calamity(pair: Pair) -> None:
    client = await pair.a.intake.create(PERSON)
    code = await pair.a.reporting.begin(client, "Zorg")
    await pair.share(client)
    earlier = (pair.a.file.world.today() - timedelta(days=1)).isoformat()
    await pair.a.reporting.take_step(client, code, step(pair.a, 4, account="Anna weegt.", taken_on=earlier))
    await pair.b.reporting.take_step(client, code, step(pair.b, 4, account="Bram weegt."))
    for desk, what in ((pair.a, "Anna zag het."), (pair.b, "Bram zag het.")):
        await desk.reporting.report_calamity(client, calamity(what=what))
        await desk.reporting.begin(client, what)
    await swap(pair)
    for desk in (pair.a, pair.b):
        shown = {each.concern: each for each in await desk.reporting.meldcodes(client)}
        assert set(shown) == {"Zorg", "Anna zag het.", "Bram zag het."}
        assert [each.account for each in shown["Zorg"].steps] == ["Anna weegt.", "Bram weegt."]
        assert {each.what for each in await desk.reporting.calamities(client)} == {
            "Anna zag het.",
            "Bram zag het.",
        }
        assert await desk.conflicts.listed() == []


async def test_one_closes_while_the_other_takes_a_step_and_both_stand(pair: Pair) -> None:
    client = await pair.a.intake.create(PERSON)
    code = await pair.a.reporting.begin(client, "Zorg")
    for number in (4, 5):
        await pair.a.reporting.take_step(client, code, step(pair.a, number))
    await pair.share(client)
    await pair.a.reporting.close(client, code)
    await pair.b.reporting.take_step(client, code, step(pair.b, 3))
    await swap(pair)
    for desk in (pair.a, pair.b):
        [shown] = await desk.reporting.meldcodes(client)
        assert shown.closed_on
        assert [each.step for each in shown.steps] == [3, 4, 5]
