"""Homes as lines: a corporation's list is looked at, taken in, and its bad rows come back."""

from __future__ import annotations

from pathlib import Path

from tests.command_line.conftest import PASSPHRASE, Shell
from thuis_tui.command_line.exits import Exit
from thuis_tui.desk import opening
from thuis_tui.desk.demo.organisation import Organisation
from thuis_tui.settings import Places
from thuis_tui.store.vault import ARGON2_FAST

HOMES = "Adres;Postcode;Gemeente;Huur\nOudegracht 12;3511 AB;Utrecht;623,45\nSlotlaan 4;3701GL;Zeist;gratis\n"


def coordinator(organisation: Organisation, folder: Path) -> Shell:
    made = Shell(folder)
    opening.create_file(Places(made.folder, made.folder), PASSPHRASE, ARGON2_FAST)
    options = ("--team", "Utrecht-Oost", "--role", "housing_coordinator")
    account = str(
        organisation.admin("caseworker", "create", f"Wil {folder.parent.name}", *options)["caseworker"]
    )
    code = organisation.admin("enrolment-code", account)["code"]
    assert made.run("setup", "--url", organisation.url, "--code", code).returncode == 0
    assert made.run("sync").returncode == 0
    return made


def test_a_list_is_shown_taken_in_and_taken_in_again(organisation: Organisation, tmp_path: Path) -> None:
    shell = coordinator(organisation, tmp_path / "laptop")
    file, bad = tmp_path / "woningen.csv", tmp_path / "fout.csv"
    file.write_text(HOMES, "cp1252")
    asked = ("places", "import", str(file), "--corporation", "Bo-Ex")
    looked = shell.run(*asked).stdout.decode()
    assert "row 2: new: Oudegracht 12, Utrecht" in looked
    assert "row 3: cannot be taken: Slotlaan 4, Zeist: Rent a month: This is not an amount" in looked
    assert "Nothing was written" in looked
    assert "There are no homes here yet." in shell.run("places", "list").stdout.decode()

    assert "1 row was written." in shell.run(*asked, "--yes", "--bad", str(bad)).stdout.decode()
    assert bad.read_text("utf-8-sig").splitlines()[1].startswith("Slotlaan 4;3701GL;Zeist;gratis;")
    [home] = shell.data("places", "list")
    assert (home["address"], home["rent"], home["state"]) == ("Oudegracht 12", "623.45", "promised")
    again = shell.data(*asked, "--yes")
    assert again["written"] == 0
    assert [row["what"] for row in again["rows"]] == ["same", "bad"]


def test_what_is_no_list_and_who_may_not_are_told(enrolled: Shell, tmp_path: Path) -> None:
    picture = tmp_path / "foto.png"
    picture.write_bytes(b"\x89PNG\0\0")
    refused = enrolled.run("places", "import", str(picture))
    assert (refused.returncode, refused.stdout) == (Exit.INVALID, b"")
    assert "save as CSV" in refused.stderr.decode()
    assert enrolled.run("places", "import", str(tmp_path / "nothing.csv")).returncode == Exit.INVALID
    file = tmp_path / "woningen.csv"
    file.write_text(HOMES)
    refused = enrolled.run("places", "import", str(file), "--corporation", "Bo-Ex", "--yes")
    assert refused.returncode == Exit.INVALID
    assert "housing coordinators" in refused.stderr.decode()
