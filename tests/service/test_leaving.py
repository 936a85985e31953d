"""What a device says when it has to let go: receipts, and a sealed box that nobody reads over the wire."""

from __future__ import annotations

import base64
import errno
import os
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.service.office import Laptop, Office, error
from tests.service.test_administration import asked as asked
from thuis_tui.log import wire
from thuis_tui.log.identifiers import new_id
from thuis_tui.sealed import open_sealed, seal
from thuis_tui.service.keeping.backup_file import read_private_key
from thuis_tui.service.people.escrow import recovery_key


def purge(laptop: Laptop, *scopes: tuple[str, int]) -> httpx.Response:
    given = [wire.PurgedScope(scope, gen) for scope, gen in scopes]
    return laptop.post(wire.PURGED, wire.encode(wire.PurgedRequest(given)))


def receipts(office: Office) -> list[tuple[Any, ...]]:
    return office.rows("SELECT scope, device, gen, caseworker FROM purge_receipt ORDER BY scope, gen")


def test_a_receipt_is_kept_once(office: Office, alice: Laptop, dossier: str) -> None:
    scope = f"c:{dossier}"
    assert purge(alice, (scope, 1)).status_code == 200
    assert receipts(office) == [], "a dossier that is still theirs was not let go"
    office.revoke(alice.caseworker, dossier)
    for _ in range(3):
        answer = purge(alice, (scope, 1), (f"c:{new_id()}", 1), (scope, 7))
        assert answer.status_code == 200
        assert set(answer.json()) == {"server_time"}
    assert receipts(office) == [(scope, alice.device, 1, alice.caseworker)]


def test_an_administrator_reads_which_laptop_let_a_dossier_go(
    asked: Any, office: Office, alice: Laptop, dossier: str
) -> None:
    assert asked("receipts", "--json") == []
    office.revoke(alice.caseworker, dossier)
    purge(alice, (f"c:{dossier}", 1))
    [(received_at,)] = office.rows("SELECT received_at FROM purge_receipt")
    facts = {
        "scope": f"c:{dossier}",
        "caseworker": "Alice",
        "device": alice.device,
        "name": "laptop",
        "gen": 1,
    }
    assert asked("receipts", "--json") == [{**facts, "received_at": received_at}]
    assert dossier in asked("receipts") and alice.device in asked("receipts")


def test_nobody_signs_for_the_dossier_of_another(
    office: Office, alice: Laptop, bob: Laptop, dossier: str
) -> None:
    office.revoke(alice.caseworker, dossier)
    assert purge(bob, (f"c:{dossier}", 1)).status_code == 200
    assert receipts(office) == []
    too_many = [(f"c:{n:032x}", 1) for n in range(5_001)]
    assert error(purge(bob, *too_many)) == "malformed"
    assert error(bob.post(wire.PURGED, b'{"scopes":[{"scope":"x","gen":1}]}')) == "malformed"


def leave(laptop: Laptop, sealed: bytes, *, device: str = "", signed: bytes = b"") -> httpx.Response:
    body = wire.EscrowRequest(
        device or laptop.device,
        base64.b64encode(sealed).decode(),
        laptop.sign(sha256(signed or sealed).digest()),
    )
    return laptop.http.post(wire.ESCROW, content=wire.encode(body))


def test_the_recovery_key_is_made_once_and_every_device_is_told(
    asked: Any, alice: Laptop, office: Office
) -> None:
    etag = alice.etag()
    assert alice.scopes().recovery_key == ""
    private = base64.b64decode(asked("recovery-key", "--json")["private_key"])
    assert alice.etag() != etag, "who has the list fetches it again"
    listed = alice.scopes()
    assert listed.lease_days == 14
    sealed = seal(base64.b64decode(listed.recovery_key), b"nog niet overgedragen")
    assert open_sealed(private, sealed) == b"nog niet overgedragen"
    assert "already" in asked("recovery-key", code=5)
    kept = [str(value) for (value,) in office.rows("SELECT value FROM service_setting")]
    assert base64.b64encode(private).decode() not in kept
    assert private.hex() not in kept


