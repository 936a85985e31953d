"""Messages of the wire survive their bytes; garbage is refused by the codec, not by whoever reads it."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from thuis_tui.log import wire
from thuis_tui.log.chain import Chain, operation_hash
from thuis_tui.log.identifiers import new_id
from thuis_tui.log.operation import decode

SCOPE = f"c:{new_id()}"


def operation_bytes(body="x"):
    return Chain(SCOPE, new_id()).link(
        id=new_id(), ent=f"note:{new_id()}", field="", kind="create",
        val=msgspec.json.encode({"body": body}), hlc=7, actor=new_id(),
    )[1]  # fmt: skip


@given(st.text())
def test_operations_pass_a_push_as_the_very_bytes(body):
    raw = operation_bytes(body)
    request = wire.PushRequest([wire.PushScope(SCOPE, 0, new_id(), [msgspec.Raw(raw)])])
    arrived = wire.decode_push(wire.encode(request)).scopes[0].ops[0]
    assert bytes(arrived) == raw
    assert operation_hash(SCOPE, "x", arrived) == operation_hash(SCOPE, "x", raw)


def test_a_page_carries_stored_rows_and_short_rows():
    one = decode(operation_bytes("é"))
    rows = [
        wire.encode_row(
            5, one.id, one.ent, one.field, one.kind, one.val, one.base, one.hlc, one.actor, True, 1, ""
        ),
        wire.encode_short_row(6, new_id(), False),
    ]
    line = wire.decode_line(wire.encode_page(rows, scope=SCOPE, gen=1, epoch="e", from_=4, head=6, acked=2))
    full, short = line.ops
    assert (line.from_, line.head, line.acked, line.more) == (4, 6, 2, False)
    assert (full.seq, full.ent, full.superseded, full.own) == (5, one.ent, 1, False)
    assert bytes(full.val) == bytes(one.val)
    assert (short.seq, short.own, short.mark) == (6, True, False)
    assert wire.decode_line(wire.encode_page([], scope=SCOPE)).ops == []


@pytest.mark.parametrize(
    "line",
    [
        b"<html><body>Welcome</body></html>", b"", b"[]", b"null", b'{"t":"other"}', b'{"scope":7}',
        b'{"ops":[[1]]}', b'{"ops":[[1,"x","note:1"]]}', b'{"head":-1}', b'{"ops":[["1"]]}',
        b'{"digest":"zz"}',
    ],
)  # fmt: skip
def test_lines_that_are_none_are_refused(line):
    with pytest.raises(msgspec.DecodeError):
        wire.decode_line(line)


@pytest.mark.parametrize(
    "body",
    [
        b'{"scopes":{"../x":{}}}', b'{"scopes":{"c:1":{}}}', b'{"max_bytes":0}', b'{"vector":"zz"}',
        b'{"scopes":{"ref":{"seq":-2}}}', b'{"scopes":[]}', b'{"scopes_etag":"' + b"x" * 201 + b'"}',
    ],
)  # fmt: skip
def test_pulls_that_are_none_are_refused(body):
    with pytest.raises(msgspec.DecodeError):
        wire.decode_pull(body)


def test_a_quiet_question_is_small():
    body = wire.encode(wire.PullRequest(vector=new_id(), scopes_etag='"' + new_id() + '"'))
    assert len(body) < 120
    assert wire.decode_pull(body).scopes == {}


@given(
    st.lists(st.tuples(st.sampled_from(["ref", "c:1", "c:2"]), st.sampled_from("ab"), st.integers(0, 3))),
    st.data(),
)
def test_the_digest_of_a_vector_knows_no_order_but_every_part(vector, data):
    digest = wire.vector_digest(vector)
    assert digest == wire.vector_digest(data.draw(st.permutations(vector)))
    for index, (scope, epoch, seq) in enumerate(vector):
        for other in (("c:9", epoch, seq), (scope, "z", seq), (scope, epoch, seq + 10)):
            assert wire.vector_digest([*vector[:index], other, *vector[index + 1 :]]) != digest


def test_a_proof_binds_every_part_of_a_request():
    proof = wire.proof_text("POST", "/v1/sync/pull", b"body", "token")
    others = [
        wire.proof_text("GET", "/v1/sync/pull", b"body", "token"),
        wire.proof_text("POST", "/v1/sync/push", b"body", "token"),
        wire.proof_text("POST", "/v1/sync/pull?x=1", b"body", "token"),
        wire.proof_text("POST", "/v1/sync/pull", b"bodY", "token"),
        wire.proof_text("POST", "/v1/sync/pull", b"body", "token2"),
    ]
    assert proof not in others
    assert len(set(others)) == len(others)


def test_a_snapshot_page_holds_rows_that_are_bytes_already():
    row = wire.encode_short_row(3, "0" * 32, superseded=False)
    ent = "note:" + "0" * 32
    page = wire.SnapshotPage("ref", 1, "e", 4, "note body", more=True)
    sent = wire.encode_snapshot([wire.encode_register(ent, "body", 3, [row, row])] * 2, page)
    got = wire.decode_snapshot(sent)
    assert (got.head, got.after, got.more) == (4, "note body", True)
    assert [(register[0], register[1], register[2], len(register[3])) for register in got.registers] == [
        (ent, "body", 3, 2)
    ] * 2
    assert wire.decode_snapshot(wire.encode_snapshot([], page)).registers == []
