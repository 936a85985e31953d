"""History and undo as plain commands: each run is a restart."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from tests.command_line.conftest import PASSPHRASE, Shell
from tests.desk.test_history import contact, set_of
from thuis_tui.command_line.exits import Exit
from thuis_tui.desk import opening
from thuis_tui.desk.demo.organisation import Organisation
from thuis_tui.desk.desk import Desk
from thuis_tui.settings import Places

T = TypeVar("T")


def test_each_change_with_before_and_since_and_the_last_one_taken_back(enrolled: Shell) -> None:
    client = str(enrolled.data("client", "new", "--surname", "Geschiedenis")["client"])
    enrolled.data("client", "set", client, "risk_level", "orange")
    enrolled.data("client", "set", client, "risk_level", "red")
    told = enrolled.data("history", client, "risk_level")
    assert [(one["was"], one["text"]) for one in told["changes"]] == [
        ("Orange", "Red"),
        ("", "Orange"),
        ("", ""),
    ]
    assert (told["count"], told["since"]) == (3, "")
    plain = enrolled.run("history", client, "--limit", "1").stdout.decode()
    assert "Before: Orange\n  Since: Red" in plain
    assert enrolled.data("undo")["undone"]["field"] == "risk_level"
    assert enrolled.run("undo").stdout.decode().startswith("Undone: ")
    fields = {each["name"]: each for each in enrolled.data("client", "show", client)["dossier"]["fields"]}
    assert fields["risk_level"]["value"] is None
    refused = enrolled.run("undo")
    assert refused.returncode == Exit.INVALID
    assert b"cannot be undone" in refused.stderr
    assert enrolled.run("history", client, "shoe_size").returncode == Exit.USAGE


def at_desk(shell: Shell, job: Callable[[Desk], Awaitable[T]]) -> T:
    """Do something at the desk over the same file, for what has no command."""
    places = Places.find(shell.folder)
    desk = opening.open_desk(places, opening.unlock(places, PASSPHRASE), connect=False)
    try:
        return asyncio.run(run(job, desk))
    finally:
        desk.close()


async def run(job: Callable[[Desk], Awaitable[T]], desk: Desk) -> T:
    return await job(desk)


def test_a_removal_against_an_edit_is_listed_with_its_record_and_decided(
    organisation: Organisation, enrolled: Shell, colleague: tuple[Shell, str]
) -> None:
    other, other_id = colleague
    client = str(enrolled.data("client", "new", "--surname", "Verwijderd")["client"])
    ent = at_desk(enrolled, lambda desk: contact(desk, client))
    enrolled.run("sync")
    organisation.admin("grant", other_id, client)
    other.run("sync")
    at_desk(enrolled, lambda desk: desk.records.remove(client, ent, "dubbel"))
    at_desk(other, lambda desk: set_of(desk, client, ent, "name", "Ria Vos"))
    for shell in (enrolled, other, enrolled):
        assert shell.run("sync").returncode == Exit.DONE
    [found] = enrolled.data("conflicts", "list", client)["conflicts"]
    assert found["field"] == f"{ent}.removed"
    assert b"Remove it: dubbel" in enrolled.run("conflicts", "list", client).stdout
    resolve = ("conflicts", "resolve", client, found["field"])
    assert enrolled.run(*resolve, "both", "--shown", found["shown"]).returncode == Exit.INVALID
    place = [value["value"] for value in found["values"]].index(None) + 1
    assert enrolled.data(*resolve, str(place), "--shown", found["shown"])["value"] is None
    assert enrolled.data("conflicts", "list", client)["conflicts"] == []
    kinds = [one["kind"] for one in enrolled.data("history", client)["changes"]]
    assert kinds[:1] == ["put_back"] and "removed" in kinds
