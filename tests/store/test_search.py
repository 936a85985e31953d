"""Finding people and notes by what a person remembers of them."""

from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as example_settings
from hypothesis import strategies as st
from sqlcipher3 import dbapi2

from tests.store.world import AUTHOR, add_client, add_note, note_values, rows
from thuis_tui.store import fold, moments, newest, schema, search, words, write
from thuis_tui.store.database import Database


def clients(database: Database, typed: str) -> list[str]:
    ids = database.read(lambda connection: search.client_rows(connection, typed)).result()
    names = {row["rowid"]: row["surname"] for row in rows(database, "SELECT rowid, surname FROM client")}
    return [names[rowid] for rowid in ids]


def notes(database: Database, typed: str, limit: int = 20) -> search.NotesFound:
    return database.read(lambda connection: search.notes(connection, typed, limit)).result()


@pytest.fixture
def caseload(database: Database) -> Database:
    add_client(database, first_name="Ümit", name_prefix=None, surname="Yıldız", phone="+31 6 8765 4321")
    add_client(
        database,
        first_name="Anouk",
        name_prefix="van der",
        surname="Berg",
        alias="Nootje",
        address="Oudegracht 12-bis",
        postcode="3511 AB",
    )
    add_client(database, first_name="Łukasz", surname="Ångström", phone={"answer": "refused"})
    return database


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ["Ångström", "Berg", "Yıldız"]),
        ("   ", ["Ångström", "Berg", "Yıldız"]),
        ("b", ["Berg"]),
        ("BERG", ["Berg"]),
        ("anouk be", ["Berg"]),
        ("be anou", ["Berg"]),
        ("noot", ["Berg"]),
        ("umit", ["Yıldız"]),
        ("Ümit", ["Yıldız"]),
        ("U\u0308mit", ["Yıldız"]),
        ("yildiz", ["Yıldız"]),
        ("angstrom", ["Ångström"]),
        ("lukasz", ["Ångström"]),
        ("łuk", ["Ångström"]),
        ("06876", ["Yıldız"]),
        ("06-8765 43", ["Yıldız"]),
        ("+31 6 8765", ["Yıldız"]),
        ("oudegr 12", ["Berg"]),
        ("3511ab", ["Berg"]),
        ("3511 a", ["Berg"]),
        ("van der", ["Berg"]),
        ("nobody", []),
        ("'; --", []),
        ('"*', []),
        ("berg OR yildiz", []),
    ],
)
def test_clients_are_found_by(caseload: Database, typed: str, found: list[str]) -> None:
    assert clients(caseload, typed) == found


def test_a_changed_client_is_found_by_the_new_words_only(caseload: Database) -> None:
    (row,) = rows(caseload, "SELECT id FROM client WHERE surname='Berg'")
    scope, ent = f"c:{row['id']}", f"client:{row['id']}"
    caseload.write(lambda w: write.set_field(w, scope, ent, "alias", "Kees")).result()
    assert clients(caseload, "kees") == ["Berg"]
    assert clients(caseload, "nootje") == []


def test_notes_come_newest_first_by_the_time_of_the_contact(database: Database) -> None:
    client = add_client(database)
    for day in (3, 1, 4, 2):
        add_note(database, client, f"Huur dag {day}", occurred_at=f"2026-01-0{day}T10:00:00Z")
    found = notes(database, "huur", limit=3)
    assert [note.excerpt for note in found.notes] == ["Huur dag 4", "Huur dag 3", "Huur dag 2"]
    assert found.more
    assert not notes(database, "huur", limit=4).more
    assert [note.excerpt for note in notes(database, "dag 2").notes] == ["Huur dag 2"]
    assert len(database.read(lambda connection: moments.latest(connection, 2)).result()) == 2
    counted = database.read(
        lambda connection: moments.count_between(connection, "2026-01-02T00:00:00Z", "2026-01-04T00:00:00Z")
    ).result()
    assert counted == 2


@pytest.mark.parametrize(
    ("typed", "marked"),
    [
        ("betal", ["betal"]),
        ("regeling betal", ["betal", "regeling"]),
        ("cafe", ["Café"]),
        ("CAFÉ", ["Café"]),
        ("ijs", ["IJs"]),
        ("naïef", ["nai\u0308ef"]),
    ],
)
def test_what_was_typed_is_marked_where_it_stands(database: Database, typed: str, marked: list[str]) -> None:
    client = add_client(database)
    body = "In Café De IJsvogel\nspraken we over een betalingsregeling,\tregeling en nai\u0308ef gedrag. " * 2
    add_note(database, client, "woord " * 200 + body + "woord " * 200)
    (found,) = notes(database, typed).notes
    assert {found.excerpt[start:end] for start, end in found.marks} == set(marked)
    assert len(found.excerpt) <= search.EXCERPT + 2
    assert not set("\n\t") & set(found.excerpt)


