"""What is hidden cannot be found, durations are the product-limit estimate, and the page is current."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import date
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.service.figures.by_hand import product_limit
from thuis_tui.casework.figures import page
from thuis_tui.casework.figures.counting import report
from thuis_tui.casework.figures.definitions import BY_KEY, FIGURES, label
from thuis_tui.casework.figures.report import HIDDEN, Report, from_json, to_json
from thuis_tui.casework.figures.survival import curve, survival
from thuis_tui.casework.programme import part_of

TODAY = date(2026, 11, 23)
HOMES = st.dictionaries(
    st.tuples(st.sampled_from(("0344", "0355", "0310", "0363")), st.sampled_from("ABC")),
    st.integers(0, 9),
    max_size=9,
)
LASTING = st.dictionaries(st.integers(0, 60), st.integers(1, 9), max_size=12)


def of_homes(homes: dict[tuple[str, str], int]) -> Report:
    return report({f"place\t{m}\t{c}\toccupied": n for (m, c), n in homes.items() if n}, [], TODAY)


@given(HOMES)
@settings(max_examples=60, deadline=None)
def test_no_table_of_homes_gives_away_what_another_hides(homes: dict[tuple[str, str], int]) -> None:
    """Whoever has the tables, and knows which corporation has homes where, solves for what is hidden."""
    found = of_homes(homes)
    atoms = sorted(key for key, count in homes.items() if count)
    shown: list[tuple[list[int], int]] = []
    small: list[list[int]] = []
    for axis, inside in (
        ("part", lambda atom: part_of(atom[0])),
        ("municipality", lambda atom: atom[0]),
        ("corporation", lambda atom: atom[1]),
    ):
        table = found.table(f"places_{axis}")
        assert table is not None
        for row in table.rows:
            vector = [int(row in (inside(atom), "total")) for atom in atoms]
            count = sum(homes[atom] for atom, one in zip(atoms, vector, strict=True) if one)
            cell = table.cell(row, "occupied")
            if cell == HIDDEN:
                assert count
            else:
                assert cell == count
                shown.append((vector, count))
            if 0 < count < 5:
                assert cell == HIDDEN
                small.append(vector)
    for vector in small:
        known = rank([row for row, _count in shown])
        assert rank([*(row for row, _count in shown), vector]) > known, "it follows from what is shown"


def rank(rows: list[list[int]]) -> int:
    """How many rows are independent, by Gauss over fractions."""
    left, found = [list(map(Fraction, row)) for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((row for row in left if row[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        found += 1
        left = [
            [a - b * row[column] / pivot[column] for a, b in zip(row, pivot, strict=True)] for row in left
        ]
    return found


@given(LASTING, LASTING)
@settings(max_examples=60, deadline=None)
def test_durations_are_those_of_the_product_limit(ended: dict[int, int], going_on: dict[int, int]) -> None:
    found = survival(ended, going_on)
    expected = product_limit(list(Counter(ended).elements()), list(Counter(going_on).elements()))
    assert list(found.days) == [day for day, _share in expected]
    for one, (_day, share) in zip(found.lasting, expected, strict=True):
        assert abs(one - share) < 1e-9
    assert all(
        low - 1e-9 <= at <= high + 1e-9
        for low, at, high in zip(found.low, found.lasting, found.high, strict=True)
    )
    steps = curve(found, rising=True)
    for before, after in itertools.pairwise(steps):
        assert before.share <= after.share
        first = -1 if before.share == 0 else before.day
        assert sum(count for day, count in ended.items() if first < day <= after.day) >= 5


def test_the_page_and_every_word_are_there() -> None:
    assert page.PAGE.read_text("utf-8") == page.page(), "run: python -m thuis_tui.casework.figures.page"
    found = report({"zrm\t4\t1": 7, "place\t0344\tPortaal\toccupied": 6}, [3, 9], TODAY)
    assert from_json(to_json(found)) == found
    assert from_json('{"counted_on": 3}') is None
    assert [table.figure for table in found.tables] == [figure.key for figure in FIGURES]
    for table in found.tables:
        figure = BY_KEY[table.figure]
        assert table.columns == figure.columns_shown
        words = [label(figure.columns, column) for column in table.columns]
        words += [label(figure.rows, row) for row in table.rows if figure.rows not in ("month", "dossiers")]
        assert not {*table.columns, "total", "unknown", "other"} & set(words) - {"high"}, words
