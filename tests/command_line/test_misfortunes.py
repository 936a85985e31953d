"""What befalls laptops and services, through the commands people give: nothing of anybody's work is lost."""

from __future__ import annotations

import asyncio
import base64
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.command_line.conftest import PASSPHRASE, Shell
from thuis_tui.command_line.exits import Exit
from thuis_tui.desk import opening
from thuis_tui.desk.demo.organisation import Organisation
from thuis_tui.desk.world import World
from thuis_tui.log.compression import decompress
from thuis_tui.sealed import open_sealed
from thuis_tui.settings import Places
from thuis_tui.store.vault import ARGON2_FAST

DAY = 24 * 60 * 60 * 1000
TEAM = "Utrecht-Oost"


@pytest.fixture
def own_organisation(tmp_path: Path) -> Iterator[Organisation]:
    """A service of this test alone: it is stopped, and set back."""
    running = Organisation(tmp_path / "organisation")
    running.wait()
    running.admin("team", "create", TEAM)
    yield running
    running.close()


def member(organisation: Organisation, folder: Path, name: str) -> tuple[Shell, str]:
    """A caseworker with an enrolled laptop, and the id of the caseworker."""
    shell = Shell(folder)
    opening.create_file(Places(folder, folder), PASSPHRASE, ARGON2_FAST)
    caseworker = str(organisation.admin("caseworker", "create", name, "--team", TEAM)["caseworker"])
    code = organisation.admin("enrolment-code", caseworker)["code"]
    assert shell.run("setup", "--url", organisation.url, "--code", code).returncode == Exit.DONE
    return shell, caseworker


def sync(*shells: Shell) -> None:
    for shell in shells:
        done = shell.run("sync")
        assert done.returncode in (Exit.DONE, Exit.REFUSED), done.stderr.decode()


def write(shell: Shell, client: str, text: str) -> str:
    return str(shell.data("note", client, "--kind", "phone", text=text)["note"])


def bodies(shell: Shell, *notes: str) -> list[str]:
    return [str(shell.data("note", "show", note)["body"]) for note in notes]


def test_a_client_moves_to_another_team_while_one_laptop_is_away(
    organisation: Organisation, tmp_path: Path
) -> None:
    before, before_id = member(organisation, tmp_path / "before", "Anna Smit")
    after, after_id = member(organisation, tmp_path / "after", "Bram Vos")
    client = str(before.data("client", "new", "--surname", "Ünal")["client"])
    first = write(before, client, "Kennisgemaakt.")
    sync(before)
    write(before, client, "In de week zonder verbinding geschreven.")
    organisation.admin("grant", after_id, client)
    organisation.admin("revoke", before_id, client, "--reason", "Verhuisd naar West")
    sync(after)
    assert bodies(after, first) == ["Kennisgemaakt."]

    assert before.run("sync").returncode == Exit.REFUSED
    assert before.run("client", "show", client).returncode == Exit.NOT_FOUND
    assert before.run("find", "kennisgemaakt").returncode == Exit.NOT_FOUND
    [late] = [item for item in before.data("outbox") if item["state"] == "late"]
    assert "Kennisgemaakt" not in str(late)
    [kept] = [item for item in organisation.admin("quarantine", "list") if item["id"] == late["id"]]
    organisation.admin("quarantine", "accept", kept["id"], "--by", after_id, "--reason", "Hoort erbij.")
    sync(after)
    assert [hit["client"] for hit in after.data("find", "verbinding")["notes"]] == [client]


def test_a_laptop_is_put_back_as_it_was_last_month(organisation: Organisation, tmp_path: Path) -> None:
    shell, _id = member(organisation, tmp_path / "laptop", "Anna Smit")
    client = str(shell.data("client", "new", "--surname", "Ünal")["client"])
    notes = [write(shell, client, "Vóór de reservekopie.")]
    sync(shell)
    shutil.copytree(shell.folder, tmp_path / "copy")
    notes.append(write(shell, client, "Na de reservekopie, en verstuurd."))
    sync(shell)
    shutil.rmtree(shell.folder)
    shutil.copytree(tmp_path / "copy", shell.folder)
    notes.append(write(shell, client, "Op de teruggezette laptop."))
    sync(shell, shell)
    assert bodies(shell, *notes) == [
        "Vóór de reservekopie.",
        "Na de reservekopie, en verstuurd.",
        "Op de teruggezette laptop.",
    ]
    assert [item for item in shell.data("outbox") if item["state"] != "confirmed"] == []


