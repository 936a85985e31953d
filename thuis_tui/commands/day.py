"""The commands of the page of today, and of tasks."""

from thuis_tui.commands.command import GO, READING, WRITING, Command
from thuis_tui.language import N_

# One command is one paragraph.
# fmt: off
COMMANDS: tuple[Command, ...] = (
    Command(
        "app.today", ("w",), N_("Today"),
        N_("Shows what asks for attention today: visits, tasks, what comes up and what is not finished."),
        group=GO, palette=True,
    ),
    Command(
        "app.tasks", ("m",), N_("Tasks"),
        N_("Shows what you have to do for whom, and what you cover for colleagues."),
        group=GO, palette=True,
    ),
    # Today
    Command(
        "today.open", ("enter", "l"), N_("Open"),
        N_("Goes to what the line at the cursor is about."),
        "today", READING, footer=True,
    ),
    Command(
        "today.new_note", ("n",), N_("Note"),
        N_("Writes a note about the person of the line at the cursor."),
        "today", WRITING, footer=True,
    ),
    Command(
        "today.dossier", ("p",), N_("Dossier"),
        N_("Opens the dossier of the person of the line at the cursor."),
        "today", READING, footer=True,
    ),
    Command(
        "today.caseload", ("c",), N_("Caseload"),
        N_("Shows the people you support, by surname."),
        "today", GO, footer=True,
    ),
    Command(
        "today.search", ("slash", "ctrl+f"), N_("Search"),
        N_("Searches people and the text of all notes on this laptop."),
        "today", GO, footer=True,
    ),
    # Tasks
    Command(
        "tasks.tick", ("space",), N_("Done"),
        N_("Ticks the task at the cursor; again, and it is open after all."),
        "tasks", WRITING, footer=True,
    ),
    Command(
        "tasks.edit", ("enter", "l", "e"), N_("Change"),
        N_("Changes what has to be done, by whom or by when."),
        "tasks", WRITING, footer=True,
    ),
    Command(
        "tasks.new_task", ("n",), N_("New task"),
        N_("Makes a task: first for whom, then what."),
        "tasks", WRITING, footer=True, palette=True,
    ),
    Command(
        "tasks.whose", ("tab", "f"), N_("Mine or all"),
        N_("Shows your own tasks, those you cover for colleagues, or all of them."),
        "tasks", READING, footer=True,
    ),
    Command(
        "tasks.dossier", ("p",), N_("Dossier"),
        N_("Opens the dossier of the person of the task at the cursor."),
        "tasks", READING,
    ),
    Command(
        "tasks.remove", ("delete", "x"), N_("Remove"),
        N_("Removes what is at the cursor, with your reason. It can be put back for 30 days."),
        "tasks", WRITING,
    ),
    Command(
        "tasks.back", ("escape", "h"), N_("Back"),
        N_("Goes back to where you came from."),
        "tasks", READING,
    ),
)
# fmt: on
