"""Enrolment: this device and a one-time code become a caseworker's second factor."""

from __future__ import annotations

from thuis_tui.desk.shapes import CaseworkerName


class Enrolment:
    """Makes the device key pair and enrols it at a service."""

    async def enrol(self, url: str, code: str, device_name: str) -> CaseworkerName:
        """Enrol with a one-time code; sync starts at once. Raises EnrolmentRefused."""
        raise NotImplementedError
