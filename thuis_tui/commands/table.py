"""The table of commands, in the order in which help shows them: one file for each kind of page."""

from thuis_tui.commands import (
    assessment,
    day,
    door,
    everywhere,
    history,
    housing,
    intake,
    notes,
    people,
    plan,
    reading,
    safety,
    settling,
    team,
    visits,
    writing,
)
from thuis_tui.commands.command import Command

COMMANDS: tuple[Command, ...] = (
    *everywhere.COMMANDS,
    *day.COMMANDS,
    *reading.COMMANDS,
    *writing.COMMANDS,
    *intake.COMMANDS,
    *assessment.COMMANDS,
    *notes.COMMANDS,
    *people.COMMANDS,
    *safety.COMMANDS,
    *plan.COMMANDS,
    *visits.COMMANDS,
    *history.COMMANDS,
    *team.COMMANDS,
    *housing.COMMANDS,
    *settling.COMMANDS,
    *door.COMMANDS,
)
