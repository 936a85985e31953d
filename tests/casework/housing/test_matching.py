"""Waiting list and matching: criteria that can be read, reasons that can be shown, no decision."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from thuis_tui.casework import matching, waiting_list

TODAY = date(2026, 11, 23)

CANDIDACY = st.fixed_dictionaries(
    {
        "id": st.uuids().map(lambda one: one.hex),
        "urgency": st.sampled_from([None, "none", "social", "medical", "children", "safety"]),
        "municipality": st.sampled_from([None, "0344", "0355", "Almere"]),
        "registered_on": st.sampled_from([None, "2024-01-01", "2025-06", "2026-11-01"]),
    }
)


@given(st.lists(CANDIDACY, max_size=8, unique_by=lambda one: one["id"]), st.randoms())
def test_the_list_is_the_same_whatever_order_it_came_in(found: list[dict[str, Any]], random: Any) -> None:
    def days(one: dict[str, Any]) -> str:
        return one["registered_on"] or "9999"

    whole = [
        {**one, "registered_on": (one["registered_on"] or "") and f"{one['registered_on']}-01"[:10]}
        for one in found
    ]
    order = [turn.candidacy["id"] for turn in waiting_list.ordered(whole, TODAY)]
    random.shuffle(whole)
    again = waiting_list.ordered(whole, TODAY)
    assert [turn.candidacy["id"] for turn in again] == order
    assert [turn.number for turn in again] == list(range(1, len(again) + 1))
    for earlier, later in pairwise(again):
        one, two = earlier.candidacy, later.candidacy
        if (one["urgency"], one["municipality"]) == (two["urgency"], two["municipality"]):
            assert days(one) <= days(two)


def test_who_is_in_danger_comes_first_and_everybody_can_read_why() -> None:
    turns = waiting_list.ordered(
        [
            {"id": "1", "urgency": "none", "municipality": "0344", "registered_on": "2020-01-01"},
            {"id": "2", "urgency": "safety", "municipality": "Almere", "registered_on": "2026-11-20"},
            {"id": "3", "urgency": "none", "municipality": "Almere", "registered_on": "2019-01-01"},
            {"id": "4", "urgency": "social", "municipality": "0355", "registered_on": None},
        ],
        TODAY,
    )
    assert [turn.candidacy["id"] for turn in turns] == ["2", "4", "1", "3"]
    assert [str(one) for one in turns[0].because] == ["urgency", "3 days on the list"]
    assert [str(one) for one in turns[1].because][-1] == "no day on the list: comes last"


PLACE = {
    "id": "p", "state": "available", "municipality": "0344", "area": "Lombok", "home_type": "studio",
    "rent": "623.45", "accessible": "no_stairs", "pets": "no",
}  # fmt: skip


def said(place: dict[str, Any], candidacy: dict[str, Any]) -> tuple[int, int, int]:
    fit = matching.compare(place, candidacy)
    assert fit.fitting is (not fit.against)
    return len(fit.fits), len(fit.against), len(fit.unknown)


def test_each_wish_is_for_against_or_not_known() -> None:
    wishes: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = [
        ({"wished_municipalities": ["0344", "0355"]}, {"wished_municipalities": ["0355"]}, {}),
        ({"wished_area": "Lombok of Wijk C"}, {"avoided_area": "lombok"}, {}),
        ({"wished_type": "studio"}, {"wished_type": "house"}, {"home_type": None}),
        ({"rent_up_to": "623.45"}, {"rent_up_to": "99.00"}, {"rent": None}),
        ({"accessible": "no_stairs"}, {"accessible": "wheelchair"}, {"accessible": None}),
    ]
    for fits, against, unknown in wishes:
        assert said(PLACE, fits) == (1, 0, 0), fits
        assert said(PLACE, against) == (0, 1, 0), against
        if unknown:
            assert said(PLACE | unknown, fits) == (0, 0, 1), unknown
    assert said(PLACE, {"pets": "yes"}) == (0, 1, 0)
    assert said(PLACE | {"pets": "yes"}, {"pets": "yes"}) == (1, 0, 0)
    assert said(PLACE | {"pets": None}, {"pets": "yes"}) == (0, 0, 1)
    assert said(PLACE, {"pets": "no", "accessible": "stairs"}) == (0, 0, 0)


def test_only_free_homes_are_laid_beside_a_candidate_those_that_fit_first() -> None:
    places = [
        PLACE | {"id": "dear", "rent": "900.00"},
        PLACE | {"id": "gone", "state": "occupied"},
        PLACE | {"id": "fits"},
        PLACE | {"id": "promised", "state": "promised", "available_from": "2027-01-01"},
    ]
    found = matching.places_for({"id": "c", "rent_up_to": "700.00"}, places)
    assert [fit.place["id"] for fit in found] == ["fits", "promised", "dear"]


def test_candidates_for_a_home_keep_their_turn() -> None:
    candidates = [{"id": "1", "pets": "yes"}, {"id": "2"}, {"id": "3", "pets": "yes"}, {"id": "4"}]
    found = matching.candidates_for(PLACE, candidates)
    assert [fit.candidacy["id"] for fit in found] == ["2", "4", "1", "3"]
