"""The commands of the people around a client and of the register of consents."""

from thuis_tui.commands.command import READING, WRITING, Command
from thuis_tui.language import N_

# One command is one paragraph.
# fmt: off
COMMANDS: tuple[Command, ...] = (
    # From the dossier
    Command(
        "dossier.people", ("m",), N_("People"),
        N_("Shows the people around the client, and what may be shared with whom."),
        "dossier", READING, palette=True,
    ),
    # People and consents
    Command(
        "people.open", ("enter", "l"), N_("Change"),
        N_("Changes what is at the cursor."),
        "people", WRITING, footer=True,
    ),
    Command(
        "people.new_contact", ("n",), N_("Somebody"),
        N_("Adds somebody around the client: family, a friend, a doctor, a budget administrator."),
        "people", WRITING, footer=True, palette=True,
    ),
    Command(
        "people.new_consent", ("t",), N_("Consent"),
        N_("Records what the client allows to be shared, with whom and what for."),
        "people", WRITING, footer=True, palette=True,
    ),
    Command(
        "people.withdraw", ("x",), N_("Withdraw"),
        N_("Withdraws the consent at the cursor from today on, with the reason."),
        "people", WRITING, footer=True,
    ),
    Command(
        "people.remove", ("delete",), N_("Remove"),
        N_("Removes the person at the cursor, with the reason. It can be put back from the bin for 30 days."),
        "people", WRITING, palette=True,
    ),
    Command(
        "people.share", ("y",), N_("Share"),
        N_("Writes what the consent at the cursor allows into a file, to hand over."),
        "people", WRITING, footer=True, palette=True,
    ),
    Command(
        "people.back", ("escape", "h"), N_("Back"),
        N_("Goes back to where you came from."),
        "people", READING,
    ),
)
# fmt: on
