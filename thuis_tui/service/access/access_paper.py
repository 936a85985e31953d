"""The view of the access log for the client on paper: as Markdown or as a PDF, in plain language.

Names are handed to the typesetter as data, never as its own markup.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any, Final
from zoneinfo import ZoneInfo

from thuis_tui.language import N_, _, language
from thuis_tui.service.access.access_moments import said
from thuis_tui.service.access.access_reading import Line
from thuis_tui.service.access.access_words import did, functions, who, why

_MARKUP: Final = re.compile(r"([\\`*_{}\[\]<>|~&])")
_SAID: Final = {
    "title": N_("Who has been in your dossier"),
    "intro": N_(
        "Here you see who read, changed or saved something in your dossier, and when. If you do not"
        " understand a line, or do not agree with it, ask your caseworker or the privacy officer."
    ),
    "emergencies": N_("Emergency access"),
    "none": N_("Nobody used emergency access in this period."),
    "all": N_("Everything, the oldest first"),
    "nothing": N_("Nothing in this period."),
    "when": N_("When"),
    "who": N_("Who"),
    "what": N_("What"),
    "why": N_("As what"),
    "page": N_("page"),
}


def content(
    client: str, lines: Sequence[Line], names: Mapping[str, str], now: int, zone: ZoneInfo
) -> dict[str, Any]:
    """All that stands on the paper, worded."""
    told: dict[str, Any] = {name: _(text) for name, text in _SAID.items()}
    rows = [_row(line, names, zone) for line in lines]
    return told | {
        "language": language(),
        "about": _("Dossier {client}, as known on {moment}").format(client=client, moment=said(now, zone)),
        "rows": rows,
        "emergency": [row for row, line in zip(rows, lines, strict=True) if line.emergency],
    }


def _row(line: Line, names: Mapping[str, str], zone: ZoneInfo) -> dict[str, str]:
    name, function = who(line.account, names), functions(line)
    return {
        "when": said(line.occurred_at, zone),
        "who": f"{name} ({function})" if function else name,
        "what": did(line, names),
        "why": why(line),
        "mark": "!" if line.emergency else "",
    }


def text(told: Mapping[str, Any]) -> str:
    """The view as plain lines: emergency access first, then everything."""
    parts = [told["title"], told["about"], "", told["emergencies"]]
    parts += [_line(row) for row in told["emergency"]] or [told["none"]]
    parts += ["", told["all"]]
    parts += [_line(row) for row in told["rows"]] or [told["nothing"]]
    return "\n".join(parts)


def _line(row: Mapping[str, str]) -> str:
    why_ = f"  [{row['why']}]" if row["why"] else ""
    return f"{row['mark'] or ' '} {row['when']}  {row['who']} {row['what']}{why_}"


def markdown(told: Mapping[str, Any]) -> str:
    """The view as Markdown; names are kept from being read as markup."""
    lines = [f"# {told['title']}", "", told["about"], "", told["intro"], "", f"## {told['emergencies']}", ""]
    lines += _table(told, told["emergency"]) if told["emergency"] else [told["none"]]
    lines += ["", f"## {told['all']}", ""]
    lines += _table(told, told["rows"]) if told["rows"] else [told["nothing"]]
    return "\n".join([*lines, ""])


def _table(told: Mapping[str, Any], rows: Sequence[Mapping[str, str]]) -> list[str]:
    columns = ("when", "who", "what", "why")
    head = "| " + " | ".join(told[name] for name in columns) + " |"
    body = ["| " + " | ".join(_MARKUP.sub(r"\\\1", row[name]) for name in columns) + " |" for row in rows]
    return [head, "|" + "---|" * len(columns), *body]


def pdf(told: Mapping[str, Any]) -> bytes:
    """The view as a PDF on A4."""
    import typst

    template = files("thuis_tui.service.access").joinpath("access.typ").read_bytes()
    made = typst.compile(template, format="pdf", sys_inputs={"log": json.dumps(told, ensure_ascii=False)})
    return made if isinstance(made, bytes) else b"".join(made)
