"""Making an assessment by keyboard: a level a key, a line where one is asked, a draft within a second."""

from __future__ import annotations

import pytest

from screens.assessment.editor import AssessmentScreen
from screens.assessment.overview import AssessmentsScreen
from screens.dialogs.question import Question
from tests.screens.assessment.conftest import Opener
from tests.screens.waiting import shows, text, until
from tests.screens.writing.opened import Opened
from thuis_tui.desk.assessments import DOMAINS, AssessmentInput, Score


async def person(at: Opened) -> str:
    return await at.desk.intake.create({"first_name": "Jan", "name_prefix": "van der", "surname": "Berg"})


async def measured(at: Opened, client: str, day: str = "2025-09-01", **levels: int) -> None:
    scores = {domain: Score(level=levels.get(f"d{domain}", 3)) for domain in DOMAINS}
    await at.desk.assessments.file(
        AssessmentInput(client=client, moment="intake", measured_on=day, scores=scores)
    )


async def filed(at: Opened, client: str) -> dict[int, Score]:
    await until(at.pilot, lambda: not isinstance(at.app.screen, AssessmentScreen), "filed")
    latest = (await at.desk.assessments.history(client)).latest
    assert latest is not None
    return dict(latest.scores)


async def test_from_the_dossier_thirteen_levels_are_filed_in_sixteen_keys(opened: Opener) -> None:
    async with opened() as at:
        client = await person(at)
        await measured(at, client)
        await at.app.go("dossier", client=client)
        pressed = ["z", "n", *"3243234323432", "ctrl+s"]
        assert len(pressed) == 16
        await at.pilot.press(*pressed)
        await until(at.pilot, lambda: isinstance(at.app.screen, AssessmentsScreen), "the overview")
        scores = await filed(at, client)
        assert [scores[domain].level for domain in DOMAINS] == [3, 2, 4, 3, 2, 3, 4, 3, 2, 3, 4, 3, 2]
        history = await at.desk.assessments.history(client)
        assert history.latest is not None
        assert (history.latest.moment, history.latest.measured_on) == ("progress", "2026-03-04")
        assert await at.desk.drafts.list() == []


async def test_an_acute_problem_and_a_big_change_ask_one_line(opened: Opener) -> None:
    async with opened() as at:
        client = await person(at)
        await measured(at, client, d2=5)
        await at.go(AssessmentScreen, "assessment", client=client)
        await at.pilot.press("1")
        await shows(at.pilot, "What makes it acute")
        await at.pilot.press("enter")
        await shows(at.pilot, "An acute problem asks one line: what makes it acute?")
        await at.type("Beslag [/x]\n")
        await at.pilot.press("3")
        await shows(at.pilot, "What explains it")
        await at.type("Baan kwijt\n")
        await at.pilot.press(*"33333333333", "ctrl+s")
        scores = await filed(at, client)
        assert (scores[1].level, scores[1].explanation) == (1, "Beslag [/x]")
        assert (scores[2].level, scores[2].explanation) == (3, "Baan kwijt")


async def test_not_assessed_has_a_reason_and_target_and_comment_belong_to_the_row(opened: Opener) -> None:
    async with opened() as at:
        client = await person(at)
        await at.go(AssessmentScreen, "assessment", client=client)
        await at.pilot.press("minus")
        await shows(at.pilot, "Why not assessed")
        await at.type("Geen tijd 12\n")
        await at.pilot.press("2", "up", "t")
        await shows(at.pilot, "Target for Work & education: 1 to 5")
        await at.pilot.press("4", "c")
        await at.type("Wil leren lassen\n")
        await at.pilot.press("down", *"33333333333")
        await shows(at.pilot, "13 of 13 domains")
        await at.pilot.press("ctrl+s")
        scores = await filed(at, client)
        assert scores[1] == Score(not_assessed="Geen tijd 12")
        assert scores[2] == Score(level=2, target=4, comment="Wil leren lassen")


