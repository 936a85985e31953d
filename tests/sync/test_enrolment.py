"""Enrolment: which addresses are spoken to, and what a refusal is called."""

from __future__ import annotations

import pytest

from tests.service.office import Office
from tests.sync.laptops import SHORT, Laptop
from tests.sync.line import BadLine, cut_at, says
from thuis_tui.log import wire
from thuis_tui.sync import device
from thuis_tui.sync.device import DeviceKey
from thuis_tui.sync.enrolment import NotEnrolled, address, enrol


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("thuis.example.nl", "https://thuis.example.nl"),
        ("https://Thuis.Example.nl/", "https://thuis.example.nl"),
        (" https://thuis.example.nl:8443 ", "https://thuis.example.nl:8443"),
        ("http://127.0.0.1:8340", "http://127.0.0.1:8340"),
        ("http://[::1]:8340", "http://[::1]:8340"),
    ],
)
def test_an_address_is_kept_in_one_form(given: str, kept: str) -> None:
    assert address(given) == kept


@pytest.mark.parametrize(
    "given",
    [
        "", "http://thuis.example.nl", "ftp://thuis.example.nl", "https://", "https://a:b@thuis.example.nl",
        "https://thuis.example.nl/path", "https://thuis.example.nl?x", "https://x:99999", "https://[::1", "file:///etc",
    ],
)  # fmt: skip
def test_no_other_address_is_spoken_to(given: str) -> None:
    with pytest.raises(NotEnrolled, match="address"):
        address(given)


def test_a_code_makes_a_device_once(office: Office, running, tmp_path) -> None:
    caseworker = office.caseworker("Alice")
    code = office.code(caseworker)
    key = DeviceKey()
    enrolment = enrol(running.url, f" {code} ", key, "laptop", SHORT)
    assert (enrolment.caseworker, enrolment.name) == (caseworker, "Alice")
    assert enrolment.key == key.seed
    assert key.seed.hex() not in repr(enrolment)
    with pytest.raises(NotEnrolled, match="code"):
        enrol(running.url, code, DeviceKey(), "laptop", SHORT)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (says("200 OK", b"<html>", Content_Type="text/html"), "not_the_service"),
        (says("502 Bad Gateway"), "service_error"),
        (cut_at(0.5), "unreachable"),
    ],
)
def test_a_refusal_has_a_name(fault, reason: str, office: Office, line: BadLine) -> None:
    line.fail(wire.ENROL, fault)
    with pytest.raises(NotEnrolled) as refused:
        enrol(line.url, office.code(office.caseworker("Alice")), DeviceKey(), "laptop", SHORT)
    assert refused.value.reason == reason


def test_nobody_there(running) -> None:
    running.stop()
    with pytest.raises(NotEnrolled, match="unreachable"):
        enrol(running.url, "x", DeviceKey(), "laptop", SHORT)


def test_an_enrolment_survives_a_restart_and_its_key_is_nowhere_readable(alice: Laptop) -> None:
    before = alice.database.read(device.facts).result()
    assert before is not None
    alice.reopen()
    assert alice.database.read(device.facts).result() == before
    alice.close()
    for file in alice.path.parent.iterdir():
        assert before.key not in file.read_bytes()
        assert before.device.encode() not in file.read_bytes()
    alice.open()
