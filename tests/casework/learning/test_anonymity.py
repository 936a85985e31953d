"""k-anonymity: nobody is one of fewer than k, no more is lost than has to be, and others count the same."""

from __future__ import annotations

import json
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.casework.learning.reference import FILE, NAMES, table
from thuis_tui.casework.learning import anonymity
from thuis_tui.casework.learning.anonymity import TooFew, anonymise, diversity, last_step, smallest
from thuis_tui.casework.learning.classes import coarser
from thuis_tui.casework.learning.variables import QUASI

_BORN = st.sampled_from(["1980-1984", "1985-1989", "1990-1994", "unknown"])
_ROWS = st.lists(
    st.builds(
        lambda *values: dict(zip((*QUASI, "person"), values, strict=True)),
        _BORN,
        st.sampled_from(["man", "woman"]),
        st.sampled_from(["city", "region"]),
        st.sampled_from(["alone", "couple", "family", "unknown"]),
        st.sampled_from(["2024", "2025", "2026"]),
        st.uuids().map(str),
    ),
    min_size=5,
    max_size=60,
)


def groups(rows: list[dict[str, str]], steps: dict[str, int]) -> list[list[str]]:
    """Who is alike after these steps, worked out by comparing each with each."""
    made = [{name: coarser(name, steps[name], row[name]) for name in QUASI} for row in rows]
    return [[other["person"] for other, its in zip(rows, made, strict=True) if its == mine] for mine in made]


@given(_ROWS, st.sampled_from([5, 7]))
@settings(max_examples=40)
def test_each_is_one_of_at_least_k_and_nothing_is_lost_for_nothing(
    rows: list[dict[str, str]], k: int
) -> None:
    if len(rows) < k:
        with pytest.raises(TooFew):
            anonymise(rows, k)
        return
    found = anonymise(rows, k)
    alike = groups(rows, dict(found.levels))
    stays = [row["person"] for row, others in zip(rows, alike, strict=True) if len(others) >= k]
    assert [row["person"] for row in found.rows] == stays
    assert (found.k, found.left_out) == (
        min(map(len, (a for a in alike if len(a) >= k))),
        len(rows) - len(stays),
    )
    assert found.k >= k
    assert found.left_out * anonymity.MOST_LEFT_OUT <= len(rows)
    lost = sum(found.levels[name] / last_step(name) for name in QUASI)
    for steps in product(*(range(last_step(name) + 1) for name in QUASI)):
        if sum(step / last_step(name) for name, step in zip(QUASI, steps, strict=True)) >= lost - 1e-9:
            continue
        others = groups(rows, dict(zip(QUASI, steps, strict=True)))
        rare = sum(len(each) < k for each in others)
        assert rare * anonymity.MOST_LEFT_OUT > len(rows), f"{steps} loses less"


def test_others_count_the_same() -> None:
    """The file holds what pycanon 1.3.6 found."""
    told = json.loads(FILE.read_text("utf-8"))
    assert {each["k"] for each in told} > {1}
    for each in told:
        rows = table(each["seed"], each["size"])
        if each["table"] == "after":
            rows = [dict(row) for row in anonymise(rows, 5).rows]
            assert each["k"] >= 5
        assert smallest(rows, NAMES) == each["k"], each
        assert diversity(rows, "tenancy_end", NAMES) == each["l"], each


def test_a_later_export_of_the_same_project_is_nowhere_finer() -> None:
    first = anonymise(table(2, 200), 5)
    again = anonymise(table(2, 200), 5, first.levels)
    assert again == first
    assert any(first.levels.values())
    many = anonymise(table(3, 900), 5)
    assert any(many.levels[name] < first.levels[name] for name in QUASI), "more people need fewer steps"
    later = anonymise(table(3, 900), 5, first.levels)
    assert all(later.levels[name] >= first.levels[name] for name in QUASI)


def test_what_is_learnt_where_nobody_has_a_value() -> None:
    rows = [dict.fromkeys(QUASI, "*") | {"tenancy_end": ""} for _ in range(5)]
    assert diversity(rows, "tenancy_end") == 0
    rows[0]["tenancy_end"] = "eviction"
    assert diversity(rows, "tenancy_end") == 2
    assert diversity([each | {"tenancy_end": "eviction"} for each in rows], "tenancy_end") == 1


def test_fewer_than_five_is_no_anonymity() -> None:
    with pytest.raises(ValueError, match="4"):
        anonymise(table(1, 40), 4)
    with pytest.raises(TooFew):
        anonymise(table(1, 40)[:4], 5)
