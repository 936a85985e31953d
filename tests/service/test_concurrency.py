"""Many writers at once: the cursor of a scope never passes what is not committed yet."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from tests.service.office import Laptop, Office, lines
from thuis_tui.log import wire
from thuis_tui.log.chain import Chain
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.logs import ledger

WRITERS, PUSHES = 8, 12


def test_a_reader_beside_eight_writers_misses_nothing(office: Office, alice: Laptop, dossier: str) -> None:
    scope = f"c:{dossier}"
    writers = [office.laptop(office.caseworker(f"Schrijver {n}"), f"laptop {n}") for n in range(WRITERS)]
    reader = office.laptop(office.caseworker("Lezer"))
    for laptop in (*writers, reader):
        office.grant(laptop.caseworker, dossier)
    written: set[str] = set()
    lock, finished = threading.Lock(), threading.Event()

    def write(laptop: Laptop) -> None:
        for n in range(PUSHES):
            raws = [laptop.note(dossier) for _ in range(1 + n % 3)]
            (outcome,) = laptop.push((scope, raws))
            assert outcome.error is None
            if n % 4 == 0:
                laptop.push((scope, raws))  # the answer got lost
            with lock:
                written.update(str(wire.msgspec.json.decode(raw)["id"]) for raw in raws)

    def read() -> list[tuple[int, str]]:
        seen: list[tuple[int, str]] = []
        etag, cursor = reader.etag(), wire.Cursor(seq=-1)
        last = False
        while True:
            last = last or finished.is_set()
            for page in lines(reader.ask({scope: cursor}, scopes_etag=etag, max_bytes=20_000)):
                seen += [(row.seq, row.id) for row in page.ops]
                cursor = wire.Cursor(page.gen, "", page.epoch, page.ops[-1].seq if page.ops else page.from_)
            if last and cursor.seq == page.head:
                return seen

    with ThreadPoolExecutor(WRITERS + 1) as threads:
        reading = threads.submit(read)
        for done in [threads.submit(write, laptop) for laptop in writers]:
            done.result()
        finished.set()
        seen = reading.result()
    assert [seq for seq, _ in seen] == list(range(1, len(seen) + 1)), "dense, in order, nothing twice"
    assert {id_ for _, id_ in seen} >= written
    assert office.storage.read(ledger.verify, scope)


def test_two_laptops_that_make_the_same_dossier(office: Office, alice: Laptop, bob: Laptop) -> None:
    for _ in range(5):
        client = new_id()
        with ThreadPoolExecutor(2) as threads:
            pushes = [
                threads.submit(laptop.push, (f"c:{client}", [laptop.client(client)]))
                for laptop in (alice, bob)
            ]
            results = sorted(push.result()[0].results[0].r for push in pushes)
        assert results == ["applied", "quarantined"]


def test_the_same_push_at_the_same_time(office: Office, alice: Laptop, dossier: str) -> None:
    scope = f"c:{dossier}"
    raws = [alice.note(dossier) for _ in range(20)]
    body = alice.push_body((scope, raws))
    with ThreadPoolExecutor(6) as threads:
        answers = [done.result() for done in [threads.submit(alice.post, wire.PUSH, body) for _ in range(6)]]
    results = [wire.decode_push_reply(answer.content).scopes[0] for answer in answers]
    assert sum(result.r == "applied" for outcome in results for result in outcome.results) == 20
    assert {outcome.acked for outcome in results} == {21}
    assert office.rows("SELECT count(*), max(seq) FROM log WHERE scope = ?", scope) == [(21, 21)]


def test_a_chain_restarted_after_a_lost_answer_goes_on(alice: Laptop, dossier: str) -> None:
    scope = f"c:{dossier}"
    raws = [alice.note(dossier) for _ in range(6)]
    alice.push((scope, raws[:3]))
    (outcome,) = alice.push((scope, raws[1:]))
    assert [(r.n, r.r) for r in outcome.results] == [
        (3, "duplicate"),
        (4, "duplicate"),
        (5, "applied"),
        (6, "applied"),
        (7, "applied"),
    ]
    assert alice.chain(scope) == Chain(scope, alice.chain(scope).chain, 7, alice.chain(scope).hash)