def test_the_service_is_put_back_as_it_was_yesterday(own_organisation: Organisation, tmp_path: Path) -> None:
    one, _one_id = member(own_organisation, tmp_path / "one", "Anna Smit")
    other, other_id = member(own_organisation, tmp_path / "other", "Bram Vos")
    client = str(one.data("client", "new", "--surname", "Ünal")["client"])
    notes = [write(one, client, "Eergisteren.")]
    sync(one)
    own_organisation.admin("grant", other_id, client)
    sync(other)
    key, backup = str(tmp_path / "recovery.key"), str(tmp_path / "yesterday.age")
    own_organisation.admin("recovery-key", "--file", key)
    own_organisation.admin("backup", backup)
    own_organisation.admin("verify", backup, "--key", key)
    notes.append(write(one, client, "Na de reservekopie, door Anna."))
    sync(one, other)
    notes.append(write(other, client, "Na de reservekopie, door Bram."))
    sync(other, one)

    own_organisation.stop_service()
    own_organisation.admin("restore", backup, "--key", key)
    own_organisation.start_service()
    notes.append(write(one, client, "Geschreven na het herstel."))
    sync(one, other, one, other)
    expected = [
        "Eergisteren.",
        "Na de reservekopie, door Anna.",
        "Na de reservekopie, door Bram.",
        "Geschreven na het herstel.",
    ]
    assert bodies(one, *notes) == bodies(other, *notes) == expected


def test_a_clock_that_is_a_year_ahead_decides_nothing(organisation: Organisation, tmp_path: Path) -> None:
    right, _id = member(organisation, tmp_path / "right", "Anna Smit")
    ahead, ahead_id = member(organisation, tmp_path / "ahead", "Bram Vos")
    client = str(right.data("client", "new", "--surname", "Ünal", "--phone", "0612345678")["client"])
    sync(right)
    organisation.admin("grant", ahead_id, client)
    sync(ahead)

    async def change_with_a_wrong_clock() -> Any:
        places = Places(ahead.folder, ahead.folder)
        world = World(now_ms=lambda: time.time_ns() // 1_000_000 + 365 * DAY)
        desk = opening.open_desk(places, opening.unlock(places, PASSPHRASE), connect=False, world=world)
        try:
            await desk.connection.run_once()  # it was not heard for a year, by this clock: first that
            opened = await desk.facts.standing(client, "phone")
            await desk.facts.set(opened, "06-12345679")
            return await desk.connection.run_once()
        finally:
            await asyncio.to_thread(desk.close)

    state = asyncio.run(change_with_a_wrong_clock())
    assert (state.problem, state.waiting) == (None, 0)
    sync(right)
    right.data("client", "set", client, "phone", "0612345687")
    sync(right, ahead)
    for shell in (right, ahead):
        fields = {each["name"]: each for each in shell.data("client", "show", client)["dossier"]["fields"]}
        assert fields["phone"]["value"] == "06-12345687"
        assert shell.data("conflicts")["conflicts"] == []


def test_a_stolen_laptop_hands_over_what_it_has_and_cannot_be_opened_again(
    own_organisation: Organisation, tmp_path: Path
) -> None:
    private = base64.b64decode(own_organisation.admin("recovery-key")["private_key"])
    stolen, _owner = member(own_organisation, tmp_path / "stolen", "Anna Smit")
    client = str(stolen.data("client", "new", "--surname", "Ünal")["client"])
    sync(stolen)
    write(stolen, client, "Nog niet verstuurd toen de tas weg was.")
    [device] = [each for each in own_organisation.admin("devices") if each["caseworker"] == "Anna Smit"]
    own_organisation.admin("revoke-device", device["id"])

    stolen.run("sync")
    assert stolen.run("client", "show", client).returncode != Exit.DONE
    kept = {path.name for path in stolen.folder.iterdir()}
    assert "thuis.keys" not in kept and "thuis.db" not in kept
    [box] = own_organisation.admin("escrow", "list")
    own_organisation.admin("escrow", "export", box["id"], str(tmp_path / "box"))
    opened = open_sealed(private, (tmp_path / "box").read_bytes())
    assert b"toen de tas weg was" in decompress(opened, 1_000_000)
