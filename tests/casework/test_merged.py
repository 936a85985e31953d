"""Whatever was merged into what, exactly one dossier goes on, the same on every laptop."""

from hypothesis import given
from hypothesis import strategies as st

from thuis_tui.casework.merged import remaining, rings

IDS = st.sampled_from("abcdefgh")
INTO = st.dictionaries(IDS, IDS).map(lambda said: {one: last for one, last in said.items() if one != last})


@given(INTO)
def test_who_goes_on_is_merged_into_nobody_and_no_ring_is_lost(into: dict[str, str]) -> None:
    found = remaining(into)
    assert not set(found.values()) & set(found)
    for ring in rings(into):
        assert [one for one in ring if one not in found] == [min(ring)]
    for one, last in into.items():
        assert found.get(one, one) == found.get(last, last)


@given(INTO)
def test_what_was_never_merged_stays_by_itself(into: dict[str, str]) -> None:
    assert set(remaining(into)) <= set(into)


def test_chains_and_rings() -> None:
    assert remaining({"a": "b", "b": "c"}) == {"a": "c", "b": "c"}
    assert remaining({"a": "b", "b": "a"}) == {"b": "a"}
    assert remaining({"b": "c", "c": "d", "d": "b", "a": "d"}) == {"a": "b", "c": "b", "d": "b"}
    assert rings({"a": "b", "b": "a", "c": "a"}) == [frozenset("ab")]