def test_an_amendment_is_found_as_part_of_its_note(database: Database) -> None:
    client = add_client(database)
    note = add_note(database, client, "Een gesprek.")
    values: dict[str, Any] = {
        "client": client,
        "note": note[5:],
        "reason": "vergeten",
        "body": "Ook over de deurwaarder.",
        "author": AUTHOR,
        "recorded_at": "2026-01-02T10:00:00Z",
    }
    amendment = database.write(lambda w: write.create(w, f"c:{client}", "amendment", values)).result()
    (found,) = notes(database, "deurw").notes
    assert found.note == note[5:]
    assert [found.excerpt[start:end] for start, end in found.marks] == ["deurw"]
    assert len(notes(database, "gesprek deurw").notes) == 1
    database.write(lambda w: write.remove(w, f"c:{client}", amendment, "fout")).result()
    assert notes(database, "deurw").notes == ()
    assert len(notes(database, "gesprek").notes) == 1
    database.write(lambda w: write.remove(w, f"c:{client}", note, "fout")).result()
    assert notes(database, "gesprek").notes == ()


def test_one_letter_waits_for_its_second(database: Database) -> None:
    add_note(database, add_client(database), "een appel")
    assert notes(database, "a").notes == ()
    assert len(notes(database, "ap").notes) == 1
    assert len(notes(database, "e appel").notes) == 1


@given(typed=st.text(max_size=30), body=st.text(max_size=60))
@example_settings(max_examples=300)
def test_nothing_that_can_be_typed_breaks_a_query_and_a_words_own_text_finds_it(
    typed: str, body: str
) -> None:
    connection = dbapi2.connect(":memory:")
    try:
        for statement in schema._statements(schema._SEARCH):
            connection.execute(statement)
        connection.execute("INSERT INTO note_search(rowid, body) VALUES(1, ?)", (body,))
        for query in (words.note_query(typed), words.client_query(typed)):
            if query:
                connection.execute(
                    "SELECT rowid FROM note_search WHERE note_search MATCH ?", (query,)
                ).fetchall()
        text, marks = search.excerpt(body, [search.fold_word(term) for term in words.terms(typed)])
        assert all(0 <= start < end <= len(text) for start, end in marks)
    finally:
        connection.close()


@pytest.mark.parametrize(
    "query", ["client_order", "client_filter", "note_filter", "timeline", "pending", "own"]
)
def test_no_query_of_a_screen_or_of_sync_reads_a_whole_table(database: Database, query: str) -> None:
    sql = {
        "client_order": "SELECT rowid FROM client ORDER BY sort_name, rowid",
        "client_filter": "SELECT client.rowid FROM client_search"
        " CROSS JOIN client ON client.rowid=client_search.rowid"
        " WHERE client_search MATCH '\"a\"*' ORDER BY sort_name, client.rowid",
        "note_filter": "SELECT s.rowid FROM note_search s CROSS JOIN note_moment m ON m.rowid=s.rowid"
        " WHERE note_search MATCH '\"aa\"*' ORDER BY m.second DESC, m.rowid DESC LIMIT 21",
        "timeline": "SELECT rowid FROM note WHERE client='x' ORDER BY occurred_at DESC",
        "pending": "SELECT payload, tx FROM operation WHERE scope='x' AND chain='y' AND n>1 ORDER BY n",
        "own": "SELECT payload FROM operation o WHERE scope='x'"
        f" AND ent IN (SELECT value FROM json_each('[]')) AND {fold.UNCONFIRMED}",
    }[query]
    plan = [row["detail"] for row in rows(database, f"EXPLAIN QUERY PLAN {sql}")]
    for line in plan:
        scans = line.startswith("SCAN") and "VIRTUAL TABLE" not in line
        assert not scans or "COVERING INDEX" in line, plan


def test_an_amendment_that_comes_before_its_note_is_found(database: Database) -> None:
    client, note = add_client(database), "d" * 32
    values = {
        "client": client,
        "note": note,
        "reason": "vergeten",
        "body": "De deurwaarder.",
        "author": AUTHOR,
    }
    values["recorded_at"] = "2026-01-02T10:00:00Z"
    database.write(lambda w: write.create(w, f"c:{client}", "amendment", values)).result()
    body = note_values(client, "Een gesprek.")
    database.write(lambda w: write.create(w, f"c:{client}", "note", body, id=note)).result()
    for change in (None, fold.rebuild):
        if change:
            database.write(change).result()
        for find in (newest.places, newest.indexed):
            found = database.read(partial(find, query='"deurw"*', asked=newest.EVERYTHING, limit=9))
            assert len(found.result()) == 1, (change, find)
