"""Told to stop in the middle of its work: what was acknowledged is there, and whoever watches it knows."""

from __future__ import annotations

import json
import signal
import threading
from pathlib import Path
from typing import Any

import httpx
import msgspec

from tests.service.office import Laptop, Office, Running, eventually
from tests.service.test_administration import served as served
from thuis_tui.log import wire
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.configuration import Configuration
from thuis_tui.service.listening import Listening

WRITERS = 6


def test_what_was_acknowledged_when_it_is_told_to_stop_is_there(served: Any, tmp_path: Path) -> None:
    process, url = served()
    written: list[str] = []
    journal = threading.Thread(target=lambda: written.extend(process.stderr))  # or it waits for a reader
    journal.start()
    configuration = Configuration(data_dir=tmp_path / "data")
    office = Office(configuration, url)
    laptops = [office.laptop(office.caseworker(f"Schrijver {n}")) for n in range(WRITERS)]
    kept: list[str] = []
    under_way = threading.Semaphore(0)

    def write(laptop: Laptop) -> None:
        client = new_id()
        raws = [laptop.client(client)]
        while True:
            body = laptop.push_body((f"c:{client}", raws))
            try:
                answer = laptop.post(wire.PUSH, body)
            except httpx.TransportError:
                return
            if answer.status_code != 200:
                return
            (outcome,) = wire.decode_push_reply(answer.content).scopes
            assert [result.r for result in outcome.results] == ["applied"] * len(raws)
            kept.extend(str(msgspec.json.decode(raw)["id"]) for raw in raws)
            under_way.release()
            raws = [laptop.note(client) for _ in range(20)]

    threads = [threading.Thread(target=write, args=(laptop,)) for laptop in laptops]
    for thread in threads:
        thread.start()
    for _ in range(3 * WRITERS):
        under_way.acquire()
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) in (0, -signal.SIGTERM)  # what it was told is passed on when all is done
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()
    journal.join(30)
    events = [json.loads(line)["event"] for line in written]
    assert "stopping" in events
    assert events[-1] == "stopped", "it came to its end by itself"
    found = {str(id_) for (id_,) in office.rows("SELECT id FROM log")}
    office.close()
    assert len(kept) >= 3 * WRITERS
    assert set(kept) <= found


def test_it_is_alive_but_not_ready_while_it_stops(configuration: Configuration) -> None:
    server = Running(configuration, Listening(port=0, drain_seconds=60))
    office = Office(configuration, server.url)
    laptop = office.laptop(office.caseworker("Alice"))
    assert laptop.http.get("/v1/health/ready").status_code == 200
    server.server.should_exit = True
    eventually(lambda: laptop.http.get("/v1/health/ready").status_code == 503)
    assert laptop.http.get("/v1/health/live").status_code == 200
    assert laptop.send("GET", wire.SCOPES).status_code == 200, "who has found it is still answered"
    server.server.force_exit = True
    server.stop()
    office.close()
