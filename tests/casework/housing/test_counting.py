"""What is counted: who is counted where, and that a hidden cell cannot be found by subtraction."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from thuis_tui.casework import programme
from thuis_tui.casework.small_cells import hidden, total_hidden


def test_the_promise_adds_up() -> None:
    assert programme.HOMES_CITY + programme.HOMES_REGION == programme.HOMES
    assert [programme.part_of(one) for one in ("0344", "0355", "Almere", None)] == [
        "city", "region", "elsewhere", "elsewhere",
    ]  # fmt: skip


TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 12), min_size=width, max_size=width), min_size=1, max_size=4
    )
)


@settings(max_examples=200)
@given(TABLES)
def test_no_line_gives_a_hidden_cell_away(table: list[list[int]]) -> None:
    rows, columns = range(len(table)), range(len(table[0]))
    cells = {(row, column): table[row][column] for row, column in product(rows, columns)}
    away = hidden(cells, list(rows), list(columns))
    assert all(at in away for at, count in cells.items() if 0 < count < programme.FEWEST)
    lines = [[(row, column) for column in columns] for row in rows]
    lines += [[(row, column) for row in rows] for column in columns]
    for line in lines:
        gone = [at for at in line if at in away]
        if not gone:
            continue
        # What is missing in the line beside its total: one cell alone, or few people, would be known.
        assert len(gone) > 1 or len(line) == 1
        assert (
            sum(cells[at] for at in gone) >= programme.FEWEST
            or gone == line
            or all(not cells[at] for at in set(line) - set(gone))
        )


def test_nothing_small_nothing_hidden() -> None:
    assert not hidden({(0, 0): 5, (0, 1): 0, (1, 0): 9, (1, 1): 7}, [0, 1], [0, 1])
    assert total_hidden(4)
    assert not total_hidden(0)
    assert not total_hidden(5)
