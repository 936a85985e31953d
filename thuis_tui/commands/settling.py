"""The commands of the pages on which one settles what is open: decisions, work set aside, outbox, drafts."""

from thuis_tui.commands.command import READING, WRITING, Command
from thuis_tui.language import N_

# One command is one paragraph.
# fmt: off
COMMANDS: tuple[Command, ...] = (
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
    # Exports for research
    Command(
        "learning.approve", ("a",), N_("Approve"),
        N_("Approves the export at the cursor, with your reason: it can be made once."),
        "learning", WRITING, footer=True,
    ),
    Command(
        "learning.refuse", ("x",), N_("Refuse"),
        N_("Refuses the export at the cursor, with your reason."),
        "learning", WRITING, footer=True,
    ),
    Command(
        "learning.back", ("escape", "h"), N_("Back"),
        N_("Goes back to where you came from."),
        "learning", READING, footer=True,
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
)
# fmt: on
