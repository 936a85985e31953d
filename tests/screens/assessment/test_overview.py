"""The assessments of one client: levels, trend, what was said, and taking one out of the count."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from screens.assessment import drawing
from screens.assessment.goal import DomainGoalScreen
from screens.assessment.overview import AssessmentsScreen
from screens.dialogs.reason import Reason
from tests.screens.assessment.conftest import Opener
from tests.screens.assessment.test_editor import measured, person
from tests.screens.waiting import shows, text, until
from thuis_tui.desk.assessments import DOMAINS, LEVELS, AssessmentInput, Score

HOSTILE = "[/x] [b]vet[/b] [@click=quit]"


async def test_without_any_it_says_how_to_begin(opened: Opener) -> None:
    async with opened() as at:
        await at.go(AssessmentsScreen, "assessments", client=await person(at))
        await shows(at.pilot, "No ZRM assessment yet. n begins the first")
        assert "Withdraw" not in text(at.pilot)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_levels_and_how_they_went_without_any_colour(opened: Opener, size: tuple[int, int]) -> None:
    async with opened(size=size) as at:
        client = await person(at)
        await measured(at, client, day="2025-03-04", d4=2)
        await measured(at, client, day="2025-09-01", d4=3, d9=4)
        await at.app.go("dossier", client=client)
        await at.pilot.press("z")
        await at.at(AssessmentsScreen)
        await shows(at.pilot, "‹ 2/2 › Intake · 01-09-2025")
        [row] = [line for line in text(at.pilot).splitlines() if "4 Housing" in line and "○─●" in line]
        assert "▂▃" in row
        assert "3 Limited self-reliance" in row
        await at.pilot.press("down", "down", "down")
        await shows(at.pilot, "04-03-25 01-09-25")
        lines = text(at.pilot).splitlines()
        [three] = [line for line in lines if line.lstrip().startswith("3 ┤")]
        [two] = [line for line in lines if line.lstrip().startswith("2 ┤")]
        assert three.count("●") == two.count("●") == 1
        assert three.index("●") > two.index("●")
        # An earlier one shows its own levels.
        await at.pilot.press("left")
        await shows(at.pilot, "‹ 1/2 › Intake · 04-03-2025")
        [row] = [line for line in text(at.pilot).splitlines() if "4 Housing" in line and "●" in line]
        assert "2 Not self-reliant" in row


async def test_what_was_said_is_shown_as_it_was_typed(opened: Opener) -> None:
    async with opened() as at:
        client = await person(at)
        scores = {domain: Score(level=1, explanation=HOSTILE, comment=HOSTILE) for domain in DOMAINS[:-1]}
        await at.desk.assessments.file(
            AssessmentInput(
                client=client,
                moment="exit",
                measured_on="2026-03-01",
                source_on="2026-01-01",
                scores={**scores, 13: Score(not_assessed=HOSTILE)},
            )
        )
        await at.go(AssessmentsScreen, "assessments", client=client)
        await shows(at.pilot, "▲ information of 01-01-2026")
        await shows(at.pilot, "not assessed: [/x]")
        await at.pilot.press("enter")
        await shows(at.pilot, HOSTILE)
        await at.pilot.press("escape")
        assert isinstance(at.app.screen, AssessmentsScreen)


async def test_one_is_withdrawn_with_a_reason_and_stays_in_sight(opened: Opener) -> None:
    async with opened() as at:
        client = await person(at)
        await measured(at, client, day="2025-03-04")
        await measured(at, client, day="2025-09-01", d1=4)
        await at.go(AssessmentsScreen, "assessments", client=client)
        await at.pilot.press("x")
        await until(at.pilot, lambda: isinstance(at.app.screen, Reason))
        await at.type("Verkeerde persoon\n")
        await shows(at.pilot, "‹ 2/2 › Intake · 01-09-2025 · Merel de Wit ▲ withdrawn: Verkeerde persoon")
        assert not at.app.screen.check_action("withdraw", ())
        history = await at.desk.assessments.history(client)
        assert [one.measured_on for one in history.standing] == ["2025-03-04"]
        await at.pilot.press("left")
        assert at.app.screen.check_action("withdraw", ())


async def test_an_assessment_that_comes_meanwhile_is_shown(opened: Opener) -> None:
    async with opened() as at:
        client = await person(at)
        await at.go(AssessmentsScreen, "assessments", client=client)
        await measured(at, client)
        await shows(at.pilot, "‹ 1/1 ›")
        await shows(at.pilot, "3 Limited self-reliance")


async def test_one_key_makes_a_goal_of_a_low_domain(opened: Opener) -> None:
    async with opened() as at:
        client = await person(at)
        await measured(at, client, d4=2)
        await at.go(AssessmentsScreen, "assessments", client=client)
        assert not at.app.screen.check_action("goal", ())
        await at.pilot.press("down", "down", "down")
        await shows(at.pilot, "p Make a goal")
        await at.pilot.press("p")
        await at.at(DomainGoalScreen)
        await shows(at.pilot, "ZRM of 01-09-2025: 2 Not self-reliant")
        at.field("wording").entry.focus()
        await at.pilot.pause()
        await at.paste("Een eigen voordeur")
        await at.pilot.press("ctrl+s")
        await at.at(AssessmentsScreen)
        plan = await at.desk.plans.plan(client)
        assert [(goal.life_domain, goal.wording) for goal in plan.goals] == [(4, "Een eigen voordeur")]


LEVEL = st.none() | st.sampled_from(LEVELS)


@given(LEVEL, LEVEL, LEVEL)
def test_a_track_has_each_mark_in_its_place(
    level: int | None, before: int | None, target: int | None
) -> None:
    drawn = drawing.track(level, before, target)
    assert cell_len(drawn) == 9
    if level is not None:
        assert drawn[2 * (level - 1)] == drawing.NOW
    if before is not None and before != level:
        assert drawn[2 * (before - 1)] == drawing.BEFORE
        assert ("─" in drawn) == (level is not None)
    if target is not None and target not in (level, before):
        assert drawn[2 * (target - 1)] == drawing.TARGET


@given(st.lists(LEVEL, max_size=30), LEVEL, st.integers(30, 140))
def test_a_chart_has_a_point_for_each_level_that_fits(
    levels: list[int | None], target: int | None, width: int
) -> None:
    points = [(f"2026-01-{place % 28 + 1:02d}", level) for place, level in enumerate(levels)]
    lines = drawing.chart(points, target, width)
    assert len(lines) == 6
    assert {cell_len(line) for line in lines} == {width}
    room = (width - drawing.EDGE - drawing.STEP) // drawing.STEP
    shown = levels[-room:]
    for level in LEVELS:
        assert lines[5 - level].count(drawing.NOW) == shown.count(level)
