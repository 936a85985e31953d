"""What a change costs depends on the change, not on what was written before: a law, counted and not timed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

import pytest
from sqlcipher3 import dbapi2

from tests.costs.conftest import Team, Work
from tests.costs.watched import scans
from tests.sync.laptops import KEY
from thuis_tui.store import write as write_to_store
from thuis_tui.store.connection import connect
from thuis_tui.store.vault import FileKey
from thuis_tui.store.writing import Writing

CHANGES = 100
NOTES_APART = 50
SLACK = 1.1
"""Trees of ten times as many rows are a level deeper."""
FEW_ROWS = {"", "guard", "meta", "scope", "holding", "scope_grant", "scope_head", "outcome", "draft"}
"""Tables that filed work does not make longer: one row, one a dossier, one for what waits for this person."""

Counts = dict[str, Work]


def push(team: Team) -> Counts:
    team.note(CHANGES)
    with team.watch.work() as done:
        assert team.one.sync().problem is None
    return done


def delta(team: Team) -> Counts:
    team.note(CHANGES)
    team.one.sync()
    with team.watch.work() as done:
        assert team.other.sync().problem is None
    return done


def idle(team: Team) -> Counts:
    team.other.sync()
    with team.watch.work() as done:
        assert team.other.sync().problem is None
    return done


def view(team: Team) -> Counts:
    """Change a field of a record that has others around it."""
    with team.watch.work() as done:
        team.one.set(team.clients[0], "surname", "Bakker")
    return done


def edit_from_elsewhere(team: Team) -> Counts:
    """Take over a change of a record that was there: merged, shown anew, its digest brought up to date."""
    team.one.set(team.clients[1], "surname", "Smit")
    team.one.sync()
    with team.watch.work() as done:
        assert team.other.sync().problem is None
    return done


def write(team: Team) -> Counts:
    with team.watch.work() as done:
        team.note(CHANGES)
    return done


def purge(team: Team) -> Counts:
    """Lose a dossier of fifty notes: it is erased, and the others are not looked at."""
    team.dossier_apart(NOTES_APART)
    team.office.revoke(team.one.actor, team.apart)
    with team.watch.work() as done:
        assert team.other.sync().problem is None
    assert team.other.rows("SELECT count(*) FROM note WHERE client=?", team.apart) == [(0,)]
    return done


def load(team: Team) -> Counts:
    """Be given it back: its first load."""
    team.office.grant(team.one.actor, team.apart)
    with team.watch.work() as done:
        assert team.other.sync().problem is None
    assert team.other.rows("SELECT count(*) FROM note WHERE client=?", team.apart) == [(NOTES_APART,)]
    return done


def reading(team: Team) -> Counts:
    """Read in all dossiers, and hand the lines of the access log over."""
    seen_by = f"u:{team.one.actor}"

    def read(writing: Writing) -> None:
        for client in team.clients:
            values = {"client": client, "event": "read", "occurred_at": "2026-03-01T12:00:00Z"}
            write_to_store.create(writing, seen_by, "access", values)

    team.one.database.write(read).result()
    with team.watch.work() as done:
        assert team.one.sync().problem is None
    return done


Job = Callable[[Team], Counts]
JOBS: tuple[Job, ...] = (write, view, push, delta, edit_from_elsewhere, idle, reading, purge, load)


def test_what_a_change_costs_depends_on_the_change(
    teams: tuple[Team, ...], subtests: pytest.Subtests
) -> None:
    """One test: to make the teams takes longer than all that is asked of them."""
    for job in JOBS:
        few, many = (job(team) for team in teams)
        with subtests.test("the same statements", job=job.__name__):
            assert _by_role(teams[0], few)
            assert _by_role(teams[0], few) == _by_role(teams[1], many)
        of_many = {_role(teams[1], path): work for path, work in many.items()}
        for path, work in few.items():
            with subtests.test("the same work", job=job.__name__, path=path):
                assert of_many[_role(teams[0], path)].instructions <= SLACK * work.instructions + 100
        for path, work in many.items():
            with subtests.test("no table is read from end to end", job=job.__name__, path=path):
                with closing(_opened(teams[1], path)) as connection:
                    found = scans(connection, work.statements)
                assert not {table: sql for table, sql in found.items() if table not in FEW_ROWS}


def test_only_accesses_ask_something_of_the_access_log(teams: tuple[Team, ...]) -> None:
    team = teams[0]
    asked = {
        job.__name__: [sql for sql in job(team)[team.service].statements if "access_" in sql]
        for job in (push, reading, delta, idle)
    }
    lines = asked.pop("reading")
    assert asked == {"push": [], "delta": [], "idle": []}
    heads = [sql for sql in lines if sql.startswith("INSERT INTO access_head")]
    assert (len(heads), len(lines)) == (1, 1 + 2 * len(team.clients))  # each line is put in, each head moved


def test_the_measure_sees_a_scan(teams: tuple[Team, ...]) -> None:
    """What the tests above look for is there to be found when it is done."""
    works = []
    for team in teams:
        with team.watch.work() as done:
            team.other.rows("SELECT count(*) FROM note WHERE body LIKE ?", "%post%")
        (work,) = done.values()
        works.append(work)
    few, many = works
    assert many.instructions > 5 * few.instructions
    with closing(_opened(teams[0], str(teams[0].other.path))) as connection:
        assert scans(connection, few.statements).keys() == {"note"}


def _by_role(team: Team, works: Counts) -> dict[str, dict[str, int]]:
    return {_role(team, path): work.counted() for path, work in works.items()}


def _role(team: Team, path: str) -> str:
    return {str(team.one.path): "writer", str(team.other.path): "reader"}.get(path, "service")


def _opened(team: Team, path: str) -> dbapi2.Connection:
    for laptop in (team.one, team.other):
        if path == str(laptop.path):
            return connect(laptop.path, FileKey(KEY), read_only=True)
    return dbapi2.connect(path)
