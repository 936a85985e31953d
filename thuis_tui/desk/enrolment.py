"""Enrolment: this device and a one-time code become a caseworker's second factor."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from thuis_tui.desk.file import OpenFile
from thuis_tui.desk.shapes import CaseworkerName, EnrolmentRefused
from thuis_tui.language import N_, _

_REASONS = {
    "address": N_("This address cannot be used: it begins with https://, or is on this computer."),
    "code": N_(
        "The service does not accept this code. A code works once and for ten minutes: ask for a new one."
    ),
    "too_many": N_("Too many attempts. Wait a few minutes, then try again."),
    "unreachable": N_(
        "The service cannot be reached. Look at the address and the connection, then try again."
    ),
    "not_the_service": N_(
        "Something else answers at this address, such as a sign-in page of this network. Open a browser, "
        "sign in to the network and try again."
    ),
    "service_error": N_("The service has a fault. Try again later; the code stays valid for ten minutes."),
}


class Enrolment:
    """Makes the device key pair and enrols it at a service."""

    def __init__(self, file: OpenFile, enrolled: Callable[[CaseworkerName], None]) -> None:
        self._file = file
        self._enrolled = enrolled

    async def enrol(self, url: str, code: str, device_name: str) -> CaseworkerName:
        """Enrol with a one-time code; sync starts at once. Raises EnrolmentRefused.

        When the answer is lost on the way, the same code works again: the key is kept before it is sent.
        """
        from thuis_tui.sync import device
        from thuis_tui.sync.enrolment import NotEnrolled, enrol

        key = await self._file.write(device.offer)
        try:
            made = await asyncio.to_thread(enrol, url, code, key, device_name)
        except NotEnrolled as refusal:
            raise EnrolmentRefused(_(_REASONS[refusal.reason])) from refusal
        await self._file.write(lambda writing: device.keep(writing, made))
        caseworker = CaseworkerName(made.caseworker, made.name)
        self._enrolled(caseworker)
        return caseworker
