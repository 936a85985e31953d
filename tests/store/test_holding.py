"""How dossiers are held is what the service's last list says."""

from tests.store.world import add_client
from thuis_tui.log.wire import ScopeGrant
from thuis_tui.store import holding, purge
from thuis_tui.store.database import Database
from thuis_tui.store.holding import Holding


def learn(database: Database, *grants: ScopeGrant) -> None:
    database.write(lambda writing: purge.learn(writing, grants)).result()


def test_a_list_says_how_dossiers_are_held(database: Database) -> None:
    own, led, covered = (add_client(database, surname=name) for name in ("Eigen", "Ploeg", "Waarneming"))

    def grant(client: str, gen: int = 1, **more: object) -> ScopeGrant:
        return ScopeGrant(f"c:{client}", gen, "e", 0, **more)  # type: ignore[arg-type]

    learn(database, grant(own), grant(led, kind="lead"), grant(covered, kind="cover", until=5))
    assert database.read(holding.by_client).result() == {
        led: Holding(led, "lead", 0, read_only=False),
        covered: Holding(covered, "cover", 5, read_only=False),
    }
    assert database.read(holding.led).result() == {led}
    # The cover ends, and what was led is handed over by its holder, who reads on.
    learn(database, grant(own, gen=2, kind="reading_on", until=9, read_only=True), grant(led, gen=2))
    assert database.read(holding.by_client).result() == {own: Holding(own, "reading_on", 9, read_only=True)}
