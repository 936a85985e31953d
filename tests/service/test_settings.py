"""Settings from a file, the environment and options: checked at once, and told so that they can be mended."""

from __future__ import annotations

import dataclasses
import json
import os
import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tests.service.test_administration import certify
from thuis_tui.service.commands.command import admin
from thuis_tui.service.commands.serve_command import serve
from thuis_tui.service.configuration import Limits
from thuis_tui.service.database.storage import Storage
from thuis_tui.service.secret import NoSecret, OtherSecret
from thuis_tui.service.settings import FILE, PREFIX, NotValid, described, load, variable
from thuis_tui.settings import Settings


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)


def written(place: Path, text: str) -> Path:
    file = place / "service.toml"
    file.write_text(text)
    return file


def test_an_option_goes_before_the_environment_and_that_before_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(
        tmp_path,
        f'data_dir = "{tmp_path}"\nport = 1\nlease_days = 3\nlog_level = "error"\n'
        "[limits]\nfailures = 4\nbody = 2048",
    )
    monkeypatch.setenv("THUIS_PORT", "2")
    monkeypatch.setenv("THUIS_LOG_LEVEL", "warning")
    monkeypatch.setenv("THUIS_LIMITS__BODY", "4096")
    monkeypatch.setenv("THUIS_PROXY_ADDRESSES", "10.0.0.0/8, ::1")
    settings = load(file, {"port": 3, "host": None})
    assert (settings.port, settings.log_level, settings.lease_days) == (3, "warning", 3)
    assert settings.listening().proxy_addresses == ("10.0.0.0/8", "::1")
    configuration = settings.configuration()
    assert configuration.limits == Limits(failures=4, body=4096)
    assert (configuration.data_dir, configuration.lease_days) == (tmp_path, 3)


def test_what_is_wrong_is_told_all_at_once_with_its_place_and_what_is_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(
        tmp_path,
        'prot = 1\nlease_days = 900\nproxy_addresses = ["here"]\ntls_key = "nowhere.pem"\n'
        "[limits]\nfailures = 0\nbodies = 3",
    )
    monkeypatch.setenv("THUIS_TOKEN_SECONDS", "6000")
    monkeypatch.setenv("THUIS_DATABASE_URL", "mysql://me:geheim@host/thuis")
    with pytest.raises(NotValid) as caught:
        load(file, {"port": 70_000})
    told = str(caught.value)
    for part in (
        "option --port is 70000. It has to be a whole number from 0 to 65535.",
        "environment, THUIS_TOKEN_SECONDS is '6000'. It has to be a whole number from 30 to 600.",
        f"{file}, lease_days is 900. It has to be a whole number from 1 to 90.",
        f"{file}, limits.failures is 0. It has to be a whole number from 1 to 1000000.",
        f"{file}, proxy_addresses is 'here'. It has to be a list of addresses or networks",
        f"{file}, tls_key is 'nowhere.pem'. It has to be a file that can be read.",
        f"{file}, prot: there is no setting of this name.",
        f"{file}, limits.bodies: there is no setting of this name.",
        "environment, THUIS_DATABASE_URL is (not shown). It has to be postgresql+psycopg://",
    ):
        assert part in told
    assert len(caught.value.problems) == 9
    assert "geheim" not in told


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("THUIS_RETENTION_YEAR", "THUIS_RETENTION_YEARS"),
        ("THUIS_DATA", "THUIS_DATA_DIR"),
        ("THUIS_LIMITS__FAILURE", "THUIS_LIMITS__FAILURES"),
        ("THUIS_LIMITS_FAILURES", "THUIS_LIMITS__FAILURES"),
        ("THUIS_CONFIG", "THUIS_CONFIGURATION"),
        ("THUIS_QQQQ", ""),
    ],
)
@pytest.mark.parametrize("command", [serve, admin])
def test_a_variable_that_nothing_reads_is_refused_and_the_nearest_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, meant: str, command: click.Command
) -> None:
    monkeypatch.setenv(name, "20")
    words = ["--check"] if command is serve else ["team", "list"]
    result = CliRunner().invoke(command, ["--data", str(tmp_path / "data"), *words])
    assert result.exit_code == 2
    told = f"environment, {name}: there is no setting of this name."
    assert result.output.strip() == (f"{told} Is {meant} meant?" if meant else told)
    assert not (tmp_path / "data").exists()


