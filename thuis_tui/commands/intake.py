"""The commands of the whole intake, of its typing sheet, and of making two dossiers one."""

from thuis_tui.commands.command import READING, WRITING, Command
from thuis_tui.language import N_

# One command is one paragraph.
# fmt: off
COMMANDS: tuple[Command, ...] = (
    # From the dossier
    Command(
        "dossier.whole_intake", ("f",), N_("Intake"),
        N_("Goes through the whole intake in short sections; you can leave and go on at any point."),
        "dossier", WRITING, palette=True,
    ),
    Command(
        "dossier.merge", ("M",), N_("Merge"),
        N_("Makes this dossier and another one of the same person one, or takes that back."),
        "dossier", WRITING, palette=True,
    ),
    # The whole intake
    Command(
        "whole_intake.next_section", ("pagedown", "ctrl+n"), N_("Next"),
        N_("Saves this section and goes on to the next."),
        "whole_intake", WRITING, footer=True,
    ),
    Command(
        "whole_intake.previous_section", ("pageup", "ctrl+b"), N_("Previous"),
        N_("Saves this section and goes back to the one before."),
        "whole_intake", WRITING,
    ),
    Command(
        "whole_intake.cycle_answer", ("f3",), N_("No answer"),
        N_(
            "Changes the answer to unknown, to refused, and back to not asked. These are three different "
            "things."
        ),
        "whole_intake", WRITING, footer=True,
    ),
    Command(
        "whole_intake.sheet", ("f2",), N_("Sheet"),
        N_("Shows all answers in the order of the regional access form, to type them over in one go."),
        "whole_intake", READING, footer=True, palette=True,
    ),
    Command(
        "whole_intake.file", ("ctrl+s",), N_("Save"),
        N_("Saves this section and goes back to the dossier."),
        "whole_intake", WRITING, footer=True, palette=True,
    ),
    Command(
        "whole_intake.back", ("escape",), N_("Later"),
        N_("Leaves this section as a draft, to go on with it later."),
        "whole_intake", WRITING, footer=True,
    ),
    Command(
        "whole_intake.discard", ("f7",), N_("Throw away"),
        N_("Throws away what you changed in this section, after asking once."),
        "whole_intake", WRITING, palette=True,
    ),
    Command(
        "whole_intake.next", ("enter",), N_("Next field"),
        N_("Moves to the next field."),
        "whole_intake", WRITING,
    ),
    # Two dossiers of one person
    Command(
        "merging.here", ("1", "left", "h"), N_("This one"),
        N_("What the dossier that goes on says of the fact at the cursor stays."),
        "merging", WRITING, footer=True,
    ),
    Command(
        "merging.there", ("2", "right", "l"), N_("The other"),
        N_("What the other dossier says of the fact at the cursor takes its place."),
        "merging", WRITING, footer=True,
    ),
    Command(
        "merging.both", ("3",), N_("Both"),
        N_("Keeps both texts, one after the other, where the field can hold that."),
        "merging", WRITING, footer=True,
    ),
    Command(
        "merging.other", ("space",), N_("Change side"),
        N_("Takes the other side of the fact at the cursor, and stays there."),
        "merging", WRITING,
    ),
    Command(
        "merging.merge", ("ctrl+s",), N_("Merge"),
        N_("Makes the two dossiers one with the facts as they are chosen. It can be taken back."),
        "merging", WRITING, footer=True, palette=True,
    ),
    Command(
        "merging.back", ("escape",), N_("Back"),
        N_("Goes back; nothing is merged."),
        "merging", READING, footer=True,
    ),
    # The typing sheet
    Command(
        "typing_sheet.fill_in", ("enter", "l"), N_("Fill in"),
        N_("Goes to the question at the cursor in the intake."),
        "typing_sheet", WRITING, footer=True,
    ),
    Command(
        "typing_sheet.next_needed", ("n",), N_("Next missing"),
        N_("Moves to the next question that the access form still needs."),
        "typing_sheet", READING, footer=True,
    ),
    Command(
        "typing_sheet.export", ("y",), N_("Write to file"),
        N_("Writes the sheet as a text file into a folder you name. That goes into the access log."),
        "typing_sheet", READING, footer=True, palette=True,
    ),
    Command(
        "typing_sheet.back", ("escape", "h"), N_("Back"),
        N_("Goes back to where you came from."),
        "typing_sheet", READING, footer=True,
    ),
)
# fmt: on
