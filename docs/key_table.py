"""The key tables, made from the registry of commands: `python -m docs.key_table` writes them.

The README has the keys that work everywhere, in a dossier and in a list; the page of keys has all of them.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

from thuis_tui.commands import COMMANDS, Command, shown

README = Path(__file__).parents[1] / "README.md"
PAGE = Path(__file__).parent / "keys.md"
FIRST = ("app", "dossier", "list")
"""The contexts whose keys a newcomer needs: they stand in the README."""
BEGIN = "<!-- keys: begin, written by `python -m docs.key_table` -->"
END = "<!-- keys: end -->"

# What each context is called here, in the order of the page.
WHERE = {
    "app": "everywhere",
    "list": "in any list",
    "today": "today",
    "tasks": "tasks",
    "caseload": "caseload",
    "dossier": "dossier",
    "note": "reading a note",
    "note_editor": "writing a note",
    "amendment": "amending",
    "intake": "intake",
    "whole_intake": "whole intake",
    "typing_sheet": "typing sheet",
    "merging": "merging",
    "visits": "visits of the week",
    "client_visits": "visits to one person",
    "visit": "a visit",
    "field_editor": "changing a fact",
    "record_editor": "a form",
    "working_notes": "working notes",
    "people": "people and consents",
    "privacy": "privacy view",
    "assessments": "ZRM",
    "assessment": "ZRM, a new one",
    "conflicts": "deciding",
    "late": "set aside",
    "learning": "exports for research",
    "safety": "risks",
    "warning_plan": "warning plan",
    "meldcode": "reporting code",
    "notices": "notices",
    "team": "team",
    "member": "a caseworker's dossiers",
    "hand_over": "handing over",
    "transfers": "handovers",
    "emergency": "emergency access",
    "board": "ways to a home",
    "candidate": "one way to a home",
    "waiting_list": "waiting list",
    "places": "homes",
    "places_for": "fitting homes",
    "candidates_for": "fitting candidates",
    "place_past": "the past of a home",
    "place_list": "a list of homes",
    "plan": "support plan",
    "plan_difference": "two versions of a plan",
    "history": "history",
    "bin": "bin",
    "outbox": "outbox",
    "drafts": "drafts",
    "search": "search",
    "unlock": "unlock",
    "setup": "first run",
    "enrolment": "connecting",
    "demo": "demo",
}


def table() -> str:
    """The keys of the first contexts, each context under its name."""
    return "\n\n".join(f"### {_named(context)}\n\n{_table(_of(context))}" for context in FIRST)


def page() -> str:
    """All commands with a key, place by place. Raises KeyError for a context without a name here."""
    if nameless := {each.context for each in COMMANDS} - WHERE.keys():
        raise KeyError(*nameless)
    parts = [
        "# Keys",
        "Every key, place by place, written by `python -m docs.key_table`. `F1` or `?` shows the same where\n"
        "you are, and `Ctrl+P` finds every command by name. Keys can be changed in the settings.",
    ]
    for context in WHERE:
        if here := _of(context):
            parts += [f"## {_named(context)}", _table(here)]
    return "\n\n".join(parts) + "\n"


def _of(context: str) -> list[Command]:
    return [each for each in COMMANDS if each.context == context and each.keys]


def _named(context: str) -> str:
    where = WHERE[context]
    return f"{where[0].upper()}{where[1:]}"


def _table(commands: Iterable[Command]) -> str:
    lines = [f"| {_keys(each)} | {each.title} | {each.help} |" for each in commands]
    return "\n".join(["| key | command | what it does |", "|---|---|---|", *lines])


def _keys(command: Command) -> str:
    return " ".join(f"`{shown(key)}`" for key in command.keys)


def with_table(text: str) -> str:
    """The text with the table between its two marks; raises ValueError when they are not there."""
    before, rest = text.split(BEGIN)
    _old, after = rest.split(END)
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}"


def main() -> int:
    """Write the table into the README, and the page."""
    README.write_text(with_table(README.read_text("utf-8")), "utf-8")
    PAGE.write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
