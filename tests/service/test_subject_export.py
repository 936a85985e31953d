"""All that is kept of one person, in a file that only the organisation opens."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from tests.service.office import Laptop, Office
from tests.service.test_administration import asked as asked
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.keeping import retention
from thuis_tui.service.people import escrow

WHY = ("--by", "Functionaris", "--reason", "verzoek art. 15")


def test_everything_of_one_person_and_nobody_else(
    office: Office, alice: Laptop, dossier: str, asked: Any, tmp_path: Path
) -> None:
    scope, note, other = f"c:{dossier}", new_id(), new_id()
    alice.push((f"c:{other}", [alice.client(other, "Anders")]))
    first = alice.chain(scope)
    alice.push(
        (
            scope,
            [
                alice.note(dossier, "Gesproken over <b>de sleutel</b>.", note=note),
                alice.write(scope, f"client:{dossier}", "Kerkstraat 1", kind="set", name="address"),
            ],
        )
    )
    assert first.n == 1
    office.revoke(alice.caseworker, dossier)
    alice.push((scope, [alice.note(dossier, "Te laat geschreven.")]))
    file = tmp_path / "export"
    assert "recovery key" in asked("export", dossier, str(file), *WHY, code=5)
    (tmp_path / "key").write_bytes(base64.b64encode(office.storage.write(escrow.make_recovery_key)))
    assert asked("export", dossier, str(file), *WHY, "--json")["records"] == 2
    assert "could not be written" in asked("export", dossier, str(file), *WHY, code=5)
    assert "no dossier" in asked("export", "f" * 32, str(tmp_path / "no"), *WHY, code=5)
    assert b"sleutel" not in file.read_bytes()
    folder = tmp_path / "open"
    told = asked("open-export", str(file), str(folder), "--key", str(tmp_path / "key"), "--json")
    data, text = (Path(name) for name in told["files"])
    assert data.stat().st_mode & 0o077 == text.stat().st_mode & 0o077 == 0
    whole = json.loads(data.read_text("utf-8"))
    assert {(one["type"], one["id"]) for one in whole["records"]} == {("client", dossier), ("note", note)}
    assert [one["field"] for one in whole["history"]] == ["", "", "address"]
    assert [one["value"]["body"] for one in whole["kept_aside"]] == ["Te laat geschreven."]
    assert [line["event"] for line in whole["access"]].count("export") == 1
    assert whole["access"][-1]["reason"] == "Functionaris · verzoek art. 15"
    page = text.read_text("utf-8")
    assert "Gesproken over <b>de sleutel</b>." in page
    assert "Kerkstraat 1" in page
    assert "Anders" not in page + data.read_text("utf-8")
    (tmp_path / "key").write_bytes(base64.b64encode(bytes(32)))
    assert "cannot be opened" in asked(
        "open-export", str(file), str(tmp_path / "again"), "--key", str(tmp_path / "key"), code=5
    )


def test_what_was_erased_is_named_and_not_there(
    office: Office, alice: Laptop, dossier: str, tmp_path: Path
) -> None:
    from thuis_tui.service.keeping.subject_export import gather, readable

    note = new_id()
    alice.push((f"c:{dossier}", [alice.note(dossier, "Gesproken over de sleutel.", note=note)]))
    office.storage.write(
        retention.erase_field, dossier, f"note:{note}", "body", "Functionaris", "verzoek art. 17"
    )
    whole = office.storage.read(gather, f"c:{dossier}")
    assert "sleutel" not in json.dumps(whole) + readable(whole)
    assert [(one["record"], one["field"]) for one in whole["erasures"]] == [(f"note:{note}", "body")]
