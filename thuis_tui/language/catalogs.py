"""Makes the catalogs: extracts the messages, brings both languages up to date, compiles them.

    python -m thuis_tui.language.catalogs            all of it
    python -m thuis_tui.language.catalogs check      says what is missing, changes nothing
    python -m thuis_tui.language.catalogs compile    compiles the catalogs as they are written down

Babel is needed here and nowhere else. English is its own message; its catalog only fills itself in.
"""

import ast
import os
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from thuis_tui.language import CATALOGS, DOMAIN, LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("thuis_tui", "screens")
_HEADERS_LEFT_OUT = tuple(
    f'"{name}'
    for name in (
        "POT-Creation-Date",
        "PO-Revision-Date",
        "Last-Translator",
        "Generated-By",
        "Report-Msgid-Bugs-To",
        "Language-Team",
        "Project-Id-Version",
    )
)
KEYWORDS = {"_": 1, "N_": 1, "ngettext": 2}
"""The functions that mark a message, and how many of their first arguments are texts."""


def source(language: str) -> Path:
    """The catalog people edit."""
    return Path(CATALOGS, language, "LC_MESSAGES", f"{DOMAIN}.po")


def read(language: str) -> Catalog:
    """The catalog of a language as it is written down."""
    with source(language).open("rb") as lines:
        return read_po(lines, locale=language, domain=DOMAIN)


def extract() -> Catalog:
    """A catalog of all messages in the sources, without translations.

    The sources are parsed, not scanned for words: that finds the messages inside f-strings too.
    """
    found = Catalog(project="thuis", domain=DOMAIN, charset="utf-8", fuzzy=False)
    for room in SOURCES:
        for path in sorted((ROOT / room).rglob("*.py")):
            for message in messages(ast.parse(path.read_text("utf-8"), str(path))):
                found.add(message)
    return found


def messages(code: ast.Module) -> Iterator[str | tuple[str, str]]:
    """The literal messages in a source, in order; singular and plural together."""
    for node in ast.walk(code):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            count = KEYWORDS.get(node.func.id, 0)
            texts = [
                argument.value
                for argument in node.args[:count]
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            ]
            if count and len(texts) == count:
                yield texts[0] if count == 1 else (texts[0], texts[1])


def updated(language: str, template: Catalog) -> Catalog:
    """The catalog of a language with new messages added and those no longer used taken out."""
    catalog = read(language) if source(language).exists() else Catalog(language, DOMAIN)
    catalog.fuzzy = False
    catalog.header_comment = f"# thuis, {language}"
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    if language == "en":
        for message in catalog:
            if message.id:
                message.string = message.id
    return catalog


def missing(catalog: Catalog) -> Iterator[Message]:
    """The messages without a translation of their own."""
    for message in catalog:
        strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        if message.id and (message.fuzzy or not all(strings)):
            yield message


def written(catalog: Catalog) -> bytes:
    """The text of a catalog, in order of message, without places or dates: it changes with messages only."""
    lines = BytesIO()
    write_po(lines, catalog, width=100, omit_header=False, sort_output=True, no_location=True)
    kept = [
        line
        for line in lines.getvalue().decode("utf-8").splitlines(keepends=True)
        if not line.startswith(_HEADERS_LEFT_OUT)
    ]
    return "".join(kept).encode("utf-8")


def compile_all(into: Path = Path(CATALOGS)) -> None:
    """Write the compiled catalog of each language."""
    for language in LANGUAGES:
        target = into / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
        target.parent.mkdir(parents=True, exist_ok=True)
        lines = BytesIO()
        write_mo(lines, read(language))
        # Another process may be reading the old one: it is replaced whole, never half written.
        fresh = target.with_suffix(f".{os.getpid()}")
        fresh.write_bytes(lines.getvalue())
        fresh.replace(target)


def main(arguments: list[str]) -> int:
    """Bring the catalogs up to date; answers 1 when a message is missing."""
    if arguments == ["compile"]:
        compile_all()
        return 0
    template = extract()
    absent = 0
    for language in LANGUAGES:
        catalog = updated(language, template)
        for message in missing(catalog):
            absent += 1
            sys.stdout.write(f"{language}: {message.id!r}\n")
        if "check" not in arguments:
            source(language).parent.mkdir(parents=True, exist_ok=True)
            source(language).write_bytes(written(catalog))
    if "check" not in arguments:
        compile_all()
    sys.stdout.write(f"{len(template)} messages, {absent} missing\n")
    return 1 if absent else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
