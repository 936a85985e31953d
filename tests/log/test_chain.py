"""A chain shows repeats, gaps and cloned laptops by number and hash alone."""

from hypothesis import given
from hypothesis import strategies as st

from thuis_tui.log.chain import Chain, Verdict, accept, operation_hash
from thuis_tui.log.identifiers import new_id
from thuis_tui.log.operation import decode

values = st.lists(st.text(max_size=20), min_size=1, max_size=12)


def write(chain, texts):
    written = []
    for text in texts:
        chain, raw = chain.link(
            id=new_id(), ent=f"note:{new_id()}", field="", kind="create",
            val=f'{{"body":{len(text)}}}'.encode(), hlc=1, actor=new_id(),
        )  # fmt: skip
        written.append((chain, raw))
    return written


def fresh():
    return Chain(f"c:{new_id()}", new_id())


@given(values)
def test_a_chain_is_accepted_in_its_order_only(texts):
    start = fresh()
    written = write(start, texts)
    last = start
    for end, raw in written:
        operation = decode(raw)
        assert accept(last, operation, raw) is Verdict.ACCEPT
        last = last.follow(operation.n, raw)
        assert last == end


@given(values)
def test_what_was_taken_before_is_a_duplicate(texts):
    written = write(fresh(), texts)
    last = written[-1][0]
    hashes = {end.n: end.hash for end, _ in written}
    for end, raw in written:
        assert accept(last, decode(raw), raw, hashes[end.n]) is Verdict.DUPLICATE
        assert accept(last, decode(raw), raw) is Verdict.DUPLICATE


@given(values.filter(lambda texts: len(texts) > 2))
def test_a_gap_is_seen(texts):
    start = fresh()
    written = write(start, texts)
    for end, raw in written[1:]:
        assert accept(start, decode(raw), raw) is (Verdict.GAP if end.n > 1 else Verdict.ACCEPT)


def test_a_cloned_laptop_is_seen_wherever_it_parts():
    start = fresh()
    common = write(start, ["a", "b"])
    here = write(common[-1][0], ["c", "d"])
    there = write(common[-1][0], ["c", "d"])
    assert accept(here[0][0], decode(there[0][1]), there[0][1]) is Verdict.FORK
    assert accept(here[0][0], decode(there[1][1]), there[1][1]) is Verdict.FORK
    assert accept(here[1][0], decode(there[0][1]), there[0][1], here[0][0].hash) is Verdict.FORK


def test_the_hash_binds_the_place():
    raw = write(fresh(), ["a"])[0][1]
    hashes = {operation_hash(scope, chain, raw) for scope in ("c:1", "c:2") for chain in ("1", "2")}
    assert len(hashes) == 4
    assert operation_hash("c:1", "1", raw + b" ") not in hashes
    assert operation_hash("c:1", "12", raw) != operation_hash("c:11", "2", raw)


@given(values)
def test_relinking_makes_a_valid_chain_of_the_same_operations(texts):
    written = write(fresh(), texts)
    last = fresh()
    for _, raw in written:
        end, moved = last.relink(raw)
        before, after = decode(raw), decode(moved)
        assert accept(last, after, moved) is Verdict.ACCEPT
        assert (before.id, before.ent, before.val, before.base, before.hlc) == (
            after.id, after.ent, after.val, after.base, after.hlc,
        )  # fmt: skip
        last = end
