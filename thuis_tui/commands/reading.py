"""The commands of the pages on which one reads: caseload, dossier, a note, search."""

from thuis_tui.commands.command import GO, READING, WRITING, Command
from thuis_tui.language import N_

# One command is one paragraph.
# fmt: off
COMMANDS: tuple[Command, ...] = (
    # Caseload
    Command(
        "caseload.open", ("enter", "l"), N_("Open"),
        N_("Opens the dossier of the person at the cursor."),
        "caseload", READING, footer=True,
    ),
    Command(
        "caseload.filter", ("slash",), N_("Filter"),
        N_("Type a part of a name, alias, telephone number or address to see only those people."),
        "caseload", READING, footer=True,
    ),
    Command(
        "caseload.new_note", ("n",), N_("New note"),
        N_("Writes a note about the person at the cursor."),
        "caseload", WRITING, footer=True, palette=True,
    ),
    Command(
        "caseload.intake", ("i",), N_("Intake"),
        N_("Records a new person with the few facts you have. Everything else can follow later."),
        "caseload", WRITING, footer=True,
    ),
    Command(
        "caseload.outbox", ("o",), N_("Outbox"),
        N_("Shows what still waits to be sent, what has arrived and what was refused, with the reason."),
        "caseload", GO, footer=True,
    ),
    # Dossier
    Command(
        "dossier.open", ("enter", "l"), N_("Read"),
        N_("Opens the note at the cursor, with its amendments."),
        "dossier", READING, footer=True,
    ),
    Command(
        "dossier.new_note", ("n",), N_("New note"),
        N_("Writes a note about this person."),
        "dossier", WRITING, footer=True, palette=True,
    ),
    Command(
        "dossier.amend", ("a",), N_("Amend"),
        N_(
            "Corrects the note at the cursor. The note itself stays as it was; your amendment stands beside "
            "it."
        ),
        "dossier", WRITING, footer=True, palette=True,
    ),
    Command(
        "dossier.edit", ("e",), N_("Change"),
        N_("Changes one fact about this person: telephone, risk, agreements and so on."),
        "dossier", WRITING, footer=True, palette=True,
    ),
    Command(
        "dossier.conflicts", ("d",), N_("Decide"),
        N_("Shows what two people wrote differently about this person, to decide what it is."),
        "dossier", WRITING,
    ),
    Command(
        "dossier.back", ("escape", "h"), N_("Back"),
        N_("Goes back to the list you came from."),
        "dossier", READING, footer=True,
    ),
    # A note
    Command(
        "note.amend", ("a",), N_("Amend"),
        N_("Corrects this note. The note itself stays as it was; your amendment stands beside it."),
        "note", WRITING, footer=True, palette=True,
    ),
    Command(
        "note.new_note", ("n",), N_("New note"),
        N_("Writes a note about this person."),
        "note", WRITING, footer=True, palette=True,
    ),
    Command(
        "note.back", ("escape", "h"), N_("Back"),
        N_("Goes back to the list you came from."),
        "note", READING, footer=True,
    ),
    # Search
    Command(
        "search.open", ("enter",), N_("Open"),
        N_("Opens what is at the cursor: the dossier or the note."),
        "search", READING, footer=True,
    ),
    Command(
        "search.save", ("ctrl+s",), N_("Keep search"),
        N_("Keeps what you search under a name, to find it again with an empty line."),
        "search", READING, footer=True, palette=True,
    ),
    Command(
        "search.forget", ("f7",), N_("Forget search"),
        N_("Lets go of the kept search at the cursor."),
        "search", READING, palette=True,
    ),
    Command(
        "search.back", ("escape",), N_("Back"),
        N_("Goes back to the list you came from."),
        "search", READING, footer=True,
    ),
)
# fmt: on
