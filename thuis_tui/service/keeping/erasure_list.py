"""The list of erasures beside the backups: an older one does not know them, and must bring back no word.

It is sealed to the recovery key, as the backups are, and written anew with each erasure and each backup.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec

from thuis_tui import whole_file
from thuis_tui.language import N_, message
from thuis_tui.sealed import NotSealed, open_sealed, seal
from thuis_tui.service.configuration import Configuration
from thuis_tui.service.database.storage import Storage, Transaction
from thuis_tui.service.keeping import erasure
from thuis_tui.service.keeping.erasure import Decision
from thuis_tui.service.not_possible import NotPossible
from thuis_tui.service.people.escrow import recovery_key

FILE: Final = "erasures.sealed"
_decode = msgspec.json.Decoder(list[Decision]).decode


def folders(configuration: Configuration) -> list[Path]:
    """Return where the list belongs, besides next to each backup: the data, and the folder of backups."""
    known = [configuration.data_dir, configuration.backup_directory]
    return [folder for folder in known if folder is not None and folder.is_dir()]


def keep(storage: Storage, places: Iterable[Path]) -> None:
    """Write the list into folders; not before there is a recovery key. Raises OSError."""
    key = storage.read(recovery_key)
    if not key:
        return
    whole = msgspec.json.encode(storage.read(_all))
    sealed = seal(base64.b64decode(key), whole)
    for folder in dict.fromkeys(places):
        whole_file.replace(folder / FILE, sealed)


def read(places: Iterable[Path], private_key: bytes) -> list[Decision]:
    """Read what was erased from the lists in folders, each once, in order. Raises NotPossible."""
    found: dict[str, Decision] = {}
    for folder in dict.fromkeys(places):
        path = folder / FILE
        if not path.exists():
            continue
        try:
            listed = _decode(open_sealed(private_key, path.read_bytes()))
        except (NotSealed, msgspec.DecodeError, OSError) as problem:
            raise NotPossible(
                message(
                    N_(
                        "The list of erasures in '{folder}' cannot be read. Without it what was erased could "
                        "come back: put the right file there, or take it away if there is no better one."
                    ),
                    folder=str(folder),
                )
            ) from problem
        found |= {decision.id: decision for decision in listed}
    return sorted(found.values(), key=lambda decision: (decision.decided_at, decision.id))


def _all(tx: Transaction) -> list[Decision]:
    return list(erasure.decisions(tx))
