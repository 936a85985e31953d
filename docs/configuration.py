"""The page of settings, made from `thuis_tui.service.settings`: `python -m docs.configuration` writes it."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from thuis_tui.service.settings import allowed, described, variable

FILE = Path(__file__).with_suffix(".md")

HEAD = """# Settings of the service

Written by `python -m docs.configuration` from the code that reads them; a test keeps it so.

`thuis serve --configuration FILE` (or `THUIS_CONFIGURATION`) reads a file in TOML; a variable of the
environment goes before the file, an option of the command before both. `thuis serve --check` starts nothing
and says what is wrong with them, all at once: where it stands, what it says, what is allowed. `thuis admin`
reads the same. A variable `THUIS_...` that nothing reads is refused, with the nearest name that is
read.

| key | variable | default | allowed | |
|---|---|---|---|---|
"""


def _default(schema: Mapping[str, Any]) -> str:
    if "default" not in schema:
        return "a place of this system"
    return "" if schema["default"] is None else f"`{json.dumps(schema['default'])}`"


def text() -> str:
    """The whole page."""
    lines = [
        f"| `{key}` | `{variable(key)}` | {_default(schema)} | {allowed(schema)} | {schema['description']} |"
        for key, schema in described()
    ]
    return HEAD + "\n".join(lines) + "\n"


def main() -> int:
    """Write the page."""
    FILE.write_text(text(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
