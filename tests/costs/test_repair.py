"""What a repair costs depends on the dossier that differs and the parts of it, not on the dossiers beside it;
what a digest costs, on nothing.
"""

from __future__ import annotations

from collections import Counter
from contextlib import closing

import pytest
from sqlcipher3 import dbapi2

from tests.costs.conftest import Team, Work
from tests.costs.test_laws import FEW_ROWS, SLACK
from tests.costs.watched import scans
from thuis_tui.log import digest
from thuis_tui.store.writing import Writing
from thuis_tui.sync.messages import FetchDigest, Summed

NOTES = 50


def alone(team: Team) -> list[str]:
    """The notes of the dossier apart that share their part of the digest with nothing: ids fall by chance."""
    held = team.other.rows("SELECT ent, field FROM register WHERE scope=?", f"c:{team.apart}")
    parts = Counter(digest.bucket(ent, field) for ent, field in held)
    found = [ent for ent, field in held if ent.startswith("note:") and parts[digest.bucket(ent, field)] == 1]
    return sorted(found)


def lose(team: Team, wrong: int) -> None:
    """Lose the registers of so many notes of the dossier apart, as a bad disk would."""
    notes = alone(team)[:wrong]
    assert len(notes) == wrong

    def change(writing: Writing) -> None:
        with writing.permitted():
            writing.raw.executemany("DELETE FROM register WHERE ent=?", [(note,) for note in notes]).close()
            writing.raw.execute(
                "UPDATE scope SET digest=? WHERE scope=?", ("1" * 32, f"c:{team.apart}")
            ).close()
        writing.sync = True

    team.other.database.write(change).result()


def repair(team: Team, wrong: int) -> dict[str, Work]:
    """Damage so many notes of one dossier on one laptop, and let a change in it show that."""
    lose(team, wrong)
    team.one.set(team.apart, "alias", f"Kees {wrong}")
    assert team.one.sync().problem is None
    before = team.other.runner.repairs
    with team.watch.work() as done:
        assert team.other.sync().problem is None
    assert team.other.runner.repairs == before + 1
    scope = f"c:{team.apart}"
    assert team.other.digests()[scope] == team.one.digests()[scope]
    return done


def ask_digest(team: Team, *, parts: bool = False) -> Work:
    """Ask the service for the digest of the dossier apart."""
    transport = team.other.runner._way()
    assert transport is not None
    with team.watch.work() as done:
        assert isinstance(transport.digest(FetchDigest(f"c:{team.apart}", parts)), Summed)
    return done[team.service]


@pytest.fixture(scope="module")
def apart(teams: tuple[Team, ...]) -> tuple[Team, ...]:
    """The teams, each with a dossier that is as large in both."""
    for team in teams:
        team.dossier_apart(NOTES)
    return teams


def test_a_repair_costs_the_same_whatever_else_is_there(
    apart: tuple[Team, ...], subtests: pytest.Subtests
) -> None:
    few, many = (repair(team, 1) for team in apart)
    asked = " ".join(many[apart[1].service].statements)
    assert "FROM register WHERE scope" in asked, "the digest in its parts was asked for"
    for role in ("service", "other"):
        one, other = (
            done[team.service if role == "service" else str(team.other.path)]
            for team, done in zip(apart, (few, many), strict=True)
        )
        with subtests.test("the same statements, the same work", role=role):
            assert one.counted() == other.counted()
            assert other.instructions <= SLACK * one.instructions + 100
    with subtests.test("no table is read from end to end"):
        with closing(dbapi2.connect(apart[1].service)) as connection:
            found = scans(connection, many[apart[1].service].statements)
        assert not {table: sql for table, sql in found.items() if table not in FEW_ROWS}


def test_more_parts_that_differ_cost_at_most_as_much_more(apart: tuple[Team, ...]) -> None:
    team = apart[1]
    path = str(team.other.path)
    small, large = repair(team, 1)[path], repair(team, 8)[path]
    assert small.instructions < large.instructions < 8 * small.instructions


def test_a_digest_costs_the_same_however_long_the_dossier_is(apart: tuple[Team, ...]) -> None:
    team = apart[0]
    short, of_parts = ask_digest(team), ask_digest(team, parts=True)
    assert not any("FROM register" in sql for sql in short.statements)
    for _ in range(4 * NOTES):
        team.one.note(team.apart)
    assert team.one.sync().problem is None
    long, of_more = ask_digest(team), ask_digest(team, parts=True)
    assert short.counted() == long.counted()
    assert long.instructions <= SLACK * short.instructions + 100
    assert of_more.instructions > 2 * of_parts.instructions, "the parts are added up from the registers"
