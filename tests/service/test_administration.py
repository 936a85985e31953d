"""`thuis admin` and `thuis serve` as they are typed."""

from __future__ import annotations

import json
import os
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from tests.service.office import Laptop, Office
from thuis_tui.log import wire
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.commands.command import admin
from thuis_tui.service.commands.serve_command import serve
from thuis_tui.service.configuration import Configuration
from thuis_tui.service.listening import Listening, NotSafe


@pytest.fixture
def asked(configuration: Configuration) -> Any:
    where = ["--data", str(configuration.data_dir)]
    if configuration.database_url:
        where += ["--database-url", configuration.database_url]

    def ask(*words: str, code: int = 0) -> Any:
        result = CliRunner().invoke(admin, [*where, *words])
        assert result.exit_code == code, result.output
        return json.loads(result.output) if "--json" in words and code == 0 else result.output

    return ask


def test_a_team_is_set_up(asked: Any) -> None:
    assert len(asked("organisation", "create", "Stichting", "--json")["organisation"]) == 32
    team = asked("team", "create", "Noord", "--organisation", "Stichting", "--json")["team"]
    assert asked("team", "create", "Noord", "--organisation", "Stichting", "--json")["team"] == team
    caseworker = asked("caseworker", "create", "Aïcha el Idrissi", "--team", "Noord", "--json")["caseworker"]
    assert asked("caseworker", "list", "--json") == [
        {"id": caseworker, "name": "Aïcha el Idrissi", "team": "Noord", "roles": "caseworker", "dossiers": 0}
    ]
    assert asked("team", "list", "--json") == [{"id": team, "name": "Noord", "organisation": "Stichting"}]
    code = asked("enrolment-code", "Aïcha el Idrissi", "--json")
    assert (code["caseworker"], code["expires_in"], len(code["code"])) == (caseworker, 600, 19)
    assert code["code"] not in asked("enrolment-code", caseworker)
    assert "Nothing" in asked("quarantine")


def test_without_the_right_secret_a_command_says_so(
    asked: Any, configuration: Configuration, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked("team", "list")
    (tmp_path / "other").write_text("0" * 64)
    monkeypatch.setenv("THUIS_SECRET_FILE", str(tmp_path / "other"))
    assert "belongs to another secret" in asked("team", "list", code=2)
    (tmp_path / "other").write_text("kort")
    assert "too short" in asked("team", "list", code=2)
    (tmp_path / "other").write_text("1" * 64)
    asked("new-secret")
    asked("team", "list")


def test_a_dossier_is_granted_and_taken(asked: Any, alice: Laptop, bob: Laptop, dossier: str) -> None:
    assert asked("grant", "Bob", dossier, "--json") == {"client": dossier, "gen": 1}
    (page,) = bob.pull(f"c:{dossier}")
    assert page.head == 1
    assert [row["client"] for row in asked("dossiers", "Bob", "--json")] == [dossier]
    asked("revoke", "Bob", dossier, "--reason", "Waarneming voorbij")
    (line,) = bob.pull(f"c:{dossier}")
    assert (line.t, line.reason) == ("revoked", "Waarneming voorbij")
    (found,) = [row for row in asked("devices", "--json") if row["caseworker"] == "Bob"]
    asked("revoke-device", found["id"])
    assert bob.send("GET", wire.SCOPES).status_code == 403


def test_what_cannot_be_is_said(asked: Any, alice: Laptop, subtests: pytest.Subtests) -> None:
    asked("team", "create", "Noord")
    for words in (
        ("team", "create", "", "--organisation", "x"),
        ("team", "create", "x" * 121),
        ("caseworker", "create", "stuur\x1b[2J", "--team", "Noord"),
        ("caseworker", "create", "Bob", "--team", "Er is geen team"),
        ("enrolment-code", "niemand"),
        ("grant", "Alice", new_id()),
        ("grant", "Alice", "' OR 1=1"),
        ("revoke", "Alice", "ref"),
        ("revoke-device", "niets"),
        ("dossiers", "niemand"),
    ):
        with subtests.test(words=words):
            assert asked(*words, code=5).strip()


def test_two_of_one_name_need_the_id(asked: Any) -> None:
    asked("team", "create", "Noord")
    ids = [asked("caseworker", "create", "Jan", "--team", "Noord", "--json")["caseworker"] for _ in range(2)]
    assert "More than one" in asked("enrolment-code", "Jan", code=5)
    assert asked("enrolment-code", ids[0], "--json")["caseworker"] == ids[0]


def test_the_files_are_their_owners(configuration: Configuration, office: Office) -> None:
    if configuration.database_url:
        pytest.skip("PostgreSQL keeps its own files")
    assert configuration.database.stat().st_mode & 0o077 == 0
    assert configuration.data_dir.stat().st_mode & 0o077 == 0


def test_without_encryption_only_this_machine_is_served() -> None:
    for host in ("0.0.0.0", "192.168.1.1", "::", "thuis.example", ""):
        with pytest.raises(NotSafe):
            Listening(host=host).check()
    for host in ("127.0.0.1", "127.9.9.9", "::1", "localhost"):
        Listening(host=host).check()
    Listening(host="0.0.0.0", behind_proxy=True).check()
    Listening(host="0.0.0.0", certificate=Path("c"), key=Path("k")).check()
    with pytest.raises(NotSafe):
        Listening(certificate=Path("c")).check()
    result = CliRunner().invoke(serve, ["--host", "0.0.0.0", "--data", "nowhere"])
    assert result.exit_code == 2
    assert "--tls-certificate" in result.output
    assert not Path("nowhere").exists()


PROGRAM = "import sys; from thuis_tui.service.commands.serve_command import serve; serve(sys.argv[1:])"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Any]:
    processes: list[subprocess.Popen[str]] = []

    def start(*words: str) -> tuple[subprocess.Popen[str], str]:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, "--data", str(tmp_path / "data"), "--port", "0", *words],
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONWARNINGS": "error"},
        )
        processes.append(process)
        assert process.stderr is not None
        line = json.loads(process.stderr.readline())
        assert line["event"] == "listening", line
        return process, line["url"]

    yield start
    for process in processes:
        process.kill()
        process.wait()
        if process.stderr:
            process.stderr.close()


