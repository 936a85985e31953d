"""The figures of 100,000 dossiers: counted from nothing, the report cold, and after ten dossiers changed.

`python -m benchmarks.figures --small` does the same with 2,000.
"""

from __future__ import annotations

import argparse
import itertools
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.table import Row, printed, under
from thuis_tui.service.configuration import Configuration
from thuis_tui.service.database.storage import Storage, Transaction
from thuis_tui.service.figures import publishing
from thuis_tui.service.logs import ledger
from thuis_tui.service.logs.ledger import ScopeLog
from thuis_tui.service.logs.own_chain import OwnChain
from thuis_tui.service.people import admin, grants

DOSSIERS = 100_000
SMALL = 2_000
AT_ONCE = 1_000
CHANGED = 10
HELD = 12
STAGES = ("referral", "screening", "waiting", "nomination", "offer", "viewing", "signing", "key", "living")
NOW = date(2026, 11, 23)
COLD, AFTER = 10, 200


def measure(runs: int, dossiers: int = DOSSIERS) -> list[Row]:
    """Make the logs, then count."""
    with tempfile.TemporaryDirectory() as home:
        configuration = Configuration(data_dir=Path(home))
        storage = Storage(configuration)
        try:
            clients = _make(storage, dossiers)
            begin = time.perf_counter()
            publishing.count(storage)
            nothing = time.perf_counter() - begin
            cold = _cold(storage, configuration)
            after = [_after(storage, clients[at::runs][:CHANGED]) for at in range(runs)]
        finally:
            storage.close()
    what = f"of {dossiers:,} dossiers"
    return [
        under("figures", f"first counting from nothing, {what}", [nothing], COLD, unit="s"),
        under("figures", f"a whole report in a new process, counted before, {what}", [cold], COLD, unit="s"),
        under("figures", f"counting and report after {CHANGED} changed, {what}", after, AFTER),
    ]


def _cold(storage: Storage, configuration: Configuration) -> float:
    """The report in a process that loads everything first."""
    import subprocess
    import sys

    words = f"""
import time; begin = time.perf_counter()
from pathlib import Path
from thuis_tui.service.configuration import Configuration
from thuis_tui.service.database.storage import Storage
from thuis_tui.service.figures import publishing
publishing.count(Storage(Configuration(data_dir=Path({str(configuration.data_dir)!r}))))
print(time.perf_counter() - begin)
"""
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    return float(done.stdout)


def _after(storage: Storage, clients: list[str]) -> float:
    """Change some dossiers, then count: only the counting is timed, in milliseconds."""
    storage.write(_change, clients)
    begin = time.perf_counter()
    publishing.count(storage)
    return 1000 * (time.perf_counter() - begin)


def _change(tx: Transaction, clients: list[str]) -> None:
    logs: dict[str, ScopeLog] = {}
    own = OwnChain(tx, logs)
    own.open([f"h:{client}" for client in clients])
    for client in clients:
        move = {"stage": "takeover", "moved_on": NOW.isoformat(), "client": client}
        own.create(f"h:{client}", f"stage_move:{tx.new_id()}", move, "service")
    ledger.flush(tx, logs.values())
    own.write()


def _make(storage: Storage, dossiers: int) -> list[str]:
    chance = Random(6)
    team = storage.write(admin.create_team_of, "Stichting", "Noord")
    clients: list[str] = []
    accounts: list[str] = []
    while len(clients) < dossiers:
        count = min(AT_ONCE, dossiers - len(clients))
        while len(accounts) * HELD < len(clients) + count:
            name = f"Begeleider {len(accounts)}"
            accounts.append(storage.write(admin.create_caseworker, team, name))
        clients += storage.write(_some, chance, count, itertools.cycle(accounts[-count // HELD :]))
    return clients


def _some(tx: Transaction, chance: Random, count: int, holders: Iterator[str]) -> list[str]:
    """Dossiers with their way to a home, written by the service's own chain: the log is as a laptop's."""
    clients = [tx.new_id() for _ in range(count)]
    logs: dict[str, ScopeLog] = {}
    own = OwnChain(tx, logs)
    for client in clients:
        grants.make_dossiers(tx, next(holders), [f"c:{client}"])
        grants.make_scope(tx, f"h:{client}")
    own.open([f"{kind}:{client}" for client in clients for kind in "ch"])
    for client in clients:
        _person(tx, own, client, chance)
    ledger.flush(tx, logs.values())
    own.write()
    return clients


def _person(tx: Transaction, own: OwnChain, client: str, chance: Random) -> None:
    common: dict[str, Any] = {"client": client, "author": "0" * 32, "recorded_at": "2026-03-01T12:00:00Z"}
    dossier, way = f"c:{client}", f"h:{client}"

    def put(scope: str, record_type: str, id_: str = "", **values: Any) -> str:
        id_ = id_ or tx.new_id()
        own.create(scope, f"{record_type}:{id_}", {**common, **values}, "service")
        return id_

    put(dossier, "client", client, surname="Jansen")
    for note in range(3):
        put(dossier, "note", body=f"Gesproken over de woning en de huur. {note} " * 6, kind="visit")
    day = NOW - timedelta(days=chance.randrange(60, 1200))
    put(way, "candidacy", client, municipality=chance.choice(("0344", "0355")), stage="referral")
    for stage in STAGES[: chance.randrange(1, len(STAGES) + 1)]:
        put(way, "stage_move", stage=stage, moved_on=day.isoformat())
        day = min(NOW, day + timedelta(days=chance.randrange(1, 80)))
    if stage in ("key", "living"):
        ended = chance.random() < 0.2
        more = {"ends_on": NOW.isoformat(), "end_reason": "eviction"} if ended else {}
        put(way, "tenancy", place=tx.new_id(), starts_on=day.isoformat(), **more)
    if chance.random() < 0.4:
        put(way, "home_offer", place=tx.new_id(), outcome="refused", refusal_reason="area")
    for measured in (NOW - timedelta(days=700), NOW - timedelta(days=100)):
        assessment = put(dossier, "assessment", moment="intake", measured_on=measured.isoformat())
        for domain in range(1, 14):
            level = chance.randrange(1, 6)
            put(dossier, "assessment_score", assessment=assessment, life_domain=domain, level=level)


def main() -> None:
    """Measure, of 100,000 dossiers or of a few."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.figures", description=__doc__)
    parser.add_argument("--small", action="store_true", help=f"{SMALL:,} dossiers")
    chosen = parser.parse_args()
    print(printed(measure(5, SMALL if chosen.small else DOSSIERS)))


if __name__ == "__main__":
    main()
