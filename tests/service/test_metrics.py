"""What is counted, on an address of its own, without a name in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from math import inf
from pathlib import Path

import httpx
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families as parse

from tests.service.conftest import Clock
from tests.service.office import Laptop, Office, Running
from thuis_tui.log import wire
from thuis_tui.log.identifiers import new_id
from thuis_tui.log.wire import Code
from thuis_tui.service.configuration import Configuration
from thuis_tui.service.errors import TooManyAttempts, TooManyRequests
from thuis_tui.service.exchange.incidents import Kind
from thuis_tui.service.keeping import durability
from thuis_tui.service.listening import Listening
from thuis_tui.service.web.metrics import Facts, Metrics


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
    assert found["thuis_backup_verified_age_seconds",] == inf


def test_without_a_backup_its_age_is_infinite(running: Running) -> None:
    found = told(running)
    assert (found["thuis_database_up",], found["thuis_backup_verified_age_seconds",]) == (1, inf)


ALARMS: dict[str, Callable[[Metrics], None]] = {
    'up{job="thuis"} == 0': lambda metrics: None,
    "thuis_database_up == 0": lambda metrics: metrics.learn(None),
    "thuis_backup_verified_age_seconds > 100000": lambda metrics: None,
    'increase(thuis_refusals_total{code="internal"}[10m]) > 0': lambda metrics: metrics.failed(Code.INTERNAL),
    "delta(thuis_incidents[1d]) > 0": lambda metrics: metrics.learn(Facts(incidents=[(Kind.FORK, 1)])),
    "min_over_time(thuis_quarantine_waiting[3d]) > 0": lambda metrics: metrics.learn(Facts(waiting=1)),
    'increase(thuis_refusals_total{kind="too_many_attempts"}[10m]) > 0': lambda metrics: metrics.refused(
        TooManyAttempts()
    ),
    'increase(thuis_refusals_total{kind="too_many_requests"}[10m]) > 0': lambda metrics: metrics.refused(
        TooManyRequests()
    ),
}
"""Each alarm of deploy/, with what makes it go off."""
_SELECTED = re.compile(r'(?P<name>thuis_\w+)(?:\{(?P<label>\w+)="(?P<value>\w+)"\})?')


def selected(metrics: Metrics, alarm: str) -> list[float]:
    """The values of what an alarm looks at."""
    asked = _SELECTED.search(alarm)
    assert asked
    return [
        sample.value
        for family in parse(metrics.text().decode())
        for sample in family.samples
        if sample.name == asked["name"]
        and (not asked["label"] or sample.labels.get(asked["label"]) == asked["value"])
    ]


def test_every_alarm_is_about_what_is_there_from_the_start_and_changes_with_it() -> None:
    deploy = Path(__file__).parents[2] / "deploy"
    rules = yaml.safe_load((deploy / "alarms.yaml").read_text("utf-8"))["groups"][0]["rules"]
    assert {rule["expr"] for rule in rules} == set(ALARMS)
    page = (deploy.parent / "docs" / "running.md").read_text("utf-8")
    for alarm, happens in ALARMS.items():
        assert f"`{alarm}`" in page
        if alarm.startswith("up"):
            continue  # what Prometheus says of whom it asks
        metrics = Metrics()
        before = selected(metrics, alarm)
        if alarm.startswith("thuis_backup"):
            assert before == [inf]
            metrics.learn(Facts(backup_age=99.0))
            assert selected(metrics, alarm) == [99.0]
            continue
        if alarm.startswith("thuis_database"):
            metrics.learn(Facts())
            assert selected(metrics, alarm) == [1]
            happens(metrics)
            assert selected(metrics, alarm) == [0]
            continue
        assert before, "of what first appears nobody sees that it grew"
        assert set(before) == {0}
        happens(metrics)
        assert sum(selected(metrics, alarm)) == 1
