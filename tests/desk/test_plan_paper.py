"""The plan on paper: in the client's language, in plain words, and nothing of it is ever markup."""

from __future__ import annotations

import pytest

from tests.desk.planned import CALL, RENT, TO_ACTIVE, go, plan_of
from thuis_tui.desk import plan_paper
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.plan_shapes import PlanShown
from thuis_tui.language import select
from thuis_tui.text import is_clean, refuse

TODAY = "2026-11-22"
HOSTILE = (
    '#read("/etc/passwd") #import "x"',
    "$ x^2 $ `code` *vet* _schuin_ @label <kop>",
    "= Kop\n\n- lijst\n+ nummer / term: uitleg",
    "\\ \\u{41} // weg /* weg */ ~ -- ---",
    '"}, {"goals": [] //',
    "Ünal Yılmaz Öztürk Łukasz Ђорђе Ωμέγα אבג",
    "👩‍👩‍👧 \u200b\u00a0 e\u0301",
    "1. Eerst dit\n===\nEn dan dat &amp; zo",
    "x" * 900,
)


async def _hostile(desk: Desk) -> PlanShown:
    goals = [{"life_domain": 1 + place, "wording": text[:1000]} for place, text in enumerate(HOSTILE)]
    plan = await plan_of(desk, "", *goals)
    seen = await desk.records.standing(plan.client, f"plan:{plan.id}")
    await desk.plans.change_plan(seen, {"client_view": "\n\n".join(HOSTILE)})
    for text in HOSTILE:
        what = " ".join(text.split())[:400]
        await desk.plans.add_action(plan.client, plan.goals[1].id, {"what": what, "who": what[:80]})
    return await desk.plans.plan(plan.client)


async def test_no_word_of_a_person_is_read_as_markup(desk: Desk) -> None:
    plan = await _hostile(desk)
    told = plan_paper.content(plan, "nl", TODAY)
    assert [goal["wording"] for goal in told["goals"]] == [goal.wording for goal in plan.goals]
    made = plan_paper.pdf(plan, "nl", TODAY)
    assert made.startswith(b"%PDF") and b"root:" not in made
    text = plan_paper.markdown(plan, "nl", TODAY)
    assert '> \\#read\\("/etc/passwd"\\) \\#import "x"' in text
    assert "> 1\\. Eerst dit  \n> \\=\\=\\=  \n> En dan dat \\&amp; zo" in text
    # Headings are ours alone.
    assert [line for line in text.splitlines() if line.startswith("# ")] == ["# Mijn plan"]
    assert is_clean(text) and refuse(text) is None


@pytest.mark.parametrize(
    ("language", "title", "who", "when", "agreed"),
    [
        (
            "nl",
            "Mijn plan",
            "Ik",
            "1 december 2026",
            "Ik ben het eens met dit plan. Getekend: J. Ünal, {day}.",
        ),
        ("en", "My plan", "Me", "1 December 2026", "I agree with this plan. Signed: J. Ünal, {day}."),
    ],
)
@pytest.mark.parametrize("screens", ["nl", "en"])
async def test_it_speaks_the_language_of_the_client_whatever_the_screens_speak(
    desk: Desk, screens: str, language: str, title: str, who: str, when: str, agreed: str
) -> None:
    plan = await go(desk, await plan_of(desk), *TO_ACTIVE)
    select(screens)
    try:
        told = plan_paper.content(plan, language, TODAY)
    finally:
        select("en")
    assert told["title"] == title and not told["draft"] and not told["sign"]
    [action] = told["goals"][0]["actions"]
    assert action == {"what": CALL["what"], "who": who, "when": when, "done": False}
    day = plan_paper.long_day(desk.plans.today, plan_paper.speaker(language))
    assert told["agreed"][0] == agreed.format(day=day)


async def test_a_draft_says_so_and_has_room_to_sign(desk: Desk) -> None:
    told = plan_paper.content(await plan_of(desk), "en", TODAY)
    assert told["draft"] == "This is a draft. Nothing is agreed yet." and told["sign"]


async def test_what_the_client_did_not_agree_with_stands_there_with_the_reason(desk: Desk) -> None:
    plan = await go(desk, await plan_of(desk), "discuss", "disagree", "approve")
    text = plan_paper.markdown(plan, "en", TODAY)
    assert "This is why: Ze wil eerst een woning." in text


async def test_what_is_on_paper_is_what_was_agreed(desk: Desk) -> None:
    plan = await go(desk, await plan_of(desk), *TO_ACTIVE)
    # As if it came from another laptop, where the plan was still being discussed.
    seen = await desk.records.standing(plan.client, f"goal:{plan.goals[0].id}")
    await desk.records.change(seen, {"wording": "Iets heel anders"})
    plan = await desk.plans.plan(plan.client)
    assert plan.strayed
    text = plan_paper.markdown(plan, "nl", TODAY)
    assert str(RENT["wording"]) in text and "Iets heel anders" not in text
