"""Registers: the order of arrival makes no difference, nothing replaced returns, nothing unseen is lost."""

from hypothesis import given
from hypothesis import strategies as st

from tests.log.histories import Step, head, histories, play
from thuis_tui.log.register import Register, advance, apply, decode_heads, encode_heads


@given(histories(), st.data())
def test_order_and_repetition_make_no_difference(steps, data):
    repeated = steps + data.draw(st.lists(st.sampled_from(steps), max_size=5))
    assert play(data.draw(st.permutations(repeated))) == play(steps)


@given(histories(), st.data())
def test_heads_are_what_nobody_replaced(steps, data):
    replaced = {one for step in steps for one in step.base}
    arrived = play(data.draw(st.permutations(steps)))
    assert [one.id for one in arrived.heads] == sorted({step.id for step in steps} - replaced)
    assert arrived.superseded == replaced


@given(histories(), st.data())
def test_what_is_replaced_never_returns(steps, data):
    register = Register()
    gone = set()
    for step in data.draw(st.permutations(steps * 2)):
        register = apply(register, step.id, step.base, step.head)
        assert gone <= register.superseded
        assert not gone & {one.id for one in register.heads}
        gone |= register.superseded


@given(histories(), st.data())
def test_a_device_that_applies_effects_has_what_the_service_has(steps, data):
    service, device = Register(), ()
    for step in data.draw(st.permutations(steps)):
        late = step.id in service.superseded
        service = apply(service, step.id, step.base, step.head)
        device = advance(device, step.base, None if late else step.head)
        assert device == service.heads


@given(st.permutations(range(4)))
def test_resolving_two_values_keeps_the_third_that_was_not_seen(order):
    one, two, three = (Step(head(n), ()) for n in (1, 2, 3))
    resolution = Step(head(4), (one.id, two.id))
    arrived = play([(one, two, three, resolution)[index] for index in order])
    assert [shown.id for shown in arrived.heads] == [three.id, resolution.id]


def test_a_value_after_what_replaced_it_makes_no_head():
    old, new = Step(head(1), ()), Step(head(2), (head(1).id,))
    assert [one.id for one in play([new, old]).heads] == [new.id]


@given(histories())
def test_heads_survive_their_bytes_with_their_values_untouched(steps):
    heads = play(steps).heads
    assert decode_heads(encode_heads(reversed(heads))) == heads
