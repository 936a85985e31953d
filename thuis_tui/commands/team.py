"""The commands of the team's pages, and of handing dossiers over."""

from thuis_tui.commands.command import GO, READING, WRITING, Command
from thuis_tui.language import N_

# One command is one paragraph.
# fmt: off
COMMANDS: tuple[Command, ...] = (
    Command(
        "app.team", ("T",), N_("Team"),
        N_("Shows who leads the team what waits for them, and how the dossiers are divided."),
        group=GO, palette=True,
    ),
    Command(
        "app.transfers", ("O",), N_("Handovers"),
        N_("Shows the dossiers that colleagues want to give you, and those that you handed over."),
        group=GO, palette=True,
    ),
    Command(
        "app.emergency", (), N_("Emergency access"),
        N_("Opens for an hour the dossier of somebody in danger that you do not have; others are told."),
        group=GO, palette=True,
    ),
    # The team
    Command(
        "team.open", ("enter", "l"), N_("Open"),
        N_("Goes to what the line at the cursor is about, or to what a caseworker holds."),
        "team", READING, footer=True,
    ),
    Command(
        "team.back", ("escape", "h"), N_("Back"),
        N_("Goes back to where you came from."),
        "team", READING, footer=True,
    ),
    # What one caseworker holds
    Command(
        "member.open", ("enter", "l"), N_("Open"),
        N_("Opens the dossier at the cursor."),
        "member", READING, footer=True,
    ),
    Command(
        "member.hand_over", ("greater_than_sign",), N_("Hand over"),
        N_("Gives the dossier at the cursor to somebody else of the team, or has it covered."),
        "member", WRITING, footer=True,
    ),
    Command(
        "member.back", ("escape", "h"), N_("Back"),
        N_("Goes back to where you came from."),
        "member", READING, footer=True,
    ),
    # Handing one dossier over
    Command(
        "dossier.hand_over", ("greater_than_sign",), N_("Hand over"),
        N_("Hands this dossier over to a colleague, or asks one to cover for you."),
        "dossier", WRITING, palette=True,
    ),
    Command(
        "hand_over.transfer", ("1",), N_("Transfer"),
        N_("Offers the dossier to a colleague; it is theirs once they accept it."),
        "hand_over", WRITING, footer=True,
    ),
    Command(
        "hand_over.cover", ("2",), N_("Cover"),
        N_("Asks a colleague of the team to look after the dossier until a day; it stays yours."),
        "hand_over", WRITING, footer=True,
    ),
    Command(
        "hand_over.assign", ("3",), N_("Assign"),
        N_("Gives the dossier to a caseworker of the team that you lead, without their having to accept."),
        "hand_over", WRITING, footer=True,
    ),
    Command(
        "hand_over.restrict", ("4",), N_("Restrict"),
        N_("Keeps the dossier to who has it as their own: nobody else of the team sees that it exists."),
        "hand_over", WRITING, footer=True,
    ),
    Command(
        "hand_over.back", ("escape", "h"), N_("Back"),
        N_("Goes back without handing anything over."),
        "hand_over", READING, footer=True,
    ),
    # Emergency access
    Command(
        "emergency.ask", ("n",), N_("Ask"),
        N_("Asks for the dossier of somebody by name and birth date or by BSN, with your reason."),
        "emergency", WRITING, footer=True,
    ),
    Command(
        "emergency.open", ("enter", "l"), N_("Open"),
        N_("Opens the dossier at the cursor."),
        "emergency", READING, footer=True,
    ),
    Command(
        "emergency.back", ("escape", "h"), N_("Back"),
        N_("Goes back to where you came from."),
        "emergency", READING, footer=True,
    ),
    # What was offered and what became of it
    Command(
        "transfers.accept", ("a",), N_("Accept"),
        N_("Takes the dossier at the cursor; it comes with the next connection."),
        "transfers", WRITING, footer=True,
    ),
    Command(
        "transfers.decline", ("x",), N_("Decline"),
        N_("Leaves the dossier at the cursor with your colleague, who reads your reason."),
        "transfers", WRITING, footer=True,
    ),
    Command(
        "transfers.withdraw", ("y",), N_("Take back"),
        N_("Takes back what you offered, or ends a cover that you asked for."),
        "transfers", WRITING, footer=True,
    ),
    Command(
        "transfers.back", ("escape", "h"), N_("Back"),
        N_("Goes back to where you came from."),
        "transfers", READING, footer=True,
    ),
)
# fmt: on
