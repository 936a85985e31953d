"""Two teams that are alike but for what they wrote before: a thousand records, and ten thousand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.costs.watched import Watch, Work
from tests.service.office import Office, Running
from tests.sync.laptops import Laptop, note_values
from thuis_tui.service.configuration import Configuration
from thuis_tui.store import write
from thuis_tui.store.writing import Writing

SIZES = (1_000, 10_000)
DOSSIERS = 20
BODY = "Samen naar de woning gekeken en de post doorgenomen."


@dataclass
class Team:
    """A service, and two laptops of one caseworker, level with each other."""

    folder: Path
    office: Office
    watch: Watch
    one: Laptop
    other: Laptop
    clients: list[str]
    apart: str = ""
    """A dossier that is as large in every team."""

    @property
    def service(self) -> str:
        """The service's file."""
        return str(self.folder / "service" / "service.db")

    def note(self, count: int) -> None:
        """Write so many notes on the first laptop, spread over the dossiers, in one transaction."""

        def fill(writing: Writing) -> None:
            for at in range(count):
                client = self.clients[at % len(self.clients)]
                write.create(writing, f"c:{client}", "note", note_values(client, writing.actor, BODY))

        self.one.database.write(fill).result()

    def dossier_apart(self, notes: int) -> None:
        """Make it, with so many notes, on both laptops."""
        self.apart = self.one.client("Apart")
        for _ in range(notes):
            self.one.note(self.apart, BODY)
        for laptop in (self.one, self.other):
            assert laptop.sync().problem is None


@pytest.fixture(scope="package")
def teams(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Team, ...]]:
    """The smaller first."""
    watch = Watch()
    with pytest.MonkeyPatch.context() as patch:
        watch.install(patch)
        made = []
        for size in SIZES:
            folder = tmp_path_factory.mktemp(f"team-{size}")
            configuration = Configuration(data_dir=folder / "service")
            running = Running(configuration)
            office = Office(configuration, running.url)
            caseworker = office.caseworker("Amina")
            one, other = (Laptop(folder / name / "thuis.db") for name in ("one", "other"))
            for laptop in (one, other):
                laptop.enrol(running.url, office.code(caseworker))
                laptop.sync()
            team = Team(folder, office, watch, one, other, [one.client() for _ in range(DOSSIERS)])
            team.note(size)
            for laptop in (one, other, one, other):
                assert laptop.sync().problem is None
            assert other.rows("SELECT count(*) FROM note") == [(size,)]
            made.append((team, running))
        yield tuple(team for team, _ in made)
        for team, running in made:
            team.one.close()
            team.other.close()
            team.office.close()
            running.stop()


__all__ = ["Team", "Work"]
