"""The service's log taken in: in order, once, whole, and equal to a fold from empty."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import settings as example_settings
from hypothesis import strategies as st

from tests import made_files
from tests.store.world import (
    AUTHOR,
    COLLEAGUE,
    KEY,
    Author,
    Ids,
    Service,
    add_client,
    add_note,
    client_values,
    decoded,
    full_row,
    note_values,
    rows,
    shown,
)
from thuis_tui.log import digest
from thuis_tui.log.register import decode_heads
from thuis_tui.log.wire import PullLine
from thuis_tui.store import fold, pending, scopes, search, shadow, write
from thuis_tui.store.database import Database
from thuis_tui.store.errors import BadPage
from thuis_tui.store.pending import Acknowledgement

CLIENT = "c" * 32
SCOPE = f"c:{CLIENT}"
ENT = f"client:{CLIENT}"


def apply(database: Database, *pages: PullLine) -> list[shadow.Applied]:
    return database.write(lambda writing: shadow.apply_pages(writing, pages)).result()


def standing(database: Database, scope: str = SCOPE) -> scopes.ScopeStanding:
    found = database.read(lambda connection: scopes.one(connection, scope)).result()
    assert found is not None
    return found


def unconfirmed(database: Database) -> int:
    """How many of our operations are not in this life of the service's log."""
    [row] = rows(
        database,
        "SELECT count(*) AS n FROM operation o LEFT JOIN confirmation c ON c.operation=o.rowid"
        " WHERE ifnull(c.seq, 0)=0",
    )
    return int(row["n"])


def push(database: Database, service: Service) -> None:
    """Send what waits and take the acknowledgement in."""
    for part in database.read(pending.next_push).result():
        assert part.scope == service.scope
        for raw in part.operations:
            service.take(part.chain, decoded(raw))
        acknowledged = Acknowledgement(
            part.scope, part.chain, service.acked[part.chain], service.gen, service.epoch, 0, len(service.log)
        )
        database.write(lambda writing, a=acknowledged: pending.acknowledge(writing, [a])).result()


def pull(database: Database, service: Service, limit: int = 1000) -> None:
    """Take in all there is, a page at a time; ours come back short."""
    at = standing(database, service.scope) if rows(database, "SELECT 1 FROM scope") else None
    seq = at.seq if at else 0
    while seq < len(service.log):
        page = service.page(seq, at.chain if at else "", limit)
        (applied,) = apply(database, page)
        assert not applied.stale
        assert applied.intact is not False
        seq = applied.seq


def colleague() -> tuple[Service, Author]:
    service = Service(SCOPE)
    author = Author(service)
    author.create("client", client_values(), CLIENT)
    return service, author


def test_a_first_pull_fills_views_words_counts_cursor_and_digest(database: Database) -> None:
    service, author = colleague()
    author.create("note", note_values(CLIENT, "Over de huurachterstand", author=COLLEAGUE))
    note = author.create("note", note_values(CLIENT, "Koffie", occurred_at="2026-02-01T10:00:00Z"))
    author.create("amendment", {"client": CLIENT, "note": note[5:], "reason": "vergeten", "body": "en thee"})
    (applied,) = apply(database, service.page(0))
    assert applied == shadow.Applied(SCOPE, 4, 4, stale=False, intact=True)
    at = standing(database)
    assert (at.seq, at.head, at.gen, at.epoch, bool(at.loaded)) == (4, 4, 1, service.epoch, True)
    assert at.digest == service.page(0).digest
    assert rows(database, "SELECT surname, note_count, last_note_at FROM client") == [
        {"surname": "Berg", "note_count": 2, "last_note_at": "2026-02-01T10:00:00Z"}
    ]
    for word in ("huurach", "KOFFIE", "thee"):
        assert len(database.read(lambda c, word=word: search.notes(c, word)).result().notes) == 1
    before = shown(database)
    database.write(fold.rebuild).result()
    assert shown(database) == before


def test_many_scopes_in_one_transaction(database: Database) -> None:
    services = []
    for at in range(20):
        client = f"{at:032x}"
        service = Service(f"c:{client}")
        author = Author(service, 100 + at)
        author.create("client", client_values(), client)
        author.create("note", note_values(client))
        services.append(service)
    applied = apply(database, *(service.page(0) for service in services))
    assert all(one.intact for one in applied)
    assert rows(database, "SELECT count(*) AS n, sum(note_count) AS notes FROM client") == [
        {"n": 20, "notes": 20}
    ]


