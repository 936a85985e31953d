"""The commands of quick notes, working notes, prompts and the editor outside."""

from thuis_tui.commands.command import GO, READING, WRITING, Command
from thuis_tui.language import N_

# One command is one paragraph.
# fmt: off
COMMANDS: tuple[Command, ...] = (
    Command(
        "app.quick_note", ("q",), N_("Quick note"),
        N_("Writes a note about anybody from anywhere: type a part of the name, Enter, and write."),
        group=WRITING, palette=True,
    ),
    Command(
        "app.working_notes", ("W",), N_("Working notes"),
        N_("Shows notes to yourself: no part of a dossier, and gone after 90 days."),
        group=GO, palette=True,
    ),
    Command(
        "note_editor.template", ("f2",), N_("Prompts"),
        N_("Puts the prompts for this kind of contact into the text."),
        "note_editor", WRITING, footer=True, palette=True,
    ),
    Command(
        "note_editor.outside", ("f4",), N_("Own editor"),
        N_("Opens the text in the editor of $VISUAL or $EDITOR, when the settings allow it."),
        "note_editor", WRITING, palette=True,
    ),
    # Working notes
    Command(
        "working_notes.new", ("n",), N_("New"),
        N_("Writes a working note."),
        "working_notes", WRITING, footer=True, palette=True,
    ),
    Command(
        "working_notes.discard", ("delete", "x"), N_("Throw away"),
        N_("Throws the working note at the cursor away."),
        "working_notes", WRITING, footer=True,
    ),
    Command(
        "working_notes.back", ("escape", "h"), N_("Back"),
        N_("Goes back to where you came from."),
        "working_notes", READING, footer=True,
    ),
)
# fmt: on
