"""What a record says while people disagree."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from tests.log.histories import head, histories, play
from thuis_tui.log.merge import distinct, fold, latest, seen
from thuis_tui.log.register import Head, Register


def made(number, value, hlc=0):
    return Head(f"{number:032x}", hlc, "a" * 32, msgspec.Raw(msgspec.json.encode(value)))


CREATE = made(1, {"surname": "Berg", "alias": "Bob"})


def test_a_field_without_register_has_the_value_of_the_create():
    state = fold({"": (CREATE,), "alias": (made(2, "Rob"),)})
    assert state.values == {"surname": "Berg", "alias": "Rob"}
    assert state.created
    assert not state.conflicts


def test_the_order_of_fields_makes_no_difference():
    assert fold({"alias": (made(2, "Rob"),), "": (CREATE,)}) == fold(
        {"": (CREATE,), "alias": (made(2, "Rob"),)}
    )


def test_a_field_that_came_before_its_record_waits():
    state = fold({"alias": (made(2, "Rob"),)})
    assert not state.created


@given(st.permutations([made(2, "a", 5), made(3, "b", 9), made(4, "c", 9)]))
def test_different_values_are_all_kept_and_the_latest_is_shown(heads):
    state = fold({"": (CREATE,), "alias": heads})
    assert state.values["alias"] == "c"
    assert [one.id for one in state.conflicts["alias"]] == [made(n, 0).id for n in (2, 3, 4)]


def test_equal_values_collapse():
    state = fold({"": (CREATE,), "alias": (made(2, {"b": 1, "a": 2}), made(3, {"a": 2, "b": 1}))})
    assert not state.conflicts
    assert state.values["alias"] == {"a": 2, "b": 1}


def test_values_that_python_calls_equal_do_not():
    assert fold({"alias": (made(2, True), made(3, 1))}).conflicts
    assert fold({"alias": (made(2, "é"), made(3, "e\u0301"))}).conflicts


def test_somebody_may_have_another_rule_for_what_is_shown():
    state = fold({"risk": (made(2, 1, 9), made(3, 3, 1))}, lambda field, heads: heads[-1])
    assert state.values["risk"] == 3
    assert "risk" in state.conflicts


@given(histories())
def test_conflicts_are_fields_with_more_than_one_value(steps):
    register = play(steps)
    state = fold({"status": register})
    assert ("status" in state.conflicts) == (len({bytes(one.value) for one in register.heads}) > 1)
    assert state.values["status"] == msgspec.json.decode(latest("status", register.heads).value)
    assert len(distinct(register.heads)) == len({bytes(one.value) for one in register.heads})


def removal(number, *ids):
    return made(number, {"reason": "double", "seen": list(ids)})


def test_a_removal_that_had_seen_everything_counts():
    registers = {"": (CREATE,), "alias": (made(2, "Rob"),)}
    state = fold({**registers, "removed": (removal(9, *seen(registers)),)})
    assert state.removed
    assert not state.removal_contested


def test_an_edit_beats_a_removal_that_had_not_seen_it():
    state = fold({"": (CREATE,), "alias": (made(2, "Rob"),), "removed": (removal(9, CREATE.id),)})
    assert not state.removed
    assert state.removal_contested
    assert state.values["alias"] == "Rob"


def test_of_two_removals_one_that_had_seen_everything_is_enough():
    registers = {"": (CREATE,), "alias": (made(2, "Rob"),)}
    both = (removal(8, CREATE.id), removal(9, *seen(registers)))
    state = fold({**registers, "removed": both})
    assert state.removed
    assert not state.removal_contested


def test_a_removal_can_be_taken_back():
    state = fold({"": (CREATE,), "removed": (made(9, None),)})
    assert not state.removed
    assert not state.removal_contested


def test_a_register_whose_values_are_all_replaced_says_nothing():
    state = fold({"": (CREATE,), "alias": Register((), frozenset({"x"}))})
    assert state.values["alias"] == "Bob"


def test_a_removal_has_seen_every_head_but_removals():
    assert seen({"": (CREATE,), "alias": (head(3), head(2)), "removed": (head(4),)}) == (
        CREATE.id, head(2).id, head(3).id,
    )  # fmt: skip
