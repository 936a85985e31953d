"""The digest changes by one subtraction and one addition, and is what a full count would give."""

from hypothesis import given
from hypothesis import strategies as st

from thuis_tui.log.digest import BUCKETS, EMPTY, bucket, bucket_sums, from_hex, replace, term, to_hex, total

names = st.text("abcdef:0", max_size=6)
ids = st.text("0123456789abcdef", min_size=4, max_size=4)
registers = st.dictionaries(st.tuples(names, names), st.sets(ids, max_size=3), max_size=8)
changes = st.lists(st.tuples(st.tuples(names, names), st.sets(ids, max_size=3)), max_size=12)


def whole(state):
    return sum(term(ent, field, heads) for (ent, field), heads in state.items()) % 2**128


@given(registers, changes)
def test_replacing_terms_equals_counting_again(state, changed):
    state = dict(state)
    digest = whole(state)
    for key, heads in changed:
        digest = replace(digest, term(*key, state.get(key, ())), term(*key, heads))
        state[key] = heads
    assert digest == whole(state)
    assert 0 <= digest < 2**128


@given(names, names, st.sets(ids, min_size=1, max_size=4), st.data())
def test_the_order_of_heads_makes_no_difference(ent, field, heads, data):
    assert term(ent, field, data.draw(st.permutations(sorted(heads)))) == term(ent, field, heads)


def test_every_part_counts():
    terms = [
        term("note:1", "a", ("x",)), term("note:2", "a", ("x",)), term("note:1", "b", ("x",)),
        term("note:1", "a", ("y",)), term("note:1", "a", ("x", "y")), term("note:1a", "", ("x",)),
        term("note:1", "", ("a", "x")), term("note:1", "a", ()),
    ]  # fmt: skip
    assert len(set(terms)) == len(terms)


@given(st.integers(min_value=0, max_value=2**128 - 1))
def test_the_form_of_the_wire(digest):
    assert len(to_hex(digest)) == 32
    assert from_hex(to_hex(digest)) == digest
    assert from_hex("") == EMPTY


@given(registers)
def test_the_parts_of_a_digest_add_up_to_it(state):
    sums = bucket_sums((ent, field, heads) for (ent, field), heads in state.items())
    assert len(sums) == BUCKETS
    assert total(sums) == whole(state)
    assert {at for at, part in enumerate(sums) if part} <= {bucket(*key) for key in state}


def test_one_register_changes_one_part():
    before = bucket_sums([("note:1", "a", ("x",)), ("note:2", "a", ("y",))])
    after = bucket_sums([("note:1", "a", ("z",)), ("note:2", "a", ("y",))])
    assert [at for at in range(BUCKETS) if before[at] != after[at]] == [bucket("note:1", "a")]
    assert bucket("note:1", "a") == 144
