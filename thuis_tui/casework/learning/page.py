"""Writes the codebook in docs/learning-export.md: `python -m thuis_tui.casework.learning.page`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Final

from thuis_tui.casework.learning.codebook import KINDS, ROLES, meaning
from thuis_tui.casework.learning.variables import VARIABLES, VERSION, Role, Variable

PAGE: Final = Path(__file__).resolve().parents[3] / "docs" / "learning-export.md"

MARK: Final = "## Codebook\n"
"""What follows it in the page is written here; what stands before it is written by people."""


def page(before: str) -> str:
    """The whole page, in English: what people wrote of it with the codebook as it is."""
    quasi = [each for each in VARIABLES if each.role is Role.QUASI]
    others = [each for each in VARIABLES if each.role is not Role.QUASI]
    steps = (
        (f"`{each.name}`", meaning(each), each.source, " → ".join((each.coarse, *each.steps)), _values(each))
        for each in quasi
    )
    rows = (
        (name, told, each.source, ROLES[each.role], f"{KINDS[each.kind]}: {each.coarse}", _values(each))
        for name, told, each in _together(others)
    )
    return "\n".join(
        [
            before.partition(MARK)[0] + MARK,
            f"Version {VERSION}. The quasi-identifiers:\n",
            _table(("variable", "meaning", "from", "steps", "values"), steps),
            "All others:\n",
            _table(("variable", "meaning", "from", "role", "detail", "values"), rows),
        ]
    )


def _together(variables: Iterable[Variable]) -> Iterator[tuple[str, str, Variable]]:
    """Variables that differ in a label only stand in one line, under the names of the first and the last."""
    for _key, group in groupby(
        variables, lambda each: (each.meaning, each.name.split("_")[:2], each.of == ())
    ):
        same = list(group)
        names = f"`{same[0].name}`" + (f" … `{same[-1].name}`" if len(same) > 1 else "")
        told = meaning(same[0]) + (f", and so on to '{same[-1].of[0]}'" if len(same) > 1 else "")
        yield names, told, same[0]


def _values(variable: Variable) -> str:
    return ", ".join(f"`{code}` {label}" for code, label in variable.values.items()) or "–"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _cell in head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def main() -> int:
    """Write the page."""
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
