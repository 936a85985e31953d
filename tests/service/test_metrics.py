"""What is counted, on an address of its own, without a name in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families as parse

from tests.service.conftest import Clock
from tests.service.office import Laptop, Office, Running
from thuis_tui.log import wire
from thuis_tui.log.identifiers import new_id
from thuis_tui.service import durability
from thuis_tui.service.configuration import Configuration
from thuis_tui.service.listening import Listening


@pytest.fixture
def running(tmp_path: Path, clock: Clock) -> Iterator[Running]:
    configuration = Configuration(data_dir=tmp_path / "service", now=clock)
    server = Running(configuration, Listening(port=0, metrics_port=0))
    yield server
    server.stop()


@pytest.fixture
def configuration(running: Running) -> Configuration:
    return running.configuration


def told(running: Running) -> dict[tuple[str, ...], float]:
    """Every sample: its name and the values of its labels."""
    answer = httpx.get(running.server.metrics_url)
    assert answer.headers["content-type"].startswith("text/plain")
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in parse(answer.text)
        for sample in family.samples
    }


def test_what_happens_is_counted(
    running: Running, office: Office, alice: Laptop, bob: Laptop, clock: Clock
) -> None:
    client = new_id()
    raws = [alice.client(client), alice.note(client)]
    alice.push((f"c:{client}", raws))
    alice.push((f"c:{client}", raws))
    bob.push((f"c:{client}", [bob.note(client)]))
    assert bob.post(wire.PULL, b"geen json").status_code == 422
    assert office.new_laptop().enrol("0000").status_code == 403
    alice.http.get(f"/v1/{client}")
    office.storage.write(lambda tx: durability.keep(tx, durability.BACKUP_AT, str(tx.now_ms)))
    clock.ahead = 3600
    with alice.http.stream("GET", wire.EVENTS, headers=alice.headers("GET", wire.EVENTS, b"")) as refused:
        assert refused.status_code == 401, "an hour later"
    alice.sign_in()
    with alice.http.stream("GET", wire.EVENTS, headers=alice.headers("GET", wire.EVENTS, b"")) as stream:
        pieces = stream.iter_raw()
        assert next(pieces)
        found = told(running)
    assert found["thuis_requests_total", wire.PUSH, "200"] == 3
    assert found["thuis_requests_total", "none", "404"] == 1
    assert found["thuis_request_seconds_count", wire.PUSH] == 3
    outcomes = [found["thuis_operations_total", each] for each in ("applied", "duplicate", "quarantined")]
    assert outcomes == [2, 2, 1]
    assert found["thuis_refusals_total", "malformed", "malformed"] == 1
    assert found["thuis_refusals_total", "not_allowed", "code_refused"] == 1
    assert found["thuis_refusals_total", "token_expired", "not_signed_in"] == 1
    assert found["thuis_refusals_total", "not_found", "http"] == 1
    assert found["thuis_quarantine_waiting",] == 1
    assert found["thuis_incidents", "unreadable"] == found["thuis_incidents", "scope_not_granted"] == 1
    assert found["thuis_backup_verified_age_seconds",] == pytest.approx(3600, abs=60)
    assert (found["thuis_database_up",], found["thuis_hint_streams",]) == (1, 1)


def test_they_have_one_address_and_only_there(running: Running, alice: Laptop) -> None:
    base = running.server.metrics_url.removesuffix("/metrics")
    assert httpx.get(f"{base}/v1/health/live").status_code == 404
    assert httpx.post(f"{base}/metrics").status_code == 404
    assert alice.http.get("/metrics").status_code == 404


def test_without_its_database_they_say_so(running: Running, office: Office) -> None:
    office.storage.write(lambda tx: tx.run("ALTER TABLE quarantine RENAME TO away"))
    found = told(running)
    office.storage.write(lambda tx: tx.run("ALTER TABLE away RENAME TO quarantine"))
    assert found["thuis_database_up",] == 0
    assert found["thuis_backup_verified_age_seconds",] == 0