async def test_filing_leads_to_the_first_domain_that_still_asks_something(opened: Opener) -> None:
    async with opened() as at:
        client = await person(at)
        page = await at.go(AssessmentScreen, "assessment", client=client)
        await at.pilot.press("3", "3", "1", "escape", "ctrl+s")
        await shows(at.pilot, "11 domains still ask something.")
        await shows(at.pilot, "✗ An acute problem asks one line")
        assert page._domain == 3
        await at.type("Schulden\n")
        await at.pilot.press("ctrl+s")
        await shows(at.pilot, "✗ Every domain is discussed")
        assert page._domain == 4
        assert (await at.desk.assessments.history(client)).assessments == ()


async def test_a_part_is_kept_and_offered_again(opened: Opener) -> None:
    async with opened() as at:
        client = await person(at)
        await at.go(AssessmentScreen, "assessment", client=client)
        await at.pilot.press("3", "4", "1")
        await at.type("Ontruim")
        # While one is still typing, without leaving the line.
        kept: list[str] = []
        for _turn in range(200):
            kept = [
                draft.fields["scores"].get("3", {}).get("explanation")
                for draft in await at.desk.drafts.list()
            ]
            if kept == ["Ontruim"]:
                break
            await at.pilot.pause(0.02)
        assert kept == ["Ontruim"]
        await at.pilot.press("escape", "escape")
        await until(at.pilot, lambda: not isinstance(at.app.screen, AssessmentScreen))
        await at.app.go("assessment", client=client)
        await until(at.pilot, lambda: isinstance(at.app.screen, Question))
        await shows(at.pilot, "You began an assessment of this person")
        await at.pilot.press("enter")
        page = await at.at(AssessmentScreen)
        await shows(at.pilot, "3 of 13 domains")
        assert page._domain == 4
        # From the list of drafts it opens too.
        await at.pilot.press("escape")
        await at.app.go("drafts")
        await shows(at.pilot, "ZRM assessment · Jan van der Berg")
        await at.pilot.press("enter")
        await at.at(AssessmentScreen)


async def test_days_are_typed_short_and_old_information_is_warned_of(opened: Opener) -> None:
    async with opened() as at:
        client = await person(at)
        page = await at.go(AssessmentScreen, "assessment", client=client)
        await at.pilot.press("s")
        await at.type("31-2\n")
        await shows(at.pilot, "✗ 31-2-2026 does not exist")
        await at.pilot.press("ctrl+u")
        await at.type("-40\n")
        await shows(at.pilot, "information of 23-01-2026")
        await shows(at.pilot, "▲ 40 days old: normally older than 30 days is left out.")
        await at.pilot.press("d")
        await at.pilot.press("ctrl+u")
        await at.type("+1\n")
        await shows(at.pilot, "✗ This date is in the future.")
        await at.pilot.press("ctrl+u")
        await at.type("10-1\n")
        await shows(at.pilot, "10-01-2026")
        await at.pilot.press("m", *"3333333333333", "ctrl+s")
        await shows(at.pilot, "The information cannot be of a later day than the assessment.")
        await at.pilot.press("ctrl+u", "enter", "ctrl+s")
        await filed(at, client)
        [one] = (await at.desk.assessments.history(client)).assessments
        assert (one.moment, one.measured_on, one.source_on) == ("progress", "2026-01-10", None)
        assert page._problems == {}


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_nothing_is_cut_at_eighty_columns(opened: Opener, language: str) -> None:
    async with opened(language=language) as at:
        client = await person(at)
        await measured(at, client)
        page = await at.go(AssessmentScreen, "assessment", client=client)
        await at.pilot.press(*"4444444444444", "up", "t", "5")
        await shows(at.pilot, "→5")
        drawn = text(at.pilot)
        assert len([line for line in drawn.splitlines() if "○─●" in line]) == 13, drawn
        assert "…" not in drawn
        assert page._sheet.answered == 13
