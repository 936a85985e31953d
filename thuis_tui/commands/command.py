"""What a command is, and the places and groups that commands belong to."""

from dataclasses import dataclass

from thuis_tui.language import N_

APP = "app"
LIST = "list"
# Contexts in which plain letters are text, not commands.
TYPING = frozenset(
    {
        "note_editor",
        "amendment",
        "intake",
        "whole_intake",
        "field_editor",
        "record_editor",
        "search",
        "unlock",
        "setup",
        "enrolment",
    }
)

EVERYWHERE = N_("Everywhere")
GO = N_("Go to")
WRITING = N_("Writing")
READING = N_("Reading")
LISTS = N_("Lists")
FILE = N_("This laptop")


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a user can do. `title` is short enough for the footer, `help` is one sentence."""

    id: str
    keys: tuple[str, ...]
    title: str
    help: str
    context: str = APP
    group: str = EVERYWHERE
    footer: bool = False
    palette: bool = False
    first: bool = False
    """Goes before whatever has the focus, also over a dialog."""

    @property
    def action(self) -> str:
        """The name of the screen's action: 'note_editor.file' is `action_file`."""
        return self.id.rpartition(".")[2]
