"""The OpenAPI description of the service, made from its code: `python -m docs.openapi` writes the file."""

import json
import sys
import tempfile
from pathlib import Path

from thuis_tui.service.configuration import Configuration
from thuis_tui.service.web.app import create_app
from thuis_tui.service.web.description import describe

FILE = Path(__file__).with_name("openapi.json")


def text() -> str:
    """The description as it is kept."""
    with tempfile.TemporaryDirectory() as place:
        app = create_app(Configuration(data_dir=Path(place)))
        made = describe(app)
        app.state.storage.close()
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"


def main() -> int:
    """Write the file."""
    FILE.write_text(text(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
