"""The newest notes with certain words: whichever way is taken, what a slow search finds is found."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as example_settings
from hypothesis import strategies as st

from tests.store.world import AUTHOR, COLLEAGUE, KEY, Ids, client_values, note_values, rows
from thuis_tui.store import filtered, newest, search, words, write
from thuis_tui.store.database import Database
from thuis_tui.store.filtered import Filters
from thuis_tui.store.writing import Writing

NOTES = 300
TOWNS = ("0344", "0355", "0310")
KINDS = ("visit", "telephone")
# In nearly every note, in every fifth or so, in a few; as it is typed, and as it stands in notes.
COMMON, SOMETIMES, RARE = ("huur", "hu", "1"), ("cafe", "Café", "woning", "wo"), ("ijskast", "naïef", "zz")
START = datetime(2026, 1, 1, 10, tzinfo=UTC)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Three hundred notes of six clients, some at the same moment, some with an amendment."""
    database = Database.open(tmp_path_factory.mktemp("archive") / "thuis.db", KEY, now=lambda: 0, ids=Ids(1))
    database.write(_fill).result()
    yield database
    database.close()


def _fill(writing: Writing) -> None:
    chance = random.Random(5)
    write.identify(writing, AUTHOR)
    clients = [writing.ids() for _ in range(6)]
    for number, client in enumerate(clients):
        town = TOWNS[number % 3]
        write.create(writing, f"c:{client}", "client", client_values(municipality=town), id=client)
    for number in range(NOTES):
        client = chance.choice(clients)
        body = ["Gesprek"]
        if chance.random() < 0.95 and client != clients[0]:
            body += ["de huurtoeslag", "1"]
        if chance.random() < 0.2:
            body.append(chance.choice(("in Café De IJskelder", "aan de wóning")))
        moment = START + timedelta(days=chance.randrange(60))
        values = note_values(
            client,
            " ".join(body),
            kind=chance.choice(KINDS),
            life_domains=[chance.choice((1, 4))],
            author=chance.choice((AUTHOR, COLLEAGUE)),
            occurred_at=f"{moment:%Y-%m-%dT%H:%M:%SZ}",
        )
        note = write.create(writing, f"c:{client}", "note", values)
        if number % 40 == 0:
            amendment = {"client": client, "note": note[5:], "author": AUTHOR, "reason": "De ijskast"}
            amendment |= {"body": "naïef", "recorded_at": "2026-01-02T10:00:00Z"}
            write.create(writing, f"c:{client}", "amendment", amendment)


def _slow(database: Database, typed: str, filters: Filters) -> list[str]:
    """Every note is opened and each of its words looked at."""
    towns = {row["id"]: row["municipality"] for row in rows(database, "SELECT id, municipality FROM client")}
    found = []
    for row in rows(database, "SELECT rowid, * FROM note"):
        second = int(datetime.fromisoformat(row["occurred_at"]).timestamp())
        fits = (
            (not filters.municipalities or towns[row["client"]] in filters.municipalities)
            and (not filters.kinds or row["kind"] in filters.kinds)
            and (not filters.domains or row["life_domains"] in [f"[{one}]" for one in filters.domains])
            and (filters.authors is None or row["author"] in filters.authors)
            and (filters.since is None or second >= filters.since)
            and (filters.until is None or second < filters.until)
        )
        if fits and _has(database, row, typed):
            found.append((second, row["rowid"], row["id"]))
    return [note for _, _, note in sorted(found, reverse=True)]


def _has(database: Database, row: dict[str, Any], typed: str) -> bool:
    text = row["body"]
    for amendment in rows(database, "SELECT reason, body FROM amendment WHERE note=?", row["id"]):
        text += f"\n{amendment['reason']}\n{amendment['body']}"
    there = [search.fold_word(text[start:end]) for start, end in words.spans(text)]
    wanted = [search.fold_word(term) for term in words.terms(typed)]
    return all(
        any(word == term if len(term) == 1 else word.startswith(term) for word in there) for term in wanted
    )


@st.composite
def filters_(draw: st.DrawFn) -> Filters:
    some = st.lists(st.sampled_from(TOWNS), max_size=2)
    second = st.none() | st.integers(0, 60).map(lambda day: int((START + timedelta(days=day)).timestamp()))
    return Filters(
        municipalities=draw(some),
        kinds=draw(st.lists(st.sampled_from(KINDS), max_size=1)),
        domains=draw(st.lists(st.sampled_from((1, 4, 9)), max_size=2)),
        authors=draw(st.none() | st.lists(st.sampled_from((AUTHOR, COLLEAGUE)), max_size=1)),
        since=draw(second),
        until=draw(second),
    )


@given(
    typed=st.lists(st.sampled_from((*COMMON, *SOMETIMES, *RARE)), min_size=1, max_size=2).map(" ".join),
    filters=filters_(),
    limit=st.sampled_from((1, 3, 20, 400)),
    most=st.sampled_from((0, 4, 16, 512)),
    few=st.sampled_from((0, 100, 2_000)),
)
@example_settings(max_examples=60)
def test_every_way_finds_what_a_slow_search_finds(
    archive: Database, typed: str, filters: Filters, limit: int, most: int, few: int
) -> None:
    with pytest.MonkeyPatch.context() as bounds:
        for name, value in (("MOST", most), ("PROBE", most // 2), ("_BATCH", 3), ("FEW", few)):
            bounds.setattr(newest, name, value)
        found = archive.read(lambda connection: filtered.notes(connection, typed, filters, limit)).result()
    expected = _slow(archive, typed, filters)
    assert [note.note for note in found.notes] == expected[:limit]
    assert found.more == (len(expected) > limit)


@pytest.mark.parametrize(("typed", "walked"), [("huur", True), ("zz", False), ("ijskast", False)])
def test_a_common_word_is_found_without_the_index_and_a_rare_one_with_it(
    archive: Database, typed: str, walked: bool
) -> None:
    asked: list[str] = []

    def find(connection: Any) -> None:
        raw = connection.connection.driver_connection
        raw.set_trace_callback(asked.append)
        try:
            newest.places(connection, words.note_query(typed), newest.EVERYTHING, 21)
        finally:
            raw.set_trace_callback(None)

    with pytest.MonkeyPatch.context() as bounds:
        bounds.setattr(newest, "MOST", 100)  # fewer than there are notes
        archive.read(find).result()
    assert asked
    assert any("MATCH" in statement for statement in asked) is not walked


def test_a_filter_that_no_client_fits_asks_no_note(archive: Database) -> None:
    nobody = Filters(municipalities=["9999"])
    for typed in ("", "huur"):
        found = archive.read(partial(filtered.notes, typed=typed, filters=nobody, limit=20))
        assert found.result().notes == ()