def test_pages_of_one_scope_follow_each_other_and_again_changes_nothing(database: Database) -> None:
    service, author = colleague()
    for at in range(10):
        author.create("note", note_values(CLIENT, f"Gesprek {at}"))
    pages = [service.page(at, limit=3) for at in range(0, 11, 3)]
    apply(database, *pages[:2])
    assert standing(database).seq == 6
    assert not standing(database).loaded
    apply(database, *pages[1:])
    before, at = shown(database), standing(database)
    assert (at.seq, bool(at.loaded)) == (11, True)
    assert all(not one.stale for one in apply(database, *pages))
    assert (shown(database), standing(database)) == (before, at)


def test_a_page_that_is_not_the_next_or_of_another_life_is_not_applied(database: Database) -> None:
    service, author = colleague()
    author.create("note", note_values(CLIENT))
    apply(database, service.page(0))
    before, at = shown(database), standing(database)
    author.create("note", note_values(CLIENT))
    for changes in ({"from_": 3}, {"epoch": "d" * 32}, {"gen": 2}):
        page = msgspec.structs.replace(service.page(2), **changes)
        assert apply(database, page)[0].stale
        assert (shown(database), standing(database)) == (before, at)
    assert not apply(database, service.page(2))[0].stale


@pytest.mark.parametrize(
    "spoil",
    [
        lambda row: setattr(row, "kind", "explode"),
        lambda row: setattr(row, "field", "surname"),
        lambda row: setattr(row, "val", msgspec.Raw(b"[1]")),
        lambda row: setattr(row, "seq", 9),
        lambda row: setattr(row, "ent", 0),
    ],
)
def test_a_page_that_cannot_be_leaves_nothing_behind(
    database: Database, spoil: Callable[[Any], None]
) -> None:
    service, author = colleague()
    author.create("note", note_values(CLIENT))
    page = service.page(0)
    spoil(page.ops[1])
    with pytest.raises(BadPage):
        apply(database, page)
    assert rows(database, "SELECT * FROM scope") == []
    assert rows(database, "SELECT * FROM register") == []
    apply(database, service.page(0))
    assert standing(database).seq == 2


def test_a_digest_that_differs_is_told(database: Database) -> None:
    service, _ = colleague()
    page = service.page(0)
    page.digest = digest.to_hex(5)
    assert apply(database, page)[0].intact is False


def test_values_that_a_column_cannot_hold_do_not_stop_the_rest(database: Database) -> None:
    service, author = colleague()
    odd = {
        "client": CLIENT,
        "body": {"a": 1},
        "occurred_at": 7,
        "duration_minutes": "x",
        "life_domains": None,
    }
    author.create("note", {**odd, "later_field": [1]})
    author.create("holiday", {"place": "Texel"})
    author.create("note", note_values(CLIENT))
    assert apply(database, service.page(0))[0].intact
    assert rows(database, "SELECT count(*) AS n FROM note") == [{"n": 2}]
    kept = rows(database, "SELECT heads FROM register WHERE ent LIKE 'holiday:%'")
    assert bytes(decode_heads(kept[0]["heads"])[0].value) == b'{"place":"Texel"}'
    before = shown(database)
    database.write(fold.rebuild).result()
    assert shown(database) == before


def test_a_dossier_cannot_overwrite_the_note_of_another_under_its_id(database: Database) -> None:
    true, false = Service(SCOPE), Service(f"c:{'d' * 32}")
    note = f"note:{'e' * 32}"
    Author(true).write(note, "", "create", note_values(CLIENT, "wat er gezegd is"))
    Author(true, 98).write(ENT, "", "create", client_values())
    apply(database, true.page(0))
    liar = Author(false, 97)
    liar.write(f"client:{'d' * 32}", "", "create", client_values(surname="Elders"))
    liar.write(note, "", "create", note_values("d" * 32, "iets anders"))
    liar.write(f"note:{'f' * 32}", "", "create", note_values("d" * 32, "gewoon"))
    assert [result.seq for result in apply(database, false.page(0))] == [3]
    assert {row["id"][0]: row["body"] for row in rows(database, "SELECT id, body FROM note")} == {
        "e": "wat er gezegd is",
        "f": "gewoon",
    }
    assert rows(database, "SELECT conflicts FROM client WHERE id=?", "d" * 32) == [{"conflicts": 1}]


