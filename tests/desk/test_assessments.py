"""ZRM assessments: whole in one transaction, never changed, withdrawn with a reason, two laptops at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest

from tests.desk.laptops import PERSON, Pair
from thuis_tui.casework.assessment_rules import problems_of
from thuis_tui.casework.records import validate
from thuis_tui.desk import assessments
from thuis_tui.desk.assessments import DOMAINS, AssessmentInput, Score
from thuis_tui.desk.demo import assessments as demo
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.shapes import Draft, InvalidInput, NotFound
from thuis_tui.store import write

NOW = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
SAID = ("level", "not_assessed", "target", "explanation", "comment")
SAME = {domain: Score(level=3) for domain in DOMAINS}


def given(client: str, scores: Mapping[int, Score] = SAME, **changes: Any) -> AssessmentInput:
    values = {"moment": "progress", "measured_on": "2026-03-04", **changes}
    return AssessmentInput(client=client, scores=scores, **values)


def refused(fault: pytest.ExceptionInfo[InvalidInput]) -> dict[str, str]:
    return {problem.field: str(problem) for problem in fault.value.problems}


async def test_an_assessment_is_filed_whole_and_its_draft_goes(desk: Desk) -> None:
    client = await desk.intake.create(PERSON)
    await desk.drafts.keep(Draft(id="d", kind="record", client=client, subject="assessment:"))
    scores = {
        **SAME,
        1: Score(
            level=1, explanation=" Deurwaarder e\u0301\u0301n beslag ", target=2, comment="Post\nophalen"
        ),
        13: Score(not_assessed="Wil er niet over praten"),
    }
    made = await desk.assessments.file(given(client, scores, source_on="2026-01-04"), "d")
    history = await desk.assessments.history(client)
    [one] = history.assessments
    assert (one.id, one.moment, one.measured_on, one.is_old) == (made, "progress", "2026-03-04", True)
    assert one.author_name == "Anna de Wit"
    assert one.scores[1].explanation == "Deurwaarder é\u0301n beslag"
    assert one.scores[1] == replace(scores[1], explanation=one.scores[1].explanation)
    assert one.scores[13].not_assessed == "Wil er niet over praten"
    assert [one.level(domain) for domain in (1, 2, 13)] == [1, 3, None]
    assert await desk.drafts.list() == []
    operations = desk.file.database.read(
        lambda c: c.exec_driver_sql("SELECT count(*), count(DISTINCT tx) FROM operation WHERE tx!=''").one()
    ).result()
    assert tuple(operations) == (14, 1)


async def test_what_must_not_be_is_refused_and_nothing_is_written(desk: Desk) -> None:
    client = await desk.intake.create(PERSON)
    await desk.assessments.file(given(client, measured_on="2026-01-04"))
    bad = {**SAME, 2: Score(level=5), 3: Score(), 4: Score(level=1)}
    with pytest.raises(InvalidInput) as fault:
        await desk.assessments.file(given(client, bad, source_on="2026-03-05"))
    assert sorted(refused(fault)) == ["2.explanation", "3.level", "4.explanation", "source_on"]
    for field, value in (
        ("moment", "midway"),
        ("moment", ""),
        ("measured_on", "2999-01-01"),
        ("measured_on", "4 maart"),
        ("source_on", "?"),
    ):
        with pytest.raises(InvalidInput) as fault:
            await desk.assessments.file(given(client, SAME, **{field: value}))
        assert list(refused(fault)) == [field]
    assert len((await desk.assessments.history(client)).assessments) == 1
    with pytest.raises(NotFound):
        await desk.assessments.file(given("0" * 32))


async def test_a_change_is_held_against_the_last_level_before_that_day(desk: Desk) -> None:
    client = await desk.intake.create(PERSON)
    await desk.assessments.file(given(client, moment="intake", measured_on="2025-03-04"))
    unsaid = {**SAME, 5: Score(not_assessed="Geen tijd")}
    await desk.assessments.file(given(client, unsaid, measured_on="2025-09-04"))
    risen = {**SAME, 5: Score(level=5)}
    with pytest.raises(InvalidInput) as fault:
        await desk.assessments.file(given(client, risen))
    assert list(refused(fault)) == ["5.explanation"]
    # Before the first there is nothing to hold it against.
    await desk.assessments.file(given(client, risen, measured_on="2025-01-04"))
    history = await desk.assessments.history(client)
    assert [one.measured_on for one in history.assessments] == ["2025-01-04", "2025-03-04", "2025-09-04"]
    assert history.trend(5) == (("2025-01-04", 5), ("2025-03-04", 3), ("2025-09-04", None))
    assert history.before(history.assessments[2])[5] == 3


async def test_a_withdrawn_one_stays_and_no_longer_counts(desk: Desk) -> None:
    client = await desk.intake.create(PERSON)
    first = await desk.assessments.file(given(client, measured_on="2026-01-04"))
    wrong = {domain: Score(level=4) for domain in DOMAINS}
    second = await desk.assessments.file(given(client, wrong))
    with pytest.raises(InvalidInput):
        await desk.assessments.withdraw(client, second, "  ")
    await desk.assessments.withdraw(client, second, "Verkeerde persoon")
    history = await desk.assessments.history(client)
    assert [one.id for one in history.assessments] == [first, second]
    assert [one.id for one in history.standing] == [first]
    assert history.assessments[1].withdrawn == "Verkeerde persoon"
    assert set(history.until("2026-12-31").values()) == {3}
    with pytest.raises(InvalidInput) as fault:
        await desk.assessments.withdraw(client, second, "Nog eens")
    assert "withdrawn already" in refused(fault)["reason"]


async def test_another_is_due_half_a_year_after_the_last_that_counts(desk: Desk) -> None:
    client, other, left = [
        await desk.intake.create({**PERSON, "surname": name}) for name in ("Een", "Twee", "Drie")
    ]
    await desk.assessments.file(given(client, measured_on="2025-06-01"))
    taken_back = await desk.assessments.file(given(client, measured_on="2026-03-01"))
    await desk.assessments.withdraw(client, taken_back, "Verkeerd")
    await desk.assessments.file(given(other, measured_on="2025-06-01"))
    await desk.assessments.file(given(other, measured_on="2026-02-01"))
    await desk.assessments.file(given(left, measured_on="2025-01-01"))
    await desk.file.write(
        lambda writing: write.set_field(writing, f"c:{left}", f"client:{left}", "status", "closed")
    )

    async def due(today: date) -> list[tuple[str | None, str]]:
        found = await desk.file.read(lambda connection: assessments.matters(connection, today, ""))
        return [(matter.client, matter.due_on) for matter in found]

    assert await due(date(2025, 11, 30)) == []
    assert await due(date(2026, 3, 4)) == [(client, "2025-12-01")]
    assert await due(date(2026, 8, 1)) == [(client, "2025-12-01"), (other, "2026-08-01")]


async def _exchange(pair: Pair) -> None:
    for desk in (pair.a, pair.b, pair.a):
        state = await desk.connection.run_once()
        assert (state.problem, state.waiting) == (None, 0)


async def test_of_two_laptops_at_once_both_stand_in_order(pair: Pair) -> None:
    client = await pair.a.intake.create(PERSON)
    await pair.share(client)
    fours = {domain: Score(level=4) for domain in DOMAINS}
    await pair.b.assessments.file(given(client, fours, measured_on="2026-03-02"))
    await pair.a.assessments.file(given(client, measured_on="2026-03-04"))
    await pair.b.assessments.file(given(client, fours, measured_on="2026-03-05"))
    await _exchange(pair)
    for desk in (pair.a, pair.b):
        history = await desk.assessments.history(client)
        assert history.trend(9) == (("2026-03-02", 4), ("2026-03-04", 3), ("2026-03-05", 4))
        assert all(len(one.scores) == 13 for one in history.assessments)
        assert await desk.conflicts.listed() == []


async def test_withdrawn_on_two_laptops_it_is_withdrawn_and_the_reason_is_decided(pair: Pair) -> None:
    client = await pair.a.intake.create(PERSON)
    made = await pair.a.assessments.file(given(client))
    await pair.share(client)
    await pair.a.assessments.withdraw(client, made, "Dubbel")
    await pair.b.assessments.withdraw(client, made, "Verkeerde persoon")
    await _exchange(pair)
    for desk in (pair.a, pair.b):
        assert (await desk.assessments.history(client)).standing == ()
        [item] = await desk.conflicts.listed()
        assert (item.ent, item.field) == (f"assessment:{made}", "withdrawn_reason")


def test_the_assessments_of_the_demo_would_have_been_accepted() -> None:
    for number in range(demo.COUNT):
        made: list[tuple[str, dict[str, Any]]] = []

        def write_it(record_type: str, _id: str, values: Any, made: Any = made) -> None:
            made.append((record_type, dict(values)))

        demo.write_assessments(number, "0" * 32, "1" * 32, NOW, lambda: uuid4().hex, write_it)
        previous: dict[int, int] = {}
        withdrawn = False
        for record_type, values in made:
            if record_type == "assessment":
                assert validate("assessment", values) == []
                withdrawn = "withdrawn_reason" in values
                continue
            assert validate("assessment_score", values) == []
            score = Score(**{name: values[name] for name in SAID if name in values})
            assert problems_of(values["life_domain"], score, previous.get(values["life_domain"])) == []
            if score.level is not None and not withdrawn:
                previous[values["life_domain"]] = score.level
        assert len(made) % 14 == 0
