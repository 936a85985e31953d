"""A caseworker's work by plain commands: set up, record, find, amend, exchange."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command_line.conftest import PASSPHRASE, Shell
from thuis_tui.command_line.exits import Exit
from thuis_tui.desk.demo.organisation import Organisation


def _client(shell: Shell) -> str:
    return str(
        shell.data(
            "client", "new", "--first-name", "José", "--surname", "Ünal", "--birth-date", "3-4-85",
            "--phone", "0612345678", "--gender", "?", "--municipality", "utrecht",
        )["client"]
    )  # fmt: skip


def test_setup_makes_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    shell = Shell(tmp_path / "laptop")
    done = shell.run("setup", "--recovery-noted")
    assert done.returncode == Exit.DONE, done.stderr
    assert b"Recovery key, shown once:" in done.stdout
    assert b"Not enrolled yet" in done.stdout
    if os.name == "posix":
        assert shell.folder.stat().st_mode & 0o077 == 0
    assert shell.run("today").returncode == Exit.NOT_ENROLLED


def test_setup_wants_to_see_that_the_recovery_key_is_on_paper(tmp_path: Path) -> None:
    done = Shell(tmp_path / "laptop").run("setup", text="AAAA\n")
    assert done.returncode == Exit.INVALID
    assert b"not confirmed" in done.stderr


def test_a_short_passphrase_is_refused_and_nothing_is_made(tmp_path: Path) -> None:
    shell = Shell(tmp_path / "laptop")
    assert shell.run("setup", passphrase="kort").returncode == Exit.INVALID
    assert not shell.folder.exists()


def test_a_wrong_passphrase_locks_and_then_waits(shell: Shell) -> None:
    for _try in range(3):
        done = shell.run("today", passphrase="wrong")
        assert done.returncode == Exit.LOCKED
    assert b"seconds" in done.stderr
    assert shell.run("today").returncode == Exit.LOCKED


def test_a_code_that_is_not_accepted(organisation: Organisation, shell: Shell) -> None:
    done = shell.run("setup", "--url", organisation.url, "--code", "0000-0000")
    assert done.returncode == Exit.NOT_ENROLLED
    assert b"code" in done.stderr


def test_the_work_of_two_caseworkers(
    organisation: Organisation, enrolled: Shell, colleague: tuple[Shell, str]
) -> None:
    other, other_id = colleague
    client = _client(enrolled)
    body = "Vandaag koffie gedronken: é ë ï € [/x] [bijlage]\nTweede regel.\n"
    note = enrolled.data("note", "unal", "--kind", "phone", "--duration", "1:30", "--domain", "4", text=body)[
        "note"
    ]
    assert [item["state"] for item in enrolled.data("outbox")] == ["waiting", "waiting"]
    assert enrolled.run("sync").returncode == Exit.DONE
    assert [item["state"] for item in enrolled.data("outbox")] == ["confirmed", "confirmed"]

    organisation.admin("grant", other_id, client)
    state = other.data("sync")
    assert (state["waiting"], state["problem"]) == (0, None)
    [hit] = other.data("find", "koff")["notes"]
    assert (hit["note"], hit["client_name"]) == (note, "José Ünal")
    other.data("note", "amend", note, "--reason", "Verkeerd drankje", text="Het was thee.")
    assert other.run("sync").returncode == Exit.DONE

    assert enrolled.run("sync").returncode == Exit.DONE
    shown = enrolled.data("note", "show", note)
    assert shown["body"] == body
    assert (shown["entry"]["kind"], shown["entry"]["duration_minutes"]) == ("phone", 90)
    assert [one["body"] for one in shown["amendments"]] == ["Het was thee."]
    plain = enrolled.run("note", "show", note).stdout.decode()
    assert "Amendment by Bram" in plain
    assert "[/x] [bijlage]" in plain

    today = enrolled.data("today")
    assert (today["clients"], today["notes"]) == (1, 1)
    assert [row["client"] for row in enrolled.data("client", "list")] == [client]
    dossier = enrolled.data("client", "show", "unal")["dossier"]
    fields = {field["name"]: field for field in dossier["fields"]}
    assert fields["gender"]["answer"] == "unknown"
    assert fields["municipality"]["value"] == "0344"
    assert fields["phone"]["value"] == "06-12345678"


def test_somebody_alike_is_told_and_added_only_on_purpose(enrolled: Shell) -> None:
    known = _client(enrolled)
    again = ("client", "new", "--first-name", "jose", "--surname", "unal", "--birth-date", "030485")
    done = enrolled.run(*again)
    assert done.returncode == Exit.INVALID
    assert known in done.stderr.decode()
    assert enrolled.run(*again, "--despite-duplicates", "Een neef met dezelfde naam").returncode == Exit.DONE
    done = enrolled.run("note", "unal", text="tekst")
    assert done.returncode == Exit.NOT_FOUND
    assert known in done.stderr.decode()


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (("client", "new", "--surname", "X", "--bsn", "123456789"), "bsn"),
        (("client", "new", "--surname", "X", "--birth-date", "31-2-90"), "birth_date"),
        (("client", "new", "--municipality", "Utrecht"), "surname"),
        (("note", "unal", "--kind", "telepathy"), "kind"),
        (("note", "unal", "--duration", "lang"), "duration_minutes"),
        (("note", "unal", "--domain", "14"), "life_domains"),
        (("note", "unal", "--date", "31-2"), "occurred_at"),
        (("note", "unal"), "body"),
    ],
)
def test_each_problem_names_its_field(enrolled: Shell, arguments: tuple[str, ...], field: str) -> None:
    _client(enrolled)
    done = enrolled.run(*arguments)
    assert done.returncode == Exit.INVALID
    assert done.stderr.decode().startswith(f"{field}: "), done.stderr
    assert b"Traceback" not in done.stderr


def test_a_text_that_is_not_utf8_is_refused_with_its_place(enrolled: Shell) -> None:
    _client(enrolled)
    done = subprocess.run(
        [sys.executable, "-m", "thuis_tui", "--data-dir", str(enrolled.folder), "note", "unal"],
        input=PASSPHRASE.encode() + b"\nab\xff",
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == Exit.INVALID
    assert b"byte 3" in done.stderr


def test_nothing_found_has_its_own_code(enrolled: Shell) -> None:
    assert enrolled.run("find", "nergens").returncode == Exit.NOT_FOUND
    assert enrolled.run("note", "show", "0" * 32).returncode == Exit.NOT_FOUND
    assert enrolled.run("note", "nobody", text="tekst").returncode == Exit.NOT_FOUND


def test_without_the_service_sync_says_so_and_everything_waits(
    organisation: Organisation, enrolled: Shell
) -> None:
    _client(enrolled)
    organisation.stop_service()
    try:
        done = enrolled.run("sync")
    finally:
        organisation.start_service()
    assert done.returncode == Exit.NOT_SYNCED
    assert b"cannot be reached" in done.stderr
    assert [item["state"] for item in enrolled.data("outbox")] == ["waiting"]


def test_what_the_service_refused_has_its_own_code(
    organisation: Organisation, enrolled: Shell, colleague: tuple[Shell, str]
) -> None:
    other, other_id = colleague
    client = _client(enrolled)
    enrolled.run("sync")
    organisation.admin("grant", other_id, client)
    other.run("sync")
    other.data("note", client, text="Nog net.")
    organisation.admin("revoke", other_id, client)
    assert other.run("sync").returncode == Exit.REFUSED
    assert b"Came late" in other.run("outbox").stdout


@pytest.mark.skipif(os.name != "posix", reason="descriptors are passed on as Unix does")
def test_the_passphrase_through_a_descriptor_leaves_standard_input_to_the_text(enrolled: Shell) -> None:
    _client(enrolled)
    given, taken = os.pipe()
    os.write(taken, PASSPHRASE.encode() + b"\n")
    os.close(taken)
    done = subprocess.run(
        [
            sys.executable, "-m", "thuis_tui", "--data-dir", str(enrolled.folder),
            "--passphrase-fd", str(given), "note", "unal",
        ],
        input=b"Alleen tekst.",
        capture_output=True,
        timeout=60,
        pass_fds=(given,),
    )  # fmt: skip
    os.close(given)
    assert done.returncode == Exit.DONE, done.stderr
    assert enrolled.data("find", "alleen")["notes"]


def test_the_passphrase_is_never_written_out(enrolled: Shell) -> None:
    for arguments in (("today",), ("doctor",), ("find", "niets"), ("passphrase",)):
        done = enrolled.run(*arguments)
        assert PASSPHRASE.encode() not in done.stdout + done.stderr


def test_another_passphrase(enrolled: Shell) -> None:
    assert enrolled.run("passphrase", text="een heel andere zin\n").returncode == Exit.DONE
    assert enrolled.run("today").returncode == Exit.LOCKED
    assert enrolled.run("today", passphrase="een heel andere zin").returncode == Exit.DONE


def test_a_forgotten_passphrase_and_the_paper(tmp_path: Path) -> None:
    shell = Shell(tmp_path / "laptop")
    told = shell.run("setup", "--recovery-noted").stdout.decode()
    recovery = next(line for line in told.splitlines() if line.startswith("Recovery key")).rpartition(" ")[2]
    done = shell.run(
        "passphrase", "--with-recovery-key", passphrase=None, text=f"{recovery}\neen nieuwe zin\n"
    )
    assert done.returncode == Exit.DONE, done.stderr
    assert shell.run("doctor", passphrase="een nieuwe zin").returncode in (Exit.DONE, Exit.WRONG)
    done = shell.run("passphrase", "--with-recovery-key", passphrase=None, text="ABCD\n")
    assert done.returncode == Exit.LOCKED


def test_a_backup_is_a_file_of_its_own(enrolled: Shell, tmp_path: Path) -> None:
    client = _client(enrolled)
    target = tmp_path / "copy"
    assert enrolled.run("backup", str(target)).returncode == Exit.DONE
    assert [row["client"] for row in Shell(target).data("client", "list")] == [client]
    assert enrolled.run("backup", str(target)).returncode == Exit.INVALID


def test_the_doctor_finds_a_good_file_good(enrolled: Shell) -> None:
    _client(enrolled)
    enrolled.run("sync")
    findings = enrolled.data("doctor")
    assert {finding["about"] for finding in findings} >= {"terminal", "language", "file", "service", "clock"}
    assert all(finding["good"] for finding in findings), findings
    told = enrolled.run("doctor", "--without-file", passphrase=None)
    assert told.returncode == Exit.DONE
    assert told.stdout.startswith(b"Good: ")


@pytest.mark.skipif(os.name != "posix", reason="permissions as Unix has them")
def test_the_doctor_tells_of_a_file_that_others_can_read(enrolled: Shell) -> None:
    (enrolled.folder / "thuis.keys").chmod(0o644)
    done = enrolled.run("doctor")
    assert done.returncode == Exit.WRONG
    assert b"thuis.keys" in done.stdout
