"""The commands of the whole application, and those of every list."""

from thuis_tui.commands.command import FILE, GO, LIST, LISTS, Command
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
        "app.cut", ("f6",), N_("Work offline"),
        N_(
            "Cuts the connection, or restores it. Everything keeps working; what you write waits in the "
            "outbox."
        ),
        palette=True,
    ),
    Command(
        "app.privacy", ("f9",), N_("Privacy view"),
        N_(
            "Shows only the person whose dossier is open, to read along; again, or Esc twice, shows "
            "everything."
        ),
        palette=True, first=True,
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
    # The privacy view
    Command(
        "privacy.open", ("enter",), N_("Dossier"),
        N_("Opens the dossier of who reads along."),
        "privacy", footer=True,
    ),
    Command(
        "privacy.back", ("escape",), N_("End"),
        N_("Ends the privacy view: other people are on the screen again."),
        "privacy", footer=True,
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
)
# fmt: on
