"""Who decides about exports for research, how often one is made, and what links them; on SQLite."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from tests.service.conftest import Clock
from tests.service.research import DAY, INSTITUTE, Team
from tests.service.research import team as team
from tests.service.test_administration import asked as asked
from thuis_tui.casework.rights import Role
from thuis_tui.sealed import new_private_key, public_key
from thuis_tui.service.keeping import bech32, learning_export
from thuis_tui.service.not_possible import NotPossible
from thuis_tui.service.people import admin, learning


@pytest.fixture
def database_url() -> None:
    """None of this depends on the database."""


def test_two_dossiers_of_one_person_are_one_row(team: Team) -> None:
    team.dossier(3)
    double, into = team.clients[-1], team.clients[0]
    team.change(double, f"client:{double}", merged_into=into, household="couple")
    made = team.export()
    assert len(made["people"]) == 8
    assert {one["household"] for one in made["people"]} <= {"alone", "*"}, "the one that goes on says it"
    logged = {scope for (scope,) in team.office.rows("SELECT scope FROM access_log WHERE event = 'export'")}
    assert {f"c:{double}", f"c:{into}"} <= logged


def test_two_runs_of_a_project_are_linked_and_two_projects_are_not(team: Team) -> None:
    first, again = team.export(), team.export()
    people = {one["person"] for one in first["people"]}
    assert {one["person"] for one in again["people"]} == people
    other = {one["person"] for one in team.export("Nazorg")["people"]}
    assert len(other) == len(people)
    assert not other & people
    assert all(again["report"]["steps"][name] >= step for name, step in first["report"]["steps"].items())
    later = team.request()
    team.decide(later)
    team.office.storage.write(learning.close, "Landing")
    with pytest.raises(NotPossible, match="closed"):
        team.run(later, "closed.age")
    with pytest.raises(NotPossible, match="closed"):
        team.request()


def test_nobody_alone(team: Team, clock: Clock, asked: Any) -> None:
    """Who asks does not approve; who approves has the role, in that organisation, and says why."""
    office, make = team.office, admin.create_caseworker
    id_ = team.request()
    with pytest.raises(NotPossible, match="approved"):
        team.run(id_, "early.age")
    away = office.storage.write(lambda tx: admin.create_team_of(tx, "Gemeente", "Oost"))
    stranger = office.laptop(
        office.storage.write(lambda tx: make(tx, away, "Piet", held=[Role.PRIVACY_OFFICER]))
    )
    for who in (team.alice, stranger, office.laptop(team.asker)):
        assert team.decide(id_, by=who) == "asked", who.caseworker
    assert team.decide(id_, reason=" ") == "asked"
    assert team.decide(id_, "refuse") == "refused"
    assert team.decide(id_) == "refused", "the first decision counts"
    assert team.shown(team.officer, id_) == "refused"
    with pytest.raises(NotPossible, match="approved"):
        team.run(id_, "refused.age")
    with pytest.raises(NotPossible, match="no privacy officer"):
        office.storage.write(learning.request, "Eigen", INSTITUTE, stranger.caseworker, "Nieuwsgierig")
    second = office.laptop(
        office.storage.write(lambda tx: make(tx, office.team, "Pim", held=[Role.PRIVACY_OFFICER]))
    )
    mine = office.storage.write(
        learning.request, "Landing", INSTITUTE, team.officer.caseworker, "Wat werkt bij wie"
    )
    assert team.decide(mine) == "asked", "her own"
    assert team.decide(mine, by=second) == "approved"
    assert team.shown(team.officer, mine) == "approved"
    clock.ahead = 31 * DAY
    with pytest.raises(NotPossible, match="too old"):
        team.run(mine, "old.age")
    assert not list(team.folder.glob("*.age"))
    assert "no such command" in asked("learning", "approve", id_, code=2).lower()


def test_an_approval_is_for_once(team: Team, asked: Any) -> None:
    id_ = team.request()
    team.decide(id_)
    nowhere = team.folder / "no" / "folder"
    with pytest.raises(NotPossible, match="could not be written"):
        learning_export.run(team.office.storage, id_, nowhere)
    assert team.state(id_) == "approved", "given back"
    assert asked("learning", "run", id_, str(team.folder / "one.age"), "--json")["people"] == 8
    assert team.state(id_) == team.shown(team.officer, id_) == "made"
    assert "each is approved once" in asked("learning", "run", id_, str(team.folder / "two.age"), code=5)
    assert not (team.folder / "two.age").exists()
    (line,) = asked("learning", "list", "--json")
    assert (line["state"], line["people"], line["asked_by"], line["decided_by"]) == ("made", 8, "Ans", "Pia")


def test_too_few_is_nothing(team: Team) -> None:
    id_ = team.request(least=9)
    team.decide(id_)
    with pytest.raises(NotPossible, match="Fewer than 9"):
        team.run(id_, "few.age")
    assert team.state(id_) == "approved"
    assert not (team.folder / "few.age").exists()
    with pytest.raises(NotPossible, match="At least 5"):
        team.request(least=4)


def test_the_institute_opens_it_with_its_own_key(team: Team, asked: Any, tmp_path: Path) -> None:
    theirs = new_private_key()
    id_ = asked(
        *("learning", "request", "Landing", "--institute", INSTITUTE, "--by", "Ans", "--reason", "Waarom"),
        *("--recipient", bech32.encode("age", public_key(theirs)), "--json"),
    )["request"]
    assert "age1" in asked(
        *("learning", "request", "Landing", "--institute", INSTITUTE, "--by", "Ans", "--reason", "Waarom"),
        *("--recipient", "age1qqqq"),
        code=5,
    )
    team.decide(id_)
    file, ours = tmp_path / "theirs.age", tmp_path / "recovery.key"
    asked("learning", "run", id_, str(file))
    ours.write_bytes(base64.b64encode(team.key))
    assert "cannot be opened" in asked(
        "learning", "open", str(file), str(tmp_path / "out"), "--key", str(ours), code=5
    )
    ours.write_bytes(base64.b64encode(theirs))
    told = asked("learning", "open", str(file), str(tmp_path / "open"), "--key", str(ours), "--json")
    assert [Path(name).name for name in told["files"]] == list(learning_export.FILES)
