"""Real laptops and a service that was put back from a backup: what came in between comes in again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.conftest import Clock
from tests.service.office import Office, Running
from tests.sync.laptops import Laptop
from thuis_tui.service.configuration import Configuration
from thuis_tui.service.keeping import backup


@pytest.fixture
def configuration(tmp_path: Path, clock: Clock) -> Configuration:
    return Configuration(data_dir=tmp_path / "service", now=clock)


@pytest.fixture
def laptops(tmp_path: Path, office: Office) -> Iterator[tuple[Laptop, Laptop]]:
    made = []
    for name in ("Alice", "Bob"):
        laptop = Laptop(tmp_path / name / "casework.db")
        laptop.enrol(office.url, office.code(office.caseworker(name)))
        made.append(laptop)
    yield made[0], made[1]
    for laptop in made:
        laptop.close()


def quiet(*laptops: Laptop) -> None:
    for _ in range(3):
        for laptop in laptops:
            laptop.sync()
    for laptop in laptops:
        assert laptop.sync().problem is None
        assert laptop.waiting() == 0


def test_yesterdays_backup_and_laptops_that_are_alive_lose_nothing(
    configuration: Configuration,
    running: Running,
    office: Office,
    laptops: tuple[Laptop, Laptop],
    tmp_path: Path,
) -> None:
    alice, bob = laptops
    client = alice.client()
    alice.note(client, "voor de kopie")
    quiet(alice)
    office.grant(bob.actor, client)
    quiet(bob)
    bob.note(client, "ook voor de kopie")
    quiet(alice, bob)
    backup.back_up(configuration, tmp_path / "copy.db")
    alice.note(client, "na de kopie")
    bob.note(client, "van de ander, na de kopie")
    alice.set(client, "alias", "Kees")
    quiet(alice, bob)
    made_later = bob.client("Later")
    quiet(bob)
    alice.note(client, "nog niet verstuurd")
    before = bob.digests()[f"c:{made_later}"]
    office.storage.close()
    running.stop()
    backup.restore(configuration, tmp_path / "copy.db")
    server = Running(configuration)
    again = Office(configuration, server.url)
    try:
        alice.move_to(server.url)
        bob.move_to(server.url)
        quiet(alice, bob)
        bodies = sorted(
            [
                "voor de kopie",
                "ook voor de kopie",
                "na de kopie",
                "van de ander, na de kopie",
                "nog niet verstuurd",
            ]
        )
        assert alice.bodies() == bodies
        assert bob.bodies() == bodies
        assert bob.rows("SELECT alias FROM client WHERE id = ?", client) == [("Kees",)]
        assert bob.rows("SELECT count(*) FROM client") == [(2,)]
        assert bob.digests()[f"c:{made_later}"] == before
        of_service = dict(again.rows("SELECT scope, digest FROM scope_head WHERE scope LIKE 'c:%'"))
        for scope in (f"c:{client}", f"c:{made_later}"):
            assert bob.digests()[scope] == of_service[scope]
        assert alice.digests()[f"c:{client}"] == of_service[f"c:{client}"]
        assert again.rows("SELECT count(*) FROM quarantine") == [(0,)]
        assert again.rows("SELECT count(DISTINCT id), count(*) FROM log") == again.rows(
            "SELECT count(*), count(*) FROM log"
        )
    finally:
        again.close()
        server.stop()
