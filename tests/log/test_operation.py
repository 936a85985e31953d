"""Operations come out of their bytes as they went in; anything else is refused by name, never by a crash."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from thuis_tui.log.operation import MAX_OPERATION, MalformedOperation, Operation, decode, encode

ID = "0" * 31 + "1"
ids = st.text("0123456789abcdef", min_size=32, max_size=32)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(min_value=-(2**63), max_value=2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def whole(**changes):
    message = {
        "n": 1, "prev": "", "id": ID, "tx": "", "ent": f"note:{ID}", "field": "body", "kind": "set",
        "val": "x", "base": [], "hlc": 1, "actor": ID, "sv": 1,
    }  # fmt: skip
    return {**message, **changes}


@st.composite
def operations(draw):
    return Operation(
        n=draw(st.integers(min_value=1, max_value=2**53)),
        prev=draw(st.just("") | ids),
        id=draw(ids),
        tx=draw(st.just("") | ids),
        ent=f"{draw(st.sampled_from(['note', 'client', 'access_event']))}:{draw(ids)}",
        field=draw(st.sampled_from(["body", "surname", "life_domains"])),
        kind="set",
        val=msgspec.Raw(msgspec.json.encode(draw(json_values))),
        base=tuple(draw(st.lists(ids, max_size=4))),
        hlc=draw(st.integers(min_value=0, max_value=2**63 - 1)),
        actor=draw(ids),
        sv=draw(st.integers(min_value=1, max_value=65535)),
    )


@given(operations())
def test_an_operation_survives_its_bytes(operation):
    raw = encode(operation)
    assert decode(raw) == operation
    assert encode(decode(raw)) == raw


@given(st.text())
def test_text_survives_bit_for_bit(text):
    raw = encode(decode(json.dumps(whole(val=text)).encode()))
    assert msgspec.json.decode(decode(raw).val) == text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("n", 0), ("n", -1), ("n", "1"), ("n", 2**60), ("n", 1.5), ("n", None),
        ("prev", "x"), ("prev", ID.replace("1", "G")), ("id", ""), ("id", ID + "\n"), ("id",
        ID + ID), ("id", 7),
        ("tx", "zz"), ("ent", "note"), ("ent", f"Note:{ID}"), ("ent", f"note:{ID}\n"), ("ent", f"../x:{ID}"),
        ("field", "Body"), ("field", "a" * 61), ("field", "b\0"), ("field", 3), ("kind", "drop"),
        ("kind", None),
        ("base", "x"), ("base", ["x"]), ("base", [ID] * 501), ("base", [7]), ("hlc", -1), ("hlc", 2**63),
        ("actor", ""), ("actor", "a" * 65), ("sv", 0), ("sv", 70000), ("field", ""),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(field, value):
    with pytest.raises(MalformedOperation) as refused:
        decode(json.dumps(whole(**{field: value})).encode())
    assert refused.value.field == field
    assert refused.value.message


@pytest.mark.parametrize("field", ["n", "prev", "id", "ent", "field", "kind", "val", "hlc", "actor"])
def test_what_is_missing_is_named(field):
    message = whole()
    del message[field]
    with pytest.raises(MalformedOperation) as refused:
        decode(json.dumps(message).encode())
    assert (refused.value.field, refused.value.message) == (field, "missing")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "create"}, "field"),
        ({"kind": "create", "field": "", "val": {}, "base": [ID]}, "base"),
        ({"kind": "create", "field": "", "val": []}, "val"),
        ({"kind": "remove"}, "field"),
        ({"kind": "remove", "field": "removed", "val": {"reason": "x"}}, "val"),
        ({"kind": "remove", "field": "removed", "val": None}, "val"),
    ],
)
def test_each_kind_has_one_shape(changes, field):
    with pytest.raises(MalformedOperation) as refused:
        decode(json.dumps(whole(**changes)).encode())
    assert refused.value.field == field


@pytest.mark.parametrize(
    "value",
    [b"[" * 100_000 + b"]" * 100_000, b"1e999", b'"\xff"', b'"\\ud800"', b"nan", b"01", b"[1,]", b'"\x01"'],
)
def test_a_value_that_is_no_json_is_refused(value):
    raw = json.dumps(whole(val=0)).encode().replace(b'"val": 0', b'"val": ' + value)
    with pytest.raises(MalformedOperation):
        decode(raw)


def test_too_large_is_refused_before_it_is_read():
    with pytest.raises(MalformedOperation, match=str(MAX_OPERATION)):
        decode(json.dumps(whole(val="x" * MAX_OPERATION)).encode())
    decode(json.dumps(whole(val="x" * (MAX_OPERATION - 400))).encode())


@given(st.binary(max_size=200))
def test_noise_is_refused(noise):
    with pytest.raises(MalformedOperation):
        decode(noise)


@given(operations(), st.data())
def test_damaged_bytes_are_read_or_refused_but_never_crash(operation, data):
    raw = bytearray(encode(operation))
    for _ in range(data.draw(st.integers(min_value=1, max_value=3))):
        raw[data.draw(st.integers(min_value=0, max_value=len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        again = decode(bytes(raw))
    except MalformedOperation:
        return
    assert decode(encode(again)) == again
