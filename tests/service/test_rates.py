"""A bound on requests of any kind, by device and by address, which nobody meets who works."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.service.conftest import Clock
from tests.service.office import Laptop, Running, error
from tests.service.test_metrics import told
from thuis_tui.log import wire
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.configuration import Configuration, Limits
from thuis_tui.service.listening import Listening
from thuis_tui.service.web import rates

LIMITS = Limits(device_requests=4, device_rate=0.01, address_requests=40, address_rate=0.02)


class Stopped(Clock):
    """A clock that goes on only when a test says so."""

    def __call__(self) -> float:
        return 1_790_000_000.0 + self.ahead


@pytest.fixture
def clock() -> Stopped:
    return Stopped()


@pytest.fixture
def configuration(tmp_path: Path, clock: Stopped) -> Configuration:
    return Configuration(data_dir=tmp_path / "service", now=clock, limits=LIMITS)


@pytest.fixture
def running(configuration: Configuration) -> Iterator[Running]:
    server = Running(configuration, Listening(port=0, behind_proxy=True, metrics_port=0))
    yield server
    server.stop()


def _get(laptop: Laptop, address: str = "127.0.0.1") -> httpx.Response:
    return laptop.send("GET", wire.SCOPES, b"", **{"x-forwarded-for": address})


def test_a_device_that_asks_too_much_waits_and_nobody_else(
    running: Running, alice: Laptop, bob: Laptop, clock: Stopped
) -> None:
    assert [_get(alice).status_code for _ in range(5)] == [200, 200, 200, 200, 429]
    refused = _get(alice)
    assert (error(refused), refused.headers["retry-after"]) == ("too_many", "100")
    client = new_id()
    pushed = alice.post(wire.PUSH, alice.push_body((f"c:{client}", [alice.client(client)])))
    assert (pushed.status_code, error(pushed)) == (429, "too_many")
    assert _get(bob).status_code == 200
    # It counts by the token that we made, wherever it comes from; what is no token of ours is nobody's.
    assert _get(alice, "192.0.2.7").status_code == 429
    for forged in ("Bearer x.y.z", "Bearer", ""):
        answer = alice.http.get(wire.SCOPES, headers={"authorization": forged})
        assert (answer.status_code, error(answer)) == (401, "token_expired")
    counted = told(running)
    assert counted["thuis_refusals_total", "too_many", "too_many_requests"] == 4
    clock.ahead = 99.0
    assert _get(alice).headers["retry-after"] == "1"
    clock.ahead = 100.0
    assert [_get(alice).status_code for _ in range(2)] == [200, 429]
    clock.ahead = 90.0  # a clock that is set back gives nothing, and takes nothing
    assert _get(alice).headers["retry-after"] == "100"


def test_an_address_that_asks_too_much_waits_whoever_it_says_it_is(
    running: Running, alice: Laptop, clock: Stopped
) -> None:
    def knock(address: str) -> int:
        headers = {"x-forwarded-for": address}
        return alice.http.post(wire.CHALLENGE, json={"device": "0" * 32}, headers=headers).status_code

    assert [knock("192.0.2.1") for _ in range(41)] == [200] * 40 + [429]
    assert knock("192.0.2.2") == 200
    # One customer of a provider has a whole network of IPv6.
    assert {knock(f"2001:db8::{n:x}") for n in range(1, 41)} == {200}
    assert (knock("2001:db8::ffff"), knock("2001:db8:0:1::1")) == (429, 200)
    for path in ("/v1/health/live", "/v1/health/ready"):
        assert alice.http.get(path, headers={"x-forwarded-for": "192.0.2.1"}).status_code == 200
    clock.ahead = 50.0
    assert [knock("192.0.2.1") for _ in range(2)] == [200, 429]


def test_a_side_that_was_not_heard_of_for_long_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "_MOST", 3)
    buckets = rates.Buckets(1, 0.01, lambda: 0.0)
    assert [buckets.take(side) for side in "abca"] == [0, 0, 0, 100.0]
    assert buckets.take("d") == 0
    assert (buckets.take("a"), buckets.take("b")) == (100.0, 0)
