"""The codebook of the learning export, from the table of variables: for programs and for people."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any, Final

from thuis_tui.casework.learning.variables import VARIABLES, VERSION, Kind, Role, Variable
from thuis_tui.language import _

COLUMNS: Final = ("variable", "meaning", "kind", "role", "source", "detail", "steps", "values")

KINDS: Final = {
    Kind.PSEUDONYM: "pseudonym",
    Kind.CODE: "code",
    Kind.CLASS: "class of years",
    Kind.NUMBER: "whole number",
    Kind.LEVEL: "level",
}
ROLES: Final = {
    Role.PSEUDONYM: "pseudonym",
    Role.QUASI: "quasi-identifier",
    Role.SENSITIVE: "sensitive",
}
_BRACES: Final = ("stage", "outcome", "domain", "moment", "first")


def meaning(variable: Variable) -> str:
    """What a variable means, in the user's language."""
    text = _(variable.meaning)
    names = [name for name in _BRACES if f"{{{name}}}" in variable.meaning]
    names.sort(key=lambda name: variable.meaning.index(f"{{{name}}}"))
    return text.format(**dict(zip(names, map(_, variable.of), strict=True)))


def entry(variable: Variable) -> dict[str, Any]:
    """All that is said of a variable, in the user's language; codes are the same in all."""
    return {
        "variable": variable.name,
        "meaning": meaning(variable),
        "kind": str(variable.kind),
        "role": str(variable.role),
        "source": variable.source,
        "detail": _(variable.coarse),
        "steps": [_(step) for step in variable.steps],
        "values": {code: _(label) for code, label in variable.values.items()},
    }


def as_json() -> str:
    """The codebook for programs."""
    whole = {"version": VERSION, "variables": [entry(each) for each in VARIABLES]}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def as_csv() -> str:
    """The codebook as a table, a line for each variable."""
    lines = [list(COLUMNS)]
    for each in map(entry, VARIABLES):
        values = "; ".join(f"{code} = {label}" for code, label in each["values"].items())
        lines.append([*(str(each[name]) for name in COLUMNS[:6]), "; ".join(each["steps"]), values])
    return written(lines)


def written(lines: Sequence[Sequence[str]]) -> str:
    """Lines as CSV (RFC 4180)."""
    out = io.StringIO()
    csv.writer(out).writerows(lines)
    return out.getvalue()
