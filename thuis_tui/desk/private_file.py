"""Writing a file that leaves the encryption: into a folder the user names, for its owner only, always new."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from thuis_tui.casework.problem import Problem
from thuis_tui.desk.shapes import FileProblem, InvalidInput
from thuis_tui.language import N_, _, message

OWNER_ONLY = 0o600
MOST = 1000
"""Files of one name in one folder."""
NO_FOLDER = message(N_("There is no such folder. Type one that exists, like ~/Documents."))
NOT_ALLOWED = message(N_("thuis may not write into this folder. Choose another."))


def write(folder: str, stem: str, ending: str, content: bytes) -> Path:
    """Write a new file, named `stem` or with a number after it; where it is.

    Raises InvalidInput (the field is 'folder') and FileProblem for a full disk and the like. Blocks.
    """
    place = Path(folder.strip()).expanduser()
    if not folder.strip() or not place.is_dir():
        raise InvalidInput([Problem("folder", NO_FOLDER)])
    for number in range(1, MOST):
        target = place / f"{stem}{f'-{number}' if number > 1 else ''}.{ending}"
        try:
            handle = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY)
        except FileExistsError:
            continue
        except OSError as fault:
            if fault.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
                raise InvalidInput([Problem("folder", NOT_ALLOWED)]) from fault
            raise FileProblem(
                _("The file could not be written: look at the disk, then try again.")
            ) from fault
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
        except OSError as fault:
            target.unlink(missing_ok=True)
            raise FileProblem(
                _("The file could not be written: look at the disk, then try again.")
            ) from fault
        return target
    raise InvalidInput([Problem("folder", NOT_ALLOWED)])
