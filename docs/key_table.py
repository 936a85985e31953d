"""The key table of the README, made from the registry of commands: `python -m docs.key_table` writes it."""

import sys
from pathlib import Path

from thuis_tui.commands import COMMANDS, Command, shown

README = Path(__file__).parents[1] / "README.md"
BEGIN = "<!-- keys: begin, written by `python -m docs.key_table` -->"
END = "<!-- keys: end -->"

# What each context is called here; a new context without a name stops the command and the test.
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
    "safety": "risks",
    "warning_plan": "warning plan",
    "meldcode": "reporting code",
    "notices": "notices",
    "team": "team",
    "member": "a caseworker's dossiers",
    "hand_over": "handing over",
    "transfers": "handovers",
    "emergency": "emergency access",
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
    """All commands with a key, one line each; the same command in several places takes one line."""
    places: dict[tuple[str, str, str], list[str]] = {}
    for command in COMMANDS:
        if command.keys:
            places.setdefault((_keys(command), command.title, command.help), []).append(
                WHERE[command.context]
            )
    lines = [
        f"| {', '.join(where)} | {keys} | {title} | {text} |" for (keys, title, text), where in places.items()
    ]
    return "\n".join(["| where | key | command | what it does |", "|---|---|---|---|", *lines])


def _keys(command: Command) -> str:
    return " ".join(f"`{shown(key)}`" for key in command.keys)


def with_table(text: str) -> str:
    """The text with the table between its two marks; raises ValueError when they are not there."""
    before, rest = text.split(BEGIN)
    _old, after = rest.split(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


def main() -> int:
    """Write the table into the README."""
    README.write_text(with_table(README.read_text("utf-8")), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
