"""The commands of history, bin and undo."""

from thuis_tui.commands.command import GO, READING, WRITING, Command
from thuis_tui.language import N_

# One command is one paragraph.
# fmt: off
COMMANDS: tuple[Command, ...] = (
    Command(
        "app.undo", ("u",), N_("Undo last change"),
        N_("Takes back the last thing you changed on this laptop, also after a restart."),
        group=WRITING, palette=True,
    ),
    Command(
        "dossier.history", ("H",), N_("History"),
        N_("Shows who changed what about this person, and what it said before; from there also the bin."),
        "dossier", GO, palette=True,
    ),
    Command(
        "field_editor.history", ("f4",), N_("History"),
        N_("Shows what this field said before and who wrote it. What you typed is kept."),
        "field_editor", GO, palette=True,
    ),
    Command(
        "record_editor.history", ("f4",), N_("History"),
        N_("Shows what this record said before and who wrote it. What you typed is kept."),
        "record_editor", GO, palette=True,
    ),
    Command(
        "history.open", ("enter", "l"), N_("Read"),
        N_("Shows the change at the cursor in full, with what differs marked."),
        "history", READING, footer=True,
    ),
    Command(
        "history.bin", ("b",), N_("Bin"),
        N_("Shows what was removed in the last 30 days, to put it back."),
        "history", GO, footer=True, palette=True,
    ),
    Command(
        "history.back", ("escape", "h"), N_("Back"),
        N_("Goes back to where you came from."),
        "history", READING, footer=True,
    ),
    Command(
        "bin.put_back", ("enter", "r"), N_("Put back"),
        N_("Puts back what is at the cursor, as it was when it was removed."),
        "bin", WRITING, footer=True,
    ),
    Command(
        "bin.back", ("escape", "h"), N_("Back"),
        N_("Goes back to where you came from."),
        "bin", READING, footer=True,
    ),
)
# fmt: on
