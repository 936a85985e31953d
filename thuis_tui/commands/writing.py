"""The commands of the pages on which one writes."""

from thuis_tui.commands.command import WRITING, Command
from thuis_tui.language import N_

# One command is one paragraph.
# fmt: off
COMMANDS: tuple[Command, ...] = (
    # Writing a note
    Command(
        "note_editor.file", ("ctrl+s",), N_("File"),
        N_("Files the note in the dossier. After that it can only be amended."),
        "note_editor", WRITING, footer=True, palette=True,
    ),
    Command(
        "note_editor.back", ("escape",), N_("Later"),
        N_("Leaves the note as a draft, to go on with it later."),
        "note_editor", WRITING, footer=True,
    ),
    Command(
        "note_editor.discard", ("f7",), N_("Throw away"),
        N_("Throws this draft away, after asking once."),
        "note_editor", WRITING, footer=True, palette=True,
    ),
    # Amending a note
    Command(
        "amendment.file", ("ctrl+s",), N_("File"),
        N_("Files the amendment beside the note, with its reason."),
        "amendment", WRITING, footer=True, palette=True,
    ),
    Command(
        "amendment.back", ("escape",), N_("Later"),
        N_("Leaves the amendment as a draft, to go on with it later."),
        "amendment", WRITING, footer=True,
    ),
    Command(
        "amendment.discard", ("f7",), N_("Throw away"),
        N_("Throws this draft away, after asking once."),
        "amendment", WRITING, footer=True, palette=True,
    ),
    # Quick intake
    Command(
        "intake.next", ("enter",), N_("Next field"),
        N_("Moves to the next field."),
        "intake", WRITING, footer=True,
    ),
    Command(
        "intake.cycle_answer", ("f3",), N_("No answer"),
        N_(
            "Changes the answer to unknown, to refused, and back to not asked. These are three different "
            "things."
        ),
        "intake", WRITING, footer=True,
    ),
    Command(
        "intake.file", ("ctrl+s",), N_("Save"),
        N_("Makes the dossier with what you have now."),
        "intake", WRITING, footer=True, palette=True,
    ),
    Command(
        "intake.open_duplicate", ("f4",), N_("Same person?"),
        N_("Opens the dossier that this person may already have. What you typed is kept."),
        "intake", WRITING, palette=True,
    ),
    Command(
        "intake.back", ("escape",), N_("Later"),
        N_("Leaves the intake as a draft, to go on with it later."),
        "intake", WRITING, footer=True,
    ),
    Command(
        "intake.discard", ("f7",), N_("Throw away"),
        N_("Throws this draft away, after asking once."),
        "intake", WRITING, palette=True,
    ),
    # Changing one fact
    Command(
        "field_editor.file", ("ctrl+s",), N_("Save"),
        N_("Puts this in the dossier in the place of what you saw when you began."),
        "field_editor", WRITING, footer=True, palette=True,
    ),
    Command(
        "field_editor.cycle_answer", ("f3",), N_("No answer"),
        N_(
            "Changes the answer to unknown, to refused, and back to not asked. These are three different "
            "things."
        ),
        "field_editor", WRITING, footer=True,
    ),
    Command(
        "field_editor.back", ("escape",), N_("Later"),
        N_("Leaves the change as a draft, to go on with it later."),
        "field_editor", WRITING, footer=True,
    ),
    Command(
        "field_editor.discard", ("f7",), N_("Throw away"),
        N_("Throws this draft away, after asking once."),
        "field_editor", WRITING, footer=True, palette=True,
    ),
    # A record of a dossier
    Command(
        "record_editor.file", ("ctrl+s",), N_("Save"),
        N_("Puts this in the dossier."),
        "record_editor", WRITING, footer=True, palette=True,
    ),
    Command(
        "record_editor.cycle_answer", ("f3",), N_("No answer"),
        N_(
            "Changes the answer to unknown, to refused, and back to not asked. These are three different "
            "things."
        ),
        "record_editor", WRITING, footer=True,
    ),
    Command(
        "record_editor.back", ("escape",), N_("Later"),
        N_("Leaves this as a draft, to go on with it later."),
        "record_editor", WRITING, footer=True,
    ),
    Command(
        "record_editor.discard", ("f7",), N_("Throw away"),
        N_("Throws this draft away, after asking once."),
        "record_editor", WRITING, footer=True, palette=True,
    ),
    Command(
        "record_editor.next", ("enter",), N_("Next field"),
        N_("Moves to the next field."),
        "record_editor", WRITING,
    ),
)
# fmt: on