def test_a_recovery_key_that_could_not_be_written_is_not_made(
    asked: Any, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stick that is full, that is not there, or on which there is such a file already."""
    real, stick = os.fsync, tmp_path / "recovery.key"

    def full(descriptor: int) -> None:
        if Path(f"/proc/self/fd/{descriptor}").readlink() == stick:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(descriptor)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        assert "No space left" in asked("recovery-key", "--file", str(stick), code=1)
    assert not stick.exists()
    assert "Not written" in asked("recovery-key", "--file", str(tmp_path / "away" / "key"), code=1)
    (tmp_path / "there").write_text("van iemand anders")
    assert "Not written" in asked("recovery-key", "--file", str(tmp_path / "there"), code=1)
    assert (tmp_path / "there").read_text() == "van iemand anders"
    assert office.storage.read(recovery_key) == ""
    asked("recovery-key", "--file", str(stick))
    made = base64.b64decode(office.storage.read(recovery_key))
    assert open_sealed(read_private_key(stick), seal(made, b"heel")) == b"heel"
    assert stick.stat().st_mode & 0o077 == 0
    assert "already" in asked("recovery-key", "--file", str(tmp_path / "second"), code=5)
    assert not (tmp_path / "second").exists()


def test_a_revoked_device_leaves_its_box_and_the_organisation_opens_it(
    asked: Any, office: Office, alice: Laptop, tmp_path: Path
) -> None:
    private = base64.b64decode(asked("recovery-key", "--json")["private_key"])
    public = base64.b64decode(alice.scopes().recovery_key)
    asked("revoke-device", alice.device)
    assert alice.sign_in().status_code == 403
    sealed = seal(public, b"x" * 100_000)
    for _ in range(2):
        answer = leave(alice, sealed)
        assert answer.status_code == 200, answer.text
        assert wire.TIME_HEADER in answer.headers
    (box,) = asked("escrow", "list", "--json")
    assert (box["device"], box["caseworker"], box["bytes"]) == (alice.device, "Alice", len(sealed))
    file = tmp_path / "box"
    asked("escrow", "export", box["id"][:12], str(file))
    assert open_sealed(private, file.read_bytes()) == b"x" * 100_000
    assert file.stat().st_mode & 0o077 == 0
    asked("escrow", "export", box["id"], str(file), code=1)
    asked("escrow", "export", "%", str(tmp_path / "other"), code=5)
    assert alice.http.get(wire.ESCROW).status_code == 405, "nobody reads it over the wire"


def test_a_box_is_taken_only_with_the_signature_of_its_device(
    office: Office, alice: Laptop, bob: Laptop
) -> None:
    told = [
        leave(bob, b"vals", device=alice.device),
        leave(alice, b"vals", signed=b"iets anders"),
        leave(alice, b"vals", device=new_id()),
    ]
    assert [(answer.status_code, error(answer)) for answer in told] == [(401, "not_allowed")] * 3
    assert leave(alice, b"").status_code == 422
    leave(alice, b"vals", device=new_id())
    assert leave(alice, b"goed").status_code == 429, "guessing has to wait"
    assert office.rows("SELECT count(*) FROM escrow") == [(0,)]


def test_a_box_that_cannot_be_read_is_refused(alice: Laptop, subtests: pytest.Subtests) -> None:
    for body in (b"", b"{}", b"[" * 100_000, b'{"device":"x","sealed":"","signature":""}'):
        with subtests.test(body=body[:40]):
            answer = alice.http.post(wire.ESCROW, content=body)
            assert (answer.status_code, error(answer)) == (422, "malformed")


def test_a_box_is_bounded_in_size_and_number(office: Office, alice: Laptop) -> None:
    largest = bytes(wire.MAX_SEALED)
    assert leave(alice, largest).status_code == 200
    assert leave(alice, largest + b"x").status_code == 413
    bomb = wire.compress(bytes(200 * 1024 * 1024))
    answer = alice.http.post(wire.ESCROW, content=bomb, headers={"content-encoding": wire.ZSTD})
    assert answer.status_code == 413
    for n in range(15):
        assert leave(alice, b"%d" % n).status_code == 200
    assert leave(alice, b"een te veel").status_code == 413
    assert leave(alice, largest).status_code == 200, "what is there already may be sent again"
    assert office.rows("SELECT count(*) FROM escrow") == [(16,)]
