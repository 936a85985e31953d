"""A team whose people may be in exports for research: what the tests of these share."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.service.office import Laptop, Office
from thuis_tui.casework.rights import Role
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.keeping import learning_export
from thuis_tui.service.keeping.encrypted_file import Opening, key_of
from thuis_tui.service.people import admin, escrow, learning

INSTITUTE = "Kenniscentrum Wonen"
STAMP = {"recorded_at": "2026-03-01T12:00:00Z", "recorded_offset": 60}
DAY = 24 * 3600
MARKS = ("Xandra", "Zwaluwstaart", "Quaastraat", "Geheim verhaal", "Buurman Piet", "999900006", "06-12345678")
"""What stands in every dossier here, and may stand in no export."""


@dataclass
class Team:
    """A caseworker with dossiers, somebody who asks for exports, and a privacy officer."""

    office: Office
    alice: Laptop
    officer: Laptop
    asker: str
    folder: Path
    key: bytes
    clients: list[str]

    def dossier(self, number: int, *, party: str = INSTITUTE, **more: Any) -> str:
        """Make the dossier of somebody and the way to a home beside it, with all that may not leave."""
        client, consent, offer, tenancy, place, assessment = (new_id() for _ in range(6))
        alice, scope, way = self.alice, f"c:{client}", f"h:{client}"
        common = {"client": client, "author": alice.caseworker, **STAMP}
        beside = {name: value for name, value in common.items() if name != "recorded_offset"}
        values = {
            "first_name": MARKS[0],
            "surname": f"{MARKS[1]}{number}",
            "birth_date": f"{1980 + number % 3}-04-{3 + number % 20:02}",
            "gender": "woman" if number % 4 else "man",
            "municipality": "0344",
            "household": "alone",
            "address": MARKS[2],
            "bsn": MARKS[5],
            "phone": MARKS[6],
            "current_stay": "2",
            "homeless_since": "2022-07-14",
            "housing_wish": MARKS[3],
        }
        given = {
            "party": party,
            "purpose": MARKS[3],
            "data": ["research"],
            "given_on": "2026-02-03",
            "given_how": "signed",
            **more,
        }
        raws = [
            alice.write(scope, f"client:{client}", values),
            alice.write(scope, f"consent:{consent}", {**given, **common}),
            alice.note(client, MARKS[3]),
            alice.write(
                scope,
                f"assessment:{assessment}",
                {"moment": "intake", "measured_on": "2026-02-17", **common},
            ),
            alice.write(
                scope,
                f"assessment_score:{new_id()}",
                {
                    "client": client,
                    "assessment": assessment,
                    "life_domain": 8,
                    "level": 2,
                    "comment": MARKS[4],
                },
            ),
        ]
        ways = [
            alice.write(
                way,
                f"candidacy:{client}",
                {"name": MARKS[1], "registered_on": "2026-02-11", "stage": "waiting", **beside},
            ),
            alice.write(
                way,
                f"stage_move:{new_id()}",
                {"stage": "waiting", "moved_on": "2026-04-16", "reason": MARKS[3], **beside},
            ),
            alice.write(
                way,
                f"home_offer:{offer}",
                {
                    "place": place,
                    "offered_on": "2026-05-19",
                    "outcome": "refused",
                    "refusal_reason": MARKS[4],
                    **beside,
                },
            ),
            alice.write(
                way,
                f"tenancy:{tenancy}",
                {
                    "address": MARKS[2],
                    "starts_on": "2026-06-23",
                    "ends_on": "2026-09-29",
                    "end_reason": MARKS[4],
                    **beside,
                },
            ),
        ]
        for outcome in (*alice.push((scope, raws)), *alice.push((way, ways))):
            assert {each.r for each in outcome.results} == {"applied"}, outcome
        self.clients.append(client)
        return consent

    def change(self, client: str, ent: str, **values: Any) -> None:
        """Set fields of a record of a dossier, in the place of what stands there."""
        scope = f"c:{client}"
        ((made,),) = self.office.rows(
            "SELECT heads FROM register WHERE scope = ? AND ent = ? AND field = ''", scope, ent
        )
        raws = [
            self.alice.write(scope, ent, value, kind="set", name=name, base=(made,))
            for name, value in values.items()
        ]
        (outcome,) = self.alice.push((scope, raws))
        assert {each.r for each in outcome.results} == {"applied"}

    def request(self, project: str = "Landing", **more: Any) -> str:
        return self.office.storage.write(
            learning.request, project, INSTITUTE, self.asker, "Wat werkt bij wie", **more
        )

    def decide(
        self, id_: str, decision: str = "approve", *, by: Laptop | None = None, reason: str = "Goed"
    ) -> str:
        """Let a privacy officer decide; how it stands then."""
        who, tx = by or self.officer, new_id()
        own, ent = f"u:{who.caseworker}", f"learning_request:{id_}"
        raws = [
            who.write(own, ent, value, kind="set", name=name, tx=tx)
            for name, value in (("decision_reason", reason), ("decision", decision))
        ]
        who.push((own, raws))
        return self.state(id_)

    def state(self, id_: str) -> str:
        ((state,),) = self.office.rows("SELECT state FROM learning_export WHERE id = ?", id_)
        return str(state)

    def shown(self, who: Laptop, id_: str) -> str:
        """How it stands, as that laptop is told."""
        rows = self.office.rows("SELECT row FROM log WHERE scope = ? ORDER BY seq", f"u:{who.caseworker}")
        told = [json.loads(bytes(row)) for (row,) in rows]
        return [value for _, _, ent, field, _, value, *_ in told if ent.endswith(id_) and field == "state"][
            -1
        ]

    def run(self, id_: str, name: str) -> dict[str, Any]:
        """Make an export and open it: what it says, file by file."""
        path = self.folder / name
        learning_export.run(self.office.storage, id_, path)
        return self.opened(path)

    def opened(self, path: Path) -> dict[str, Any]:
        with path.open("rb") as file:
            raw = Opening(file, key_of(file, self.key)).read()
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            files = {name: packed.read(name).decode() for name in packed.namelist()}
        return {
            "raw": raw,
            "text": "".join(files.values()),
            "people": list(csv.DictReader(io.StringIO(files["people.csv"]))),
            "report": json.loads(files["report.json"]),
            "names": tuple(files),
        }

    def export(self, project: str = "Landing", **more: Any) -> dict[str, Any]:
        """Ask, approve and make."""
        id_ = self.request(project, **more)
        assert self.decide(id_) == "approved"
        return self.run(id_, f"{new_id()}.age")


@pytest.fixture
def team(office: Office, alice: Laptop, tmp_path: Path) -> Iterator[Team]:
    make = admin.create_caseworker
    key = office.storage.write(escrow.make_recovery_key)
    officer = office.storage.write(lambda tx: make(tx, office.team, "Pia", held=[Role.PRIVACY_OFFICER]))
    asker = office.storage.write(lambda tx: make(tx, office.team, "Ans", held=[Role.PROGRAMME_ANALYST]))
    made = Team(office, alice, office.laptop(officer), asker, tmp_path, key, [])
    for number in range(8):
        made.dossier(number)
    yield made
