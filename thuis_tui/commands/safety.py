"""The commands of safety: the crisis card from anywhere, risks, warning plan, reporting code, notices."""

from thuis_tui.commands.command import GO, READING, WRITING, Command
from thuis_tui.language import N_

# One command is one paragraph.
# fmt: off
COMMANDS: tuple[Command, ...] = (
    Command(
        "app.crisis", ("f8",), N_("Crisis card"),
        N_("Shows at once what to do now for the person whose dossier is open, whom to call and the risks."),
        palette=True, first=True,
    ),
    Command(
        "app.notices", (), N_("Notices"),
        N_("Shows a team lead visits alone, calamities and reporting codes of the team, to mark as seen."),
        group=GO, palette=True,
    ),
    Command(
        "dossier.safety", ("r",), N_("Risks"),
        N_("Shows the risks, the warning plan, the reporting code and calamities of this person."),
        "dossier", GO, palette=True,
    ),
    # Risks and safety
    Command(
        "safety.open", ("enter", "l"), N_("Open"),
        N_("Opens what is at the cursor, or folds ended risks open and away."),
        "safety", READING, footer=True,
    ),
    Command(
        "safety.new", ("n",), N_("New risk"),
        N_("Writes a risk down: what was seen or heard, by whom, and when to look again."),
        "safety", WRITING, footer=True, palette=True,
    ),
    Command(
        "safety.review", ("r",), N_("Look again"),
        N_("Looks at the risk at the cursor again: whether it is still so, and until when."),
        "safety", WRITING,
    ),
    Command(
        "safety.end", ("x",), N_("End"),
        N_("Ends the risk at the cursor with a reason. It stays in the dossier, folded away."),
        "safety", WRITING,
    ),
    Command(
        "safety.plan", ("p",), N_("Warning plan"),
        N_("Shows the warning plan: the signs of each phase, and what each does then."),
        "safety", READING, footer=True, palette=True,
    ),
    Command(
        "safety.edit", ("e",), N_("Change"),
        N_("Changes the risk at the cursor."),
        "safety", WRITING,
    ),
    Command(
        "safety.meldcode", ("m",), N_("Reporting code"),
        N_("Begins the reporting code for domestic violence and child abuse (meldcode) for a concern."),
        "safety", WRITING, footer=True, palette=True,
    ),
    Command(
        "safety.calamity", ("a",), N_("Calamity"),
        N_("Reports a calamity. Your team lead is told with the next connection."),
        "safety", WRITING, palette=True,
    ),
    Command(
        "safety.back", ("escape", "h"), N_("Back"),
        N_("Goes back to where you came from."),
        "safety", READING,
    ),
    # The warning plan
    Command(
        "warning_plan.edit", ("enter", "e"), N_("Change"),
        N_("Changes the text that has the focus. Where people disagree, all their texts are shown."),
        "warning_plan", WRITING, footer=True,
    ),
    Command(
        "warning_plan.next_phase", ("right", "l"), N_("Next phase"),
        N_("Shows the phase that is one step worse."),
        "warning_plan", READING, footer=True,
    ),
    Command(
        "warning_plan.earlier_phase", ("left", "h"), N_("Earlier phase"),
        N_("Shows the phase that is one step better."),
        "warning_plan", READING,
    ),
    Command(
        "warning_plan.phase_1", ("1",), N_("Green"),
        N_("Shows the green phase: it goes well."),
        "warning_plan", READING,
    ),
    Command(
        "warning_plan.phase_2", ("2",), N_("Yellow"),
        N_("Shows the yellow phase: the first signs."),
        "warning_plan", READING,
    ),
    Command(
        "warning_plan.phase_3", ("3",), N_("Orange"),
        N_("Shows the orange phase: it goes wrong."),
        "warning_plan", READING,
    ),
    Command(
        "warning_plan.phase_4", ("4",), N_("Red"),
        N_("Shows the red phase: crisis."),
        "warning_plan", READING,
    ),
    Command(
        "warning_plan.discussed", ("f4",), N_("Discussed"),
        N_("Writes down when the plan was discussed with the client."),
        "warning_plan", WRITING, footer=True,
    ),
    Command(
        "warning_plan.back", ("escape",), N_("Back"),
        N_("Goes back to where you came from."),
        "warning_plan", READING, footer=True,
    ),
    # The reporting code
    Command(
        "meldcode.take", ("enter", "n"), N_("Write step"),
        N_("Writes down the step at the cursor. A step that was taken stays; it may be taken again."),
        "meldcode", WRITING, footer=True,
    ),
    Command(
        "meldcode.close", ("x",), N_("Close"),
        N_("Closes the concern, once it was weighed and decided. Every step stays in the dossier."),
        "meldcode", WRITING, footer=True,
    ),
    Command(
        "meldcode.back", ("escape", "h"), N_("Back"),
        N_("Goes back to where you came from."),
        "meldcode", READING, footer=True,
    ),
    # Notices to a team lead
    Command(
        "notices.open", ("enter", "l"), N_("Open"),
        N_("Opens the dossier that the notice is about, when it is on this laptop."),
        "notices", READING, footer=True,
    ),
    Command(
        "notices.seen", ("s",), N_("Seen"),
        N_("Marks the notice at the cursor as seen."),
        "notices", WRITING, footer=True,
    ),
    Command(
        "notices.back", ("escape", "h"), N_("Back"),
        N_("Goes back to where you came from."),
        "notices", READING, footer=True,
    ),
)
# fmt: on
