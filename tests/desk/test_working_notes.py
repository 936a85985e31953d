"""Working notes: one's own, no part of a dossier, gone after ninety days."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.desk.laptops import PERSON, Pair
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.shapes import InvalidInput
from thuis_tui.desk.world import World, stamp_of
from thuis_tui.store import write

NOW_MS = 1_790_000_000_000
DAYS = 24 * 60 * 60 * 1000


def _written(desk: Desk, days_ago: int, body: str, client: str | None = None) -> None:
    values = {"body": body, "recorded_at": stamp_of(NOW_MS - days_ago * DAYS)}
    if client is not None:
        values["client"] = client
    scope = f"u:{desk.file.author()}"
    desk.file.write_now(lambda writing: write.create(writing, scope, "working_note", values))


async def test_they_are_listed_per_client_and_go_after_ninety_days(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(world=World(now_ms=lambda: NOW_MS))
    client = await desk.intake.create(PERSON)
    _written(desk, 91, "te oud")
    _written(desk, 45, "vraag naar de sleutel [/x]", client)
    await desk.working_notes.add("bel de gemeente")
    assert [(each.body, each.days_left) for each in await desk.working_notes.listed()] == [
        ("bel de gemeente", 90),
        ("vraag naar de sleutel [/x]", 45),
    ]
    assert [each.client_name for each in await desk.working_notes.listed(client)] == ["José van der Ünal"]
    assert await desk.working_notes.clean() == 0
    for left in await desk.working_notes.listed():
        await desk.working_notes.remove(left.id)
    assert await desk.working_notes.listed() == []


async def test_an_empty_or_endless_one_is_refused(desk: Desk) -> None:
    for body in ("", "  ", "x" * 4001):
        with pytest.raises(InvalidInput) as refused:
            await desk.working_notes.add(body)
        assert [problem.field for problem in refused.value.problems] == ["body"]


async def test_no_colleague_gets_them_nor_the_dossier(pair: Pair) -> None:
    client = await pair.a.intake.create(PERSON)
    await pair.share(client)
    await pair.a.working_notes.add("alleen voor mij", client)
    for desk in (pair.a, pair.b):
        assert (await desk.connection.run_once()).problem is None
    assert await pair.b.working_notes.listed() == []
    assert (await pair.b.search.find("alleen")).notes == ()
    assert len(await pair.a.working_notes.listed(client)) == 1
