"""A file for somebody outside: new in its folder, and closed to everybody else from its first byte."""

from __future__ import annotations

import os
from pathlib import Path

from thuis_tui.casework.problem import Problem
from thuis_tui.desk.shapes import InvalidInput
from thuis_tui.language import N_, message

OWNER_ONLY = 0o600
_NO_FOLDER = message(N_("Name the folder into which the file goes."))


def folder_of(typed: str) -> Path:
    """The folder that is meant; raises InvalidInput at 'folder' when there is none."""
    if not typed.strip():
        raise InvalidInput([Problem("folder", _NO_FOLDER)])
    place = Path(typed.strip()).expanduser()
    if not place.is_dir():
        told = message(N_("There is no folder {folder}. Make it first, or name another."), folder=place)
        raise InvalidInput([Problem("folder", told)])
    return place


def written(folder: Path, name: str, ending: str, data: bytes) -> Path:
    """Where the file is now; one that is there already is left alone. Raises OSError."""
    for number in range(1, 1000):
        place = folder / f"{name}{f'-{number}' if number > 1 else ''}.{ending}"
        try:
            handle = os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY)
        except FileExistsError:
            continue
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        return place
    raise FileExistsError(str(folder))


def initials(name: str) -> str:
    """The initials of a name, for a file name that tells no stranger who it is about."""
    found = "".join(part[0] for part in name.split() if part[0].isalnum())
    return found.upper() if found.isalnum() else ""
