"""A few files in one, which only the holder of a key opens: how exports leave the service."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from thuis_tui import whole_file
from thuis_tui.language import N_, message
from thuis_tui.sealed import BadPublicKey
from thuis_tui.service.keeping.encrypted_file import NotReadable, Opening, Sealing, key_of
from thuis_tui.service.not_possible import NotPossible

_NO_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""The moment that every file in it has: when it was made is told by whoever hands it over."""


def write(path: Path, public_key: bytes, files: Mapping[str, str]) -> None:
    """Write a new file for the holder of the private half of a key. Raises NotPossible.

    Then there is none, unless it was there already.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in files.items():
            packed.writestr(zipfile.ZipInfo(name, _NO_DAY), text, zipfile.ZIP_DEFLATED)
    sealed = io.BytesIO()
    try:
        sealing = Sealing(sealed, public_key)
        sealing.write(out.getvalue())
        sealing.close()
        whole_file.make(path, sealed.getvalue())
    except BadPublicKey as problem:
        raise NotPossible(message(N_("With this public key anybody could open the file."))) from problem
    except OSError as problem:
        raise NotPossible(
            message(N_("The copy could not be written: {reason}."), reason=problem.strerror or problem)
        ) from problem


def unpack(path: Path, private_key: bytes, folder: Path, names: Sequence[str]) -> list[Path]:
    """Open such a file into a folder, readable by who does it only. Raises NotPossible."""
    try:
        with path.open("rb") as file:
            raw = Opening(file, key_of(file, private_key)).read()
        made = []
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            for name in names:
                target = folder / name
                target.touch(0o600, exist_ok=False)
                target.write_bytes(packed.read(name))
                made.append(target)
    except (NotReadable, zipfile.BadZipFile, KeyError, OSError) as problem:
        raise NotPossible(message(N_("This export cannot be opened: {reason}."), reason=problem)) from problem
    else:
        return made