def test_two_who_did_not_see_each_other_make_a_conflict_until_one_resolves_it(database: Database) -> None:
    service, author = colleague()
    apply(database, service.page(0))
    created = service.heads(ENT, "")
    database.write(lambda w: write.set_field(w, SCOPE, ENT, "address", "Kade 1")).result()
    author.write(ENT, "address", "set", "Singel 2", tuple(created))
    push(database, service)
    pull(database, service)
    assert rows(database, "SELECT field FROM conflict") == [{"field": "address"}]
    assert rows(database, "SELECT conflicts, address FROM client") == [{"conflicts": 1, "address": "Kade 1"}]
    database.write(lambda w: write.set_field(w, SCOPE, ENT, "address", "Singel 2")).result()
    assert rows(database, "SELECT conflicts, address FROM client") == [
        {"conflicts": 0, "address": "Singel 2"}
    ]
    push(database, service)
    pull(database, service)
    assert len(service.heads(ENT, "address")) == 1
    assert rows(database, "SELECT * FROM conflict") == []


def test_an_edit_beats_a_removal_that_had_not_seen_it(database: Database) -> None:
    service, author = colleague()
    author.create("note", note_values(CLIENT), "9" * 32)
    ent = "note:" + "9" * 32
    apply(database, service.page(0))
    database.write(lambda w: write.remove(w, SCOPE, ent, "dubbel")).result()
    assert rows(database, "SELECT * FROM note") == []
    author.write(ent, "tag", "set", "x", tuple(service.heads(ent, "")))
    pull(database, service)
    assert len(rows(database, "SELECT * FROM note")) == 1
    assert rows(database, "SELECT field FROM conflict") == [{"field": "removed"}]
    assert rows(database, "SELECT note_count, conflicts FROM client") == [{"note_count": 1, "conflicts": 1}]


def test_our_own_operations_are_shown_before_and_after_they_come_back(database: Database) -> None:
    client = add_client(database)
    add_note(database, client, "Eerste")
    service = Service(f"c:{client}")
    before = shown(database)
    push(database, service)
    assert shown(database) == before
    assert standing(database, service.scope).waiting == 0
    assert rows(database, f"SELECT count(*) AS n FROM operation o WHERE {fold.UNCONFIRMED}") == [{"n": 2}]
    pull(database, service)
    assert shown(database) == before
    assert unconfirmed(database) == 0
    assert rows(database, "SELECT count(*) AS n FROM register") == [{"n": 2}]
    database.write(fold.rebuild).result()
    assert shown(database) == before


def test_our_own_operation_in_full_counts_as_ours(database: Database) -> None:
    client = add_client(database)
    service = Service(f"c:{client}")
    push(database, service)
    _, operation, _ = service.log[0]
    page = service.page(0)
    page.ops = [full_row(1, operation)]
    assert apply(database, page)[0].intact
    assert rows(database, "SELECT seq FROM confirmation") == [{"seq": 1}]


def test_another_life_goes_on_showing_what_was_there_until_it_is_all_here(database: Database) -> None:
    service, author = colleague()
    author.create("note", note_values(CLIENT, "van een collega"))
    author.create("note", note_values(CLIENT, "nergens meer"))
    pull(database, service)
    add_note(database, CLIENT, "van mij")
    push(database, service)
    pull(database, service)
    before = shown(database)
    restored = service.restored(2)
    database.write(lambda w: shadow.restart(w, SCOPE, 1, restored.epoch)).result()
    assert shown(database) == before
    apply(database, restored.page(0, limit=1))
    assert shown(database) == before
    assert standing(database).reloading
    pull(database, restored)
    assert {row["body"] for row in rows(database, "SELECT body FROM note")} == {"van een collega", "van mij"}
    assert not standing(database).reloading
    push(database, restored)
    pull(database, restored)
    assert standing(database).digest == restored.page(0).digest
    author.send_again(restored)
    pull(database, restored)
    assert shown(database) == before
    database.write(fold.rebuild).result()
    assert shown(database) == before


def test_an_operation_of_ours_that_was_replaced_before_it_came_back_is_shown_no_more(
    database: Database,
) -> None:
    service, author = colleague()
    pull(database, service)
    ours = database.write(lambda w: write.set_field(w, SCOPE, ENT, "address", "Kade 1")).result()
    push(database, service)
    pull(database, service)
    author.write(ENT, "address", "set", "Singel 2", (ours,))
    pull(database, service)
    restored = service.restored(1)
    database.write(lambda w: shadow.restart(w, SCOPE, 1, restored.epoch)).result()
    author.send_again(restored)
    pull(database, restored)
    assert rows(database, "SELECT field FROM conflict") == [{"field": "address"}]
    push(database, restored)
    pull(database, restored)
    assert rows(database, "SELECT address, conflicts FROM client") == [
        {"address": "Singel 2", "conflicts": 0}
    ]


