"""A privacy officer decides about an export for research on the command line."""

from __future__ import annotations

from pathlib import Path

from tests.command_line.conftest import PASSPHRASE, Shell
from thuis_tui.command_line.exits import Exit
from thuis_tui.desk import opening
from thuis_tui.desk.demo.organisation import Organisation
from thuis_tui.settings import Places
from thuis_tui.store.vault import ARGON2_FAST


def test_a_request_is_listed_and_approved(organisation: Organisation, tmp_path: Path) -> None:
    team, shell = f"Team {tmp_path.name}", Shell(tmp_path / "officer")
    organisation.admin("team", "create", team)
    opening.create_file(Places(tmp_path / "officer", tmp_path / "officer"), PASSPHRASE, ARGON2_FAST)
    names = {"Pia": "privacy_officer", "Ans": "programme_analyst"}
    made = {
        name: str(
            organisation.admin("caseworker", "create", name, "--team", team, "--role", role)["caseworker"]
        )
        for name, role in names.items()
    }
    code = organisation.admin("enrolment-code", made["Pia"])["code"]
    assert shell.run("setup", "--url", organisation.url, "--code", code).returncode == Exit.DONE
    asked = ("learning", "request", team, "--institute", "Kenniscentrum", "--by", made["Ans"])
    request = organisation.admin(*asked, "--reason", "Wat werkt bij wie")["request"]
    assert shell.run("sync").returncode == Exit.DONE
    listed = shell.run("learning", "list").stdout.decode()
    assert "Wat werkt bij wie" in listed
    assert request in listed
    assert shell.run("learning", "refuse", "e" * 32, "--reason", "Nee").returncode == Exit.NOT_FOUND
    assert shell.run("learning", "approve", request, "--reason", " ").returncode == Exit.INVALID
    assert shell.run("learning", "approve", request, "--reason", "Overeenkomst van 3 maart").returncode == 0
    for _ in range(2):
        assert shell.run("sync").returncode == Exit.DONE
    [item] = shell.data("learning", "list")
    assert (item["state"], item["decided_by_name"]) == ("approved", "Pia")
