"""Nonsense in valid JSON never reaches the shadow; what is only unknown is kept as it came."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from tests.store.test_shadow import CLIENT, ENT, SCOPE, apply, colleague, pull, push, standing
from tests.store.world import KEY, Author, Service, client_values, note_values, rows, shown
from thuis_tui.log import versions
from thuis_tui.log.operation import MAX_OPERATION
from thuis_tui.log.register import decode_heads
from thuis_tui.log.wire import PullLine
from thuis_tui.store import fold, write
from thuis_tui.store.database import Database
from thuis_tui.store.errors import BadPage

Spoil = Callable[[PullLine], None]


def row(at: int, **changes: Any) -> Spoil:
    def spoil(page: PullLine) -> None:
        page.ops[at] = msgspec.structs.replace(page.ops[at], **changes)

    return spoil


def page(**changes: Any) -> Spoil:
    def spoil(line: PullLine) -> None:
        for name, value in changes.items():
            setattr(line, name, value)

    return spoil


def drop(at: int) -> Spoil:
    return lambda line: line.ops.pop(at) and None


def swap(line: PullLine) -> None:
    line.ops.reverse()


def raw(text: bytes) -> msgspec.Raw:
    return msgspec.Raw(text)


# The page has a note (0) and values of the client's address (1) and phone (2).
NONSENSE: dict[str, Spoil] = {
    "no scope": page(scope="everything"),
    "no scope but a path": page(scope="c:../../x"),
    "head before the rows": page(head=2),
    "from before nothing": page(from_=-1),
    "rows going back": swap,
    "a row left out": drop(1),
    "the first row left out": drop(0),
    "the same place twice": row(2, seq=3),
    "a jump": row(2, seq=9),
    "unknown kind": row(1, kind="explode"),
    "a create with a field": row(0, field="body"),
    "a create with a base": row(0, base=("a" * 32,)),
    "a set without a field": row(1, field=""),
    "a removal of a field": row(1, kind="remove"),
    "a removal without what it saw": row(1, kind="remove", field="removed", val=raw(b'{"reason":""}')),
    "a removal that is a text": row(1, kind="remove", field="removed", val=raw(b'"gone"')),
    "a record without an id": row(0, ent="note"),
    "a record with half an id": row(0, ent="note:1234"),
    "a record whose id is a path": row(0, ent="note:" + "../" * 10 + "xx"),
    "a record type in capitals": row(0, ent="NOTE:" + "a" * 32),
    "a field that is SQL": row(1, field='x"; DROP TABLE note; --'),
    "a record of another kind of scope": row(0, ent="caseworker:" + "a" * 32),
    "a new record that is a list": row(0, val=raw(b"[1]")),
    "a new record that is no text": row(0, val=raw(b'{"body":"\xff"}')),
    "a value that is no text": row(1, val=raw(b'"\xff"')),
    "a value that is no JSON": row(1, val=raw(b"{")),
    "a value larger than any operation": row(1, val=raw(b'"' + b"x" * MAX_OPERATION + b'"')),
    "a value of ten million letters": row(1, val=raw(b'"' + b"x" * 10_000_000 + b'"')),
    "a record nested too deeply": row(0, val=raw(b'{"body":' + b"[" * 50_000 + b"]" * 50_000 + b"}")),
    "a value nested too deeply": row(1, val=raw(b"[" * 50_000 + b"]" * 50_000)),
    "a stamp before time": row(1, hlc=-1),
    "a stamp after time": row(1, hlc=2**63),
    "a very long author": row(1, actor="a" * 65),
    "no version": row(1, sv=0),
    "a mark that is none": row(1, superseded=7),
}


def changing() -> tuple[Service, Author]:
    service, author = colleague()
    start = tuple(service.heads(ENT, ""))
    author.create("note", note_values(CLIENT))
    author.write(ENT, "address", "set", "Singel 2", start)
    author.write(ENT, "phone", "set", "0687654321", start)
    return service, author


def everything(database: Database) -> Any:
    tables = ("scope", "register", "confirmation", "operation")
    return shown(database), [rows(database, f"SELECT * FROM {table}") for table in tables]


def test_a_page_of_nonsense_changes_nothing_and_the_true_one_comes_in_after_it(database: Database) -> None:
    service, _ = changing()
    apply(database, service.page(0, limit=1))
    before = everything(database)
    for name, spoil in NONSENSE.items():
        page = service.page(1)
        spoil(page)
        with pytest.raises(BadPage) as problem:
            apply(database, page)
        assert len(str(problem.value)) < 300, name
        assert everything(database) == before, name
    assert apply(database, service.page(1))[0].intact


def test_one_page_of_nonsense_takes_none_of_the_pages_beside_it_along(database: Database) -> None:
    good, bad = changing()[0].page(0), Service(f"c:{'d' * 32}")
    Author(bad, 98).create("client", client_values(), "d" * 32)
    page = bad.page(0)
    page.ops[0] = msgspec.structs.replace(page.ops[0], kind="explode")
    with pytest.raises(BadPage):
        apply(database, good, page)
    assert rows(database, "SELECT * FROM register") == []


def test_our_own_operation_with_a_mark_that_is_none_is_nonsense(database: Database) -> None:
    service, _ = colleague()
    pull(database, service)
    database.write(lambda w: write.set_field(w, SCOPE, ENT, "address", "Kade 1")).result()
    push(database, service)
    page = service.page(1, standing(database).chain)
    page.ops[0].ent = 2
    with pytest.raises(BadPage):
        apply(database, page)


def test_what_a_later_program_wrote_is_kept_and_never_changed(database: Database) -> None:
    service, author = colleague()
    start = tuple(service.heads(ENT, ""))
    later = author.create("client_plan", {"goal": "rust", "steps": [1, {"a": None}]}, "1" * 32)
    author.write(ENT, "shoe_size", "set", {"eu": 43.5}, start)
    note = author.create("note", {**note_values(CLIENT), "mood": {"scale": [1, 2]}}, "2" * 32)
    page = service.page(0)
    page.ops = [msgspec.structs.replace(row, sv=9) for row in page.ops]
    assert apply(database, page)[0].intact
    database.write(lambda w: write.set_field(w, SCOPE, ENT, "address", "Kade 1")).result()
    database.write(lambda w: write.set_field(w, SCOPE, ENT, "phone", "0611111111")).result()
    database.write(fold.rebuild).result()
    push(database, service)
    pull(database, service)
    kept = {
        (found["ent"], found["field"]): bytes(decode_heads(found["heads"])[0].value)
        for found in rows(database, "SELECT ent, field, heads FROM register")
    }
    for key in ((later, ""), (ENT, "shoe_size"), (note, "")):
        assert kept[key] == bytes(service.registers[key].heads[0].value)
    assert kept[ENT, "shoe_size"] == b'{"eu":43.5}'
    ours = {(operation.ent, operation.field) for chain, operation, _ in service.log if chain != author.chain}
    assert ours == {(ENT, "address"), (ENT, "phone")}


def older(ent: str, field: str, kind: str, val: msgspec.Raw) -> msgspec.Raw:
    """A step as a later version could have it: the address is a list of lines."""
    value = msgspec.json.decode(val)
    if kind == "create" and "address" in value:
        value["address"] = f"lines:{value['address']}"
    elif field == "address":
        value = f"lines:{value}"
    return msgspec.Raw(msgspec.json.encode(value))


def test_what_an_earlier_program_wrote_is_read_as_the_present_one(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(versions.UPCASTERS, 1, older)
    monkeypatch.setitem(versions.UPCASTERS, 2, lambda ent, field, kind, val: val)
    service = Service(SCOPE)
    author = Author(service)
    author.create("client", client_values(address="Markt 3"), CLIENT)
    pull(database, service)
    assert rows(database, "SELECT address FROM client") == [{"address": "lines:Markt 3"}]
    author.write(ENT, "address", "set", "Singel 2", tuple(service.heads(ENT, "")))
    pull(database, service)
    assert rows(database, "SELECT address FROM client") == [{"address": "lines:Singel 2"}]
    database.write(lambda w: write.set_field(w, SCOPE, ENT, "address", "Kade 1")).result()
    assert rows(database, "SELECT address FROM client") == [{"address": "lines:Kade 1"}]
    push(database, service)
    pull(database, service)
    assert rows(database, "SELECT address FROM client") == [{"address": "lines:Kade 1"}]
    database.write(fold.rebuild).result()
    assert rows(database, "SELECT address FROM client") == [{"address": "lines:Kade 1"}]
    assert standing(database).digest == service.page(0).digest


def test_a_row_is_brought_up_once_however_often_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(versions.UPCASTERS, 1, older)
    service = Service(SCOPE)
    Author(service).create("client", client_values(address="Markt 3"), CLIENT)
    (row,) = service.page(0).ops
    versions.upcast_row(row)
    versions.upcast_row(row)
    assert (row.sv, msgspec.json.decode(row.val)["address"]) == (2, "lines:Markt 3")
    assert versions.upcast(2, ENT, "address", "set", msgspec.Raw(b'"x"')) == msgspec.Raw(b'"x"')


def test_a_file_opened_again_after_nonsense_is_as_it_was(database: Database, open_file: Any) -> None:
    service, _ = changing()
    pull(database, service)
    before = everything(database)
    page = Author(service).service.page(0)
    page.from_ = 4
    page.ops = [msgspec.structs.replace(page.ops[0], seq=5, kind="explode")]
    page.head = 5
    with pytest.raises(BadPage):
        apply(database, page)
    database.close()
    assert everything(open_file(key=KEY)) == before