def test_what_we_changed_shows_as_soon_as_the_record_is_there_again(database: Database) -> None:
    service, author = colleague()
    pull(database, service)
    database.write(lambda w: write.set_field(w, SCOPE, ENT, "address", "Kade 1")).result()
    restored = service.restored(1)
    restored.log.clear()
    restored.registers.clear()
    database.write(lambda w: shadow.restart(w, SCOPE, 1, restored.epoch)).result()
    apply(database, restored.page(0))
    assert rows(database, "SELECT * FROM client") == []
    author.send_again(restored)
    pull(database, restored)
    assert rows(database, "SELECT address FROM client") == [{"address": "Kade 1"}]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *("set", "set", "note", "tag", "remove", "push", "push", "pull", "pull", "chain", "restore"),
                *("their set", "their set", "their note", "their tag", "their remove"),
            ]
        ),
        st.integers(0, 3),
        st.integers(1, 4),
    ),
    min_size=1,
    max_size=30,
)


@given(steps=STEPS)
@example_settings(max_examples=60)
def test_folding_the_log_from_empty_gives_the_tables(
    tmp_path_factory: pytest.TempPathFactory, steps: Any
) -> None:
    """Random histories of two authors, with conflicts, removals and operations still on their way."""
    path = tmp_path_factory.mktemp("fold") / "thuis.db"
    made_files.database(path, KEY)
    database = Database.open(path, KEY, now=lambda: 1_767_225_600_000, ids=Ids(1))
    try:
        _play(database, steps)
    finally:
        database.close()


def _play(database: Database, steps: list[tuple[str, int, int]]) -> None:
    service, author = colleague()
    database.write(lambda w: write.identify(w, AUTHOR)).result()
    pull(database, service)
    fields = ["surname", "address", "alias", "phone"]
    for step, which, size in steps:
        notes = [f"note:{row['id']}" for row in rows(database, "SELECT id FROM note ORDER BY id")]
        their_notes = sorted({o.ent for _, o, _ in service.log if o.ent.startswith("note:")})
        field = fields[which]
        match step:
            case "set" if rows(database, "SELECT 1 FROM client"):
                database.write(
                    lambda w, f=field, s=size: write.set_field(w, SCOPE, ENT, f, f"wij {s}")
                ).result()
            case "note":
                add_note(database, CLIENT, f"gesprek {which}", occurred_at=f"2026-01-0{size}T10:00:00Z")
            case "tag" if notes:
                note = notes[which % len(notes)]
                database.write(
                    lambda w, n=note, s=size: write.set_field(w, SCOPE, n, "kind", f"k{s}")
                ).result()
            case "their tag" if their_notes:
                ent = their_notes[which % len(their_notes)]
                base = service.heads(ent, "kind")[:size] or service.heads(ent, "")
                author.write(ent, "kind", "set", f"t{size}", tuple(base))
            case "restore":
                service = service.restored(1 + (len(service.log) - 1) * which // 4)
                database.write(lambda w, s=service: shadow.restart(w, SCOPE, 1, s.epoch)).result()
                # Whoever is first to send again: the other then finds some of its work superseded.
                if size % 2:
                    push(database, service)
                author.send_again(service)
            case "remove" if notes:
                note = notes[which % len(notes)]
                database.write(lambda w, n=note: write.remove(w, SCOPE, n, "weg")).result()
            case "their set":
                # What they had seen may be old: any subset of what was ever there, or the create.
                base = service.heads(ENT, field)[:size] or service.heads(ENT, "")
                author.write(ENT, field, "set", f"zij {size}", tuple(base) if which % 2 else tuple(base[:1]))
            case "their note":
                author.create("note", note_values(CLIENT, f"hun gesprek {size}"))
            case "their remove" if their_notes:
                ent = their_notes[which % len(their_notes)]
                seen = service.heads(ent, "") if which % 2 else []
                author.write(
                    ent,
                    "removed",
                    "remove",
                    {"reason": "", "seen": seen},
                    tuple(service.heads(ent, "removed")),
                )
            case "push":
                push(database, service)
            case "pull":
                pull(database, service, size)
            case "chain":
                database.write(lambda w: pending.replace_chain(w, SCOPE)).result()
        before = shown(database)
        database.write(fold.rebuild).result()
        assert shown(database) == before
    push(database, service)
    pull(database, service)
    assert standing(database).digest == service.page(0).digest
    (client,) = rows(database, "SELECT * FROM client")
    for field in fields:
        values = {
            msgspec.json.decode(head.value)
            for (ent, name), register in service.registers.items()
            if (ent, name) == (ENT, field)
            for head in register.heads
        }
        assert not values or client[field] in values
    assert unconfirmed(database) == 0
