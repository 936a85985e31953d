"""What an administrator copies: it can be read by what reads it, and says what the program takes."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from docs import configuration
from thuis_tui.service.settings import described, load, variable

DEPLOY = Path(__file__).parents[2] / "deploy"
KEYS = dict(described())


def test_the_page_of_settings_is_what_the_code_reads() -> None:
    assert configuration.FILE.read_text("utf-8") == configuration.text(), (
        "python -m docs.configuration writes it"
    )


def test_the_settings_are_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for key in KEYS:
        monkeypatch.delenv(variable(key), raising=False)
    secret = tmp_path / "secret"
    secret.write_text("0" * 64)
    text = (DEPLOY / "service.toml").read_text("utf-8").replace("/etc/thuis/secret", str(secret))
    file = tmp_path / "service.toml"
    file.write_text(text)
    settings = load(file, {})
    settings.listening().check()
    assert set(tomllib.loads(text)) - {"limits"} <= set(KEYS)


def compose() -> Any:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))


def test_compose_has_a_database_replicas_and_a_proxy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    services = compose()["services"]
    replicas = [service for name, service in services.items() if name.startswith("thuis-")]
    assert len(replicas) == 2 and {"database", "proxy"} <= set(services)
    known = {variable(key) for key in KEYS}
    for service in replicas:
        assert set(service["environment"]) <= known
        assert not service.get("ports"), "only the proxy is reached from outside"
        for name, value in service["environment"].items():
            monkeypatch.setenv(name, value)
        (tmp_path / "secret").write_text("0" * 64)
        monkeypatch.setenv("THUIS_SECRET_FILE", str(tmp_path / "secret"))
        load(None, {}).listening().check()
    for service in services.values():
        assert set(service.get("secrets", [])) <= set(compose()["secrets"])
    addresses = [service["environment"]["THUIS_PROXY_ADDRESSES"] for service in replicas]
    assert addresses == [services["proxy"]["networks"]["inside"]["ipv4_address"]] * 2


@pytest.mark.parametrize("name", ["thuis.service", "thuis-backup.service", "thuis-backup.timer"])
def test_units(name: str) -> None:
    unit = configparser.RawConfigParser(strict=False, delimiters=("=",))
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(DEPLOY / name)
    if name.endswith("timer"):
        assert unit["Timer"]["OnCalendar"]
        return
    assert unit["Service"]["User"] == "thuis"
    assert unit["Service"]["NoNewPrivileges"] == "yes"
    if tool := shutil.which("systemd-analyze"):
        told = subprocess.run(
            [tool, "security", "--offline=true", str(DEPLOY / name)], capture_output=True, text=True
        )
        if found := re.search(r"exposure level for \S+: ([\d.]+)", told.stdout):
            assert float(found[1]) < (2.0 if name == "thuis.service" else 5.0)


def test_proxies(tmp_path: Path) -> None:
    nginx = (DEPLOY / "nginx.conf").read_text("utf-8")
    caddy = (DEPLOY / "Caddyfile").read_text("utf-8")
    for text in (nginx, caddy):
        assert text.count("{") == text.count("}")
    assert "X-Forwarded-For $remote_addr;" in nginx, "what a client says of its address is not passed on"
    if tool := shutil.which("caddy"):
        adapted = subprocess.run([tool, "adapt", "--config", str(DEPLOY / "Caddyfile")], capture_output=True)
        assert adapted.returncode == 0, adapted.stderr


def test_the_container_holds_what_is_copied_into_it() -> None:
    text = (DEPLOY / "Containerfile").read_text("utf-8")
    for line in text.splitlines():
        if line.startswith("COPY ") and "--from" not in line:
            for part in line.split()[1:-1]:
                assert (DEPLOY.parent / part).exists(), part
    assert "USER thuis" in text
