"""The commands of visits: the week, those of one client, and the page before the door."""

from thuis_tui.commands.command import GO, READING, WRITING, Command
from thuis_tui.language import N_

# One command is one paragraph.
# fmt: off
COMMANDS: tuple[Command, ...] = (
    Command(
        "app.visits", ("b",), N_("Week of visits"),
        N_("Shows your visits of this week, day by day."),
        group=GO, palette=True,
    ),
    Command(
        "app.under_way", ("ctrl+o",), N_("Visit under way"),
        N_("Goes to the visit where you are checked in; past its planned end it says what to do."),
        group=GO, palette=True,
    ),
    Command(
        "dossier.visits", ("b",), N_("All visits"),
        N_("Shows all visits to this person, and plans a new one."),
        "dossier", READING, palette=True,
    ),
    # The week
    Command(
        "visits.open", ("enter", "l"), N_("Open"),
        N_("Opens the visit at the cursor; on a free day it plans one."),
        "visits", READING, footer=True,
    ),
    Command(
        "visits.plan", ("n",), N_("Plan"),
        N_("Plans a visit: first whom, then when."),
        "visits", WRITING, footer=True, palette=True,
    ),
    Command(
        "visits.not_home", ("x",), N_("Not at home"),
        N_("Says that nobody opened, with what you did about it if you like."),
        "visits", WRITING, footer=True,
    ),
    Command(
        "visits.previous", ("left",), N_("Week before"),
        N_("Shows the week before."),
        "visits", READING, footer=True,
    ),
    Command(
        "visits.next", ("right",), N_("Week after"),
        N_("Shows the week after."),
        "visits", READING, footer=True,
    ),
    Command(
        "visits.this_week", ("0",), N_("This week"),
        N_("Comes back to this week."),
        "visits", READING,
    ),
    Command(
        "visits.agenda", ("y",), N_("Agenda file"),
        N_("Writes the visits of the coming weeks into an .ics file for your agenda, with initials only."),
        "visits", WRITING, palette=True,
    ),
    Command(
        "visits.back", ("escape", "h"), N_("Back"),
        N_("Goes back to where you came from."),
        "visits", READING,
    ),
    # The visits of one client
    Command(
        "client_visits.open", ("enter", "l"), N_("Open"),
        N_("Opens the visit at the cursor."),
        "client_visits", READING, footer=True,
    ),
    Command(
        "client_visits.plan", ("n",), N_("Plan"),
        N_("Plans a visit to this person."),
        "client_visits", WRITING, footer=True, palette=True,
    ),
    Command(
        "client_visits.not_home", ("x",), N_("Not at home"),
        N_("Says that nobody opened, with what you did about it if you like."),
        "client_visits", WRITING, footer=True,
    ),
    Command(
        "client_visits.back", ("escape", "h"), N_("Back"),
        N_("Goes back to where you came from."),
        "client_visits", READING, footer=True,
    ),
    # One visit
    Command(
        "visit.check_in", ("i",), N_("Check in"),
        N_("You go in: asks until when, and raises the alarm when you are not back by then."),
        "visit", WRITING, footer=True, palette=True,
    ),
    Command(
        "visit.check_out", ("o",), N_("Check out"),
        N_("You are out again; then the note is there with the facts of the visit filled in."),
        "visit", WRITING, footer=True, palette=True,
    ),
    Command(
        "visit.stay", ("v",), N_("Stay longer"),
        N_("Moves the planned end of the visit under way."),
        "visit", WRITING, palette=True,
    ),
    Command(
        "visit.new_note", ("n",), N_("Note"),
        N_("Writes the note of this visit, or reads it when it is there."),
        "visit", WRITING, footer=True, palette=True,
    ),
    Command(
        "visit.not_home", ("x",), N_("Not at home"),
        N_("Says that nobody opened, with what you did about it if you like."),
        "visit", WRITING, footer=True, palette=True,
    ),
    Command(
        "visit.edit", ("e",), N_("Change"),
        N_("Plans this visit otherwise: another time, place or companion."),
        "visit", WRITING, footer=True, palette=True,
    ),
    Command(
        "visit.cancel", ("delete",), N_("Cancel"),
        N_("The visit will not take place: says by whom and why."),
        "visit", WRITING, palette=True,
    ),
    Command(
        "visit.dossier", ("enter", "l"), N_("Dossier"),
        N_("Opens the dossier of this person."),
        "visit", READING,
    ),
    Command(
        "visit.back", ("escape", "h"), N_("Back"),
        N_("Goes back to where you came from."),
        "visit", READING,
    ),
)
# fmt: on
