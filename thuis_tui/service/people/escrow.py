"""What leaves with a revoked device: sealed boxes for the organisation, and receipts of what it deleted.

Boxes come in and are read nowhere: not over the wire, and with the recovery key by the organisation only,
which keeps the private half of it away from this service.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from thuis_tui.language import N_, message
from thuis_tui.log import wire
from thuis_tui.log.wire import PurgedScope
from thuis_tui.sealed import new_private_key, public_key
from thuis_tui.service.database.storage import Transaction
from thuis_tui.service.errors import Malformed, NotProved, TooLarge
from thuis_tui.service.people.admin import NotPossible, listed
from thuis_tui.service.people.sign_in import Asker

_KEY = "recovery_key"
_MOST_BOXES = 16
"""How many boxes one device may leave: a revoked device has one, and more when it is told twice."""


def read_box(request: wire.EscrowRequest) -> bytes:
    """Return the sealed bytes of a request. Raises Malformed or TooLarge."""
    try:
        sealed = base64.b64decode(request.sealed, validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("sealed: not base64") from None
    if len(sealed) > wire.MAX_SEALED:
        raise TooLarge
    if not sealed:
        raise Malformed("sealed: empty")
    return sealed


def take(tx: Transaction, device: str, sealed: bytes, signature: str) -> None:
    """Keep the box of a device that signed it, once. Raises NotProved; which part was wrong is not told.

    A device that is not revoked has no box to leave, but one that was told so and granted again may.
    """
    row = tx.first("SELECT public_key FROM device WHERE id = ?", (device,))
    if row is None:
        raise NotProved
    hashed = sha256(sealed)
    try:
        signed = base64.b64decode(signature, validate=True)
        Ed25519PublicKey.from_public_bytes(bytes(row.public_key)).verify(signed, hashed.digest())
    except (InvalidSignature, binascii.Error, ValueError):
        raise NotProved from None
    (kept,) = tx.rows("SELECT count(*) FROM escrow WHERE device = ?", (device,))
    there = tx.first("SELECT 1 FROM escrow WHERE hash = ?", (hashed.hexdigest(),))
    if there is None and kept[0] >= _MOST_BOXES:
        raise TooLarge("This device has left as many boxes as it may.")
    tx.run(
        "INSERT INTO escrow(hash, device, received_at, sealed) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (hashed.hexdigest(), device, tx.now_ms, sealed),
    )


def boxes(tx: Transaction) -> list[dict[str, Any]]:
    """List the boxes, without what is in them."""
    return listed(
        tx,
        ("id", "device", "caseworker", "received_at", "bytes"),
        "SELECT e.hash, e.device, c.name, e.received_at, length(e.sealed) FROM escrow e"
        " JOIN device d ON d.id = e.device JOIN caseworker c ON c.id = d.caseworker ORDER BY e.received_at",
    )


def box(tx: Transaction, given: str) -> bytes:
    """Return a box as it came in, by its id or the beginning of it; closed still. Raises NotPossible."""
    if given and all(digit in "0123456789abcdef" for digit in given):
        found = tx.rows("SELECT sealed FROM escrow WHERE substr(hash, 1, ?) = ? LIMIT 2", (len(given), given))
        if len(found) == 1:
            return bytes(found[0][0])
    raise NotPossible(message(N_("There is no '{name}'."), name=given))


def make_recovery_key(tx: Transaction) -> bytes:
    """Make the key pair of the organisation and return its private half, which is kept nowhere.

    Raises NotPossible when there is one: boxes that were closed with it could not be told apart.
    """
    private = new_private_key()
    public = base64.b64encode(public_key(private)).decode()
    made = tx.run(
        "INSERT INTO service_setting(name, value) VALUES (?, ?) ON CONFLICT DO NOTHING", (_KEY, public)
    )
    if not made:
        raise NotPossible(message(N_("There is a recovery key already; it is made once.")))
    return private


def recovery_key(tx: Transaction) -> str:
    """Return the public half of the organisation's key, base64; empty when there is none yet."""
    row = tx.first("SELECT value FROM service_setting WHERE name = ?", (_KEY,))
    return str(row.value) if row else ""


def receipts(tx: Transaction) -> list[dict[str, Any]]:
    """List which dossiers were deleted, of whom and on which device, the latest first."""
    return listed(
        tx,
        ("scope", "caseworker", "device", "name", "gen", "received_at"),
        "SELECT r.scope, c.name, r.device, d.name, r.gen, r.received_at FROM purge_receipt r"
        " JOIN device d ON d.id = r.device JOIN caseworker c ON c.id = r.caseworker"
        " ORDER BY r.received_at DESC, r.scope, r.device, r.gen",
    )


def receive(tx: Transaction, asker: Asker, scopes: Sequence[PurgedScope]) -> None:
    """Keep the receipts of a device for scopes it deleted; only for grants there were, and once."""
    for found in scopes:
        tx.run(
            "INSERT INTO purge_receipt(scope, device, gen, caseworker, received_at)"
            " SELECT scope, ?, gen, caseworker, ? FROM scope_grant WHERE caseworker = ? AND scope = ?"
            " AND gen = ? AND (revoked_at > 0 OR until BETWEEN 1 AND ?) ON CONFLICT DO NOTHING",
            (asker.device, tx.now_ms, asker.caseworker, found.scope, found.gen, tx.now_ms),
        )
