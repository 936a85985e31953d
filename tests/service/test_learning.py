"""Exports for research on both databases: what leaves and what does not, of whom, and where it stands."""

from __future__ import annotations

import re

from tests.service.research import INSTITUTE, MARKS, Team
from tests.service.research import team as team
from thuis_tui.casework.learning.variables import QUASI, VARIABLES
from thuis_tui.service.keeping import learning_export
from thuis_tui.service.people import admin


def test_what_leaves_and_what_does_not(team: Team) -> None:
    made = team.export()
    assert made["names"] == learning_export.FILES
    people, report = made["people"], made["report"]
    assert len(people) == report["people"] == 8
    assert list(people[0]) == [each.name for each in VARIABLES]
    assert report["k"] >= 5
    assert report["left_out"] == 0
    for one in people:
        alike = [other for other in people if all(other[name] == one[name] for name in QUASI)]
        assert len(alike) >= 5, "counted by hand"
    first = people[0]
    assert (first["part"], first["entered"], first["stay"]) == ("city", "2026", "2")
    assert (first["weeks_referral"], first["tenancy_weeks"], first["tenancy_end"]) == (
        "9",
        "14",
        "other_text",
    )
    assert (first["offers_refused"], first["refusal"], first["zrm_intake_8"]) == ("1", "other_text", "2")
    text = made["raw"].decode("latin-1") + made["text"]
    ids = {id_ for (id_,) in team.office.rows("SELECT id FROM log")} | {
        part for (ent,) in team.office.rows("SELECT ent FROM register") for part in ent.split(":")[1:]
    }
    for mark in (*MARKS, *ids, *team.clients):
        assert mark.lower() not in text.lower(), mark
    days = set(re.findall(r"\d{4}-\d\d-\d\d", text))
    assert days == {report["made_on"]}, "no day but that of the export"
    assert (
        re.findall(r"\d{1,2}-\d{1,2}-\d{4}|\d{4}-\d\d(?!\d)", made["text"].replace(report["made_on"], ""))
        == []
    )
    sealed = b"".join(path.read_bytes() for path in team.folder.glob("*.age"))
    assert b"person" not in sealed
    assert b"Kenniscentrum" not in sealed
    _stands_in_the_access_log(team)


def _stands_in_the_access_log(team: Team) -> None:
    lines = team.office.rows(
        "SELECT scope, account, outcome, reason FROM access_log WHERE event = 'export' ORDER BY scope"
    )
    about = f"Landing · {INSTITUTE} · Ans / Pia"
    assert lines == [(f"c:{client}", "", "done", about) for client in sorted(team.clients)] + [
        ("service", "", "done", about)
    ]
    ((account, device, outcome, reason),) = team.office.rows(
        "SELECT account, device, outcome, reason FROM access_log WHERE event = 'grant' AND scope = 'service'"
    )
    assert (account, device, outcome) == (team.officer.caseworker, team.officer.device, "done")
    assert reason == f"Landing · {INSTITUTE} · Goed"


def test_only_who_allows_it_today(team: Team) -> None:
    """A consent that is withdrawn leaves the person out of the next run."""
    team.dossier(20, party="Een ander instituut")
    team.dossier(21, data=["housing"])
    team.dossier(22, ends_on="2026-02-04")
    consent = team.dossier(23)
    restricted = team.dossier(24) and team.clients[-1]
    team.office.storage.write(admin.restrict, restricted, True)
    before = {one["person"] for one in team.export()["people"]}
    assert len(before) == 9
    team.change(
        team.clients[-2], f"consent:{consent}", withdrawn_on="2026-03-01", withdrawn_reason="Toch niet"
    )
    after = {one["person"] for one in team.export()["people"]}
    assert len(after) == 8
    assert after < before
    exported = team.office.rows(
        "SELECT count(*) FROM access_log WHERE event = 'export' AND scope = ?", f"c:{team.clients[-2]}"
    )
    assert exported == [(1,)]
