"""Enrolment, challenges, tokens, and what is told to whom."""

from __future__ import annotations

import pytest

from tests.service.conftest import Clock
from tests.service.office import Laptop, Office, error
from thuis_tui.log import wire
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.people import admin


def test_a_code_enrols_one_device_once(office: Office) -> None:
    caseworker = office.caseworker("Alice")
    code = office.code(caseworker)
    first, second = office.new_laptop("een"), office.new_laptop("twee")
    assert first.enrol(code.lower().replace("-", " ")).status_code == 200
    assert first.caseworker == caseworker
    refused = second.enrol(code)
    assert (refused.status_code, error(refused)) == (403, "not_allowed")
    device = first.device
    assert first.enrol(code).status_code == 200, "the same key may ask again: the answer can get lost"
    assert first.device == device
    assert [row["name"] for row in office.storage.read(admin.devices)] == ["een"]


def test_a_code_lasts_ten_minutes(office: Office, clock: Clock) -> None:
    code = office.code(office.caseworker("Alice"))
    clock.ahead = 580
    assert office.new_laptop().enrol(code).status_code == 200
    code = office.code("Alice")
    clock.ahead += 601
    assert office.new_laptop().enrol(code).status_code == 403


def test_codes_are_stored_as_hashes(office: Office) -> None:
    code = office.code(office.caseworker("Alice"))
    plain = code.replace("-", "")
    for row in office.rows("SELECT * FROM enrolment_code"):
        assert all(plain not in str(value) and code not in str(value) for value in row)


def test_a_malformed_enrolment_is_refused(office: Office, subtests: pytest.Subtests) -> None:
    laptop = office.new_laptop()
    for body in (
        {},
        {"code": "x", "public_key": "A" * 44, "device_name": "x"},
        {"code": "x", "public_key": "AAAA", "device_name": "x"},
        {"code": "x", "public_key": 5, "device_name": "x"},
        {"code": "x" * 500, "public_key": "A" * 43 + "=", "device_name": "x"},
        {"code": "x", "public_key": "A" * 43 + "=", "device_name": "stuur\x1b[2J"},
        [],
        "tekst",
    ):
        with subtests.test(body=body):
            answer = laptop.http.post(wire.ENROL, json=body)
            assert (answer.status_code, error(answer)) == (422, "malformed")


def test_guessing_codes_is_slowed_down(office: Office, clock: Clock) -> None:
    laptop = office.new_laptop()
    assert [laptop.enrol("0000-0000").status_code for _ in range(6)] == [403] * 4 + [429] * 2
    answer = laptop.enrol("0000-0000")
    assert (error(answer), 0 < int(answer.headers["retry-after"]) <= 300) == ("too_many", True)
    clock.ahead = 301
    assert laptop.enrol(office.code(office.caseworker("Alice"))).status_code == 200


def test_guessing_signatures_is_slowed_down_for_that_device_only(
    office: Office, alice: Laptop, bob: Laptop
) -> None:
    thief = office.new_laptop()
    thief.device = alice.device
    assert [thief.sign_in().status_code for _ in range(6)] == [401] * 4 + [429] * 2
    assert bob.sign_in().status_code == 200


def test_a_token_lasts_ten_minutes_at_most(alice: Laptop, clock: Clock) -> None:
    clock.ahead = 580
    assert alice.send("GET", wire.SCOPES).status_code == 200
    clock.ahead = 601
    answer = alice.send("GET", wire.SCOPES)
    assert (answer.status_code, error(answer)) == (401, "token_expired")
    assert alice.sign_in().json()["expires_in"] <= 600
    assert alice.send("GET", wire.SCOPES).status_code == 200


def test_a_challenge_is_short_lived_and_for_one_device(alice: Laptop, bob: Laptop, clock: Clock) -> None:
    def ask(laptop: Laptop, challenge: str) -> int:
        body = {"device": laptop.device, "challenge": challenge, "signature": laptop.sign(challenge.encode())}
        return laptop.http.post(wire.TOKEN, json=body).status_code

    challenge = alice.challenge()
    assert len(challenge) <= 200
    assert ask(alice, challenge) == 200
    assert ask(bob, challenge) == 401
    assert ask(alice, alice.token[:200]) == 401
    clock.ahead = 61
    assert ask(alice, challenge) == 401


def test_a_token_is_no_challenge_and_a_challenge_no_token(alice: Laptop) -> None:
    alice.token = alice.challenge()
    assert alice.send("GET", wire.SCOPES).status_code == 401


def test_an_unknown_device_is_answered_like_a_known_one(office: Office, alice: Laptop) -> None:
    stranger = office.new_laptop()
    stranger.device = new_id()
    assert stranger.challenge()
    unknown = stranger.sign_in()
    stranger.device = alice.device
    known = stranger.sign_in()
    assert unknown.status_code == known.status_code == 401
    assert unknown.json()["error"] == known.json()["error"]


def test_a_revoked_device_is_told_so_and_only_it(office: Office, alice: Laptop, dossier: str) -> None:
    office.storage.write(admin.revoke_device, alice.device)
    answer = alice.send("GET", wire.SCOPES)
    assert (answer.status_code, error(answer)) == (403, "device_revoked")
    assert error(alice.sign_in()) == "device_revoked"
    assert (
        error(alice.post(wire.PUSH, alice.push_body((f"c:{dossier}", [alice.note(dossier)]))))
        == "device_revoked"
    )
    thief = office.new_laptop()
    thief.device, thief.token = alice.device, alice.token
    assert thief.send("GET", wire.SCOPES).status_code == 401
