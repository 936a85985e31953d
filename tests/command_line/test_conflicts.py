"""Two caseworkers set the same risk offline: nobody's value is lost, both are told, one of them decides."""

from __future__ import annotations

from tests.command_line.conftest import Shell
from thuis_tui.command_line.exits import Exit
from thuis_tui.desk.demo.organisation import Organisation


def _exchange(*shells: Shell) -> None:
    for shell in (*shells, shells[0]):
        done = shell.run("sync")
        assert done.returncode == Exit.DONE, done.stderr.decode()


def test_two_people_set_one_risk_offline_and_the_stricter_governs_until_one_decides(
    organisation: Organisation, enrolled: Shell, colleague: tuple[Shell, str]
) -> None:
    other, other_id = colleague
    client = str(enrolled.data("client", "new", "--surname", "Ünal")["client"])
    assert enrolled.data("client", "set", client, "risk_level", "orange")["value"] == "orange"
    _exchange(enrolled)
    organisation.admin("grant", other_id, client)
    _exchange(other)

    enrolled.data("client", "set", client, "risk_level", "red")
    other.data("client", "set", client, "risk_level", "green")
    _exchange(enrolled, other)

    for shell in (enrolled, other):
        [found] = shell.data("conflicts")["conflicts"]
        assert (found["field"], found["was"]) == ("risk_level", "Orange")
        values = {value["value"]: value for value in found["values"]}
        assert set(values) == {"red", "green"}
        assert (values["red"]["governs"], values["green"]["governs"]) == (True, False)
        fields = {each["name"]: each for each in shell.data("client", "show", client)["dossier"]["fields"]}
        assert fields["risk_level"]["value"] == "red"
        plain = shell.run("conflicts", "list", "unal").stdout.decode()
        assert "governs now: Red" in plain
        assert found["shown"] in plain
        # Not by the way: who sets the field without having seen both is sent to the conflict.
        done = shell.run("client", "set", client, "risk_level", "green")
        assert done.returncode == Exit.INVALID

    [found] = other.data("conflicts", "list", client)["conflicts"]
    place = [value["value"] for value in found["values"]].index("red") + 1
    decided = other.data("conflicts", "resolve", client, "risk_level", str(place), "--shown", found["shown"])
    assert decided["value"] == "red"
    _exchange(other, enrolled)
    for shell in (enrolled, other):
        assert shell.data("conflicts")["conflicts"] == []
        fields = {each["name"]: each for each in shell.data("client", "show", client)["dossier"]["fields"]}
        assert (fields["risk_level"]["value"], fields["risk_level"]["siblings"]) == ("red", [])


def test_a_decision_is_about_what_was_shown(
    organisation: Organisation, enrolled: Shell, colleague: tuple[Shell, str]
) -> None:
    other, other_id = colleague
    client = str(enrolled.data("client", "new", "--surname", "Ünal")["client"])
    _exchange(enrolled)
    organisation.admin("grant", other_id, client)
    _exchange(other)
    enrolled.data("client", "set", client, "agreements", "-", text="Bel eerst.")
    other.data("client", "set", client, "agreements", "Kom met twee.")
    _exchange(enrolled, other)
    [found] = enrolled.data("conflicts")["conflicts"]

    def resolve(*arguments: str) -> int:
        done = enrolled.run("conflicts", "resolve", client, "agreements", *arguments)
        return int(done.returncode)

    assert resolve("1", "--shown", "00000000") == Exit.INVALID
    assert resolve("1") == Exit.USAGE
    assert resolve("--shown", found["shown"]) == Exit.USAGE
    assert resolve("3", "--shown", found["shown"]) == Exit.USAGE
    assert resolve("1", "--value", "x", "--shown", found["shown"]) == Exit.USAGE
    assert enrolled.data("conflicts")["conflicts"] == [found]
    assert resolve("both", "--shown", found["shown"]) == Exit.DONE
    assert resolve("1", "--shown", found["shown"]) == Exit.NOT_FOUND
    fields = {each["name"]: each for each in enrolled.data("client", "show", client)["dossier"]["fields"]}
    assert fields["agreements"]["value"] == "Bel eerst.\n\nKom met twee."


def test_what_a_field_cannot_keep_is_refused_by_its_name(enrolled: Shell) -> None:
    client = str(enrolled.data("client", "new", "--surname", "Ünal")["client"])
    done = enrolled.run("client", "set", client, "phone", "12")
    assert (done.returncode, b"phone:" in done.stderr) == (Exit.INVALID, True)
    done = enrolled.run("client", "set", client, "shoe_size", "43")
    assert (done.returncode, b"risk_level" in done.stderr) == (Exit.USAGE, True)
    assert enrolled.data("client", "set", client, "phone", "?")["value"] == {"answer": "unknown"}
