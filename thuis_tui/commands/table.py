"""The table of commands: one paragraph each, in the order in which help shows them."""

from thuis_tui.commands.command import FILE, GO, LIST, LISTS, READING, WRITING, Command
from thuis_tui.language import N_

# One command is one paragraph.
# fmt: off
COMMANDS: tuple[Command, ...] = (
    # The whole application
    Command(
        "app.help", ("f1", "question_mark"), N_("Help"),
        N_("Shows every key that works here, and lets you search in all of them."),
        footer=True, palette=True,
    ),
    Command(
        "app.palette", ("ctrl+p",), N_("Commands"),
        N_("Finds every command by name, also the ones without a key."),
    ),
    Command(
        "app.back", ("escape",), N_("Back"),
        N_("Goes back one step. What you typed stays kept as a draft."),
    ),
    Command(
        "app.search", ("slash", "ctrl+f"), N_("Search"),
        N_("Searches people and the text of all notes on this laptop."),
        group=GO, palette=True,
    ),
    Command(
        "app.caseload", ("c",), N_("Caseload"),
        N_("Shows the people you support, by surname."),
        group=GO, palette=True,
    ),
    Command(
        "app.intake", ("i",), N_("Intake"),
        N_("Records a new person with the few facts you have. Everything else can follow later."),
        group=GO, palette=True,
    ),
    Command(
        "app.outbox", ("o",), N_("Outbox"),
        N_("Shows what still waits to be sent, what has arrived and what was refused, with the reason."),
        group=GO, palette=True,
    ),
    Command(
        "app.drafts", ("v",), N_("Continue"),
        N_("Shows what you began and did not file, to go on where you were."),
        group=GO, palette=True,
    ),
    Command(
        "app.conflicts", ("d",), N_("Decide"),
        N_("Shows what two people wrote differently, one by one, to decide what it is."),
        group=GO, palette=True,
    ),
    Command(
        "app.late", ("t",), N_("Set aside"),
        N_("Shows a team lead what came late or was refused, to accept it, return it or put it away."),
        group=GO, palette=True,
    ),
    Command(
        "app.sync", ("f5",), N_("Sync now"),
        N_("Sends what waits and fetches what is new, now. It also happens by itself."),
        palette=True,
    ),
    Command(
        "app.cut", ("f9",), N_("Work offline"),
        N_(
            "Cuts the connection, or restores it. Everything keeps working; what you write waits in the "
            "outbox."
        ),
        palette=True,
    ),
    Command(
        "app.lock", ("ctrl+l",), N_("Lock"),
        N_("Clears the screen and asks for the passphrase. What you typed is kept."),
        group=FILE, palette=True,
    ),
    Command(
        "app.quit", ("ctrl+q",), N_("Quit"),
        N_("Closes thuis. What you typed is kept as a draft."),
        group=FILE, palette=True,
    ),
    Command(
        "app.theme", (), N_("Theme"),
        N_("Changes between dark, light and high contrast."),
        group=FILE, palette=True,
    ),
    Command(
        "app.language", (), N_("Language"),
        N_("Changes between Dutch and English."),
        group=FILE, palette=True,
    ),
    Command(
        "app.passphrase", (), N_("Change passphrase"),
        N_("Chooses a new passphrase for this laptop. The recovery key stays the same."),
        group=FILE, palette=True,
    ),
    Command(
        "app.enrol", (), N_("Connect to the service"),
        N_(
            "Connects this laptop to your organisation with a one-time code, so that colleagues see what you "
            "write."
        ),
        group=FILE, palette=True,
    ),
    # Lists: the same keys wherever a list has the cursor
    Command(
        "list.down", ("down", "j"), N_("Down"),
        N_("Moves one line down."),
        LIST, LISTS,
    ),
    Command(
        "list.up", ("up", "k"), N_("Up"),
        N_("Moves one line up."),
        LIST, LISTS,
    ),
    Command(
        "list.page_down", ("pagedown",), N_("Page down"),
        N_("Moves one screen down."),
        LIST, LISTS,
    ),
    Command(
        "list.page_up", ("pageup",), N_("Page up"),
        N_("Moves one screen up."),
        LIST, LISTS,
    ),
    Command(
        "list.first", ("home", "g"), N_("First"),
        N_("Moves to the first line."),
        LIST, LISTS,
    ),
    Command(
        "list.last", ("end", "G"), N_("Last"),
        N_("Moves to the last line."),
        LIST, LISTS,
    ),
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
        "note_editor.discard", ("f8",), N_("Throw away"),
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
        "amendment.discard", ("f8",), N_("Throw away"),
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
        "intake.discard", ("f8",), N_("Throw away"),
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
        "field_editor.discard", ("f8",), N_("Throw away"),
        N_("Throws this draft away, after asking once."),
        "field_editor", WRITING, footer=True, palette=True,
    ),
    # What two people wrote differently
    Command(
        "conflicts.mine", ("1",), N_("Mine"),
        N_("Keeps what stands in the middle in the place of the values that you see."),
        "conflicts", WRITING, footer=True,
    ),
    Command(
        "conflicts.theirs", ("2",), N_("Theirs"),
        N_("Keeps what stands on the right in the place of the values that you see."),
        "conflicts", WRITING, footer=True,
    ),
    Command(
        "conflicts.both", ("3",), N_("Both"),
        N_("Keeps both texts, one after the other, where the field can hold that."),
        "conflicts", WRITING, footer=True,
    ),
    Command(
        "conflicts.edit", ("e",), N_("Edit"),
        N_("Writes something else in the place of all values."),
        "conflicts", WRITING, footer=True,
    ),
    Command(
        "conflicts.undo", ("u",), N_("Undo"),
        N_("Takes your last decision back: the values stand beside each other again."),
        "conflicts", WRITING, footer=True,
    ),
    Command(
        "conflicts.next", ("n",), N_("Next"),
        N_("Leaves this for later and goes on to the next."),
        "conflicts", READING,
    ),
    Command(
        "conflicts.other", ("right", "tab", "l"), N_("Another value"),
        N_("Shows the next value on the right, when more than two people wrote something."),
        "conflicts", READING,
    ),
    Command(
        "conflicts.back", ("escape", "h"), N_("Back"),
        N_("Goes back to where you came from."),
        "conflicts", READING,
    ),
    # Work that came late or was refused
    Command(
        "late.accept", ("a",), N_("Accept"),
        N_("Puts the work at the cursor in the dossier after all, with your reason."),
        "late", WRITING, footer=True,
    ),
    Command(
        "late.return_work", ("r",), N_("Return"),
        N_("Sends the work at the cursor back to who wrote it, with your reason."),
        "late", WRITING, footer=True,
    ),
    Command(
        "late.archive", ("x",), N_("Put away"),
        N_("Keeps the work at the cursor aside for good, with your reason. It is never thrown away."),
        "late", WRITING, footer=True,
    ),
    Command(
        "late.back", ("escape", "h"), N_("Back"),
        N_("Goes back to where you came from."),
        "late", READING, footer=True,
    ),
    # Outbox
    Command(
        "outbox.open", ("enter", "l"), N_("Open"),
        N_("Opens the dossier of the item at the cursor."),
        "outbox", READING, footer=True,
    ),
    Command(
        "outbox.sync", ("f5",), N_("Sync now"),
        N_("Sends what waits and fetches what is new, now. It also happens by itself."),
        "outbox", READING, footer=True,
    ),
    Command(
        "outbox.back", ("escape", "h"), N_("Back"),
        N_("Goes back to the list you came from."),
        "outbox", READING, footer=True,
    ),
    # Drafts
    Command(
        "drafts.open", ("enter", "l"), N_("Go on"),
        N_("Goes on with the draft at the cursor, where you were."),
        "drafts", WRITING, footer=True,
    ),
    Command(
        "drafts.discard", ("delete", "x"), N_("Throw away"),
        N_("Throws the draft at the cursor away, after asking once."),
        "drafts", WRITING, footer=True,
    ),
    Command(
        "drafts.back", ("escape", "h"), N_("Back"),
        N_("Goes back to the list you came from."),
        "drafts", READING, footer=True,
    ),
    # Search
    Command(
        "search.open", ("enter",), N_("Open"),
        N_("Opens what is at the cursor: the dossier or the note."),
        "search", READING, footer=True,
    ),
    Command(
        "search.back", ("escape",), N_("Back"),
        N_("Goes back to the list you came from."),
        "search", READING, footer=True,
    ),
    # Unlock
    Command(
        "unlock.submit", ("enter",), N_("Unlock"),
        N_("Opens the encrypted file with your passphrase."),
        "unlock", FILE, footer=True,
    ),
    Command(
        "unlock.recovery", ("f2",), N_("Recovery key"),
        N_("Opens the file with the recovery key, when you have forgotten the passphrase."),
        "unlock", FILE, footer=True,
    ),
    Command(
        "unlock.quit", ("ctrl+q",), N_("Quit"),
        N_("Closes thuis."),
        "unlock", FILE, footer=True,
    ),
    # First run
    Command(
        "setup.next", ("enter",), N_("Next"),
        N_("Goes on to the next step."),
        "setup", FILE, footer=True,
    ),
    Command(
        "setup.back", ("escape",), N_("Back"),
        N_("Goes back one step."),
        "setup", FILE, footer=True,
    ),
    Command(
        "setup.quit", ("ctrl+q",), N_("Quit"),
        N_("Closes thuis. Nothing is made until the last step."),
        "setup", FILE, footer=True,
    ),
    # Connecting to the service
    Command(
        "enrolment.submit", ("enter",), N_("Connect"),
        N_("Connects this laptop with the code from your organisation."),
        "enrolment", FILE, footer=True,
    ),
    Command(
        "enrolment.back", ("escape",), N_("Later"),
        N_("Goes on without a connection. You can connect later from the list of commands."),
        "enrolment", FILE, footer=True,
    ),
    # The demonstration
    Command(
        "demo.colleague", ("f10",), N_("Colleague"),
        N_("Shows what your colleague sees on the other laptop, or comes back to yours."),
        "demo", GO, footer=True, palette=True,
    ),
)
# fmt: on
