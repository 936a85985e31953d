"""Work that came late: its author reads what became of it, the lead decides, nothing is lost or doubled."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line.conftest import PASSPHRASE, Shell
from thuis_tui.command_line.exits import Exit
from thuis_tui.desk import opening
from thuis_tui.desk.demo.organisation import Organisation
from thuis_tui.settings import Places
from thuis_tui.store.vault import ARGON2_FAST


def _member(organisation: Organisation, folder: Path, team: str, name: str, *more: str) -> tuple[Shell, str]:
    shell = Shell(folder)
    opening.create_file(Places(folder, folder), PASSPHRASE, ARGON2_FAST)
    caseworker = str(organisation.admin("caseworker", "create", name, "--team", team, *more)["caseworker"])
    code = organisation.admin("enrolment-code", caseworker)["code"]
    assert shell.run("setup", "--url", organisation.url, "--code", code).returncode == Exit.DONE
    return shell, caseworker


def _sync(*shells: Shell) -> None:
    for shell in shells:
        assert shell.run("sync").returncode in (Exit.DONE, Exit.REFUSED)


@pytest.mark.parametrize(("verdict", "there"), [("accept", True), ("return", False)])
def test_the_lead_decides_and_the_author_reads_why(
    organisation: Organisation, tmp_path: Path, verdict: str, there: bool
) -> None:
    team = f"Team {tmp_path.name}"
    organisation.admin("team", "create", team)
    lead, _lead_id = _member(organisation, tmp_path / "lead", team, "Bea Bakker", "--lead")
    author, author_id = _member(organisation, tmp_path / "author", team, "Anna Smit")
    client = str(lead.data("client", "new", "--surname", "Ünal")["client"])
    _sync(lead)
    organisation.admin("grant", author_id, client)
    _sync(author)
    author.data("note", client, "--kind", "phone", text="Nog net gebeld.")
    organisation.admin("revoke", author_id, client, "--reason", "Andere begeleider")
    _sync(author, lead)

    [item] = [item for item in author.data("outbox") if item["state"] != "confirmed"]
    assert item["state"] == "late"
    [late] = lead.data("late", "list")
    assert (late["author_name"], late["acceptable"], late["decision"]) == ("Anna Smit", True, "")
    assert "Nog net gebeld." in late["text"]
    assert lead.run("late", verdict, late["id"]).returncode == Exit.USAGE
    assert lead.run("late", verdict, late["id"], "--reason", " ").returncode == Exit.INVALID
    assert lead.run("late", verdict, late["id"], "--reason", "Gelezen.").returncode == Exit.DONE
    assert lead.run("late", "archive", late["id"], "--reason", "Nog eens").returncode == Exit.NOT_FOUND
    _sync(lead, author, lead)

    [item] = [item for item in author.data("outbox") if item["state"] != "confirmed"]
    assert item["state"] == "ruled"
    assert item["reason"].startswith("Accepted by Bea" if there else "Returned by Bea")
    assert item["reason"].endswith("Gelezen.")
    assert lead.run("find", "gebeld").returncode == (Exit.DONE if there else Exit.NOT_FOUND)
