"""Who somebody is, behind one small interface: the addresses know nothing of how it is shown.

Today the administrator tells a code to the person whose account it is (`AdministratorCodes`). An organisation
with a sign-in of its own (OpenID Connect) brings a `People` of its own to `create_app`: `examine` redeems the
authorization code at its token endpoint and checks issuer, audience, signature and nonce of the ID token;
`spend` finds the account its subject belongs to. What a laptop sends stays the same: one short text.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from thuis_tui.service.errors import CodeRefused

if TYPE_CHECKING:
    from thuis_tui.service.database.storage import Transaction

_CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
_CODE_LENGTH = 16  # 80 bits
_MISREAD = str.maketrans("ILO", "110", "- \t\n\r")


@dataclass(frozen=True, slots=True)
class Recognised:
    """Whose a new device is to be. `device`: this very evidence made it with this very key before."""

    caseworker: str
    name: str
    device: str = ""


class People(Protocol):
    """Tells whose a device is that wants to be enrolled."""

    async def examine(self, evidence: str) -> str:
        """Return what the text of a laptop proves, outside the database; may ask others over the network.

        Raises CodeRefused.
        """

    def spend(self, tx: Transaction, proved: str, device: str, public_key: bytes) -> Recognised:
        """Use up what was proved for a device with this id and key. Asked again with the same key, it gives
        the device of the first time: an answer can get lost. Raises CodeRefused.
        """


class AdministratorCodes:
    """One-time codes of the administrator, kept as hashes."""

    async def examine(self, evidence: str) -> str:
        """Return the hash of a code."""
        return code_hash(evidence)

    def spend(self, tx: Transaction, proved: str, device: str, public_key: bytes) -> Recognised:
        """Spend a code on a device."""
        row = tx.first(
            "SELECT e.caseworker, e.expires_at, e.device, c.name FROM enrolment_code e"
            " JOIN caseworker c ON c.id = e.caseworker WHERE e.hash = ?",
            (proved,),
        )
        if row is None or row.expires_at <= tx.now_ms:
            raise CodeRefused
        if row.device:
            used_by = tx.first("SELECT public_key, revoked_at FROM device WHERE id = ?", (row.device,))
            if used_by is None or used_by.revoked_at or bytes(used_by.public_key) != public_key:
                raise CodeRefused
            return Recognised(row.caseworker, row.name, row.device)
        # The condition spends the code once, also where two transactions see it unused.
        spent = "UPDATE enrolment_code SET device = ? WHERE hash = ? AND device = ''"
        if not tx.run(spent, (device, proved)):
            raise CodeRefused
        return Recognised(row.caseworker, row.name)


def new_code() -> str:
    """Make an enrolment code: four groups of four characters that cannot be misread."""
    code = "".join(secrets.choice(_CODE_ALPHABET) for _ in range(_CODE_LENGTH))
    return "-".join(code[at : at + 4] for at in range(0, _CODE_LENGTH, 4))


def code_hash(code: str) -> str:
    """Return what is stored of a code. It has 80 random bits, so a fast hash keeps it."""
    plain = code.upper().translate(_MISREAD)
    return hashlib.blake2b(plain.encode(errors="replace"), digest_size=32, person=b"thuis-code").hexdigest()
