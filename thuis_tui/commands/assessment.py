"""The commands of the ZRM assessment: the overview of a client, and the sheet of thirteen domains."""

from thuis_tui.commands.command import READING, WRITING, Command
from thuis_tui.language import N_

# One command is one paragraph.
# fmt: off
COMMANDS: tuple[Command, ...] = (
    Command(
        "dossier.assessments", ("z",), N_("ZRM"),
        N_("Shows the ZRM assessments of this person: the last levels and how they went."),
        "dossier", READING, palette=True,
    ),
    # The overview
    Command(
        "assessments.new", ("n",), N_("New assessment"),
        N_("Begins an assessment, or goes on with the one you began."),
        "assessments", WRITING, footer=True, palette=True,
    ),
    Command(
        "assessments.earlier", ("left",), N_("Earlier"),
        N_("Shows the assessment before this one."),
        "assessments", READING, footer=True,
    ),
    Command(
        "assessments.later", ("right",), N_("Later one"),
        N_("Shows the assessment after this one."),
        "assessments", READING,
    ),
    Command(
        "assessments.open", ("enter", "l"), N_("Read"),
        N_("Shows all that was said of the domain at the cursor, over the years."),
        "assessments", READING, footer=True,
    ),
    Command(
        "assessments.goal", ("p",), N_("Make a goal"),
        N_("Begins a goal of the support plan about the domain at the cursor, with its level as the start."),
        "assessments", WRITING, footer=True, palette=True,
    ),
    Command(
        "assessments.withdraw", ("x",), N_("Withdraw"),
        N_("Takes the assessment that is shown out of the count, with your reason. It stays in the dossier."),
        "assessments", WRITING, palette=True,
    ),
    Command(
        "assessments.back", ("escape", "h"), N_("Back"),
        N_("Goes back to where you came from."),
        "assessments", READING, footer=True,
    ),
    # The sheet
    Command(
        "assessment.file", ("ctrl+s",), N_("File"),
        N_("Files the assessment in the dossier. After that it can only be withdrawn."),
        "assessment", WRITING, footer=True, palette=True,
    ),
    Command(
        "assessment.level_1", ("1",), N_("Acute problem"),
        N_("Sets level 1 and goes down. One line says what makes it acute."),
        "assessment", WRITING,
    ),
    Command(
        "assessment.level_2", ("2",), N_("Not self-reliant"),
        N_("Sets level 2 and goes down. A change of two levels or more asks a line of explanation."),
        "assessment", WRITING,
    ),
    Command(
        "assessment.level_3", ("3",), N_("Limited self-reliance"),
        N_("Sets level 3 and goes down. A change of two levels or more asks a line of explanation."),
        "assessment", WRITING,
    ),
    Command(
        "assessment.level_4", ("4",), N_("Sufficient self-reliance"),
        N_("Sets level 4 and goes down. A change of two levels or more asks a line of explanation."),
        "assessment", WRITING,
    ),
    Command(
        "assessment.level_5", ("5",), N_("Full self-reliance"),
        N_("Sets level 5 and goes down. A change of two levels or more asks a line of explanation."),
        "assessment", WRITING,
    ),
    Command(
        "assessment.not_assessed", ("minus",), N_("Not assessed"),
        N_("Says that the domain at the cursor was not assessed, and why."),
        "assessment", WRITING, footer=True,
    ),
    Command(
        "assessment.target", ("t",), N_("Target"),
        N_("The next number is the level that is aimed at in this domain; - takes it away."),
        "assessment", WRITING, footer=True,
    ),
    Command(
        "assessment.comment", ("c",), N_("Comment"),
        N_("Writes a comment with the domain at the cursor."),
        "assessment", WRITING,
    ),
    Command(
        "assessment.explain", ("enter", "e"), N_("Explain"),
        N_("Goes back to the line that explains this level, or that says why there is none."),
        "assessment", WRITING,
    ),
    Command(
        "assessment.clear", ("delete", "backspace"), N_("Clear"),
        N_("Takes away what you said of the domain at the cursor."),
        "assessment", WRITING,
    ),
    Command(
        "assessment.moment", ("m",), N_("Moment"),
        N_("Changes between intake, progress and exit."),
        "assessment", WRITING,
    ),
    Command(
        "assessment.day", ("d",), N_("Day"),
        N_("Changes the day of the assessment."),
        "assessment", WRITING,
    ),
    Command(
        "assessment.source", ("s",), N_("Information of"),
        N_("Says of which day the oldest information is. Older than 30 days is normally left out."),
        "assessment", WRITING,
    ),
    Command(
        "assessment.discard", ("f7",), N_("Throw away"),
        N_("Throws this draft away, after asking once."),
        "assessment", WRITING, palette=True,
    ),
    Command(
        "assessment.back", ("escape",), N_("Later"),
        N_("Leaves the assessment as a draft, to go on with it later."),
        "assessment", WRITING, footer=True,
    ),
)
# fmt: on
