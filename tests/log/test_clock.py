"""The clock decides nothing; its stamps only rise, whatever the wall clock of the laptop does."""

from hypothesis import given
from hypothesis import strategies as st

from thuis_tui.log.clock import TOLERANCE_MS, HybridClock, milliseconds
from thuis_tui.log.identifiers import is_id, new_id

DAY = 24 * 60 * 60 * 1000
NOW = 1_790_000_000_000
wall = st.integers(min_value=NOW - 400 * DAY, max_value=NOW + 400 * DAY)


@given(st.lists(wall, min_size=2, max_size=60))
def test_stamps_rise_strictly_while_the_clock_jumps_by_400_days(times):
    moments = iter(times)
    clock = HybridClock(lambda: next(moments))
    stamps = [clock.tick() for _ in times]
    assert stamps == sorted(set(stamps))


@given(wall, st.integers(min_value=1, max_value=200_000))
def test_stamps_rise_when_the_clock_stands_still_and_after_a_restart(moment, count):
    before = HybridClock(lambda: moment, last=(moment << 16) + count)
    last = before.tick()
    assert HybridClock(lambda: moment - 400 * DAY, last=before.last).tick() > last


@given(wall)
def test_a_stamp_carries_the_wall_clock(moment):
    assert milliseconds(HybridClock(lambda: moment).tick()) == moment


@given(wall, st.integers(min_value=-400 * DAY, max_value=TOLERANCE_MS))
def test_an_answer_sorts_after_what_it_answers(moment, ahead):
    clock = HybridClock(lambda: moment)
    theirs = (moment + ahead) << 16
    clock.observe(theirs)
    assert clock.tick() > theirs


@given(wall, st.integers(min_value=TOLERANCE_MS + 1, max_value=400 * DAY))
def test_a_laptop_in_the_far_future_pulls_nobody_along(moment, ahead):
    clock = HybridClock(lambda: moment)
    clock.observe((moment + ahead) << 16)
    assert milliseconds(clock.tick()) == moment


def test_identifiers_are_unique_sortable_and_of_one_spelling():
    made = [new_id() for _ in range(2000)]
    assert len(set(made)) == 2000
    assert all(is_id(one) and one[12] == "7" for one in made)
    for wrong in (
        "",
        "x" * 32,
        made[0].upper().replace("0", "A"),
        made[0] + "\n",
        made[0][:-1],
        f"{made[0]} ",
    ):
        assert not is_id(wrong)