def test_all_of_them_are_told_and_what_belongs_to_others_is_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The program of the laptop and the tests have variables of their own."""
    root = Path(__file__).parents[2]
    text = "".join(
        path.read_text("utf-8")
        for pattern in ("tests/**/*.py", "CONTRIBUTING.md", "docs/command-line.md")
        for path in root.glob(pattern)
        if path != Path(__file__)
    )
    used = set(re.findall(r"(?:environ\.get\(|`)\"?(THUIS_[A-Z_]+)", text))
    assert {"THUIS_SEED", "THUIS_LOOPS", "THUIS_EXAMPLES"} <= used
    for name in used - {variable(key) for key, _ in described()} - {"THUIS_", FILE}:
        monkeypatch.setenv(name, "1")
    for each in dataclasses.fields(Settings):
        monkeypatch.setenv(f"THUIS_{each.name.upper()}", "1")
    load(None, {})
    monkeypatch.setenv("THUIS_PROT", "1")
    monkeypatch.setenv("THUIS_HOSTS", "1")
    with pytest.raises(NotValid) as caught:
        load(None, {})
    assert [problem.split(":")[0] for problem in caught.value.problems] == [
        "environment, THUIS_HOSTS",
        "environment, THUIS_PROT",
    ]


@pytest.mark.parametrize("given", ["notjson", "", "3", "[]"])
def test_limits_that_are_no_table_are_told(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("THUIS_LIMITS", given)
    with pytest.raises(NotValid) as caught:
        load(None, {})
    assert caught.value.problems == [
        f"environment, THUIS_LIMITS is {given!r}. It has to be a table in JSON; or a variable for each "
        "limit, such as THUIS_LIMITS__FAILURES."
    ]


def test_limits_in_one_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THUIS_LIMITS", '{"failures": 3}')
    assert load(None, {}).limits == Limits(failures=3)
    monkeypatch.setenv("THUIS_LIMITS", '{"failures": 0}')
    with pytest.raises(NotValid, match=r"environment, THUIS_LIMITS, limits\.failures is 0"):
        load(None, {})


def test_the_wrong_file_is_told_too(tmp_path: Path) -> None:
    with pytest.raises(NotValid, match=r"nowhere\.toml cannot be read"):
        load(tmp_path / "nowhere.toml", {})
    with pytest.raises(NotValid, match="are not TOML"):
        load(written(tmp_path, "port = "), {})


def test_check_starts_nothing(tmp_path: Path) -> None:
    def ask(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(serve, ["--data", str(tmp_path / "data"), "--check", "--json", *words])
        return result.exit_code, result.output

    code, told = ask("--metrics-port", "8341")
    assert code == 0
    assert json.loads(told) == {
        "database": "sqlite",
        "address": "127.0.0.1:8340",
        "tls": "none",
        "metrics": "127.0.0.1:8341",
    }
    assert ask("--host", "0.0.0.0")[0] == 2
    certificate, key = certify(tmp_path)
    assert ask("--host", "0.0.0.0", "--tls-certificate", str(certificate), "--tls-key", str(key))[0] == 0
    code, told = ask("--tls-certificate", str(certificate), "--tls-key", str(certificate))
    assert (code, "cannot be used" in told) == (2, True)
    code, told = ask("--database-url", "postgresql+psycopg://me:geheim@127.0.0.1:1/thuis")
    assert (code, "does not answer" in told, "geheim" in told) == (2, True, False)
    code, told = ask("--configuration", str(written(tmp_path, "prot = 1")))
    assert (code, "prot: there is no setting" in told) == (2, True)
    assert not (tmp_path / "data").exists()


def test_the_secret_is_beside_the_data_and_not_in_the_database(tmp_path: Path) -> None:
    configuration = load(None, {"data_dir": tmp_path / "one"}).configuration()
    storage = Storage(configuration)
    key = storage.identity.token_key
    kept = {str(value) for (value,) in storage.read(lambda tx: tx.rows("SELECT value FROM service_setting"))}
    storage.close()
    assert len(key) == 32
    file = tmp_path / "one" / "service.secret"
    assert file.stat().st_mode & 0o777 == 0o600
    assert not kept & {key.hex(), file.read_text().strip()}
    assert configuration.secret("another use") != key
    again = Storage(configuration)
    assert again.identity.token_key == key, "a restart signs nobody out"
    again.close()


def test_a_replica_with_another_secret_does_not_start(tmp_path: Path) -> None:
    own = load(None, {"data_dir": tmp_path}).configuration()
    Storage(own).close()
    (tmp_path / "other").write_text("0" * 64)
    other = load(None, {"data_dir": tmp_path, "secret_file": tmp_path / "other"}).configuration()
    with pytest.raises(OtherSecret):
        Storage(other)
    Storage(other, adopt=True).close()
    Storage(other).close()
    (tmp_path / "short").write_text("wachtwoord\n")
    with pytest.raises(NoSecret, match="too short"):
        Storage(load(None, {"data_dir": tmp_path, "secret_file": tmp_path / "short"}).configuration())
