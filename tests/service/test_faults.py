"""When the database fails: what can go on goes on, the rest is told to come back, and nothing leaks."""

from __future__ import annotations

import json
import logging

import pytest

from tests.service.office import Laptop, Office, error, eventually
from thuis_tui.log import wire
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.configuration import Configuration
from thuis_tui.service.logs.journal import Lines


@pytest.fixture(autouse=True)
def on_sqlite(configuration: Configuration) -> None:
    if configuration.database_url:
        pytest.skip("these faults are made with SQLite's means")


def test_a_scope_the_database_refuses_does_not_hold_up_the_others(
    office: Office, alice: Laptop, dossier: str
) -> None:
    other = new_id()
    office.storage.write(
        lambda tx: tx.run(
            f"CREATE TRIGGER refuse BEFORE INSERT ON log WHEN NEW.scope = 'c:{dossier}'"
            " BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
    )
    raw = alice.note(dossier)
    bad, good = alice.push((f"c:{dossier}", [raw]), (f"c:{other}", [alice.client(other)]))
    assert bad.error is not None
    assert (bad.error.code, bad.results) == (wire.Code.BUSY, [])
    assert (good.error, good.acked) == (None, 1)
    office.storage.write(lambda tx: tx.run("DROP TRIGGER refuse"))
    (outcome,) = alice.push((f"c:{dossier}", [raw]))
    assert [(r.r, r.seq) for r in outcome.results] == [("applied", 2)]


def test_without_its_database_it_says_try_later(office: Office, alice: Laptop, dossier: str) -> None:
    office.storage.write(lambda tx: tx.run("ALTER TABLE scope_head RENAME TO away"))
    raw = alice.note(dossier)
    for answer in (
        alice.post(wire.PUSH, alice.push_body((f"c:{dossier}", [raw]))),
        alice.post(wire.PULL, wire.encode(wire.PullRequest())),
        alice.send("GET", wire.SCOPES),
    ):
        assert (answer.status_code, error(answer)) == (503, "busy")
        assert int(answer.headers["retry-after"]) > 0
    office.storage.write(lambda tx: tx.run("ALTER TABLE away RENAME TO scope_head"))
    assert alice.push((f"c:{dossier}", [raw]))[0].acked == 2


def test_a_fault_of_ours_is_told_without_its_words(
    office: Office, alice: Laptop, dossier: str, caplog: pytest.LogCaptureFixture
) -> None:
    office.storage.write(lambda tx: tx.run("UPDATE scope_head SET digest = 'geheim'"))
    logger = logging.getLogger("uvicorn")
    logger.addHandler(caplog.handler)
    answer = alice.post(wire.PUSH, alice.push_body((f"c:{dossier}", [alice.note(dossier)])))
    assert (answer.status_code, error(answer)) == (500, "internal")
    eventually(lambda: any(record.exc_info for record in caplog.records))
    logger.removeHandler(caplog.handler)
    (record,) = [record for record in caplog.records if record.exc_info]
    line = json.loads(Lines().format(record))
    assert (line["level"], line["fault"]) == ("error", "ValueError")
    assert "geheim" not in json.dumps(line)
    assert office.rows("SELECT seq FROM scope_head WHERE scope = ?", f"c:{dossier}") == [(1,)]
