"""Guessing is slowed down for who guesses, on all replicas, and for nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.service.conftest import Clock
from tests.service.office import Laptop, Office, Running, error
from thuis_tui.service.configuration import Configuration, Limits
from thuis_tui.service.listening import Listening

PROXY = Listening(port=0, behind_proxy=True)


@pytest.fixture
def replicas(configuration: Configuration) -> Iterator[tuple[Running, Running]]:
    """Two services on one database, behind a proxy on this machine."""
    one = replace(configuration, limits=Limits(failures=4, address_failures=9))
    first, second = Running(one, PROXY), Running(one, PROXY)
    yield first, second
    first.stop()
    second.stop()


def guess(laptop: Laptop, url: str, address: str, device: str = "0" * 32) -> int:
    """A signature of nobody's, from an address."""
    headers = {"x-forwarded-for": address}
    told = laptop.http.post(f"{url}/v1/session/challenge", json={"device": device}).json()["challenge"]
    body = {"device": device, "challenge": told, "signature": laptop.sign(told.encode())}
    return laptop.http.post(f"{url}/v1/session/token", json=body, headers=headers).status_code


def test_it_counts_over_replicas_by_address_and_device(
    replicas: tuple[Running, Running], configuration: Configuration, clock: Clock
) -> None:
    first, second = replicas
    office = Office(configuration, first.url)
    alice = office.laptop(office.caseworker("Alice"))
    thief = office.new_laptop()
    turns = [first.url, second.url] * 3
    assert [guess(thief, url, "192.0.2.7", alice.device) for url in turns] == [401] * 4 + [429] * 2
    assert alice.sign_in().status_code == 200, "whose laptop it is signs in as before, from elsewhere"
    assert guess(thief, first.url, "192.0.2.8", alice.device) == 401
    others = [f"{n:032x}" for n in range(6)]
    assert [guess(thief, second.url, "192.0.2.7", each) for each in others] == [401] * 5 + [429], (
        "one address"
    )
    network = [guess(thief, first.url, f"2001:db8::{n}", "f" * 32) for n in range(5)]
    assert network == [401] * 4 + [429], "a network of IPv6 is one side"
    assert all(
        "192.0.2" not in str(row) and alice.device not in str(row)
        for row in office.rows("SELECT * FROM attempt")
    )
    clock.ahead = 301
    assert guess(thief, second.url, "192.0.2.7", alice.device) == 401
    assert office.rows("SELECT count(*), max(times) FROM attempt") == [(2, 1)], "the rest is forgotten"
    office.close()


def test_mass_guessing_of_codes_from_one_address(
    replicas: tuple[Running, Running], configuration: Configuration
) -> None:
    office = Office(configuration, replicas[0].url)
    code = office.code(office.caseworker("Alice"))
    laptop = office.new_laptop()
    statuses = [laptop.enrol(f"{n:04d}-{n:04d}-{n:04d}-{n:04d}").status_code for n in range(30)]
    assert statuses == [403] * 4 + [429] * 26
    refused = laptop.enrol(code)
    assert (refused.status_code, error(refused)) == (429, "too_many"), "also the right one, for a while"
    assert int(refused.headers["retry-after"]) <= 300
    office.close()
