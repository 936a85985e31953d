"""A scope as it stands, page by page while others write, is its whole log; what differs is mended."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import settings as example_settings
from hypothesis import strategies as st

from tests import made_files
from tests.store.test_shadow import CLIENT, ENT, SCOPE, colleague, pull, push, standing, unconfirmed
from tests.store.world import (
    AUTHOR,
    KEY,
    Author,
    Ids,
    Service,
    add_note,
    decoded,
    note_values,
    rows,
    shown,
)
from thuis_tui.log.wire import ScopeGrant, SnapshotPage
from thuis_tui.store import conflicts, fold, pending, shadow, snapshot, write
from thuis_tui.store.database import Database
from thuis_tui.store.errors import BadPage
from thuis_tui.store.snapshot import Compared


def take(database: Database, page: SnapshotPage, after: str = "") -> bool:
    return database.write(lambda w: snapshot.take(w, page, after)).result()


def compare(database: Database, service: Service, *, whole: bool = False) -> Compared:
    return database.write(lambda w: snapshot.compare(w, service.sums(whole=whole))).result()


def learn(database: Database, service: Service) -> None:
    grant = ScopeGrant(service.scope, service.gen, service.epoch, len(service.log))
    database.write(lambda w: pending.learn_grants(w, [grant])).result()


def after(database: Database) -> str:
    return snapshot.mark(standing(database)).after


def load(database: Database, service: Service, author: Author | None = None, limit: int = 3) -> int:
    """Read all pages from where the file says it is; a colleague writes between them. Returns how many."""
    for count in range(1, 200):
        at = after(database)
        assert take(database, service.snapshot(at, limit), at)
        if not standing(database).loading:
            return count
        if author is not None:
            author.create("note", note_values(CLIENT, f"tijdens {count}"))
    raise AssertionError("it never ends")


def full(notes: int = 10) -> tuple[Service, Author]:
    service, author = colleague()
    start = tuple(service.heads(ENT, ""))
    for number in range(notes):
        author.create("note", note_values(CLIENT, f"gesprek {number}"))
    author.write(ENT, "address", "set", "Singel 2", start)
    author.write(ENT, "address", "set", "Kade 1", start)
    old = author.write(ENT, "phone", "set", "0687654321", start)
    author.write(ENT, "phone", "set", "0611111111", (old,))
    return service, author


def same_as_pulled(database: Database, service: Service, open_file: Any) -> None:
    other = open_file("other.db")
    other.write(lambda w: write.identify(w, AUTHOR)).result()
    pull(other, service)
    assert shown(database) == shown(other)
    one, two = standing(database), standing(other)
    assert (one.seq, one.head, one.digest, one.loaded) == (two.seq, two.head, two.digest, two.loaded)
    assert one.digest == service.page(0).digest
    table = "SELECT ent, field, seq FROM register ORDER BY ent, field"
    assert rows(database, table) == rows(other, table)


def test_pages_and_a_pull_give_what_the_whole_log_gives(database: Database, open_file: Any) -> None:
    service, author = full()
    learn(database, service)
    assert load(database, service, author) > 3
    assert not standing(database).loaded
    assert standing(database).behind
    pull(database, service)
    assert standing(database).loaded
    same_as_pulled(database, service, open_file)
    before = shown(database)
    database.write(fold.rebuild).result()
    assert shown(database) == before
    assert rows(database, "SELECT field FROM conflict") == [{"field": "address"}]


def test_it_goes_on_behind_the_last_page_after_a_crash_at_any_page(open_file: Any) -> None:
    service, author = full(6)
    for stop in range(4):
        database = open_file(f"stop{stop}.db")
        learn(database, service)
        for _ in range(stop):
            at = after(database)
            take(database, service.snapshot(at), at)
        known, mark = len(rows(database, "SELECT 1 FROM register")), after(database)
        database.close()
        again = open_file(f"stop{stop}.db")
        assert (len(rows(again, "SELECT 1 FROM register")), after(again)) == (known, mark)
        assert known == 3 * stop
        assert not standing(again).loaded
        load(again, service, author)
        pull(again, service)
        assert standing(again).digest == service.page(0).digest
        assert len(rows(again, "SELECT 1 FROM note")) == sum(
            operation.kind == "create" and operation.ent.startswith("note") for _, operation, _ in service.log
        )


def test_a_page_that_comes_twice_or_is_not_the_next_is_not_kept(database: Database) -> None:
    service, _ = full()
    learn(database, service)
    first = service.snapshot()
    assert take(database, first)
    at = standing(database)
    assert not take(database, first)
    assert not take(database, service.snapshot("x"), "x")
    for changes in ({"gen": 2}, {"epoch": "d" * 32}):
        other = msgspec.structs.replace(service.snapshot(first.after), **changes)
        assert not take(database, other, first.after)
    assert standing(database) == at


def test_what_was_written_here_meanwhile_stays_and_what_is_known_already_counts_as_ours(
    database: Database, open_file: Any
) -> None:
    service, author = full()
    pull(database, service)
    add_note(database, CLIENT, "van mij, heen")
    replaced = database.write(lambda w: write.set_field(w, SCOPE, ENT, "alias", "Oud")).result()
    push(database, service)
    author.write(ENT, "alias", "set", "Nieuw", (replaced,))
    for number in range(5):
        author.create("note", note_values(CLIENT, f"later {number}"))
    learn(database, service)
    add_note(database, CLIENT, "van mij, wacht")
    before = {row["body"] for row in rows(database, "SELECT body FROM note")}
    assert unconfirmed(database) == 3
    while True:
        at = after(database)
        take(database, service.snapshot(at), at)
        assert before <= {row["body"] for row in rows(database, "SELECT body FROM note")}
        if not standing(database).loading:
            break
    assert unconfirmed(database) == 1
    assert rows(database, "SELECT alias FROM client") == [{"alias": "Nieuw"}]
    push(database, service)
    pull(database, service)
    assert unconfirmed(database) == 0
    same_as_pulled(database, service, open_file)


def test_another_life_is_read_as_it_stands_while_the_earlier_one_is_shown(
    database: Database, open_file: Any
) -> None:
    service, author = full()
    pull(database, service)
    add_note(database, CLIENT, "van mij")
    push(database, service)
    pull(database, service)
    restored = service.restored(8)
    before = shown(database)
    database.write(lambda w: shadow.restart(w, SCOPE, 1, restored.epoch)).result()
    database.write(lambda w: snapshot.begin(w, SCOPE)).result()
    push(database, restored)
    take(database, restored.snapshot())
    assert shown(database) == before
    author.send_again(restored)
    load(database, restored)
    pull(database, restored)
    assert not standing(database).reloading
    assert unconfirmed(database) == 0
    assert shown(database) == before
    same_as_pulled(database, restored, open_file)


def test_another_life_that_is_empty_ends_at_its_one_page(database: Database) -> None:
    service, _ = full()
    pull(database, service)
    restored = service.restored(0)
    database.write(lambda w: shadow.restart(w, SCOPE, 1, restored.epoch)).result()
    database.write(lambda w: snapshot.begin(w, SCOPE)).result()
    assert load(database, restored) == 1
    at = standing(database)
    assert (bool(at.loaded), bool(at.reloading), at.loading) == (True, False, "")
    assert rows(database, "SELECT * FROM client") == []


def push_again(database: Database, service: Service) -> None:
    """Push, and take in what the service says it had before, as the answer to a push does."""
    at = standing(database)
    had = {operation.id: seq for seq, (_, operation, _) in enumerate(service.log, 1)}
    sent = [decoded(raw).id for part in database.read(pending.next_push).result() for raw in part.operations]
    push(database, service)
    here = snapshot.mark(at).head if at.loading else at.seq
    places = {id_: had[id_] for id_ in sent if had.get(id_, here + 1) <= here}
    database.write(lambda w: shadow.confirm(w, SCOPE, places)).result()


def test_a_chain_begun_anew_meanwhile_is_told_apart(database: Database) -> None:
    service, author = full()
    pull(database, service)
    old = database.write(lambda w: write.set_field(w, SCOPE, ENT, "alias", "Oud")).result()
    push(database, service)
    author.write(ENT, "alias", "set", "Nieuw", (old,))
    database.write(lambda w: snapshot.begin(w, SCOPE)).result()
    take(database, service.snapshot())
    database.write(lambda w: pending.replace_chain(w, SCOPE)).result()
    load(database, service)
    push_again(database, service)
    pull(database, service)
    assert unconfirmed(database) == 0
    assert rows(database, "SELECT alias, conflicts FROM client") == [{"alias": "Nieuw", "conflicts": 1}]
    assert rows(database, "SELECT field FROM conflict") == [{"field": "address"}]
    assert standing(database).digest == service.page(0).digest


def test_what_a_value_replaced_is_said_only_where_it_is_known(database: Database) -> None:
    service, author = colleague()
    start = tuple(service.heads(ENT, ""))
    old = author.write(ENT, "phone", "set", "0687654321", start)
    author.write(ENT, "phone", "set", "0611111111", (old,))
    author.write(ENT, "phone", "set", "0622222222", (old,))
    author.write(ENT, "first_name", "set", "Zo", start)
    author.write(ENT, "first_name", "set", "Zoë-Anne", start)
    learn(database, service)
    load(database, service, limit=2)
    pull(database, service)

    def was(field: str) -> Any:
        return database.read(lambda c: conflicts.siblings(c, SCOPE, ENT, field)).result().was

    assert was("phone") is None
    assert was("first_name") == "Zoë"


SPOILS: dict[str, Any] = {
    "a record of another kind": lambda page: page.registers.__setitem__(
        0, ("caseworker:" + "1" * 32, *page.registers[0][1:])
    ),
    "rows of another register": lambda page: page.registers.__setitem__(
        0, (*page.registers[0][:3], page.registers[1][3])
    ),
    "a register twice": lambda page: page.registers.append(page.registers[0]),
    "a register without heads": lambda page: page.registers.__setitem__(0, (*page.registers[0][:3], [])),
    "a register before its heads": lambda page: page.registers.__setitem__(
        2, (*page.registers[2][:2], 1, page.registers[2][3])
    ),
    "a kind that is none": lambda page: setattr(page.registers[0][3][0], "kind", "explode"),
    "a value too deep": lambda page: setattr(
        page.registers[0][3][0], "val", msgspec.Raw(b"[" * 50_000 + b"]" * 50_000)
    ),
    "more, but not where": lambda page: setattr(page, "after", ""),
}


def test_a_page_that_cannot_be_leaves_nothing_behind(database: Database) -> None:
    service, _ = full()
    learn(database, service)
    at = standing(database)
    for name, spoil_page in SPOILS.items():
        page = service.snapshot(limit=6)
        spoil_page(page)
        with pytest.raises(BadPage):
            take(database, page)
        assert standing(database) == at, name
        assert rows(database, "SELECT * FROM register") == [], name
    load(database, service)


def spoil(database: Database, sql: str, *values: Any) -> None:
    def change(writing: Any) -> None:
        with writing.permitted():
            writing.raw.execute(sql, values).close()

    database.write(change).result()


DAMAGE = {
    "a value of another": "UPDATE register SET heads=(SELECT heads FROM register WHERE ent LIKE 'note:%')"
    " WHERE field='phone'",
    "one lost": "DELETE FROM register WHERE field='phone'",
    "one too many": "INSERT INTO register(scope, scope_row, ent, field, seq, heads)"
    " SELECT scope, scope_row, ent, 'extra', seq, heads FROM register WHERE field='phone'",
    "a conflict that is none": "UPDATE register SET heads=(SELECT heads FROM register WHERE field='address')"
    " WHERE field='phone'",
}


@pytest.mark.parametrize("name", DAMAGE)
def test_what_differs_is_found_by_its_bucket_and_mended(name: str, database: Database) -> None:
    service, author = full()
    pull(database, service)
    before = shown(database)
    registers = rows(database, "SELECT ent, field, seq, heads FROM register ORDER BY ent, field")
    assert compare(database, service) == Compared(False)
    spoil(database, DAMAGE[name])
    assert compare(database, service, whole=True) == Compared(False, None)
    found = compare(database, service)
    assert 1 <= len(found.buckets) <= 2
    assert standing(database).digest != service.page(0).digest
    pages = [service.snapshot("", 1, found.buckets)]
    while pages[-1].more:
        pages.append(service.snapshot(pages[-1].after, 1, found.buckets))
    assert sum(len(page.registers) for page in pages) < len(registers)
    assert database.write(lambda w: snapshot.mend(w, pages, found.buckets)).result()
    assert compare(database, service) == Compared(False)
    assert standing(database).digest == service.page(0).digest
    assert shown(database) == before
    author.create("note", note_values(CLIENT, "en verder"))
    pull(database, service)


def test_a_digest_that_was_counted_wrong_is_counted_anew(database: Database) -> None:
    service, _ = full()
    pull(database, service)
    spoil(database, "UPDATE scope SET digest=?", "5" * 32)
    assert compare(database, service) == Compared(False)
    assert standing(database).digest == service.page(0).digest


def test_two_at_different_places_are_not_compared(database: Database) -> None:
    service, author = full()
    pull(database, service)
    author.create("note", note_values(CLIENT, "later"))
    assert compare(database, service) == Compared(True)
    assert standing(database).behind


def test_sums_that_do_not_add_up_are_nonsense(database: Database) -> None:
    service, _ = full()
    pull(database, service)
    reply = msgspec.structs.replace(service.sums(), digest="1" * 32)
    with pytest.raises(BadPage):
        database.write(lambda w: snapshot.compare(w, reply)).result()


def test_mending_takes_no_register_of_another_bucket_and_no_other_life(database: Database) -> None:
    service, _ = full()
    pull(database, service)
    at, found = standing(database), rows(database, "SELECT * FROM register")
    whole = service.snapshot(limit=99)
    with pytest.raises(BadPage):
        database.write(lambda w: snapshot.mend(w, [whole], (1,))).result()
    other = msgspec.structs.replace(whole, epoch="d" * 32)
    assert not database.write(lambda w: snapshot.mend(w, [other], range(256))).result()
    assert (standing(database), rows(database, "SELECT * FROM register")) == (at, found)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["theirs", "theirs", "note", "set", "push", "page", "page", "page", "chain", "crash"]
        ),
        st.integers(0, 3),
        st.integers(1, 4),
    ),
    min_size=4,
    max_size=30,
)


@given(steps=STEPS)
@example_settings(max_examples=12)
def test_whatever_happens_between_the_pages(tmp_path_factory: pytest.TempPathFactory, steps: Any) -> None:
    path = tmp_path_factory.mktemp("pages") / "thuis.db"
    made_files.database(path, KEY)
    ids = Ids(1)
    database = Database.open(path, KEY, now=lambda: 1_767_225_600_000, ids=ids)
    try:
        database.write(lambda w: write.identify(w, AUTHOR)).result()
        service, author = full(4)
        learn(database, service)
        take(database, service.snapshot())
        fields = ["address", "alias", "phone", "surname"]
        for step, which, size in steps:
            field = fields[which]
            match step:
                case "theirs":
                    base = service.heads(ENT, field)[:size] or service.heads(ENT, "")
                    author.write(ENT, field, "set", f"zij {size}", tuple(base))
                case "note":
                    author.create("note", note_values(CLIENT, f"hun gesprek {size}"))
                case "set" if rows(database, "SELECT 1 FROM client"):
                    database.write(
                        lambda w, f=field, s=size: write.set_field(w, SCOPE, ENT, f, f"wij {s}")
                    ).result()
                case "push":
                    push_again(database, service)
                case "page" if standing(database).loading:
                    at = after(database)
                    take(database, service.snapshot(at, size), at)
                case "chain":
                    database.write(lambda w: pending.replace_chain(w, SCOPE)).result()
                case "crash":
                    database.close()
                    database = Database.open(path, KEY, now=lambda: 1_767_225_600_000, ids=ids)
        push_again(database, service)
        while standing(database).loading:
            at = after(database)
            take(database, service.snapshot(at), at)
        pull(database, service)
        assert standing(database).digest == service.page(0).digest
        assert standing(database).loaded
        assert unconfirmed(database) == 0
        before = shown(database)
        database.write(fold.rebuild).result()
        assert shown(database) == before
    finally:
        database.close()


def test_a_page_from_before_a_scope_was_read_as_it_stands_says_nothing_of_its_digest(
    database: Database,
) -> None:
    service, author = full()
    learn(database, service)
    early = service.page(len(service.log) - 1)
    at = len(service.log)
    author.create("note", note_values(CLIENT, "later"))
    load(database, service)
    assert standing(database).seq == at
    (applied,) = database.write(lambda w: shadow.apply_pages(w, [early])).result()
    assert (applied.stale, applied.intact) == (False, None)
    pull(database, service)
    assert standing(database).digest == service.page(0).digest
