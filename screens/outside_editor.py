"""Writing a text in the editor of $VISUAL or $EDITOR: off unless the settings allow it.

For so long as it takes, the text is outside the encryption, in a file that only its owner may read, in memory
where the system has a place for that; it is overwritten and removed whatever happens.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from thuis_tui.language import _
from thuis_tui.text import clean

OWNER_ONLY = 0o600


class NoEditor(RuntimeError):
    """The text could not be edited outside; the message says why, in the user's language."""


def edited(text: str, environ: Mapping[str, str] = os.environ) -> str:
    """The text as the editor left it. Blocks until the editor ends; raises NoEditor."""
    command = environ.get("VISUAL") or environ.get("EDITOR")
    if not command:
        raise NoEditor(_("Neither VISUAL nor EDITOR names an editor."))
    folder = Path(tempfile.mkdtemp(prefix="thuis-", dir=environ.get("XDG_RUNTIME_DIR") or None))
    place = folder / "note.txt"
    try:
        handle = os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        try:
            ended = subprocess.run([*shlex.split(command), str(place)], check=False)  # noqa: S603  the user's own
        except (OSError, ValueError) as fault:
            raise NoEditor(_("The editor could not be started: {command}").format(command=command)) from fault
        if ended.returncode:
            raise NoEditor(_("The editor ended with a fault; the text is as it was."))
        try:
            return clean(place.read_text("utf-8"))
        except (OSError, UnicodeDecodeError) as fault:
            raise NoEditor(_("What the editor left cannot be read; the text is as it was.")) from fault
    finally:
        _erase(folder)


def _erase(folder: Path) -> None:
    """Overwrite and remove the file, and whatever the editor left beside it."""
    for left in folder.iterdir():
        size = left.stat().st_size
        with left.open("r+b") as file:
            file.write(b"\0" * size)
            file.flush()
            os.fsync(file.fileno())
        left.unlink()
    folder.rmdir()
