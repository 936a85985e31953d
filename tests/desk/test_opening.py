"""Creating, unlocking, opening, enrolling."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.desk.laptops import PASSPHRASE, Laptop, enrolled, note
from thuis_tui.desk import opening
from thuis_tui.desk.demo.organisation import Organisation
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.shapes import EnrolmentRefused, FileProblem, NotEnrolled
from thuis_tui.settings import Places
from thuis_tui.store.vault import ARGON2_FAST


def test_a_file_is_absent_until_it_is_made(tmp_path: Path) -> None:
    places = Places(tmp_path / "data", tmp_path / "config")
    assert opening.state(places) == "absent"
    _key, recovery = opening.create_file(places, PASSPHRASE, ARGON2_FAST)
    assert opening.state(places) == "locked"
    assert opening.confirms_recovery(recovery, 2, recovery.split("-")[2].lower())
    assert not opening.confirms_recovery(recovery, 2, "AAAA")
    with pytest.raises(opening.VaultExists):
        opening.create_file(places, "another", ARGON2_FAST)


def test_a_wrong_passphrase_says_how_long_to_wait(laptop: Laptop) -> None:
    for _try in range(3):
        with pytest.raises(opening.WrongPassphrase) as refused:
            opening.unlock(laptop.places, "wrong")
    assert refused.value.failures == 3
    assert opening.wait_seconds(laptop.places) > 0
    with pytest.raises(opening.TooSoon):
        opening.unlock(laptop.places, PASSPHRASE)


def test_another_passphrase_opens_the_same_file(laptop: Laptop) -> None:
    opening.change_passphrase(laptop.places, PASSPHRASE, "een andere zin")
    assert opening.unlock(laptop.places, "een andere zin").hex() == laptop.key.hex()


async def test_before_enrolment_nothing_can_be_recorded(laptop: Laptop) -> None:
    desk = laptop.open()
    try:
        assert desk.caseworker is None
        assert not desk.enrolled
        with pytest.raises(NotEnrolled):
            await desk.intake.create({"surname": "Jansen"})
        with pytest.raises(NotEnrolled):
            await desk.notes.file(note("0" * 32))
        assert await desk.caseload.ids() == ()
    finally:
        desk.close()


async def test_enrolment_gives_the_file_its_caseworker(organisation: Organisation, laptop: Laptop) -> None:
    desk = laptop.open()
    caseworker = await enrolled(organisation, desk, "Bo van Es")
    assert desk.caseworker is not None
    assert (desk.caseworker.id, desk.caseworker.name) == (caseworker, "Bo van Es")
    desk.close()
    again = laptop.open()
    assert again.caseworker == desk.caseworker
    again.close()


@pytest.mark.parametrize("url", ["http://example.org", "ftp://127.0.0.1", "not an address", ""])
async def test_an_address_that_is_not_safe_is_refused(url: str, desk: Desk) -> None:
    with pytest.raises(EnrolmentRefused) as refused:
        await desk.enrolment.enrol(url, "AAAA-BBBB", "laptop")
    assert "address" in refused.value.reason


async def test_a_wrong_code_is_refused_with_a_reason(organisation: Organisation, laptop: Laptop) -> None:
    desk = laptop.open()
    try:
        with pytest.raises(EnrolmentRefused) as refused:
            await desk.enrolment.enrol(organisation.url, "0000-0000", "laptop")
        assert "code" in refused.value.reason
        assert desk.caseworker is None
    finally:
        desk.close()


async def test_a_closed_desk_says_that_the_file_is_locked(desk: Desk) -> None:
    desk.close()
    desk.close()
    with pytest.raises(FileProblem) as problem:
        await desk.caseload.ids()
    assert "locked" in problem.value.reason


def test_the_wrong_key_is_told_in_words(laptop: Laptop, tmp_path: Path) -> None:
    laptop.open().close()
    other = opening.create_file(Places(tmp_path / "other", tmp_path / "other"), PASSPHRASE, ARGON2_FAST)[0]
    with pytest.raises(FileProblem) as problem:
        opening.open_desk(laptop.places, other, connect=False)
    assert "belong together" in problem.value.reason


def test_opening_is_light_to_import() -> None:
    asked = "import sys, thuis_tui.desk.opening; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"sqlmodel", "sqlalchemy", "httpx", "cryptography", "pydantic", "textual"} & set(loaded)
