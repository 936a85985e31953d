"""The table of commands, in the order in which help shows them: one file for each kind of page."""

from thuis_tui.commands import door, everywhere, reading, settling, writing
from thuis_tui.commands.command import Command

COMMANDS: tuple[Command, ...] = (
    *everywhere.COMMANDS,
    *reading.COMMANDS,
    *writing.COMMANDS,
    *settling.COMMANDS,
    *door.COMMANDS,
)