def test_the_service_runs_writes_no_names_and_stops_in_order(served: Any, tmp_path: Path) -> None:
    process, url = served()
    configuration = Configuration(data_dir=tmp_path / "data")
    office = Office(configuration, url)
    laptop = office.laptop(office.caseworker("Geheimzinnig"), "Geheime-laptop")
    client = new_id()
    laptop.push((f"c:{client}", [laptop.client(client, "Verborgen")]))
    laptop.http.get("/v1/Verborgen?naam=Verborgen")
    assert httpx.get(f"{url}/v1/health/live").json()["status"] == "live"
    assert httpx.get(f"{url}/v1/health/ready").json()["status"] == "ready"
    secrets = ["Geheim", "Verborgen", client, laptop.device, laptop.caseworker, laptop.token, "127.0.0.1"]
    office.close()
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) in (0, -signal.SIGTERM)
    written = process.stderr.read()
    lines = [json.loads(line) for line in written.splitlines()]
    assert {line["event"] for line in lines} == {"request", "stopping", "stopped"}
    assert {line.get("route") for line in lines} >= {wire.PUSH, wire.ENROL, ""}
    for secret in secrets:
        assert secret not in written
    assert not (tmp_path / "data" / "service.db-wal").exists(), "the database was closed in order"


def test_over_tls(served: Any, tmp_path: Path) -> None:
    certificate, key = certify(tmp_path)
    _, url = served("--tls-certificate", str(certificate), "--tls-key", str(key))
    assert url.startswith("https://")
    trusted = ssl.create_default_context(cafile=certificate)
    with httpx.Client(verify=trusted) as http:
        assert http.get(f"{url}/v1/health/live").status_code == 200
    with httpx.Client() as http, pytest.raises(httpx.ConnectError):
        http.get(f"{url}/v1/health/live")


def certify(place: Path) -> tuple[Path, Path]:
    """Make a certificate for 127.0.0.1."""
    import ipaddress
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "thuis")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    certificate, private = place / "certificate.pem", place / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return certificate, private
