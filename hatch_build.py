"""Build hook: compiles the message catalogs, so that the wheel carries them and the repository does not."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Writes a .mo beside each .po before the wheel is packed or the checkout is linked."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile every catalog of the language room."""
        for source in Path(self.root, "thuis_tui", "language", "catalogs").rglob("*.po"):
            with source.open("rb") as lines:
                catalog = read_po(lines, locale=source.parts[-3], domain="thuis")
            with source.with_suffix(".mo").open("wb") as compiled:
                write_mo(compiled, catalog)
