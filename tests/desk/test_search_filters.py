"""Searching with filters, by ear, with slips of the finger, and searches that are kept."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.desk.laptops import note
from thuis_tui.casework import search_terms
from thuis_tui.casework.phonetic import sound
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.shapes import InvalidInput
from thuis_tui.language import select

TODAY = date(2026, 11, 22)


async def _people(desk: Desk, typed: str) -> list[str]:
    return [hit.name for hit in (await desk.search.find(typed)).clients]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jansen", "Janssen"),
        ("Yilmaz", "Yılmaz"),
        ("Dijkstra", "Dykstra"),
        ("Meijer", "Meyer"),
        ("Smit", "Schmidt"),
        ("Visser", "Fisser"),
        ("Bakker", "Baker"),
        ("Hendriks", "Hendrix"),
        ("Claessen", "Klaassen"),
        ("Wouters", "Wauters"),
        ("Youssef", "Jousef"),
        ("Thijs", "Tijs"),
    ],
)
def test_names_that_are_mixed_up_by_ear_sound_alike(one: str, other: str) -> None:
    assert sound(one) == sound(other) != ""


@pytest.mark.parametrize(("one", "other"), [("Jansen", "Hansen"), ("Bos", "Vos"), ("Kok", "Bok")])
def test_names_that_differ_by_ear_differ(one: str, other: str) -> None:
    assert sound(one) != sound(other)


@given(st.text(max_size=80))
def test_whatever_is_typed_is_read_and_words_are_kept(typed: str) -> None:
    terms = search_terms.read(typed, TODAY)
    for word in terms.words.split():
        assert word in typed


def test_filters_are_read_in_both_languages_and_unknown_ones_are_named() -> None:
    for language in ("nl", "en"):
        select(language)
        terms = search_terms.read('huur g:zeist r:rood b:ik <30d f:nazorg x:1 k:"" l:3', TODAY)
        assert terms.words == "huur"
        assert terms.filters == {
            "municipality": ("0355",),
            "risk": ("red",),
            "author": ("me",),
            "status": ("aftercare",),
            "domain": (3,),
        }
        assert terms.since == date(2026, 10, 23)
        assert ["x" in str(problem) or "k" in str(problem) for problem in terms.problems] == [True, True]
    select("en")
    assert search_terms.read('g:"de bilt" g:zei', TODAY).filters == {"municipality": ("0310", "0355")}
    assert search_terms.read("r:paars", TODAY).problems[0].values == (("name", "r"), ("value", "paars"))


async def test_a_name_is_found_by_ear_and_with_a_slip_of_the_finger(desk: Desk) -> None:
    for surname in ("Janssen", "Yılmaz", "Dijkstra"):
        await desk.intake.create({"first_name": "Noor", "surname": surname})
    assert await _people(desk, "janssen") == ["Janssen, Noor"]
    for typed, name in (
        ("jansen", "Janssen, Noor"),
        ("yilmas", "Yılmaz, Noor"),
        ("dykstra", "Dijkstra, Noor"),
        ("dijsktra", "Dijkstra, Noor"),
    ):
        found = await desk.search.find(typed)
        assert [hit.name for hit in found.clients] == [name], typed
        assert found.alike
    assert await _people(desk, "qqqqq") == []


async def test_filters_narrow_people_and_notes_and_join_with_words(desk: Desk) -> None:
    zeist = await desk.intake.create({"surname": "Aa", "municipality": "0355"})
    utrecht = await desk.intake.create({"surname": "Bb", "municipality": "0344"})
    flag = {
        "kind": "animal",
        "level": "red",
        "fact": "Beet.",
        "source": "zelf",
        "review_on": "2026-12-24",
    }
    await desk.records.create("risk_flag", utrecht, flag)
    for client in (zeist, utrecht):
        await desk.notes.file(note(client, "De huur is betaald."))
    assert await _people(desk, "g:zeist") == ["Aa"]
    assert await _people(desk, "r:rood") == ["Bb"]
    assert await _people(desk, "g:zeist r:rood") == []
    assert [hit.client for hit in (await desk.search.find("huur g:zeist")).notes] == [zeist]
    assert [hit.client for hit in (await desk.search.find("huur r:rood")).notes] == [utrecht]
    assert len((await desk.search.find("huur b:ik")).notes) == 2
    assert len((await desk.search.find("b:ik k:tel")).notes) == 0
    assert len((await desk.search.find("huur b:niemand")).notes) == 0
    filed = note(zeist, "x").life_domains
    assert filed
    for domain in range(1, 14):
        found = await desk.search.find(f"huur l:{domain}")
        assert len(found.notes) == (2 if domain in filed else 0), domain
    assert len((await desk.search.find(f"l:{filed[0]}")).notes) == 2
    assert (await desk.search.find("huur vanaf:1-1-2020")).notes != ()
    assert (await desk.search.find("huur tot:1-1-2020")).notes == ()


async def test_an_unknown_filter_is_named_and_the_rest_is_searched(desk: Desk) -> None:
    client = await desk.intake.create({"surname": "Aa"})
    await desk.notes.file(note(client, "De huur is betaald."))
    found = await desk.search.find("huur maan:vol")
    assert len(found.notes) == 1
    assert found.problems == ("There is no filter 'maan:'.",)


async def test_a_search_is_kept_under_a_name_replaced_and_forgotten(desk: Desk) -> None:
    await desk.search.save("Rood in Zeist", "g:zeist r:rood")
    await desk.search.save("Rood in Zeist", "g:zeist r:rood <30d")
    await desk.search.save("Huur", "huur")
    kept = await desk.search.saved()
    assert [(each.name, each.query) for each in kept] == [
        ("Huur", "huur"),
        ("Rood in Zeist", "g:zeist r:rood <30d"),
    ]
    await desk.search.forget("Huur")
    assert [each.name for each in await desk.search.saved()] == ["Rood in Zeist"]
    with pytest.raises(InvalidInput):
        await desk.search.save(" ", "huur")
    with pytest.raises(InvalidInput):
        await desk.search.save("x" * 61, "huur")
