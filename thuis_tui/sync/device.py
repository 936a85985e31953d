"""What makes this file a device of somebody: its key, the service it belongs to, kept inside the
encryption.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection

from thuis_tui.store import meta, write
from thuis_tui.store.writing import Writing

URL = "service_url"
DEVICE = "device"
KEY = "device_key"
NAME = "caseworker_name"
ETAG = "scopes_etag"
CONFIRMED = "confirmed_at"
_OFFERED = "device_key_offered"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A device as the service knows it. `key`: the seed of its Ed25519 key."""

    url: str
    device: str
    caseworker: str
    name: str
    key: bytes

    def __repr__(self) -> str:
        """Show no secret, whatever prints it."""
        return f"Enrolment({self.url!r}, {self.device!r})"


class DeviceKey:
    """The key pair of this device."""

    def __init__(self, seed: bytes | None = None) -> None:
        """Make a new one, or use a kept seed."""
        self._key = Ed25519PrivateKey.from_private_bytes(seed) if seed else Ed25519PrivateKey.generate()

    @property
    def seed(self) -> bytes:
        """What is kept on disk, inside the encryption."""
        return self._key.private_bytes_raw()

    @property
    def public(self) -> str:
        """What the service is given: base64."""
        return base64.b64encode(self._key.public_key().public_bytes_raw()).decode()

    def sign(self, text: bytes) -> str:
        """Sign a text: base64."""
        return base64.b64encode(self._key.sign(text)).decode()


def facts(connection: Connection) -> Enrolment | None:
    """Return the enrolment of this file, if it has one."""
    rows = connection.exec_driver_sql(
        "SELECT key, value FROM meta WHERE key IN (?, ?, ?, ?, ?)", (URL, DEVICE, KEY, NAME, meta.ACTOR)
    )
    found = {str(row[0]): str(row[1]) for row in rows}
    if not all(found.get(key) for key in (URL, DEVICE, KEY, meta.ACTOR)):
        return None
    return Enrolment(
        found[URL], found[DEVICE], found[meta.ACTOR], found.get(NAME, ""), base64.b64decode(found[KEY])
    )


def etag(connection: Connection) -> str:
    """Return the tag of the list of scopes that was taken over last."""
    return _kept(connection, ETAG)


def confirmed(connection: Connection) -> str:
    """Return when the service was last heard, in its own time; empty if never."""
    return _kept(connection, CONFIRMED)


def _kept(connection: Connection, key: str) -> str:
    return str(connection.exec_driver_sql("SELECT value FROM meta WHERE key=?", (key,)).scalar() or "")


def keep(writing: Writing, enrolment: Enrolment) -> None:
    """Keep an enrolment: from now on everything is written in the name of this caseworker."""
    seed = base64.b64encode(enrolment.key).decode()
    for key, value in ((URL, enrolment.url), (DEVICE, enrolment.device), (KEY, seed), (NAME, enrolment.name)):
        meta.put(writing.raw, key, value)
    meta.put(writing.raw, ETAG, "")
    meta.put(writing.raw, _OFFERED, "")
    write.identify(writing, enrolment.caseworker)


def offer(writing: Writing) -> DeviceKey:
    """Return the key to enrol with: the same until the service answered, so that it knows who asks again."""
    if kept := meta.get(writing.raw, _OFFERED):
        return DeviceKey(base64.b64decode(kept))
    key = DeviceKey()
    meta.put(writing.raw, _OFFERED, base64.b64encode(key.seed).decode())
    return key


def moment(milliseconds: int) -> str:
    """Return a time of this laptop as it is kept: UTC, ISO 8601."""
    return (
        datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    )
