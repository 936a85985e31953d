"""Enrolment: a one-time code from the organisation makes this laptop a device of a caseworker."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import urlsplit

from thuis_tui.log import wire
from thuis_tui.sync.device import DeviceKey, Enrolment
from thuis_tui.sync.line import Line, Patience, Trouble
from thuis_tui.sync.messages import Refused
from thuis_tui.sync.transport import post

_HOST = re.compile(r"[\w.:%-]+\Z")
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}

Reason = Literal["address", "code", "too_many", "unreachable", "not_the_service", "service_error"]


class NotEnrolled(Exception):
    """This laptop was not enrolled. `reason`: the address cannot be used · the code is not accepted · too
    many attempts · no answer · somebody else answers · the service fails.
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def address(text: str) -> str:
    """Return the address of a service as it is kept. Only this computer is spoken to without encryption.

    Raises NotEnrolled for what is no address of a service.
    """
    given = text.strip()
    if "://" not in given:
        given = f"https://{given}"
    try:
        parts = urlsplit(given)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise NotEnrolled("address") from None
    safe = parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)
    if (
        not safe
        or not _HOST.match(host)
        or parts.path.strip("/")
        or parts.query
        or parts.fragment
        or parts.username
    ):
        raise NotEnrolled("address")
    name = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{name}" + (f":{port}" if port else "")


def enrol(
    url: str, code: str, key: DeviceKey, device_name: str, patience: Patience | None = None
) -> Enrolment:
    """Spend a one-time code on the key of this laptop. Raises NotEnrolled; blocks for as long as
    `patience`.
    """
    line = Line(address(url), patience)
    try:
        request = wire.EnrolRequest(code.strip(), key.public, device_name.strip()[:200])
        reply = post(line, wire.ENROL, request, wire.EnrolReply)
    except Trouble as trouble:
        raise NotEnrolled(trouble.failed.why) from trouble
    finally:
        line.close()
    if isinstance(reply, Refused):
        raise NotEnrolled(_reason(reply.status))
    person = reply.caseworker
    return Enrolment(address(url), reply.device, person.id, person.name, key.seed)


def _reason(status: int) -> Reason:
    if status == 429:
        return "too_many"
    return "service_error" if status >= 500 else "code"
