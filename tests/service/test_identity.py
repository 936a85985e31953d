"""An organisation's own sign-in in the place of the administrator's codes: the addresses do not change."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from pathlib import Path

import jwt
import pytest

from tests.service.office import Office, Running, error
from thuis_tui.log import wire
from thuis_tui.service.configuration import Configuration
from thuis_tui.service.database.storage import Transaction
from thuis_tui.service.errors import CodeRefused
from thuis_tui.service.people.identity import Recognised

KEY = b"the provider's own key, of 32 bytes and more"


class Provider:
    """An OpenID provider in memory: what it gave a code for, and who its subjects are here."""

    def __init__(self) -> None:
        self.tokens: dict[str, str] = {}
        self.accounts: dict[str, str] = {}
        self.used: dict[str, tuple[str, bytes]] = {}

    def authorize(self, subject: str, *, audience: str = "thuis", lasts: int = 60, key: bytes = KEY) -> str:
        code = base64.urlsafe_b64encode(subject.encode()).decode()
        claims = {"sub": subject, "aud": audience, "exp": time.time() + lasts, "nonce": code}
        self.tokens[code] = jwt.encode(claims, key, "HS256")
        return code

    async def examine(self, evidence: str) -> str:
        try:
            claims = jwt.decode(self.tokens[evidence], KEY, algorithms=["HS256"], audience="thuis")
        except (KeyError, jwt.InvalidTokenError):
            raise CodeRefused from None
        if claims["nonce"] != evidence:
            raise CodeRefused
        return json.dumps([claims["sub"], evidence])

    def spend(self, tx: Transaction, proved: str, device: str, public_key: bytes) -> Recognised:
        subject, nonce = json.loads(proved)
        row = tx.first("SELECT id, name FROM caseworker WHERE id = ?", (self.accounts.get(subject, ""),))
        if row is None:
            raise CodeRefused
        first, key = self.used.setdefault(nonce, (device, public_key))
        if key != public_key:
            raise CodeRefused
        return Recognised(row.id, row.name, "" if first == device else first)


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
def office(tmp_path: Path, provider: Provider) -> Iterator[Office]:
    running = Running(Configuration(data_dir=tmp_path), people=provider)
    office = Office(running.configuration, running.url)
    yield office
    office.close()
    running.stop()


def test_who_the_organisation_knows_enrols_a_laptop(office: Office, provider: Provider) -> None:
    caseworker = office.caseworker("Alice")
    provider.accounts["alice@stichting.example"] = caseworker
    laptop = office.new_laptop()
    code = provider.authorize("alice@stichting.example")
    assert laptop.enrol(code).status_code == 200
    assert laptop.caseworker == caseworker
    device = laptop.device
    assert laptop.enrol(code).status_code == 200, "the answer was lost"
    assert laptop.device == device
    assert laptop.send("GET", wire.SCOPES).status_code == 200
    assert office.new_laptop().enrol(code).status_code == 403, "another key"


def test_nobody_else_does(office: Office, provider: Provider) -> None:
    provider.accounts["alice@stichting.example"] = office.caseworker("Alice")
    for code in (
        "made-up",
        provider.authorize("stranger@elsewhere.example"),
        provider.authorize("alice@stichting.example", audience="payroll"),
        provider.authorize("alice@stichting.example", lasts=-60),
        provider.authorize("alice@stichting.example", key=b"somebody else's key, long enough for it"),
        office.code("Alice"),
    ):
        answer = office.new_laptop().enrol(code)
        assert (answer.status_code, error(answer)) == (403, "not_allowed")
