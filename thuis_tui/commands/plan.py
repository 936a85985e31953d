"""The commands of the support plan."""

from thuis_tui.commands.command import READING, WRITING, Command
from thuis_tui.language import N_

# One command is one paragraph.
# fmt: off
COMMANDS: tuple[Command, ...] = (
    Command(
        "plan.step", ("s",), N_("Next step"),
        N_("Takes the plan a step on: discussed, agreed, approved, active, in evaluation, closed."),
        "plan", WRITING, footer=True, palette=True,
    ),
    Command(
        "plan.new_goal", ("n",), N_("Goal"),
        N_("Writes a new goal, in the client's own words."),
        "plan", WRITING, footer=True, palette=True,
    ),
    Command(
        "plan.new_action", ("a",), N_("Action"),
        N_("Writes a new action for the goal at the cursor: who does what by when."),
        "plan", WRITING, footer=True, palette=True,
    ),
    Command(
        "plan.edit", ("enter", "e", "l"), N_("Change"),
        N_("Changes the goal, the action or the client's view at the cursor, or reads the note there."),
        "plan", WRITING, footer=True,
    ),
    Command(
        "plan.done", ("space",), N_("Done"),
        N_("Says that the action at the cursor is done, or takes that back."),
        "plan", WRITING, footer=True, palette=True,
    ),
    Command(
        "plan.drop", ("minus",), N_("Let go"),
        N_("Says that the action at the cursor need not be done any more, or takes that back."),
        "plan", WRITING,
    ),
    Command(
        "plan.outcome", ("o",), N_("Outcome"),
        N_("Says what became of the goal at the cursor, with the client's voice: in evaluation."),
        "plan", WRITING, palette=True,
    ),
    Command(
        "plan.lower", ("J",), N_("Lower"),
        N_("Puts the goal or the action at the cursor one place lower."),
        "plan", WRITING,
    ),
    Command(
        "plan.higher", ("K",), N_("Higher"),
        N_("Puts the goal or the action at the cursor one place higher."),
        "plan", WRITING,
    ),
    Command(
        "plan.remove", ("x", "delete"), N_("Take away"),
        N_("Takes the goal or the action at the cursor away, with the reason; on the first line the whole."),
        "plan", WRITING, palette=True,
    ),
    Command(
        "plan.new_version", ("N",), N_("New version"),
        N_("Makes a new version of the plan to change what is agreed. This one stays as it is."),
        "plan", WRITING, palette=True,
    ),
    Command(
        "plan.difference", ("f",), N_("Difference"),
        N_("Shows what this version says otherwise than the one before it, goal by goal."),
        "plan", READING, palette=True,
    ),
    Command(
        "plan.older", ("left",), N_("Version before"),
        N_("Shows the version before this one."),
        "plan", READING,
    ),
    Command(
        "plan.newer", ("right",), N_("Version after"),
        N_("Shows the version after this one."),
        "plan", READING,
    ),
    Command(
        "plan.paper", ("y",), N_("On paper"),
        N_(
            "Writes the plan for the client as a PDF or text, in Dutch or English. The access log tells it."
        ),
        "plan", WRITING, palette=True,
    ),
    Command(
        "plan.conflicts", ("d",), N_("Decide"),
        N_("Shows what two people wrote differently about this person, to decide what it is."),
        "plan", WRITING,
    ),
    Command(
        "plan.back", ("escape", "h"), N_("Back"),
        N_("Goes back to where you came from."),
        "plan", READING,
    ),
    # What differs between two versions
    Command(
        "plan_difference.back", ("escape", "h"), N_("Back"),
        N_("Goes back to where you came from."),
        "plan_difference", READING, footer=True,
    ),
    # From a dossier
    Command(
        "dossier.plan", ("p",), N_("Support plan"),
        N_("Shows the support plan of this person."),
        "dossier", READING, palette=True,
    ),
)
# fmt: on
