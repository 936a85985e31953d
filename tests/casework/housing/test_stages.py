"""The way to a home: moves, what they skip, and what stands in the way."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from thuis_tui.casework.stages import (
    COLUMNS,
    STAGES,
    Card,
    after_refusal,
    beside,
    blocks,
    days_in,
    move_problems,
    side_problems,
    skipped,
)

TODAY = date(2026, 11, 23)
DAY = date(2026, 11, 20)


def test_every_stage_stands_in_one_column_in_order() -> None:
    assert [stage for column in COLUMNS for stage in column] == list(STAGES)
    assert len(STAGES) == 14


@given(st.sampled_from(STAGES), st.sampled_from(STAGES), st.sampled_from(["", "  ", "omdat"]))
def test_a_move_asks_a_reason_exactly_when_it_goes_back_or_skips(
    before: str, after: str, reason: str
) -> None:
    found = {one.field for one in move_problems(Card(before, since="2026-11-01"), after, DAY, reason, TODAY)}
    at, to = STAGES.index(before), STAGES.index(after)
    if before == after:
        assert found == {"stage"}
    elif to == at + 1 or reason.strip():
        assert not found
    else:
        assert found == {"reason"}
    assert skipped(before, after) == (STAGES[at + 1 : to] if to > at else ())


def test_the_day_of_a_move_is_not_before_the_last_nor_to_come() -> None:
    card = Card("waiting", since="2026-11-20")
    assert not move_problems(card, "nomination", DAY, "", TODAY)
    for day, word in ((DAY - timedelta(1), "2026-11-20"), (TODAY + timedelta(1), "to come")):
        (problem,) = move_problems(card, "nomination", day, "", TODAY)
        assert problem.field == "moved_on"
        assert word in str(problem)


def test_a_card_that_ended_does_not_move_until_that_is_taken_back() -> None:
    for side_state in ("ended", "deceased"):
        (problem,) = move_problems(Card("living", side_state), "takeover", DAY, "x", TODAY)
        assert problem.field == ""
        assert not side_problems(Card("living", side_state), None, DAY, "", TODAY)
    assert not move_problems(Card("waiting", "on_hold"), "nomination", DAY, "", TODAY)
    assert [one.field for one in side_problems(Card("waiting"), "on_hold", DAY, " ", TODAY)] == ["reason"]


def test_who_refuses_stays_on_the_list_and_who_has_the_key_keeps_it() -> None:
    assert [after_refusal(stage) for stage in ("nomination", "offer", "viewing", "signing")] == [
        "waiting"
    ] * 4
    assert [after_refusal(stage) for stage in ("referral", "waiting", "key", "living")] == [
        "referral", "waiting", "key", "living",
    ]  # fmt: skip
    assert beside("exit", 1) is None
    assert beside("referral", -1) is None
    assert beside("referral", 1) == "screening"


def test_a_card_says_what_is_in_the_way() -> None:
    def said(card: Card, candidacy: object = None, offers: object = (), leases: object = ()) -> list[str]:
        return [str(one) for one in blocks(card, candidacy or {}, offers, leases)]  # type: ignore[arg-type]

    whole = {"registered_on": "2026-01-01", "urgency": "none", "municipality": "0344"}
    assert len(said(Card("waiting"))) == 3
    assert not said(Card("waiting"), whole)
    assert said(Card("waiting", "on_hold", contested=True), whole)[0].startswith("Two people")
    assert said(Card("nomination")) == ["No home has been offered yet"]
    assert said(Card("offer"), whole, [{}]) == ["The offer waits for an answer"]
    assert said(Card("offer"), whole, [{"outcome": "refused"}]) == ["No home has been offered yet"]
    assert said(Card("viewing"), whole, [{}]) == ["No day for the viewing"]
    assert not said(Card("viewing"), whole, [{"viewing_on": "2026-11-24"}])
    assert said(Card("living"), whole, (), [{"ends_on": "2026-11-01"}]) == ["No lease is written down"]
    assert said(Card("takeover"), whole, (), [{}]) == ["No day for the takeover of the lease"]


def test_days_in_a_stage() -> None:
    assert days_in("2026-11-20", TODAY) == 3
    assert days_in(None, TODAY) is None
    assert days_in("2026-12-20", TODAY) == 0
